"""Write the dashboards and the burn-rate rules, or `--check` that the files agree with the builders."""

from __future__ import annotations

import sys

from scripts.dashboards import boards, burn

if __name__ == "__main__":
    if sys.argv[1:] not in ([], ["--check"]):
        print(f"unknown argument: {' '.join(sys.argv[1:])}; the only one is --check", file=sys.stderr)
        sys.exit(2)
    files = {**boards.files(), **burn.files()}
    stale = [path for path, text in files.items() if not path.is_file() or path.read_text() != text]
    for path in stale:
        if sys.argv[1:]:
            print(f"{path.relative_to(boards.ROOT)} does not agree with its builder: run `make dashboards`")
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text := files[path])
            print(f"wrote {path.relative_to(boards.ROOT)} ({len(text)} characters)")
    sys.exit(1 if stale and sys.argv[1:] else 0)
