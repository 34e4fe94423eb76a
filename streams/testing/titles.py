"""What made-up sellers write: honest titles (some look odd), fakes in plain words and in disguise, wild claims."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import TypeVar

from streams.testing.catalogue import Good

T = TypeVar("T")

_SEASONS = (
    "2026春季新款",
    "夏季新款",
    "秋冬新款",
    "官方正品",
    "专柜同款正品",
    "新品首发",
    "现货速发",
    "直播间专享",
    "",
    "",
    "",
)
_FEATURES = (
    "男女同款",
    "百搭休闲",
    "轻便透气",
    "送礼优选",
    "支持验货",
    "顺丰包邮",
    "七天无理由",
    "礼盒装",
    "大容量",
    "加厚款",
    "经典款",
)
_INNOCENT = ("拒绝高仿 支持专柜验货", "假一赔十", "过季尾货清仓 断码特价", "正品保证 谢绝A货", "教你鉴别真假")
_JARGON = (
    "高仿",
    "1:1复刻",
    "莆田纯原",
    "顶级A货",
    "超A版本",
    "原单尾货",
    "纯原版本",
    "精仿",
    "一比一复刻",
    "厂货裸标",
)
_DISGUISED = ("高-仿", "高 仿", "髙仿", "gao仿", "Ａ货", "复·刻1:1", "莆.田 纯.原", "超🅰️", "高\u200b仿", "原單")
_CUES = ("专柜品质", "支持放店", "懂的来", "老客私聊", "同厂同料", "过验", "细节到位", "看主页")
_CLAIMS = (
    "全网第一 国家级品质",
    "三天根治失眠",
    "治疗高血压 糖尿病",
    "七天瘦十斤 无效退款",
    "稳赚不赔 月入过万",
    "加微信 vx1388 私下优惠",
    "史上最低价 错过今天再等一年",
    "祛斑抗癌 医生推荐",
)
SPEECH = (
    "家人们晚上好，先点点关注",
    "这款鞋码数偏大，建议拍小半码",
    "三二一上链接",
    "质量不满意七天无理由退货",
    "我自己家里也在用，孩子很喜欢",
    "今天库存只有两百单，拍完补货要下周",
)
WILD_SPEECH = (
    "这个喝一个月，血压血糖全都降下来，药都不用吃",
    "大牌同一个厂出来的，就差个标，懂的都懂",
    "想要更低价的加我微信，不走平台",
    "全国最好的燕窝，没有之一",
)


class Dice:
    """All chance there is: the same seed gives the same throws on every machine."""

    __slots__ = ("throw",)

    def __init__(self, seed: int) -> None:
        """Nothing else than the seed decides."""
        self.throw = random.Random(seed).random  # noqa: S311 - sample data, no secret

    def chance(self, share: float) -> bool:
        """True in this share of throws."""
        return self.throw() < share

    def pick(self, some: Sequence[T]) -> T:
        """One of them."""
        return some[int(self.throw() * len(some))]

    def between(self, low: float, high: float) -> float:
        """A number from `low` to `high`."""
        return low + (high - low) * self.throw()


def honest(dice: Dice, good: Good) -> str:
    """A title without guile; now and then with words that only look suspicious."""
    maker = f"{good.brand} " if dice.chance(0.6) else f"{good.brand}{good.english} "
    last = dice.pick(_INNOCENT) if dice.chance(0.04) else dice.pick(_FEATURES)
    return f"{dice.pick(_SEASONS)}{maker}{dice.pick(good.nouns)} {dice.pick(_FEATURES)} {last}".strip()


def fake(dice: Dice, good: Good) -> str:
    """A replica, said in trade words; half of them in disguise."""
    jargon = dice.pick(_DISGUISED) if dice.chance(0.5) else dice.pick(_JARGON)
    maker = good.brand if dice.chance(0.7) else good.english
    return f"{jargon} {maker} {dice.pick(good.nouns)} {dice.pick(_CUES)}"


def misleading(dice: Dice, good: Good) -> str:
    """Real goods with a claim that the law does not allow."""
    return f"{good.brand}{dice.pick(good.nouns)} {dice.pick(_CLAIMS)}"
