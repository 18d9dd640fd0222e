"""Not written yet."""

from flask import Blueprint

screen = Blueprint("posts", __name__)
calendar = Blueprint("calendar", __name__)


@screen.get("/posts")
def index() -> str:
    """Show nothing."""
    return ""


@calendar.get("/calendar", endpoint="index")
def grid() -> str:
    """Show nothing."""
    return ""
