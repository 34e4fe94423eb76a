"""What a replay and a try-out run under when nothing is said: the shipped policy, and the public development key."""

from __future__ import annotations

import os
from pathlib import Path

from agents.shipped import shipped_policy
from schemas.sealed import Tokeniser
from streams.core.identity.keys import DEVELOPMENT_KEY, KeyFileError, load_key
from streams.core.identity.rotation import OverlappingTokeniser
from streams.core.identity.tokeniser import KeyedTokeniser
from streams.core.policy.load import PolicyError, load_policies
from streams.core.policy.model import PolicySet

KEY_VARIABLE = "PINOCCHIO_IDENTITY_KEY_FILE"
PREVIOUS_VARIABLE = "PINOCCHIO_IDENTITY_PREVIOUS_KEY_FILE"
FACES_VARIABLE = "PINOCCHIO_FACE_TOKENS"
KEY_NOTE = f"identity tokens use the public development key: right for trying out, not for people ({KEY_VARIABLE})"


class InvalidPolicyError(Exception):
    """A policy does not load. `exit_code` is the contract's for a failed check."""

    exit_code = 1


class InvalidKeyError(Exception):
    """The identity key file cannot be used. `exit_code` is the contract's for usage."""

    exit_code = 2


def policies_of(path: Path | None) -> PolicySet:
    """The policies of a file or folder, the shipped ones without; raises `InvalidPolicyError` with every problem."""
    try:
        return load_policies(path or shipped_policy())
    except PolicyError as error:
        raise InvalidPolicyError(f"the policy cannot be used\n\n{error}") from error


def is_development_key() -> bool:
    """Whether no key file is named."""
    return not os.environ.get(KEY_VARIABLE)


def tokeniser() -> Tokeniser:
    """Under the key of `PINOCCHIO_IDENTITY_KEY_FILE`, or the development key; under two while keys are replaced."""
    new = _keyed(KEY_VARIABLE)
    return OverlappingTokeniser(new, _keyed(PREVIOUS_VARIABLE)) if os.environ.get(PREVIOUS_VARIABLE) else new


def _keyed(variable: str) -> KeyedTokeniser:
    faces = os.environ.get(FACES_VARIABLE, "true").lower() not in ("0", "false", "no", "off", "f", "n")
    if not os.environ.get(variable):
        return KeyedTokeniser(DEVELOPMENT_KEY, faces=faces)
    try:
        return KeyedTokeniser(load_key(os.environ[variable]), faces=faces)
    except KeyFileError as error:
        raise InvalidKeyError(str(error)) from error
