"""Write the JSON Schemas and the AsyncAPI document, or `--check` that the files agree."""

from __future__ import annotations

import sys

from schemas.generate.files import drifted, published, write

if __name__ == "__main__":
    if sys.argv[1:] == ["--check"]:
        stale = drifted(published())
        sys.stdout.writelines(f"{path} does not agree with the types: run `make docs`\n" for path in stale)
        sys.exit(1 if stale else 0)
    if sys.argv[1:]:
        sys.stderr.write(f"unknown argument: {' '.join(sys.argv[1:])}; the only one is --check\n")
        sys.exit(2)
    write(published())
