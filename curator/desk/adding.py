"""Not written yet."""

from flask import Blueprint

screen = Blueprint("add", __name__)


@screen.get("/add")
def index() -> str:
    """Show nothing."""
    return ""
