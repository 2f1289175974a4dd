"""A person's free time as one big int: one bit per five minutes, hours and buffers already applied.

Apart from the sweep because it is made once per change of a calendar, stored as a blob (it carries no
titles, no guests, not even which side of working time a busy minute is on) and answers a query with
one AND per person. Busy time grows to whole quanta, free time shrinks: a mask never says free where
the calendar is not. Time before its base or after its end is not free.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache, reduce
from itertools import accumulate
from operator import and_
from struct import Struct

from core.scheduling.errors import BadMask
from core.scheduling.intervals import Pair
from core.scheduling.zones import segments

QUANTUM = 300
"""Seconds per bit."""

_HEADER = Struct(">BqII")
"""Version of the form, base, count, mark."""

_VERSION = 1


@dataclass(frozen=True, slots=True)
class Mask:
    """Free time from ``base`` on (epoch seconds, a multiple of five minutes), ``count`` bits long.

    Bit i of ``bits`` is set when ``[base + 300 i, base + 300 (i + 1))`` is wholly free.
    ``made_for`` ties it to the hours and rules it was made with (``fingerprint``). Raises ``BadMask``.
    """

    base: int
    count: int
    bits: int
    made_for: int

    def __post_init__(self) -> None:
        """Refuse what no calendar made."""
        if self.base % QUANTUM or self.count < 1 or self.bits < 0 or self.bits.bit_length() > self.count:
            raise BadMask(self.base, self.count)

    def spans(self) -> list[Pair]:
        """Return the free time as a normal set of spans."""
        bits, base = self.bits, self.base
        edges = read_bits(bits ^ (bits << 1))
        return [
            (base + first * QUANTUM, base + until * QUANTUM)
            for first, until in zip(edges[::2], edges[1::2], strict=True)
        ]

    def to_bytes(self) -> bytes:
        """Return it as a blob for storing: 17 bytes and one bit per five minutes."""
        head = _HEADER.pack(_VERSION, self.base, self.count, self.made_for)
        return head + self.bits.to_bytes(-(-self.count // 8), "big")

    @classmethod
    def from_bytes(cls, blob: bytes) -> Mask:
        """Read what ``to_bytes`` wrote; raise ``BadMask`` for anything else."""
        if len(blob) < _HEADER.size:
            raise BadMask(len(blob))
        version, base, count, made_for = _HEADER.unpack_from(blob)
        if version != _VERSION or len(blob) != _HEADER.size + -(-count // 8):
            raise BadMask(version, len(blob))
        return cls(base, count, int.from_bytes(memoryview(blob)[_HEADER.size :], "big"), made_for)


def fingerprint(*made_with: object) -> int:
    """Return a number that changes whenever what a mask is made with changes; the same in every process."""
    return zlib.crc32(repr(made_with).encode())


def paint(free: Sequence[Pair], base: int, count: int, made_for: int) -> Mask:
    """Make the mask of a normal set of free spans, each shrunk to whole quanta."""
    bits = 0
    top = base + count * QUANTUM
    for start, end in free:
        first = -((base - max(start, base)) // QUANTUM)
        until = (min(end, top) - base) // QUANTUM
        if first < until:
            bits |= (1 << until) - (1 << first)
    return Mask(base, count, bits, made_for)


def read_bits(bits: int, base: int = 0, unit: int = 1) -> list[int]:
    """Return the positions of the set bits, in order, each times ``unit`` and counted from ``base``.

    Many bits: the binary text is cut behind each 1 and the lengths are added up, all but the last step
    of it outside Python. Few: jumping from 1 to 1 is faster. The text has the highest bit first, hence
    the turning.
    """
    text = bin(bits)
    last = len(text) - 1
    if bits.bit_count() * 100 > last:
        pieces = text.replace("1", "10").split("1")
        pieces.pop()
        top = base + last * unit
        found = [top - at * unit for at in accumulate(map(len, pieces))]
    else:
        found = []
        at = text.find("1", 2)
        while at >= 0:
            found.append(base + (last - at) * unit)
            at = text.find("1", at + 1)
    found.reverse()
    return found


def search(
    masks: Sequence[Mask], length: int, grid: tuple[int, int], limits: Pair, within: Sequence[Pair] = ()
) -> list[int]:
    """Return every start, in order, of a slot of ``length`` seconds (whole quanta) free in all ``masks``.

    ``grid`` is the latest base among the masks and the bits of the allowed starts counted from it
    (``grid_bits``); ``limits`` are the first start and the last end in epoch seconds; the slot lies
    inside one of the spans of the normal set ``within``, if there are any.
    """
    base, aligned = grid
    free = reduce(
        and_,
        [mask.bits if mask.base == base else mask.bits >> (base - mask.base) // QUANTUM for mask in masks],
    )
    if within:
        free &= paint(within, base, free.bit_length() + 1, 0).bits
    first = max(-((base - limits[0]) // QUANTUM), 0)
    last = max((limits[1] - base) // QUANTUM, 0)
    free = (free & (1 << last) - 1) >> first
    need, have = length // QUANTUM, 1
    while have < need:
        shift = min(have, need - have)
        free &= free >> shift
        have += shift
    return read_bits(free & aligned >> first, base + first * QUANTUM, QUANTUM)


@lru_cache(maxsize=256)
def grid_bits(base: int, count: int, step: int, zone: str) -> int | None:
    """Return the mask of the quanta that begin on the step of the zone's wall clock.

    None when the step or the zone's offset is no whole number of quanta, which no mask can express.
    """
    if step % QUANTUM:
        return None
    width = step // QUANTUM
    pattern = int(("1".zfill(width)) * (count // width + 1), 2)
    bits = 0
    for low, high, offset in segments(zone, base, base + count * QUANTUM):
        if offset % QUANTUM:
            return None
        first, until = -((base - low) // QUANTUM), -((base - high) // QUANTUM)
        shift = (-(low + offset) % step - (base - low) % step) // QUANTUM
        part = pattern << shift if shift >= 0 else pattern >> -shift
        bits |= part & ((1 << until) - (1 << first))
    return bits
