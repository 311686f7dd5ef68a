"""When a club invoices: `[[fakturakalender]]` and the quiet weeks, with what each run comes to.

A run of many invoices goes in waves: no more a week than the agents can answer for, and none in a
quiet week. Days are dates, both ends of a quiet time included; amounts are whole øre.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict, Field, model_validator

from workbench.days import months_after
from workbench.model.day_rows import Balance, InvoiceBatch
from workbench.model.fee_kinds import FeeNote, first_question
from workbench.model.kinds import VOID
from workbench.money.expected_fees import ExpectedFee
from workbench.money.fee_rules import FeeRule, Span, Text
from workbench.values.text import fold

AHEAD_DAYS = 28  # so far ahead a run is shown
SEASON_DAYS = 45  # last season's claims fell due so many days from a year before, at most
WEEK = timedelta(days=7)
_YEAR = re.compile(r"\b20\d\d\b")


class CalendarEntry(BaseModel):
    """That a fee is invoiced on a day, to some groups or to all whom it concerns; nothing is made
    before somebody in the club has approved it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    rule_id: str = Field(alias="hva")
    groups: tuple[Text, ...] = Field(alias="grupper", default=())
    issue_on: date = Field(alias="utstedes")
    due_on: date = Field(alias="forfall")
    approved_by: Text | None = Field(alias="godkjent_av", default=None)
    approved_on: date | None = Field(alias="godkjent_den", default=None)

    @model_validator(mode="after")
    def _check(self) -> "CalendarEntry":
        if self.due_on < self.issue_on:
            raise ValueError(
                f"«fakturakalender»: {self.rule_id!r} forfaller {self.due_on}, før den utstedes "
                f"{self.issue_on}"
            )
        if (self.approved_by is None) != (self.approved_on is None):
            raise ValueError(
                f"«fakturakalender»: {self.rule_id!r} må ha både «godkjent_av» og «godkjent_den», "
                "eller ingen av dem"
            )
        return self

    def is_approved(self, day: date) -> bool:
        """Return whether somebody has approved it by a day."""
        return self.approved_on is not None and self.approved_on <= day


class QuietTime(Span):
    """Days on which no run of many invoices begins, and why."""

    what: Text = Field(alias="hva")


class Wave(NamedTuple):
    """How many invoices are made in the week that begins on a Monday."""

    monday: date
    invoices: int


def find_calendar_fault(rules: Sequence[FeeRule], calendar: Iterable[CalendarEntry]) -> str | None:
    """Return what is wrong with the calendar of these fees, in a sentence; None if nothing is."""
    by_id = {rule.id: rule for rule in rules}
    for entry in calendar:
        rule = by_id.get(entry.rule_id)
        if rule is None:
            return f"«fakturakalender.hva» er {entry.rule_id!r}, men ingen avgift har den id-en"
        if rule.each_month:
            return f"«fakturakalender.hva»: {entry.rule_id!r} er månedlig og har sine egne dager"
    return None


def open_rules(rules: Iterable[FeeRule], calendar: Sequence[CalendarEntry]) -> list[FeeRule]:
    """Return the rules, each issued from the first day on which the calendar or it says so: `move`
    then gives each member the right day."""
    opened = []
    for rule in rules:
        days = [entry.issue_on for entry in calendar if entry.rule_id == rule.id]
        first_on = min([rule.issue_on, *days])
        opened.append(rule.model_copy(update={"issue_on": first_on}))
    return opened


def move(
    fees: Iterable[ExpectedFee],
    rules: Iterable[FeeRule],
    calendar: Sequence[CalendarEntry],
    groups: Mapping[str, Iterable[str]],
    as_of: date,
    *,
    ahead_days: int = 0,
) -> Iterator[ExpectedFee]:
    """Yield the fees with the days of the calendar, but none that is issued later than `ahead_days`
    after `as_of`; one that nobody has approved is asked about.

    `groups` has member id -> the member's groups. Of several entries for a member the first one
    counts. A fee without an entry keeps the days of its rule.
    """
    by_id = {rule.id: rule for rule in rules}
    last_issue_on = as_of + timedelta(days=ahead_days)
    for fee in fees:
        rule = by_id[fee.rule_id]
        if rule.each_month:
            yield fee
            continue
        own = {fold(group) for group in groups.get(fee.member_id, ())}
        entry = find_entry(fee.rule_id, own, calendar)
        issue_on, due_on = (entry or rule).issue_on, (entry or rule).due_on
        if issue_on > last_issue_on:
            continue
        if issue_on < as_of:
            issue_on, due_on = as_of, max(due_on, as_of + timedelta(days=rule.least_days))
        ask = fee.ask
        if entry is not None and not entry.is_approved(as_of):
            ask = first_question([ask, FeeNote.NOT_APPROVED])
        until_on = max(fee.until_on, (entry or rule).due_on)
        yield fee._replace(issue_on=issue_on, due_on=due_on, ask=ask, until_on=until_on)


