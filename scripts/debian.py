"""Packages of the system, where we may install them: Debian and its kin, as root. Elsewhere the line to paste."""

from __future__ import annotations

import os
import shutil
import subprocess


def can_install() -> bool:
    """Root on a machine with apt-get."""
    return hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get") is not None


def first_known(packages: list[str]) -> str:
    """The first of these that this release has; the first of all when nothing is known."""
    for package in packages:
        found = subprocess.run(["apt-cache", "show", package], capture_output=True, check=False)
        if found.returncode == 0 and found.stdout:
            return package
    return packages[0]


def update() -> None:
    """Fetch the package lists; a fresh container image has none."""
    subprocess.run(["apt-get", "update", "-qq"], check=False, stdout=subprocess.DEVNULL)


def install(packages: list[str]) -> bool:
    """Install without questions; True when it worked."""
    print("installing {} with apt-get".format(" ".join(packages)), flush=True)
    environment = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages]
    return subprocess.run(command, check=False, env=environment, stdout=subprocess.DEVNULL).returncode == 0


def line_to_paste(packages: list[str]) -> str:
    """The command a user runs who is not root."""
    return "sudo apt-get install -y {}".format(" ".join(packages))
