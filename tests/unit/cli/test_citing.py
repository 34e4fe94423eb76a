"""What a host reads in Chinese: the law and the way of appeal, not only the labels before them."""

from __future__ import annotations

from agents.cli.citing import cited, routed
from agents.cli.source import shipped_policy
from streams.core.policy.laws import basis_of
from streams.core.policy.parse import read_document


def test_every_law_that_the_shipped_policy_may_cite_has_its_chinese_name():
    document = read_document(shipped_policy().read_text(), "default.yaml")
    citable = {name: law for name, law in document.laws.items() if law.citable}
    for basis in basis_of([f"{name}:9(3)" for name in citable], citable):
        told = cited(basis.text, "zh")
        assert told.startswith("《")
        assert "第9条第(3)项，" in told
        assert " " not in told


def test_the_shipped_way_of_appeal_is_told_in_chinese():
    document = read_document(shipped_policy().read_text(), "default.yaml")
    assert "申诉" in routed(document.appeal.route, "zh")
    assert routed(document.appeal.route, "en") == document.appeal.route


def test_an_article_keeps_its_number_and_its_day():
    basis = "Live E-commerce Measures (Order 117) Art 20, in force 2026-02-01"
    assert cited(basis, "zh") == "《直播电商监督管理办法》（第117号令）第20条，2026-02-01起施行"
    assert cited(basis, "en") == basis


def test_what_another_policy_cites_stands_as_it_was_written():
    assert cited("本平台规则 Art 3, in force 2026-01-01", "zh") == "本平台规则 Art 3, in force 2026-01-01"
    assert routed("https://appeal.example", "zh") == "https://appeal.example"
