"""The words an operator or a host reads, English and Chinese, for every closed set that enforcements use."""

from __future__ import annotations

from typing import Literal

Lang = Literal["en", "zh"]
Words = dict[str, tuple[str, str]]

MEASURES: Words = {
    "remind": ("reminder", "提醒"),
    "warn": ("warning", "警告"),
    "review": ("review by a person", "人工复核"),
    "limit_function": ("functions limited", "限制功能"),
    "limit_traffic": ("traffic limited", "限制流量"),
    "block_listing": ("listing blocked", "商品下架"),
    "pause_live": ("live room paused", "暂停直播"),
    "stop_live": ("live stopped for a time", "限期停播"),
    "freeze_shop": ("shop frozen", "冻结店铺"),
    "refuse_opening": ("opening refused", "拒绝开店"),
    "ban_account": ("account banned", "封禁账号"),
    "blacklist": ("blacklisted", "列入黑名单"),
    "compensate": ("buyers compensated", "赔付买家"),
}
CLASSES: Words = {
    "counterfeit": ("counterfeit", "假冒"),
    "false_advertising": ("false advertising", "虚假宣传"),
    "hyped_selling": ("hyped selling", "违规炒作"),
    "off_platform": ("off-platform dealing", "站外交易"),
    "price_fraud": ("price fraud", "价格欺诈"),
    "prohibited": ("prohibited goods", "禁售品"),
    "other": ("other", "其他"),
    "repeat_offender": ("banned before", "违规主体再次开店"),
    "agency": ("agency", "机构责任"),
    "trade_fraud": ("trade fraud", "交易欺诈"),
}
TARGETS: Words = {
    "listing": ("listing", "商品"),
    "room": ("live room", "直播间"),
    "shop": ("shop", "店铺"),
    "account": ("account", "账号"),
    "application": ("application", "开店申请"),
}
LIFTS: Words = {
    "expired": ("its time was over", "期限届满"),
    "corrected": ("the host corrected it", "主播已整改"),
    "revised": ("a revision no longer says it", "修改后的内容已合规"),
    "withdrawn": ("the listing was withdrawn", "商品已撤下"),
    "overturned": ("the ruling, ban or blacklisting it rested on was taken back", "所依据的认定、封禁或黑名单已被撤销"),
    "appeal_upheld": ("the host's appeal was right", "申诉成立"),
    "recomputed": ("what it rested on changed, or another measure took its place", "依据发生变化，或由其他措施取代"),
    "lapsed": ("it ran out without a correction", "逾期未整改"),
}
MODES: Words = {"live": ("live", "正式执行"), "shadow": ("shadow: evaluated only", "影子模式：仅评估不执行")}
RESTRAINTS: Words = {
    "observe_only": ("live by its rule, but operations only observed", "规则为正式执行，但当时处于仅观察状态"),
    "brake": ("live by its rule, but operations or its quota braked it", "规则为正式执行，但被运营或限额制动"),
}
FOLDS: Words = {
    "zero_width": ("invisible characters", "零宽字符"),
    "separator": ("separators", "夹杂分隔符"),
    "width": ("full-width letters", "全角字符"),
    "traditional": ("traditional characters", "繁体字"),
    "enclosed": ("enclosed letters", "带圈字符"),
    "combining": ("combining marks", "组合符号"),
    "styled": ("styled letters", "花体字母"),
    "look_alike": ("look-alike letters", "形近字母"),
    "homophone": ("homophones", "谐音字"),
    "similar_glyph": ("similar characters", "形近字"),
    "split": ("split characters", "拆字"),
    "pinyin": ("pinyin", "拼音"),
    "initials": ("initials of pinyin", "拼音首字母"),
    "leet": ("digits for letters", "数字代替字母"),
    "masked": ("covered letters", "遮盖字符"),
    "doubled": ("doubled characters", "叠字"),
    "emoji": ("emoji", "表情符号"),
}
FIELDS: Words = {
    "title": ("the title", "标题"),
    "description": ("the description", "描述"),
    "ocr_text": ("the picture's text", "图片文字"),
    "brand": ("the brand field", "品牌栏"),
    "text": ("what was said", "口播内容"),
}
NUMBERS: Words = {
    "reporters": ("{value:g} people reported it", "{value:g} 人举报"),
    "crowd": ("together they weigh {value:g}", "举报权重合计 {value:g}"),
    "clusters": ("from {value:g} independent sources", "来自 {value:g} 个独立来源"),
    "against": ("{value:g} people looked and did not report", "{value:g} 人浏览后未举报"),
    "probability": ("{value:.0%} likely to be a violation", "违规可能性 {value:.0%}"),
    "orders": ("{value:g} orders to compensate", "需赔付订单 {value:g} 笔"),
    "points": ("{value:g} points", "累计扣 {value:g} 分"),
    "price_to_reference": ("{value:.0%} of the brand's usual price", "售价为常价的 {value:.0%}"),
    "price_to_list": ("{value:.0%} of the struck-through price", "售价为划线价的 {value:.0%}"),
    "list_to_reference": (
        "struck-through price {value:.0%} of the brand's usual price",
        "划线价为常价的 {value:.0%}",
    ),
    "gang_members": ("{value:g} accounts that belong together", "{value:g} 个相互关联的账号"),
    "gang_banned": ("{value:g} of them banned", "其中 {value:g} 个已被封禁"),
    "gang_kinds": ("{value:g} independent kinds of evidence", "{value:g} 类独立证据"),
    "offenders": ("{value:g} offenders joined", "关联 {value:g} 个违规主体"),
}
"""Phrases; `value` is the number."""
LINKS: Words = {
    "uscc": ("company code", "统一社会信用代码"),
    "id_no": ("ID number", "身份证号"),
    "presenter": ("presenter's ID number", "主播身份证号"),
    "face_hash": ("face", "人脸"),
    "bank_account": ("payee account", "收款账号"),
    "licence_phash": ("licence picture", "营业执照图片"),
    "legal_person": ("legal person", "法定代表人"),
    "return_address": ("return address", "退货地址"),
    "device": ("device", "设备"),
    "phone": ("phone", "手机号"),
    "wechat_hash": ("WeChat account", "微信号"),
    "address": ("address", "地址"),
    "public_place": ("public place", "公共收件点或托管地址"),
    "travel_document": ("passport or pass", "护照或通行证"),
    "payee_name": ("payee's name", "收款人姓名"),
    "company_name": ("company name", "企业名称"),
    "agency": ("agency", "机构"),
    "ip24": ("network", "网络地址段"),
    "full_name": ("full name", "姓名"),
    "name_dob": ("name with birth date", "姓名加出生日期"),
    "uscc_raw": ("ill-formed company code", "格式不符的统一社会信用代码"),
    "id_raw": ("ill-formed ID number", "格式不符的身份证号"),
    "name": ("name", "姓名"),
    "birth": ("birth date", "出生日期"),
    "birth_place": ("place of birth", "出生地"),
    "postcode": ("postcode", "邮政编码"),
    "occupation": ("occupation", "职业"),
    "gender": ("gender", "性别"),
    "company": ("company name", "企业名称"),
}
EVENTS: Words = {
    "listing.published": ("a listing was published", "商品发布"),
    "listing.revised": ("the listing was revised", "商品修改"),
    "listing.withdrawn": ("the listing was withdrawn", "商品撤下"),
    "report.filed": ("a report came in", "收到举报"),
    "report.ruled": ("a report or notice was ruled on", "举报或通知已核查"),
    "notice.countered": ("the seller countered the notice", "商家提交不存在侵权声明"),
    "notice.escalated": ("the right holder complained or sued", "权利人已投诉或起诉"),
    "violation.acknowledged": ("the host has seen it", "主播已知悉"),
    "violation.confirmed": ("a violation was confirmed", "违规认定"),
    "violation.overturned": ("a ruling was overturned", "违规认定被撤销"),
    "violation.corrected": ("the host corrected it", "主播整改"),
    "enforcement.appealed": ("the host appealed", "主播申诉"),
    "appeal.decided": ("an appeal was decided", "申诉裁决"),
    "shop.applied": ("a shop was applied for", "申请开店"),
    "offender.listed": ("an offender was listed", "违规主体列入名单"),
    "offender.delisted": ("an offender was taken off the list", "违规主体移出名单"),
    "account.attribute": ("something became known of an account", "获知账号信息"),
    "account.banned": ("an account was banned", "账号被封禁"),
    "account.reinstated": ("an account was reinstated", "账号恢复"),
    "live.utterance": ("something was said live", "直播口播"),
}


def say(words: Words, name: str, lang: Lang) -> str:
    """The words for a name; a name that is not in the table speaks for itself."""
    pair = words.get(name)
    if pair is None:
        return name.replace("_", " ")
    return pair[1] if lang == "zh" else pair[0]
