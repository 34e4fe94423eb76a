"""Genuine titles by the thousand: the catalogue's brands in the frames real shops use. None of them may be flagged."""

# ruff: noqa: E501 - tables of words read better when a row is a line

from __future__ import annotations

import random
from collections.abc import Iterator

import msgspec

from schemas.events.listings import ListingData
from streams.core.listings.brands import Brand

GOODS = {
    "sport": "跑步鞋 篮球鞋 运动短裤 速干T恤 瑜伽裤 训练背心 运动袜 棒球帽 健身包 卫衣", "fashion": "连衣裙 针织开衫 牛仔裤 衬衫 羽绒服 西装外套 打底衫 半身裙 风衣 纯棉T恤",
    "luxury": "托特包 钱包 腰带 丝巾 乐福鞋 墨镜 香水 卡包 围巾 斜挎包", "watches": "机械表 石英表 男士腕表 女士手表 运动手表 电子表", "jewellery": "项链 手链 耳钉 戒指 吊坠 足金手镯 对戒",
    "eyewear": "太阳镜 近视眼镜框 防蓝光镜片 隐形眼镜日抛", "bags": "双肩包 拉杆箱 登机箱 电脑包 钱包", "cosmetics": "面霜 精华液 口红 气垫 洗面奶 防晒霜 洗发水 身体乳 面膜 眼霜",
    "electronics": "蓝牙耳机 手机 充电器 键盘 显示器 移动硬盘 平板电脑 数据线 智能手表", "appliances": "电饭煲 油烟机 吹风机 扫地机器人 空气炸锅 电热水壶 净水器 冰箱", "liquor": "白酒52度500ml 红酒750ml 礼盒装 整箱6瓶 啤酒罐装",
    "food": "纯牛奶整箱 坚果礼盒 饼干零食 速溶咖啡 酱油500ml 方便面 巧克力", "baby": "婴儿奶粉3段 纸尿裤L码 奶瓶 婴儿推车 安全座椅 湿巾", "toys": "积木套装 拼装模型 毛绒玩偶 盲盒 遥控车 手办",
    "auto": "机油4L 雨刮器 空气滤芯 轮胎205/55R16 行车记录仪支架 刹车片", "tools": "电钻套装 扳手 螺丝刀 角磨机 卷尺 工具箱", "pharma": "维生素C片 钙片 鱼油胶囊 蛋白粉 益生菌 血压计", "home": "四件套 乳胶枕 保温杯 炒锅 毛巾 洗衣液 床垫 花洒",
    "outdoor": "冲锋衣 帐篷 登山鞋 睡袋 徒步背包 鱼竿 骑行头盔", "instruments": "民谣吉他 电子琴 尤克里里 吉他弦 电钢琴", "stationery": "中性笔 钢笔 笔记本 彩铅 计算器 订书机",
}  # fmt: skip
LEAD = (
    "",
    "",
    "",
    "【官方旗舰店】",
    "【顺丰包邮】",
    "2026春季新款",
    "新品上市",
    "限时折扣",
    "爆款",
    "正品",
    "国行正品",
    "[现货速发]",
    "专柜同款",
    "明星同款",
    "夏季薄款",
    "冬季加厚",
    "进口",
    "✨新款✨",
    "反季清仓",
    "断码特价",
    "双11大促 ",
    "第二件半价",
    "海外直邮",
    "学生党必备",
    "奥莱折扣",
)
LOOK = ("透气", "轻便", "防滑", "增高", "显瘦", "宽松", "修身", "百搭", "大容量", "静音", "便携", "高清", "智能", "复古", "ins风", "韩版", "加绒", "纯棉", "真皮", "防水", "高腰", "原创设计", "纯色", "高品质", "简约", "轻奢", "高端", "耐磨", "家用", "经典款", "超薄", "快充", "升级版", "原装", "原味", "无糖", "高帮", "圆领", "V领", "A字", "一体式", "全自动", "仿真丝", "仿皮", "高弹", "精选", "精装", "刻字", "可定制", "免烫", "保暖", "官方授权")  # fmt: skip
TAIL = (
    "",
    "",
    "男女同款",
    "送礼礼盒",
    "七天无理由退换",
    "假一赔十",
    "支持专柜验货",
    "全国联保",
    "包邮",
    "运费险",
    "官网授权",
    "顺丰发货",
    "学生宿舍",
    "情侣款",
    "送女友",
    "节日礼物",
    "L码",
    "黑色 42码",
    "500g*2",
    "赠运费险",
    "正品保证",
    "拒绝高仿",
    "现货",
    "旗舰店",
    "只换不修",
    "以旧换新",
    "可开发票",
    "专用",
    "儿童成人",
    "2026年新日期",
    "假一罚十",
    "支持验货",
)


def _price(chance: random.Random) -> dict[str, int]:
    if chance.random() < 0.4:
        return {"price_cents": chance.randrange(900, 300_000)}
    usual = chance.randrange(2_000, 900_000)
    price = int(usual * chance.uniform(0.35, 1.05))
    return {
        "price_cents": price,
        "reference_price_cents": usual,
        "list_price_cents": int(usual * chance.uniform(1.0, 1.4)),
    }


def genuine(brands: tuple[Brand, ...], count: int, seed: int = 7) -> Iterator[ListingData]:
    """So many genuine listings, the same ones for the same seed."""
    chance = random.Random(seed)
    for number in range(count):
        brand = chance.choice(brands)
        name = chance.choice((brand.name, *brand.names)) if brand.names else brand.name
        looks = chance.sample(LOOK, chance.randrange(2, 5))
        goods = chance.choice(GOODS[brand.category].split())
        parts = [chance.choice(LEAD), name, looks[0], goods, *looks[1:], chance.choice(TAIL), chance.choice(TAIL)]
        glue = chance.choice((" ", "", " "))
        title = glue.join(part for part in parts if part)
        yield ListingData(
            listing_id=str(number), seller_id="s", shop_id="h", title=title, brand=brand.name, **_price(chance)
        )


def promotions(brands: tuple[Brand, ...], count: int, seed: int = 17) -> Iterator[ListingData]:
    """So many listings on offer: coupons, clearance at a fifth of the price, struck-through prices as tags print them."""
    chance = random.Random(seed)
    for one in genuine(brands, count, seed):
        usual = chance.randrange(2_000, 900_000)
        tag = int(usual * chance.choice((1.0, 1.1, 1.3, 1.6, 2.0, 2.5, 3.0)))
        price = int(usual * chance.choice((0.2, 0.35, 0.5, 0.7, 0.85, 1.0)))
        yield msgspec.structs.replace(one, price_cents=price, reference_price_cents=usual, list_price_cents=tag)
