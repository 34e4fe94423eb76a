"""What every field on the wire means: one sentence each, from which schemas and reference pages are made.

A name means the same wherever it occurs; where a type narrows it, `Type.field` says how.
"""

from __future__ import annotations

from typing import Final

ENVELOPE: Final[dict[str, str]] = {
    "specversion": "CloudEvents version; always 1.0.",
    "id": "Unique within `source`: the same (source, id) twice is a duplicate.",
    "source": "Who produced the event.",
    "type": "What happened, with the version of the contract.",
    "time": "Event time, RFC 3339 with zone: when it happened. The only clock that decides.",
    "subject": "The Kafka key, as text.",
    "recordedtime": "When the producer learnt of it, RFC 3339 with zone; windows start at the later of both.",
    "datacontenttype": "Media type of `data`; JSON is the only one that is read.",
    "data": "What happened, typed by `type`.",
}

LISTING: Final[dict[str, str]] = {
    "listing_id": "The listing.",
    "seller_id": "The seller whose shop, listing or room it is; the Kafka key of most topics.",
    "shop_id": "The shop that sells it.",
    "title": "Title, as the seller wrote it.",
    "description": "Description, as the seller wrote it.",
    "brand": "Brand that the seller claims.",
    "brand_authorisation": "Document that authorises the seller to sell the brand; missing or null = none.",
    "category": "Path in the marketplace's tree of categories, such as 服饰/运动鞋.",
    "product_class": "Legal class of the goods, which decides which claims are allowed; missing = unknown.",
    "content_kind": "Where the words stand: in a listing, an advertisement or live.",
    "price_cents": "Price asked, in minor units.",
    "list_price_cents": "Struck-through price, in minor units.",
    "reference_price_cents": "The brand's usual price, in minor units, when the marketplace knows it.",
    "currency": "ISO 4217 code of all prices of the listing; CNY when missing.",
    "image_hashes": "64-bit perceptual hashes of the pictures, hex.",
    "ocr_text": "Text read from the pictures, one item a picture.",
    "live_room_id": "Live room that presents it.",
    "agency_id": "Agency (MCN) that runs the account.",
}

REPORTS: Final[dict[str, str]] = {
    "report_id": "The report.",
    "reporter_id": "Who reports; a keyed token behind decode. Never published.",
    "reporter_kind": "In what role they report.",
    "target_kind": "What kind of thing it is about.",
    "target_id": "The listing, room, shop, account or application it is about.",
    "reason": "Why, in the words of whoever decided.",
    "ReportData.reason": "What is reported.",
    "WithdrawalData.reason": "By whose wish: the seller's, as a correction, or the platform's.",
    "text": "Words of whoever wrote or spoke.",
    "order_id": "Order that the report is about.",
    "reporter_cluster": "Shared device, network or cohort of reporters; missing = one shared, capped cluster.",
    "reporter_since": "Since when the reporter has an account; missing = new.",
    "notice_kind": "A notice with legal force, which is no crowd: of a rights owner, a regulator, or about an address.",
    "ruling": "Whether the report was right, wrong, or made in bad faith.",
    "ruled_by": "Who ruled on the report.",
}

VIOLATIONS: Final[dict[str, str]] = {
    "violation_id": "The confirmed violation.",
    "violation_class": "Which rule of law or policy was broken; points are counted by class.",
    "severity": "How grave it is; with the class it gives the points.",
    "occurred_at": "When it happened, RFC 3339; decides policy version, points and caps. At most a day after `time`.",
    "decided_by": "Who decided.",
    "case_id": "Several findings of one case count once.",
    "under_guarantee": "Sold with a promise of compensation for fakes.",
    "orders": "Orders affected.",
    "reminder_id": "Enforcement id of the reminder; a hint, corrections match by target and class.",
    "enforcement_id": "The enforcement: the same cause gives the same id on every replay.",
    "human_requested": "The host wants a person to decide.",
    "outcome": "`upheld` = the appellant is right: the measure is lifted and its points go.",
}

