"""The demo: the real services on a bundled web, with an editor's marks already made."""

from __future__ import annotations

import shutil
import tomllib
from datetime import datetime
from pathlib import Path
from typing import Any

import tomlkit

from curator.assets import asset
from curator.cli.session import Session
from curator.config import CONFIG_FILE, SOURCES_FILE, add_sources, write_atomically
from curator.errors import UsageError
from curator.i18n import N_
from curator.model import Mark, Verb
from curator.newsroom import Newsroom
from curator.press import Press
from curator.samples import SampleWeb, sample_marks, sample_sources, samples_folder

_STAMP = ".curator-demo"
"""A folder with this file in it may be started afresh."""


def build_demo(folder: Path, language: str, now: datetime, session: Session) -> Path:
    """Build the demo's journal in `folder` and return its front page.

    Raises `UsageError` for a folder with something else in it.
    """
    _make_room(folder)
    _write_journal(folder, language)
    session.turn_to(folder)
    with Newsroom(session.config, now, SampleWeb(now)) as newsroom, newsroom.locked("demo"):
        list(newsroom.intake.collect(newsroom.intake.due()))
        list(newsroom.intake.read())
        slug = _edit(newsroom, language)
        approved = newsroom.clearance.approve(slug)
        told = Mark(slug, Verb.APPROVE, newsroom.now, approved.approved_hash, approved.approved_by)
        newsroom.archive.mark([told])
        press = Press(newsroom)
        built = press.build()
        press.write_letter(slug, week=False)
        press.write_kit(slug)
    return built.index


def _make_room(folder: Path) -> None:
    if not folder.exists() or not any(folder.iterdir()):
        return
    if not (folder / _STAMP).is_file():
        raise UsageError(
            N_("this folder is not empty."), about=str(folder), remedy=N_("Name another: curator demo FOLDER")
        )
    shutil.rmtree(folder)


def _write_journal(folder: Path, language: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / _STAMP).touch()
    document: Any = tomlkit.parse(asset("config.example.toml").read_text(encoding="utf-8"))
    for key, value in tomllib.loads((samples_folder() / "journal.toml").read_text(encoding="utf-8"))[language].items():
        document["journal"][key] = value
    document["journal"]["language"] = language
    write_atomically(folder / CONFIG_FILE, tomlkit.dumps(document))
    shutil.copytree(asset("themes"), folder / "themes")
    add_sources(folder / SOURCES_FILE, sample_sources())


def _edit(newsroom: Newsroom, language: str) -> str:
    """Put the samples' marks on the draft, as an editor would, and return its slug."""
    slug = newsroom.draft().slug
    editor = newsroom.config.journal.editor
    marks = []
    for said in sample_marks(language):
        # A story whose page was not worth reading is known by its short link only: nothing to mark.
        subject = newsroom.find_story(said.address) if said.address else slug
        if subject:
            marks.append(Mark(subject, said.verb, newsroom.now, said.value, editor))
    newsroom.mark(marks)
    return newsroom.draft(slug).slug
