"""`pinocchio send`: one listing of your own to a running service, and what the service made of it."""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime
from typing import Any, get_args

import click
import msgspec
import orjson
from rich.console import Console

from agents.cli import options
from agents.cli.because import because, headline
from agents.cli.explaining import tell
from agents.cli.listening import Listener
from agents.cli.running import find
from agents.cli.sending import Sender
from agents.cli.story import Case
from agents.cli.words import Lang
from schemas.enforcement import Enforcement, EnforcementTaken
from schemas.events.listings import ProductClass
from schemas.topics import ENFORCEMENTS, LISTINGS
from streams.testing.envelopes import JsonEvent, to_bytes
from streams.testing.goods import listing, revision
from streams.testing.traffic import Record

_LOOK_SECONDS = 0.05
_SETTLE_SECONDS = 0.3
"""Measures of one event come in one transaction: so long after the first, all are here."""


@click.command()
@click.argument("title")
@click.option("--brand", help="The brand the seller claims.")
@click.option("--authorisation", "brand_authorisation", help="Id of the brand's authorisation document.")
@click.option("--price", type=click.FloatRange(0), help="Price in yuan.")
@click.option("--usual-price", type=click.FloatRange(0), help="The brand's usual price in yuan.")
@click.option("--description", help="The text below the title.")
@click.option("--category", help="A path such as 服饰/运动鞋.")
@click.option("--product-class", type=click.Choice(get_args(ProductClass)), help="What it is by law.")
@click.option("--seller", default="you", show_default=True, help="Who sells it.")
@click.option("--listing", "listing_id", help="Its id; with one, this is a revision of what was sent before.")
@click.option("--wait", type=click.FloatRange(0), default=3.0, show_default=True, help="Seconds to wait for an answer.")
@click.option("--broker", help="host:port; without it the running `pinocchio up`.")
@click.option("--lang", type=click.Choice(["en", "zh"]), default="en", show_default=True, help="Language of the words.")
@options.as_json
def send(
    title: str,
    seller: str,
    listing_id: str | None,
    wait: float,
    broker: str | None,
    lang: Lang,
    as_json: bool,
    **fields: Any,
) -> None:
    """Send one listing with TITLE to the running `pinocchio up` (or --broker), and tell what is done about it."""
    event = _event(title, seller, listing_id, fields)
    address = find().broker if broker in (None, options.UP) else broker
    sender = Sender(address, frozenset({LISTINGS.name, ENFORCEMENTS.name}))
    listener = Listener(address, only_new=True)
    sender.send(Record(LISTINGS.name, seller.encode(), to_bytes(event)))
    sender.close()
    found = _answers(listener, str(event["id"]), wait)
    listener.stop()
    if as_json:
        click.echo(orjson.dumps({"event": event, "enforcements": [msgspec.to_builtins(answer) for answer in found]}))
    else:
        _tell(event, found, wait, lang)


def _event(title: str, seller: str, listing_id: str | None, fields: dict[str, Any]) -> JsonEvent:
    price, usual = fields.pop("price"), fields.pop("usual_price")
    build = listing if listing_id is None else revision
    now = datetime.now(UTC)
    return build(
        listing_id or f"{seller}-{now:%H%M%S}-{os.getpid()}",
        seller,
        title,
        _cents(price),
        reference_price_cents=_cents(usual),
        at=now,
        source="marketplace/send",
        **fields,
    )


def _cents(yuan: float | None) -> int | None:
    return None if yuan is None else round(yuan * 100)


def _answers(listener: Listener, event_id: str, wait: float) -> list[Enforcement]:
    """What was caused by the event, within `wait` seconds."""
    end = time.monotonic() + wait
    found: list[Enforcement] = []
    while time.monotonic() < end:
        time.sleep(_LOOK_SECONDS)
        caused = [answer for answer in list(listener.newest) if event_id in answer.data.caused_by]
        if caused and not found:
            end = min(end, time.monotonic() + _SETTLE_SECONDS)
        found = caused
    return found


def _tell(event: JsonEvent, found: list[Enforcement], wait: float, lang: Lang) -> None:
    console = Console()
    name = event["data"]["listing_id"]
    if not found:
        console.print(f"{name}: nothing within {wait:g} s: no rule found anything wrong with it.", highlight=False)
    for answer in found:
        if isinstance(answer, EnforcementTaken):
            tell([Case(taken=answer, causes={event["id"]: event})], console, lang)
        else:
            console.print(f"{headline(answer.data, lang)}: {because(answer.data, lang)}", highlight=False)
    console.print(f'revise it: pinocchio send "..." --listing {name} --seller {event["subject"]}', style="dim")
