"""The settings of the process: environment variables and options of the same name, checked all at once.

pydantic-settings lives in this room only; the rest of the service sees one frozen `Settings`.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, Self, TypeVar

import msgspec
from pydantic import AfterValidator, Field, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from streams.runtime.errors import SettingsError

_S = TypeVar("_S", bound="KafkaSettings")
PREFIX = "PINOCCHIO_"
MAX_PORT = 65_535
_HOST_PORT = re.compile(r"^(\[[0-9a-fA-F:]+\]|[A-Za-z0-9._-]+):([0-9]{1,5})$")
_APP_ID = re.compile(r"^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$")


def _brokers(text: str) -> str:
    for part in text.split(","):
        found = _HOST_PORT.match(part.strip())
        if found is None or not 0 < int(found[2]) <= MAX_PORT:
            raise ValueError("write host:port, several separated by commas")
    return ",".join(part.strip() for part in text.split(","))


def _app_id(text: str) -> str:
    if _APP_ID.match(text) is None:
        raise ValueError("use letters, digits, '.', '_' and '-', at most 100 (it names topics and the consumer group)")
    return text


def _existing(path: Path | None) -> Path | None:
    if path is not None and not path.exists():
        raise ValueError("no such file or directory")
    return path


def _readable(path: Path | None) -> Path | None:
    if path is None:
        return None
    try:
        if not path.read_bytes().strip():
            raise ValueError("the file is empty")
    except OSError as error:
        raise ValueError(f"cannot be read: {error.strerror}") from error
    return path


def _folder(path: Path | None) -> Path | None:
    """A place to keep things in; it is made when somebody first keeps something."""
    if path is None:
        return None
    nearest = next(part for part in (path, *path.absolute().parents) if part.exists())
    if not nearest.is_dir():
        raise ValueError(f"{nearest} is no directory")
    if not os.access(nearest, os.W_OK):
        raise ValueError(f"nobody may write in {nearest}")
    return path


class KafkaSettings(BaseSettings):
    """How the brokers are reached: all that a command needs which reads or writes topics."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="ignore")

    broker: Annotated[str, AfterValidator(_brokers)] = Field(
        "127.0.0.1:9092", description="Kafka to talk to, `host:port[,host:port]`."
    )
    kafka_security_protocol: Literal["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"] = Field(
        "PLAINTEXT", description="How the brokers are reached; every client and every command uses it."
    )
    kafka_ca_file: Annotated[Path | None, AfterValidator(_readable)] = Field(
        None, description="PEM file with the authorities that may sign a broker; the system's without it."
    )
    kafka_cert_file: Annotated[Path | None, AfterValidator(_readable)] = Field(
        None, description="PEM file with our own certificate, for brokers that ask for one."
    )
    kafka_key_file: Annotated[Path | None, AfterValidator(_readable)] = Field(
        None, description="PEM file with its key, without a passphrase; may stand in the certificate's file."
    )
    kafka_sasl_mechanism: Literal["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"] | None = Field(
        None, description="How to log in, with a SASL protocol."
    )
    kafka_sasl_username: str | None = Field(None, min_length=1, description="Who logs in.")
    kafka_sasl_username_file: Annotated[Path | None, AfterValidator(_readable)] = Field(
        None, description="Or a file that holds the name."
    )
    kafka_sasl_password_file: Annotated[Path | None, AfterValidator(_readable)] = Field(
        None, description="File that holds the password; there is no variable for the password itself."
    )

    @model_validator(mode="after")
    def _logs_in_completely(self) -> Self:
        """Half a login fails at the broker, with an error that names neither half."""
        named = self.kafka_sasl_username or self.kafka_sasl_username_file
        login = (self.kafka_sasl_mechanism, named, self.kafka_sasl_password_file)
        asked = self.kafka_security_protocol.startswith("SASL")
        if asked and None in login:
            raise ValueError("a SASL protocol needs _SASL_MECHANISM, _SASL_USERNAME (or _FILE) and _SASL_PASSWORD_FILE")
        if not asked and login != (None, None, None):
            raise ValueError("a login is given, but the protocol is none with SASL: it would not be used")
        return self


