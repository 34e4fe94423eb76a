"""Goods that made-up sellers sell: who makes them, what they are called, what they usually cost."""

from __future__ import annotations

from typing import NamedTuple


class Good(NamedTuple):
    """One kind of goods. `brand` empty = a seller's own make; prices in yuan; `usual` is the brand's ordinary price."""

    brand: str
    english: str
    category: str
    product_class: str
    nouns: tuple[str, ...]
    usual: int


GOODS: tuple[Good, ...] = (
    Good("耐克", "Nike", "服饰/运动鞋", "ordinary_goods", ("空军一号板鞋", "AJ1高帮篮球鞋", "飞马跑步鞋"), 899),
    Good("阿迪达斯", "adidas", "服饰/运动鞋", "ordinary_goods", ("三叶草贝壳头", "UB跑步鞋", "德训鞋"), 799),
    Good("新百伦", "New Balance", "服饰/运动鞋", "ordinary_goods", ("574复古跑鞋", "2002R老爹鞋"), 769),
    Good("李宁", "LI-NING", "服饰/运动鞋", "ordinary_goods", ("赤兔跑步鞋", "韦德之道篮球鞋"), 499),
    Good("安踏", "ANTA", "服饰/运动鞋", "ordinary_goods", ("C37软底跑鞋", "霸道老爹鞋"), 369),
    Good("匡威", "Converse", "服饰/运动鞋", "ordinary_goods", ("1970S高帮帆布鞋", "经典款帆布鞋"), 569),
    Good("路易威登", "Louis Vuitton", "箱包/手袋", "ordinary_goods", ("老花托特包", "水桶包", "卡包"), 15_800),
    Good("古驰", "Gucci", "箱包/手袋", "ordinary_goods", ("酒神包", "马衔扣乐福鞋"), 12_900),
    Good("香奈儿", "Chanel", "箱包/手袋", "ordinary_goods", ("菱格链条包", "流浪包"), 42_800),
    Good("劳力士", "Rolex", "钟表/腕表", "ordinary_goods", ("绿水鬼腕表", "日志型腕表"), 82_000),
    Good("卡西欧", "CASIO", "钟表/腕表", "ordinary_goods", ("小方块电子表", "GA-2100手表"), 690),
    Good("雅诗兰黛", "Estee Lauder", "美妆/精华", "cosmetics", ("小棕瓶精华50ml", "DW粉底液"), 720),
    Good("兰蔻", "Lancome", "美妆/精华", "cosmetics", ("小黑瓶肌底液", "菁纯面霜"), 1_080),
    Good("SK-II", "SK-II", "美妆/护肤水", "cosmetics", ("神仙水230ml", "前男友面膜"), 1_590),
    Good("珀莱雅", "PROYA", "美妆/精华", "cosmetics", ("双抗精华30ml", "红宝石面霜"), 289),
    Good("贵州茅台", "Moutai", "酒水/白酒", "ordinary_food", ("飞天53度500ml", "生肖纪念酒"), 2_999),
    Good("五粮液", "Wuliangye", "酒水/白酒", "ordinary_food", ("普五第八代52度", "1618礼盒"), 1_099),
    Good("洋河", "Yanghe", "酒水/白酒", "ordinary_food", ("梦之蓝M6+", "天之蓝礼盒"), 699),
    Good("苹果", "Apple", "数码/手机", "ordinary_goods", ("iPhone 手机256G", "AirPods Pro 耳机"), 5_999),
    Good("华为", "HUAWEI", "数码/手机", "ordinary_goods", ("Mate手机512G", "FreeBuds耳机"), 4_999),
    Good("戴森", "Dyson", "家电/个护", "ordinary_goods", ("HD15吹风机", "V12吸尘器"), 2_990),
    Good("北面", "The North Face", "户外/羽绒服", "ordinary_goods", ("1996羽绒服", "冲锋衣三合一"), 2_498),
    Good("乐高", "LEGO", "玩具/积木", "ordinary_goods", ("机械组跑车", "城市组警察局"), 899),
    Good("汤臣倍健", "BY-HEALTH", "保健/维生素", "health_food", ("维生素C咀嚼片100片", "鱼油软胶囊"), 148),
    Good("", "", "服饰/女装", "ordinary_goods", ("法式碎花连衣裙", "显瘦阔腿裤", "羊毛混纺大衣"), 189),
    Good("", "", "服饰/童装", "ordinary_goods", ("宝宝纯棉连体衣", "儿童加绒卫衣"), 79),
    Good("", "", "食品/水果", "ordinary_food", ("烟台红富士苹果5斤", "赣南脐橙10斤", "云南蓝莓6盒"), 49),
    Good("", "", "食品/零食", "ordinary_food", ("手工牛肉干500g", "每日坚果30包", "即食燕窝70g*6瓶"), 99),
    Good("", "", "家居/床品", "ordinary_goods", ("60支全棉四件套", "乳胶枕一对", "夏凉被"), 229),
    Good("", "", "家居/厨具", "ordinary_goods", ("不粘炒锅32cm", "316不锈钢保温杯", "陶瓷餐具18件"), 139),
    Good("", "", "珠宝/翡翠", "ordinary_goods", ("翡翠A货手镯", "和田玉平安扣"), 1_280),
    Good("", "", "美妆/面膜", "cosmetics", ("烟酰胺面膜10片", "玻尿酸补水喷雾"), 69),
)

BRANDED: tuple[Good, ...] = tuple(good for good in GOODS if good.brand)
