"""A company's name taken apart: town, own name, trade, legal form. Only its own name is its own."""

from __future__ import annotations

import re

from streams.core.identity.sound import folded

_SIMPLE = str.maketrans(
    "團個體責經營電務貿飾裝業紡織針貨絡網嬰藝國際實應鏈進術製傳產農醫藥揚蘇廣東門濟濱長陽瀋島臺遼龍陝肅寧貴雲漢慶廈諮詢發禮飲"
    "紹興華義無錫鄭蕪濰煙綿蘭莊連爾烏魯銀薩內寶創廠聯",
    "团个体责经营电务贸饰装业纺织针货络网婴艺国际实应链进术制传产农医药扬苏广东门济滨长阳沈岛台辽龙陕肃宁贵云汉庆厦咨询发礼饮"
    "绍兴华义无锡郑芜潍烟绵兰庄连尔乌鲁银萨内宝创厂联",
)
"""The traditional characters of towns, trades and legal forms; what is a firm's own is compared by its sound."""
_FORM = re.compile(r"(股份)?有限(责任)?公司|集团|商行|经营部|个体工商户|工作室|\b(co|ltd|limited|inc|llc)\b")
_TRADE = re.compile(
    "(?:网络|信息|电子|日用|母婴|文化|生物|健康|工艺|美容|企业|国际|实业|供应链|进出口)*"
    "(?:科技|技术|商务|电商|贸易|商贸|工贸|服饰|服装|鞋业|鞋服|制衣|纺织|针织|百货|用品|日化|化妆品|食品|酒业|茶叶|茶业|箱包|皮具"
    "|珠宝|饰品|首饰|玩具|数码|电器|家居|家具|传媒|传播|管理|咨询|实业|发展|产业|制品|礼品|农业|医药|五金|建材|电子|[品店])+$"
)
_TOWN = re.compile(
    "^(?:(?:河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州|云南|陕西|甘肃|青海|广西|宁夏|新疆"
    "|内蒙古|西藏)省?)?(?:(?:北京|上海|天津|重庆|杭州|宁波|温州|嘉兴|湖州|绍兴|金华|义乌|台州|广州|深圳|东莞|佛山|中山|珠海|惠州|汕头"
    "|揭阳|潮州|普宁|福州|厦门|泉州|莆田|晋江|石狮|漳州|南京|苏州|无锡|常州|南通|徐州|扬州|合肥|芜湖|南昌|济南|青岛|临沂|潍坊|烟台|郑州"
    "|洛阳|武汉|宜昌|襄阳|长沙|株洲|成都|绵阳|贵阳|昆明|西安|咸阳|兰州|太原|石家庄|保定|廊坊|沈阳|大连|长春|哈尔滨|南宁|桂林|海口|乌鲁木齐"
    "|呼和浩特|银川|西宁|拉萨)市?|[^市]{2,3}市)?"
)


def company_core(value: str) -> str:
    """A company's name without its legal form, which thousands share."""
    core = _FORM.sub(" ", folded(value).translate(_SIMPLE))
    return core if core.strip() else value


def own_name(core: str) -> str:
    """What neither the town nor the trade says; empty where nothing is left."""
    return _TRADE.sub("", _TOWN.sub("", core.strip()).strip("()（） "))
