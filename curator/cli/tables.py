"""What a person at a terminal is shown: bars, tables, reasons."""

from __future__ import annotations

import os
import sys
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Self

import click
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bar
from rich.table import Table

from curator.cli.session import Session
from curator.health import describe, move_proposed, silence
from curator.model import Cause, Decision, Edition, Source, SourceState

if TYPE_CHECKING:
    from curator.newsroom import Explained
    from curator.services.scout import Prospect

_BAR_CELLS = 24


def console() -> Console:
    """Return a console on standard output, without colour where NO_COLOR is set."""
    return Console(no_color="NO_COLOR" in os.environ or None, highlight=False, soft_wrap=not sys.stdout.isatty())


class Progress:
    """A bar on a terminal; nothing at all elsewhere, or when asked to be quiet."""

    def __init__(self, session: Session, quiet: bool) -> None:
        """Show bars unless the session or `quiet` forbids it."""
        self._silent = quiet
        self._bar = Bar(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=Console(stderr=True),
            disable=quiet or session.quiet or not sys.stderr.isatty(),
            transient=True,
        )
        self._task: TaskID | None = None

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bar.stop()

    def start(self, words: str, total: int) -> None:
        """Begin a new bar."""
        if self._task is not None:
            self._bar.remove_task(self._task)
        self._task = self._bar.add_task(words, total=total)

    def step(self) -> None:
        """One more is done."""
        if self._task is not None:
            self._bar.advance(self._task)

    def line(self, text: str) -> None:
        """Print a line above the bar, on standard error."""
        if not self._silent:
            self._bar.console.print(escape(text), highlight=False, soft_wrap=True)


def failing_line(session: Session, source: Source, state: SourceState) -> str:
    """Return one line on a source that failed: who, why, what helps."""
    assert state.cause is not None
    words, remedy = describe(state.cause, state.detail)
    _ = session.translate
    return f"✗ {source.title or source.address}: {_(words)} {_(remedy)}".rstrip()


def source_table(session: Session, sources: Sequence[Source], states: Mapping[str, SourceState]) -> None:
    """Print the list of sources with the state of each."""
    _ = session.translate
    table = Table(box=None, pad_edge=False, header_style="dim")
    for heading in ("", _("Source"), _("Folder"), _("Last new"), _("State")):
        table.add_column(heading, overflow="fold")
    for source in sources:
        state = states.get(source.id)
        table.add_row(
            _sign(source, state), _name(source, state), source.folder, _last_new(state), _state(session, source, state)
        )
    console().print(table)


def _sign(source: Source, state: SourceState | None) -> str:
    if not source.is_read:
        return "‖"
    if state is None or state.checked is None:
        return "·"
    return "✗" if state.cause else "✓"


def _name(source: Source, state: SourceState | None) -> str:
    name = source.title or (state.title if state else "") or source.address
    return escape(name if name == source.address else f"{name}\n[{source.address}]")


def _last_new(state: SourceState | None) -> str:
    return f"{state.changed:%Y-%m-%d}" if state and state.changed else ""


def _state(session: Session, source: Source, state: SourceState | None) -> str:
    _ = session.translate
    if source.blocked:
        return _("blocked")
    if source.paused:
        return _("paused")
    if state is None or state.checked is None:
        return _("not asked yet")
    if state.cause is None:
        return _("fine")
    words, remedy = describe(state.cause, state.detail)
    return escape(f"{_(words)} {_(remedy)}")


def health_lines(
    session: Session, sources: Sequence[Source], states: Mapping[str, SourceState], waiting: Container[str] = ()
) -> None:
    """Print what is wrong with each source, with its trend; one line where all are fine.

    `waiting` are the ids of those that were not asked because they want to be left alone.
    """
    _ = session.translate
    wrong = [source for source in sources if source.id in states and states[source.id].cause]
    for source in wrong:
        state = states[source.id]
        click.echo(failing_line(session, source, state))
        since = f"{state.failing_since:%Y-%m-%d %H:%M}" if state.failing_since else "?"
        times = session.plural("once", "%(num)d times", state.failures)
        good = f"{state.succeeded:%Y-%m-%d %H:%M}" if state.succeeded else _("never")
        waits = state.due is not None and state.due > session.now
        due = f"{state.due:%Y-%m-%d %H:%M}" if waits else _("with the next run")
        trend = _("    failing since {since} ({times}); last good answer: {good}; next try: {due}")
        click.echo(trend.format(since=since, times=times, good=good, due=due))
        if source.id in waiting:
            click.echo("    " + _("Not asked now: its server wants no request before then."))
    known = [(source, states[source.id]) for source in sources if source.id in states and source.is_read]
    for line in (*_silent_lines(session, known), *_moved_lines(session, known)):
        click.echo(line)
    click.echo(_("{fine} fine, {failing} failing.").format(fine=len(states) - len(wrong), failing=len(wrong)))


