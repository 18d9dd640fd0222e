"""Looks: where templates are found, and what is said when one is broken.

A template is looked for in the journal's own `templates/` folder, then in the
look, then in the blocks that all looks share: a file of the same name in the
journal's folder replaces one block and nothing else.
"""

from __future__ import annotations

import contextlib
import hashlib
import tomllib
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import jinja2
from jinja2.bccache import Bucket
from markupsafe import Markup

from curator.assets import asset
from curator.config.settings import Config
from curator.errors import NotFound, TemplateError, UsageError
from curator.i18n import N_, gettext_for, ngettext_for
from curator.i18n.catalogues import LOCALES
from curator.render.loader import WholeLoader

SHARED = "shared"
_FAULTS = (jinja2.TemplateError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError)


@dataclass(frozen=True, slots=True)
class Look:
    """One complete design of the journal."""

    name: str
    title: str
    description: str
    folder: Path


def looks() -> tuple[Look, ...]:
    """Return the looks that ship, by name."""
    found = sorted(asset("templates").glob("*/look.toml"))
    return tuple(_look(file) for file in found)


def find_look(name: str) -> Look:
    """Return the look called `name`; raises `UsageError` naming those there are."""
    by_name = {look.name: look for look in looks()}
    if name not in by_name:
        raise UsageError(
            N_("there is no look called {name!r}.", name=name),
            remedy=N_("Choose one of {names}.", names=", ".join(by_name)),
        )
    return by_name[name]


def _look(file: Path) -> Look:
    told = tomllib.loads(file.read_text("utf-8"))
    return Look(file.parent.name, told["title"], told["description"], file.parent)


def folders(look: str, overrides: Path | None = None) -> tuple[Path, ...]:
    """Return where templates are looked for, first place first."""
    own = (overrides,) if overrides is not None and overrides.is_dir() else ()
    return (*own, find_look(look).folder, asset("templates") / SHARED)


def blocks(look: str, overrides: Path | None = None) -> dict[str, Path]:
    """Return the name of every template and static file of a look → the file that serves it."""
    found: dict[str, Path] = {}
    for folder in reversed(folders(look, overrides)):
        found |= {file.relative_to(folder).as_posix(): file for file in _files(folder)}
    return dict(sorted(found.items()))


def copy_block(look: str, name: str, overrides: Path) -> Path:
    """Copy one block into the journal's folder, to be changed there; return the copy.

    Raises `NotFound` for a name the look has not, `UsageError` where a copy is already.
    """
    source = blocks(look).get(name)
    if source is None:
        raise NotFound(
            N_("the look {look!r} has no block called {name!r}.", look=look, name=name),
            remedy=N_("See `curator looks show`."),
        )
    target = overrides / name
    if target.exists():
        raise UsageError(N_("this block was copied before; it is yours to change."), about=str(target))
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(source.read_bytes())
    return target


def fingerprint(look: str, overrides: Path | None = None) -> str:
    """Return a hash that changes when any template, style, catalogue or line of code that makes a page changes."""
    digest = hashlib.sha256(_code().encode())
    for name, file in blocks(look, overrides).items():
        digest.update(f"{name}\0".encode())
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def style_version(look: str, overrides: Path | None = None) -> str:
    """Return 8 hexadecimal digits that change when a static file does: browsers then fetch it anew."""
    digest = hashlib.sha256()
    for name, file in blocks(look, overrides).items():
        if name.startswith("static/"):
            digest.update(name.encode() + file.read_bytes())
    return digest.hexdigest()[:8]


@cache
def _code() -> str:
    digest = hashlib.sha256()
    for folder in (Path(__file__).parent, LOCALES.parent / "i18n", LOCALES):
        for file in sorted((*folder.rglob("*.py"), *folder.rglob("*.po"))):
            digest.update(file.read_bytes())
    return digest.hexdigest()


def _files(folder: Path) -> Iterator[Path]:
    hidden_or_backup = (".", "~")
    for file in sorted(folder.rglob("*")):
        if file.is_file() and not file.name.startswith(hidden_or_backup) and not file.name.endswith("~"):
            yield file


_IN_PROCESS: dict[str, bytes] = {}
"""Templates compiled or loaded earlier in this process, by a hash of their source."""


