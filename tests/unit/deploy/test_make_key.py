"""The key of a deployment is made once and never again."""

from __future__ import annotations

import runpy
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from streams.core.identity.keys import load_key

SCRIPT = Path(__file__).parents[3] / "deploy/docker/make_key.py"


@pytest.fixture
def make_key():
    return runpy.run_path(str(SCRIPT))["make_key"]


def test_a_key_is_made_that_a_worker_takes(make_key, tmp_path):
    path = tmp_path / "identity.key"
    assert make_key(path)
    assert len(load_key(path)) == 64
    assert stat.S_IMODE(path.stat().st_mode) == 0o400


def test_a_key_that_exists_is_kept(make_key, tmp_path):
    path = tmp_path / "identity.key"
    make_key(path)
    before = path.read_bytes()
    assert not make_key(path)
    assert path.read_bytes() == before


def test_two_keys_differ(make_key, tmp_path):
    make_key(tmp_path / "one")
    make_key(tmp_path / "two")
    assert load_key(tmp_path / "one") != load_key(tmp_path / "two")


def test_of_many_at_the_same_time_one_makes_it(tmp_path):
    command = [sys.executable, str(SCRIPT), str(tmp_path / "identity.key")]
    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(lambda _: subprocess.run(command, capture_output=True, text=True, check=True), range(4)))
    assert sorted(run.stdout.split()[-1] for run in done) == ["kept", "kept", "kept", "made"]
    assert [path.name for path in tmp_path.iterdir()] == ["identity.key"]


def test_without_a_file_it_says_how():
    done = subprocess.run([sys.executable, str(SCRIPT)], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "usage" in done.stderr
