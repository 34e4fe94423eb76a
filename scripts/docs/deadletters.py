"""`dead-letters.md`: stages, reasons and headers, and what others call them."""

from __future__ import annotations

from schemas.deadletter import HEADERS, MEANINGS, STAGE_MEANINGS, STAGE_REASONS
from scripts.docs.tables import code, page, table

ABOUT = """A record that cannot be processed goes to `governance.dlq.<source topic>`, on the partition number it
came from, with its key, value and headers as they came, and headers of ours beside them. It is counted in
`pinocchio_dead_letters_total`, so that for each topic received = decided + duplicate + dead-lettered.

A record between partitions (`<app id>-claims` and so on) that fails goes to those of the topic whose events are behind
it: claims, links, gangs to the accounts', activity and weights to the reports'. `dlq.original.topic` names where it
came from and where a redrive sends it; it is counted in `pinocchio_hops_refused_total`.

Dead letters are for bad records, never for bad weather: when Kafka fails, the worker stops and reads again. The
accounts' dead letters hold personal data in clear, for they are as they came: restrict the topic. Messages never
quote a value."""
HEADERS_ABOUT = """Header values are UTF-8 text. What Spring Kafka and Kafka Connect write where we write ours,
for tools that know theirs:"""


def dead_letters_page() -> str:
    """The page."""
    head = ("header", "meaning", "Spring Kafka", "Kafka Connect")
    rows = ((code(h.name), h.meaning, code(h.spring or ""), code(h.connect or "")) for h in HEADERS)
    return page("Dead letters", ABOUT, *_stages(), "## Headers", HEADERS_ABOUT, table(head, rows))


def _stages() -> list[str]:
    parts = []
    for stage, reasons in STAGE_REASONS.items():
        rows = ((code(reason), MEANINGS[reason]) for reason in reasons)
        parts += [f"## Stage `{stage}`", STAGE_MEANINGS[stage], table(("reason", "meaning"), rows)]
    return parts
