"""`python -m agents.cli`: the same verbs where the `pinocchio` script is not on the path."""

from __future__ import annotations

from agents.cli import main

if __name__ == "__main__":
    main(prog_name="pinocchio")
