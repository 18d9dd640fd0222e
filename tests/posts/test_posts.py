from dataclasses import replace
from pathlib import Path

import pytest

from curator.checks import NETWORKS, links, mentions, network_for
from curator.config.settings import Config, Networks
from curator.model import Edition, Pick
from curator.render.posts import Post, render_posts
from tests.letter.factory import article, config, english_edition, french_edition, pick, weekly_edition

EVERY = tuple(NETWORKS)


def posts(shown: Pick, settings: Config | None = None, edition: Edition | None = None) -> dict[str, Post]:
    made = render_posts(shown, settings or config(), edition or english_edition(), networks=EVERY)
    return {post.network: post for post in made}


def lead(**shown: str) -> Pick:
    return pick(article("An island grid ran nine hours without a turbine", "Northern Wire"), section="Grid", **shown)


LONG = "The batteries swallowed a trip of fourteen megawatts in ninety milliseconds, says the log. " * 36


@pytest.mark.parametrize(
    "shown",
    [
        *english_edition().picks[:4],
        *french_edition().picks[:3],
        lead(insight=LONG, extract="Quoted words. " * 20),
        lead(insight="word " * 3000),
        lead(title="A title without end " * 60),
        lead(title="光" * 700, insight="島の蓄電池だけで九時間動いた。" * 80),
        lead(insight="👩‍👩‍👧‍👦 " * 900),
        lead(insight="Énergie\u202f: «\u00a0oui\u00a0» … € " * 200),
    ],
    ids=range(13),
)
def test_every_post_is_within_its_networks_limit_and_keeps_its_link(shown: Pick) -> None:
    for name, post in posts(shown).items():
        network = network_for(name)
        assert post.count == network.count(post.text)
        assert network.fits(post.text), (name, post.count)
        assert post.text.endswith(post.link)
        assert [span.text for span in links(post.text)][-1] == post.link
        assert "over-limit" not in [finding.code for finding in post.findings]


def test_words_are_never_cut() -> None:
    words = set(LONG.split()) | {"…"}
    post = posts(lead(insight=LONG))["x"]
    told = post.text.removesuffix(post.link).split("\n\n")[-2]
    assert set(told.rstrip("…").split()) <= words


def test_the_quote_goes_before_the_insight_does() -> None:
    insight = "Read the log: the batteries took a trip of 14 MW in 90 ms, and page 11 says what broke."
    quote = "The operator switched its last diesel set off at eight and let the batteries hold. " * 3
    made = posts(lead(insight=insight, extract=quote.strip()))
    assert quote.strip() in made["linkedin"].text
    assert insight in made["x"].text
    assert "switched its last diesel" not in made["x"].text


def test_the_publisher_keeps_the_credit_where_the_title_finds_no_room() -> None:
    insight = "The batteries took a trip of 14 MW in 90 ms. " * 4
    text = posts(lead(insight=insight))["bluesky"].text
    assert "An island grid" not in text
    assert "Northern Wire" in text


def test_a_publishers_words_are_quoted_and_the_editors_are_not() -> None:
    theirs = posts(lead(extract="The log is public.", insight="Worth it for page 11 and the relays."))["mastodon"]
    ours = posts(lead(extract="The log is public.", extract_by="editor", insight="Page 11."))["mastodon"]
    assert "“The log is public.”" in theirs.text
    assert "“" not in ours.text


def test_the_link_is_the_journals_page_or_else_the_publishers() -> None:
    edition = english_edition()
    shown = edition.picks[0]
    page = f"{config().journal.base_url.rstrip('/')}/2026/11/22/{shown.slug}/"
    outlet = shown.story.lead.outlet
    assert posts(shown)["x"].link == page
    assert f"Source: {outlet}\n{page}" in posts(shown)["linkedin"].text
    bare = replace(config(), journal=replace(config().journal, base_url=""))
    for made in (posts(shown, bare), posts(shown, edition=weekly_edition()), _alone(shown)):
        assert made["x"].link == shown.story.lead.address
    assert f"{outlet}: {shown.story.lead.address}" in posts(shown, bare)["linkedin"].text


