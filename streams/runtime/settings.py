"""The settings of the process: environment variables and options of the same name, checked all at once.

pydantic-settings lives in this room only; the rest of the service sees one frozen `Settings`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
from pydantic import AfterValidator, Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from streams.runtime.errors import SettingsError

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


class Settings(BaseSettings):
    """What the process was told. Read from the environment by `read_settings`, never elsewhere."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="ignore")

    broker: Annotated[str, AfterValidator(_brokers)] = Field(
        "127.0.0.1:9092", description="Kafka to talk to, `host:port[,host:port]`."
    )
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
    data_dir: Path | None = Field(None, description="Directory for what a worker may keep; nothing must survive in it.")
    commit_interval_ms: int = Field(
        50, ge=1, le=10_000, description="A transaction commits after this long at the latest."
    )
    tick_seconds: float = Field(60.0, ge=0.0, le=86_400.0, description="Time between clock ticks; 0 writes none.")
    session_timeout_seconds: float = Field(
        20.0, ge=1.0, le=90.0, description="A worker silent for this long loses its partitions."
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
    given = {name: value for name, value in (options or {}).items() if value is not None}
    try:
        return Settings(**given)
    except ValidationError as error:
        lines = [_line(problem) for problem in error.errors(include_url=False)]
        raise SettingsError(
            f"{len(lines)} setting(s) are wrong:\n" + "\n".join(f"  {line}" for line in lines),
            "correct the environment variables or options named above",
        ) from None


def _line(problem: Any) -> str:
    name = str(problem["loc"][0]) if problem["loc"] else "?"
    words = str(problem["msg"]).removeprefix("Value error, ")
    return f"{PREFIX}{name.upper()}={problem['input']}: {words}"
