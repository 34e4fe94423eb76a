"""Write the published contract and the reference pages, or `--check` that they agree with the catalogues."""

from __future__ import annotations

import sys

from schemas.generate.files import drifted, published, write
from scripts.docs.pages import pages

if __name__ == "__main__":
    if sys.argv[1:] not in ([], ["--check"]):
        print(f"unknown argument: {' '.join(sys.argv[1:])}; the only one is --check", file=sys.stderr)
        sys.exit(2)
    files = {**published(), **pages()}
    stale = drifted(files)
    if sys.argv[1:]:
        for path in stale:
            print(f"{path} does not agree with the catalogues: run `make docs`")
        sys.exit(1 if stale else 0)
    write(files)
