"""Loading: files and records of the policies topic become a PolicySet; what is wrong is told all at once."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec

from streams.core.policy.build import build
from streams.core.policy.controls import NO_CONTROLS, Controls
from streams.core.policy.document import Document
from streams.core.policy.model import Policy, PolicySet
from streams.core.policy.parse import read_document
from streams.core.policy.problems import Place, PolicyError, Problem
from streams.core.policy.readers import reader_of

__all__ = ["PolicyError", "lexicon_digest", "load_policies", "load_policy_text", "merge", "policy_files"]


def load_policies(path: Path) -> PolicySet:
    """All policies of a file, or of a folder's `*.yaml` files; raises PolicyError with every problem of every file."""
    policies, problems = load_all(path)
    errors = [problem for problem in problems if problem.severity == "error"]
    if errors:
        raise PolicyError(errors)
    return ordered(policies)


def load_policy_text(text: str, name: str, folder: Path) -> Policy:
    """The policy of one text; `folder` is where its lexicons lie, `name` is how errors call it. Raises PolicyError."""
    return _load(text, name, folder)[0]


def merge(base: PolicySet, texts: Mapping[str, str | bytes], folder: Path) -> tuple[PolicySet, tuple[Problem, ...]]:
    """The base and every valid record of the policies topic (record key -> value), and what was wrong with the others.

    Never raises for a bad record: a worker goes on with what it has, and counts.
    """
    policies, problems = list(base.versions), list[Problem]()
    for key, value in texts.items():
        try:
            text = value if isinstance(value, str) else value.decode()
            policy, warnings = _load(text, key, folder)
        except PolicyError as error:
            problems += error.problems
        except UnicodeDecodeError as error:
            problems.append(Problem(f"no UTF-8 at byte {error.start}", Place(key, 1, 1, ""), "activate it again"))
        else:
            policies.append(policy)
            problems += warnings
    return ordered(policies, base.controls), tuple(problems)


def ordered(policies: Iterable[Policy], controls: Controls = NO_CONTROLS) -> PolicySet:
    """Each version once, by `effective_from`; of two that begin together the order never hangs on who came first."""
    once = {policy.version: policy for policy in policies}
    versions = sorted(once.values(), key=lambda policy: (policy.effective_from, policy.version))
    return PolicySet(tuple(versions), controls)


def policy_files(path: Path) -> list[Path]:
    """The file itself, or the policy files of a folder."""
    return sorted([*path.glob("*.yaml"), *path.glob("*.yml")]) if path.is_dir() else [path]


def load_all(path: Path) -> tuple[list[Policy], list[Problem]]:
    """Every policy that could be loaded, and every problem, warnings too."""
    policies, problems = list[Policy](), list[Problem]()
    for file in policy_files(path):
        try:
            policy, warnings = _load(_text_of(file), str(file), file.parent)
        except PolicyError as error:
            problems += error.problems
        else:
            problems += warnings
            problems += [
                _twin(policy, str(file)) for other in policies if other.effective_from == policy.effective_from
            ]
            policies.append(policy)
    if not policies and not problems:
        problems.append(Problem("no policy here", Place(str(path), 1, 1, ""), "a policy is a `*.yaml` file"))
    return policies, problems


def _twin(policy: Policy, file: str) -> Problem:
    hint = "which one decides would be chance: move one of them"
    return Problem(f"another policy takes effect at the same moment as `{policy.name}`", Place(file, 1, 1, ""), hint)


def _text_of(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        hint = "save the file as UTF-8"
        raise PolicyError([Problem(f"no UTF-8 at byte {error.start}", Place(str(file), 1, 1, ""), hint)]) from error
    except OSError as error:
        hint = "name a policy file or a folder with policy files"
        raise PolicyError([Problem(f"cannot be read: {error.strerror}", Place(str(file), 1, 1, ""), hint)]) from error


def _load(text: str, name: str, folder: Path) -> tuple[Policy, tuple[Problem, ...]]:
    document = read_document(text, name)
    if not document.lexicons:
        return build(document), ()
    lexicons = folder / document.lexicons
    if not lexicons.is_dir():
        message = f"there is no folder `{document.lexicons}` in {folder}"
        raise PolicyError([Problem(message, Place(name, 1, 1, ""), "`lexicons` names a folder beside the policy file")])
    digest = lexicon_digest(lexicons)
    pinned = msgspec.structs.replace(document, lexicon_digest=digest)
    try:
        reader = reader_of(lexicons, digest)
    except ValueError as error:  # the lexicons' own error says file, line and what to do
        raise PolicyError([Problem("its lexicons cannot be used", Place(name, 1, 1, ""), str(error))]) from error
    return build(pinned, reader), _other_lexicons(document, pinned, name)


def _other_lexicons(document: Document, pinned: Document, name: str) -> tuple[Problem, ...]:
    """A warning: rules and ladder hold, but they read with other words, so the version is another one too."""
    if document.lexicon_digest in ("", pinned.lexicon_digest):
        return ()
    message = f"made with lexicons {document.lexicon_digest}, but here are {pinned.lexicon_digest}"
    hint = f"it runs as `{pinned.version()}`; ship equal lexicons to all workers"
    return (Problem(message, Place(name, 1, 1, ""), hint, "warning"),)


def lexicon_digest(folder: Path) -> str:
    """The first 12 hex of SHA-256 over names and contents of all `*.txt` files below, line ends made equal."""
    digest = hashlib.sha256()
    files = folder.rglob("*.txt")
    for name, file in sorted((file.relative_to(folder).as_posix(), file) for file in files):
        content = file.read_bytes().replace(b"\r\n", b"\n")
        digest.update(f"{name}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()[:12]
