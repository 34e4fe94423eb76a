"""The files to deploy with keep the promises a reader takes for granted."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest
import yaml

from agents.cli import VERBS

ROOT = Path(__file__).parents[2]
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
DOCKERFILE = (ROOT / "deploy/docker/Dockerfile").read_text()
WORKERS = ("worker-1", "worker-2")
OURS = [name for name, service in SERVICES.items() if service["image"].startswith("pinocchio:")]


def instructions(name):
    return re.findall(rf"^{name} (.*)$", DOCKERFILE, re.MULTILINE)


@pytest.mark.parametrize("service", SERVICES)
def test_ports_are_open_on_this_machine_only(service):
    assert all(port.startswith("127.0.0.1:") for port in SERVICES[service].get("ports", []))


@pytest.mark.parametrize("image", [s["image"] for s in SERVICES.values()] + instructions("FROM"))
def test_images_are_named_with_their_full_version(image):
    tag = image.split(" ")[0].partition(":")[2]
    assert tag == "local" or re.match(r"v?\d+\.\d+\.\d+", tag), image


def test_compose_runs_the_kafka_that_the_tests_run_on():
    pom = (ROOT / "tests/integration/kafka/pom.xml").read_text()
    tested = re.search(r"<kafka.version>([\d.]+)<", pom)
    assert SERVICES["kafka"]["image"] == f"apache/kafka:{tested[1]}"


@pytest.mark.parametrize("service", OURS)
def test_our_containers_may_do_little(service):
    declared = SERVICES[service]
    assert declared["read_only"] is True
    assert declared["cap_drop"] == ["ALL"]
    assert "privileged" not in declared


def test_every_command_is_a_verb():
    verbs = [SERVICES[name]["command"][0] for name in OURS if "entrypoint" not in SERVICES[name]]
    assert verbs
    assert set(verbs) <= set(VERBS)


def test_no_secret_is_written_down():
    text = (ROOT / "docker-compose.yml").read_text() + DOCKERFILE
    assert not re.search(r"(?i)(password|secret|token)\s*[:=]\s*\S", text)


def test_the_key_is_mounted_by_the_worker_and_its_maker_alone():
    mounting = {name for name, service in SERVICES.items() if any("identity:" in v for v in service.get("volumes", []))}
    assert mounting == {*WORKERS, "identity-key"}
    assert all(SERVICES[worker]["volumes"] == ["identity:/var/lib/pinocchio:ro"] for worker in WORKERS)


@pytest.mark.parametrize("worker", WORKERS)
def test_a_worker_has_time_to_stop(worker):
    # it commits and leaves within 30 seconds
    assert int(SERVICES[worker]["stop_grace_period"].rstrip("s")) > 30


def test_the_workers_differ_by_their_port_on_this_machine_alone():
    first, second = ({**SERVICES[worker], "ports": None} for worker in WORKERS)
    assert first == second
    assert first["networks"]["default"]["aliases"] == ["worker"]


def mounts():
    return [volume.split(":") for service in SERVICES.values() for volume in service.get("volumes", [])]


def test_every_volume_has_a_name_and_every_folder_of_ours_is_read_only():
    ours = [mount for mount in mounts() if mount[0].startswith("./")]
    assert {mount[0] for mount in mounts() if mount not in ours} == set(COMPOSE["volumes"])
    assert ours
    assert all(mount[2] == "ro" for mount in ours)


@pytest.mark.parametrize("source", sorted({source for source, *_ in mounts() if source.startswith("./")}))
def test_what_is_mounted_is_there(source):
    # an engine would make an empty folder in its place, and the service would not start
    assert (ROOT / source).exists()


def test_every_service_that_stays_is_confined():
    for name, service in SERVICES.items():
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        # the broker's start script writes its configuration beside itself
        assert service.get("read_only") or name == "kafka", name


def test_every_service_that_stays_says_whether_it_is_well():
    stays = {name for name, service in SERVICES.items() if service.get("restart") == "unless-stopped"}
    assert stays >= {"kafka", "prometheus", "alertmanager", "grafana", "lag-exporter", *WORKERS}
    assert {name for name in stays if "healthcheck" not in SERVICES[name]} == {"lag-exporter"}


def test_traffic_is_only_there_when_it_is_asked_for():
    assert [name for name, service in SERVICES.items() if service.get("profiles")] == ["simulate"]
    assert SERVICES["simulate"]["profiles"] == ["demo"]


def test_the_image_runs_as_a_numbered_user_without_a_shell():
    users = instructions("USER")
    assert users
    assert all(re.fullmatch(r"[1-9]\d+:[1-9]\d+", user) for user in users)
    assert all(line.startswith("[") for line in instructions("ENTRYPOINT") + instructions("CMD"))


def test_both_stages_have_the_same_python():
    pythons = [line.split(" ")[0] for line in instructions("FROM") if line.startswith("python:")]
    assert len(pythons) == 2
    assert len(set(pythons)) == 1


def test_the_image_is_built_by_the_uv_that_resolves_the_locks():
    pinned = re.search(r'"uv==([\d.]+)"', (ROOT / "pyproject.toml").read_text())
    assert f"ghcr.io/astral-sh/uv:{pinned[1]} AS uv" in instructions("FROM")


def test_the_image_says_whether_it_is_alive():
    found = re.search(r"^HEALTHCHECK .*\\\n\s+CMD (\[.*\])$", DOCKERFILE, re.MULTILINE)
    command = json.loads(found[1])
    assert command[0] == "python"
    assert "/healthz" in command[-1]
    compile(command[-1], "HEALTHCHECK", "exec")


def test_the_image_says_what_it_is():
    labels = set(re.findall(r"(org\.opencontainers\.image\.\w+)", DOCKERFILE))
    wanted = ("title", "description", "licenses", "version", "revision")
    assert labels >= {f"org.opencontainers.image.{name}" for name in wanted}


def test_libraries_are_installed_by_hash():
    installs = re.findall(r"pip install ([^\n&]*)", DOCKERFILE)
    assert installs
    assert all("--require-hashes" in line or "--no-deps /wheels/" in line for line in installs)


def test_what_the_image_copies_is_not_ignored():
    let_in = re.findall(r"^!(.*)$", (ROOT / "deploy/docker/Dockerfile.dockerignore").read_text(), re.MULTILINE)
    copied = [name for line in instructions("COPY") if "--from" not in line for name in shlex.split(line)[:-1]]
    assert set(copied) == set(let_in)
    assert all((ROOT / name).exists() for name in copied)
