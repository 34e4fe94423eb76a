"""Labels of a story, and what a host can do about each measure, English and Chinese."""

from __future__ import annotations

from agents.cli.words import Words

LABELS: Words = {
    "measure": ("measure", "措施"),
    "target": ("target", "对象"),
    "seller": ("seller", "商家"),
    "when": ("when", "时间"),
    "id": ("enforcement id", "处置编号"),
    "rule": ("rule", "规则"),
    "score": ("score", "得分"),
    "policy": ("policy in force", "适用规则版本"),
    "law": ("legal basis", "法律依据"),
    "words": ("words", "文字"),
    "original": ("as the seller wrote", "商家原文"),
    "characters": ("characters {start} to {end}", "第 {start} 至 {end} 字符"),
    "number": ("numbers", "数值"),
    "link": ("shared", "关联"),
    "linked": ("joined to", "关联账号"),
    "offender": ("listed offender", "违规主体名单"),
    "brand": ("brand found", "识别品牌"),
    "orders": ("orders", "订单"),
    "points": ("points", "扣分"),
    "cause": ("caused by", "起因"),
    "host": ("the host can", "主播可以"),
    "appeal": ("appeal", "申诉"),
    "until": ("until", "截止"),
    "lasts": ("lasts until", "有效至"),
    "open_end": ("its cause is gone", "原因消除为止"),
    "lifted": ("lifted", "解除"),
    "still": ("no, still in force", "尚未解除"),
    "followed": ("followed by", "后续措施"),
}
CAN_DO: Words = {
    "remind": (
        "correct it before the reminder runs out: it closes, and no points are given",
        "在期限内整改：提醒随即关闭，不扣分",
    ),
    "warn": ("correct it and go on; the same again is the next step", "整改后继续经营；再犯将进入下一级措施"),
    "limit_function": ("wait until it ends, or appeal", "等待期满，或提出申诉"),
    "limit_traffic": ("wait until it ends, or appeal", "等待期满，或提出申诉"),
    "block_listing": (
        "revise the listing so that it no longer says it, add the brand's authorisation, withdraw it, or appeal",
        "修改商品内容、补充品牌授权、撤下商品，或提出申诉",
    ),
    "pause_live": ("put it right on the spot and go on", "当场更正后继续直播"),
    "stop_live": ("wait until it ends, or appeal", "等待期满，或提出申诉"),
    "freeze_shop": ("wait until it ends, or appeal", "等待期满，或提出申诉"),
    "refuse_opening": ("show that the joined identity is not theirs, or appeal", "证明关联信息与己无关，或提出申诉"),
    "ban_account": ("appeal", "提出申诉"),
    "blacklist": ("appeal, or apply again when the term is over", "提出申诉，或期满后重新申请"),
    "compensate": ("appeal", "提出申诉"),
    "review": (
        "do nothing: a person looks first, and nothing changes for the host until then",
        "无需操作：人工复核期间不受影响",
    ),
}
