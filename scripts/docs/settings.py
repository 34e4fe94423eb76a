"""`settings.md`: every setting of the process, from the settings themselves."""

from __future__ import annotations

from scripts.docs.tables import code, page, table
from streams.runtime.settings import describe

ABOUT = """Read from the environment; an option of the same name overrides it. All wrong values are named in one
message, with exit code 2. Secrets come by file, never by value."""


def settings_page() -> str:
    """The page."""
    rows = ((code(setting.variable), code(setting.default), setting.meaning) for setting in describe())
    return page("Settings", ABOUT, table(("variable", "default", "meaning"), rows))
