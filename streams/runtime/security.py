"""How the brokers are reached when they ask for TLS or a login: one value, told to each client in its own words.

The peer's certificate and name are always checked; there is no setting that turns that off.
"""

from __future__ import annotations

import ssl
from pathlib import Path
from typing import Any

import faust
import msgspec

from streams.runtime.errors import SettingsError
from streams.runtime.settings import KafkaSettings, read_kafka_settings


class Security(msgspec.Struct, frozen=True, kw_only=True):
    """What clients need beside the address. `password` is never shown."""

    protocol: str = "PLAINTEXT"
    ca_file: Path | None = None
    cert_file: Path | None = None
    key_file: Path | None = None
    mechanism: str | None = None
    username: str | None = None
    password: str | None = None

    def __repr__(self) -> str:
        """Without the login."""
        return f"Security({self.protocol})"

    def context(self) -> ssl.SSLContext | None:
        """TLS as set; None where it is not used."""
        if self.protocol not in {"SSL", "SASL_SSL"}:
            return None
        try:
            made = ssl.create_default_context(cafile=None if self.ca_file is None else str(self.ca_file))
            if self.cert_file is not None:
                made.load_cert_chain(str(self.cert_file), None if self.key_file is None else str(self.key_file))
        except (OSError, ssl.SSLError) as error:
            raise SettingsError(
                f"the certificates cannot be used: {error}",
                "PINOCCHIO_KAFKA_CA_FILE, _CERT_FILE and _KEY_FILE name PEM files that this process can read",
            ) from error
        return made

    def for_aiokafka(self) -> dict[str, Any]:
        """Arguments of its clients; kafka-python's clients take the same ones."""
        if self.protocol == "PLAINTEXT":
            return {}
        told: dict[str, Any] = {"security_protocol": self.protocol}
        context = self.context()
        if context is not None:
            told["ssl_context"] = context
        if self.mechanism is not None:
            told |= {
                "sasl_mechanism": self.mechanism,
                "sasl_plain_username": self.username,
                "sasl_plain_password": self.password,
            }
        return told

    def for_faust(self) -> Any:
        """Its `broker_credentials`; None where neither is used."""
        context = self.context()
        if self.mechanism is not None:
            return faust.SASLCredentials(
                username=self.username, password=self.password, mechanism=self.mechanism, ssl_context=context
            )
        return None if context is None else faust.SSLCredentials(context=context)

    def for_librdkafka(self) -> dict[str, Any]:
        """Settings of confluent-kafka's clients."""
        if self.protocol == "PLAINTEXT":
            return {}
        told = {
            "security.protocol": self.protocol,
            "ssl.ca.location": self.ca_file,
            "ssl.certificate.location": self.cert_file,
            "ssl.key.location": self.key_file,
            "sasl.mechanisms": self.mechanism,
            "sasl.username": self.username,
            "sasl.password": self.password,
        }
        return {name: str(value) for name, value in told.items() if value is not None}


def security_of(settings: KafkaSettings) -> Security:
    """What the settings say, with secrets read from their files."""
    return Security(
        protocol=settings.kafka_security_protocol,
        ca_file=settings.kafka_ca_file,
        cert_file=settings.kafka_cert_file,
        key_file=settings.kafka_key_file,
        mechanism=settings.kafka_sasl_mechanism,
        username=settings.kafka_sasl_username or _secret(settings.kafka_sasl_username_file),
        password=_secret(settings.kafka_sasl_password_file),
    )


def security_for(broker: str) -> Security:
    """For a command that was given its broker; raises `SettingsError` naming every wrong variable about brokers."""
    return security_of(read_kafka_settings({"broker": broker}))


def _secret(path: Path | None) -> str | None:
    """A secret file's content, without the line end that editors add."""
    return None if path is None else path.read_text(encoding="utf-8").rstrip("\r\n")
