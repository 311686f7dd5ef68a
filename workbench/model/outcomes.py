"""The outcomes of a call, with what follows from each, and the topics an agent chooses from."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from workbench.model.hold_kinds import HoldKind
from workbench.model.reasons import Reason

MAX_INSTALMENTS = 24
MAX_DAYS_BEFORE_FREEZE = (
    14  # days before an agreed freeze in which the claims of the call are on hold
)
# field of an entry -> how many days ahead its day may be
MAX_DAYS_AHEAD = {"until_on": 120, "first_on": 60, "again_on": 21, "start_on": 365, "end_on": 365}


class Outcome(StrEnum):
    """The outcome of a call."""

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

    `needs` are the fields of the entry that must be filled in; the other fields that only some
    outcomes need are ignored. The hold ends on the agreed day, or after `days` days. Otherwise it
    has no end, and its kind's task brings it up again.
    """

    text: str  # in bokmål
    reached: bool = True  # the agent spoke with the payer, and must confirm that
    is_in_vain: bool = False  # an attempt that counts among the most of a round
    needs: tuple[str, ...] = ()
    hold: HoldKind | None = None
    days: int | None = None
    rests_from_todo: bool = False  # the `days` count from the day on which `todo` was done
    on_membership: bool = False  # the hold is on whole memberships, not on the claims' invoices
    may_be_payer: bool = False  # it may concern the payer, who need not be a member
    ends_step: bool = False  # the step counts as taken: nobody calls again about it
    club_decides: bool = False  # nothing more is done about the claims until the club decides
    confirms: bool = False  # what was agreed, or will be done, is confirmed in writing
    is_read_back: bool = False  # the agent reads the day and the sum back before saving
    todo: str = (
        ""  # in bokmål: what somebody must then do; if `club_decides`, the question to the club
    )
    hint: str = ""  # in bokmål: what the agent must remember

    @property
    def names_members(self) -> bool:
        """Whether the agent must choose whose membership it concerns, and confirm the choice."""
        return "members" in self.needs


OUTCOME_RULES: Mapping[Outcome, OutcomeRules] = {
    Outcome.NO_ANSWER: OutcomeRules("ikke svar", reached=False, is_in_vain=True),
    Outcome.VOICEMAIL: OutcomeRules(
        "telefonsvarer",
        reached=False,
        is_in_vain=True,
        hint="Ikke legg igjen beskjed om hva det gjelder.",
    ),
    Outcome.WRONG_PERSON: OutcomeRules(
        "en annen svarte",
        reached=False,
        is_in_vain=True,
        hint="Ikke si hva det gjelder; spør når det passer å ringe igjen.",
    ),
    Outcome.WRONG_NUMBER: OutcomeRules(
        "feil nummer",
        reached=False,
        hint="Ikke si hva det gjelder, eller hvem du prøvde å nå.",
    ),
    Outcome.NEEDS_INTERPRETER: OutcomeRules(
        "trenger tolk", reached=False, needs=("again_on",), todo="Skaff tolk til neste samtale"
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
        todo="Finn betalingen; kvittering er lovet",
    ),
    Outcome.INVOICE_RESENT: OutcomeRules(
        "får fakturaen på nytt",
        hold=HoldKind.DEFERRAL,
        days=14,
        rests_from_todo=True,
        todo="Send fakturaen på nytt",
    ),
    Outcome.CONTACT_UPDATED: OutcomeRules(
        "ny kontaktinformasjon",
        needs=("phone_or_email",),
        hold=HoldKind.DEFERRAL,
        days=14,
        rests_from_todo=True,
        todo="Send fakturaen på nytt",
    ),
    Outcome.WILL_PAY_ON: OutcomeRules(
        "betaler innen en avtalt dag",
        needs=("until_on",),
        hold=HoldKind.PROMISE,
        confirms=True,
        is_read_back=True,
    ),
    Outcome.DEFERRAL: OutcomeRules(
        "betalingsutsettelse", needs=("until_on",), hold=HoldKind.DEFERRAL, confirms=True
    ),
    Outcome.PAYMENT_PLAN: OutcomeRules(
        "nedbetalingsplan",
        needs=("parts", "first_on"),
        hold=HoldKind.PAYMENT_PLAN,
        confirms=True,
    ),
    Outcome.FREEZE: OutcomeRules(
        "medlemskapet fryses",
        needs=("members", "start_on", "end_on"),
        hold=HoldKind.FREEZE,
        on_membership=True,
        confirms=True,
    ),
    Outcome.CREDITED: OutcomeRules(
        "kravet skal krediteres",
        hold=HoldKind.CREDIT_PENDING,
    ),
    Outcome.RESIGNED: OutcomeRules(
        "vil være utmeldt",
        needs=("members",),
        hold=HoldKind.RESIGNATION,
        confirms=True,
    ),
    Outcome.TRANSFER: OutcomeRules(
        "har gått til en annen klubb",
        needs=("members",),
        hold=HoldKind.TRANSFER,
    ),
    Outcome.OBJECTION: OutcomeRules("innsigelse", hold=HoldKind.OBJECTION, confirms=True),
    Outcome.SUPPORT_APPLICATION: OutcomeRules(
        "søker støtte",
        hold=HoldKind.HARDSHIP,
    ),
    Outcome.DECEASED: OutcomeRules(
        "noen har gått bort",
        reached=False,  # anybody may report it
        needs=("members",),
        hold=HoldKind.DECEASED,
        on_membership=True,
        may_be_payer=True,
    ),
    Outcome.REFUSED_CALLS: OutcomeRules("vil ikke ringes", reached=False, ends_step=True),
    Outcome.WILL_NOT_PAY: OutcomeRules(
        "vil ikke betale",
        ends_step=True,
        club_decides=True,
        todo="Betaleren vil ikke betale: hva skal skje videre?",
    ),
    Outcome.REFERRED_TO_PARTNER: OutcomeRules(
        "vist videre til inkassopartneren",
        ends_step=True,
        club_decides=True,
        todo="Betaleren er vist til inkassopartneren: hva skal skje videre?",
        hint="Les opp kortet: partnerens navn, telefon og åpningstid. Ta ikke stilling i saken.",
    ),
}


@dataclass(frozen=True)
class Topic:
    """One of the ten subjects of a call, with its possible reasons and outcomes."""

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
