"""The whole site as files: what is there, where it leads, what is printed again."""

from __future__ import annotations

import posixpath
import re
from dataclasses import replace
from datetime import timedelta
from functools import cache
from pathlib import Path

import pytest
from lxml import html

from curator.model import Edition, Status
from curator.render import Loaded, MemoryCache, Paper, Rendering, dump_manifest, load_manifest
from tests.render.factory import SUNDAY, config, edition, paper, pick, sample_edition, sample_editions, small_edition


def site_of(made: Paper) -> dict[str, str]:
    return {path: body.decode("utf-8", "replace") for path, body in Rendering(made)}


@cache
def files_at(base_url: str) -> dict[str, bytes]:
    """Return the sample journal's files, printed once; not to be changed."""
    return dict(Rendering(paper(settings=config(base_url=base_url))))


@pytest.fixture(scope="module")
def site() -> dict[str, str]:
    return {path: body.decode("utf-8", "replace") for path, body in files_at("").items()}


def test_every_page_stands_where_it_is_promised(site: dict[str, str]) -> None:
    promised = {
        "index.html",
        "2026/11/22/index.html",
        "2026/11/22/river-let-in/index.html",
        "2026/w47/index.html",
        "2026/11/index.html",
        "2026/index.html",
        "rain/index.html",
        "rain/2026/11/index.html",
        "archive/index.html",
        "search/index.html",
        "sources/index.html",
        "sources.opml",
        "corrections/index.html",
        "about/index.html",
        "404.html",
        "feed.atom",
        "feed.json",
        "insights/feed.atom",
        "rain/feed.atom",
        "robots.txt",
        "assets/style.css",
        "assets/common.css",
        "assets/search.js",
    }
    assert promised <= set(site)


@pytest.mark.parametrize("base_url", ["", "https://confluence.example", "https://host.example/journal/"])
def test_every_link_within_the_site_leads_somewhere(base_url: str) -> None:
    found = files_at(base_url)
    for path, body in found.items():
        if not path.endswith(".html") or path == "404.html":
            continue
        for link in html.fromstring(body.decode()).iterlinks():
            address = link[2].split("#")[0].split("?")[0]
            if re.match(r"[a-z]+:", address):
                continue
            target = posixpath.normpath(posixpath.join(posixpath.dirname(path), address)) if address else path
            target = target.removeprefix("./")
            target = "" if target == "." else target
            if not address or address.endswith(("/", "..", ".")):
                target = posixpath.join(target, "index.html") if address else path
            assert target in found, f"{path}: {link[2]}"


def test_no_link_leaves_the_folder_for_a_journal_read_from_files(site: dict[str, str]) -> None:
    for path, body in site.items():
        if path.endswith(".html"):
            assert 'href="/' not in body, path
            assert "index.html" in body


def test_the_missing_page_links_from_the_top_whatever_address_shows_it() -> None:
    assert b'href="/journal/assets/style.css' in files_at("https://host.example/journal/")["404.html"]


def test_headlines_lead_straight_to_the_publisher(site: dict[str, str]) -> None:
    page = html.fromstring(site["index.html"])
    links = page.xpath("//h2//a[contains(@class, 'u-bookmark-of')]")
    assert links[0].get("href").startswith("https://lowlandpost.example/")
    assert links[0].get("rel") == "external noopener"
    german = page.xpath("//a[@hreflang='de']")
    assert german
    titled = page.xpath("//p[@class='orig']/span")
    assert [(each.get("lang"), each.text) for each in titled] == [
        ("fr", "Les anciennes gravières passent leur premier hiver"),
        *[("de", each.text) for each in titled[1:]],
    ]


