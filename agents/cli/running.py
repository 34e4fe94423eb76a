"""Where a running `pinocchio up` can be found by other commands: a small file in its data folder."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec

from streams.runtime.errors import InfrastructureError

DATA_VARIABLE = "PINOCCHIO_DATA_DIR"


class Address(msgspec.Struct, frozen=True, kw_only=True):
    """A running try-out."""

    broker: str
    metrics_url: str
    pid: int


def data_folder() -> Path:
    """`PINOCCHIO_DATA_DIR`, or `.cache/pinocchio` at home; made when it is not there."""
    folder = Path(os.environ.get(DATA_VARIABLE) or Path.home() / ".cache" / "pinocchio")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InfrastructureError(
            f"the data folder {folder} cannot be made: {error.strerror}", f"name another one with {DATA_VARIABLE}"
        ) from error
    return folder


def _file() -> Path:
    return data_folder() / "up.json"


def announce(address: Address) -> None:
    """Say where it runs; the latest one that was started is the one that is found."""
    _file().write_bytes(msgspec.json.encode(address))


def withdraw(address: Address) -> None:
    """Take it back, unless another one has been announced since."""
    if _read() == address:
        _file().unlink(missing_ok=True)


def find() -> Address:
    """The running one; raises `InfrastructureError` when there is none."""
    address = _read()
    if address is None or not _is_alive(address.pid):
        raise InfrastructureError(
            "no `pinocchio up` is running here", "start one in another terminal, or name a broker with --broker"
        )
    return address


def _read() -> Address | None:
    try:
        return msgspec.json.decode(_file().read_bytes(), type=Address)
    except (FileNotFoundError, msgspec.MsgspecError):
        return None


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
