"""A pick becomes a post for each network: the story told, within that network's exact limit.

The link is the story's own page where the journal has an address and the story
stands in a day's edition, otherwise the publisher's page. A post is filled from
a template, the network's own (`posts/<network>.txt`) or the common one, with as
much as fits: the quote goes first, then the title, then the publisher's name,
then the later sentences of the insight, at last the end of a sentence, cut
between words. The link is never cut.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC

import jinja2

from curator.checks import (
    Facet,
    Finding,
    Network,
    blocking,
    check_post,
    facets,
    network_for,
)
from curator.config.settings import Config
from curator.i18n import typeset
from curator.model import Edition, Pick, Slot
from curator.render.letter import is_weekly
from curator.render.links import story_path
from curator.render.looks import environment_of, render
from curator.render.markdown import plain
from curator.render.views import StoryView, story_view
from curator.text import sentences

LONGEST_INSIGHT = 4000
LONGEST_CARD = 200
"""Characters of the text under a link card's title."""
_CALL = re.compile(r"(?<![\w/.])[@＠](?=\w)")
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


@dataclass(frozen=True, slots=True)
class Card:
    """What a network shows of the link."""

    address: str
    title: str
    description: str = ""
    picture: str = ""
    alt: str = ""


@dataclass(frozen=True, slots=True)
class Post:
    """A text for one network, as people will read it."""

    network: str
    text: str
    language: str
    """Two-letter code of most of the text."""
    link: str
    count: int
    """Length in the network's own unit."""
    limit: int
    cost: float
    """US dollars that the network asks when it is posted by its interface."""
    card: Card
    facets: tuple[Facet, ...] = ()
    """Bluesky only: links and tags by their bytes."""
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class _Parts:
    """What a template is filled with."""

    title: str
    insight: str
    quote: str
    outlet: str
    """The publisher's name, where the link leads to the publisher."""
    source: str
    """The publisher's name, where the link leads to the journal."""
    link: str
    colon: str
    editor: str = ""
    """Who is quoted by an ambassador."""
    opens: str = "“"
    closes: str = "”"
    """Quotation marks of the journal's language."""


@dataclass(frozen=True, slots=True)
class Voice:
    """Whose words a post is: the editor's own, or an ambassador's who quotes the editor."""

    form: int = 0
    """0: the editor's; else which of the ambassadors' forms comes first, so that their texts differ."""
    tag: str = ""
    """What a link to the journal carries."""


FORMS = 4
"""`posts/ambassador-1.txt` …"""
_QUOTING_THE_EDITOR = (1, 3)


def render_posts(
    pick: Pick,
    config: Config,
    edition: Edition | None = None,
    *,
    networks: tuple[str, ...] = (),
    templates: jinja2.Environment | None = None,
    voice: Voice = Voice(),
) -> tuple[Post, ...]:
    """Return a post for each network of `[networks] kit`, or for `networks`.

    Raises KeyError for a network that is not known, `TemplateError` for a
    broken template.
    """
    templates = templates or post_templates(config)
    known = frozenset(templates.list_templates(filter_func=lambda name: name.startswith("posts/")))
    view = _view(pick, config, edition, voice.tag)
    made = []
    for name in networks or config.networks.kit:
        characters = config.networks.mastodon_characters if name == "mastodon" else 0
        network = network_for(name, characters=characters)
        template = f"posts/{name}.txt" if f"posts/{name}.txt" in known else "posts/post.txt"
        tried = [_post(view, pick, network, config, templates, form) for form in _forms(voice, pick)]
        fit = next((post for post in tried if not blocking(post.findings)), None)
        made.append(fit or _post(view, pick, network, config, templates, template))
    return tuple(made)


def _forms(voice: Voice, pick: Pick) -> Iterator[str]:
    """Yield the ambassadors' templates from theirs on; without an insight only the publisher can be quoted."""
    for step in range(FORMS if voice.form else 0):
        form = (voice.form - 1 + step) % FORMS + 1
        if pick.insight or form not in _QUOTING_THE_EDITOR:
            yield f"posts/ambassador-{form}.txt"


def post_templates(config: Config) -> jinja2.Environment:
    """Return the templates of posts; making them once serves many picks."""
    return environment_of(config).overlay(autoescape=False)


def _view(pick: Pick, config: Config, edition: Edition | None, tag: str = "") -> StoryView:
    within = edition or Edition("", pick.story.published.date(), 0, (pick,), pick.story.published)
    view = story_view(within, replace(pick, slot=Slot.SECTION), config.journal.language, UTC)
    permalink = ""
    if config.journal.base_url and edition is not None and not is_weekly(edition.slug):
        permalink = f"{config.journal.base_url.rstrip('/')}/{story_path(edition, pick)}"
        permalink += f"?via={tag}" if tag else ""
    return replace(view, path=permalink or view.address)


