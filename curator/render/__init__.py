"""An edition becomes files: the journal that readers see.

    from curator.render import Loaded, Paper, Rendering, read_notes

    paper = Paper(config, Loaded(editions), now, sources, states, read_notes(config.folder))
    for path, body in Rendering(paper):          # every file of the site: ("2026/11/22/index.html", b"…")
        ...

To write only what changed, hand in the manifest of the last build (see
`curator.publish.folder.publish`, which does all of this and switches the folder):

    rendering = Rendering(paper, before=manifest, cache=cache)
    for path, body in rendering: ...             # changed files only
    rendering.removed                            # paths that are gone
    rendering.manifest                           # for the next time

`Loaded(editions)` is a shelf of editions in memory; a store gives its own
`Shelf` (stamps, and one edition at a time), and then a build opens only the
editions that changed. `Paper(drafts=True)` is the preview: drafts, too, under a
ribbon. Same inputs, same bytes; templates that cannot be rendered raise
`TemplateError` with file and line, and nothing is written.
"""

from curator.render.manifest import Manifest, dump_manifest, load_manifest
from curator.render.notes import Notes, read_notes
from curator.render.paper import Paper
from curator.render.pictures import NoPictures, PictureFolder, Pictures
from curator.render.sheets import Cache, MemoryCache
from curator.render.shelf import Loaded, Shelf, Stamp, version_of
from curator.render.site import Rendering

__all__ = [
    "Cache",
    "Loaded",
    "Manifest",
    "MemoryCache",
    "NoPictures",
    "Notes",
    "Paper",
    "PictureFolder",
    "Pictures",
    "Rendering",
    "Shelf",
    "Stamp",
    "dump_manifest",
    "load_manifest",
    "read_notes",
    "version_of",
]
