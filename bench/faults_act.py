"""A morning from the feeds to the published page, in one process: `python -m bench.faults_act FOLDER MOMENT`.

The commands are curator's own; between two of them the editor keeps every story.
"""

from __future__ import annotations

import sys
from datetime import datetime, timedelta
from pathlib import Path

from curator.cli import main as curator
from curator.config import load_config
from curator.model import Mark, Verb
from curator.newsroom import Newsroom


def main() -> int:
    """Run the commands; the exit code is the first that is not 0, 3 or 4."""
    folder, moment = sys.argv[1:3]
    day = moment[:10]
    for step in (("collect",), ("draft",), ("keep everything",), ("draft",), ("approve", day), ("build",)):
        if step[0] == "keep everything":
            _keep(Path(folder), datetime.fromisoformat(moment))
            continue
        dated = [] if step[0] == "approve" else ["--as-of", moment]
        code = curator(["-j", folder, "-q", "--no-input", *step, *dated])
        if code not in (0, 3, 4):
            return code
    return 0


def _keep(folder: Path, now: datetime) -> None:
    """Keep what stands in no edition yet, as the desk would note it."""
    with Newsroom(load_config(folder), now) as room, room.locked("keep"):
        articles = [article.id for article in room.inbox.articles(now - timedelta(days=8), now)]
        decided = {mark.subject for mark in room.archive.marks()}
        stories = set(room.archive.stories(articles).values()) - decided
        room.mark([Mark(story, Verb.KEEP, now) for story in sorted(stories)])


if __name__ == "__main__":
    sys.exit(main())
