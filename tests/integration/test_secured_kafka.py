"""The worker and every kind of client on a Kafka that asks for TLS and a login."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner
from confluent_kafka.admin import AdminClient, ScramCredentialInfo, ScramMechanism, UserScramCredentialUpsertion

from agents.cli import main
from schemas import topics
from streams.testing.builders import listing, to_bytes
from streams.testing.traffic import Record
from tests.integration.conftest import unavailable
from tests.integration.fleet.broker import read, write
from tests.integration.fleet.process import WorkerProcess
from tests.integration.kafka.jars import KafkaUnavailableError
from tests.integration.kafka.tls import USER, WORD, GuardedKafka

PARTITIONS = 2


@pytest.fixture(scope="module")
def guarded(tmp_path_factory):
    broker = GuardedKafka(tmp_path_factory.mktemp("guarded"))
    try:
        broker.prepare()
        broker.start()
    except KafkaUnavailableError as missing:
        unavailable(str(missing))
    yield broker
    broker.stop()


@pytest.fixture
def scram(guarded):
    admin = AdminClient({"bootstrap.servers": guarded.bootstrap})
    made = UserScramCredentialUpsertion(USER, ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096), WORD.encode())
    for future in admin.alter_user_scram_credentials([made]).values():
        future.result(20)
    return guarded.environment("SCRAM-SHA-512")


def run(environment, *told):
    return CliRunner(env=environment).invoke(main, told)


def test_worker_and_commands_work_through_tls_with_a_login(guarded, app_id, tmp_path):
    told = ("--broker", guarded.guarded, "--app-id", app_id)
    login = guarded.environment()
    made = run(login, "topics", "apply", "--partitions", str(PARTITIONS), *told)
    assert made.exit_code == 0, made.output
    worker = WorkerProcess(guarded.guarded, app_id, tmp_path, login)
    try:
        worker.start()
        worker.wait_ready()
        event = listing("l1", "seller-1", title="FAKE")
        write(guarded.bootstrap, [Record(topics.LISTINGS.name, b"seller-1", to_bytes(event))], PARTITIONS)
        worker.wait(lambda: bool(read(guarded.bootstrap, topics.ENFORCEMENTS.name)), 30, "to enforce")
        checked = run(login, "doctor", "--json", *told)
        found = {one["check"]: one["status"] for one in json.loads(checked.stdout)["findings"]}
        assert (found["broker"], found["group"], found["clock"]) == ("ok", "ok", "ok")
        assert "no dead letters" in run(login, "dlq", "list", "--broker", guarded.guarded).output
        assert worker.stop() == 0
    finally:
        worker.clear_away()


def test_scram_works_for_each_client_library(guarded, scram, app_id):
    told = ("--broker", guarded.guarded)
    made = run(scram, "topics", "apply", "--partitions", str(PARTITIONS), "--app-id", app_id, *told)
    assert made.exit_code == 0, made.output
    assert run(scram, "policy", "controls", *told).exit_code == 0


def test_a_wrong_password_is_told_and_is_no_traceback(guarded):
    done = run(guarded.environment(word="wrong"), "topics", "plan", "--broker", guarded.guarded)
    assert done.exit_code == 3
    assert "Traceback" not in done.output
    assert "PINOCCHIO_KAFKA_SASL" in done.output


def test_who_comes_without_tls_is_told_what_to_set(guarded):
    done = run({}, "topics", "plan", "--broker", guarded.guarded)
    assert done.exit_code == 3
    assert "PINOCCHIO_KAFKA_SECURITY_PROTOCOL" in done.output
