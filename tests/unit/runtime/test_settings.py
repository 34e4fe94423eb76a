"""Settings: every wrong value is named in one message, options win, and the reference lists them all."""

from __future__ import annotations

import pytest

from streams.runtime.errors import SettingsError
from streams.runtime.settings import Settings, describe, read_settings


def test_without_anything_the_defaults_of_the_contract_hold():
    settings = read_settings()
    assert (settings.app_id, settings.http_bind, settings.http_port) == ("pinocchio-v1", "127.0.0.1", 6066)
    assert (settings.commit_interval_ms, settings.tick_seconds) == (50, 60.0)
    assert settings.identity_key_file is None


def test_an_option_overrides_its_variable(monkeypatch):
    monkeypatch.setenv("PINOCCHIO_APP_ID", "from-environment")
    assert read_settings({"app_id": "from-option"}).app_id == "from-option"
    assert read_settings({"app_id": None}).app_id == "from-environment"


def test_every_wrong_value_is_named_in_one_message(monkeypatch):
    wrong = {"BROKER": "nowhere", "HTTP_PORT": "99999", "LOG_FORMAT": "xml", "POLICY": "no/such/file", "APP_ID": "a b"}
    for name, value in wrong.items():
        monkeypatch.setenv(f"PINOCCHIO_{name}", value)
    with pytest.raises(SettingsError) as caught:
        read_settings()
    assert caught.value.exit_code == 2
    assert all(f"PINOCCHIO_{name}={value}" in str(caught.value) for name, value in wrong.items())


@pytest.mark.parametrize("address", ["kafka:9092", "10.0.0.1:9092,[::1]:9093", "a-b.c:1"])
def test_addresses_that_are_right_are_taken(address):
    assert read_settings({"broker": address}).broker == address


@pytest.mark.parametrize("address", ["", "kafka", "kafka:0", "kafka:65536", "a:1,,b:2", "a:b"])
def test_addresses_that_are_wrong_are_refused(address):
    with pytest.raises(SettingsError, match="PINOCCHIO_BROKER"):
        read_settings({"broker": address})


def test_the_reference_lists_every_setting_with_a_meaning():
    listed = describe()
    assert [doc.variable for doc in listed] == [f"PINOCCHIO_{name.upper()}" for name in Settings.model_fields]
    assert all(doc.meaning.endswith(".") for doc in listed)
