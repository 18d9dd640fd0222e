"""An editor who keeps everything: `python -m bench.hostile_editor FOLDER`.

Every story of the journal is kept, the edition is approved whatever the checks
say, and the site, the letter and the share kit are written.
"""

from __future__ import annotations

import sys
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from curator.config import load_config
from curator.errors import NothingToPublish
from curator.model import Mark, Verb
from curator.newsroom import Newsroom
from curator.press import Press


def main() -> int:
    """Keep, approve, write; 4 where there is nothing to publish."""
    now = datetime.now(UTC)
    with Newsroom(load_config(Path(sys.argv[1])), now) as room:
        with suppress(NothingToPublish):
            room.draft()  # groups what came into stories; without a theme it keeps none
        articles = [article.id for article in room.inbox.articles(now - timedelta(days=8), now)]
        stories = set(room.archive.stories(articles).values())
        if not stories:
            return 4
        room.mark([Mark(story, Verb.KEEP, now) for story in sorted(stories)])
        edition = room.draft()
        room.clearance.approve(edition.slug, reason="The benchmark publishes whatever came.")
        Press(room).build()
        Press(room).write_letter(None, week=False)
        Press(room).write_kit(None)
    return 0


if __name__ == "__main__":
    sys.exit(main())
