"""What a club charges its members: the sections `[[avgift]]` of `club.toml`.

Membership fee (medlemskontingent) and training fee (treningsavgift) are two decisions of the club
and two amounts (NIFs lov kapittel 10), so a rule has one of them. Amounts are kroner in the file,
and whole øre here; periods are days, both ends included.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from typing import Annotated, Literal, NamedTuple

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

from workbench.days import month_end, months_after
from workbench.model.kinds import TEXTS, FeeType
from workbench.norsk import maaned
from workbench.values.text import fold

LEAST_MEMBERSHIP_KRONER = 50  # for each person and year, Idrettstinget 2019
LEAST_MEMBERSHIP_ORE = 100 * LEAST_MEMBERSHIP_KRONER
NAMES_MEMBERSHIP, NAMES_TRAINING = "kontingent", "trening"  # in a title
TYPE_OF_WORD = {TEXTS[FeeType][fee_type]: fee_type for fee_type in FeeType}

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]


def _refuse_several(value: object) -> object:
    """Refuse a rule of several fees."""
    if isinstance(value, list):
        raise ValueError(
            f"«avgift.slag» er {value}, men medlemskontingent og treningsavgift er to beløp; "
            "skriv en avgift for hvert av dem"
        )
    return value


FeeWord = Annotated[
    Literal["medlemskontingent", "treningsavgift", "kurs"], BeforeValidator(_refuse_several)
]


class FeePeriod(NamedTuple):
    """What a rule charges for at one time: a season, a year or a month."""

    title: str
    start_on: date
    end_on: date
    issue_on: date
    due_on: date


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Span(_Section):
    """From one day to another, both included."""

    start_on: date = Field(alias="fra")
    end_on: date = Field(alias="til")

    @model_validator(mode="after")
    def _require_order(self) -> "Span":
        if self.end_on < self.start_on:
            raise ValueError(f"perioden {self.start_on} til {self.end_on} slutter før den begynner")
        return self


class AgeClass(_Section):
    """The fee for those of an age, from the youngest to the oldest, both included."""

    youngest: int = Field(alias="fra", ge=0, le=120)
    oldest: int = Field(alias="til", ge=0, le=120, default=120)
    kroner: int = Field(alias="kroner", ge=0, le=1_000_000)

    @model_validator(mode="after")
    def _require_order(self) -> "AgeClass":
        if self.oldest < self.youngest:
            raise ValueError(
                f"«avgift.trinn» fra {self.youngest} til {self.oldest} år har ingen alder i seg"
            )
        return self


class SiblingDiscount(_Section):
    """What is taken off for the second child of a payer and each one after it: a share or a sum."""

    percent: int = Field(alias="prosent", default=0, ge=0, le=100)
    kroner: int = Field(alias="kroner", default=0, ge=0)

    @model_validator(mode="after")
    def _require_one(self) -> "SiblingDiscount":
        if bool(self.percent) == bool(self.kroner):
            raise ValueError("«avgift.soskenrabatt» må ha enten «prosent» eller «kroner»")
        return self


class FeeRule(_Section):
    """One fee of the club: for whom, how much, for which days, and when it is invoiced.

    `groups` empty means all members of the club. A payer's household pays at most `family_cap` for
    the rule, except that a membership fee is never below its least sum for anybody. Those who join
    after the first day pay for the rest, by months begun or by days. With `each_month` the fee is
    for one month, and the days of issue and due are those of the first.
    """

    id: str = Field(alias="id", pattern=r"^[a-z0-9-]+$")
    word: FeeWord = Field(alias="slag")
    title: Text = Field(alias="tittel")
    groups: tuple[Text, ...] = Field(alias="grupper", default=())
    kroner: int | None = Field(alias="kroner", default=None, ge=0, le=1_000_000)
    classes: tuple[AgeClass, ...] = Field(alias="trinn", default=())
    age_on: date | None = Field(alias="aldersdag", default=None)
    family_cap: int | None = Field(alias="familie", default=None, ge=1)  # kroner
    siblings: SiblingDiscount | None = Field(alias="soskenrabatt", default=None)
    period: Span = Field(alias="periode")
    each_month: bool = Field(alias="hver_maaned", default=False)
    cut: Literal["ingen", "maaned", "dag"] = Field(alias="avkorting", default="ingen")
    issue_on: date = Field(alias="utstedes")
    due_on: date = Field(alias="forfall")
    least_days: int = Field(alias="frist_dager", default=14, ge=0, le=90)  # for those who join late

    @model_validator(mode="after")
    def _check(self) -> "FeeRule":
        for fault in self._faults():
            raise ValueError(f"avgiften {self.id!r}: {fault}")
        return self

    def _faults(self) -> Iterator[str]:
        amounts = [each.kroner for each in self.classes]
        if (self.kroner is None) == (not self.classes):
            yield "skriv enten «kroner» eller «trinn» med en sum for hver alder"
        if self.kroner is not None:
            amounts.append(self.kroner)
        title = fold(self.title)
        if NAMES_MEMBERSHIP in title and NAMES_TRAINING in title:
            yield "kontingent og treningsavgift er to beløp; skriv en avgift for hvert av dem"
        if self.fee_type == FeeType.MEMBERSHIP:
            if self.family_cap is not None:
                amounts.append(self.family_cap)
            if min(amounts, default=0) < LEAST_MEMBERSHIP_KRONER:
                yield f"medlemskontingenten må være minst {LEAST_MEMBERSHIP_KRONER} kr per person"
        ages = sorted(self.classes, key=lambda each: each.youngest)
        if any(later.youngest <= earlier.oldest for earlier, later in pairwise(ages)):
            yield "en alder står i to trinn"
        if self.due_on < self.issue_on:
            yield f"den forfaller {self.due_on}, før den utstedes {self.issue_on}"

    @property
    def fee_type(self) -> FeeType:
        """What its claims are for."""
        return TYPE_OF_WORD[self.word]

    @property
    def least_ore(self) -> int:
        """The least sum for a person, in øre, whatever is taken off."""
        return LEAST_MEMBERSHIP_ORE if self.fee_type == FeeType.MEMBERSHIP else 0

    def full_ore(self, age: int | None) -> int | None:
        """Return the whole fee of an age in øre; None if nobody of that age pays, or if the age
        decides and is not known."""
        if self.kroner is not None:
            return 100 * self.kroner
        for each in self.classes:
            if age is not None and each.youngest <= age <= each.oldest:
                return 100 * each.kroner
        return None

    @property
    def periods(self) -> list[FeePeriod]:
        """The periods that are charged for: one, or each month, of which the first and the last may
        be parts of a month."""
        if not self.each_month:
            span = self.period
            whole = FeePeriod(self.title, span.start_on, span.end_on, self.issue_on, self.due_on)
            return [whole]
        return [*self._months()]

    def _months(self) -> Iterator[FeePeriod]:
        start_on, number = self.period.start_on, 0
        while start_on <= self.period.end_on:
            yield FeePeriod(
                f"{self.title} {maaned(start_on)}",
                start_on,
                min(month_end(start_on), self.period.end_on),
                months_after(self.issue_on, number),
                months_after(self.due_on, number),
            )
            start_on, number = months_after(start_on.replace(day=1), 1), number + 1


def _require_apart(rules: tuple[FeeRule, ...]) -> tuple[FeeRule, ...]:
    """Refuse two rules of one id, or of one title: the title is how their claims are told apart."""
    for key, values in (
        ("id", [rule.id for rule in rules]),
        ("tittel", [fold(rule.title) for rule in rules]),
    ):
        for value, count in Counter(values).items():
            if count > 1:
                raise ValueError(f"«avgift.{key}» {value!r} står på {count} avgifter")
    return rules


FeeRules = Annotated[tuple[FeeRule, ...], AfterValidator(_require_apart)]
