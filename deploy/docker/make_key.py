"""Make an identity key where there is none: 32 random bytes as text, readable by its owner alone.

Run once before the workers of a deployment start. A key that exists is never touched: with another one, no token of
today would match one of yesterday.
"""

from __future__ import annotations

import os
import secrets
import sys
from pathlib import Path

USAGE = 2


def make_key(path: Path) -> bool:
    """True when one was made. Two at the same time make one: the second finds it."""
    if path.exists():
        return False
    whole = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(whole, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400)
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_hex(32) + "\n")
        file.flush()
        os.fsync(descriptor)
    try:
        # a link appears whole or not at all, and never over another
        path.hardlink_to(whole)
    except FileExistsError:
        return False
    finally:
        whole.unlink()
    return True


def main(arguments: list[str]) -> int:
    """`make_key.py FILE`."""
    if len(arguments) != 1:
        print("usage: make_key.py FILE", file=sys.stderr)
        return USAGE
    path = Path(arguments[0])
    print(f"{path}: {'made' if make_key(path) else 'kept'}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
