"""The same outcome has the same colour on every panel: from lenient (blue, green) to severe (orange, red)."""

from __future__ import annotations

GOOD, WARN, BAD, QUIET = "#73BF69", "#FF9830", "#F2495C", "#8E8EA0"

PALETTES: dict[str, dict[str, str]] = {
    "verdict": {"decided": GOOD, "duplicate": QUIET, "dead letters": BAD},
    "measure": {
        "remind": "#5794F2",
        "warn": "#FADE2A",
        "review": "#B877D9",
        "limit_function": "#FFCB7D",
        "limit_traffic": "#FFB357",
        "block_listing": WARN,
        "pause_live": "#FA6400",
        "stop_live": "#E0400F",
        "freeze_shop": BAD,
        "refuse_opening": "#C4162A",
        "ban_account": "#AD0317",
        "blacklist": "#77010E",
        "compensate": "#56A64B",
    },
    "mode": {"live": GOOD, "shadow": QUIET},
    "answer": {"approve": GOOD, "review": "#B877D9", "refuse": "#C4162A"},
    "reminder": {"reminders": "#5794F2", "corrected": GOOD},
    "appeal": {"filed": "#5794F2", "upheld": BAD, "rejected": QUIET},
    "ruling": {"upheld": GOOD, "dismissed": QUIET, "abusive": BAD},
    "stage": {"decode": "#FFCB7D", "validate": WARN, "late": "#B877D9", "decide": BAD},
    "quantile": {"p50": GOOD, "p95": WARN, "p99": BAD},
}
"""Palette -> name of a line -> colour."""
SERIES = ("#5794F2", "#73BF69", "#FF9830", "#B877D9", "#FADE2A", "#8AB8FF", "#F2495C", "#37872D", "#FFB357", "#8E8EA0")
"""For lines without an outcome: topics, partitions, workers."""
