from __future__ import annotations

import gzip
import random
from collections import defaultdict
from pathlib import Path

import pytest

from schemas.enforcement import EnforcementLifted, EnforcementTaken
from schemas.seal import micros
from streams.core.digest import InForce, digest
from tests.replay.telling import replayed, told

FIXTURES = Path(__file__).parent / "fixtures"
STORIES = sorted(folder.name for folder in FIXTURES.iterdir() if folder.is_dir())


@pytest.mark.parametrize("story", STORIES)
def test_a_story_is_told_as_it_was_written_down(story):
    folder = FIXTURES / story
    assert told(folder / "events.jsonl") == (folder / "said.txt").read_text(encoding="utf-8").splitlines()
    assert (folder / "README.md").stat().st_size > 200


@pytest.mark.parametrize("story", STORIES)
def test_the_order_of_lines_and_files_does_not_matter(story, tmp_path):
    events = FIXTURES / story / "events.jsonl"
    lines = events.read_bytes().splitlines(keepends=True)
    dice = random.Random(story)
    whole, _ = replayed(events)
    for turn in range(5):
        dice.shuffle(lines)
        cut = dice.randrange(len(lines) + 1)
        first, second = tmp_path / f"{turn}.jsonl", tmp_path / f"{turn}.jsonl.gz"
        first.write_bytes(b"".join(lines[:cut]))
        second.write_bytes(gzip.compress(b"".join(lines[cut:])))
        again, _ = replayed(second, first, run=3)
        assert (again.digest(), again.standing_digest()) == (whole.digest(), whole.standing_digest())


@pytest.mark.parametrize("story", STORIES)
def test_every_enforcement_says_why_and_how_to_appeal(story):
    _, outputs = replayed(FIXTURES / story / "events.jsonl")
    for said in outputs:
        if not isinstance(said, EnforcementTaken | EnforcementLifted):
            continue
        data = said.data
        assert data.reasons
        assert data.reasons[0].legal_basis
        if isinstance(said, EnforcementLifted):
            continue
        assert data.reasons[0].policy_version.startswith("default@")
        assert bool(data.caused_by) == (not data.reasons[0].rule_id.startswith(("crowd.", "gang.")))
        if data.measure != "review":
            assert data.appeal is not None
            assert micros(data.appeal.deadline) > micros(said.time)


@pytest.mark.parametrize("story", STORIES)
def test_what_is_lifted_was_taken_and_the_standing_is_taken_less_superseded(story):
    replay, outputs = replayed(FIXTURES / story / "events.jsonl")
    enforcements = [o for o in outputs if isinstance(o, EnforcementTaken | EnforcementLifted)]
    taken = {e.id for e in enforcements if isinstance(e, EnforcementTaken)}
    lifted = {e.data.supersedes for e in enforcements if isinstance(e, EnforcementLifted)}
    assert lifted <= taken
    backwards = InForce()
    for enforcement in reversed(enforcements):
        backwards.add(enforcement)
    assert backwards.digest() == replay.standing_digest()
    assert digest(e.id for e in enforcements) == replay.digest()


def test_the_gang_that_splits_is_two_and_whoever_changed_gangs_heard_one_lift():
    _, outputs = replayed(FIXTURES / "gang-splits" / "events.jsonl")
    seats = [one for one in outputs if isinstance(one, EnforcementTaken | EnforcementLifted) and one.data.gang_id]
    taken = {one.id: one.data for one in seats if isinstance(one, EnforcementTaken)}
    lifted = [taken.pop(one.data.supersedes) for one in seats if isinstance(one, EnforcementLifted)]
    gangs = defaultdict(set)
    for one in taken.values():
        gangs[one.gang_id].add(one.seller_id)
    north, south = ({f"shop-{half}-{n}" for n in range(1, 6)} for half in ("north", "south"))
    assert sorted(gangs.values(), key=min) == [north, south]
    assert sorted(one.seller_id for one in lifted) == sorted(south | {"shop-between"})


def test_the_innocent_outlet_hears_nothing():
    assert told(FIXTURES / "innocent-outlet" / "events.jsonl") == []


def test_forty_reports_in_a_minute_do_no_more_than_remind_and_ask_for_review():
    _, outputs = replayed(FIXTURES / "brigade" / "events.jsonl")
    assert {o.data.measure for o in outputs} == {"remind", "review"}
