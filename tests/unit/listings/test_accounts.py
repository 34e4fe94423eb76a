from __future__ import annotations

import pytest

from streams.core.listings.accounts import is_account, is_number, is_told, is_veiled
from streams.core.text.fold import fold


def ranged(check, text, piece):
    view = fold(text)
    start = view.text.index(fold(piece).text)
    return check(view, start, start + len(fold(piece).text))


@pytest.mark.parametrize(
    ("text", "piece"),
    [
        ("vx: AB12345", "AB12345"),
        ("微 nk889900", "nk889900"),
        ("vxgoods888", "goods888"),
        ("whatsapp +8613800138000 best", "8613800138000best"),
        ("telegram @goods_88", "goods_88"),
    ],
)
def test_accounts_are_typed_small_or_said_after_a_sign(text, piece):
    assert ranged(is_account, text, piece)


@pytest.mark.parametrize(
    ("text", "piece"),
    [
        ("键盘 VX279", "279"),
        ("WX12345", "12345"),
        ("VX2758-2KP", "27582KP"),
        ("wx-2231", "2231"),
        ("V450A 鞋", "450A"),
        ("耐威naiwei2000", "naiwei2000"),
    ],
)
def test_models_are_no_accounts(text, piece):
    assert not ranged(is_account, text, piece)


def test_a_handle_of_a_weak_channel_has_to_be_called_one():
    assert ranged(is_told, "ins: luxury99", "luxury99")
    assert ranged(is_told, "抖音号 goods88", "goods88")
    assert not ranged(is_told, "ins风 luxury99", "luxury99")


def test_numbers_of_a_letter_need_a_sign():
    assert ranged(is_number, "q: 2233445566", "2233445566")
    assert ranged(is_number, "QQ2233445566", "2233445566")
    assert not ranged(is_number, "QQ2100", "2100")
    assert not ranged(is_number, "Q2233445", "2233445")


def test_a_number_in_words_is_veiled_and_one_in_digits_is_not():
    assert ranged(is_veiled, "一三八零零一三八零零零", "一三八零零一三八零零零")
    assert ranged(is_veiled, "13⑧00138000", "13800138000")
    assert not ranged(is_veiled, "13800138000", "13800138000")
