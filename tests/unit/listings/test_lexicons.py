from __future__ import annotations

import pytest

from streams.core.listings.brands import brands_of
from streams.core.listings.entries import sections_of, terms_of
from streams.core.listings.files import LexiconError, read_lines
from streams.core.listings.lexicons import load_lexicons
from streams.core.listings.signals import Signals
from streams.core.policy.vocabulary import TEXT
from tests.quality.judging import POLICIES, lexicons

SHIPPED = POLICIES / "lexicons"


def test_the_catalogue_is_as_large_as_promised():
    assert len(lexicons().brands) >= 1_500
    assert {brand.category for brand in lexicons().brands} >= {"luxury", "liquor", "pharma", "instruments"}


def test_every_file_says_what_it_holds():
    for path in SHIPPED.rglob("*.txt"):
        assert path.read_text(encoding="utf-8").startswith("# "), path


def test_the_same_content_is_loaded_once():
    assert load_lexicons(SHIPPED) is load_lexicons(SHIPPED)


def test_the_digest_follows_the_content(tmp_path):
    copies = []
    for name in ("one", "two"):
        folder = tmp_path / name
        for path in SHIPPED.rglob("*.txt"):
            copy = folder / path.relative_to(SHIPPED)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(path.read_bytes())
        copies.append(folder)
    assert load_lexicons(copies[0]).digest == lexicons().digest
    with (copies[1] / "brands" / "toys.txt").open("a", encoding="utf-8") as file:
        file.write("\nA Toy Nobody Knows\n")
    assert load_lexicons(copies[1]).digest != lexicons().digest


def test_signals_and_vocabulary_name_the_same_things():
    values = Signals().values()
    assert values.keys() == TEXT.keys()
    assert {name: signal.default for name, signal in TEXT.items()} == values


def broken(tmp_path, text):
    path = tmp_path / "broken.txt"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("core | 高仿\n", "broken.txt:1: has no head"),
        ("# head\nfake | 高仿\n", "broken.txt:2: unknown kind `fake`"),
        ("# head\n\ncore | 高仿 | hidden\n", "broken.txt:3: unknown column `hidden`"),
        ("# head\ncore | 高仿 | like: (\n", "broken.txt:2: `(` is no regular expression"),
        ("# head\ncontact | 加微, 丨\n", "broken.txt:2: nothing is left of `丨`"),
    ],
)
def test_an_error_in_a_term_file_names_file_and_line(tmp_path, text, says):
    with pytest.raises(LexiconError) as caught:
        terms_of(read_lines(broken(tmp_path, text)))
    assert says in str(caught.value)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("# head\nNike | x\n", "broken.txt:2: unknown flag `x`"),
        ("# head\nNike\nnike, 耐克\n", "broken.txt:3: `nike` is already in the catalogue"),
        ("# head\n | p\n", "broken.txt:2: a brand without a name"),
        ("# head\nNike, ~·\n", "broken.txt:2: nothing is left of `~·`"),
    ],
)
def test_an_error_in_the_catalogue_names_file_and_line(tmp_path, text, says):
    with pytest.raises(LexiconError) as caught:
        brands_of([("toys", read_lines(broken(tmp_path, text)))])
    assert says in str(caught.value)


def test_a_word_of_a_topic_of_which_nothing_is_left_is_refused(tmp_path):
    with pytest.raises(LexiconError, match="nothing is left of `—`"):
        sections_of(read_lines(broken(tmp_path, "# head\ntopic.scale | 车模, —\n")))


def test_an_empty_folder_is_refused_with_what_to_do(tmp_path):
    with pytest.raises(LexiconError, match=r"point `lexicons:` to a folder"):
        load_lexicons(tmp_path)


def test_a_file_that_is_not_text_is_refused(tmp_path):
    path = tmp_path / "bad.txt"
    path.write_bytes(b"# head\n\xff\xfe")
    with pytest.raises(LexiconError, match="not UTF-8"):
        list(read_lines(path))


def test_a_name_that_is_an_ordinary_word_is_doubtful():
    by_name = {brand.name: brand for brand in lexicons().brands}
    assert "苹果" in by_name["Apple"].doubtful
    assert "coach" in [name.lower() for name in by_name["Coach"].doubtful]
    assert "Coach" not in by_name["Coach"].names
