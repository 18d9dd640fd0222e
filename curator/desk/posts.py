"""Posts: a text for each network, counted exactly, and when it goes.

The screen stands on the `Queue` port. Where no queue is set up it writes and
counts all the same: the texts are copied by hand.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from flask import Blueprint, Response, abort, jsonify, request
from flask.typing import ResponseReturnValue

from curator.checks import (
    NETWORKS,
    Network,
    check_boilerplate,
    check_cost,
    check_limits,
    check_mentions,
    network_for,
)
from curator.desk import steps
from curator.desk.frame import shown, the_visit, the_words, told_by_form
from curator.desk.visit import Visit
from curator.i18n import N_, date_text
from curator.model import Edition, Pick, PostState, Queued
from curator.ports import Account, Queue
from curator.render.kit import INTENTS
from curator.render.posts import Card, Post, render_posts
from curator.services.post import EVER

screen = Blueprint("posts", __name__)

WARN_DAYS = 14
"""A token that ends sooner is told of."""
STATES = {
    PostState.DRAFT: N_("Draft"),
    PostState.APPROVED: N_("Approved"),
    PostState.SENDING: N_("On its way"),
    PostState.SENT: N_("Sent"),
    PostState.REFUSED: N_("Refused"),
    PostState.UNCERTAIN: N_("Uncertain: look whether it is out"),
}
OPEN = (PostState.DRAFT, PostState.APPROVED, PostState.REFUSED)
_ADVICE = {
    "over-limit": N_("Too long for this network: take something away."),
    "over-bytes": N_("Too many bytes for this network: take something away."),
    "only-a-title": N_("This only repeats the title. Add a sentence of your own: what does the story tell you?"),
    "boilerplate": N_("This would fit any story. Say what this one tells: a fact, a figure, what it changes."),
    "hashtag-salad": N_("Many hashtags: keep the one that people follow."),
    "mention": N_("This calls somebody by name with @: keep it only if you mean to."),
    "empty": N_("There is no text yet."),
    "over-budget": N_("This costs more than the budget that is left: copy it by hand."),
}
HINTS = {
    "x": N_("A link counts 23, an emoji 2. Copied by hand, it costs nothing."),
    "bluesky": N_("Counted as people see them: an emoji is one, a link as long as it is."),
    "mastodon": N_("A link counts 23, however long it is. #WritePhrasesLikeThis for those who listen."),
    "threads": N_("An emoji counts by its bytes: ⚡️ takes 6."),
    "linkedin": N_("Three lines are seen before “more”: say it in these."),
    "telegram": N_("Goes to the channel that your bot administers."),
}
"""What to know of each network's measure."""
_STOPS = frozenset({"over-limit", "over-bytes", "empty"})


@dataclass(frozen=True, slots=True)
class CardView:
    """One network's post as the screen shows it."""

    id: str
    network: Network
    account: Account | None
    text: str
    written: str
    """As the templates write it; "" brings it back."""
    measured: Mapping[str, Any]
    link: Card
    intent: str
    state: str
    open: bool
    """Whether it can still be changed."""
    reason: str
    slot: datetime | None
    days_left: int | None
    """Until the account's token ends; None: nobody knows."""
    ours: bool
    """Whether the link leads to the journal, whose own picture the card then shows."""


@screen.get("/posts")
def index() -> ResponseReturnValue:
    """Show a card for each network, for one story of the edition."""
    visit = the_visit()
    edition = visit.edition_or_none()[0] or next(reversed(visit.printed.editions), None)
    if edition is None or not edition.picks:
        return shown("posts", "posts.html", edition=None, cards=())
    pick = next((one for one in edition.picks if one.story.id == request.args.get("story")), edition.picks[0])
    return shown("posts", "posts.html", edition=edition, pick=pick, cards=_cards(visit, edition, pick), hints=HINTS)


@screen.get("/posts/card/<story>.png")
def picture(story: str) -> ResponseReturnValue:
    """Return the picture that networks show with a link to this story's page."""
    from curator.render.sharing import share_picture

    visit = the_visit()
    edition = visit.edition_or_none()[0] or next(reversed(visit.printed.editions), None)
    pick = next((one for one in edition.picks if one.story.id == story), None) if edition else None
    if edition is None or pick is None:
        abort(404)
    credit = f"{pick.story.lead.outlet} · {date_text(edition.day, visit.language, 'long')}"
    return Response(share_picture(story, visit.config.journal.title, pick.title, credit), mimetype="image/png")


@screen.post("/posts/measure")
def measure() -> ResponseReturnValue:
    """Count a text in its network's own measure and say what is not right about it."""
    visit, told = the_visit(), told_by_form()
    network = _network(visit, str(told.get("network", "")))
    text, title = str(told.get("text", ""))[:100_000], str(told.get("title", ""))[:1000]
    return jsonify(_measured(network, text, title, _budget(visit, str(told.get("account", "")))))


