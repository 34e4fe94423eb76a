"""Several try-outs beside each other: each has its own folder, and the newest is found."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import ExitStack

import msgspec
import pytest

from agents.cli import running
from agents.cli.running import Address
from streams.runtime.errors import InfrastructureError

ADDRESS = Address(broker="127.0.0.1:1", metrics_url="http://127.0.0.1:6066/metrics", pid=os.getpid())
OTHER = msgspec.structs.replace(ADDRESS, broker="127.0.0.1:2")


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv(running.DATA_VARIABLE, str(tmp_path / "data"))
    return tmp_path / "data"


def test_what_is_announced_is_found_until_it_ends():
    with running.own_folder() as own:
        assert running.running() == []
        running.announce(own, ADDRESS)
        assert running.find() == ADDRESS
        assert running.is_up(ADDRESS.broker)
    assert not running.is_up(ADDRESS.broker)
    with pytest.raises(InfrastructureError, match="no `pinocchio up` is running"):
        running.find()


def test_one_that_was_killed_is_not_found_and_its_folder_is_taken_over(folder):
    code = (
        "import os, signal\nfrom agents.cli import running\n"
        "with running.own_folder() as own:\n"
        "    running.announce(own, running.Address(broker='b:1', metrics_url='', pid=1))\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    subprocess.run([sys.executable, "-c", code], check=False)
    assert (folder / "up-1" / "address.json").exists()
    assert running.running() == []
    with running.own_folder() as own:
        assert own == folder / "up-1"
        assert running.running() == []


def test_two_have_folders_of_their_own_and_the_newest_is_found_with_a_word_about_the_other(capsys):
    with ExitStack() as stack:
        first, second = (stack.enter_context(running.own_folder()) for _ in range(2))
        assert first != second
        running.announce(first, ADDRESS)
        running.announce(second, OTHER)
        os.utime(first / "address.json", (1, 1))
        assert running.find() == OTHER
        assert f"--broker {ADDRESS.broker}" in capsys.readouterr().err
        assert running.is_up(ADDRESS.broker)


def test_the_older_one_is_found_again_when_the_newer_one_has_ended(capsys):
    with running.own_folder() as first:
        running.announce(first, ADDRESS)
        with running.own_folder() as second:
            running.announce(second, OTHER)
        assert running.find() == ADDRESS
    assert capsys.readouterr().err == ""


def test_there_is_an_end_to_how_many_may_run(monkeypatch):
    monkeypatch.setattr(running, "MOST", 1)
    with running.own_folder(), pytest.raises(InfrastructureError, match="end some"), running.own_folder():
        pass


def test_a_folder_that_cannot_be_made_is_named(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv(running.DATA_VARIABLE, str(tmp_path / "file" / "below"))
    with pytest.raises(InfrastructureError, match="file/below"):
        running.data_folder()
