"""Moments as operators write them: RFC 3339, or a day, which begins at midnight in Shanghai."""

from __future__ import annotations

import re
from datetime import datetime

import click
import msgspec

from schemas.fields import Time
from schemas.seal import micros
from streams.core.time import SHANGHAI

_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def moment(_ctx: click.Context | None, _param: click.Parameter | None, value: str | None) -> int | None:
    """A callback for options: microseconds since 1970, or None when nothing was given."""
    if value is None:
        return None
    try:
        if _DAY.fullmatch(value):
            return micros(datetime.fromisoformat(value).replace(tzinfo=SHANGHAI))
        return micros(msgspec.convert(value, Time))
    except (ValueError, msgspec.ValidationError) as error:
        raise click.BadParameter(
            f"{value!r} is no time: write it like 2026-03-01T00:00:00+08:00, or 2026-03-01 for its first moment there"
        ) from error
