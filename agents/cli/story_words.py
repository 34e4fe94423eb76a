"""Labels of a story, English and Chinese."""

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
