"""Write `labelled/innocent_frames.txt`: what honest shops say about fakes, parts, grades and prices, with many brands."""

# ruff: noqa: E501 - tables of words read better when a row is a line

from __future__ import annotations

import random
from pathlib import Path

BRANDS = {
    "鞋": "耐克 阿迪达斯 匡威 新百伦 安踏 李宁 斯凯奇 彪马 特步 回力", "包": "古驰 蔻驰 香奈儿 普拉达 迪奥 新秀丽 珑骧 芙拉", "表": "劳力士 欧米茄 浪琴 天梭 卡西欧 卡地亚",
    "面霜": "雅诗兰黛 兰蔻 海蓝之谜 玉兰油 百雀羚 珀莱雅", "白酒": "茅台 五粮液 剑南春 洋河 汾酒", "手机": "华为 苹果手机 小米手机 三星 荣耀手机",
}  # fmt: skip
FAKE_TALK = (
    "拒绝高仿 {b}官方正品{g}",
    "{b}{g} 假一赔十 支持专柜验货",
    "{b}{g} 不卖A货 不卖高仿 只卖专柜正品",
    "谨防高仿 {b}{g}官方授权店",
    "高仿{b}{g}鉴别教程 真假对比",
    "{b}{g} 如假包换 假一罚十",
    "{b}{g} 发现高仿 十倍赔偿",
    "不是复刻不是尾单 {b}{g}专柜采购",
    "{b}{g} 绝非高仿 附购物小票",
    "市面高仿{b}{g}太多 请认准防伪码",
    "打假到底 {b}{g} 官方直营",
    "{b}{g} 从不售假 本店拒绝一切仿品",
    "{b}{g}防伪查询 一物一码",
    "{b}{g} 正品保证 收到高仿全额退款",
    "回收二手{b}{g} 高仿勿扰",
    "{b}{g}真伪鉴定服务 拍照鉴定",
    "远离莆田高仿 {b}{g}正品专柜",
    "{b}{g}专柜正品 支持得物鉴别",
)
TRADE = (
    "{b}{g} 断码清仓 反季折扣",
    "{b}{g} 奥莱折扣 正品",
    "{b}{g} 七天无理由 运费险",
    "适用{b}{g} 配件 通用",
    "{b}{g} 礼盒袋 包装盒",
    "二手{b}{g} 九五新 自用闲置",
    "{b}{g} 原装正品 全国联保",
    "{b}{g}收纳盒 防尘",
    "{b}{g} 海外直邮 免税",
    "{b}{g} 官方旗舰店 新款上市",
    "{b}{g} 专柜同款 顺丰包邮",
    "{b}{g} 外贸客户 定制礼品盒",
    "{b}{g} 高端大气 送礼体面",
    "{b}{g} 限量发售 抽签",
    "{b}{g} 维修 保养 换电池",
)
WORDS = (
    "增高防滑{g}女", "高仿真皮纹 {g}收纳", "高端仿皮{g}袋", "原味原浆 {g}", "加厚加绒{g}垫", "微信小程序 {g}商城 模板", "加V领打底 {g}配套", "最佳搭配 {g}清洁套装", "{g}最高限重 100斤 展示架", "第一代{g}收藏册",
    "{g}100%纯棉防尘袋", "国家级非遗 手工{g}摆件", "环保过滤 {g}除味剂", "{g}最新款 2026春季", "好看的{g} 学生党", "{g}第一时间发货",
)  # fmt: skip
HEAD = """# Hard negatives by frames: honest talk about fakes, honest trade, words inside words. Written by tests/quality/make_frames.py."""


def lines(chance: random.Random) -> list[str]:
    """The rows, each title once."""
    found: dict[str, None] = {}
    for group, frames, times in (("frame_talk", FAKE_TALK, 24), ("frame_trade", TRADE, 16), ("frame_words", WORDS, 5)):
        for frame in frames:
            for _ in range(times):
                goods = chance.choice(list(BRANDS))
                title = frame.format(b=chance.choice(BRANDS[goods].split()), g=goods)
                usual = chance.randrange(200, 3000)
                price = f"p={int(usual * chance.uniform(0.4, 1))}/{usual}" if group == "frame_trade" else ""
                if not any(f"| {title} |" in f"{line} |" for line in found):
                    found[f"none | {group} | {title}" + (f" | {price}" if price else "")] = None
    return list(found)


def main() -> None:
    """Write the file."""
    path = Path(__file__).parent / "labelled" / "innocent_frames.txt"
    path.write_text(HEAD + "\n" + "\n".join(lines(random.Random(20260202))) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
