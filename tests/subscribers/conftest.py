"""The demo's journal and its command line, as in the tests of the commands."""

from tests.cli.conftest import built, curator, journal
from tests.send.test_command import box, sender

__all__ = ["box", "built", "curator", "journal", "sender"]
