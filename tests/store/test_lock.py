"""One run at a time; the second one leaves and says who is there."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from curator.errors import Busy, StoreError
from curator.store.lock import run_lock
from tests.contracts.factory import NOW

HOLD = """
import sys, time
from pathlib import Path
from curator.store.lock import run_lock
with run_lock(Path(sys.argv[1]), "curator collect"):
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def lock(tmp_path: Path) -> Path:
    return tmp_path / "data" / "run.lock"


def hold(lock: Path) -> subprocess.Popen[str]:
    holder = subprocess.Popen([sys.executable, "-c", HOLD, str(lock)], stdout=subprocess.PIPE, text=True)
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    return holder


def test_the_second_run_is_told_who_holds_the_journal_and_a_kill_frees_it(lock: Path) -> None:
    with hold(lock) as holder:
        with pytest.raises(Busy) as caught, run_lock(lock, "curator run"):
            pytest.fail("two runs at once")
        told = str(caught.value)
        assert re.search(
            rf"process {holder.pid} \(`curator collect`\) since \d{{4}}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00", told
        )
        assert str(lock) in told
        holder.kill()
    with run_lock(lock, "curator run"):
        pass


def test_the_lock_is_free_after_the_run_even_a_failed_one(lock: Path) -> None:
    with pytest.raises(KeyError), run_lock(lock, "curator run", NOW):
        raise KeyError
    with run_lock(lock, "curator run", NOW):
        assert '"since": "2026-11-22T09:30:00+00:00"' in lock.read_text()


def test_two_runs_in_one_process_are_two_runs(lock: Path) -> None:
    with run_lock(lock, "curator collect", NOW):
        with pytest.raises(Busy, match="curator collect"), run_lock(lock, "curator draft"):
            pytest.fail("two runs at once")
        with pytest.raises(Busy), run_lock(lock, "curator draft"):
            pytest.fail("the first refusal freed the lock")


def test_a_holder_that_has_not_given_its_name_yet(lock: Path) -> None:
    with run_lock(lock, "curator collect"):
        lock.write_text("")
        with pytest.raises(Busy, match="another process"), run_lock(lock, "curator draft"):
            pytest.fail("two runs at once")


def test_a_child_that_outlives_a_killed_run_does_not_keep_the_lock(lock: Path) -> None:
    forking = (
        "import os\n    if not os.fork(): print('forked', flush=True); time.sleep(5); os._exit(0)\n    time.sleep(60)"
    )
    script = HOLD.replace("time.sleep(60)", forking)
    with subprocess.Popen([sys.executable, "-c", script, str(lock)], stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert [holder.stdout.readline(), holder.stdout.readline()] == ["held\n", "forked\n"]
        holder.kill()
        holder.wait()
        with run_lock(lock, "curator run"):
            pass
        holder.stdout.close()


def test_a_lock_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match="cannot be written"), run_lock(tmp_path / "file" / "run.lock", "curator run"):
        pytest.fail("no lock, no run")