@screen.post("/posts/put")
def put() -> ResponseReturnValue:
    """Keep a text, with its slot; `approve` binds the approval to this exact text."""
    visit, told = the_visit(), told_by_form()
    story, place = str(told.get("story", "")), str(told.get("account", ""))
    text = str(told.get("text", ""))[:100_000]
    account = _account(visit, place)
    if account is None:
        _keep_by_hand(visit, story, place, text)
        return jsonify(state="", slot="")
    network = _network(visit, account.network)
    if told.get("approve") and not network.fits(text):
        return jsonify(error=_said("over-limit")), 422
    slot = moment(told.get("slot"))
    state = PostState.APPROVED if told.get("approve") else PostState.DRAFT
    post = Queued(
        story, account.id, account.network, text, str(told.get("edition", "")), str(told.get("link", "")), slot, state
    )
    stored = steps.put(visit, the_queue(visit), post, steps.APPROVAL if told.get("approve") else steps.TEXT)
    return jsonify(
        state=the_words().translate(STATES[stored.state]), slot=stored.slot.isoformat() if stored.slot else ""
    )


@screen.post("/posts/drop")
def drop() -> ResponseReturnValue:
    """Take a post that has not left out of the queue."""
    visit, told = the_visit(), told_by_form()
    post = queued(visit, str(told.get("story", "")), str(told.get("account", "")))
    steps.drop(visit, the_queue(visit), post)
    return jsonify(ok=True)


@screen.post("/posts/undo")
def undo() -> ResponseReturnValue:
    """Take the last change of a post back."""
    visit = the_visit()
    return jsonify(undone=steps.take_back(visit, visit.queue) if visit.queue is not None else "")


def the_queue(visit: Visit) -> Queue:
    """Return the queue; there is no such page without one."""
    if visit.queue is None:
        abort(404)
    return visit.queue


def _network(visit: Visit, name: str) -> Network:
    if name not in NETWORKS:
        abort(400)
    return network_for(name, characters=visit.config.networks.mastodon_characters if name == "mastodon" else 0)


def _account(visit: Visit, id: str) -> Account | None:
    accounts = visit.queue.accounts() if visit.queue is not None else ()
    return next((account for account in accounts if account.id == id), None)


def _budget(visit: Visit, account: str) -> float:
    found = _account(visit, account)
    return found.budget if found else 0.0


def moment(told: Any) -> datetime | None:
    """Return the moment that a form names, in UTC."""
    try:
        return datetime.fromisoformat(str(told)).astimezone(UTC) if told else None
    except ValueError:
        abort(400)


def queued(visit: Visit, story: str, account: str) -> Queued:
    """Return one post of the queue."""
    return steps.standing(the_queue(visit), story, account) or abort(404)


def _cards(visit: Visit, edition: Edition, pick: Pick) -> list[CardView]:
    accounts = visit.queue.accounts() if visit.queue is not None else ()
    stored = (
        {post.account: post for post in visit.queue.posts(*EVER) if post.story == pick.story.id} if visit.queue else {}
    )
    served = {account.network for account in accounts}
    by_hand = [name for name in visit.config.networks.kit if name not in served]
    wanted = tuple(dict.fromkeys([*(account.network for account in accounts), *by_hand]))
    posts = {post.network: post for post in render_posts(pick, visit.config, edition, networks=wanted)}
    cards = [_card(visit, pick, posts[account.network], account, stored.get(account.id)) for account in accounts]
    return cards + [_card(visit, pick, posts[name], None, None) for name in by_hand]


def _card(visit: Visit, pick: Pick, post: Post, account: Account | None, queued: Queued | None) -> CardView:
    network, place = _network(visit, post.network), account.id if account else f"by-hand:{post.network}"
    kept = queued.text if queued else visit.room.unsaved.get(pick.story.id, f"post {place}")
    text = kept if kept is not None else post.text
    expires = account.expires if account else None
    state = queued.state if queued else None
    return CardView(
        id=place,
        network=network,
        account=account,
        text=text,
        written=post.text,
        measured=_measured(network, text, pick.title, account.budget if account else 0.0, by_hand=account is None),
        link=post.card,
        intent=INTENTS.get(post.network, "").replace("{server}", "mastodon.social")
        .replace("{text}", quote(text, safe="")).replace("{link}", quote(post.link, safe="")),
        state=the_words().translate(STATES[state]) if state else "",
        open=state is None or state in OPEN,
        reason=queued.reason if queued else "",
        slot=queued.slot if queued else None,
        days_left=max(0, (expires - visit.now).days) if expires else None,
        ours=bool(base := visit.config.journal.base_url) and post.card.address.startswith(base),
    )  # fmt: skip


def _keep_by_hand(visit: Visit, story: str, place: str, text: str) -> None:
    if place.removeprefix("by-hand:") not in NETWORKS or not visit.stories([story]):
        abort(404)
    visit.room.unsaved.put(story, f"post {place}", text)


def _measured(network: Network, text: str, title: str, budget: float, *, by_hand: bool = False) -> dict[str, Any]:
    count, cost = network.count(text), network.cost(text)
    found = [*check_limits(text, network), *check_boilerplate(text, title), *check_mentions(text)]
    found += [] if by_hand else check_cost(text, network, budget)
    advice = [_said(one.code) or f"{one.reason} {one.remedy}" for one in found]
    return {
        "count": count,
        "limit": network.limit,
        "over": max(0, count - network.limit),
        "cost": round(cost, 3),
        "advice": list(dict.fromkeys(advice)),
        "stops": any(one.code in _STOPS for one in found),
    }


def _said(code: str) -> str:
    """Return what to do about a finding in the journal's language, "" where only the check itself knows."""
    advice = _ADVICE.get(code, "")
    return the_words().translate(advice) if advice else ""
