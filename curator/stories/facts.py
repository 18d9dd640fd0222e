"""What an article tells that others do not: the ground for "adds …" and for "Update"."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import regex

from curator.model import Article, Story
from curator.text import fold, names, numbers, stopwords, words

MOST_VALUES = 3
READ = 6000
"""Characters of an article that are looked at."""
_LINKING = "|".join(sorted(word for word in stopwords("en") | stopwords("fr") if len(word) > 3))
"""Words that are no unit: "1.3 million than a year ago"."""
_UNIT = (
    r"%|percent\b|per cent\b|pour cent\b|[kMGT]W(?:h|c)?\b|(?:k|M|G|T)o\b|[kMGT]B\b|km/h\b|km\b|kg\b|m²|m2\b|°C|"
    r"tonnes?\b|"
    rf"(?:thousand|million|billion|trillion|millions?|milliards?|mille)\b(?:\s+(?:d['’]|de\s+)?(?!(?:{_LINKING})\b)\p{{L}}{{4,}})?|"
    r"euros?\b|dollars?\b|€|\$|£|people\b|personnes\b|dead\b|deaths\b|morts\b|injured\b|wounded\b|bless[ée]s\b|jobs\b|"
    r"emplois\b|homes\b|foyers\b|turbines\b|seats\b|si[èe]ges\b|votes?\b|voix\b|hectares?\b|\p{L}{5,}s\b"
)
_FIGURE = regex.compile(
    rf"(?<![\p{{L}}\d])[€$£]?\s?\d+(?:[.,\u00a0\u202f ]\d{{3}})*(?:[.,]\d+)?\s?(?:{_UNIT})", regex.IGNORECASE
)
_DOCUMENT = regex.compile(
    r"\.pdf(?:$|[?#])|//(?:www\.)?(?:arxiv|doi|zenodo|hal\.science|ssrn|github|gitlab|legifrance|eur-lex|congress|sec)\b|"
    r"\.gov(?:\.|/|$)|\.gouv\.fr\b|\beuropa\.eu/",
    regex.IGNORECASE,
)
_INTERVIEW = regex.compile(
    r"\binterview(?:ed)?\b|\bentretien (?:avec|exclusif)\b|\bQ\s?&\s?A\b|\bin conversation with\b|\bquestions? to\b|"
    r"\bquestions? à\b|\bl['’]invit[ée]e?\b|\bin an exclusive\b",
    regex.IGNORECASE,
)
_VIEW = regex.compile(
    r"^(?:opinion|analysis|analyse|editorial|[ée]ditorial|[ée]dito|tribune|comment(?:ary|aire)?|chronique|column|"
    r"point de vue|billet|op-ed|essay|perspective|viewpoint|d[ée]cryptage)\b\s*[:|.–—-]|"
    r"[|–—-]\s*(?:opinion|analysis|analyse|editorial|"
    r"tribune|chronique)\s*$|^[«“\"][^»”\"]{15,}[»”\"]\s*$",
    regex.IGNORECASE,
)
_VIEW_ADDRESS = regex.compile(
    r"/(?:opinions?|comment(?:isfree)?|editorials?|analys[ei]s|tribunes?|idees|debats|chroniques?|blogs?|columnists?)/"
)
_QUOTE = regex.compile(r"«\s*([^»]{25,}?)\s*»|“([^”]{25,}?)”|(?<!\w)\"([^\"]{25,}?)\"")


@dataclass(frozen=True, slots=True)
class Facts:
    """What can be compared between articles."""

    words: frozenset[str]
    """All folded words."""
    numbers: frozenset[str]
    figures: tuple[str, ...]
    """Numbers with their units, as written."""
    names: tuple[str, ...]
    """As written, the most frequent first."""
    quotes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Addition:
    """What one article adds to those before it."""

    kind: str
    """"interview", "document", "view", "figures", "names", "quotes", "language", "longer", "same"."""
    values: tuple[str, ...] = ()

    @property
    def code(self) -> str:
        """The form kept in `Pick.additions`: "figures: 14 MW, 30 %"."""
        return f"{self.kind}: {', '.join(self.values)}" if self.values else self.kind


def facts(article: Article) -> Facts:
    """Return the facts of one article."""
    text = f"{article.title}\n\n{article.text[:READ] or article.description}"
    found = [name for name in names(text, article.language) if len(name) > 2]
    order = {name: place for place, name in enumerate(dict.fromkeys(found))}
    return Facts(
        words=frozenset(fold(word) for word in words(text)),
        numbers=frozenset(numbers(text)),
        figures=tuple(dict.fromkeys(" ".join(figure.split()) for figure in _FIGURE.findall(text))),
        names=tuple(sorted(order, key=lambda name: (-found.count(name), order[name]))),
        quotes=tuple(next(filter(None, groups)) for groups in _QUOTE.findall(text)),
    )


def additions(story: Story) -> tuple[str, ...]:
    """Return for each article after the first the code of what it adds to all before it."""
    return tuple(addition.code for addition in what_is_added(story))


def what_is_added(story: Story) -> tuple[Addition, ...]:
    """Return for each article after the first what it adds to all before it."""
    before = [facts(story.lead)]
    found = []
    for place, article in enumerate(story.articles[1:], start=1):
        own = facts(article)
        found.append(_addition(article, own, before, story.articles[:place]))
        before.append(own)
    return tuple(found)


def _addition(article: Article, own: Facts, before: Sequence[Facts], earlier: Sequence[Article]) -> Addition:
    if _INTERVIEW.search(article.title):
        return Addition("interview")
    known_links = {link for other in earlier for link in other.links}
    if any(_DOCUMENT.search(link) and link not in known_links for link in article.links):
        return Addition("document")
    if _VIEW.search(article.title) or _VIEW_ADDRESS.search(article.address):
        return Addition("view")
    if figures := new_figures(own, before):
        return Addition("figures", figures[:MOST_VALUES])
    papers = {other.outlet for other in (*earlier, article)}
    if fresh := new_names(own, before, article.language, papers):
        return Addition("names", fresh[:MOST_VALUES])
    known = " ".join(quote for other in before for quote in other.quotes)
    if any(quote not in known for quote in own.quotes):
        return Addition("quotes")
    if all(article.language != other.language for other in earlier):
        return Addition("language")
    if len(article.text) > 1.5 * max(len(other.text) for other in earlier) and len(article.text) > 1000:
        return Addition("longer")
    return Addition("same")


def new_figures(own: Facts, before: Iterable[Facts]) -> tuple[str, ...]:
    """Return the figures whose number stands in none of the others."""
    known = {number for other in before for number in other.numbers}
    return tuple(figure for figure in own.figures if not known.intersection(numbers(figure)))


def new_names(own: Facts, before: Sequence[Facts], language: str, papers: Iterable[str]) -> tuple[str, ...]:
    """Return the names none of whose words stand in the others; two words or more, or all in capitals.

    The names of the `papers` that tell the story are no news in it.
    """
    own_names = {fold(paper) for paper in papers}
    known = {word for other in before for word in other.words}
    stop = stopwords(language)
    return tuple(
        name
        for name in own.names
        if (" " in name or (name.isupper() and len(name) > 2))
        and not any(fold(name) in paper or paper in fold(name) for paper in own_names if paper)
        and not any(fold(word) in known for word in words(name) if fold(word) not in stop)
    )


def news_since(published: Story, story: Story) -> tuple[Addition, ...]:
    """Return what the articles that joined after publication tell that the published ones do not.

    Empty where nobody new wrote, or where they bring no new figure and fewer
    than two new names: the same again is no news.
    """
    old = {article.id for article in published.articles}
    before = [facts(article) for article in published.articles]
    papers = {article.outlet for article in story.articles}
    figures: dict[str, None] = {}
    fresh: dict[str, None] = {}
    for article in sorted(story.articles, key=lambda one: (one.published, one.id)):
        if article.id in old or article.published < published.published:
            continue
        own = facts(article)
        figures.update(dict.fromkeys(new_figures(own, before)))
        fresh.update(dict.fromkeys(new_names(own, before, article.language, papers)))
    found = []
    if figures:
        found.append(Addition("figures", tuple(figures)[:MOST_VALUES]))
    if len(fresh) >= 2 or (fresh and figures):
        found.append(Addition("names", tuple(fresh)[:MOST_VALUES]))
    return tuple(found)


def has_news(published: Story, story: Story) -> bool:
    """Return whether `story` may come back as an update of `published`."""
    return bool(news_since(published, story))