def _post(
    view: StoryView, pick: Pick, network: Network, config: Config, templates: jinja2.Environment, template: str
) -> Post:
    def filled(parts: _Parts) -> str:
        shown = {name: _for(network, getattr(parts, name)) for name in _Parts.__slots__}
        return re.sub(r"\n{3,}", "\n\n", render(templates, template, **shown)).strip()

    parts = _whole(view, config)
    text = _fitted(parts, lambda tried: network.fits(filled(tried)), filled, config)
    language = config.journal.language if parts.insight or view.original else view.language
    return Post(
        network=network.name,
        text=text,
        language=language,
        link=parts.link,
        count=network.count(text),
        limit=network.limit,
        cost=network.cost(text),
        card=_card(view, parts),
        facets=facets(text) if network.name == "bluesky" else (),
        findings=check_post(text, pick.title, network, budget=None),
    )


def _whole(view: StoryView, config: Config) -> _Parts:
    language = config.journal.language
    insight = typeset(plain(view.insight[:LONGEST_INSIGHT]), language)
    quote = _foreign(view.extract)
    if quote and view.extract_by != "editor":
        quote = f"«\u00a0{quote}\u00a0»" if view.extract_language == "fr" else f"“{quote}”"
    return _Parts(
        title=_foreign(view.title),
        insight=_CONTROLS.sub("", insight),
        quote=quote,
        outlet="" if view.path != view.address else _foreign(view.outlet.name),
        source=_foreign(view.outlet.name) if view.path != view.address else "",
        link=view.path,
        colon="\u00a0:" if language == "fr" else ":",
        editor=_foreign(config.journal.editor),
        opens="«\u00a0" if language == "fr" else "“",
        closes="\u00a0»" if language == "fr" else "”",
    )


def _foreign(text: str) -> str:
    """Return others' words on one line, unable to call anybody by @name."""
    return " ".join(_CALL.sub("", _CONTROLS.sub(" ", text)).split(" ")).strip()


def _for(network: Network, text: str) -> str:
    # The narrow no-break space weighs 2 on X, the wide one 1.
    return text.replace("\u202f", "\u00a0") if network.name == "x" else text


def _fitted(parts: _Parts, fits: Callable[[_Parts], bool], filled: Callable[[_Parts], str], config: Config) -> str:
    """Return the richest text that fits; the poorest one where none does."""
    poorest = parts
    for poorest in _poorer(parts, config.journal.language):
        if fits(poorest):
            return filled(poorest)
    # Nothing fits in whole sentences: cut the last one between words.
    bare = replace(parts, quote="", outlet="", source="")
    if parts.insight:
        cut = _cut(parts.insight, lambda text: fits(replace(bare, title="", insight=text)))
        return filled(replace(bare, title="", insight=cut)) if cut else filled(poorest)
    cut = _cut(parts.title, lambda text: fits(replace(bare, title=text)))
    return filled(replace(bare, title=cut)) if cut else filled(poorest)


def _poorer(parts: _Parts, language: str) -> Iterator[_Parts]:
    """Yield the parts with less and less in them, in whole sentences."""
    yield parts
    if not parts.insight:
        yield replace(parts, outlet="", source="")
        yield replace(parts, quote="")
        yield replace(parts, quote="", outlet="", source="")
        return
    said = sentences(parts.insight, language) or [parts.insight]
    for many in range(len(said), 0, -1):
        # One sentence more is worth more than the title, which the link's card shows, and so is the credit.
        told = replace(parts, quote="", insight=" ".join(said[:many]) if many < len(said) else parts.insight)
        yield told
        yield replace(told, title="")
        yield replace(told, outlet="", source="")
        yield replace(told, title="", outlet="", source="")


def _cut(text: str, fits: Callable[[str], bool]) -> str:
    """Return as many whole words of `text` as fit, with an ellipsis; "" where not even one does."""
    words = text.split(" ")
    many = bisect.bisect_right(range(1, len(words)), 0, key=lambda count: 0 if fits(_ended(words[:count])) else 1)
    return _ended(words[:many]) if many else ""


def _ended(words: list[str]) -> str:
    return " ".join(words).rstrip(" ,;:–—-") + "…"


def _card(view: StoryView, parts: _Parts) -> Card:
    from curator.render.views import shorten

    told = parts.insight or view.extract
    return Card(parts.link, parts.title, shorten(told, LONGEST_CARD), view.picture, view.title if view.picture else "")
