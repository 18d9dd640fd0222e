"""The endpoints of the hostile server: each is a source beside two good feeds."""

from __future__ import annotations

from collections.abc import Iterator

from bench.hostile_cases import GOOD_ITEMS, Outcome, Trial
from bench.hostile_checks import Finding, stored
from bench.hostile_world import GOOD, curator
from curator.model import short_hash

PATHS = """
    /redirect/self /redirect/loop /redirect/pingpong /redirect/chain/4 /redirect/chain/9 /redirect/perm
    /redirect/perm308 /redirect/perm_html /redirect/metadata /redirect/canary /redirect/canary_name
    /redirect/canary_hex /redirect/canary_v6 /redirect/canary_user /redirect/scheme_rel /redirect/file /redirect/ftp
    /redirect/gopher /redirect/data /redirect/js /redirect/none /redirect/empty /redirect/frag /redirect/long
    /slow/accept /slow/headers /slow/body /slow/first/2 /endless/chunked /endless/noend /endless/big_cl
    /endless/headers /bomb/gzip /bomb/gzip2 /bomb/gzip9 /bomb/deflate /cl/short /cl/long /cl/long_hang /cl/two
    /cl/bad/-1 /cl/bad/abc /cl/bad/99999999999999999999 /reset/accept /reset/headers /reset/mid /status/401
    /status/403 /status/404 /status/410 /status/429?retry=5 /status/500 /status/204 /status/304 /status/418
    /status/999 /status/100 /status/300 /limit/2 /gone_then_back /flap/etag /flap/always304 /flap/status /flap/html
    /flap/empty /flap/guid /flap/lastmod_future /cookies/set /headers/huge /headers/many /headers/nocolon
    /headers/status_junk /headers/not_http /ua /img/ok.png
""".split()  # noqa: SIM905
DEADLINE = 20.0
SPARE = 10.0


def endpoints(trial: Trial) -> Iterator[Outcome]:
    """Yield what became of each endpoint, asked twice: by itself beside the good feeds."""
    heard = trial.server.canary()
    for path in PATHS:
        yield _one(trial, path)
    problems: list[Finding] = []
    if trial.server.canary() != heard:
        problems.append(("NO_FETCH", "the canary was reached"))
    returned = [one for one in trial.server.requests() if "cookie" in {name.lower() for name in one.get("headers", {})}]
    if returned:
        problems.append(("NO_FETCH", f"a cookie came back: {returned[0]['path']}"))
    yield Outcome("all endpoints", "endpoint", tuple(problems))


def _one(trial: Trial, path: str) -> Outcome:
    feed = trial.server.url + path
    folder = trial.fresh([feed], "per_host = 3\npages_per_run = 0\n")
    problems: list[Finding] = []
    runs = [curator(folder, "collect") for _ in range(2)]
    for run in runs:
        if "Traceback" in run.output or run.code not in (0, 3):
            problems.append(("NO_CRASH", f"exit code {run.code}: {run.output[-300:]}"))
        if run.wall > DEADLINE + SPARE:
            problems.append(("TIME_5S", f"{run.wall:.0f} s"))
        complaints = [line for line in run.output.splitlines() if line.startswith(("✗", "curator:"))]
        if len(complaints) > 1:
            problems.append(("ONE_LINE", " / ".join(complaints)[:300]))
    kept = stored(folder)
    for tag in GOOD:
        if kept.get(short_hash(f"{trial.server.url}/ok.xml?tag={tag}&n=3")) != GOOD_ITEMS:
            problems.append(("OTHERS_OK", tag))
    if path == "/reset/mid" and kept.get(short_hash(feed)):
        problems.append(("NO_CRASH", "half a feed was stored"))
    memory = max(run.memory for run in runs)
    if memory >= 300:
        problems.append(("MEM_300M", f"{memory:.0f} MiB"))
    return Outcome(path, "endpoint", tuple(problems), max(run.wall for run in runs), memory)
