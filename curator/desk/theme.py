"""Not written yet."""

from flask import Blueprint

screen = Blueprint("theme", __name__)


@screen.get("/theme")
def index() -> str:
    """Show nothing."""
    return ""