def _alone(shown: Pick) -> dict[str, Post]:
    return {post.network: post for post in render_posts(shown, config(), networks=("x",))}


def test_french_posts_have_french_spaces_that_x_counts_once() -> None:
    made = {post.network: post for post in render_posts(french_edition().picks[0], config("fr"), french_edition())}
    assert "à la main\u202f!" in made["mastodon"].text
    assert "\u202f" not in made["x"].text
    assert "à la main\u00a0!" in made["x"].text
    assert f"Source\u00a0: {french_edition().picks[0].story.lead.outlet}" in made["linkedin"].text
    assert made["x"].language == "fr"


def test_a_title_in_its_own_language_is_a_post_in_that_language() -> None:
    shown = pick(article("Le cuivre repasse son sommet", "Terre & Volts", "fr"), extract="Deux tonnes par machine.")
    assert posts(shown)["bluesky"].language == "fr"
    assert "«\u00a0Deux tonnes par machine.\u00a0»" in posts(shown)["bluesky"].text


def test_others_words_call_nobody_and_the_editors_own_are_asked_about() -> None:
    foreign = pick(article("@minister and @bob@server.social sign", "The @Wire"), extract="Thanks to @everyone for it.")
    for post in posts(foreign).values():
        assert mentions(post.text) == ()
        assert post.text.startswith("minister and bob@server.social sign")
    own = posts(lead(insight="Ask @ines about the relays on page 11."))["mastodon"]
    assert "mention" in [finding.code for finding in own.findings]


def test_only_a_title_is_told_so_and_an_insight_mends_it() -> None:
    assert [finding.code for finding in posts(lead())["x"].findings] == ["only-a-title"]
    assert posts(lead(insight="Page 11 tells what broke: two relays, re-tuned by hand."))["x"].findings == ()


def test_linkedins_escapes_are_not_in_what_people_copy() -> None:
    assert "(see page 11)" in posts(lead(insight="It broke (see page 11) and was mended."))["linkedin"].text


def test_bluesky_has_facets_at_the_right_bytes() -> None:
    post = posts(french_edition().picks[0])["bluesky"]
    (facet,) = post.facets
    assert post.text.encode()[facet.start : facet.end].decode() == facet.link == post.link
    assert posts(lead())["x"].facets == ()


def test_the_card_carries_the_title_and_the_insight() -> None:
    card = posts(lead(insight="**Page 11** tells what broke."))["bluesky"].card
    assert card.title == "An island grid ran nine hours without a turbine"
    assert card.description == "Page 11 tells what broke."


def test_the_servers_own_limit_and_the_chosen_networks_count() -> None:
    settings = replace(config(), networks=Networks(kit=("mastodon",), mastodon_characters=120))
    (post,) = render_posts(lead(insight=LONG), settings, english_edition())
    assert post.limit == 120
    assert post.count <= 120


def test_a_link_too_long_for_the_network_is_kept_and_found() -> None:
    long = replace(article("A title", "An Outlet"), address="https://a.example/" + "x" * 400)
    made = {post.network: post for post in render_posts(pick(long), config(), networks=("bluesky",))}
    assert made["bluesky"].text.endswith(long.address)
    assert "over-limit" in [finding.code for finding in made["bluesky"].findings]


def test_a_network_can_have_its_own_template(tmp_path: Path) -> None:
    own = tmp_path / "templates" / "posts"
    own.mkdir(parents=True)
    (own / "discord.txt").write_text("**{{ title }}** {{ link }}", "utf-8")
    settings = replace(config(), paths=replace(config().paths, templates=tmp_path / "templates"))
    made = posts(lead(), settings)
    assert made["discord"].text.startswith("**An island grid")
    assert not made["telegram"].text.startswith("**")


def test_an_unknown_network_is_a_mistake() -> None:
    with pytest.raises(KeyError):
        render_posts(lead(), config(), networks=("myspace",))
