"""What happens on a marketplace besides listings: each storyline is a few beats, some at once and some later.

A beat says after how many seconds what happens to whom. Nothing here knows the time of day or the service's answers.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from schemas.topics import ACCOUNTS, LISTINGS, LIVE, REPORTS, VIOLATIONS
from streams.testing import identities
from streams.testing.titles import SPEECH, WILD_SPEECH, Dice

_REASONS = ("counterfeit", "false_advertising", "hyped_selling", "off_platform", "price_fraud", "other")
_SEVERITIES = ("slight", "general", "general", "serious", "very_serious")
_KINDS = ("viewer", "buyer", "buyer", "competitor")


class Beat(NamedTuple):
    """`type` without `marketplace.` and `.v1`; the subject is the record's key."""

    after: float
    topic: str
    type: str
    subject: str
    data: dict[str, Any]


class Target(NamedTuple):
    """A listing that something can happen to; `data` is what was last said on it."""

    seller_id: str
    data: dict[str, Any]
    is_fake: bool


class Scene(NamedTuple):
    """What a storyline may draw on. `number` is unique in the stream and `mark` among streams: ids are made of them."""

    dice: Dice
    number: int
    mark: str
    target: Target
    reopening: float


def _about(scene: Scene) -> dict[str, Any]:
    target = scene.target
    return {"seller_id": target.seller_id, "target_kind": "listing", "target_id": target.data["listing_id"]}


def _report(scene: Scene, number: int, after: float, reason: str) -> Beat:
    reporter = int(scene.dice.throw() * 100_000)
    data = _about(scene) | {
        "report_id": f"report-{scene.mark}-{number}",
        "reporter_id": f"user-{reporter}",
        "reporter_kind": scene.dice.pick(_KINDS),
        "reason": reason,
        "reporter_cluster": f"net-{reporter // 3}",
    }
    return Beat(after, REPORTS.name, "report.filed", scene.target.seller_id, data)


def one_report(scene: Scene) -> list[Beat]:
    """Somebody reports; somebody else looks and does not."""
    reason = "counterfeit" if scene.target.is_fake else scene.dice.pick(_REASONS)
    seen = _about(scene) | {"reporter_id": f"user-{scene.number % 100_000}"}
    view = Beat(1.0, REPORTS.name, "report.dismissed_view", scene.target.seller_id, seen)
    return [_report(scene, 0, 0.0, reason), view]


def burst(scene: Scene) -> list[Beat]:
    """Many report at once: the buyers of a fake, whose seller is then ruled against, or an attack that is dismissed."""
    size = int(scene.dice.between(8, 41))
    reason = "counterfeit" if scene.target.is_fake else scene.dice.pick(_REASONS)
    beats = [_report(scene, n, scene.dice.between(0, 30), reason) for n in range(size)]
    return beats + (ruling(scene) if scene.target.is_fake else [_dismissal(scene, beats[0].data)])


def _dismissal(scene: Scene, report: dict[str, Any]) -> Beat:
    data = _about(scene) | {"report_id": report["report_id"], "ruling": "abusive", "ruled_by": "human"}
    return Beat(40.0, REPORTS.name, "report.ruled", scene.target.seller_id, data)


def ruling(scene: Scene) -> list[Beat]:
    """A violation is confirmed; now and then the ruling falls again, or the host appeals."""
    dice, seller = scene.dice, scene.target.seller_id
    violation = f"violation-{scene.mark}"
    data = _about(scene) | {
        "violation_id": violation,
        "violation_class": "counterfeit" if scene.target.is_fake else dice.pick(_REASONS),
        "severity": dice.pick(_SEVERITIES),
        "decided_by": "reviewer",
    }
    beats = [Beat(45.0, VIOLATIONS.name, "violation.confirmed", seller, data)]
    if dice.chance(0.15):
        fallen = {"violation_id": violation, "seller_id": seller, "reason": "purchase invoices were shown"}
        beats.append(Beat(dice.between(60, 120), VIOLATIONS.name, "violation.overturned", seller, fallen))
    if dice.chance(0.1):
        # the measure is not known here: an appeal against one that nobody took is kept, and changes nothing
        appeal = {"enforcement_id": f"{scene.number:032x}", "seller_id": seller, "human_requested": True}
        beats.append(Beat(dice.between(60, 120), VIOLATIONS.name, "enforcement.appealed", seller, appeal))
    return beats


