"""An appeal that was filed in time is heard however long people take: a case is kept while its measure is in force."""

from __future__ import annotations

import pytest

from schemas.enforcement import EnforcementTaken
from streams.core.rows.state import CaseRow
from streams.testing.builders import JsonEvent, appeal, appeal_decided, later, listing, report, tick
from streams.testing.house import House
from tests.replay.telling import shipped

RULE = listing(title="高仿 耐克 AJ1 复刻", brand="耐克")
NOTICE = report(reporter_id="owner", reporter_kind="brand_owner", notice_kind="rights_notice")


def after(cause: JsonEvent, decided: int) -> House:
    """The cause, an appeal on day 20, a tick a week, the appellant found right on the day `decided`."""
    house = House(shipped())
    house.hear(cause)
    (block,) = [e for e in house.said if isinstance(e, EnforcementTaken) and e.data.measure == "block_listing"]
    told = block.data.seller_id, block.data.enforcement_id
    house.hear(appeal(told[1], told[0], at=later(days=20)))
    house.hear(*(tick(later(days=day)) for day in range(21, decided, 7)))
    house.hear(appeal_decided(told[1], told[0], at=later(days=decided)))
    return house


@pytest.mark.parametrize("cause", [RULE, NOTICE], ids=["a rule's block", "a right holder's"])
@pytest.mark.parametrize("decided", [60, 100, 300])
def test_an_appeal_that_is_won_late_lifts_what_it_was_about(cause: JsonEvent, decided: int) -> None:
    assert not list(after(cause, decided).in_force.enforcements())


def test_its_case_goes_once_the_measure_has_gone() -> None:
    house = after(RULE, 100)
    house.hear(*(tick(later(days=day)) for day in range(110, 400, 30)))
    assert not [row for row in house.rows.values() if isinstance(row, CaseRow)]
