"""What the screens do to the journal: marks, files, posts; two desks at once; nothing typed is lost."""

from __future__ import annotations

import threading
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from curator.errors import UsageError
from curator.model import PostState, Queued
from curator.ports import Account
from curator.store import open_store
from tests.desk.conftest import Running, start
from tests.desk.factory import MORNING


def day_of(desk: Running) -> dict[str, str]:
    """Return what the edition's form would send."""
    told = desk.ask("GET", "/edition/parts?day=2026-11-22").json
    return {"day": "2026-11-22", "hash": told["hash"]}


def test_any_number_of_steps_is_taken_back_also_after_a_restart(desk: Running, journal: Path) -> None:
    before = desk.waiting()
    for story in before[:5]:
        assert desk.mark(story, "keep").status == 200
    assert desk.ask("POST", "/undo", {}).json["story"] == before[4]
    again = start(journal)
    again.enter()
    for _ in range(4):
        assert again.ask("POST", "/undo", {}).json["undone"] == "kept"
    assert again.ask("POST", "/undo", {}).json["undone"] == ""
    assert again.waiting() == before
    again.stop()


def test_an_approval_is_of_exactly_what_was_shown(desk: Running) -> None:
    first, second, *_ = desk.waiting()
    desk.mark(first, "lead")
    shown = day_of(desk)
    desk.mark(second, "title", "Another headline")
    desk.ask("GET", "/edition/parts?day=2026-11-22")
    assert desk.ask("POST", "/edition/approve", shown).status == 409
    assert desk.ask("POST", "/edition/approve", day_of(desk)).status == 200
    assert "Take the approval back" in desk.ask("GET", "/edition").text
    desk.mark(second, "title", "A third one")
    assert desk.ask("POST", "/edition/build", {"day": "2026-11-22"}).status == 409
    assert "Approve as it stands" in desk.ask("GET", "/edition").text


def test_who_approved_what_and_when_stays_in_the_log(desk: Running, journal: Path) -> None:
    shown = day_of(desk)
    assert desk.ask("POST", "/edition/approve", shown).status == 200
    assert desk.ask("POST", "/edition/withdraw", {}).json["ok"] is True
    with open_store(journal / "data" / "curator.sqlite") as store:
        told = [(mark.verb.value, mark.subject, mark.value, mark.editor) for mark in store.archive.marks()]
    assert told == [
        ("approve", "2026-11-22", shown["hash"], "Inès Marchand"),
        ("withdraw", "2026-11-22", "", "Inès Marchand"),
    ]


def test_an_extract_that_names_what_the_article_does_not_is_noted(desk: Running) -> None:
    desk.enter()
    (first, *_) = desk.waiting()
    desk.mark(first, "lead")
    desk.mark(first, "extract", "The last diesel set was cut, and Orla Quenby paid 7,431 euros for it.")
    noted = desk.ask("GET", "/edition").text
    assert "Your words name what the article does not (Orla Quenby, 7431)" in noted
    desk.mark(first, "extract", "At 08:12 the last diesel set was disconnected.")
    assert "Your words name" not in desk.ask("GET", "/edition").text


def test_what_the_guard_holds_back_needs_a_reason(desk: Running, journal: Path) -> None:
    (journal / "never-publish.toml").write_text('clients = ["Héliogène SA"]\n', "utf-8")
    story = desk.waiting()[0]
    desk.mark(story, "lead")
    desk.mark(story, "insight", "What heliogene sa asked us.")
    assert "Held back" in desk.ask("GET", "/edition").text
    refused = desk.ask("POST", "/edition/approve", day_of(desk))
    assert (refused.status, refused.json["held"]) == (422, 1)
    passed = desk.ask("POST", "/edition/approve", day_of(desk) | {"reason": "They published it themselves."})
    assert passed.status == 200


def test_a_new_order_is_one_act(desk: Running) -> None:
    story = desk.waiting()[0]
    desk.mark(story, "keep")
    edition = desk.room.newsroom(desk.room.read_config(), MORNING).archive
    day_of(desk)
    standing = edition.edition("2026-11-22")
    assert standing is not None
    ids = [pick.story.id for pick in standing.picks]
    turned = [ids[2], *ids[:2], *ids[3:]]
    assert desk.ask("POST", "/edition/order", {"day": "2026-11-22", "order": turned}).status == 200
    day_of(desk)
    moved = edition.edition("2026-11-22")
    assert moved is not None
    assert [pick.story.id for pick in moved.picks] == turned
    desk.ask("POST", "/undo", {})
    day_of(desk)
    back = edition.edition("2026-11-22")
    assert back is not None
    assert [pick.story.id for pick in back.picks] == ids
    assert desk.ask("POST", "/edition/order", {"day": "2026-11-22", "order": ids[1:]}).status == 409


