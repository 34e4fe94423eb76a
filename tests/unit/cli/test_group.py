"""The group of verbs: lazy, and honest about what is missing."""

from __future__ import annotations

import subprocess
import sys

import click
import pytest
from click.testing import CliRunner

from agents import cli
from agents.cli import main


def invoke(*arguments):
    return CliRunner().invoke(main, list(arguments))


def test_the_help_names_every_verb_and_imports_none():
    code = (
        "import sys; from click.testing import CliRunner; from agents.cli import main; "
        "text = CliRunner().invoke(main, ['--help']).output; "
        "heavy = {'kafka', 'faust', 'confluent_kafka', 'rich', 'aiokafka'} & set(sys.modules); "
        "print(text, heavy or 'light')"
    )
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert printed.strip().endswith("light")
    assert all(f"  {verb} " in printed for verb in cli.VERBS)


def test_an_unknown_verb_is_a_usage_error():
    assert invoke("juggle").exit_code == 2


def test_a_verb_that_cannot_be_imported_says_what_to_do(monkeypatch):
    monkeypatch.setitem(cli.VERBS, "broken", "Not there.")
    result = invoke("broken")
    assert result.exit_code == 3
    assert "No module named 'agents.cli.broken'" in result.stderr
    assert "make install" in result.stderr


class TroubleError(Exception):
    exit_code = 3


def test_an_error_with_an_exit_code_is_one_line(monkeypatch):
    @click.command()
    def trouble():
        raise TroubleError("the disk is full")

    monkeypatch.setattr(main, "get_command", lambda *_: trouble)
    result = invoke("trouble")
    assert (result.exit_code, result.stderr) == (3, "pinocchio: the disk is full\n")


def test_an_error_of_our_own_making_is_not_hidden(monkeypatch):
    @click.command()
    def bug():
        raise ValueError("a bug")

    monkeypatch.setattr(main, "get_command", lambda *_: bug)
    assert isinstance(invoke("bug").exception, ValueError)


def test_the_version_is_told():
    assert invoke("--version").stdout.startswith("pinocchio ")


@pytest.mark.parametrize("broker", ["localhost", "a:b", "h:1,,h:2", "h:1 "])
def test_a_malformed_broker_address_is_a_usage_error(broker):
    result = invoke("topics", "plan", "--broker", broker)
    assert result.exit_code == 2
    assert "is not host:port" in result.stderr


def test_an_option_overrides_the_environment(monkeypatch):
    monkeypatch.setenv("PINOCCHIO_BROKER", "nonsense")
    result = invoke("topics", "plan", "--broker", "127.0.0.1:1", "--partitions", "0")
    assert "partitions" in result.stderr


def test_an_app_id_kafka_would_refuse_is_a_usage_error():
    result = invoke("topics", "plan", "--app-id", "shop/1")
    assert result.exit_code == 2
    assert "cannot begin a topic's name" in result.stderr


def test_an_unreachable_broker_is_one_clear_line():
    result = invoke("topics", "plan", "--broker", "127.0.0.1:1")
    assert result.exit_code == 3
    assert "broker 127.0.0.1:1 does not answer" in result.stderr
    assert len(result.stderr.splitlines()) == 1
