"""A journal that can send, as in the tests of the letter."""

from tests.send.test_command import box, sender

__all__ = ["box", "sender"]
