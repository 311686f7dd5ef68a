"""The kinds of hold: what each is called, whether it needs an end, and the task it leaves."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from workbench.model.task_kinds import TaskKind


class HoldKind(StrEnum):
    """A period in which reminders of an invoice or of a membership rest (purrestopp)."""

    FREEZE = "freeze"
    DEFERRAL = "deferral"
    PAYMENT_PLAN = "payment_plan"
    OBJECTION = "objection"
    HARDSHIP = "hardship"
    CREDIT_PENDING = "credit_pending"
    MANDATE_PENDING = "mandate_pending"
    DECEASED = "deceased"
    PAYER_DECEASED = "payer_deceased"
    GUARDIANSHIP = "guardianship"


@dataclass(frozen=True)
class HoldRules:
    """What a kind of hold means.

    One that need not have an end has a `task`, by which it comes back, and that is due
    `review_days` after the hold began where the hold does not say when.
    """

    text: str  # bokmål, as people read it
    task: TaskKind | None = None
    review_days: int = 0
    is_personal: bool = False  # counts for all that the person owes or is asked for
    is_sensitive: bool = False  # small groups are not told to the club

    @property
    def needs_end(self) -> bool:
        """Whether a hold of this kind must have a last day."""
        return self.task is None


HOLD_RULES: Mapping[HoldKind, HoldRules] = {
    HoldKind.FREEZE: HoldRules("medlemskapet er fryst"),
    HoldKind.DEFERRAL: HoldRules("har fått betalingsutsettelse"),
    HoldKind.PAYMENT_PLAN: HoldRules("har avtale om nedbetaling", is_sensitive=True),
    HoldKind.OBJECTION: HoldRules(
        "har sagt seg uenig i kravet", TaskKind.ANSWER_OBJECTION, 7, is_sensitive=True
    ),
    HoldKind.HARDSHIP: HoldRules(
        "har det vanskelig økonomisk nå",
        TaskKind.REVIEW_HARDSHIP,
        30,
        is_personal=True,
        is_sensitive=True,
    ),
    HoldKind.CREDIT_PENDING: HoldRules("kravet er under kreditering", TaskKind.SETTLE_CREDIT, 14),
    HoldKind.MANDATE_PENDING: HoldRules("AvtaleGiro er under opprettelse"),
    HoldKind.DECEASED: HoldRules(
        "medlemmet har gått bort",
        TaskKind.REVIEW_DEATH,
        30,
        is_personal=True,
        is_sensitive=True,
    ),
    HoldKind.PAYER_DECEASED: HoldRules(
        "betaleren har gått bort", TaskKind.REVIEW_DEATH, 30, is_sensitive=True
    ),
    HoldKind.GUARDIANSHIP: HoldRules(
        "har verge", TaskKind.REVIEW_GUARDIANSHIP, 365, is_personal=True, is_sensitive=True
    ),
}
