"""Marks of a picture in SVG: text, boxes, lines, bars. Plain, small, and the same for the same numbers."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

INK, PALE, GROUND, CARD, EDGE = "#D8D9DA", "#8E9199", "#111217", "#181B1F", "#2A2D33"


def text(x: float, y: float, said: str, *, size: int = 10, colour: str = INK, anchor: str = "start") -> str:
    """One line of text."""
    told = "" if anchor == "start" else f' text-anchor="{anchor}"'
    return f'<text x="{x:.0f}" y="{y:.0f}" font-size="{size}" fill="{colour}"{told}>{escape(said)}</text>'


def box(x: float, y: float, width: float, height: float, colour: str, edge: str = "") -> str:
    """A filled rectangle."""
    paint = f'fill="{colour}"' + (f' stroke="{edge}"' if edge else "")
    size = f'width="{max(width, 0):.1f}" height="{max(height, 0):.1f}"'
    return f'<rect x="{x:.1f}" y="{y:.1f}" {size} {paint}/>'


def cell(x: float, y: float, width: float, height: float, share: float) -> str:
    """A cell of a heat map, from clear to full."""
    size = f'width="{width:.0f}" height="{height:.0f}"'
    return f'<rect x="{x:.0f}" y="{y:.0f}" {size} fill="#5794F2" fill-opacity="{share:.2f}"/>'


def line(points: Iterable[tuple[float, float]], colour: str) -> str:
    """A line through these points."""
    path = " ".join(f"{x:.0f},{y:.0f}" for x, y in points)
    return f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="1.2"/>'


def area(upper: list[tuple[float, float]], lower: list[tuple[float, float]], colour: str) -> str:
    """The space between two lines."""
    path = " ".join(f"{x:.0f},{y:.0f}" for x, y in [*upper, *reversed(lower)])
    return f'<polygon points="{path}" fill="{colour}" fill-opacity="0.75"/>'


def rule(x: float, y: float, width: float, colour: str) -> str:
    """A dashed horizontal line: where an alert begins."""
    return f'<path d="M{x:.0f} {y:.0f}h{width:.0f}" stroke="{colour}" stroke-dasharray="4 3"/>'


def page(width: float, height: float, parts: Iterable[str]) -> str:
    """The whole picture."""
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" width="{width:.0f}" '
    head += f'height="{height:.0f}" font-family="Inter, Helvetica, Arial, sans-serif">'
    return "\n".join([head, box(0, 0, width, height, GROUND), *parts, "</svg>", ""])
