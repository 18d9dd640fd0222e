"""The share kit: one local page with a text for each story and network, to copy or to open there."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

import jinja2
from markupsafe import Markup

from curator.checks import NETWORKS, Finding, network_for, top_level_domains
from curator.checks.counting import LINK_COST
from curator.config.outward import Ambassador
from curator.config.settings import Config
from curator.errors import NothingToPublish
from curator.i18n import N_, direction, gettext_for
from curator.model import Edition, Pick
from curator.plain import to_plain
from curator.render.letter import edition_name, letter_templates
from curator.render.looks import render
from curator.render.posts import FORMS, Post, Voice, post_templates, render_posts
from curator.render.views import StoryView, edition_view

INTENTS = {
    "mastodon": "https://{server}/share?text={text}",
    "bluesky": "https://bsky.app/intent/compose?text={text}",
    "x": "https://x.com/intent/post?text={text}",
    "threads": "https://www.threads.com/intent/post?text={text}",
    "linkedin": "https://www.linkedin.com/feed/?shareActive=true&text={text}",
    "facebook": "https://www.facebook.com/sharer/sharer.php?u={link}",
    "telegram": "https://t.me/share/url?url={link}&text={text}",
}
"""Where each network takes a text or a link that somebody brings; none for a webhook."""
_NOTES = {
    "facebook": N_("Facebook takes the link only: copy the text first, then paste it there."),
    "x": N_("By hand it costs nothing; through the interface of X a post with a link costs $0.20."),
}
_FINDINGS = {
    "over-limit": N_("Too long for this network: take something away."),
    "over-bytes": N_("Too many bytes for this network: take something away."),
    "only-a-title": N_("This only repeats the title. Add a sentence of your own: what does the story tell you?"),
    "boilerplate": N_("This would fit any story. Say what this one tells: a fact, a figure, what it changes."),
    "hashtag-salad": N_("Many hashtags: keep the one that people follow."),
    "mention": N_("This calls somebody by name with @: keep it only if you mean to."),
    "empty": N_("There is no text yet."),
}
_LEAST_ROWS, _MOST_ROWS, _ROW = 5, 14, 38


@dataclass(frozen=True, slots=True)
class _Shown:
    """One post as the page shows it."""

    network: str
    title: str
    text: str
    language: str
    link: str
    count: int
    limit: int
    bytes: int
    rows: int
    way: str
    intent: str
    note: str
    findings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _StoryShown:
    """One story as the page shows it."""

    number: int
    view: StoryView
    posts: tuple[_Shown, ...]
    picture: str = ""


def render_kit(
    edition: Edition,
    config: Config,
    pictures: Mapping[str, tuple[str, bytes]] | None = None,
    ambassador: Ambassador | None = None,
) -> dict[str, bytes]:
    """Return the kit's files by their names: `index.html`, `posts.json`, and the pictures.

    `pictures` holds (file name, content) by story id. An `ambassador`, one of
    the settings, gets texts of their own, in another order. The page asks nobody for
    anything: its style and script are inside, and named by hash in its policy.
    Raises `NothingToPublish` for an edition without stories.
    """
    if not edition.picks:
        raise NothingToPublish(N_("the edition has no stories."), about=edition.slug)
    templates = post_templates(config)
    turn = config.ambassadors.index(ambassador) + 1 if ambassador else 0
    if ambassador and ambassador.networks:
        config = replace(config, networks=replace(config.networks, kit=ambassador.networks))
    voices = [Voice((turn + place) % FORMS + 1, ambassador.tag) if ambassador else Voice() for place in range(FORMS)]
    posts = {
        pick.story.id: render_posts(pick, config, edition, templates=templates, voice=voices[place % FORMS])
        for place, pick in enumerate(edition.picks)
    }
    if ambassador:  # not everybody begins with the same story
        begin = turn % len(edition.picks)
        edition = replace(edition, picks=edition.picks[begin:] + edition.picks[:begin])
    kept = {story: (f"pictures/{PurePosixPath(name).name}", data) for story, (name, data) in (pictures or {}).items()}
    shown = {story: name for story, (name, _) in kept.items()}
    files = {"index.html": _page(edition, config, posts, shown, ambassador).encode()}
    files["posts.json"] = _json(edition, posts)
    return files | {name: data for story, (name, data) in sorted(kept.items()) if story in posts}


def _page(
    edition: Edition,
    config: Config,
    posts: Mapping[str, tuple[Post, ...]],
    pictures: Mapping[str, str],
    ambassador: Ambassador | None,
) -> str:
    language = config.journal.language
    _ = gettext_for(language)
    view = edition_view(edition, language, ZoneInfo(config.journal.timezone))
    templates = letter_templates(view, config)
    style, script = _source(templates, "kit/kit.css"), _source(templates, "kit/kit.js")
    stories = [
        _StoryShown(number, story, tuple(_shown(post, config) for post in posts[story.id]), pictures.get(story.id, ""))
        for number, story in enumerate(view.stories, start=1)
    ]
    return render(
        templates,
        "kit/kit.html",
        language=language,
        direction=direction(language),
        title=config.journal.title,
        edition_name=edition_name(view, language),
        ambassador=ambassador.name if ambassador else "",
        contact=config.journal.contact.removeprefix("mailto:"),
        policy=_policy(style, script, bool(pictures)),
        style=Markup(style),
        script=Markup(script),
        networks=[NETWORKS[name] for name in config.networks.kit],
        stories=stories,
        data=_data(config),
    )


def _shown(post: Post, config: Config) -> _Shown:
    _ = gettext_for(config.journal.language)
    network = network_for(post.network)
    way = INTENTS.get(post.network, "")
    rows = sum(1 + len(line) // _ROW for line in post.text.split("\n"))
    return _Shown(
        network=post.network,
        title=network.title,
        text=post.text,
        language=post.language,
        link=post.link,
        count=post.count,
        limit=post.limit,
        bytes=network.byte_limit,
        rows=max(_LEAST_ROWS, min(_MOST_ROWS, rows)),
        way=way,
        # Without script, Mastodon's own page asks for the server.
        intent=way.replace("{server}", "mastodon.social")
        .replace("{text}", quote(post.text, safe=""))
        .replace("{link}", quote(post.link, safe="")),
        note=_(_NOTES[post.network]) if post.network in _NOTES else "",
        findings=tuple(_told(finding, config.journal.language) for finding in post.findings),
    )


def _told(finding: Finding, language: str) -> str:
    known = _FINDINGS.get(finding.code)
    return gettext_for(language)(known) if known else f"{finding.reason} {finding.remedy}"


def _data(config: Config) -> dict[str, Any]:
    """Return what the page's script has to know: its words, and X's top-level domains."""
    _ = gettext_for(config.journal.language)
    # The longest first: the script takes the first that fits.
    names = sorted(top_level_domains(), key=lambda name: (-len(name), name)) if "x" in config.networks.kit else ["com"]
    return {
        "words": {
            "copied": _("Copied"),
            "select": _("Selected: now copy it"),
            "over": _("{n} too many"),
            "heavy": _("{n} bytes too many"),
            "server": _("Tell your Mastodon server first."),
        },
        "link_cost": LINK_COST,
        "tlds": names,
    }


def _source(templates: jinja2.Environment, name: str) -> str:
    """Return a style or script as it stands in the look, kept from ending its own element."""
    assert templates.loader is not None
    source, *_ = templates.loader.get_source(templates, name)
    return source.replace("</", "<\\/").replace("<!--", "<\\!--")


def _policy(style: str, script: str, pictures: bool) -> str:
    def hashed(text: str) -> str:
        return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()

    shown = " img-src 'self' file:;" if pictures else ""
    return (
        f"default-src 'none'; style-src 'sha256-{hashed(style)}'; script-src 'sha256-{hashed(script)}';{shown}"
        " base-uri 'none'; form-action 'none'"
    )


def _json(edition: Edition, posts: Mapping[str, tuple[Post, ...]]) -> bytes:
    import json

    def told(pick: Pick) -> dict[str, Any]:
        return {"story": pick.story.id, "title": pick.title, "posts": to_plain(posts[pick.story.id])}

    whole = {"edition": edition.slug, "stories": [told(pick) for pick in edition.picks]}
    return (json.dumps(whole, ensure_ascii=False, indent=1) + "\n").encode()
