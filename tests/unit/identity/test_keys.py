from __future__ import annotations

from pathlib import Path

import pytest

from streams.core.identity.keys import DEVELOPMENT_KEY, MIN_KEY_BYTES, KeyFileError, load_key
from streams.core.identity.tokeniser import KeyedTokeniser


def test_a_key_file_is_read_as_it_is(tmp_path: Path) -> None:
    key = bytes(range(200, 240))
    (tmp_path / "key").write_bytes(key)
    assert load_key(tmp_path / "key") == key


@pytest.mark.parametrize("end", [b"", b"\n", b"\r\n"])
def test_the_line_end_of_a_text_key_is_no_part_of_it(tmp_path: Path, end: bytes) -> None:
    (tmp_path / "key").write_bytes(b"a" * 64 + end)
    assert load_key(str(tmp_path / "key")) == b"a" * 64


def test_a_random_key_that_ends_like_a_line_keeps_its_last_byte(tmp_path: Path) -> None:
    key = b"\x00" + b"k" * 30 + b"\n"
    (tmp_path / "key").write_bytes(key)
    assert load_key(tmp_path / "key") == key


def test_a_missing_key_file_says_which_and_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(KeyFileError, match=r"key file .*/absent cannot be read: No such file.*openssl rand"):
        load_key(tmp_path / "absent")


def test_a_folder_is_no_key_file(tmp_path: Path) -> None:
    with pytest.raises(KeyFileError, match="cannot be read"):
        load_key(tmp_path)


def test_a_short_key_says_how_short_and_never_quotes_it(tmp_path: Path) -> None:
    (tmp_path / "key").write_bytes(b"hunter2\n")
    with pytest.raises(KeyFileError, match="holds 7 bytes, at least 32 are needed") as caught:
        load_key(tmp_path / "key")
    assert "hunter2" not in str(caught.value)


def test_the_development_key_is_long_enough_to_work() -> None:
    assert len(DEVELOPMENT_KEY) >= MIN_KEY_BYTES


def test_a_tokeniser_refuses_a_short_key() -> None:
    with pytest.raises(ValueError, match="31 bytes, at least 32"):
        KeyedTokeniser(b"k" * 31)
