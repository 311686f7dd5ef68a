"""The kinds of hold: the name of each, whether it needs an end, and how one without an end ends."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from workbench.model.task_kinds import TaskAnswer


class HoldKind(StrEnum):
    """Why reminders of an invoice or a membership stop for a period (purrestopp)."""

    FREEZE = "freeze"
    DEFERRAL = "deferral"
    PROMISE = "promise"
    PAYMENT_PLAN = "payment_plan"
    OBJECTION = "objection"
    DISPUTE = "dispute"
    HARDSHIP = "hardship"
    CREDIT_PENDING = "credit_pending"
    RESIGNATION = "resignation"
    TRANSFER = "transfer"
    MANDATE_PENDING = "mandate_pending"
    DECEASED = "deceased"
    PAYER_DECEASED = "payer_deceased"
    GUARDIANSHIP = "guardianship"
    ENQUIRY = "enquiry"


@dataclass(frozen=True)
class HoldRules:
    """What a kind of hold means.

    A kind that may lack an end has a `todo`: what somebody must do about a hold without an end. It
    is a task, due `review_days` days after the hold began, unless the hold has its own day. After
    each answer the task is due again after `again_days` days; None means `review_days`. `exits` has
    the answers that end the hold, beside `resume`: each with the kind of the hold that follows.
    """

    text: str  # in bokmål
    todo: str = ""  # in bokmål; empty if the kind needs an end
    review_days: int = 0
    again_days: int | None = None
    is_personal: bool = False  # stops every claim that the person owes or is contacted about
    # a personal hold on a child stops the payer's other claims only for so many days
    household_days: int | None = None
    is_sensitive: bool = False  # the club does not see the number of a small group
    bars_fees: bool = False  # for ever, also after it has ended
    keeps_notice: bool = False  # the payer is told before the due date all the same
    keeps_drawing: bool = False  # AvtaleGiro draws what falls due meanwhile
    awaits_payment: bool = False  # its end is a day to pay by: it lasts until a file can show it
    exits: tuple[tuple[TaskAnswer, HoldKind | None], ...] = ()

    @property
    def needs_end(self) -> bool:
        """Whether a hold of this kind must have a last day."""
        return not self.todo


CREDITED_IF_UPHELD = ((TaskAnswer.UPHELD, HoldKind.CREDIT_PENDING),)

HOLD_RULES: Mapping[HoldKind, HoldRules] = {
    HoldKind.FREEZE: HoldRules("medlemskapet er fryst"),
    HoldKind.DEFERRAL: HoldRules("har fått betalingsutsettelse", awaits_payment=True),
    HoldKind.PROMISE: HoldRules("har lovet å betale innen en dag", awaits_payment=True),
    HoldKind.PAYMENT_PLAN: HoldRules(
        "har avtale om nedbetaling", is_sensitive=True, awaits_payment=True
    ),
    HoldKind.OBJECTION: HoldRules(
        "har sagt seg uenig i kravet",
        "Svar på innsigelsen",
        7,
        is_sensitive=True,
        bars_fees=True,
        exits=(
            *CREDITED_IF_UPHELD,
            (TaskAnswer.REJECTED, None),
            (TaskAnswer.MAINTAINED, HoldKind.DISPUTE),
        ),
    ),
    # rejected in writing and maintained: no call, no hand-over
    HoldKind.DISPUTE: HoldRules(
        "kravet er omtvistet etter skriftlig svar",
        "Spør klubben: krediter, bli enige, eller gå til et klageorgan",
        30,
        is_sensitive=True,
        bars_fees=True,
        exits=CREDITED_IF_UPHELD,
    ),
    HoldKind.HARDSHIP: HoldRules(
        "har det vanskelig økonomisk nå",
        "Hjelp med søknaden om støtte, og hør hvordan det går",
        30,
        exits=CREDITED_IF_UPHELD,
        is_personal=True,
        is_sensitive=True,
    ),
    HoldKind.CREDIT_PENDING: HoldRules(
        "kravet er under kreditering", "Avklar med klubben, og krediter kravet om det er feil", 14
    ),
    HoldKind.RESIGNATION: HoldRules(
        "vil være utmeldt – utmeldingen må komme skriftlig",
        "Be om utmeldingen skriftlig, og krediter det som ikke skyldes",
        14,
        exits=CREDITED_IF_UPHELD,
    ),
    HoldKind.TRANSFER: HoldRules(
        "overgangen til en annen klubb avklares",
        "Avklar overgangen med klubben; den melder ikke ut av seg selv",
        14,
        exits=CREDITED_IF_UPHELD,
    ),
    # the new one draws nothing for some weeks: until then a claim is an invoice as any
    HoldKind.MANDATE_PENDING: HoldRules("AvtaleGiro er under opprettelse", keeps_notice=True),
    HoldKind.DECEASED: HoldRules(
        "medlemmet har gått bort",
        "Meld dødsfallet til klubben; ingenting sendes til de etterlatte",
        30,
        60,
        exits=CREDITED_IF_UPHELD,
        is_personal=True,
        household_days=60,
        is_sensitive=True,
    ),
    HoldKind.PAYER_DECEASED: HoldRules(
        "betaleren har gått bort",
        "Meld dødsfallet til klubben; finn ut hvem som betaler, når det passer",
        30,
        60,
        exits=CREDITED_IF_UPHELD,
        is_personal=True,
        is_sensitive=True,
    ),
    HoldKind.GUARDIANSHIP: HoldRules(
        "har verge",
        "Se om vergemålet fortsatt gjelder",
        365,
        is_personal=True,
        is_sensitive=True,
    ),
    # a person answers, or says what it is: within a week, as the new inkassolov § 17 has it
    HoldKind.ENQUIRY: HoldRules(
        "har skrevet til oss og venter på svar",
        "Svar på det som er skrevet, eller si hva det er",
        6,
        keeps_drawing=True,
        is_personal=True,
        exits=(
            *CREDITED_IF_UPHELD,
            (TaskAnswer.OBJECTED, HoldKind.OBJECTION),
            (TaskAnswer.RESIGNED, HoldKind.RESIGNATION),
        ),
    ),
}
