from __future__ import annotations

import contextlib
import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curator.http.decode import Undecodable, decode, decode_start
from curator.model import Cause


@given(st.binary(max_size=5000), st.integers(1, 3))
def test_what_was_packed_is_unpacked(body: bytes, members: int) -> None:
    assert decode(gzip.compress(body) * members, "gzip", 20_000) == body * members


@given(st.binary(min_size=1, max_size=500), st.data())
def test_no_part_passes_for_the_whole(body: bytes, data: st.DataObject) -> None:
    packed = gzip.compress(body)
    with pytest.raises(Undecodable):
        decode(packed[: data.draw(st.integers(1, len(packed) - 1))], "gzip", 20_000)


@given(st.binary(max_size=2000), st.sampled_from(["gzip", "x-gzip", "br", "", "GZIP"]))
def test_no_bytes_break_it(body: bytes, encoding: str) -> None:
    with contextlib.suppress(Undecodable):
        assert len(decode(body, encoding, 1000)) <= 1000
    assert len(decode_start(body, encoding, 100)) <= 100


def test_the_limit_is_exact() -> None:
    assert decode(gzip.compress(b"x" * 100), "gzip", 100) == b"x" * 100
    with pytest.raises(Undecodable) as raised:
        decode(gzip.compress(b"x" * 101), "gzip", 100)
    assert raised.value.cause is Cause.TOO_LARGE


def test_padding_after_the_end_is_passed_over() -> None:
    assert decode(gzip.compress(b"x") + bytes(20), "gzip", 100) == b"x"


def test_a_body_of_countless_members_is_refused() -> None:
    with pytest.raises(Undecodable):
        decode(gzip.compress(b"") * 50_000, "gzip", 100)