def test_an_article_is_split_off_and_comes_back(desk: Running) -> None:
    import re

    for story in desk.waiting():
        found = re.findall(r'data-split="([^"]+)"', desk.ask("GET", f"/review/story/{story}").text)
        if found:
            break
    own = desk.ask("POST", "/split", {"subject": story, "value": found[0]}).json["story"]
    assert found[0] not in desk.ask("GET", f"/review/story/{story}").text
    assert desk.ask("GET", f"/review/story/{own}").status == 200
    desk.ask("POST", "/undo", {})
    assert found[0] in desk.ask("GET", f"/review/story/{story}").text


def test_a_merged_story_is_split_off_as_it_was_and_leads_no_other_when_it_comes_back(
    desk: Running, journal: Path
) -> None:
    into, subject, *_ = desk.waiting()
    headline = desk.ask("GET", f"/review/story/{into}").text.split('id="story-title"')[1].split("</h2>")[0]
    desk.mark(subject, "merge", into)
    assert desk.ask("POST", "/split", {"subject": into, "value": subject}).json["story"] == subject
    assert subject in desk.waiting()
    desk.ask("POST", "/undo", {})
    with open_store(journal / "data" / "curator.sqlite") as store:
        assert store.archive.stories([subject]) == {subject: subject}
    assert headline in desk.ask("GET", f"/review/story/{into}").text


def test_a_text_that_changed_elsewhere_is_not_overwritten(desk: Running) -> None:
    story = desk.waiting()[0]
    assert desk.mark(story, "insight", "First", was="").status == 200
    refused = desk.mark(story, "insight", "Second", was="")
    assert (refused.status, refused.json["stands"]) == (409, "First")
    assert desk.mark(story, "insight", "Second", was="First").status == 200


@pytest.mark.parametrize(
    "told",
    [
        {"subject": "nobody", "verb": "keep"},
        {"subject": "{story}", "verb": "nonsense"},
        {"subject": "{story}", "verb": "approve"},
        {"subject": "{story}", "verb": "drop", "value": "no such reason"},
        {"subject": "{story}", "verb": "merge", "value": "{story}"},
        {"subject": "{story}", "verb": "merge", "value": "nobody"},
        {"verb": "keep"},
        [],
    ],
)
def test_an_act_that_makes_no_sense_is_refused(lasting: Running, told: object) -> None:
    story = lasting.waiting()[0]
    if isinstance(told, dict):
        told = {name: value.replace("{story}", story) for name, value in told.items()}
    assert lasting.ask("POST", "/marks", told).status in (400, 404)
    assert lasting.waiting()[0] == story


def test_foreign_words_are_shown_and_never_carried_out(journal: Path) -> None:
    with open_store(journal / "data" / "curator.sqlite") as store:
        known = next(iter(store.inbox.articles(MORNING - timedelta(days=9), MORNING)))
        bad = '<script>alert(1)</script><img src=x onerror=alert(2)>" onfocus="alert(3)'
        store.inbox.keep([(replace(known, title=bad, outlet=bad, text=f"{bad} {known.text} " * 3), [])])
        story = store.archive.stories([known.id])[known.id]
    running = start(journal)
    running.enter()
    running.mark(story, "lead")
    for path in (f"/review/story/{story}", "/review?pile=kept", "/edition", "/posts", "/figures"):
        text = running.ask("GET", path).text
        assert "<script>alert" not in text
        assert "<img src=x" not in text
        assert '" onfocus="' not in text
    running.stop()


def test_sources_are_paused_blocked_removed_and_all_of_it_taken_back(desk: Running, journal: Path) -> None:
    file = journal / "sources.toml"
    before, waiting = file.read_text("utf-8"), len(desk.waiting())
    assert desk.ask("POST", "/sources/change", {"id": "s3", "act": "pause"}).status == 200
    assert desk.ask("POST", "/sources/change", {"id": "s4", "act": "remove"}).status == 200
    assert "Outlet 4" not in file.read_text("utf-8")
    assert desk.ask("POST", "/sources/undo", {}).json["undone"] == "removed Outlet 4"
    assert desk.ask("POST", "/sources/undo", {}).json["undone"] == "paused Outlet 3"
    assert file.read_text("utf-8") == before
    dropped = len(desk.waiting("dropped"))
    assert desk.ask("POST", "/sources/change", {"id": "s3", "act": "block"}).status == 200
    assert len(desk.waiting("dropped")) > dropped
    assert desk.ask("POST", "/sources/undo", {}).json["undone"] == "blocked Outlet 3"
    assert file.read_text("utf-8") == before
    assert (len(desk.waiting("dropped")), len(desk.waiting())) == (dropped, waiting)


