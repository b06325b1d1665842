"""The months of a year as plain SVG: readable without colour, the same bytes each time."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from workflows.reports.statistics import Month

_WIDTH, _HEIGHT, _LEFT, _BASE, _TOP = 760, 300, 40, 250, 40
_BAR, _STEP = 22, 58


def months_svg(months: Sequence[Month], title: str, description: str) -> str:
    """Draw what came in and what ended, month by month: hatched and plain bars with their numbers above."""
    most = max((max(month.received, month.ended) for month in months), default=0) or 1
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" '
        f'aria-labelledby="plot-title plot-desc"><title id="plot-title">{escape(title)}</title>'
        f'<desc id="plot-desc">{escape(description)}</desc>'
        '<defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse">'
        '<path d="M0 6L6 0" stroke="#1d70b8" stroke-width="2"/></pattern></defs>'
        f'<path d="M{_LEFT} {_BASE}H{_WIDTH - 10}" stroke="#0b0c0c" fill="none"/>'
    )
    parts = [head]
    for n, month in enumerate(months):
        at = _LEFT + 8 + n * _STEP
        parts += (
            _bar(at, month.received, most, 'fill="url(#hatch)" stroke="#1d70b8"'),
            _bar(at + _BAR + 2, month.ended, most, 'fill="#1d70b8" stroke="#1d70b8"'),
            f'<text x="{at + _BAR + 1}" y="{_BASE + 18}" font-size="12" text-anchor="middle">{month.month}月</text>',
        )
    parts.append(
        f'<rect x="{_LEFT + 8}" y="8" width="14" height="14" fill="url(#hatch)" stroke="#1d70b8"/>'
        f'<text x="{_LEFT + 28}" y="20" font-size="13">收到</text>'
        f'<rect x="{_LEFT + 88}" y="8" width="14" height="14" fill="#1d70b8" stroke="#1d70b8"/>'
        f'<text x="{_LEFT + 108}" y="20" font-size="13">办结</text></svg>\n'
    )
    return "".join(parts)


def _bar(at: int, count: int, most: int, paint: str) -> str:
    height = round((_BASE - _TOP) * count / most)
    top = _BASE - height
    return (
        f'<rect x="{at}" y="{top}" width="{_BAR}" height="{height}" {paint}/>'
        f'<text x="{at + _BAR // 2}" y="{top - 4}" font-size="11" text-anchor="middle">{count}</text>'
    )
