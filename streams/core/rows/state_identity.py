"""The rows of identity: what is known about an account, and who is barred that holds a token.

Both keep facts and revisions, no verdicts: a decision is a function of the set of facts and of the newest answers.
Nothing in them is personal in clear; a token is a keyed hash with a masked form. There are millions of them and no
cycles among them: the collector does not have to look at them (`gc=False`).
"""

from __future__ import annotations

import msgspec

from schemas.sealed import Token
from streams.core.rows.taint import UNKNOWN, Profile, Taint, Via

MAX_ACCOUNT_FACTS = 128
MAX_ACCOUNT_TOKENS = 768
MAX_FORMS = 8  # applications of an account, sent in again or under other ids: the first and the last of them
MAX_HOLDERS = 128
MAX_ASKS = 128  # what more accounts share says nothing about any of them
MAX_NAMED = 8  # barred accounts an answer names; the earliest barred first

LATER = ""  # in place of an application: the tokens that became known after the opening

Form = tuple[str, int]
"""An application as it was sent in at one event time: its id, and when. `LATER` for what became known after it."""
Asker = tuple[str, str, int]
"""An account, and which form of its asks."""


class IdentityFact(msgspec.Struct, frozen=True, forbid_unknown_fields=True, gc=False, kw_only=True, array_like=True):
    """Something that happened to an account. (`source`, `id`) is its name; `at` its event time in microseconds."""

    source: str
    id: str
    at: int


class Applied(IdentityFact, frozen=True, gc=False, kw_only=True, array_like=True, tag="applied"):
    """A shop was applied for with these tokens."""

    application_id: str
    tokens: tuple[Token, ...]


class Listed(IdentityFact, frozen=True, gc=False, kw_only=True, array_like=True, tag="listed"):
    """The account was listed as an offender; `term_end` None takes the policy's term from `banned_at`."""

    offender_id: str
    banned_at: int
    term_end: int | None
    tokens: tuple[Token, ...]


class Delisted(IdentityFact, frozen=True, gc=False, kw_only=True, array_like=True, tag="delisted"):
    """The offender left the list."""

    offender_id: str


class Attributed(IdentityFact, frozen=True, gc=False, kw_only=True, array_like=True, tag="attributed"):
    """An attribute of the account became known."""

    tokens: tuple[Token, ...]


class Banned(IdentityFact, frozen=True, gc=False, kw_only=True, array_like=True, tag="banned"):
    """The marketplace banned the account."""


class Reinstated(IdentityFact, frozen=True, gc=False, kw_only=True, array_like=True, tag="reinstated"):
    """The marketplace took every ban of the account back."""


class OwnBanned(IdentityFact, frozen=True, gc=False, kw_only=True, array_like=True, tag="own_banned"):
    """We banned the account until its expiry, when it has one; `by` is the ruling (source, id) that brought it."""

    until: int | None
    by: tuple[str, str] = UNKNOWN


class OwnLifted(IdentityFact, frozen=True, gc=False, kw_only=True, array_like=True, tag="own_lifted"):
    """Our ban (`ban`, an enforcement) was lifted."""

    ban: str


AnyIdentityFact = Applied | Listed | Delisted | Attributed | Banned | Reinstated | OwnBanned | OwnLifted


class Span(msgspec.Struct, frozen=True, forbid_unknown_fields=True, gc=False, array_like=True):
    """Barred from `since` until before `until` (microseconds; None = no end known), and as which listed offender."""

    since: int
    until: int | None = None
    offender_id: str | None = None
    via: Via | None = None
    undone: bool = False
    by: tuple[str, str] = UNKNOWN


class Answer(msgspec.Struct, frozen=True, forbid_unknown_fields=True, gc=False, array_like=True):
    """What a token's partition said about one token of an application: the newest revision wins."""

    asked: int
    revision: int
    barred: tuple[Taint, ...] = ()
    elders: int = 0
    peers: int = 0
    later: tuple[int, int] = (0, 0)
    desk: tuple[int, int] = (0, 0)

    def crowds(self) -> tuple[int, ...]:
        """Who else holds the token, then and later; two answers that differ in it may weigh otherwise."""
        return (self.elders, self.peers, *self.later, *self.desk)


class Admission(msgspec.Struct, frozen=True, forbid_unknown_fields=True, gc=False, array_like=True, order=True):
    """An appeal (`source`, `id`), upheld at `at`, against what the application event `against` was refused for."""

    at: int
    source: str
    id: str
    against: tuple[str, str]
    violation_class: str


class Published(msgspec.Struct, frozen=True, forbid_unknown_fields=True, gc=False, array_like=True):
    """The last answer to an application: of which event, which decision, by which rules."""

    source: str
    event_id: str
    decision: str
    rules: tuple[str, ...] = ()


class AccountRow(
    msgspec.Struct,
    frozen=True,
    forbid_unknown_fields=True,
    gc=False,
    kw_only=True,
    omit_defaults=True,
    tag_field="t",
    tag="account.2",
):
    """One account: the facts by event time, the answers by form and token, the last decision by application.

    `revision` rises with every fact and orders the account's claims. `clock` is the newest event that changed the row.
    At most 128 facts and 640 tokens are kept, eight forms among them; what is gone is counted in `evicted`. `fell` is
    from when until when the last ban of ours stood that people took back, which leaves no other trace.
    """

    account_id: str
    revision: int = 0
    clock: int = 0
    facts: tuple[AnyIdentityFact, ...] = ()
    answers: dict[Form, dict[str, Answer]] = {}
    published: dict[str, Published] = {}
    derived: tuple[Taint, ...] = ()
    profiles: dict[str, Profile] = {}
    gang: tuple[int, str | None] = (0, None)
    evicted: int = 0
    due: int | None = None
    admitted: tuple[Admission, ...] = ()
    fell: tuple[int, int] | None = None

    def kind(self) -> str:
        """`account`."""
        return "account"


class Holder(msgspec.Struct, frozen=True, forbid_unknown_fields=True, gc=False, array_like=True):
    """An account that holds the token and was barred: its newest assignment.

    No spans means cleared: kept, so that an older assignment that comes late cannot bar it again.
    """

    revision: int
    spans: tuple[Span, ...] = ()
    seen: int = 0
    sketches: dict[str, tuple[str, ...]] = {}
    to: int = 0
    agency: str = ""


class Ask(msgspec.Struct, frozen=True, forbid_unknown_fields=True, gc=False, array_like=True):
    """A form that wants to know: the partition number that asked, and by which agency the account came."""

    to: int
    agency: str = ""


class TokenRow(
    msgspec.Struct,
    frozen=True,
    forbid_unknown_fields=True,
    gc=False,
    kw_only=True,
    omit_defaults=True,
    tag_field="t",
    tag="token.2",
):
    """One token: the barred accounts that hold it, and who asked about it (by account and form).

    At most 128 holders and 128 asks are kept, under 256 KiB with ids of 64 bytes, and at most eight asks an account. Of
    the holders those go first whose bar ends first, of the asks the oldest accounts'; `evicted` counts them, `elders`
    the accounts by the month they first asked in, so that a crowd is still known for one. An evicted ask has had its
    answer: it only misses what becomes known later.
    """

    token: Token | None = None
    revision: int = 0
    clock: int = 0
    holders: dict[str, Holder] = {}
    asks: dict[Asker, Ask] = {}
    elders: dict[int, int] = {}
    evicted: int = 0
    due: int | None = None

    def kind(self) -> str:
        """`token`."""
        return "token"
