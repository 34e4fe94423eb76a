"""What the doctor checks on this machine: settings, versions, policy, identity key."""

from __future__ import annotations

import re
import stat
from collections.abc import Callable
from importlib import metadata
from pathlib import Path

from agents.cli.finding import Finding, fail, note, ok
from agents.cli.policy import checked
from agents.shipped import shipped_policy
from streams.core.identity.keys import DEVELOPMENT_KEY, KeyFileError, load_key
from streams.core.policy.cases import count_cases
from streams.core.policy.parse import read_document
from streams.runtime.errors import SettingsError
from streams.runtime.settings import read_settings

_PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^;\s]+)$")
_MAKE_KEY = "openssl rand -hex 32 > FILE && chmod 600 FILE"


def settings() -> Finding:
    """Every PINOCCHIO_* variable can be read."""
    try:
        read_settings()
    except SettingsError as error:
        head, *wrong = error.what.splitlines()
        return fail("settings", f"{head} {'; '.join(line.strip() for line in wrong)}", error.todo)
    return ok("settings", "every PINOCCHIO_* variable can be read")


def versions(
    requires: Callable[[str], list[str] | None] = metadata.requires, installed: Callable[[str], str] = metadata.version
) -> Finding:
    """What is pinned is what is installed: the transport leans on private names of these very versions."""
    try:
        pins = [match for entry in requires("pinocchio") or [] if (match := _PIN.match(entry))]
    except metadata.PackageNotFoundError:
        return note("versions", "pinocchio runs from files that nobody installed", "make install")
    wrong = []
    for name, wanted in (pin.groups() for pin in pins):
        try:
            found = installed(name)
        except metadata.PackageNotFoundError:
            found = "nothing"
        if found != wanted:
            wrong.append(f"{name} {found} instead of {wanted}")
    if wrong:
        return fail("versions", ", ".join(wrong), "make install, or install requirements.lock with --require-hashes")
    return ok("versions", f"pinocchio {installed('pinocchio')}, {len(pins)} pinned libraries as pinned")


def policy(path: Path | None) -> Finding:
    """It loads, and every rule's own cases hold."""
    where = path or shipped_policy()
    if not where.exists():
        return fail("policy", f"{where} does not exist", "name a file or folder in PINOCCHIO_POLICY")
    try:
        versions, problems = checked(where)
    except ValueError as error:  # a lexicon beside it that cannot be read
        return fail("policy", f"{where}: {error}", f"pinocchio policy check {where}")
    errors = [problem for problem in problems if problem.severity == "error"]
    if errors:
        first = errors[0].render().splitlines()[0]
        return fail("policy", f"{len(errors)} problems in {where}; {first}", f"pinocchio policy check {where}")
    cases = sum(count_cases(read_document(version.source, version.version)) for version in versions)
    names = ", ".join(version.version for version in versions)
    return ok("policy", f"{names}: loads, {cases} cases hold")


def identity_key(path: Path | None) -> Finding:
    """There is one, it is long enough, it is ours alone, and it is not the public one."""
    if path is None:
        return note(
            "identity key",
            "none named: `worker` will not start",
            f"{_MAKE_KEY}, then name it in PINOCCHIO_IDENTITY_KEY_FILE",
        )
    try:
        key = load_key(path)
    except KeyFileError as error:
        says, _, todo = str(error).partition("; ")
        return fail("identity key", says, todo)
    if key == DEVELOPMENT_KEY:
        return fail("identity key", f"{path} holds the public development key", _MAKE_KEY)
    mode = stat.S_IMODE(path.stat().st_mode)
    # whoever reads it can find people behind tokens by trying
    if mode & (stat.S_IWGRP | stat.S_IRWXO):
        return fail("identity key", f"{path} is open to others (mode {mode:04o})", f"chmod 600 {path}")
    return ok("identity key", f"{path}: {len(key)} bytes, not open to others")
