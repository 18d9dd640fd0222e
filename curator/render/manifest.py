"""The manifest: what the last build printed and from what, so that the next prints only what changed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields

from curator.render.sheets import Facts

FORMAT = 2
"""Raised when what is kept changes its shape; an older manifest is then as good as none."""


@dataclass(frozen=True, slots=True)
class Printed:
    """One unit of the site: a hash of all that it shows, and the files it became."""

    key: str
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Manifest:
    """What stands in a site folder."""

    units: Mapping[str, Printed] = field(default_factory=dict)
    facts: Mapping[str, Facts] = field(default_factory=dict)
    """Slug of an edition → its facts."""

    @property
    def files(self) -> frozenset[str]:
        """Every file of the site."""
        return frozenset(file for printed in self.units.values() for file in printed.files)


_FACTS = tuple(each.name for each in fields(Facts))


def dump_manifest(manifest: Manifest) -> bytes:
    """Return the manifest as JSON, the same bytes for the same manifest."""
    told = {
        "format": FORMAT,
        "units": {name: [printed.key, *printed.files] for name, printed in sorted(manifest.units.items())},
        "facts": {
            slug: {name: getattr(facts, name) for name in _FACTS} for slug, facts in sorted(manifest.facts.items())
        },
    }
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def load_manifest(data: bytes) -> Manifest:
    """Return what `dump_manifest` was given; an empty manifest for another format."""
    told = json.loads(data)
    if told.get("format") != FORMAT:
        return Manifest()
    return Manifest(
        {name: Printed(row[0], tuple(row[1:])) for name, row in told["units"].items()},
        {slug: Facts(**row | {"pictures": tuple(row["pictures"])}) for slug, row in told["facts"].items()},
    )
