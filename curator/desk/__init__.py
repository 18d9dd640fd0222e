"""The desk: a web page on this machine where the editor reviews, composes and approves.

`create_app` makes the application for one journal; `serve` runs it. A door
like the command line: it parses, prints and guards, and calls the same
newsroom and services.
"""

from curator.desk.app import create_app
from curator.desk.keys import Keys
from curator.desk.room import Room
from curator.desk.server import Desk, find_port, note_address, noted_address

__all__ = ["Desk", "Keys", "Room", "create_app", "find_port", "note_address", "noted_address"]