def _silent_lines(session: Session, known: Iterable[tuple[Source, SourceState]]) -> Iterator[str]:
    """Yield a line on each source that answers well and has had nothing new for a long time."""
    _ = session.translate
    words, remedy = describe(Cause.SILENT)
    for source, state in known:
        if days := silence(state, session.now):
            count = _("nothing new for {days} days").format(days=days)
            yield f"… {source.title or source.address}: {_(words)} {_(remedy)} ({count})"


def _moved_lines(session: Session, known: Iterable[tuple[Source, SourceState]]) -> Iterator[str]:
    """Yield a line on each source that has moved for good, with the command that takes the move."""
    _ = session.translate
    for source, state in known:
        if target := move_proposed(state, session.now):
            moved = _("It has moved for good to {address}.").format(address=target)
            yield f"→ {source.title or source.address}: {moved} curator sources move {source.id}"


def trial_table(session: Session, prospect: Prospect, trial: Sequence[tuple[str, float]]) -> None:
    """Print a prospect and how its last entries fit."""
    click.echo(f"{prospect.source.title or prospect.source.address}  {prospect.source.address}")
    for title, score in trial:
        click.echo(f"  {score:4.2f}  {title}")
    if not trial:
        click.echo("  " + session.translate("It has no entries now."))


def edition_table(session: Session, edition: Edition) -> None:
    """Print an edition in its order."""
    _ = session.translate
    # Not a table: an address that is broken at the terminal's edge cannot be copied.
    places = [_(pick.slot.value) + (f" · {pick.section}" if pick.section else "") for pick in edition.picks]
    width = max(map(len, places), default=0)
    for pick, place in zip(edition.picks, places, strict=True):
        click.echo(f"{pick.verdict.score:.2f}  {place:<{width}}  {click.style(pick.title, bold=True)}")
        click.echo(f"      {'':<{width}}  {_outlets(pick.story.outlets)} · {pick.story.lead.address}")
    words = _("No. {number} · {slug} · {kept} kept of {read} read")
    click.echo(words.format(number=edition.number, slug=edition.slug, kept=len(edition.picks), read=edition.read))


def _outlets(outlets: Sequence[str]) -> str:
    return ", ".join(outlets[:3]) + (f" +{len(outlets) - 3}" if len(outlets) > 3 else "")


_DECISIONS = {Decision.KEEP: "kept", Decision.ASK: "close: yours to decide", Decision.DROP: "dropped"}


def why_lines(session: Session, found: Explained) -> None:
    """Print a story's reasons as bars that add up to its score."""
    from curator.render.reasons import label_of

    _ = session.translate
    story, verdict = found.story, found.verdict
    click.echo(click.style(story.lead.title, bold=True))
    click.echo(f"{_outlets(story.outlets)} · {story.lead.address}")
    line = _("score {score:.2f}, line {line:.2f}: {decision}").format(
        score=verdict.score, line=verdict.threshold, decision=_(_DECISIONS[verdict.decision])
    )
    click.echo(f"{verdict.theme} · {line}")
    if found.decision:
        click.echo(_("You said: {verb}.").format(verb=_(found.decision)))
    widest = max((abs(reason.value) for reason in verdict.reasons), default=1.0) or 1.0
    for reason in verdict.reasons:
        cells = round(abs(reason.value) / widest * _BAR_CELLS)
        bar = ("█" if reason.value >= 0 else "░") * max(cells, 1)
        click.echo(f"  {reason.value:+.3f}  {bar:<{_BAR_CELLS}}  {label_of(reason, session.config.journal.language)}")
        if reason.evidence:
            click.echo(f"          {reason.evidence}")
    click.echo(f"  {verdict.score:+.3f}  = {_('score')}")
    if found.adjustments:
        click.echo(_("Beside the score, for its place in the edition:"))
    for reason in found.adjustments:
        named = f"  ({reason.evidence})" if reason.evidence else ""
        click.echo(f"  {reason.value:+.3f}  {label_of(reason, session.config.journal.language)}{named}")
    _tie_lines(session, found)
    if verdict.flags:
        click.echo(_("Flags: {flags}").format(flags=", ".join(_(flag) for flag in verdict.flags)))


def _tie_lines(session: Session, found: Explained) -> None:
    """Print who else tells the story, and what makes it the same."""
    from curator.render.reasons import tie_text

    if found.ties:
        click.echo(session.translate("Others who tell it"))
    for article, tie in zip(found.story.articles[1:], found.ties, strict=True):
        told = tie_text(tie, session.config.journal.language)
        click.echo(f"  {article.title} · {article.outlet or article.host}" + (f"\n    {told}" if told else ""))
