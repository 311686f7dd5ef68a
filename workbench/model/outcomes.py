"""What a call can end in, and why claims are unpaid: each with what follows from it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from workbench.model.hold_kinds import HoldKind
from workbench.model.task_kinds import TaskKind

GRACE_DAYS = 3  # for a payment to reach the books
MOST_INSTALMENTS = 12
MOST_BEFORE_FREEZE = 14  # days that the claims spoken of rest until an agreed freeze begins
LATEST = {"until_on": 120, "first_on": 60, "again_on": 21, "start_on": 365, "end_on": 365}  # days


class Reason(StrEnum):
    """Why a claim is unpaid, as the payer tells it."""

    ALREADY_PAID = "already_paid"
    FORGOT = "forgot"
    WRONGLY_BILLED = "wrongly_billed"
    UNWILLING = "unwilling"
    DECEASED = "deceased"
    WRONG_CONTACT = "wrong_contact"
    MOVED_CLUB = "moved_club"
    QUIT_WITHOUT_RESIGNING = "quit_without_resigning"
    MEMBERSHIP_PARTICIPATION_MIXUP = "membership_participation_mixup"
    FINANCIAL_DIFFICULTY = "financial_difficulty"
    TECHNICAL_PROBLEM = "technical_problem"
    LOST_INVOICE = "lost_invoice"
    DISPUTES_CLAIM = "disputes_claim"
    INSUFFICIENT_FUNDS = "insufficient_funds"
    LIFE_CHANGE = "life_change"
    MANDATE_STOPPED = "mandate_stopped"


@dataclass(frozen=True)
class ReasonRules:
    """What a reason means; some leave a task, whatever the call ended in."""

    text: str  # bokmål, as people read it
    task: TaskKind | None = None


REASON_RULES: Mapping[Reason, ReasonRules] = {
    Reason.ALREADY_PAID: ReasonRules("sier det er betalt"),
    Reason.FORGOT: ReasonRules("glemte fakturaen"),
    Reason.WRONGLY_BILLED: ReasonRules("er fakturert feil"),
    Reason.UNWILLING: ReasonRules("vil ikke betale"),
    Reason.DECEASED: ReasonRules("medlemmet har gått bort"),
    Reason.WRONG_CONTACT: ReasonRules("har fått ny e-post eller telefon"),
    Reason.MOVED_CLUB: ReasonRules("har byttet klubb"),
    Reason.QUIT_WITHOUT_RESIGNING: ReasonRules("har sluttet uten å melde seg ut"),
    Reason.MEMBERSHIP_PARTICIPATION_MIXUP: ReasonRules("blandet medlemskap og deltakelse"),
    Reason.FINANCIAL_DIFFICULTY: ReasonRules("har stram økonomi"),
    Reason.TECHNICAL_PROBLEM: ReasonRules("fikk det ikke til teknisk"),
    Reason.LOST_INVOICE: ReasonRules("fikk ikke eller mistet fakturaen"),
    Reason.DISPUTES_CLAIM: ReasonRules("er uenig i kravet"),
    Reason.INSUFFICIENT_FUNDS: ReasonRules("mangler penger akkurat nå"),
    Reason.LIFE_CHANGE: ReasonRules("er i en ny livssituasjon"),
    Reason.MANDATE_STOPPED: ReasonRules("AvtaleGiro er stoppet", TaskKind.RENEW_MANDATE),
}


class Outcome(StrEnum):
    """What a call ended in."""

    NO_ANSWER = "no_answer"
    VOICEMAIL = "voicemail"
    WRONG_PERSON = "wrong_person"
    WRONG_NUMBER = "wrong_number"
    NEEDS_INTERPRETER = "needs_interpreter"
    CALLBACK_ON = "callback_on"
    PAID_NOW = "paid_now"
    GUIDED = "guided"
    SAYS_PAID = "says_paid"
    INVOICE_RESENT = "invoice_resent"
    CONTACT_UPDATED = "contact_updated"
    WILL_PAY_ON = "will_pay_on"
    DEFERRAL = "deferral"
    PAYMENT_PLAN = "payment_plan"
    FREEZE = "freeze"
    CREDITED = "credited"
    RESIGNED = "resigned"
    TRANSFER = "transfer"
    OBJECTION = "objection"
    SUPPORT_APPLICATION = "support_application"
    DECEASED = "deceased"
    REFUSED_CALLS = "refused_calls"
    WILL_NOT_PAY = "will_not_pay"
    REFERRED_TO_PARTNER = "referred_to_partner"


@dataclass(frozen=True)
class OutcomeRules:
    """What follows from an outcome.

    `needs` are the fields of the entry that must be filled in; the others of their kind are passed
    over. A hold ends on the day agreed, with the days of grace where it is one to pay by, or after
    `days`, or is open-ended: then it comes back by the kind's task, or the outcome's own.
    """

    text: str  # bokmål, as people read it
    reached: bool = True  # the payer was spoken with, so it must be the right person
    needs: tuple[str, ...] = ()
    hold: HoldKind | None = None
    days: int | None = None
    review_days: int | None = None  # until an open-ended hold is looked at
    on_membership: bool = False  # the hold is on whole memberships, not on the claims' invoices
    or_payer: bool = False  # it may be about the payer, who need not be a member
    ends_step: bool = False  # the call that is due is not to be made again by itself
    to_club: bool = False  # nor is anything else done about these claims until the club decides
    confirms: bool = False  # what was agreed is confirmed in writing
    task: TaskKind | None = None  # what somebody must then do
    hint: str = ""  # what the agent must bear in mind

    @property
    def names_members(self) -> bool:
        """Whether the agent must say whose membership it is, and confirm it."""
        return "members" in self.needs


AGREED, LOOKED_INTO = True, 14
OUTCOME_RULES: Mapping[Outcome, OutcomeRules] = {
    Outcome.NO_ANSWER: OutcomeRules("ikke svar", reached=False),
    Outcome.VOICEMAIL: OutcomeRules(
        "telefonsvarer", reached=False, hint="Ikke legg igjen beskjed om hva det gjelder."
    ),
    Outcome.WRONG_PERSON: OutcomeRules(
        "en annen svarte",
        reached=False,
        hint="Ikke si hva det gjelder; spør når det passer å ringe igjen.",
    ),
    Outcome.WRONG_NUMBER: OutcomeRules(
        "feil nummer",
        reached=False,
        task=TaskKind.FIND_NUMBER,
        hint="Ikke si hva det gjelder, eller hvem du prøvde å nå.",
    ),
    Outcome.NEEDS_INTERPRETER: OutcomeRules(
        "trenger tolk", reached=False, needs=("again_on",), task=TaskKind.FIND_INTERPRETER
    ),
    Outcome.CALLBACK_ON: OutcomeRules(
        "ringes igjen etter avtale",
        reached=False,
        needs=("again_on",),
        hint="Ikke si til andre hva det gjelder.",
    ),
    Outcome.PAID_NOW: OutcomeRules("betalte med det samme", hold=HoldKind.DEFERRAL, days=5),
    Outcome.GUIDED: OutcomeRules("fikk hjelp til å betale", hold=HoldKind.DEFERRAL, days=5),
    Outcome.SAYS_PAID: OutcomeRules(
        "skal sende kvittering for betalingen",
        hold=HoldKind.DEFERRAL,
        days=7,
        task=TaskKind.FIND_PAYMENT,
    ),
    Outcome.INVOICE_RESENT: OutcomeRules(
        "får fakturaen på nytt", hold=HoldKind.DEFERRAL, days=14, task=TaskKind.RESEND_INVOICE
    ),
    Outcome.CONTACT_UPDATED: OutcomeRules(
        "ny kontaktinformasjon",
        needs=("phone_or_email",),
        hold=HoldKind.DEFERRAL,
        days=14,
        task=TaskKind.RESEND_INVOICE,
    ),
    Outcome.WILL_PAY_ON: OutcomeRules(
        "betaler innen en avtalt dag",
        needs=("until_on",),
        hold=HoldKind.DEFERRAL,
        confirms=AGREED,
    ),
    Outcome.DEFERRAL: OutcomeRules(
        "betalingsutsettelse", needs=("until_on",), hold=HoldKind.DEFERRAL, confirms=AGREED
    ),
    Outcome.PAYMENT_PLAN: OutcomeRules(
        "nedbetalingsplan",
        needs=("parts", "first_on"),
        hold=HoldKind.PAYMENT_PLAN,
        confirms=AGREED,
    ),
    Outcome.FREEZE: OutcomeRules(
        "medlemskapet fryses",
        needs=("members", "start_on", "end_on"),
        hold=HoldKind.FREEZE,
        on_membership=True,
        confirms=AGREED,
    ),
    Outcome.CREDITED: OutcomeRules(
        "kravet skal krediteres",
        hold=HoldKind.CREDIT_PENDING,
        review_days=LOOKED_INTO,
        task=TaskKind.SETTLE_CREDIT,
    ),
    Outcome.RESIGNED: OutcomeRules(
        "vil være utmeldt",
        needs=("members",),
        hold=HoldKind.CREDIT_PENDING,
        review_days=LOOKED_INTO,
        task=TaskKind.WRITTEN_RESIGNATION,
    ),
    Outcome.TRANSFER: OutcomeRules(
        "har gått til en annen klubb",
        needs=("members",),
        hold=HoldKind.CREDIT_PENDING,
        review_days=LOOKED_INTO,
        task=TaskKind.SETTLE_TRANSFER,
    ),
    Outcome.OBJECTION: OutcomeRules(
        "innsigelse", hold=HoldKind.OBJECTION, review_days=7, task=TaskKind.ANSWER_OBJECTION
    ),
    Outcome.SUPPORT_APPLICATION: OutcomeRules(
        "søker støtte",
        hold=HoldKind.HARDSHIP,
        review_days=30,
        task=TaskKind.HELP_WITH_SUPPORT,
    ),
    Outcome.DECEASED: OutcomeRules(
        "noen har gått bort",
        reached=False,  # whoever says so is heard
        needs=("members",),
        hold=HoldKind.DECEASED,
        review_days=30,
        on_membership=True,
        or_payer=True,
        task=TaskKind.REVIEW_DEATH,
    ),
    Outcome.REFUSED_CALLS: OutcomeRules(
        "vil ikke ringes", reached=False, ends_step=True, task=TaskKind.WRITE_INSTEAD
    ),
    Outcome.WILL_NOT_PAY: OutcomeRules(
        "vil ikke betale", ends_step=True, to_club=True, task=TaskKind.DECIDE_REFUSAL
    ),
    Outcome.REFERRED_TO_PARTNER: OutcomeRules(
        "vist videre til inkassopartneren",
        ends_step=True,
        to_club=True,
        task=TaskKind.DECIDE_REFERRAL,
    ),
}


@dataclass(frozen=True)
class Topic:
    """One of the ten things people say: the reasons it may have, and how the call can end."""

    key: str
    name: str
    reasons: tuple[Reason, ...]
    outcomes: tuple[Outcome, ...]


TOPICS = (
    Topic(
        "1",
        "Fikk den ikke / ny adresse",
        (Reason.LOST_INVOICE, Reason.WRONG_CONTACT),
        (Outcome.INVOICE_RESENT, Outcome.CONTACT_UPDATED),
    ),
    Topic("2", "Glemt, betaler nå", (Reason.FORGOT,), (Outcome.PAID_NOW, Outcome.GUIDED)),
    Topic(
        "3",
        "Har sluttet / byttet klubb",
        (Reason.QUIT_WITHOUT_RESIGNING, Reason.MOVED_CLUB, Reason.LIFE_CHANGE),
        (Outcome.RESIGNED, Outcome.TRANSFER, Outcome.FREEZE, Outcome.CREDITED),
    ),
    Topic(
        "4",
        "Medlem eller utøver?",
        (Reason.MEMBERSHIP_PARTICIPATION_MIXUP,),
        (Outcome.GUIDED, Outcome.INVOICE_RESENT, Outcome.CREDITED),
    ),
    Topic(
        "5",
        "Stram økonomi",
        (Reason.FINANCIAL_DIFFICULTY, Reason.INSUFFICIENT_FUNDS, Reason.LIFE_CHANGE),
        (Outcome.PAYMENT_PLAN, Outcome.DEFERRAL, Outcome.FREEZE, Outcome.SUPPORT_APPLICATION),
    ),
    Topic(
        "6",
        "Får det ikke til",
        (Reason.TECHNICAL_PROBLEM, Reason.MANDATE_STOPPED),
        (Outcome.GUIDED, Outcome.PAID_NOW, Outcome.INVOICE_RESENT),
    ),
    Topic(
        "7",
        "Uenig i kravet",
        (Reason.DISPUTES_CLAIM, Reason.WRONGLY_BILLED, Reason.UNWILLING),
        (Outcome.OBJECTION, Outcome.CREDITED, Outcome.WILL_NOT_PAY, Outcome.REFERRED_TO_PARTNER),
    ),
    Topic("8", "Sier det er betalt", (Reason.ALREADY_PAID,), (Outcome.SAYS_PAID,)),
    Topic(
        "9",
        "Lover dato",
        (Reason.FORGOT, Reason.INSUFFICIENT_FUNDS, Reason.LOST_INVOICE),
        (Outcome.WILL_PAY_ON,),
    ),
    Topic(
        "0",
        "Ikke svar …",
        (),
        (
            Outcome.NO_ANSWER,
            Outcome.VOICEMAIL,
            Outcome.CALLBACK_ON,
            Outcome.WRONG_NUMBER,
            Outcome.WRONG_PERSON,
            Outcome.NEEDS_INTERPRETER,
            Outcome.REFUSED_CALLS,
            Outcome.DECEASED,
        ),
    ),
)
