"""The Dockerfile's own build steps, run by hand: what is in the image works."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCKERFILE = (ROOT / "deploy/docker/Dockerfile").read_text()
FOLDERS = {"/opt/": "opt/", "/wheels": "wheels", "/src": "src"}

pytestmark = pytest.mark.stream


def steps():
    """COPY and RUN of the build stage, in order, continuation lines joined."""
    stage = DOCKERFILE.split("AS build\n")[1].split("\nFROM ")[0].replace("\\\n", " ")
    return [line.split(" ", 1) for line in stage.splitlines() if line.startswith(("COPY ", "RUN "))]


def here(text, folder):
    for theirs, ours in FOLDERS.items():
        text = re.sub(rf"(?<![\w.]){theirs}", f"{folder}/{ours}", text)
    return text


def copy(arguments, source):
    *names, _ = shlex.split(arguments)
    for name in names:
        target = source / name
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, target)


@pytest.fixture(scope="module")
def image(tmp_path_factory):
    """What the final stage copies: `opt/pinocchio`."""
    folder = tmp_path_factory.mktemp("image")
    source = folder / "src"
    source.mkdir()
    declared = dict(re.findall(r"(UV_\w+)=(\S+)", DOCKERFILE))
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    environment = {**os.environ, **declared, "PATH": path}
    environment.pop("PYTHONPATH", None)
    for verb, arguments in steps():
        if verb == "COPY" and "--from" not in arguments:
            copy(arguments, source)
        elif verb == "RUN":
            command = here(arguments, folder).replace("--python 3.11", f"--python {sys.executable}")
            done = subprocess.run(
                ["sh", "-c", command], cwd=source, env=environment, capture_output=True, text=True, check=False
            )
            assert done.returncode == 0, command + "\n" + done.stderr
    shutil.rmtree(source)  # the image has no sources: nothing may need them
    return folder / "opt" / "pinocchio"


@pytest.fixture
def environment(image):
    kept = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "VIRTUAL_ENV")}
    return {**kept, "PATH": os.pathsep.join([str(image / "bin"), kept["PATH"]])}


def entrypoint():
    return json.loads(re.search(r"^ENTRYPOINT (.*)$", DOCKERFILE, re.MULTILINE)[1])


def run(image, environment, *arguments):
    program = image / "bin" / entrypoint()[0]
    told = {"cwd": image.parent, "env": environment, "capture_output": True, "text": True, "timeout": 120}
    return subprocess.run([program, *arguments], check=False, **told)


def test_what_was_built_holds_the_shipped_policy(image, environment):
    done = run(image, environment, "policy", "check")
    assert done.returncode == 0, done.stderr
    assert "all cases hold" in done.stdout


def test_libraries_were_compiled_in_the_build_because_the_root_is_read_only(image):
    assert list(image.glob("lib/python*/site-packages/faust/__pycache__/*.pyc"))


def test_without_a_key_the_default_command_says_what_is_wrong(image, environment):
    done = run(image, environment, *json.loads(re.search(r"^CMD (.*)$", DOCKERFILE, re.MULTILINE)[1]))
    assert done.returncode == 2
    assert "PINOCCHIO_IDENTITY_KEY_FILE" in done.stderr
