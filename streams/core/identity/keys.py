"""The identity key: what makes a token a token and not a hash that anyone can guess back."""

from __future__ import annotations

from pathlib import Path

MIN_KEY_BYTES = 32

DEVELOPMENT_KEY = b"pinocchio development identity key: public, fixed, never for real people"
"""Fixed and public, so that digests are equal everywhere. Protects nobody: a worker refuses to start with it."""


class KeyFileError(ValueError):
    """The identity key cannot be used. The text says which file, what is wrong and what to do."""


def load_key(path: str | Path) -> bytes:
    """The key of `path`, at least 32 bytes; raises `KeyFileError`.

    A text key loses the line end that editors and shells add: two workers whose files differ by it would not join.
    """
    try:
        content = Path(path).read_bytes()
    except OSError as error:
        raise KeyFileError(
            f"identity key file {path} cannot be read: {error.strerror}; "
            "name a readable file of at least 32 random bytes (make one with: openssl rand -hex 32 > FILE)"
        ) from error
    key = _without_line_end(content)
    if len(key) < MIN_KEY_BYTES:
        raise KeyFileError(
            f"identity key file {path} holds {len(key)} bytes, at least {MIN_KEY_BYTES} are needed; "
            "make one with: openssl rand -hex 32 > FILE"
        )
    return key


def _without_line_end(content: bytes) -> bytes:
    text = content.rstrip(b"\r\n")
    return text if text.isascii() and text.decode("ascii").isprintable() else content
