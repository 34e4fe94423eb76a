"""What a host can do about a measure, English and Chinese: by what it rests on, for the same block ends in other ways.

A rule's block ends by a revision; a right holder's only by a counter-notice (E-commerce Law, Art 43) or a ruling; an
authority's when the authority takes its word back. Who is told the wrong way loses the days that the law gives.
"""

from __future__ import annotations

from agents.cli.words import Lang, Words
from schemas.enforcement import EnforcementData

_WAIT = ("wait until it ends, or appeal", "等待期满，或提出申诉")
_APPEAL = ("appeal", "提出申诉")
CAN_DO: Words = {
    "remind": (
        "correct it before the reminder runs out: it closes, and no points are given",
        "在期限内整改：提醒随即关闭，不扣分",
    ),
    "warn": ("correct it and go on; the same again is the next step", "整改后继续经营；再犯将进入下一级措施"),
    "limit_function": _APPEAL,
    "limit_traffic": _APPEAL,
    "block_listing": (
        "revise the listing so that it no longer says it, add the brand's authorisation, withdraw it, or appeal",
        "修改商品内容、补充品牌授权、撤下商品，或提出申诉",
    ),
    "pause_live": ("put it right on the spot and go on, or appeal", "当场更正后继续直播，或提出申诉"),
    "stop_live": _APPEAL,
    "freeze_shop": _APPEAL,
    "refuse_opening": ("show that the joined identity is not theirs, or appeal", "证明关联信息与己无关，或提出申诉"),
    "ban_account": _APPEAL,
    "blacklist": ("appeal, or apply again when the term is over", "提出申诉，或期满后重新申请"),
    "compensate": _APPEAL,
    "review": (
        "do nothing: a person looks first, and nothing changes for the host until then",
        "无需操作：人工复核期间不受影响",
    ),
}
"""By measure, where a rule asks for it."""
OF_OPENING = ("wait: a person decides about the opening", "请等待：开店申请转人工审核")
OF_NOTICE: Words = {
    "notice.rights_notice": (
        "send a counter-notice with evidence: it ends after the legal term unless they complained or sued; or appeal",
        "提交不存在侵权行为的声明及证据：法定期限内权利人未投诉或起诉的，措施终止；或提出申诉",
    ),
    "notice.regulator_notice": (
        "put right what the authority found: it ends when the authority takes its notice back; or appeal",
        "按监管部门要求整改：监管部门撤回通知后解除；或提出申诉",
    ),
    "notice.address_notice": (
        "put the registered address right and say so: it ends with that; or appeal",
        "更新并核实登记地址：核实后即解除；或提出申诉",
    ),
}
"""By kind of notice, whatever it brought."""
OF_POINTS = (
    "correct it before the reminder runs out: it closes, and nothing follows; the points stay, but for an appeal",
    "在期限内整改：提醒随即关闭，不再升级；扣分保留，申诉成立的除外",
)
OF_CROWD = (
    "correct it if there is anything to correct: it closes; when it runs out a person looks, and no points are given",
    "如有问题请在期限内整改：提醒随即关闭；逾期由人工复核，不扣分",
)
OF_LISTING = (
    "revise the listing so that it no longer says it, withdraw it, or appeal",
    "修改商品内容使其合规、撤下商品，或提出申诉",
)
OF_ROOM = (
    "go on without saying it again: it ends by itself; or appeal",
    "继续直播但不再使用该表述：到期自动解除；或提出申诉",
)
_TIMED = ("limit_function", "limit_traffic", "block_listing", "pause_live", "stop_live", "freeze_shop")

_SHOWN = {"listing": OF_LISTING, "room": OF_ROOM}


def can_do(data: EnforcementData, lang: Lang) -> str:
    """What the host can do about this measure."""
    english, chinese = _words(data)
    return chinese if lang == "zh" else english


def _words(data: EnforcementData) -> tuple[str, str]:
    rule = data.reasons[0].rule_id if data.reasons else ""
    if data.measure != "review" and rule in OF_NOTICE:
        return OF_NOTICE[rule]
    if data.measure == "review" and data.target_kind == "application":
        return OF_OPENING
    if data.measure == "remind":
        return _of_reminder(data, rule)
    if data.measure == "warn" and data.target_kind in _SHOWN and not rule.startswith("ladder."):
        return _SHOWN[data.target_kind]
    if data.measure in _TIMED and data.expires_at is not None:
        return _WAIT
    return _APPEAL if data.measure in _TIMED and rule.startswith("ladder.") else CAN_DO[data.measure]


def _of_reminder(data: EnforcementData, rule: str) -> tuple[str, str]:
    if rule.startswith("crowd."):
        return OF_CROWD
    has_points = any(change.after > change.before for change in data.points.values())
    return OF_POINTS if has_points else CAN_DO["remind"]
