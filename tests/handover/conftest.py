"""The demo's journal and its command line, as in the tests of the commands."""

from tests.cli.conftest import built, curator, journal

__all__ = ["built", "curator", "journal"]