def correction(scene: Scene) -> list[Beat]:
    """Reminded by five reports, the host sees it, and rewrites the listing or says that it is corrected."""
    seller, about = scene.target.seller_id, _about(scene)
    reports = [_report(scene, n, scene.dice.between(0, 10), "false_advertising") for n in range(6)]
    seen = Beat(15.0, VIOLATIONS.name, "violation.acknowledged", seller, about)
    if scene.dice.chance(0.5):
        return [*reports, seen, Beat(30.0, VIOLATIONS.name, "violation.corrected", seller, about)]
    clean = {name: value for name, value in scene.target.data.items() if name != "brand"}
    clean |= {"title": "重新编辑 实物拍摄 如实描述"}
    return [*reports, seen, Beat(30.0, LISTINGS.name, "listing.revised", seller, clean)]


def opening(scene: Scene) -> list[Beat]:
    """A shop is applied for: by somebody new, or by a listed offender under a new name."""
    account, applicant = f"account-{scene.mark}", _applicant(scene)
    if not scene.dice.chance(scene.reopening):
        return [Beat(0.0, ACCOUNTS.name, "shop.applied", account, applicant)]
    old, past = f"old-{account}", _person(2 * scene.number)
    listed = {"offender_id": f"offender-{scene.mark}", "account_id": old, "reason": "counterfeit"} | past
    shared = ("bank_account", "phone", "device_ids") if scene.dice.chance(0.5) else ("bank_account",)
    again = applicant | {field: past[field] for field in shared}
    return [
        Beat(0.0, ACCOUNTS.name, "offender.listed", old, listed),
        Beat(20.0, ACCOUNTS.name, "shop.applied", account, again),
    ]


def _applicant(scene: Scene) -> dict[str, Any]:
    ids = {"application_id": f"application-{scene.mark}", "account_id": f"account-{scene.mark}"}
    return ids | {"shop_name": f"新店{scene.number}号"} | _person(2 * scene.number + 1)


def _person(number: int) -> dict[str, Any]:
    return {
        "uscc": identities.uscc(number),
        "id_no": identities.id_number(number),
        "phone": identities.phone(number),
        "bank_account": identities.bank_account(number),
        "device_ids": [f"device-{number}"],
    }


def live_room(scene: Scene) -> list[Beat]:
    """A room opens, the host talks, calls a price, closes; some hosts say what they must not."""
    dice, seller = scene.dice, scene.target.seller_id
    room = {"room_id": f"room-{scene.mark}", "seller_id": seller, "presenter_id": f"host-of-{seller}"}
    lines = [dice.pick(WILD_SPEECH) if dice.chance(0.1) else dice.pick(SPEECH) for _ in range(6)]
    said = [
        Beat(3.0 * n, LIVE.name, "live.utterance", seller, room | {"text": text, "offset_ms": 3_000 * n})
        for n, text in enumerate(lines, 1)
    ]
    price = {"listing_id": scene.target.data["listing_id"], "price_cents": int(dice.between(900, 90_000))}
    return [
        Beat(0.0, LIVE.name, "live.opened", seller, room),
        *said,
        Beat(20.0, LIVE.name, "live.price_called", seller, room | price),
        Beat(25.0, LIVE.name, "live.closed", seller, room | {"viewers": int(dice.between(50, 90_000))}),
    ]


STORYLINES: tuple[tuple[float, Callable[[Scene], list[Beat]]], ...] = (
    (0.40, one_report),
    (0.20, live_room),
    (0.20, opening),
    (0.10, ruling),
    (0.10, correction),
)
"""How often each begins, beside bursts, whose share is the generator's setting."""
