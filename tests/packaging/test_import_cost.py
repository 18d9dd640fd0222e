"""`curator --help` answers at once: it imports no heavy library."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = {
    "PIL",
    "alembic",
    "babel",
    "css_inline",
    "feedparser",
    "flask",
    "jinja2",
    "lxml",
    "markdown_it",
    "nh3",
    "numpy",
    "py3langid",
    "pycurl",
    "scipy",
    "sklearn",
    "sqlalchemy",
    "trafilatura",
}

SCRIPT = """
import sys
from curator.cli import main
sys.argv[1:] = {arguments!r}
try:
    main()
except SystemExit as end:
    assert not end.code, end.code
print("\\n" + " ".join(sorted({heavy!r} & {{name.partition(".")[0] for name in sys.modules}})))
"""


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["collect", "--help"], ["sources", "--help"]])
def test_asking_for_help_imports_nothing_heavy(arguments: list[str]) -> None:
    script = SCRIPT.format(arguments=arguments, heavy=HEAVY)
    shown = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
    assert shown.stdout.splitlines()[-1] == ""


def test_the_lock_around_a_run_does_not_load_the_database() -> None:
    script = "import sys, curator.store.lock; print('sqlalchemy' in sys.modules)"
    shown = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
    assert shown.stdout.strip() == "False"