def find_entry(
    rule_id: str, groups: Iterable[str], calendar: Iterable[CalendarEntry]
) -> CalendarEntry | None:
    """Return the first entry of a rule that concerns somebody in these folded groups."""
    own = {*groups}
    for entry in calendar:
        is_for_all = not entry.groups
        if entry.rule_id == rule_id and (is_for_all or own & {*map(fold, entry.groups)}):
            return entry
    return None


def sum_batches(
    fees: Iterable[ExpectedFee],
    rules: Iterable[FeeRule],
    calendar: Sequence[CalendarEntry],
    groups: Mapping[str, Iterable[str]],
    claims: Sequence[Balance],
    as_of: date,
) -> list[InvoiceBatch]:
    """Return what is issued together, from four weeks before `as_of` on, the first batch first: how
    many invoices and their sum, made or not, and those of the season before.

    The season before is the claims with the same title, but for the year, due about a year before.
    """
    by_id = {rule.id: rule for rule in rules}
    batches: dict[tuple[date, date, str, str], list[ExpectedFee]] = {}
    approvals: dict[tuple[date, date, str, str], CalendarEntry | None] = {}
    for fee in fees:
        own = {fold(group) for group in groups.get(fee.member_id, ())}
        entry = find_entry(fee.rule_id, own, calendar)
        rule = by_id[fee.rule_id]
        source = fee if rule.each_month else entry or rule
        named = ", ".join((entry or rule).groups)
        key = (source.issue_on, source.due_on, fee.title, named)
        if source.issue_on >= as_of - timedelta(days=AHEAD_DAYS):
            batches.setdefault(key, []).append(fee)
            approvals[key] = entry
    rows = []
    for number, key in enumerate(sorted(batches), start=1):
        (issue_on, due_on, title, named), own_fees = key, batches[key]
        before, entry = _season_before(title, due_on, claims), approvals[key]
        rows.append(
            InvoiceBatch(
                number,
                own_fees[0].rule_id,
                title,
                named,
                issue_on,
                due_on,
                len(own_fees),
                sum(fee.amount_ore for fee in own_fees),
                len(before),
                sum(claim.amount_ore for claim in before),
                entry.approved_by if entry else None,
                entry.approved_on if entry else None,
            )
        )
    return rows


def _season_before(title: str, due_on: date, claims: Iterable[Balance]) -> list[Balance]:
    middle = months_after(due_on, -12)
    return [
        claim
        for claim in claims
        if _without_year(claim.title or "") == _without_year(title)
        and abs((claim.due_on - middle).days) <= SEASON_DAYS
        and claim.status not in VOID
    ]


def _without_year(title: str) -> str:
    return fold(_YEAR.sub("", title))


def find_quiet(day: date, quiet: Iterable[QuietTime]) -> QuietTime | None:
    """Return the quiet time that a day is in, or None."""
    return next((time for time in quiet if time.start_on <= day <= time.end_on), None)


def plan_waves(
    invoices: int, start_on: date, per_week: int, quiet: Sequence[QuietTime]
) -> Iterator[Wave]:
    """Yield how many of the invoices are made each week from the day on, `per_week` at most, and
    none in a week with a quiet day from Monday to Friday."""
    monday = start_on - timedelta(days=start_on.weekday())
    while invoices > 0:
        weekdays = [monday + timedelta(days=number) for number in range(5)]
        if not any(find_quiet(day, quiet) for day in weekdays if day >= start_on):
            yield Wave(monday, min(invoices, per_week))
            invoices -= per_week
        monday += WEEK
