"""The `quotas` section of a policy."""

from __future__ import annotations

from pathlib import Path

import pytest

from streams.core.policy.load import load_policy_text
from streams.core.policy.parse import read_document
from streams.core.policy.problems import PolicyError
from streams.core.policy.words import document_words

QUOTAS = "\nquotas:\n  ban_account: {per_minute: 20}\n"


def test_quotas_reach_the_service_and_the_words(text: str, versions: Path) -> None:
    assert load_policy_text(text, "small.yaml", versions).quotas == {}
    assert load_policy_text(text + QUOTAS, "small.yaml", versions).quotas == {"ban_account": 20}
    assert "quota: ban_account is braked beyond 20 a minute" in list(document_words(read_document(text + QUOTAS, "x")))


def test_the_written_policy_reads_as_itself(text: str) -> None:
    document = read_document(text + QUOTAS, "x")
    assert read_document(document.text(), "y") == document


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("ban_acount: {per_minute: 20}", "unknown measure `ban_acount`"),
        ("review: {per_minute: 20}", "`review` has no quota"),
        ("ban_account: {per_minute: 0}", "a whole number from 1"),
        ("ban_account: {per_minute: 2.5}", "a whole number from 1"),
        ("ban_account: {per_hour: 2}", "per_minute"),
    ],
)
def test_mistakes_are_told_where_they_stand(text: str, written: str, message: str) -> None:
    with pytest.raises(PolicyError) as caught:
        read_document(f"{text}\nquotas:\n  {written}\n", "small.yaml")
    assert message in str(caught.value)