def test_a_file_that_was_changed_by_hand_is_left_alone(desk: Running, journal: Path) -> None:
    desk.ask("POST", "/sources/change", {"id": "s3", "act": "pause"})
    file = journal / "sources.toml"
    file.write_text(file.read_text("utf-8") + "# mine\n", "utf-8")
    assert desk.ask("POST", "/sources/undo", {}).status == 422
    assert file.read_text("utf-8").endswith("# mine\n")


def test_the_list_goes_out_and_comes_in_as_opml(desk: Running, journal: Path) -> None:
    listed = desk.ask("GET", "/sources/export").text
    assert listed.count("<outline") == 20
    more = listed.replace("outlet3.example", "outlet333.example")
    form = (
        b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.opml"\r\n\r\n'
        + more.encode()
        + b"\r\n--x--\r\n"
    )
    answer = desk.ask("POST", "/sources/import", form, Content_Type="multipart/form-data; boundary=x")
    assert answer.json["said"] == "Sources added: 1; known already: 19."
    assert len(tomllib.loads((journal / "sources.toml").read_text("utf-8"))["source"]) == 21


def test_a_mistake_in_the_settings_is_told_and_the_last_good_ones_are_used(desk: Running, journal: Path) -> None:
    file = journal / "config.toml"
    file.write_text(file.read_text("utf-8") + "\n[edition]\nstorys = 3\n", "utf-8")
    page = desk.ask("GET", "/")
    assert page.status == 200
    assert "storys" in page.text


def test_the_theme_is_saved_with_its_comments_unless_it_changed_meanwhile(desk: Running, journal: Path) -> None:
    import re

    def stamp() -> str:
        found = re.search(r'data-stamp="([^"]+)"', desk.ask("GET", "/theme/electricity").text)
        assert found is not None
        return found[1]

    told = {"was": stamp(), "phrases": [{"text": "grid", "weight": 1.5}, {"text": "heat pump", "weight": 1}]}
    assert desk.ask("POST", "/theme/electricity/save", told | {"excluded": "football\n"}).status == 200
    text = (journal / "themes" / "electricity.toml").read_text("utf-8")
    assert text.startswith("# My field, in my words.")
    assert tomllib.loads(text)["phrases"] == [{"text": "grid", "weight": 1.5}, "heat pump"]
    assert tomllib.loads(text)["excluded"] == ["football"]
    assert desk.ask("POST", "/theme/electricity/save", told).status == 409
    nothing = {"was": stamp(), "phrases": [{"text": "x", "weight": "much"}]}
    assert desk.ask("POST", "/theme/electricity/save", nothing).status == 400


def test_figures_are_a_table_that_no_spreadsheet_calculates(desk: Running, journal: Path) -> None:
    file = journal / "sources.toml"
    file.write_text(file.read_text("utf-8").replace('"Outlet 3"', '"=cmd()"'), "utf-8")
    desk.mark(desk.waiting()[0], "keep")
    lines = desk.ask("GET", "/figures.csv").text.splitlines()
    assert lines[0] == "what,name,read,waiting,kept,published"
    assert any(line.startswith("source,'=cmd(),") for line in lines)
    assert next(line for line in lines if line.startswith("week,")).split(",")[2:] == ["78", "51", "1", "0"]


class Shelf:
    """A `Queue` in memory."""

    def __init__(self) -> None:
        self.stored: dict[tuple[str, str], Queued] = {}

    def accounts(self) -> tuple[Account, ...]:
        slots = tuple(MORNING + timedelta(hours=hours) for hours in (1, 25))
        return (Account("mastodon:@me", "mastodon", "@me@social.example", MORNING + timedelta(days=3), slots),)

    def posts(self, since: datetime, until: datetime) -> tuple[Queued, ...]:
        return tuple(p for p in self.stored.values() if p.slot is None or since <= p.slot <= until)

    def put(self, post: Queued) -> Queued:
        known = self.stored.get((post.story, post.account))
        if known and known.state is PostState.SENT:
            raise UsageError("this post is out.")
        self.stored[(post.story, post.account)] = post
        return post

    def drop(self, post: Queued) -> None:
        del self.stored[(post.story, post.account)]


@pytest.fixture
def posting(journal: Path) -> Iterator[Running]:
    running = start(journal, room={"queue": Shelf()})
    running.enter()
    yield running
    running.stop()


