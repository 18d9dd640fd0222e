"""One article that was read twice."""

from __future__ import annotations

from dataclasses import replace

from curator.model import Article, Sharer


def united(known: Article, fresh: Article) -> Article:
    """Return what is now known of an article: the fresh reading, with nothing lost.

    Sources and sharers are united, the earliest dates win, a blank is filled
    from the known one. The text, with what was found in it, changes unless the
    known one was read in full and the fresh one was not, or is shorter.
    """
    poorer = known.read_in_full and (not fresh.read_in_full or len(fresh.text) < len(known.text))
    body = known if poorer else fresh
    return replace(
        fresh,
        text=body.text or known.text,
        links=body.links or known.links,
        read_in_full=body.read_in_full,
        gated=body.gated,
        title=fresh.title or known.title,
        outlet=fresh.outlet or known.outlet,
        language=fresh.language or known.language,
        author=fresh.author or known.author,
        description=fresh.description or known.description,
        picture=fresh.picture or known.picture,
        published=min(known.published, fresh.published),
        stated=body.stated or known.stated,
        first_seen=min(known.first_seen, fresh.first_seen),
        sources=tuple(dict.fromkeys(known.sources + fresh.sources)),
        sharers=_sharers(known.sharers + fresh.sharers),
    )


def _sharers(sharers: tuple[Sharer, ...]) -> tuple[Sharer, ...]:
    """Return each post once, in the order they came, with its latest words."""
    return tuple({(sharer.handle, sharer.address): sharer for sharer in sharers}.values())
