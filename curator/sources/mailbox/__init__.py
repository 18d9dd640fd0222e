"""Mailboxes: mails that wait for an answer, and newsletters read for the links in them."""

from curator.sources.mailbox.fetcher import MailboxFetcher
from curator.sources.mailbox.waiting import look, mails

__all__ = ["MailboxFetcher", "look", "mails"]
