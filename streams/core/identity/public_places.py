"""Places that strangers share by what they are: a pick-up station, a returns warehouse, a village without numbers.

What honest holders take away from a value is known only when there are some. A counter that hands out parcels, or a
room where thousands of firms are registered, can be told from its name before anybody else has given it.
"""

from __future__ import annotations

import re
from functools import lru_cache

from streams.core.identity.places import in_figures, spaceless, taken_apart, without_notes

KIND = "public_place"
RETURNS = "return_address"
_NAMED = "(?!大?[路街道]|[村镇鎮乡鄉区區])"
"""Not what a road, a village or a district is called by: 物流大道, 孵化路, 丰巢村."""
_REGISTERED = re.compile(
    "(?:集群|集中(?:登记|登記|办公|辦公)|托管|託管|(?:秘书|秘書)公司|(?:商务|商務)(?:秘书|秘書)|孵化|(?:众创|眾創)空[间間]"
    f"|住所申[报報]){_NAMED}"
)
"""An office where firms are registered and do not sit; also where it is only said beside the address."""
_COUNTER = re.compile(
    "(?:(?<!龙泉)(?<!龍泉)[驿驛]站|自提|代收|代存|快[递遞]|速[递遞]|网点|網點|[丰豐]巢|兔喜|(?:[云雲]|退货|退貨|共享|中转|中轉|[0-9a-z]|号|號)[仓倉]"
    f"|[仓倉](?:[库庫储儲]|[0-9a-z])|物流|货运|貨運|分[拨撥]|集散){_NAMED}"
)
_DOOR = re.compile("[0-9][室户戶房]|(?<![0-9])[0-9]{3,}(?![0-9]|号(?!楼)|號(?!樓)|弄|街|道|路|国道|县道|省道)")
"""Anchored: an applicant may write a thousand figures, and each would be tried from each."""
_CHINESE = re.compile("[\u4e00-\u9fff]")


@lru_cache(maxsize=2_048)
def is_public(address: str, source: str) -> bool:
    """Whether an address as written in that field says a place that many use; a door of its own makes it somebody's.

    Thousands of firms are registered at one door, and no parcel is sent there: what takes returns is no such office,
    whatever is written beside it.
    """
    text = in_figures(spaceless(address))
    if source != RETURNS and _REGISTERED.search(text) is not None:
        return True
    if not taken_apart(address).numbers:
        return _CHINESE.search(text) is not None
    plain = without_notes(text)
    return (_COUNTER.search(plain) or _REGISTERED.search(plain)) is not None and _DOOR.search(plain) is None
