"""Where a running `pinocchio up` is found by other commands: each has a folder, held by a lock while it runs."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
import msgspec

from streams.runtime.errors import InfrastructureError

DATA_VARIABLE = "PINOCCHIO_DATA_DIR"
MOST = 64
"""So many at once on one machine; more are no try-out."""
_ADDRESS = "address.json"


class Address(msgspec.Struct, frozen=True, kw_only=True):
    """A running try-out."""

    broker: str
    metrics_url: str
    pid: int


def data_folder() -> Path:
    """`PINOCCHIO_DATA_DIR`, or `.cache/pinocchio` at home; made when it is not there."""
    folder = _data()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InfrastructureError(
            f"the data folder {folder} cannot be made: {error.strerror}", f"name another one with {DATA_VARIABLE}"
        ) from error
    return folder


def _data() -> Path:
    return Path(os.environ.get(DATA_VARIABLE) or Path.home() / ".cache" / "pinocchio")


@contextmanager
def own_folder() -> Iterator[Path]:
    """The first of up-1, up-2, ... that no running one has; ours while the block lasts. An ended one's log stays."""
    for number in range(1, MOST + 1):
        folder = data_folder() / f"up-{number}"
        folder.mkdir(exist_ok=True)
        with (folder / "lock").open("wb") as lock:
            if not _locks(lock.fileno(), fcntl.LOCK_EX):
                continue
            (folder / _ADDRESS).unlink(missing_ok=True)  # of one that was killed
            try:
                yield folder
            finally:
                (folder / _ADDRESS).unlink(missing_ok=True)
            return
    raise InfrastructureError(f"{MOST} `pinocchio up` run here already", "end some")


def announce(folder: Path, address: Address) -> None:
    """Say where it runs, whole or not at all."""
    partial = folder / f"{_ADDRESS}.new"
    partial.write_bytes(msgspec.json.encode(address))
    partial.replace(folder / _ADDRESS)


def running() -> list[Address]:
    """Those that run now and are ready, the newest first."""
    found = [_read(folder) for folder in _data().glob("up-*") if _is_held(folder)]
    return [address for _, address in sorted(filter(None, found), key=lambda one: one[0], reverse=True)]


def find() -> Address:
    """The newest running one, and a word about the others; raises `InfrastructureError` when there is none."""
    found = running()
    if not found:
        raise InfrastructureError(
            "no `pinocchio up` is running here", "start one in another terminal, or name a broker with --broker"
        )
    newest, *others = found
    if others:
        names = ", ".join(address.broker for address in others)
        click.echo(
            f"pinocchio: {len(found)} `up` run here; this is the newest, {newest.broker}. Another: --broker {names}",
            err=True,
        )
    return newest


def is_up(broker: str) -> bool:
    """Whether this is the Kafka in memory of a running `up`, which is not everything that a Kafka is."""
    return any(address.broker == broker for address in running())


def _read(folder: Path) -> tuple[int, Address] | None:
    file = folder / _ADDRESS
    try:
        return file.stat().st_mtime_ns, msgspec.json.decode(file.read_bytes(), type=Address)
    except (FileNotFoundError, msgspec.MsgspecError):
        return None


def _is_held(folder: Path) -> bool:
    """A lock ends with its process, however that ended; a process number may be somebody else's by now."""
    try:
        with (folder / "lock").open("rb") as lock:
            return not _locks(lock.fileno(), fcntl.LOCK_SH)
    except FileNotFoundError:
        return False


def _locks(file: int, kind: int) -> bool:
    try:
        fcntl.flock(file, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