class Settings(KafkaSettings):
    """What the process was told. Read from the environment by `read_settings`, never elsewhere."""

    app_id: Annotated[str, AfterValidator(_app_id)] = Field(
        "pinocchio-v1", description="Consumer group; the state and hop topics and the transactional ids begin with it."
    )
    http_bind: str = Field("127.0.0.1", min_length=1, description="Address of /metrics, /healthz and /readyz.")
    http_port: int = Field(6066, ge=0, le=MAX_PORT, description="Their port; 0 takes any free one and logs it.")
    policy: Annotated[Path | None, AfterValidator(_existing)] = Field(
        None, description="Policy file or directory; the shipped policy without it."
    )
    identity_key_file: Annotated[Path | None, AfterValidator(_existing)] = Field(
        None, description="File with the identity key, 32 bytes or more. `worker` does not start without it."
    )
    identity_previous_key_file: Annotated[Path | None, AfterValidator(_existing)] = Field(
        None, description="File with the key before this one, while keys are being replaced: people join under both."
    )
    face_tokens: bool = Field(True, description="Whether tokens are made of faces; false where the law forbids it.")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field("INFO", description="Least level that is logged.")
    log_format: Literal["json", "console"] = Field("json", description="One JSON object a line, or text for people.")
    data_dir: Annotated[Path | None, AfterValidator(_folder)] = Field(
        None, description="Directory for what a worker or a try-out may keep; nothing must survive in it."
    )
    commit_interval_ms: int = Field(
        50, ge=1, le=10_000, description="A transaction commits after this long at the latest."
    )
    tick_seconds: float = Field(60.0, ge=0.0, le=86_400.0, description="Time between clock ticks; 0 writes none.")
    session_timeout_seconds: float = Field(
        20.0, ge=1.0, le=90.0, description="A worker silent for this long loses its partitions."
    )
    broker_patience_seconds: float = Field(
        30.0, ge=2.0, le=600.0, description="A broker silent for this long is: no lag is known, /readyz says 503."
    )


class SettingDoc(msgspec.Struct, frozen=True, kw_only=True):
    """One setting for the generated reference."""

    variable: str
    default: str
    meaning: str


def describe() -> tuple[SettingDoc, ...]:
    """Every setting: variable, default and meaning."""
    return tuple(
        SettingDoc(
            variable=f"{PREFIX}{name.upper()}",
            default="" if field.default is None else str(field.default),
            meaning=field.description or "",
        )
        for name, field in Settings.model_fields.items()
    )


def read_settings(options: Mapping[str, Any] | None = None) -> Settings:
    """Environment, overridden by the options that were given. Raises `SettingsError` naming every wrong value."""
    return _read(Settings, options or {})


def read_kafka_settings(options: Mapping[str, Any]) -> KafkaSettings:
    """The same for what concerns the brokers: somebody who looks at dead letters needs no right tick."""
    return _read(KafkaSettings, options)


def _read(kind: type[_S], options: Mapping[str, Any]) -> _S:
    try:
        return kind(**{name: value for name, value in options.items() if value is not None})
    except ValidationError as error:
        lines = [_line(problem) for problem in error.errors(include_url=False)]
        wrong = "1 setting is" if len(lines) == 1 else f"{len(lines)} settings are"
        raise SettingsError(
            f"{wrong} wrong:\n" + "\n".join(f"  {line}" for line in lines),
            "correct the environment variables or options named above",
        ) from None


def _line(problem: Any) -> str:
    words = str(problem["msg"]).removeprefix("Value error, ")
    if not problem["loc"]:
        return f"{PREFIX}KAFKA_SECURITY_PROTOCOL: {words}"
    name = str(problem["loc"][0])
    return f"{PREFIX}{name.upper()}={problem['input']}: {words}"
