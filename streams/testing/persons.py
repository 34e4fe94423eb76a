"""Natural persons whose records have errors: one record is listed, others apply; strangers and relatives among them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random
from typing import Any

from streams.testing.applicants import Applicants
from streams.testing.envelopes import later
from streams.testing.offending import Labelled
from streams.testing.people import application, offender

Person = dict[str, Any]


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_FIRST = _words(
    "john william thomas james george henry charles robert edward mary elizabeth anne margaret richard joseph samuel "
    "peter alexander david frederick arthur francis hugh walter philip edmund sarah jane emma alice harriet louisa "
    "charlotte catherine"
)
_NICK = dict(
    zip(
        _words("william thomas robert elizabeth margaret edward richard charles henry james"),
        _words("bill tom bob liz peggy ned dick charlie harry jim"),
        strict=True,
    )
)
_STEMS = _words(
    "ash brad cres dal elm fair gren hart ing kirk lang mar nor oak pem quin rad shel thorn under wald whit york stan "
    "hol"
)
_ENDS = _words("ton ley ford worth ham by well field more land wick combe ington son")
_TOWNS = _words(
    "london leeds bath devon york exeter kent norfolk cardiff durham glasgow edinburgh lincoln oxford derby truro "
    "chester ipswich warwick stirling"
)
_WORK = _words(
    "politician writer painter cricketer engineer clergyman merchant actor architect physician lawyer naturalist"
)


class Persons:
    """Seeded persons; a third of them Chinese."""

    def __init__(self, seed: int) -> None:
        self.dice = Random(seed)  # noqa: S311 - seeded dice, no secrets
        self._chinese = Applicants(seed)

    def _chance(self, share: float) -> bool:
        return self.dice.random() < share

    def one(self, relative: Person | None = None) -> Person:
        """A person; a relative shares surname, place and often the postcode's outer part."""
        dice = self.dice
        place = dice.choice(_TOWNS)
        person: Person = {
            "dob": f"{dice.randint(1940, 2004)}-{dice.randint(1, 12):02d}-{dice.randint(1, 28):02d}",
            "birth_place": place,
            "postcode": f"{place[:2]}{dice.randint(1, 40)} {dice.randint(1, 9)}{chr(97 + dice.randrange(26))}{chr(97 + dice.randrange(26))}",  # noqa: E501
            "gender": dice.choice(("male", "female")),
            "occupation": dice.choice(_WORK),
        }
        if relative is not None:
            person |= {"birth_place": relative["birth_place"], "surname": relative["surname"]}
            person["postcode"] = relative["postcode"] if self._chance(0.3) else person["postcode"]
            chinese = not relative["surname"].isascii()
            person["first_name"] = self._chinese.person()[1:] if chinese else dice.choice(_FIRST)
        elif self._chance(0.33):
            name = self._chinese.person()
            person |= {"surname": name[0], "first_name": name[1:]}
        else:
            person |= {"first_name": dice.choice(_FIRST), "surname": dice.choice(_STEMS) + dice.choice(_ENDS)}
        return person

    def record(self, person: Person) -> Person:
        """How one form has it: now and then a field is missing or wrong."""
        record = {key: value for key, value in person.items() if not self._chance(0.06) or key == "surname"}
        for slip, chance in _SLIPS.items():
            if self.dice.random() < chance:
                slip(self, record)
        order = ("surname", "first_name") if not person["surname"].isascii() else ("first_name", "surname")
        names = [record[key] for key in order if key in record]
        return record | {"full_name": ("" if not person["surname"].isascii() else " ").join(names)}

    def _typo(self, text: str) -> str:
        place = self.dice.randrange(len(text))
        letter = chr(97 + self.dice.randrange(26))
        return (
            self.dice.choice(
                (
                    text[:place] + text[place + 1 :],
                    text[:place] + letter + text[place + 1 :],
                    text[:place] + letter + text[place:],
                )
            )
            or text
        )

    def misspell(self, record: Person) -> None:
        """A letter, or a character that sounds alike."""
        for key in ("surname", "first_name"):
            if self._chance(0.6) and key in record and record[key].isascii():
                record[key] = self._typo(record[key])

    def nickname(self, record: Person) -> None:
        """What friends say."""
        record["first_name"] = _NICK.get(record.get("first_name", ""), record.get("first_name") or "x")

    def swap(self, record: Person) -> None:
        """Given and family name exchanged."""
        if "first_name" in record:
            record["first_name"], record["surname"] = record["surname"], record["first_name"]

    def exchange(self, record: Person) -> None:
        """Day and month exchanged where that gives a date."""
        year, month, day = record.get("dob", "2000-01-01").split("-")
        if int(day) <= 12 and "dob" in record:  # noqa: PLR2004 - a month
            record["dob"] = f"{year}-{day}-{month}"

    def misdate(self, record: Person) -> None:
        """One digit of the birth date."""
        if "dob" in record:
            place, digits = self.dice.choice(((3, "123456789"), (6, "12"), (9, "123456789")))
            digit = self.dice.choice(digits)
            record["dob"] = record["dob"][:place] + digit + record["dob"][place + 1 :]

    def move(self, record: Person) -> None:
        """A slip in the postcode, or another one."""
        if "postcode" in record:
            record["postcode"] = self._typo(record["postcode"]) if self._chance(0.6) else self.one()["postcode"]

    def change(self, record: Person) -> None:
        """Another occupation."""
        record["occupation"] = self.dice.choice(_WORK)


_SLIPS: dict[Callable[[Persons, Person], None], float] = {
    Persons.misspell: 0.25,
    Persons.nickname: 0.08,
    Persons.swap: 0.06,
    Persons.exchange: 0.08,
    Persons.misdate: 0.1,
    Persons.move: 0.15,
    Persons.change: 0.15,
}


def persons(seed: int = 1, listed: int = 500, strangers: int = 1_500) -> Iterator[Labelled]:
    """Offenders by one record, then the same people by others, relatives and strangers."""
    people = Persons(seed)
    offenders = [people.one() for _ in range(listed)]
    for n, person in enumerate(offenders):
        event = offender(f"P-{n}", f"person-{n}", at=later(days=n / listed), **people.record(person))
        yield Labelled(n / listed, event, f"person-{n}", "")
    cases = [("again", n, people.record(person)) for n, person in enumerate(offenders)]
    cases += [("relative", -1, people.record(people.one(person))) for person in offenders[: listed // 2]]
    cases += [("stranger", -1, people.record(people.one())) for _ in range(strangers)]
    people.dice.shuffle(cases)
    for k, (case, n, record) in enumerate(cases):
        name, day = f"applicant-{k}", 2 + k / len(cases)
        roots = frozenset([f"person-{n}"]) if n >= 0 else frozenset()
        yield Labelled(day, application(f"application-{name}", name, at=later(days=day), **record), name, case, roots)
