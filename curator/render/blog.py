"""An edition becomes a post of a blog: plain HTML that every theme knows, and its sections as categories."""

from __future__ import annotations

import re
from zoneinfo import ZoneInfo

from curator.config.settings import Config
from curator.errors import NothingToPublish
from curator.i18n import N_, gettext_for
from curator.model import Edition
from curator.ports import BlogPost
from curator.render.letter import edition_name, letter_templates
from curator.render.links import edition_path
from curator.render.looks import render
from curator.render.markdown import plain
from curator.render.views import StoryView, edition_view, shorten
from curator.render.wording import editor_read

LONGEST_EXCERPT = 280


def render_blog(edition: Edition, config: Config, picture: tuple[str, bytes] | None = None) -> BlogPost:
    """Return the edition as a post of a blog; `picture` (file name, content) is the lead's.

    Raises `NothingToPublish` for an edition without stories, `TemplateError`
    for a broken template (`blog/post.html`).
    """
    if not edition.picks:
        raise NothingToPublish(N_("the edition has no stories."), about=edition.slug)
    language = config.journal.language
    view = edition_view(edition, language, ZoneInfo(config.journal.timezone))
    base = config.journal.base_url.rstrip("/")
    html = render(
        letter_templates(view, config),
        "blog/post.html",
        title=config.journal.title,
        edition=view,
        edition_name=edition_name(view, language),
        language=language,
        editor_read=editor_read(config.journal.editor, language),
        colon="\u00a0:" if language == "fr" else ":",
        parts=_parts(view.stories, gettext_for(language)("In brief")),
        web_address=f"{base}/{edition_path(view.slug)}" if base else "",
    )
    lead = view.stories[0]
    told = plain(view.opening) or plain(lead.insight) or lead.extract or lead.title
    return BlogPost(
        slug=f"edition-{edition.slug}",
        title=f"{config.journal.title}, {edition_name(view, language)}",
        html=re.sub(r"\n{2,}", "\n", html).strip() + "\n",
        excerpt=shorten(told, LONGEST_EXCERPT),
        categories=tuple(dict.fromkeys(story.section for story in view.stories if story.section)),
        picture=picture[1] if picture else b"",
        alt=lead.title if picture else "",
    )


def _parts(stories: tuple[StoryView, ...], briefly: str) -> list[tuple[str, list[StoryView]]]:
    """Return the stories as they are read: the first ones, the sections, those in brief."""
    parts: dict[str, list[StoryView]] = {"": []}
    for story in stories:
        name = {"section": story.section, "brief": briefly}.get(story.slot, "")
        parts.setdefault(name, []).append(story)
    return [(name, held) for name, held in parts.items() if held]
