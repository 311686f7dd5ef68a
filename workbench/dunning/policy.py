"""A club's policy: the levels of dunning as rows of a TOML file, checked when it is read."""

import hashlib
import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Literal

from pydantic import Field, model_validator

from workbench.days import next_working_day
from workbench.model.errors import UsageError
from workbench.model.kinds import Channel, StepKind
from workbench.model.settings import SettingsTable, parse_settings

WITHDRAWAL_DAYS = 14  # angrerettloven § 21
REMINDER = re.compile(r"reminder_(\d+)")  # the step id of each reminder that a system counts
FIRST_PREVIOUS = 'det første trinnet kan bare telle fra forfall (after = "due")'


class Level(SettingsTable):
    """Take the step `step_id` when `days` days have passed since the due date or the previous step.

    Days that a hold covers do not count. `count` says which days do: all, working days, or all and
    then on to the last day of the month. A payment notice comes before the due date: its days are
    negative. The step goes by the first of `channels` that reaches the payer. A call is taken when
    somebody was spoken with, or after the last of so many attempts without an answer.
    """

    number: int = Field(ge=1)
    step_id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    title: str
    kind: StepKind
    after: Literal["due", "previous"]
    days: int = Field(ge=-60, le=365)
    count: Literal["days", "working_days", "month_end"] = "days"
    channels: tuple[Channel, ...] = Field(min_length=1)
    fee: bool = False  # bears the fee of the day on which it is sent
    deadline_days: int = Field(default=14, ge=1, le=90)  # the time to pay that the letter gives
    most_attempts: int = Field(default=3, ge=1, le=15)  # calls in vain, then the next step
    attempt_days: int = Field(default=2, ge=1, le=30)  # from one call in vain to the next

    @property
    def is_notice(self) -> bool:
        """Whether it is a payment notice, which comes before the due date."""
        return self.kind == StepKind.PAYMENT_NOTICE

    @model_validator(mode="after")
    def _check_days(self) -> "Level":
        if self.is_notice and (self.days >= 0 or self.after != "due" or self.count != "days"):
            raise ValueError(
                f"{self.step_id}: et betalingsvarsel kommer et antall dager før forfall"
            )
        if not self.is_notice and self.days < 1:
            raise ValueError(f"{self.step_id}: «days» må være minst 1; bare et varsel kommer før")
        if not self.is_notice and Channel.EFAKTURA in self.channels:
            raise ValueError(
                f"{self.step_id}: eFaktura kan bare være et betalingsvarsel; velg en annen kanal"
            )
        return self


class Policy(SettingsTable):
    """The levels in their order, and the limits of the club."""

    id: str
    title: str
    minimum_ore: int = Field(ge=0)
    minimum_per: Literal["claim", "payer"] = "claim"
    # each claim has its own step, or the payer has one, which the oldest open claim carries
    steps_per: Literal["claim", "payer"] = "claim"
    # when that claim is paid, the next one counts what the payer was sent since it fell due, or not
    next_carrier: Literal["age", "restart"] = "age"
    days_between: int = Field(default=7, ge=1, le=60)  # at least, from one step to the next
    fee_period: Literal["month", "unknown"] = "unknown"  # a fee is for the month it falls due in
    # a fee whose period is partly frozen; "days": credited by days
    part_of_period: Literal["ask", "owed", "not_owed", "days"] = "ask"
    freeze_fee_ore: int = Field(default=0, ge=0)  # for a month that is frozen, instead of its fee
    sold_online: bool = False  # contracts are made online, and may be withdrawn from
    many_unpaid: int = Field(ge=2)
    levels: tuple[Level, ...] = Field(min_length=1)

    @cached_property
    def notice(self) -> Level | None:
        """The payment notice before the due date, if there is one."""
        return next((level for level in self.levels if level.is_notice), None)

    @cached_property
    def steps(self) -> tuple[Level, ...]:
        """The levels after the due date, in their order."""
        return tuple(level for level in self.levels if not level.is_notice)

    @cached_property
    def step_numbers(self) -> dict[str, int]:
        """The place of each step after the due date, from 1; 0 for the payment notice."""
        numbers = {level.step_id: number for number, level in enumerate(self.steps, start=1)}
        return numbers | ({self.notice.step_id: 0} if self.notice else {})

    def asks_from(self, joined_on: date | None) -> date:
        """Return the first day on which a member who joined on a day may be asked: where contracts
        are made online, the day after the last one for withdrawing, which is a working day."""
        if joined_on is None or not self.sold_online:
            return date.min
        return next_working_day(joined_on + timedelta(days=WITHDRAWAL_DAYS)) + timedelta(days=1)

    def find_number(self, step_id: str) -> int | None:
        """Return the place of a step as in `step_numbers`, or None if the policy lacks it.

        A reminder after the policy's own, as a member system that counts them may have sent, has
        the place of the last of them.
        """
        numbers = self.step_numbers
        if step_id in numbers:
            return numbers[step_id]
        sent = REMINDER.fullmatch(step_id)
        own = {REMINDER.fullmatch(own_id): number for own_id, number in numbers.items()}
        earlier = [
            number for each, number in own.items() if sent and each and int(each[1]) < int(sent[1])
        ]
        return max(earlier, default=None)

    @model_validator(mode="after")
    def _check_levels(self) -> "Policy":
        numbers = [level.number for level in self.levels]
        names = [level.step_id for level in self.levels]
        if numbers != sorted(set(numbers)):
            raise ValueError("trinnene må ha ulike, stigende nummer")
        if len(names) != len(set(names)):
            raise ValueError("to trinn har samme step_id")
        if not self.steps:
            raise ValueError("et purreløp må ha et trinn etter forfall")
        if self.steps[0].after != "due":
            raise ValueError(FIRST_PREVIOUS)
        if any(level.is_notice for level in self.levels[1:]):
            raise ValueError("et betalingsvarsel må være det første trinnet, og det eneste")
        return self


@dataclass(frozen=True)
class PolicyFile:
    """A policy, the text that it was read from, and the hash of that text."""

    policy: Policy
    text: str
    sha256: str


def load_policy(path: Path) -> PolicyFile:
    """Read a policy. Raises UsageError with the name of the file and what is wrong in it."""
    try:
        return parse_policy(path.read_bytes(), path.name)
    except FileNotFoundError as error:
        policies = ", ".join(sorted(file.stem for file in path.parent.glob("*.toml"))) or "ingen"
        raise UsageError(
            f"{path.name}: regelsettet finnes ikke; velg et av disse i club.toml: {policies}."
        ) from error


@lru_cache(64)  # the policy in force is read from the books for every plan
def parse_policy(content: bytes, name: str) -> PolicyFile:
    """Return the policy in a TOML text; raises UsageError whose sentence begins with `name`."""
    policy = parse_settings(Policy, content, name)
    return PolicyFile(policy, content.decode("utf-8-sig"), hashlib.sha256(content).hexdigest())
