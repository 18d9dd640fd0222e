import pytest

from curator.checks import (
    NETWORKS,
    check_cost,
    check_limits,
    check_mentions,
    facets,
    linkedin_text,
    links,
    mentions,
    network_for,
    tags,
)


@pytest.mark.parametrize("name", sorted(NETWORKS))
def test_the_limit_itself_fits_and_one_more_does_not(name: str) -> None:
    network = network_for(name)
    at_limit = "a" * network.limit
    assert network.fits(at_limit)
    assert check_limits(at_limit, network) == ()
    (finding,) = check_limits(at_limit + "a", network)
    assert finding.code == "over-limit"
    assert finding.remedy == "Take away 1."


def test_bluesky_has_a_limit_in_bytes_too() -> None:
    family = "👨‍👩‍👧‍👦"
    text = family * 150
    (finding,) = check_limits(text, network_for("bluesky"))
    assert finding.code == "over-bytes"
    assert len(text.encode()) == 3000 + 750
    assert network_for("bluesky").fits(family * 120)


def test_a_mastodon_server_tells_its_own_limits() -> None:
    network = network_for("mastodon", characters=1000, link_cost=30)
    assert network.limit == 1000
    assert network.count("https://example.org/") == 30


def test_an_empty_post_is_found() -> None:
    assert [finding.code for finding in check_limits(" \n", network_for("x"))] == ["empty"]


def test_x_costs_money_and_the_budget_is_nothing() -> None:
    network = network_for("x")
    assert network.cost("words") == 0.015
    assert network.cost("words https://example.org") == 0.20
    (finding,) = check_cost("words https://example.org", network)
    assert finding.code == "over-budget"
    assert "$0.200" in finding.reason
    assert check_cost("words", network, budget=0.02) == ()
    assert check_cost("words https://example.org", network_for("mastodon")) == ()


def test_linkedins_reserved_characters_are_escaped() -> None:
    assert linkedin_text(r"a (b) [c] #d @e_f * <g> {h} | ~ \ i") == (
        r"a \(b\) \[c\] {hashtag|\#|d} \@e\_f \* \<g\> \{h\} \| \~ \\ i"
    )


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("thanks @ines and @bob@server.social!", ["@ines", "@bob@server.social"]),
        ("write to ines@mail.example", []),
        ("https://server.social/@ines/1", []),
        ("＠ines", ["＠ines"]),
        ("at @ 5 pm", []),
    ],
)
def test_mentions_are_told_from_mail_and_links(text: str, found: list[str]) -> None:
    assert [span.text for span in mentions(text)] == found


def test_a_mention_needs_a_tick() -> None:
    assert [finding.code for finding in check_mentions("thanks @ines")] == ["mention"]
    assert check_mentions("thanks @ines", frozenset({"ines"})) == ()


def test_links_end_before_punctuation_but_keep_their_brackets() -> None:
    text = "(https://example.org/a), https://en.wikipedia.org/wiki/Grid_(power). «https://a.fr»"
    assert [span.text for span in links(text)] == [
        "https://example.org/a",
        "https://en.wikipedia.org/wiki/Grid_(power)",
        "https://a.fr",
    ]


def test_tags_are_words_not_numbers() -> None:
    assert [span.text for span in tags("#énergie #1 C# a#b https://a.fr/#c #x2")] == ["#énergie", "#x2"]


def test_facets_are_bytes_after_accents_and_emoji() -> None:
    text = "Élan 👩‍💻 #réseau : https://example.org/é."
    found = facets(text)
    data = text.encode()
    assert [data[facet.start : facet.end].decode() for facet in found] == ["#réseau", "https://example.org/é"]
    tag, link = (facet.record() for facet in found)
    assert tag["features"] == [{"$type": "app.bsky.richtext.facet#tag", "tag": "réseau"}]
    assert link["features"] == [{"$type": "app.bsky.richtext.facet#link", "uri": "https://example.org/é"}]
    assert link["index"] == {"byteStart": found[1].start, "byteEnd": found[1].end}