ACCOUNTS: Final[dict[str, str]] = {
    "application_id": "The shop opening that is applied for.",
    "account_id": "The account: the applicant, and the seller once the shop is open.",
    "shop_name": "Name of the shop that is applied for.",
    "company_name": "Company on the licence. Personal: sealed at decode.",
    "uscc": "Unified social credit code, 18 characters. Personal: sealed at decode.",
    "licence_phash": "Perceptual hash of the licence's picture, hex. Sealed at decode.",
    "legal_person": "Name of the legal representative. Personal: sealed at decode.",
    "id_no": "ID number of the legal representative. Personal: sealed at decode.",
    "face_hash": "Hash of the face check, made by the producer. Sealed at decode.",
    "phone": "Telephone number. Personal: sealed at decode.",
    "device_ids": "Devices the applicant used. Sealed at decode.",
    "bank_account": "Account that receives the money. Personal: sealed at decode.",
    "payee_name": "Holder of that account. Personal: sealed at decode.",
    "ip24": "First three bytes of the IPv4 address. Sealed at decode.",
    "wechat_hash": "Hash of the WeChat account, made by the producer. Sealed at decode.",
    "address": "Business address. Personal: sealed at decode.",
    "return_address": "Where returned goods go. Personal: sealed at decode.",
    "presenter_id_no": "ID number of the presenter. Personal: sealed at decode.",
    "full_name": "Full name of a natural person. Personal: sealed at decode.",
    "first_name": "Given name. Personal: sealed at decode.",
    "surname": "Family name. Personal: sealed at decode.",
    "dob": "Date of birth. Personal: sealed at decode.",
    "birth_place": "Place of birth. Personal: sealed at decode.",
    "postcode": "Postcode. Personal: sealed at decode.",
    "gender": "Gender. Personal: sealed at decode.",
    "occupation": "Occupation. Personal: sealed at decode.",
    "offender_id": "The entry on the list of offenders.",
    "banned_at": "When the offender was banned, RFC 3339 with zone.",
    "term_end": "End of the blacklist term, RFC 3339 with zone; missing = the policy's default term, never for ever.",
    "AttributeRaw.kind": "Which attribute it is.",
    "AttributeRaw.value": "The attribute's value. May be personal: sealed at decode.",
}

LIVE: Final[dict[str, str]] = {
    "room_id": "The live room.",
    "presenter_id": "Who presents.",
    "offset_ms": "Milliseconds since the room opened.",
    "viewers": "How many watched.",
    "TickData.time": "The wall clock of the partition's task; timers due by it fire.",
    "partition": "The partition number whose rows move.",
}

ENFORCEMENT: Final[dict[str, str]] = {
    "measure": "What is done.",
    "mode": "`live` is in force; `shadow` only shows what would have been done.",
    "score": "How sure the rule is, 0 to 1.",
    "reasons": "Why: each rule that led to it.",
    "rule_id": "The rule.",
    "policy_version": "Content digest of the policy that decided.",
    "legal_basis": "Articles that the rule rests on.",
    "evidence": "What the rule saw: spans of text, numbers, links.",
    "points": "Penalty points by class, before and after.",
    "before": "Points before.",
    "after": "Points after.",
    "linked": "Barred accounts that this one is joined to, masked. For the platform only.",
    "path": "The values that join them, masked.",
    "gang_id": "Community of accounts that it belongs to.",
    "EnforcementData.brand": "Canonical name of the brand that was found.",
    "EnforcementData.orders": "Orders to compensate.",
    "expires_at": "When the measure ends by itself, RFC 3339 in UTC; a `lifted` event says so then.",
    "appeal": "How to object.",
    "route": "Where an appeal goes.",
    "deadline": "Until when, RFC 3339 in UTC.",
    "caused_by": "Ids of the events behind it; of a crowd's measure none, for a report's id may lead to who reported.",
    "supersedes": "Of a lifted measure: the enforcement id of the taken one.",
    "lift_reason": "Of a lifted measure: why it ended.",
    "taken_at": "Of a lifted measure: the event time at which it was taken.",
    "decision": "The answer; a later one replaces the earlier.",
    "field": "The field of the listing or event in which the words stand.",
    "start": "First code point of the span in the original text.",
    "end": "One past the last code point of the span.",
    "SpanEvidence.text": "The words as they stand there; contact data are masked at equal length.",
    "term": "The term of the lexicon that they match.",
    "fold": "How they were disguised.",
    "name": "What was counted or measured.",
    "value": "How much it was.",
    "threshold": "What it was held against.",
    "LinkEvidence.kind": "Which field is shared.",
    "masked": "The shared value, masked.",
    "weight": "How much the link says.",
    "SpanEvidence.type": "Words in the seller's own text.",
    "NumberEvidence.type": "A counter or ratio.",
    "LinkEvidence.type": "A value shared with an offender.",
}

OPERATIONS: Final[dict[str, str]] = {
    "restrained_by": "Why a rule that is live gave no live measure: operations only observe, or braked it.",
    "state": "`on` or `off`.",
    "effective_from": "The first event time at which it holds, RFC 3339 with zone.",
    "why": "The reason, in the words of who did it.",
    "by": "Who did it.",
    "BrakeData.measure": "The measure that is braked.",
    "topic": "The dead-letter topic.",
    "records": "Where the redriven records lie; they stay there until their retention ends.",
    "Position.partition": "Its partition.",
    "offset": "Its offset.",
    "forced": "Whether records were redriven that were expected to fail again, or had been redriven before.",
}

FIELDS: Final[dict[str, str]] = {
    **ENVELOPE,
    **LISTING,
    **REPORTS,
    **VIOLATIONS,
    **ACCOUNTS,
    **LIVE,
    **ENFORCEMENT,
    **OPERATIONS,
}


def meaning(kind: str, field: str) -> str:
    """What `field` of the wire type `kind` means. Raises KeyError when nobody has said so yet."""
    return FIELDS.get(f"{kind}.{field}") or FIELDS[field]
