"""What joins two accounts, in words: what is the same, what is only alike, and who stands between."""

from __future__ import annotations

from agents.cli.words import LINKS, Lang, Words, say
from streams.core.handlers.joined_measure import STEP
from streams.core.identity.fields import LABELS, OWN_ACCOUNT

WHOM: Words = {
    "banned account": ("banned account", "被封禁账号"),
    "refused applicant": ("refused applicant", "被拒绝的申请人"),
    "earlier applicant": ("earlier applicant", "先前的申请人"),
    "refused application": ("refused application", "被拒绝的申请"),
    "offender": ("offender", "名单内违规主体"),
    "account": ("account", "账号"),
}
"""Who is named at a step of a path."""
_KINDS = {LABELS.get(kind, kind): kind for kind in (*LINKS, *LABELS)}


def shared(kind: str, masked: str, lang: Lang) -> str:
    """One thing: the same where there is a value to show, else only alike; one's own account is nobody else's."""
    if kind == OWN_ACCOUNT:
        return "同一账号" if lang == "zh" else "same account"
    name = say(LINKS, kind, lang)
    if not masked:
        return f"相似的{name}" if lang == "zh" else f"similar {name}"
    return f"共用{name} {masked}" if lang == "zh" else f"same {name} {masked}"


def joined(path: str, lang: Lang) -> str:
    """A path from one account to another."""
    return STEP.join(_step(step, lang) for step in path.split(STEP))


def _step(step: str, lang: Lang) -> str:
    kind = _start(step, _KINDS)
    if kind is not None:
        return shared(_KINDS[kind], step.removeprefix(kind).strip(), lang)
    whom = _start(step, WHOM)
    return step if whom is None else say(WHOM, whom, lang) + step.removeprefix(whom)


def _start(step: str, known: Words | dict[str, str]) -> str | None:
    """The longest of the known beginnings."""
    found = [name for name in known if step == name or step.startswith(f"{name} ")]
    return max(found, key=len, default=None)
