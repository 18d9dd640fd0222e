"""The seams: what the services ask of the outside, one narrow Protocol each.

Every port has a real implementation chosen in `newsroom`, and a contract suite
in `tests/contracts` that all its implementations pass.
"""

from curator.ports.blogs import Blog, BlogPost
from curator.ports.handover import Found, LetterDraft, LetterService
from curator.ports.hosting import Changes, Host, Site
from curator.ports.names import Names
from curator.ports.outcomes import Outcome
from curator.ports.outward import Account, Answer, Diary, Dispatch, Mailer, Note, Outbox, Poster, Queue
from curator.ports.readers import Subscribers
from curator.ports.storage import Archive, Board, Inbox, Judged, Seen
from curator.ports.web import Batch, Fetcher, Keys, Request, Response, Web
from curator.ports.work import Adviser, Encoder, Opinion, Workers

__all__ = [
    "Account",
    "Adviser",
    "Answer",
    "Archive",
    "Batch",
    "Blog",
    "BlogPost",
    "Board",
    "Changes",
    "Diary",
    "Dispatch",
    "Encoder",
    "Fetcher",
    "Found",
    "Host",
    "Inbox",
    "Judged",
    "Keys",
    "LetterDraft",
    "LetterService",
    "Mailer",
    "Names",
    "Note",
    "Opinion",
    "Outbox",
    "Outcome",
    "Poster",
    "Queue",
    "Request",
    "Response",
    "Seen",
    "Site",
    "Subscribers",
    "Web",
    "Workers",
]
