"""The stories as events. `python -m tests.replay.stories` writes each one's `events.jsonl` and what was said about it.

The written files are what the tests read: look at the difference before you commit it. A story's README says what must
happen and why; `said.txt` is what does.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from streams.testing.builders import (
    JsonEvent,
    acknowledged,
    appeal,
    appeal_decided,
    application,
    attribute,
    bank_account,
    corrected,
    countered,
    dismissed_view,
    escalated,
    id_number,
    later,
    listing,
    offender,
    overturned,
    phone,
    report,
    report_ruled,
    reports,
    revision,
    room_closed,
    room_opened,
    tick,
    to_lines,
    uscc,
    utterance,
    violation,
    withdrawal,
)

FIXTURES = Path(__file__).parent / "fixtures"


def birds_nest() -> list[JsonEvent]:
    host, item, room = "host-famous", "nest-1", "room-nest"
    return [
        room_opened(room, host),
        listing(
            item,
            host,
            "即食冰糖燕窝 孕妇滋补 风味饮品 30碗",
            25_800,
            category="食品/滋补",
            product_class="ordinary_food",
        ),
        utterance(
            "家人们，这一碗真的是足足的燕窝，我自己每天都在吃", room_id=room, seller_id=host, at=later(minutes=5)
        ),
        *reports(
            9,
            within_seconds=3000,
            start=later(days=5),
            seller_id=host,
            target_id=item,
            reason="counterfeit",
            text="糖水",
        ),
        room_closed(room, host, viewers=2_100_000, at=later(hours=4)),
        tick(later(days=9)),
        violation(
            "ruling-nest",
            host,
            item,
            "counterfeit",
            "very_serious",
            at=later(days=15),
            occurred_at=later(),
            decided_by="market regulator",
            case_id="case-nest",
            under_guarantee=True,
            orders=["order-1", "order-2", "order-3"],
        ),
        withdrawal(item, host, reason="platform", at=later(days=15, minutes=3)),
        tick(later(days=40)),
    ]


def fake_liquor() -> list[JsonEvent]:
    host = "host-beloved"
    fake = "飞天茅台酒53度500ml 高仿 口感一致"
    return [
        listing(
            "liquor-1",
            host,
            fake,
            19_900,
            brand="茅台",
            category="酒类/白酒",
            reference_price_cents=289_900,
            product_class="ordinary_food",
        ),
        *(dismissed_view(host, f"fan-{n}", "liquor-1", at=later(minutes=n)) for n in range(30)),
        *reports(2, within_seconds=600, start=later(hours=2), seller_id=host, target_id="liquor-1"),
        violation("ruling-liquor", host, "liquor-1", "counterfeit", "serious", at=later(days=3), occurred_at=later()),
        listing(
            "liquor-2",
            host,
            "贵州茅台 一比一复刻 整箱",
            59_900,
            brand="茅台",
            category="酒类/白酒",
            reference_price_cents=1_739_400,
            product_class="ordinary_food",
            at=later(days=4),
        ),
        tick(later(days=30)),
    ]


def replica_shoes() -> list[JsonEvent]:
    shop = "shop-putian"
    shoes = {"category": "服饰/运动鞋", "reference_price_cents": 129_900}
    return [
        listing("aj-1", shop, "莆田高仿AJ1 芝加哥 男女同款", 26_800, brand="Nike", **shoes),
        listing("aj-2", shop, "耐克Dunk 精仿 顶级品质", 23_900, **shoes, at=later(minutes=1)),
        listing("aj-3", shop, "耐\u200b克 高\u200b仿 空军一号", 21_900, **shoes, at=later(minutes=2)),
        withdrawal("aj-2", shop, at=later(hours=1)),
        revision("aj-1", shop, "春季透气休闲板鞋 男女同款", 26_800, category="服饰/运动鞋", at=later(hours=2)),
        revision("aj-1", shop, "高仿 耐克 休闲板鞋 男女同款", 26_800, **shoes, at=later(days=3)),
        revision("aj-1", shop, "春季透气休闲板鞋 男女同款", 26_800, category="服饰/运动鞋", at=later(days=4)),
    ]


def banned_is_banned() -> list[JsonEvent]:
    old = {"uscc": uscc(1), "id_no": id_number(1), "bank_account": bank_account(1), "phone": phone(1)}
    new = {"uscc": uscc(2), "id_no": id_number(2), "bank_account": bank_account(1), "phone": phone(2)}
    clean = {"uscc": uscc(3), "id_no": id_number(3), "bank_account": bank_account(3), "phone": phone(3)}
    expired = {"uscc": uscc(4), "bank_account": bank_account(4)}
    return [
        application("app-old", "seller-old", "老王潮鞋", **old),
        violation("ban-1", "seller-old", "x-1", "counterfeit", "very_serious", at=later(days=30)),
        application("app-new", "seller-new", "晨光服饰", **new, at=later(days=31)),
        application("app-clean", "seller-clean", "青禾家居", **clean, at=later(days=31)),
        offender("offender-9", "seller-past", **expired, banned_at=later(days=-900), term_end=later(days=20)),
        application("app-after-term", "seller-again", "重新出发", **expired, at=later(days=32)),
        attribute("seller-clean", "phone", phone(7), at=later(days=33)),
    ]


def innocent_outlet() -> list[JsonEvent]:
    outlet = {"seller_id": "outlet-1", "category": "服饰/运动鞋", "reference_price_cents": 89_900}
    return [
        listing("out-1", title="耐克官方奥莱 断码清仓 运动鞋", price_cents=26_900, brand="Nike",
                brand_authorisation="auth-2026-17", **outlet),
        listing("out-2", title="阿迪达斯尾货特卖 正品保证 假一赔十", price_cents=19_900, brand="adidas",
                brand_authorisation="auth-2026-18", **outlet, at=later(minutes=1)),
        listing("out-3", title="拒绝高仿 专柜验货 李宁跑鞋", price_cents=45_900, brand="李宁",
                brand_authorisation="auth-2026-19", **outlet, at=later(minutes=2)),
        revision("out-1", title="耐克官方奥莱 断码清仓 最后三双", price_cents=19_900, brand="Nike",
                 brand_authorisation="auth-2026-17", **outlet, at=later(days=1)),
        report("jealous-1", "outlet-1", "rival-1", "out-1", reporter_kind="competitor", at=later(days=2)),
        tick(later(days=10)),
    ]  # fmt: skip


def brigade() -> list[JsonEvent]:
    return [
        listing("tea-1", "shop-tea", "明前龙井 500g 罐装", 39_800, category="食品/茶叶"),
        *reports(40, within_seconds=60, start=later(days=1), seller_id="shop-tea", target_id="tea-1"),
        tick(later(days=1, hours=1)),
        tick(later(days=6)),
    ]


def appeal_upheld() -> list[JsonEvent]:
    from tests.replay.telling import first_id  # noqa: PLC0415 - needs the stories' own engine to learn the id

    start = [
        listing("bag-1", "shop-bags", "真皮手提包 通勤百搭", 45_900, category="箱包"),
        violation("ruling-bag", "shop-bags", "bag-1", "counterfeit", "general", at=later(days=1)),
    ]
    limit = first_id(start, "limit_function")
    return [
        *start,
        appeal(limit, "shop-bags", human_requested=True, at=later(days=2)),
        appeal_decided(limit, "shop-bags", "upheld", at=later(days=5)),
        violation("ruling-bag-2", "shop-bags", "bag-1", "counterfeit", "slight", at=later(days=20)),
        overturned("ruling-bag-2", "shop-bags", at=later(days=20, hours=5)),
        tick(later(days=40)),
    ]


def reminder_answered() -> list[JsonEvent]:
    return [
        violation("slip-1", "host-careful", "cream-1", "false_advertising", "slight"),
        acknowledged("cream-1", "host-careful", at=later(minutes=20)),
        corrected("cream-1", "host-careful", at=later(hours=3)),
        tick(later(days=3)),
    ]


def reminder_ignored() -> list[JsonEvent]:
    return [
        violation("slip-1", "host-deaf", "cream-1", "false_advertising", "slight"),
        tick(later(hours=23)),
        tick(later(hours=25)),
        violation("slip-2", "host-deaf", "cream-2", "false_advertising", "serious", at=later(days=9)),
        tick(later(days=30)),
    ]


def address_notice() -> list[JsonEvent]:
    def unreachable(report_id: str, seller: str, hours: float) -> JsonEvent:
        return report(
            report_id, seller, "market-regulator", seller, "other",
            reporter_kind="regulator", notice_kind="address_notice", target_kind="account", at=later(hours=hours),
        )  # fmt: skip

    return [
        unreachable("address-1", "shop-moved", 0),
        unreachable("address-2", "shop-prompt", 1),
        acknowledged("shop-moved", "shop-moved", target_kind="account", at=later(days=2)),
        corrected("shop-prompt", "shop-prompt", target_kind="account", at=later(days=3)),
        tick(later(days=6, hours=23)),
        tick(later(days=8)),
        corrected("shop-moved", "shop-moved", target_kind="account", at=later(days=20)),
        tick(later(days=30)),
    ]


def rights_notice() -> list[JsonEvent]:
    def notice(report_id: str, target: str, hours: float) -> JsonEvent:
        return report(
            report_id, "shop-cups", "brand-owner-7", target,
            reporter_kind="brand_owner", notice_kind="rights_notice", at=later(hours=hours),
        )  # fmt: skip

    return [
        listing("cup-1", "shop-cups", "双层玻璃杯 家用水杯", 3_900, category="家居/杯具"),
        listing("cup-2", "shop-cups", "陶瓷马克杯 情侣款", 4_900, category="家居/杯具"),
        notice("notice-1", "cup-1", 2),
        notice("notice-2", "cup-2", 3),
        countered("notice-1", "shop-cups", at=later(days=1)),
        countered("notice-2", "shop-cups", at=later(days=1, hours=1)),
        escalated("notice-2", "shop-cups", at=later(days=9)),
        tick(later(days=15, hours=23)),
        tick(later(days=20)),
        report_ruled("notice-2", "shop-cups", "cup-2", "dismissed", ruled_by="regulator", at=later(days=28)),
        tick(later(days=30)),
    ]


def cried_wolf() -> list[JsonEvent]:
    def says(person: str, shop: str, item: str, at: datetime) -> JsonEvent:
        cluster, since = f"home-of-{person}", later(days=-500)
        return report(
            f"{person}-{item}", shop, person, item,
            reporter_kind="viewer", reporter_cluster=cluster, reporter_since=since, at=at,
        )  # fmt: skip

    def judged(person: str, shop: str, item: str, ruling: str, at: datetime) -> JsonEvent:
        return report_ruled(f"{person}-{item}", shop, item, ruling, at=at)

    wolves, shepherds = [f"wolf-{n}" for n in range(6)], [f"shepherd-{n}" for n in range(3)]
    events = []
    for day in range(3):
        for n, wolf in enumerate(wolves):
            shop, item = f"shop-honest-{day}", f"honest-{day}-{n}"
            events.append(says(wolf, shop, item, later(days=day, minutes=n)))
            events.append(judged(wolf, shop, item, "dismissed", later(days=day, hours=5, minutes=n)))
        for n, shepherd in enumerate(shepherds):
            shop, item = f"shop-fake-{day}", f"fake-{day}-{n}"
            events.append(says(shepherd, shop, item, later(days=day, hours=1, minutes=n)))
            events.append(judged(shepherd, shop, item, "upheld", later(days=day, hours=6, minutes=n)))
    events += [says(wolf, "shop-lamb", "lamb-1", later(days=5, minutes=n)) for n, wolf in enumerate(wolves)]
    events += [says(one, "shop-skin", "sheepskin-1", later(days=5, minutes=n)) for n, one in enumerate(shepherds)]
    return [*events, tick(later(days=5, hours=1)), tick(later(days=8))]


def one_reminder() -> list[JsonEvent]:
    host, words = "host-cream", "全国销量第一 补水面膜"
    ruled = {"violation_class": "false_advertising", "severity": "slight"}
    return [
        listing("mask-1", host, words, 5_900, at=later()),
        violation("ruling-mask-1", host, "mask-1", at=later(hours=20), **ruled),
        corrected("mask-1", host, at=later(hours=30)),
        listing("mask-2", host, words, 5_900, at=later(days=3)),
        violation("ruling-mask-2", host, "mask-2", at=later(days=3, hours=20), **ruled),
        overturned("ruling-mask-2", host, at=later(days=3, hours=22)),
        tick(later(days=6)),
    ]


def gang_splits() -> list[JsonEvent]:
    def opens(name: str, n: int, **shared: object) -> JsonEvent:
        own = {"uscc": uscc(n), "id_no": id_number(n), "phone": phone(n), "bank_account": bank_account(n)}
        return application(f"app-{name}", f"shop-{name}", f"{name}小店", at=later(hours=7 * n), **(own | shared))

    def ruled(name: str, day: float) -> JsonEvent:
        return violation(
            f"ruling-{name}", f"shop-{name}", f"bag-{name}", "counterfeit", "very_serious", at=later(days=day)
        )

    one = {"device_ids": ["tablet-north"], "bank_account": bank_account(101)}
    other = {"device_ids": ["tablet-south"], "bank_account": bank_account(102)}
    between = {"device_ids": ["tablet-north"], "bank_account": bank_account(102)}
    return [
        *(opens(f"north-{n}", n, **one) for n in range(1, 6)),
        *(opens(f"south-{n}", n + 5, **other) for n in range(1, 6)),
        opens("between", 11, **between),
        *(ruled(name, 5 + n / 8) for n, name in enumerate(("between", "north-1", "south-1", "north-2", "south-2"))),
        tick(later(days=7)),
        overturned("ruling-between", "shop-between", reason="the bags were genuine", at=later(days=9)),
    ]


STORIES: dict[str, Callable[[], list[JsonEvent]]] = {
    "birds-nest": birds_nest,
    "fake-liquor": fake_liquor,
    "replica-shoes": replica_shoes,
    "banned-is-banned": banned_is_banned,
    "innocent-outlet": innocent_outlet,
    "brigade": brigade,
    "appeal-upheld": appeal_upheld,
    "reminder-answered": reminder_answered,
    "reminder-ignored": reminder_ignored,
    "one-reminder": one_reminder,
    "address-notice": address_notice,
    "rights-notice": rights_notice,
    "cried-wolf": cried_wolf,
    "gang-splits": gang_splits,
}


def write() -> None:
    """Write every story's events and what is said about them."""
    from tests.replay.telling import told  # noqa: PLC0415 - the tests import the telling without the stories

    for name, build in STORIES.items():
        folder = FIXTURES / name
        folder.mkdir(exist_ok=True)
        (folder / "events.jsonl").write_bytes(to_lines(build()))
        (folder / "said.txt").write_text(
            "".join(f"{line}\n" for line in told(folder / "events.jsonl")), encoding="utf-8"
        )


if __name__ == "__main__":
    write()