class _Compiled(jinja2.FileSystemBytecodeCache):
    """Templates compiled earlier, in this process or, where there is a folder, by another."""

    def __init__(self, folder: Path | None) -> None:
        # Jinja checks the source and Python's version; code of another Jinja is not looked at.
        super().__init__(str(folder or ""), f"{jinja2.__version__}-%s.code")
        self._folder = folder

    def load_bytecode(self, bucket: Bucket) -> None:
        code = _IN_PROCESS.get(f"{bucket.key}{bucket.checksum}")
        if code is not None:
            bucket.bytecode_from_string(code)
        elif self._folder is not None:
            super().load_bytecode(bucket)

    def dump_bytecode(self, bucket: Bucket) -> None:
        _IN_PROCESS[f"{bucket.key}{bucket.checksum}"] = bucket.bytecode_to_string()
        # What cannot be kept is compiled again.
        if self._folder is not None:
            with contextlib.suppress(OSError):
                self._folder.mkdir(parents=True, exist_ok=True)
                super().dump_bytecode(bucket)


def environment(
    look: str, overrides: Path | None = None, language: str = "en", compiled: Path | None = None
) -> jinja2.Environment:
    """Return the templates of a look in one language of the interface; `compiled` is where their code is kept.

    Everything that is not Markup is escaped; a name that is not there is an
    error, not an empty place. `_`, `gettext` and `ngettext` translate.
    """
    made = jinja2.Environment(
        loader=WholeLoader(folders(look, overrides)),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do", "jinja2.ext.loopcontrols"],
        auto_reload=False,
        cache_size=-1,
        bytecode_cache=_Compiled(compiled),
    )
    made.install_gettext_callables(gettext_for(language), ngettext_for(language), newstyle=True)  # type: ignore[attr-defined]
    made.globals["_"] = _quick(gettext_for(language))
    return made


def _quick(translate: Callable[[str], str]) -> Callable[..., Markup]:
    """Return `_`, which templates call most: what Jinja's own does, with each plain message made once."""
    known: dict[str, Markup] = {}

    def message(text: str, /, **values: Any) -> Markup:
        if values:
            return Markup(translate(text)) % values
        if text not in known:
            known[text] = Markup(translate(text)) % {}
        return known[text]

    return message


def environment_of(config: Config, language: str = "") -> jinja2.Environment:
    """Return the templates of the journal's own look, in its language or in `language`."""
    journal, paths = config.journal, config.paths
    compiled = paths.store.parent / "templates"
    return environment(journal.look, paths.templates, language or journal.language, compiled)


def render(templates: jinja2.Environment, name: str, /, **shown: Any) -> str:
    """Return the template `name` filled with `shown`; raises `TemplateError` with file, line and cause."""
    try:
        return templates.get_template(name).render(shown)
    except _FAULTS as fault:
        told = _alone(fault, templates)
        place = _place(told, templates)
        if place is None:
            raise
        said = str(told).rstrip(".")
        raise TemplateError(
            f"{type(fault).__name__}: {said}.", about=place, remedy=N_("The last good site stays as it is.")
        ) from fault


def _alone(fault: Exception, templates: jinja2.Environment) -> Exception:
    """Return a fault as the one block tells it, where the page that includes the block told it."""
    loader = templates.loader
    if isinstance(fault, jinja2.TemplateSyntaxError) and isinstance(loader, WholeLoader):
        return loader.alone(templates, fault)
    return fault


def _place(fault: BaseException, templates: jinja2.Environment) -> str | None:
    """Return "file:line" of the template at fault; None when it is our own code that failed."""
    loader = templates.loader
    assert isinstance(loader, WholeLoader)
    if isinstance(fault, jinja2.TemplateSyntaxError):
        return "{}:{}".format(*loader.origin(fault.filename or str(fault.name), fault.lineno))
    frames = traceback.extract_tb(fault.__traceback__)
    inside = [frame for frame in frames if frame.filename.startswith(tuple(loader.searchpath))]
    if not inside:
        return str(fault.name) if isinstance(fault, jinja2.TemplateNotFound) else None
    file, line = loader.origin(inside[-1].filename, inside[-1].lineno or 0)
    if not isinstance(fault, jinja2.TemplateError) and _ours(frames[-1].filename, file):
        return None
    return f"{file}:{line}"


def _ours(raised_in: str, template: str) -> bool:
    """Return whether a fault raised in our code is our own: the template that led there is one that ships."""
    package = str(Path(__file__).parent.parent)
    return raised_in.startswith(package) and raised_in.endswith(".py") and template.startswith(str(asset("templates")))
