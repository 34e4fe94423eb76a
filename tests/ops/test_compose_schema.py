"""docker-compose.yml is what the Compose Specification says a compose file is."""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path

import pytest
import yaml
from jsonschema import validators

HERE = Path(__file__).parent
COMPOSE = yaml.safe_load((HERE.parents[1] / "docker-compose.yml").read_text())


@pytest.fixture(scope="module")
def validator():
    schema = json.loads((HERE / "schemas" / "compose-spec.json").read_text())
    kind = validators.validator_for(schema)
    kind.check_schema(schema)
    return kind(schema)


def test_the_file_is_valid(validator):
    assert [f"{error.json_path}: {error.message}" for error in validator.iter_errors(COMPOSE)] == []


@pytest.mark.parametrize(
    ("service", "key", "value"),
    [
        ("kafka", "helthcheck", {}),
        ("worker-1", "read_only", ["yes"]),
        ("grafana", "ports", {"3000": "3000"}),
        ("prometheus", "depends_on", {"kafka": {"condition": "service_is_fine"}}),
    ],
)
def test_a_mistake_would_be_found(validator, service, key, value):
    broken = deepcopy(COMPOSE)
    broken["services"][service][key] = value
    assert not validator.is_valid(broken)


def test_services_wait_for_services_that_there_are_and_that_can_say_so():
    services = COMPOSE["services"]
    for name, service in services.items():
        for other, how in service.get("depends_on", {}).items():
            awaited = services[other]
            if how["condition"] == "service_healthy":
                assert "healthcheck" in awaited, (name, other)
            else:
                assert how["condition"] == "service_completed_successfully", (name, other)
                assert "restart" not in awaited, (name, other)
