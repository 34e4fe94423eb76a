"""A seller's own text with the words of the evidence marked in it; what the evidence masks stays masked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from schemas.enforcement import SpanEvidence


def quoted(spans: Sequence[SpanEvidence], causes: Sequence[Mapping[str, Any]]) -> list[str]:
    """Each text that a span lies in, once, with all spans of its field marked; none when no cause holds it."""
    quotes = []
    for field in dict.fromkeys(span.field for span in spans):
        inside = [span for span in spans if span.field == field]
        text = next((text for cause in causes if (text := _text_of(cause.get("data", {}), field)) is not None), None)
        if text is not None and all(span.end <= len(text) for span in inside):
            quotes.append(_marked(_covered(text, inside), inside))
    return quotes


def _text_of(data: Mapping[str, Any], field: str) -> str | None:
    """`title`, or one text of a list such as `ocr_text[2]`."""
    name, _, index = field.rstrip("]").partition("[")
    value = data.get(name)
    if isinstance(value, list) and index.isdigit() and int(index) < len(value):
        value = value[int(index)]
    return value if isinstance(value, str) else None


def _covered(text: str, spans: Iterable[SpanEvidence]) -> str:
    """The text with all that any span masks covered; masks keep the length."""
    for span in spans:
        if len(span.text) == span.end - span.start:
            pairs = zip(span.text, text[span.start : span.end], strict=True)
            words = "".join("*" if said == "*" else was for said, was in pairs)
            text = text[: span.start] + words + text[span.end :]
    return text


def _marked(text: str, spans: Iterable[SpanEvidence]) -> str:
    """Spans that touch or overlap share one pair of brackets."""
    marks: list[tuple[int, int]] = []
    for start, end in sorted((span.start, span.end) for span in spans):
        if marks and start <= marks[-1][1]:
            marks[-1] = (marks[-1][0], max(end, marks[-1][1]))
        else:
            marks.append((start, end))
    for start, end in reversed(marks):
        text = f"{text[:start]}【{text[start:end]}】{text[end:]}"
    return text
