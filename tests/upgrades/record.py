"""What a release leaves behind, so that later ones can prove that they go on from it.

`python -m tests.upgrades.record VERSION` decides the first half of a release's events with this checkout and writes all
the events, the rows as they lie in the state topic, and the enforcements in force under `tests/upgrades/VERSION`. Run
once a release, by `make release`; what is written is never changed again. It leans only on what every release has.

The policy is the one that is counted on fingers: what listings say is read alike by every release, so that a difference
later is one of rows, and not of better word lists.
"""

from __future__ import annotations

import base64
import gzip
import json
import sys
from pathlib import Path

from schemas.decode import decode
from schemas.encode import encode_event
from streams.core.identity.keys import DEVELOPMENT_KEY
from streams.core.identity.tokeniser import KeyedTokeniser
from streams.core.replay import Replay, order_of
from streams.core.rows.store import encode_row
from streams.testing.policies import fingers
from streams.testing.traffic import Mix, traffic

HERE = Path(__file__).parent
SIMULATED = Mix(seed=7, sellers=60, fakes=0.1, misleading=0.1, listings=0.6, rate=0.001)
COUNT = 700
WORDS = ("FAKE", "BEST", "ODD", "", "", "")


def events() -> list[bytes]:
    """Traffic of some days, and every story, in replay's order; now and then a title says one of the policy's words."""
    told = [worded(record.value, number) for number, record in enumerate(traffic(SIMULATED, COUNT))]
    for story in sorted((HERE.parent / "replay" / "fixtures").glob("*/events.jsonl")):
        told += story.read_bytes().splitlines()
    return sorted(told, key=lambda line: order_of(read(line)))


def worded(line: bytes, number: int) -> bytes:
    """A listing's title with a word, every other time."""
    event = json.loads(line)
    if "title" not in event["data"]:
        return line
    event["data"]["title"] += " " + WORDS[number % len(WORDS)]
    return json.dumps(event, ensure_ascii=False).encode()


def read(line: bytes):
    """An event, its personal values tokens of the public development key."""
    return decode(line, (), KeyedTokeniser(DEVELOPMENT_KEY))


def half(folder: Path) -> None:
    """Decide the first half; write what is there then."""
    told = events()
    replay = Replay(fingers())
    replay.feed(read(line) for line in told[: len(told) // 2])
    rows = {key: base64.b64encode(encode_row(row)).decode() for key, row in replay.rows.items()}
    folder.mkdir()
    write(folder / "events.jsonl.gz", told)
    write(folder / "rows.json.gz", [json.dumps(rows, indent=0, sort_keys=True).encode()])
    write(folder / "in_force.jsonl.gz", [encode_event(taken) for taken in replay.in_force.enforcements()])


def write(path: Path, lines: list[bytes]) -> None:
    """The same lines give the same bytes."""
    path.write_bytes(gzip.compress(b"\n".join(lines) + b"\n", mtime=0))


if __name__ == "__main__":
    half(HERE / sys.argv[1])
