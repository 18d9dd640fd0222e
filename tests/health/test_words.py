"""Every cause can be said, in every language, with one thing that helps."""

from __future__ import annotations

import pytest

from curator.health import describe
from curator.i18n import gettext_for
from curator.model import Cause


@pytest.mark.parametrize("cause", list(Cause))
def test_every_cause_has_words_and_a_remedy(cause: Cause) -> None:
    for text in describe(cause):
        assert text.endswith(".")
        assert "\n" not in text
        assert gettext_for("fr")(text) != text


def test_no_two_causes_are_said_alike() -> None:
    assert len({describe(cause)[0] for cause in Cause}) == len(Cause)


@pytest.mark.parametrize("cause", [Cause.DNS, Cause.UNAUTHORIZED])
def test_a_proxys_fault_is_not_the_sites(cause: Cause) -> None:
    words, remedy = describe(cause, "the proxy answered 407")
    assert "proxy" in words
    assert "proxy" in remedy
    assert gettext_for("fr")(words) != words
    assert describe(cause, "status 401") != (words, remedy)
