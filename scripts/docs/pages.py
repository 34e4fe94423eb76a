"""All reference pages, as text by path."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from schemas.generate.files import Files
from scripts.docs.caps import caps_page
from scripts.docs.deadletters import dead_letters_page
from scripts.docs.events import events_page
from scripts.docs.metrics import metrics_page
from scripts.docs.settings import settings_page
from scripts.docs.topics import topics_page

REFERENCE: Final = Path(__file__).parents[2] / "docs" / "reference"


def pages() -> Files:
    """Every page's text; deterministic."""
    return {
        REFERENCE / "events.md": events_page(),
        REFERENCE / "topics.md": topics_page(),
        REFERENCE / "dead-letters.md": dead_letters_page(),
        REFERENCE / "metrics.md": metrics_page(),
        REFERENCE / "settings.md": settings_page(),
        REFERENCE / "caps.md": caps_page(),
    }
