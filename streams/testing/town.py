"""Applicants of another town: other names, firms, districts, and addresses that are written anew in eleven ways."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from streams.testing.applicants import Applicants
from streams.testing.offending import Marketplace

_SURNAMES = (
    *"李王张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾",
    *"彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛",
    *("欧阳", "司马", "诸葛", "上官"),
)
_GIVEN = (
    "子涵欣怡浩然宇轩梓萱诗琪俊杰佳慧建军秀英志强桂兰海燕晓东春梅国栋"
    "丽娟玉雪文静永红小华少立新振淑珍凤惠敏家豪嘉伟明美玲"
)
_OWN = "锦鹏聚旺誉腾鸿图凯悦森林蓝鲸星耀玖久橙乐优品尚潮衣诺美惠民佰利洁鑫睿淘宝臻耘"
_TRADES = ("服装", "鞋业", "百货", "日化", "电商", "网络科技", "商贸", "饰品", "皮具", "食品", "茶叶", "玩具", "数码")
_FORMS = ("有限公司", "有限公司", "有限责任公司", "商行", "经营部", "店（个体工商户）")
_DISTRICTS = (
    ("浙江", "杭州", "西湖"), ("浙江", "杭州", "余杭"), ("浙江", "金华", "义乌"), ("广东", "广州", "白云"),
    ("广东", "广州", "番禺"), ("广东", "深圳", "龙岗"), ("广东", "揭阳", "普宁"), ("福建", "泉州", "晋江"),
    ("福建", "莆田", "荔城"), ("江苏", "苏州", "吴江"), ("山东", "临沂", "兰山"), ("河北", "石家庄", "裕华"),
    ("湖北", "武汉", "洪山"), ("陕西", "西安", "雁塔"), ("四川", "成都", "武侯"),
)  # fmt: skip
_ROADS = (
    "云彩锦凤翔桂白莲石鼓虹梅莘吴中漕溪龙漖同和钟落潭棠景元沙河均禾嘉望岗"
    "稠州宗泽雪峰香山机场银泰秀水古翠丰学院莫干祥园余杭塘"
)
_ROAD_KINDS = ("路", "路", "路", "大道", "街", "西路", "东路", "北街", "巷")
_ESTATES = (
    *("东信", "翠苑", "金桂", "碧桂", "锦绣", "阳光", "恒大", "绿城", "凤起", "江南", "宗塘"),
    *("福田", "兴中", "新坛", "华美", "嘉和", "时代", "龙湖", "中海", "紫荆", "香榭", "银河"),
)
_ESTATE_KINDS = ("花园", "小区", "大厦", "广场", "公寓", "苑", "家园", "新村", "工业园", "商贸城")
_FIGURES = "零一二三四五六七八九"
_TRADITIONAL = str.maketrans(
    "东华锦绣阳凤广场园区号栋楼层厦苏云龙义乌绿时银学", "東華錦繡陽鳳廣場園區號棟樓層廈蘇雲龍義烏綠時銀學"
)
_TEN, _HUNDRED = 10, 100


class Place(NamedTuple):
    """One room; what people write of it is another matter."""

    province: str
    city: str
    district: str
    road: str
    number: int
    estate: str
    building: int
    floor: int
    door: int

    def room(self) -> str:
        """Floor and door, as on the plate."""
        return f"{self.floor}{self.door:02d}"


def in_words(number: int) -> str:
    """As it is spoken; from a thousand on figure by figure."""
    if number >= _HUNDRED * _TEN:
        return "".join("〇一二三四五六七八九"[int(figure)] for figure in str(number))
    if number < _TEN:
        return _FIGURES[number]
    if number < _HUNDRED:
        tens = "" if number < 2 * _TEN else _FIGURES[number // _TEN]
        return f"{tens}十{_FIGURES[number % _TEN] if number % _TEN else ''}"
    rest = number % _HUNDRED
    return f"{_FIGURES[number // _HUNDRED]}百" + (
        "" if not rest else f"零{_FIGURES[rest]}" if rest < _TEN else _tens(rest)
    )


def _tens(rest: int) -> str:
    return f"{_FIGURES[rest // _TEN]}十{_FIGURES[rest % _TEN] if rest % _TEN else ''}"


_WAYS: tuple[Callable[[Place], str], ...] = (
    lambda p: f"{p.city}{p.district}{p.road}{p.number}号{p.estate}{p.building}栋{p.room()}",
    lambda p: f"{p.city}市{p.district}区{p.road}{p.number}-{p.building}-{p.room()}",
    lambda p: f"{p.building}幢{p.room()}室，{p.road}{p.number}号，{p.district}区，{p.city}",
    lambda p: (
        f"{p.district}{p.road}{in_words(p.number)}号{p.estate}{in_words(p.building)}栋{in_words(int(p.room()))}室"
    ),
    lambda p: f"{p.city}市{p.district}{p.estate or f'{p.road}{p.number}号'}{p.building}号楼{p.room()}",
    lambda p: (
        f"中国{p.province}省{p.city}市{p.district}区新城街道{p.road}{p.number}号{p.estate}{p.building}幢{p.room()}号"
    ),
    lambda p: f"{p.city}市{p.district}区{p.road}{p.number}号{p.estate}{p.building}栋{p.room()}室（菜鸟驿站）",
    lambda p: f"{p.city}市{p.district}区{p.road}{p.number}号{p.estate}{p.building}栋{p.room()}室".translate(
        _TRADITIONAL
    ),
    lambda p: f"{p.city}市{p.district}区{p.road}{p.number}号{p.estate}{p.building}栋{p.floor}楼{p.door:02d}室",
    lambda p: f"{p.road}{p.number}号{p.building}栋{p.room()}",
    lambda p: " ".join(f"{p.city}市{p.district}区{p.road}{p.number}号{p.estate}{p.building}栋{p.room()}室"),
)


class Townspeople(Applicants):
    """Remembers which room an address means, so that it can be written anew."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self._number += 500_000
        self._rooms: dict[str, Place] = {}

    def person(self) -> str:
        """Surnames of two characters among them."""
        dice = self.random
        surname: str = _SURNAMES[min(int(dice.expovariate(0.045)), len(_SURNAMES) - 1)]
        return surname + "".join(dice.choice(_GIVEN) for _ in range(dice.choice((1, 2, 2))))

    def company(self, city: str) -> str:
        """With the town, with `市` or without any."""
        dice = self.random
        own = "".join(dice.choice(_OWN) for _ in range(dice.choice((2, 2, 3))))
        return f"{dice.choice((city, city + '市', ''))}{own}{dice.choice(_TRADES)}{dice.choice(_FORMS)}"

    def address(self, city: str | None = None) -> str:
        """In full, as in a form; in that town where it has a district here."""
        dice = self.random
        road = dice.choice(_ROADS) + dice.choice(_ROADS) + dice.choice(_ROAD_KINDS)
        estate = dice.choice(_ESTATES) + dice.choice(_ESTATE_KINDS) if self.chance(0.7) else ""
        numbers = dice.randint(1, 2500), dice.randint(1, 40), dice.randint(1, 28), dice.randint(1, 8)
        districts = [district for district in _DISTRICTS if district[1] == city] or _DISTRICTS
        place = Place(*dice.choice(districts), road, numbers[0], estate, *numbers[1:])
        head = f"{place.province}省" if self.chance(0.7) else ""
        tail = f"{place.number}号{estate}{place.building}{dice.choice(('栋', '幢', '号楼', '座'))}{place.room()}室"
        written = f"{head}{place.city}市{place.district}区{road}{tail}"
        self._rooms[written] = place
        return written

    def rewritten(self, address: str) -> str:
        """The same room in one of eleven ways."""
        place = self._rooms[address]
        written = self.random.choice(_WAYS)(place)
        self._rooms[written] = place
        return written


class OtherTown(Marketplace):
    """The marketplace of these people."""

    def __init__(self, seed: int = 1, honest: int = 2_000, offenders: int = 300) -> None:
        super().__init__(seed, honest, offenders)
        self.people = Townspeople(seed)
        self.dice = self.people.random
