"""One contract for every service that sends letters: one draft an edition, whatever breaks, changed by a rerun.

The exchanges are written from each service's documentation; none was asked.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from curator.config.secrets import Secret
from curator.config.settings import Fetch
from curator.errors import CuratorError
from curator.http import CurlWeb
from curator.model import Delivery, DeliveryState
from curator.ports import LetterDraft, LetterService
from curator.publish.brevo import Brevo
from curator.publish.buttondown import Buttondown
from curator.publish.listmonk import Listmonk
from curator.publish.mailchimp import Mailchimp
from curator.render.handover import neutral_html, neutral_text
from curator.services.handover import HANDOVER, SURE_AFTER, GoneOut, Handed, hand_over
from curator.store import open_store
from curator.store.opening import Store
from tests.handover.server import KEY, Services

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
DRAFT = LetterDraft("journal.example 2026-w47 (curator)", "Née à Port-Claire", "<p>é</p>", "é", "The J", "j@j.example")
S = DeliveryState


@pytest.fixture
def services() -> Iterator[Services]:
    with Services() as running:
        yield running


@pytest.fixture
def web(services: Services) -> Iterator[CurlWeb]:
    listed = services.address.removeprefix("http://")
    with CurlWeb(Fetch(private_hosts=(listed,), total_seconds=5), environ={}) as client:
        yield client


MADE: dict[str, Callable[[CurlWeb, str, str], LetterService]] = {
    "listmonk": lambda web, address, key: Listmonk(web, address, "me", Secret(key), "3"),
    "buttondown": lambda web, address, key: Buttondown(web, Secret(key), address),
    "brevo": lambda web, address, key: Brevo(web, Secret(key), "3", address),
    "mailchimp": lambda web, address, key: Mailchimp(web, Secret(key), "a1b2c3", address),
}


@pytest.fixture(params=MADE)
def service(request: pytest.FixtureRequest, web: CurlWeb, services: Services) -> LetterService:
    return MADE[request.param](web, services.address, KEY)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "store.sqlite") as opened:
        yield opened


def go(service: LetterService, store: Store, draft: LetterDraft = DRAFT, at: datetime = NOW) -> Handed:
    row = Delivery(HANDOVER, "2026-w47", "there", str(hash(draft)), at=at, content="c", by="E")
    return hand_over(draft, service, store.outbox, row, lambda: at, lambda _: None)


def text_of(draft: dict[str, object]) -> str:
    return str(draft)


def test_a_draft_is_made_once_and_found_again(service: LetterService, services: Services, store: Store) -> None:
    first = go(service, store)
    assert (first.delivery.state, first.before, first.same) == (S.SENT, None, False)
    assert first.delivery.receipt
    again = go(service, store)
    assert (again.same, len(services.drafts)) == (True, 1)
    (made,) = services.drafts.values()
    assert made["status"] in ("draft", "save")
    assert "Née à Port-Claire" in text_of(made)
    assert "<p>é</p>" in text_of(made)


def test_a_rerun_with_other_words_changes_the_same_draft(
    service: LetterService, services: Services, store: Store
) -> None:
    for number in range(5):  # so that it has to be looked for
        go(service, store, replace(DRAFT, name=f"another {number}"))
    go(service, store)
    changed = go(service, store, replace(DRAFT, html="<p>other words</p>", subject="Another"))
    assert changed.delivery.state is S.SENT
    assert len(services.drafts) == 6
    assert "other words" in text_of(services.drafts["6"])
    assert "Another" in text_of(services.drafts["6"])


def test_what_was_sent_there_is_left_alone(service: LetterService, services: Services, store: Store) -> None:
    go(service, store)
    services.drafts["1"]["status"] = "sent"
    with pytest.raises(GoneOut, match="sent"):
        go(service, store, replace(DRAFT, html="<p>late</p>"))
    assert "late" not in text_of(services.drafts["1"])


@pytest.mark.parametrize("fault", ["lost", "500 done", "500", "dropped"])
def test_a_fault_ends_in_one_draft(service: LetterService, services: Services, store: Store, fault: str) -> None:
    services.faults = [fault]
    handed = go(service, store)
    if handed.delivery.state is not S.SENT:
        assert handed.delivery.state in (S.UNCERTAIN, S.NEW)
        assert go(service, store, at=NOW + 2 * SURE_AFTER).delivery.state is S.SENT
    assert len(services.drafts) == 1
    assert "<p>é</p>" in text_of(services.drafts["1"])


def test_a_draft_that_is_not_to_be_seen_yet_is_not_made_again(
    service: LetterService, services: Services, store: Store
) -> None:
    services.faults, services.shows = ["lost"], False
    assert go(service, store).delivery.state is S.UNCERTAIN
    assert go(service, store, at=NOW + timedelta(seconds=10)).delivery.state is S.UNCERTAIN
    services.shows = True
    assert go(service, store, at=NOW + timedelta(seconds=20)).delivery.state is S.SENT
    assert len(services.drafts) == 1


def test_forty_runs_with_faults_of_every_kind_make_one_draft_an_edition(
    service: LetterService, services: Services, store: Store
) -> None:
    dice, at = random.Random(7), NOW
    for number in range(10):
        draft = replace(DRAFT, name=f"journal.example 2026-w{number:02} (curator)", html=f"<p>words {number}</p>")
        for _ in range(8):
            services.faults = [dice.choice(["", "lost", "500 done", "500", "dropped"]) for _ in range(2)]
            at += timedelta(seconds=dice.choice([1, 90]))
            if go(service, store, draft, at).delivery.state is S.SENT:
                break
        services.faults = []
        assert go(service, store, draft, at + 2 * SURE_AFTER).delivery.state is S.SENT
    assert len(services.drafts) == 10
    assert all(f"words {n}" in text_of(services.drafts[str(n + 1)]) for n in range(10))


def test_a_wrong_key_is_told_and_never_shown(
    request: pytest.FixtureRequest, service: LetterService, web: CurlWeb, services: Services, store: Store
) -> None:
    name = request.node.callspec.params["service"]
    wrong = MADE[name](web, services.address, "planted-and-wrong-us1")
    with pytest.raises(CuratorError) as told:
        go(wrong, store)
    assert "key" in str(told.value)
    assert "planted" not in repr(told.value) + str(told.value)
    assert store.outbox.deliveries(HANDOVER)[0].state is S.NEW
    assert go(service, store).delivery.state is S.SENT


@pytest.mark.parametrize("mark", ["{{", "{%", "{#", "*|"])
def test_foreign_words_run_no_command_of_the_service(mark: str) -> None:
    words = f"{mark}{mark} .Subscriber.Email {mark[0] * 3}{mark[1] * 3}"
    page = f"<style>{{% a {{{{b }}</style><p title='{mark} x'>{words}</p>"
    shown = neutral_html(page, ("{{", "{%", "{#", "*|"))
    assert mark not in shown.partition("</style>")[2]
    assert shown.startswith("<style>{% a {{b }</style>")
    assert mark not in neutral_text(f"{mark} {mark[0] * 4}{mark[1] * 4}", (mark,))