def test_a_page_is_light_and_private(site: dict[str, str]) -> None:
    for path, body in site.items():
        if not path.endswith(".html"):
            continue
        assert len(body.encode()) < 100_000, path
        assert "Content-Security-Policy" in body
        page = html.fromstring(body)
        foreign = page.xpath(
            "//link[@rel='stylesheet']/@href | //script/@src | //img/@src | //iframe/@src | //source/@srcset"
        )
        assert [each for each in foreign if re.match(r"(https?:)?//", each)] == []
        assert page.xpath("//*[@style] | //*[@onclick] | //style") == []


def test_the_same_inputs_give_the_same_bytes() -> None:
    assert dict(Rendering(paper())) == files_at("")


def test_nothing_is_printed_when_nothing_changed() -> None:
    cache = MemoryCache()
    first = Rendering(paper(), cache=cache)
    list(first)
    again = Rendering(paper(), load_manifest(dump_manifest(first.manifest)), cache)
    assert list(again) == []
    assert again.removed == ()
    assert again.manifest == first.manifest


def test_a_new_edition_prints_its_surroundings_only_and_ends_where_a_full_build_ends() -> None:
    older, all_of_them = sample_editions()[:-1], sample_editions()
    cache = MemoryCache()
    first = Rendering(paper(older), cache=cache)
    standing = dict(first)
    second = Rendering(paper(all_of_them), first.manifest, cache)
    printed = dict(second)
    full = files_at("")
    assert {**standing, **printed} == full
    assert second.removed == ()
    untouched = [path for path in full if path.startswith("2026/11/1") and path not in printed]
    assert "2026/11/10/story-1/index.html" in untouched
    assert "2026/11/12/index.html" in untouched
    assert len(printed) < len(full) / 2


class Counting(Loaded):
    """A shelf that tells how many editions were opened."""

    def __init__(self, editions: tuple[Edition, ...]) -> None:
        super().__init__(editions)
        self.opened: list[str] = []

    def edition(self, slug: str) -> Edition:
        self.opened.append(slug)
        return super().edition(slug)


@pytest.mark.parametrize("days", [20, 60])
def test_a_daily_build_opens_no_old_edition_and_prints_no_more_for_an_older_archive(days: int) -> None:
    editions = tuple(small_edition(SUNDAY - timedelta(days=back), 500 - back, 4) for back in range(days, -1, -1))
    cache = MemoryCache()
    first = Rendering(paper(editions[:-1]), cache=cache)
    list(first)
    shelf = Counting(editions)
    printed = list(Rendering(replace(paper(), shelf=shelf), first.manifest, cache))
    yesterday = SUNDAY - timedelta(days=1)  # its page gets the way to the next day
    assert set(shelf.opened) == {SUNDAY.isoformat(), yesterday.isoformat()}
    assert len([path for path, _ in printed if path.endswith(".html")]) < 50


def test_a_lost_cache_costs_time_and_nothing_else() -> None:
    first = Rendering(paper())
    standing = dict(first)
    changed = replace(paper(), shelf=Loaded((*sample_editions()[:-1], replace(sample_edition(), opening="Anew."))))
    approved = replace(sample_edition(), opening="Anew.", approved_hash="other")
    changed = replace(changed, shelf=Loaded((*sample_editions()[:-1], approved)))
    printed = dict(Rendering(changed, first.manifest, MemoryCache()))
    assert {**standing, **printed} == dict(Rendering(changed))


def test_a_removed_story_takes_its_files_along() -> None:
    first = Rendering(paper())
    list(first)
    shorter = replace(sample_edition(), picks=sample_edition().picks[:5], approved_hash="shorter")
    second = Rendering(paper((*sample_editions()[:-1], shorter)), first.manifest)
    list(second)
    gone = f"2026/11/22/{sample_edition().picks[-1].slug}/index.html"
    assert gone in second.removed


def test_drafts_are_shown_to_the_editor_alone_and_marked() -> None:
    draft = replace(sample_edition(), status=Status.DRAFT, approved_at=None, approved_hash="")
    public = site_of(paper((draft,)))
    assert "2026/11/22/index.html" not in public
    preview = site_of(paper((draft,), drafts=True))
    assert 'class="ribbon"' in preview["2026/11/22/index.html"]
    assert 'class="ribbon"' in preview["2026/11/22/river-let-in/index.html"]
    assert '"noindex"' in preview["index.html"]


