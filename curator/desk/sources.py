"""Not written yet."""

from flask import Blueprint

screen = Blueprint("sources", __name__)


@screen.get("/sources")
def index() -> str:
    """Show nothing."""
    return ""
