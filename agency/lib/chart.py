"""The geometry of the small charts the server draws: points, widths and dashes for SVG.

Everything goes out as text with a point for decimals, because SVG knows no locale.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import pi

RING_RADIUS = 8
RING_LENGTH = 2 * pi * RING_RADIUS


@dataclass(frozen=True)
class Spark:
    """A line of values in a box: its points, the dot at its end and the height of the limit."""

    width: int
    height: int
    points: str
    end_x: str
    end_y: str
    limit_y: str


@dataclass(frozen=True)
class Part:
    """One piece of a bar, in per cent of its width, with the tone it is filled with."""

    tone: str
    start: str
    width: str


def spark(
    values: Sequence[float | None],
    *,
    limit: float | None = None,
    low: float = 0,
    high: float = 100,
    width: int = 88,
    height: int = 28,
    inset: int = 3,
) -> Spark | None:
    """Values from oldest to newest as a line; None in `values` is a week nobody measured.

    `low` and `high` are the ends of the scale, `limit` a threshold drawn as a dashed line. Values
    beyond the scale lie on its edge. Returns None where there are fewer than two values.
    """
    known = [(index, value) for index, value in enumerate(values) if value is not None]
    if len(known) < 2:
        return None
    step = (width - 2 * inset) / (len(values) - 1)

    def y(value: float) -> str:
        share = min(max((value - low) / (high - low), 0), 1)
        return _text(height - inset - share * (height - 2 * inset))

    places = [(_text(inset + index * step), y(value)) for index, value in known]
    return Spark(
        width,
        height,
        " ".join(f"{left},{top}" for left, top in places),
        *places[-1],
        "" if limit is None else y(limit),
    )


def stacked(parts: Iterable[tuple[str, float]], total: float | None = None) -> list[Part]:
    """(tone, amount) pairs as pieces of one bar, left to right; empty pieces fall away.

    `total` is the amount the whole width stands for; without it, the sum. What does not fit into
    the total is cut off at the end of the bar.
    """
    pieces = [(tone, float(amount)) for tone, amount in parts if amount and amount > 0]
    whole = max(float(total) if total is not None else sum(a for _, a in pieces), 0)
    if not whole:
        return []
    bar, start = [], 0.0
    for tone, amount in pieces:
        share = min(amount / whole * 100, 100 - start)
        if share > 0:
            bar.append(Part(tone, f"{_text(start)}%", f"{_text(share)}%"))
        start += share
    return bar


def mark(amount: float, total: float) -> str:
    """Where a tick stands on a bar of `total`, as a percentage; it never leaves the bar."""
    share = float(amount) / float(total) if total else 0
    return f"{_text(min(max(share, 0), 0.99) * 100)}%"


def ring(share: float) -> str:
    """The stroke-dasharray of a ring of radius 8 of which `share` (0 to 1) is drawn."""
    return f"{_text(min(max(share, 0), 1) * RING_LENGTH, 2)} {_text(RING_LENGTH, 2)}"


def tilt(tone: str) -> int:
    """How far a client's plate leans, in degrees: steady, wobbling, at risk."""
    return {"warn": 14, "crit": 32}.get(tone, 0)


def _text(number: float, digits: int = 1) -> str:
    return f"{number:.{digits}f}".rstrip("0").rstrip(".") or "0"