@pytest.mark.parametrize("count", [0, 1, 3, 60])
def test_an_edition_of_any_length_has_a_whole_front_page(count: int) -> None:
    made = replace(small_edition(SUNDAY, 7, count), note="" if count else "shorter")
    page = html.fromstring(site_of(paper((made,)))["index.html"])
    assert len(page.xpath("//article | //ol[contains(@class,'brief')]/li")) == count
    assert page.xpath("//h1")[0].text_content().strip() == "Confluence"
    if count == 0:
        assert "214 articles were read; none deserved your time." in page.text_content()


def test_a_journal_without_any_edition_is_a_site_all_the_same() -> None:
    found = site_of(paper(()))
    assert "The first edition has not come out yet." in found["index.html"]
    assert "archive/index.html" in found


def test_weekly_editions_stand_at_their_week() -> None:
    weekly = replace(sample_edition(), slug="2026-w47")
    found = site_of(paper((weekly,)))
    assert "2026/w47/index.html" in found
    assert "2026/w47/river-let-in/index.html" in found
    assert "The week so far" not in found["2026/w47/index.html"]
    assert "Week 47" in found["archive/index.html"]


def test_the_page_of_a_base_address_names_itself_and_its_pictures() -> None:
    found = files_at("https://confluence.example")
    page = html.fromstring(found["2026/11/22/river-let-in/index.html"].decode())
    assert page.xpath("//link[@rel='canonical']/@href") == ["https://confluence.example/2026/11/22/river-let-in/"]
    picture = page.xpath("//meta[@property='og:image']/@content")[0].removeprefix("https://confluence.example/")
    assert found[picture].startswith(b"\x89PNG")
    assert "https://confluence.example/2026/11/22/river-let-in/" in found["sitemap-2026-11.xml"].decode()
    assert b"sitemap-2026-11.xml" in found["sitemap.xml"]
    assert b"Sitemap: https://confluence.example/sitemap.xml" in found["robots.txt"]


def test_an_update_leads_to_the_story_it_continues() -> None:
    before = edition((pick("The first report of it", slug="first-report"),), SUNDAY - timedelta(days=1), 411)
    after = pick("The report goes on", section="Rivers")
    after = replace(after, story=replace(after.story, update_of=before.picks[0].story.id))
    page = html.fromstring(site_of(paper((before, edition((after,)))))["2026/11/22/index.html"])
    assert page.xpath("//b[@class='mark']/a/@href") == ["../../../2026/11/21/first-report/index.html"]


def test_a_section_name_never_takes_the_place_of_a_page() -> None:
    picks = tuple(pick(f"Story {name}", section=name) for name in ("Archive", "2026", "電力"))
    found = site_of(paper((edition(picks),)))
    assert "section-archive/index.html" in found
    assert "section-2026/index.html" in found
    assert (
        len([path for path in found if re.fullmatch(r"[0-9a-f]{8}/index\.html|section-[0-9a-f]{8}/index\.html", path)])
        == 1
    )


def test_the_settings_reach_every_page(tmp_path: Path) -> None:
    settings = config(
        tmp_path, base_url="https://confluence.example", alternates={"fr": "https://confluence.example/fr/"}
    )
    page = html.fromstring(site_of(paper((sample_edition(),), settings))["index.html"])
    assert page.xpath("//link[@rel='me']/@href") == ["https://social.example/@ada"]
    assert page.xpath("//meta[@name='fediverse:creator']/@content") == ["@ada@social.example"]
    assert set(page.xpath("//link[@hreflang]/@hreflang")) == {"en", "fr"}
    assert page.xpath("//a[@hreflang='fr' and @lang='fr']")[0].text == "Français"
