"""Not written yet."""

from flask import Blueprint

screen = Blueprint("figures", __name__)


@screen.get("/figures")
def index() -> str:
    """Show nothing."""
    return ""
