"""One case of each kind given to curator as its user would, and what went wrong."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from bench.collect_programs import Run
from bench.hostile_checks import Checker, Finding, published, stored, text_of
from bench.hostile_schedule import Stage, is_calendar
from bench.hostile_world import GOOD, Case, Server, curator, journal, publish
from curator.model import short_hash

GOOD_ITEMS = 3
SETTINGS = {
    "site.title": "journal.title",
    "site.out_dir": "paths.site",
    "site.base_url": "journal.base_url",
    "site.timezone": "journal.timezone",
    "site.language": "journal.language",
    "site.items": "edition.stories",
    "fetch.timeout": "fetch.total_seconds",
    "fetch.max_bytes": "fetch.wire_bytes",
    "fetch.workers": "fetch.connections",
    "mail.from": "letter.sender",
    "mail.smtp_host": "smtp.host",
    "mail.smtp_security": "smtp.security",
    "schedule.daily_at": "schedule.time",
    "db.path": "paths.store",
    "template.path": "paths.templates",
    "feeds": "source",
    "feeds[].url": "source.address",
    "feeds[].filter": "source.filter",
}
"""A field of the corpus → ours."""
SKIPPED = {
    "value": "values for doors of their own: forms, search, unsubscription",
    "archive": "archives for themes and backups",
}
OURS = (("site.base_url", ""), ("mail.from", ""), ("mail.smtp_host", ""), ("fetch.timeout", 1e308))
"""Values that mean something to us which the corpus could not know: "not set"."""

_PLACED = re.compile(r"\S+\.toml(:\d+)?: ")


@dataclass(frozen=True)
class Outcome:
    """What became of one case."""

    case: str
    kind: str
    problems: tuple[Finding, ...] = ()
    seconds: float = 0.0
    memory: float = 0.0
    skipped: str = ""

    def line(self, seed: int) -> str:
        """Return one line for a person."""
        said = "; ".join(f"{code} {what}"[:160] for code, what in self.problems[:4]) or self.skipped or "ok"
        return f"{seed} {self.case}: {said} ({self.seconds:.1f} s, {self.memory:.0f} MiB)"


@dataclass(frozen=True)
class Trial:
    """What every case needs."""

    server: Server
    corpus: Path
    checker: Checker
    folder: Path

    @cached_property
    def stage(self) -> Stage:
        """What calendars are played on."""
        return Stage(self.folder.parent / "stage")

    def fresh(self, feeds: list[str], settings: str = "") -> Path:
        """Make a journal with nothing in it but the good feeds and `feeds`; return its folder."""
        shutil.rmtree(self.folder, ignore_errors=True)
        journal(self.server, self.folder / "journal", feeds, settings)
        return self.folder / "journal"


def run_case(trial: Trial, case: Case) -> Outcome:
    """Return what became of a case."""
    kinds: dict[str, Callable[[Trial, Case], Outcome]] = {
        "feed": _feed, "page": _page, "url": _url, "opml": _opml, "config": _config, "image": _image,
    }  # fmt: skip
    if is_calendar(case.value):
        return Outcome(case.id, case.kind, tuple(trial.stage.findings(case.value)))
    if case.kind not in kinds:
        return Outcome(case.id, case.kind, skipped=SKIPPED.get(case.kind, case.kind))
    heard = trial.server.canary()
    outcome = kinds[case.kind](trial, case)
    if trial.server.canary() != heard:
        outcome = replace(outcome, problems=(*outcome.problems, ("NO_FETCH", "the canary was reached")))
    return outcome


def _feed(trial: Trial, case: Case) -> Outcome:
    if "different sources" in case.notes or "another source" in case.notes:
        feeds, steps = [f"{trial.server.url}/corpus/{name}" for name in case.files], 1
    elif len(case.files) > 1:
        feeds, steps = [f"{trial.server.url}/seq/{case.id}"], len(case.files)
    else:
        feeds, steps = [f"{trial.server.url}/corpus/{case.files[0]}"], 1
    folder = trial.fresh(feeds, "pages_per_run = 0\n")
    runs = [curator(folder, "collect", "--all") for _ in range(steps)]
    problems = _sound(trial, case, folder, runs)
    problems += _counted(case, folder, feeds)
    if "NO_DUP" in case.expect:
        before = stored(folder)
        runs.append(curator(folder, "collect", "--all"))
        after = stored(folder)
        problems += [("NO_DUP", f"{before} became {after}")] if before != after and steps == 1 else []
    return _outcome(case, runs, problems)


def _page(trial: Trial, case: Case) -> Outcome:
    address = f"{trial.server.url}/corpus/{case.files[0]}"
    folder = trial.fresh([trial.server.feed_to(f"{case.id.replace('/', '-')}.xml", address)])
    run = curator(folder, "collect", "--all")
    return _outcome(case, [run], _sound(trial, case, folder, [run]))


def _image(trial: Trial, case: Case) -> Outcome:
    address = f"{trial.server.url}/corpus/{case.files[0]}"
    feed = trial.server.put(
        "picture.xml",
        "<rss version='2.0' xmlns:media='http://search.yahoo.com/mrss/'><channel><title>Pictures</title><item>"
        f"<title>With a picture</title><link>{trial.server.url}/page/picture.html</link>"
        f"<media:content medium='image' url='{address}'/></item></channel></rss>".encode(),
    )
    folder = trial.fresh([feed], "pages_per_run = 0\n")
    (folder / "sources.toml").open("a", encoding="utf-8").write("pictures = true\n")
    run = curator(folder, "collect", "--all")
    return _outcome(case, [run], _sound(trial, case, folder, [run]))


def _sound(trial: Trial, case: Case, folder: Path, runs: list[Run]) -> list[Finding]:
    """Return what is wrong with runs over a case, and with what is published of it."""
    problems: list[Finding] = []
    for run in runs:
        problems += _told(run, {0, 3})
    written = publish(folder)
    problems += _told(written, {0})
    problems += trial.checker.check(folder)
    text = text_of(folder)
    good = {short_hash(f"{trial.server.url}/ok.xml?tag={tag}&n=3"): tag for tag in GOOD}
    kept = stored(folder)
    problems += [("OTHERS_OK", tag) for id, tag in good.items() if kept.get(id) != GOOD_ITEMS]
    out = published(folder)
    problems += [("OTHERS_OK", f"{tag} not published") for tag in GOOD if f"/page/{tag}1.html" not in out]
    if "CANARYCONTENT" in text or any("CANARYCONTENT" in run.output for run in runs):
        problems.append(("NO_READ", "the canary's file"))
    if case.expect & {"TEXT_KEPT", "UTF8", "LITERAL"}:
        problems += [("TEXT_KEPT", token) for token in case.keep if token not in text]
    if {file.name for file in folder.parent.iterdir()} != {"journal"}:
        problems.append(("NO_WRITE", "something beside the journal"))
    return problems


def _told(run: Run, codes: set[int]) -> list[Finding]:
    """Return what is wrong with how a run ended and what it said."""
    if "Traceback (most recent call last)" in run.output or run.code not in codes:
        return [("NO_CRASH", f"exit code {run.code}: {run.output[-300:]}")]
    complaints = [line for line in run.output.splitlines() if line.startswith(("✗", "curator:"))]
    return [("ONE_LINE", " / ".join(complaints)[:300])] if len(complaints) > 1 else []


def _counted(case: Case, folder: Path, feeds: list[str]) -> list[Finding]:
    if "COUNT" not in case.expect or case.count is None:
        return []
    found = sum(stored(folder).get(short_hash(feed), 0) for feed in feeds)
    return [("COUNT", f"{found} entries, {case.count} expected")] if found != case.count else []


def _url(trial: Trial, case: Case) -> Outcome:
    folder = trial.fresh([str(case.value)], "pages_per_run = 0\n")
    run = curator(folder, "collect", "--all")
    if run.code == 2:
        problems = _rejected(run)
        return _outcome(case, [run], problems)
    problems = _told(run, {0, 3})
    kept = stored(folder)
    good = {short_hash(f"{trial.server.url}/ok.xml?tag={tag}&n=3") for tag in GOOD}
    problems += [("OTHERS_OK", str(kept))] if any(kept.get(id) != GOOD_ITEMS for id in good) else []
    if "NO_FETCH" in case.expect and (set(kept) - good):
        problems.append(("NO_FETCH", "it was read"))
    return _outcome(case, [run], problems)


def _opml(trial: Trial, case: Case) -> Outcome:
    folder = trial.fresh([])
    run = curator(folder, "sources", "import", str(trial.corpus / case.files[0]))
    problems = _told(run, {0, 1, 2})
    problems += _told(curator(folder, "sources", "list", "--json", look=False), {0})
    if "CANARYCONTENT" in (folder / "sources.toml").read_text(encoding="utf-8"):
        problems.append(("NO_READ", "the canary's file"))
    return _outcome(case, [run], problems)


def _config(trial: Trial, case: Case) -> Outcome:
    folder = trial.fresh([], "pages_per_run = 0\n")
    if not isinstance(case.value, Mapping):
        shutil.copyfile(trial.corpus / case.files[0], folder / "config.toml")
        own_field, value = "", None
    else:
        own_field, value = str(case.value.get("field")), case.value.get("value")
        if own_field not in SETTINGS:
            return Outcome(case.id, case.kind, skipped=f"no setting like {own_field}")
        if not _set(folder, SETTINGS[own_field], value):
            return Outcome(case.id, case.kind, skipped="TOML cannot say this value")
    asked = len(trial.server.requests())
    run = curator(folder, "collect", "--all")
    must = "CFG_REJECT" in case.expect and (own_field, value) not in OURS
    if run.code == 2:
        problems = _rejected(run)
        if len(trial.server.requests()) != asked:
            problems.append(("CFG_REJECT", "the network was used all the same"))
        return _outcome(case, [run], problems)
    problems = _told(run, {0, 3})
    if must:
        problems.append(("CFG_REJECT", f"taken: {run.output[-200:]}"))
    elif not problems:
        problems += [finding for finding in _told(publish(folder), {0}) if finding[0] == "NO_CRASH"]
    return _outcome(case, [run], problems)


def _rejected(run: Run) -> list[Finding]:
    """Return what is wrong with how settings were refused: every mistake has one line that names its file.

    A file for another program (`cfg.syntax`) has as many mistakes as tables that we do not know,
    so lines are not counted; that one is told twice, or without its place, is a finding.
    """
    lines = [line for line in run.output.splitlines() if line.strip()]
    told = "Traceback" not in run.output and lines and len(lines) == len(set(lines))
    if not told or not all(_PLACED.match(line) for line in lines):
        return [("ONE_LINE", run.output[-300:])]
    return []


def _set(folder: Path, key: str, value: Any) -> bool:
    """Put a value under our key into the settings; tell whether TOML can say it."""
    table, _, name = key.partition(".")
    said = _toml(value)
    if said is None:
        return False
    if table == "source":
        file = folder / "sources.toml"
        if name:
            file.write_text(file.read_text(encoding="utf-8") + f"{name} = {said}\n", encoding="utf-8")
        else:
            file.write_text(f"source = {said}\n".replace("url = ", "address = "), encoding="utf-8")
        return True
    file = folder / "config.toml"
    text = re.sub(rf"(?m)^{name} = .*\n", "", file.read_text(encoding="utf-8"))
    header = f"[{table}]\n"
    text = text.replace(header, f"{header}{name} = {said}\n") if header in text else f"{text}{header}{name} = {said}\n"
    file.write_text(text, encoding="utf-8")
    return True


def _toml(value: Any) -> str | None:
    match value:
        case None:
            return None
        case bool():
            return str(value).lower()
        case int() | float():
            return repr(value)
        case str():
            return json.dumps(value, ensure_ascii=True)
        case list():
            parts = [_toml(part) for part in value]
            return None if None in parts else f"[{', '.join(str(part) for part in parts)}]"
        case dict():
            pairs = {name: _toml(part) for name, part in value.items()}
            return None if None in pairs.values() else "{" + ", ".join(f"{k} = {v}" for k, v in pairs.items()) + "}"
    return None


def _outcome(case: Case, runs: list[Run], problems: list[Finding]) -> Outcome:
    """Return the outcome; on a machine that does other things, the work counts and not the wait for it."""
    seconds = max(min(run.wall, max(run.cpu, run.wall / 4)) for run in runs)
    return Outcome(case.id, case.kind, tuple(problems), seconds, max(run.memory for run in runs))
