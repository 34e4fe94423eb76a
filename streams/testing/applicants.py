"""Made-up applicants: whole identities from a seed, and the slips and rewritings that people put into them."""

from __future__ import annotations

from random import Random
from typing import Any

from streams.testing.identities import bank_account, id_number, uscc

Identity = dict[str, Any]

_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢"
    "姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙史陶贺顾毛郝龚邵万钱覃武戴孔汤庞樊兰殷"
    "施洪翟安倪严牛温芦季俞章鲁葛伍申尤毕聂焦向柳邢岳齐梅庄涂耿"
)
_GIVEN = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉萍红玲芬燕彬宇浩凯秀建国文辉力永健世广志义兴良海山"
    "仁波宁贵福生龙元全国胜学祥才发武新利清飞富顺信子杰楠榕风航弘欣怡佳嘉琪梦琳晨曦思雨若诗涵梓轩铭俊博睿"
    "泽翔鹏晓婷雪慧莹颖璐瑶倩薇蕾蓓岚茜"
)
_TRADE = ("贸易", "服饰", "电子商务", "科技", "鞋业", "日用品", "食品", "箱包", "珠宝", "酒业", "母婴用品", "家居")
_BRAND = "鑫源宏达恒泰瑞丰金辉盛隆永昌顺通嘉禾博远天成云帆星海卓越万象锦绣华美德胜百川启明朗润青松禾木"
_CITIES = (
    "杭州",
    "广州",
    "深圳",
    "义乌",
    "成都",
    "武汉",
    "南京",
    "泉州",
    "温州",
    "东莞",
    "西安",
    "长沙",
    "青岛",
    "郑州",
)
_ROADS = "文一文二解放人民中山建设朝阳长江黄河和平五一滨江江南学院环城天河体育珠江创业科技民生育才东风"
_LOOKALIKE = dict(zip("源鑫宏达伟张丽静国华", "原新红大薇章莉敬國華", strict=True))


class Applicants:
    """Identities that share nothing but what chance and common names bring."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)  # noqa: S311 - seeded dice, no secrets
        self._number = seed % 97 * 1_000_003

    def one(self) -> Identity:
        """A company and the person behind it."""
        self._number += 1
        n, dice = self._number, self.random
        person = self.person()
        city = dice.choice(_CITIES)
        return {
            "company_name": self.company(city),
            "uscc": uscc(n * 13 + 7),
            "licence_phash": self.hash(),
            "legal_person": person,
            "id_no": id_number(n * 31 + 5),
            "face_hash": self.hash(),
            "phone": self.phone(),
            "device_ids": [f"dev-{self.hash()}" for _ in range(dice.choice((1, 1, 2)))],
            "bank_account": bank_account(n * 17 + 3),
            "payee_name": person,
            "ip24": f"{dice.randint(11, 99)}.{dice.randint(0, 255)}.{dice.randint(0, 255)}.0/24",
            "wechat_hash": self.hash(),
            "address": self.address(city),
            "return_address": self.address(city),
            "presenter_id_no": id_number(n * 31 + 6) if self.chance(0.5) else None,
        }

    def chance(self, share: float) -> bool:
        """Whether it happens this time."""
        return self.random.random() < share

    def person(self) -> str:
        """A name of two or three characters, common ones more often."""
        dice = self.random
        surname = _SURNAMES[min(int(dice.expovariate(0.06)), len(_SURNAMES) - 1)]
        return surname + "".join(dice.choice(_GIVEN) for _ in range(dice.choice((1, 2, 2, 2))))

    def company(self, city: str) -> str:
        """A company's name with its city, trade and form."""
        dice = self.random
        brand = "".join(dice.choice(_BRAND) for _ in range(dice.choice((2, 3, 3))))
        return f"{city}{brand}{dice.choice(_TRADE)}有限公司"

    def address(self, city: str | None = None) -> str:
        """A street, a number, a building and a room."""
        dice = self.random
        road = "".join(dice.choice(_ROADS) for _ in range(2))
        place = f"{city or dice.choice(_CITIES)}市{road}路{dice.randint(1, 2000)}号"
        return f"{place}{dice.randint(1, 30)}幢{dice.randint(1, 30)}{dice.randint(1, 20):02d}室"

    def phone(self) -> str:
        """A mobile number."""
        return f"1{self.random.choice('3578')}{self.random.randrange(10**9):09d}"

    def hash(self) -> str:
        """64 bits in hex."""
        return f"{self.random.getrandbits(64):016x}"

    def sample(self, identity: Identity, chance: float = 0.9) -> Identity:
        """What somebody fills in of it: now and then a field stays empty."""
        kept = {key: value for key, value in identity.items() if self.random.random() < chance}
        return {**kept, "legal_person": identity["legal_person"], "company_name": identity["company_name"]}

    def edited(self, photo: str, pieces: int = 4) -> str:
        """A photo's hash after cropping or a filter: some nibbles differ."""
        nibbles = list(photo)
        for place in self.random.sample(range(16), pieces):
            nibbles[place] = f"{int(nibbles[place], 16) ^ self.random.randint(1, 15):x}"
        return "".join(nibbles)

    def misspelt(self, name: str) -> str:
        """One slip: a homophone, a swap, a character left out."""
        dice = self.random
        swaps = [place for place, sign in enumerate(name) if sign in _LOOKALIKE]
        if swaps and self.chance(0.5):
            place = dice.choice(swaps)
            return name[:place] + _LOOKALIKE[name[place]] + name[place + 1 :]
        place = dice.randrange(len(name) - 1)
        if self.chance(0.5):
            return name[:place] + name[place + 1] + name[place] + name[place + 2 :]
        return name[:place] + name[place + 1 :] if len(name) > 2 else name[::-1]  # noqa: PLR2004 - a name keeps two

    def rewritten(self, address: str) -> str:
        """The same place, written otherwise."""
        other = address.replace("市", "").replace("室", "")
        return other.replace("号", "號 ").replace("幢", "栋") if self.chance(0.5) else f"中国{other}"
