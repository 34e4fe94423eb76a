"""TLS and logins: what the settings take, and what each client is told."""

from __future__ import annotations

import ssl
import subprocess
from pathlib import Path

import pytest

from streams.runtime.app import connection_of, make_app
from streams.runtime.errors import SettingsError
from streams.runtime.lane_ledger import Ledger
from streams.runtime.security import Security, security_for, security_of
from streams.runtime.settings import read_settings


@pytest.fixture
def files(tmp_path: Path) -> dict[str, str]:
    """A login, and a certificate of our own that serves as authority too."""
    password, ca, key = (tmp_path / name for name in ("password", "ca.pem", "key.pem"))
    password.write_text("a secret\n", encoding="utf-8")
    subject = ["-subj", "/CN=broker", "-days", "1"]
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", str(key), "-out", str(ca), *subject]
    subprocess.run(made, check=True, capture_output=True)
    return {"password": str(password), "ca": str(ca), "key": str(key)}


def settings(**told):
    return read_settings({f"kafka_{name}": value for name, value in told.items()})


@pytest.fixture
def login(files):
    return settings(
        security_protocol="SASL_SSL",
        ca_file=files["ca"],
        sasl_mechanism="SCRAM-SHA-512",
        sasl_username="mei",
        sasl_password_file=files["password"],
    )


def test_without_settings_nothing_is_told_to_anybody():
    plain = security_of(read_settings())
    assert (plain.for_aiokafka(), plain.for_librdkafka(), plain.for_faust()) == ({}, {}, None)
    assert list(connection_of(read_settings())) == ["bootstrap_servers"]


def test_a_login_over_tls_reaches_every_client(login, files):
    found = security_of(login)
    told = found.for_aiokafka()
    assert isinstance(told.pop("ssl_context"), ssl.SSLContext)
    assert told == {
        "security_protocol": "SASL_SSL",
        "sasl_mechanism": "SCRAM-SHA-512",
        "sasl_plain_username": "mei",
        "sasl_plain_password": "a secret",
    }
    assert found.for_librdkafka() == {
        "security.protocol": "SASL_SSL",
        "ssl.ca.location": files["ca"],
        "sasl.mechanisms": "SCRAM-SHA-512",
        "sasl.username": "mei",
        "sasl.password": "a secret",
    }
    assert connection_of(login)["sasl_plain_username"] == "mei"


def test_fausts_own_consumer_gets_the_login_and_the_context(login):
    found = make_app(login, frozenset(), Ledger()).conf.broker_credentials
    assert (found.username, found.password, found.mechanism.value) == ("mei", "a secret", "SCRAM-SHA-512")
    assert found.protocol.value == "SASL_SSL"
    assert found.ssl_context.verify_mode is ssl.CERT_REQUIRED


def test_the_peer_is_always_checked(login):
    context = security_of(login).context()
    assert context is not None
    assert context.check_hostname
    assert context.verify_mode is ssl.CERT_REQUIRED


def test_tls_alone_with_a_certificate_of_our_own(files):
    found = security_of(
        settings(security_protocol="SSL", ca_file=files["ca"], cert_file=files["ca"], key_file=files["key"])
    )
    assert list(found.for_aiokafka()) == ["security_protocol", "ssl_context"]
    assert found.for_librdkafka()["ssl.key.location"] == files["key"]
    assert found.for_faust().context is not None


def test_a_login_without_tls_has_no_context(files):
    found = security_of(
        settings(
            security_protocol="SASL_PLAINTEXT",
            sasl_mechanism="PLAIN",
            sasl_username="mei",
            sasl_password_file=files["password"],
        )
    )
    assert "ssl_context" not in found.for_aiokafka()
    assert found.for_faust().ssl_context is None


def test_the_name_may_come_from_a_file(files, tmp_path):
    name = tmp_path / "name"
    name.write_text("mei\r\n", encoding="utf-8")
    told = {"sasl_mechanism": "PLAIN", "sasl_username_file": str(name), "sasl_password_file": files["password"]}
    assert security_of(settings(security_protocol="SASL_SSL", **told)).username == "mei"


def test_nothing_shows_the_password(login):
    found = security_of(login)
    assert "secret" not in f"{found!r} {found} {login!r}"


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ({"security_protocol": "TLS"}, "KAFKA_SECURITY_PROTOCOL"),
        ({"security_protocol": "SASL_SSL"}, "_SASL_MECHANISM"),
        ({"sasl_mechanism": "PLAIN"}, "would not be used"),
        ({"sasl_mechanism": "GSSAPI"}, "KAFKA_SASL_MECHANISM"),
        ({"ca_file": "/nowhere/ca.pem"}, "KAFKA_CA_FILE"),
        ({"sasl_password_file": "/dev/null"}, "the file is empty"),
    ],
)
def test_half_a_login_and_wrong_values_are_told(told, says):
    with pytest.raises(SettingsError) as caught:
        settings(**told)
    assert says in str(caught.value)
    assert caught.value.exit_code == 2


def test_a_file_that_holds_no_certificate_is_told(files):
    with pytest.raises(SettingsError, match="certificates cannot be used"):
        security_of(settings(security_protocol="SSL", ca_file=files["password"])).context()


def test_a_command_reads_the_same_settings(monkeypatch, files):
    monkeypatch.setenv("PINOCCHIO_KAFKA_SECURITY_PROTOCOL", "SSL")
    monkeypatch.setenv("PINOCCHIO_KAFKA_CA_FILE", files["ca"])
    assert security_for("127.0.0.1:9092") == Security(protocol="SSL", ca_file=Path(files["ca"]))
