"""Which links lead to something to read, which only lead on, and what comes back from ourselves."""

from __future__ import annotations

import pytest

from curator.articles.echoes import own_voice
from curator.articles.passing import is_chore, is_noise, words_of
from curator.articles.redirectors import is_redirector, is_sure_redirector
from curator.model import Entry, Sharer


@pytest.mark.parametrize(
    "address",
    [
        "https://bit.ly/3xYzAbC",
        "https://t.co/AbCdEf1234",
        "https://letter.us1.list-manage.com/track/click?u=0123456789abcdef01234567&id=abcdef0123&e=0123456789",
        "https://u123.ct.sendgrid.net/ls/click?upn=u001.AbCdEf0123456789AbCdEf0123456789",
        "https://substack.com/redirect/0a1b2c3d-0a1b-2c3d-4e5f-0a1b2c3d4e5f?j=eyJ1IjoiMSJ9",
        "https://link.mail.beehiiv.com/ss/c/u001.AbCdEf0123456789AbCdEf0123456789/4a1/x/h0/h001.abc",
        "https://click.convertkit-mail2.com/0123456789abcdef/abcdef0123/aHR0cHM6Ly9vdXRsZXQuZXhhbXBsZS8=",
        "https://email.outlet.example/c/eJwVjsEOgjAMhp-mHJeOMWCHXjTxNUhbOlgEtoyhwad3",
    ],
)
def test_what_only_leads_on_is_known(address: str) -> None:
    assert is_redirector(address)


@pytest.mark.parametrize(
    "address",
    [
        "https://outlet.example/2026/11/a-long-slug-of-many-words-about-the-power-grid-and-its-cables",
        "https://news.outlet.example/story/A-Long-Title-With-Capitals-and-2026-in-it",
        "https://go.dev/blog/some-long-article-about-generics-and-their-use",
        "https://links.outlet.example/c/climate/heat-pumps-in-old-houses",
        "https://bit.ly/",
        "https://www.lemonde.fr/planete/article/2026/11/22/le-reseau-electrique_6571234_3244.html",
        "https://substack.com/home",
        "https://docs.google.com/document/d/1AbCdEf0123456789AbCdEf0123456789/edit",
    ],
)
def test_articles_are_not_taken_for_it(address: str) -> None:
    assert not is_sure_redirector(address)
    assert not is_redirector(address)


@pytest.mark.parametrize(
    ("address", "noise"),
    [
        ("https://outlet.example/a/story", False),
        ("https://github.com/somebody/something", False),
        ("https://www.youtube.com/watch?v=abc", False),
        ("https://blog.example/@somebody-else-writes/a-story", False),
        ("https://outlet.example/posts/2026/share-prices-fall", False),
        ("https://t.co/AbCdEf1234", False),
        ("https://social.example/@ann", True),
        ("https://bsky.app/profile/ann.example/post/3k", True),
        ("https://www.linkedin.com/in/ann", True),
        ("https://outlet.example/photo.jpg", True),
        ("https://letter.example/unsubscribe?u=1", True),
        ("https://letter.example/account/login", True),
        ("ftp://outlet.example/a", True),
    ],
)
def test_noise_is_what_is_not_to_be_read(address: str, noise: bool) -> None:
    assert is_noise(address) == noise


@pytest.mark.parametrize("words", ["Unsubscribe", "Se désabonner", "View this email in your browser", "Abmelden"])
def test_small_print_is_known(words: str) -> None:
    assert is_chore(words)


def test_words_are_left_without_their_addresses() -> None:
    assert words_of("Look: https://outlet.example/a  and\n\nwww.b.example/x too") == "Look: and\ntoo"
    assert words_of("the U.S. grid, e.g. cables") == "the U.S. grid, e.g. cables"


OWN = own_voice(
    "https://journal.example/daily/",
    ["https://social.example/@me/1", "https://bsky.app/profile/me.example/post/3k", "no address"],
    ["https://outlet.example/posted?utm_source=x"],
    ["@me@social.example", "me.example"],
    True,
)


def shared(address: str, handle: str = "@ann@social.example", post: str = "", author: str = "") -> Entry:
    return Entry("s", "g", address, "", sharer=Sharer("N", handle, post, author_handle=author))


@pytest.mark.parametrize(
    ("entry", "echo"),
    [
        (shared("https://outlet.example/a"), False),
        (shared("https://outlet.example/a", post="https://social.example/@me/1"), True),
        (shared("https://outlet.example/a", post="https://bsky.app/profile/did:plc:me/post/3k"), True),
        (shared("https://journal.example/daily/2026/11/22/a-story/"), True),
        (shared("https://journal.example/other"), False),
        (shared("https://outlet.example/posted", "@me@social.example"), True),
        (shared("https://outlet.example/posted"), False),
        (shared("https://outlet.example/posted", author="@me.example"), True),
        (shared("https://outlet.example/by-hand", "@Me.example"), False),
        (Entry("s", "g", "https://social.example/@me/1", "my own feed"), True),
        (Entry("s", "g", "https://www.journal.example/daily", "t"), True),
    ],
)
def test_an_echo_is_our_own_post_or_page_and_nothing_else(entry: Entry, echo: bool) -> None:
    assert OWN.is_echo(entry) == echo


def test_what_we_share_by_hand_can_be_kept_out() -> None:
    own = own_voice("", [], [], ["@me@social.example"], False)
    assert own.is_echo(shared("https://outlet.example/by-hand", "@me@social.example"))
    assert not own.is_echo(shared("https://outlet.example/by-hand"))