def test_a_post_is_counted_approved_moved_and_taken_out(posting: Running) -> None:
    story = posting.waiting()[0]
    posting.mark(story, "lead")
    page = posting.ask("GET", "/posts").text
    assert "@me@social.example" in page
    assert "The token ends in" in page
    told = {"story": story, "account": "mastodon:@me", "network": "mastodon", "text": "x" * 501}
    measured = posting.ask("POST", "/posts/measure", told).json
    assert (measured["count"], measured["over"], measured["stops"]) == (501, 1, True)
    assert posting.ask("POST", "/posts/put", told | {"approve": True}).status == 422
    slot = (MORNING + timedelta(hours=1)).isoformat()
    put = posting.ask("POST", "/posts/put", told | {"approve": True, "text": "Nine hours.", "slot": slot})
    assert put.json["state"] == "Approved"
    assert "Nine hours." in posting.ask("GET", "/calendar?week=2026-11-22").text
    move = {"story": story, "account": "mastodon:@me", "day": "2026-11-24"}
    assert posting.ask("POST", "/calendar/move", move).json["slot"].startswith("2026-11-24T08:30")
    assert posting.ask("POST", "/posts/drop", move).status == 200
    assert "Nine hours." not in posting.ask("GET", "/calendar?week=2026-11-22").text


def test_every_change_of_a_post_is_taken_back_and_told(posting: Running) -> None:
    story, shelf = posting.waiting()[0], posting.room.queue
    assert isinstance(shelf, Shelf)
    told = {"story": story, "account": "mastodon:@me", "network": "mastodon"}
    slot = (MORNING + timedelta(hours=1)).isoformat()

    def texts() -> list[tuple[str, str]]:
        return [(post.text, post.state.value) for post in shelf.stored.values()]

    for text in ("Nine", "Nine hours"):  # typed with a pause: one change
        posting.ask("POST", "/posts/put", told | {"text": text})
    posting.ask("POST", "/posts/put", told | {"text": "Nine hours.", "approve": True, "slot": slot})
    posting.ask("POST", "/calendar/move", told | {"day": "2026-11-24"})
    posting.ask("POST", "/posts/drop", told)
    undone = [posting.ask("POST", "/posts/undo", {}).json["undone"] for _ in range(3)]
    assert undone == [
        "post for Mastodon taken out of the queue", "post for Mastodon moved", "post for Mastodon approved"
    ]  # fmt: skip
    assert texts() == [("Nine hours", "draft")]
    shelf.put(replace(next(iter(shelf.stored.values())), text="From the terminal"))
    refused = posting.ask("POST", "/posts/undo", {})
    assert (refused.status, texts()) == (422, [("From the terminal", "draft")])
    assert posting.ask("POST", "/posts/undo", {}).json["undone"] == ""


def test_without_a_queue_a_text_is_kept_for_copying(desk: Running) -> None:
    story = desk.waiting()[0]
    desk.mark(story, "lead")
    told = {"story": story, "account": "by-hand:x", "network": "x", "text": "My own words"}
    assert desk.ask("POST", "/posts/put", told).status == 200
    assert "My own words" in desk.ask("GET", "/posts").text
    assert desk.ask("POST", "/posts/drop", told).status == 404


def test_two_desks_and_a_run_at_once_lose_nothing(desk: Running, journal: Path) -> None:
    other = start(journal, room={"editor": "Tom"})
    other.enter()
    stories = desk.waiting()[:30]
    statuses: list[int] = []

    def keep(running: Running, mine: list[str]) -> None:
        statuses.extend(running.mark(story, "keep").status for story in mine)

    def run() -> None:
        with open_store(journal / "data" / "curator.sqlite") as store:
            for number in range(30):
                store.archive.file({f"article {number}": f"story {number}"}, {})

    threads = [
        threading.Thread(target=keep, args=(desk, stories[:15])),
        threading.Thread(target=keep, args=(other, stories[15:])),
        threading.Thread(target=run),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [200] * 30
    assert set(stories) <= set(desk.waiting("kept"))
    assert desk.waiting("kept") == other.waiting("kept")
    # Each takes back only what is theirs.
    assert other.ask("POST", "/undo", {}).json["story"] in stories[15:]
    other.stop()


def test_an_empty_journal_has_every_screen(tmp_path: Path) -> None:
    from tests.desk.factory import make_journal

    running = start(make_journal(tmp_path / "journal", stories=0, sources=0))
    running.enter()
    for screen in ("", "edition", "posts", "calendar", "sources", "theme", "figures", "add"):
        assert running.ask("GET", f"/{screen}").status == 200, screen
    running.stop()
