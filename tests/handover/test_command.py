"""`curator send` with [handover]: a draft at the service, nothing without --yes, one an edition."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.demo import Curator
from tests.deploy.test_command import settle
from tests.handover.server import KEY, Services

SLUG = "2026-11-22"


@pytest.fixture
def services() -> Iterator[Services]:
    with Services() as running:
        yield running


@pytest.fixture
def handing(journal: Path, services: Services, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("STATE", "CONFIG"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name))
    monkeypatch.setenv("CURATOR_HANDOVER", KEY)
    settle(
        journal,
        letter={"sender": "The Journal <letter@journal.example>"},
        handover={"service": "listmonk", "server": services.address, "user": "me", "list": "3"},
        fetch={"private_hosts": [services.address.removeprefix("http://")]},
    )
    return journal


def test_nothing_is_handed_over_without_yes_then_one_draft(handing: Path, curator: Curator, services: Services) -> None:
    shown = curator("-j", handing, "send", "--json")
    assert (shown.code, shown.json["service"], services.calls) == (0, "listmonk:3", [])
    assert curator("-j", handing, "send").code == 0
    assert services.calls == []
    run = curator("-j", handing, "send", "--yes", "--json")
    assert (run.code, run.json["state"], run.json["same"]) == (0, "sent", False)
    assert (curator("-j", handing, "send", "--yes").code, len(services.drafts)) == (4, 1)
    (draft,) = services.drafts.values()
    assert "{{ UnsubscribeURL }}" in draft["body"]
    assert "{{ UnsubscribeURL }}" in draft["altbody"]
    assert "unsubscribe.invalid" not in draft["body"] + draft["altbody"]
    assert draft["lists"] == [3]
    assert [act["what"] for act in curator("-j", handing, "log", "--about", SLUG, "--json").json][-1] == "handover sent"


def test_the_guard_holds_here_too(handing: Path, curator: Curator, services: Services) -> None:
    (handing / "never-publish.toml").write_text('clients = ["Meridian"]\n', encoding="utf-8")
    run = curator("-j", handing, "send", "--yes")
    assert (run.code, "Meridian" in run.err, services.drafts) == (1, True, {})


@pytest.mark.parametrize(
    ("handover", "told"),
    [
        ({"service": "mailman"}, "listmonk, buttondown, brevo, mailchimp"),
        ({"service": "listmonk", "server": "http://listmonk.example", "user": "me", "list": "1"}, "https"),
        ({"service": "listmonk", "server": "https://l.example", "list": "1"}, "user"),
        ({"service": "brevo", "list": "weekly"}, "number"),
        ({"service": "mailchimp"}, "Audience"),
    ],
)
def test_a_mistake_in_the_settings_is_told(
    journal: Path, curator: Curator, handover: dict[str, str], told: str
) -> None:
    settle(journal, handover=handover)
    run = curator("-j", journal, "send")
    assert (run.code, told in run.err) == (2, True), run.err
