"""The printer: templates, links and the words of one journal, ready to print any page."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

import jinja2
from markupsafe import Markup

from curator.config.settings import Config
from curator.i18n import direction, gettext_for, own_name, territory_locale
from curator.model import Theme
from curator.render import structured
from curator.render.links import FixedLinks, Links, section_path
from curator.render.looks import environment_of, fingerprint, render, style_version
from curator.render.pictures import Pictures
from curator.render.views import hue_of
from curator.render.wording import Wording, editor_read

File = tuple[str, bytes]
"""(path within the site, content)."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A link to a neighbour: the day before, the week after."""

    path: str
    label: str


@dataclass(frozen=True, slots=True)
class Place:
    """A named page: a section, a feed."""

    name: str
    path: str

    @property
    def title(self) -> str:
        """The name."""
        return self.name


@dataclass(frozen=True, slots=True)
class Page:
    """One page, as its own head tells of it."""

    kind: str
    path: str
    title: str
    description: str = ""
    label: str = ""
    """Where the reader is, in the top bar."""
    day: bool = False
    """Whether `label` is a day."""
    previous: Turn | None = None
    next: Turn | None = None
    hfeed: bool = False
    draft: bool = False
    hidden: bool = False
    """Not for search engines."""
    image: str = ""
    feed: Place | None = None
    """The section's feed; the journal's own is named on every page."""
    place: str = ""
    """What the navigation marks as current: "front", or a path it leads to."""
    sources: int = 0
    """How many sources were read for what the page shows; 0 is not told."""
    canonical: str = ""
    policy: str = ""
    data: Markup = field(default_factory=Markup)


@dataclass(frozen=True, slots=True)
class Alternate:
    """The same journal in another language."""

    language: str
    name: str
    address: str


@dataclass(frozen=True, slots=True)
class SiteView:
    """What every page shows of the journal."""

    title: str
    tagline: str
    language: str
    direction: str
    locale: str
    look: str
    base_url: str
    editor: str
    editor_read: str
    editor_mark: Markup
    contact: str
    contact_link: str
    rights: str
    profiles: tuple[str, ...]
    fediverse: str
    hub: str
    alternates: tuple[Alternate, ...]
    sections: tuple[Place, ...]
    subscribe: str
    follow_title: str
    theme_script: Markup
    style_version: str


class Printer:
    """Prints pages of one journal in its look and language."""

    def __init__(self, config: Config, pictures: Pictures) -> None:
        """Load the look; raises `UsageError` for one that is not there."""
        journal = config.journal
        self.config = config
        self.language = journal.language
        self.zone = ZoneInfo(journal.timezone)
        self.base_url = journal.base_url
        self.pictures = pictures
        self.look_hash = fingerprint(journal.look, config.paths.templates)
        self.translate = gettext_for(self.language)
        self.templates = environment_of(config)
        self.words = Wording(
            self.language, journal.editor, {theme.name: theme.title for theme in config.themes}, pictures
        )
        self.words.install(self.templates)
        script, self.policy, self.search_policy = _script_and_policies(self.templates)
        self.site = _site_view(config, script, style_version(journal.look, config.paths.templates))
        self._standing: dict[tuple[object, ...], Markup] = {}
        self.templates.globals |= {"site": self.site, "standing": self.standing}

    def standing(self, name: str, link: Links, **shown: Hashable) -> Markup:
        """Return a block that is the same on many pages, rendered once for each folder depth.

        Such a block is shown `site`, `link` and what is named here, and nothing of its page.
        """
        key = (name, link.root, *shown.items())
        if key not in self._standing:
            self._standing[key] = Markup(render(self.templates, name, link=link, **shown))
        return self._standing[key]

    def links(self, path: str) -> Links:
        """Return the links of the page at `path`."""
        return FixedLinks(self.base_url, path) if path == "404.html" else Links(self.base_url, path)

    def feed(self, place: Place) -> Place:
        """Return the feed of a section."""
        return Place(f"{self.site.title} · {place.name}", place.path)

    def page(self, template: str, page: Page, data: dict[str, Any] | None = None, **shown: Any) -> File:
        """Return the file of one page."""
        links = self.links(page.path)
        whole = _finished(page, links, self.search_policy if page.kind == "search" else self.policy, data)
        text = render(self.templates, f"site/{template}.html", page=whole, link=links, **shown)
        return file_of(page.path), text.encode()


def file_of(path: str) -> str:
    """Return the file that a host serves for an address."""
    return f"{path}index.html" if not path or path.endswith("/") else path


def _finished(page: Page, links: Links, policy: str, data: dict[str, Any] | None) -> Page:
    values = {name: getattr(page, name) for name in Page.__dataclass_fields__}
    canonical = links.absolute(page.path) if page.kind not in ("missing", "withdrawn") else ""
    return Page(**values | {"policy": policy, "canonical": canonical, "data": structured.script(data)})


def _script_and_policies(templates: jinja2.Environment) -> tuple[Markup, str, str]:
    """Return the one inline script and the policies that allow it alone, and those of the search page."""
    text = render(templates, "site/theme.js").strip()
    hash_ = b64encode(hashlib.sha256(text.encode()).digest()).decode()
    # "file:" lets a journal that is read from a folder load its own style and fonts.
    policy = (
        "default-src 'none'; style-src 'self' file:; font-src 'self' file:; img-src 'self' data: file:; "
        f"script-src 'sha256-{hash_}'%s; base-uri 'none'; form-action 'self'"
    )
    return Markup(text), policy % "", policy % " 'self' file:"


def _site_view(config: Config, script: Markup, version: str) -> SiteView:
    journal = config.journal
    translate = gettext_for(journal.language)
    initials = "".join(part[0] for part in journal.editor.split()[:2]).upper()
    mark = Markup('<span class="mono h%d" aria-hidden="true">%s</span>') % (hue_of(journal.editor), initials)
    return SiteView(
        title=journal.title,
        tagline=journal.tagline,
        language=journal.language,
        direction=direction(journal.language),
        locale=territory_locale(journal.language),
        look=journal.look,
        base_url=journal.base_url,
        editor=journal.editor,
        editor_read=editor_read(journal.editor, journal.language),
        editor_mark=mark if initials else Markup(),
        contact=journal.contact,
        contact_link=f"mailto:{journal.contact}"
        if "@" in journal.contact and "//" not in journal.contact
        else journal.contact,
        rights=journal.rights,
        profiles=journal.profiles,
        fediverse=journal.fediverse,
        hub=journal.hub,
        alternates=tuple(
            Alternate(code, own_name(code), address)
            for code, address in sorted(journal.alternates.items())
            if code != journal.language
        ),
        sections=sections_of(config.themes),
        subscribe=_subscribe(config),
        follow_title=translate("%(title)s, by letter or by feed") % {"title": journal.title}
        if _subscribe(config)
        else translate("Follow %(title)s") % {"title": journal.title},
        theme_script=script,
        style_version=version,
    )


def sections_of(themes: Sequence[Theme]) -> tuple[Place, ...]:
    """Return the sections of all themes, each once, in order; beside others, a theme without any is one itself."""
    names: dict[str, None] = {}
    for theme in themes:
        whole = (theme.title,) if len(themes) > 1 else ()
        names |= dict.fromkeys([section.name for section in theme.sections] or whole)
    return tuple(Place(name, section_path(name)) for name in names)


def _subscribe(config: Config) -> str:
    """Return the address that asks for the letter: a message to its sender; "" where no letter is sent."""
    sender = config.letter.sender.rsplit("<", 1)[-1].rstrip(">").strip()
    return f"mailto:{sender}?subject=subscribe" if "@" in sender else ""
