"""Make `.venv` with exactly what the locks name, and the project in it. Needs nothing but a Python.

Written so that an old Python can still read it: macOS has 3.9 as `python3`, which must be able to say what to do.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

import debian

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
OLDEST, NEWEST = (3, 11), (3, 13)
FOLDERS = ["", "/opt/homebrew/bin/", "/usr/local/bin/"]
LOCKS = {"runtime": ["requirements.lock", "requirements-build.lock"], "dev": ["requirements-dev.lock"]}
INFRASTRUCTURE = 3


def stop(text: str) -> NoReturn:
    """One line that says what to do, and the exit code for infrastructure."""
    print(f"pinocchio: {text}", file=sys.stderr)
    sys.exit(INFRASTRUCTURE)


def version_of(python: str) -> tuple[int, ...]:
    """(major, minor) of an interpreter; empty when it does not run."""
    code = "import sys; print(*sys.version_info[:2])"
    try:
        done = subprocess.run([python, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False)
    except OSError:
        return ()
    return tuple(int(part) for part in done.stdout.split()) if done.returncode == 0 else ()


def suitable(python: str) -> bool:
    """Old enough and new enough for the locks."""
    return OLDEST <= version_of(python) <= NEWEST


def find_python() -> str:
    """This interpreter, or a suitable one beside it."""
    candidates = [sys.executable]
    for minor in range(OLDEST[1], NEWEST[1] + 1):
        candidates += [f"{folder}python3.{minor}" for folder in FOLDERS]
    for candidate in candidates:
        if suitable(candidate):
            return candidate
    have = "{}.{}".format(*sys.version_info[:2])
    how = "brew install python@3.11" if sys.platform == "darwin" else debian.line_to_paste(["python3.11-venv"])
    stop(f"needs Python 3.11, 3.12 or 3.13, found {have}. Install one: {how}")


def need_ensurepip(python: str) -> None:
    """Debian ships Python without what makes a virtual environment."""
    check = [python, "-c", "import ensurepip, venv"]
    if subprocess.run(check, stderr=subprocess.DEVNULL, check=False).returncode == 0:
        return
    package = "python{}.{}-venv".format(*version_of(python))
    if debian.can_install():
        debian.update()
        if debian.install([package]):
            return
    stop(f"{python} cannot make a virtual environment. Install what is missing: {debian.line_to_paste([package])}")


def digest(level: str) -> str:
    """Changes when the environment has to be made anew: the locks, the project's own entry points, the place."""
    material = [str(ROOT).encode()]
    material += [(ROOT / name).read_bytes() for name in [*LOCKS[level], "pyproject.toml"]]
    return hashlib.sha256(b"\0".join(material)).hexdigest()


def stamp(level: str) -> Path:
    """Holds the digest of what was installed."""
    return VENV / f".pinocchio-{level}"


def is_done(level: str) -> bool:
    """Whether the environment already is what the locks say. `dev` contains `runtime`."""
    levels = ["dev"] if level == "dev" else ["runtime", "dev"]
    return PYTHON.exists() and any(stamp(each).exists() and stamp(each).read_text() == digest(each) for each in levels)


def make_venv() -> None:
    """A virtual environment with pip, made or repaired."""
    if not suitable(str(PYTHON)):
        python = find_python()
        need_ensurepip(python)
        subprocess.run([python, "-m", "venv", "--clear", str(VENV)], check=True)
    elif subprocess.run([str(PYTHON), "-m", "pip", "-V"], capture_output=True, check=False).returncode != 0:
        subprocess.run([str(PYTHON), "-m", "ensurepip"], check=True, stdout=subprocess.DEVNULL)


def pip_install(*arguments: str) -> None:
    """Ask pip; its own settings say from where."""
    # an editor's or a shell's PYTHONPATH must not decide what counts as installed
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    command = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *arguments]
    if subprocess.run(command, check=False, cwd=str(ROOT), env=environment).returncode != 0:
        stop("pip could not install what the locks name (above). Is the package index reachable? Then run make again.")


def install(level: str) -> None:
    """The locks, by hash; then the project itself, editable, which gives the `pinocchio` command and the transport."""
    for lock in LOCKS[level]:
        pip_install("--no-compile", "--require-hashes", "-r", lock)
    pip_install("--no-deps", "--no-build-isolation", "--editable", ".")


def main() -> None:
    """`bootstrap.py [runtime|dev]`; does nothing when it was done."""
    level = sys.argv[1] if len(sys.argv) > 1 else "dev"
    if level not in LOCKS:
        print("usage: bootstrap.py [runtime|dev]", file=sys.stderr)
        sys.exit(2)
    if is_done(level):
        return
    print(f"preparing .venv ({level}): once, and again when a lock changes", flush=True)
    make_venv()
    for old in LOCKS:
        # a broken installation must not look like a finished one
        if stamp(old).exists():
            stamp(old).unlink()
    install(level)
    stamp(level).write_text(digest(level))


if __name__ == "__main__":
    main()
