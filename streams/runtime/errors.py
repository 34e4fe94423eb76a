"""What can go wrong around the service, each with what happened, where, and what to do, and the exit code it means."""

from __future__ import annotations

EXIT_OK = 0
EXIT_CHECK_FAILED = 1
EXIT_USAGE = 2
EXIT_INFRASTRUCTURE = 3


class PinocchioError(Exception):
    """An error that a user can meet: `what` happened, and `todo` says what to do about it."""

    exit_code = EXIT_CHECK_FAILED

    def __init__(self, what: str, todo: str = "") -> None:
        super().__init__(f"{what}\n  -> {todo}" if todo else what)
        self.what = what
        self.todo = todo


class SettingsError(PinocchioError):
    """One or more settings are wrong; the message names them all."""

    exit_code = EXIT_USAGE


class InfrastructureError(PinocchioError):
    """The broker, a topic or a port is not as the service needs it."""

    exit_code = EXIT_INFRASTRUCTURE


class TransactionFailedError(InfrastructureError):
    """A transaction could not be written: the worker ends, and a restart replays from the last committed offsets."""


class RestoreAbandonedError(Exception):
    """The assignment changed while rows were being read back; the next assignment starts over."""
