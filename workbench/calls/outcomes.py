"""What a call can end in, as rows: what each outcome needs to be told, and what follows from it."""

from dataclasses import dataclass

from workbench.model.words import HoldKind, Outcome, Reason

GRACE_DAYS = 3  # for a payment to reach the books
MOST_INSTALMENTS = 12
MOST_BEFORE_FREEZE = 14  # days that the claims spoken of rest until an agreed freeze begins
LATEST = {"until_on": 120, "first_on": 60, "again_on": 21, "start_on": 365, "end_on": 365}  # days


@dataclass(frozen=True)
class Rule:
    """What follows from an outcome.

    `needs` are the fields of the entry that must be filled in; the others of their kind are passed
    over. A hold ends on the day agreed, with the days of grace where it is one to pay by, or after
    `days`, or is open-ended with a review after `review` days.
    """

    reached: bool = True  # the payer was spoken with, so it must be the right person
    needs: tuple[str, ...] = ()
    hold: HoldKind | None = None
    days: int | None = None
    review: int | None = None
    on_membership: bool = False
    ends_step: bool = False  # the call that is due is not to be made again by itself
    to_club: bool = False  # nor is anything else done about these claims until the club decides
    confirms: bool = False  # what was agreed is confirmed in writing


AGREED, LOOKED_INTO = True, 14
RULES: dict[Outcome, Rule] = {
    Outcome.NO_ANSWER: Rule(reached=False),
    Outcome.VOICEMAIL: Rule(reached=False),
    Outcome.WRONG_PERSON: Rule(reached=False),
    Outcome.WRONG_NUMBER: Rule(reached=False),
    Outcome.NEEDS_INTERPRETER: Rule(reached=False, needs=("again_on",)),
    Outcome.CALLBACK_ON: Rule(reached=False, needs=("again_on",)),
    Outcome.PAID_NOW: Rule(hold=HoldKind.DEFERRAL, days=5),
    Outcome.GUIDED: Rule(hold=HoldKind.DEFERRAL, days=5),
    Outcome.SAYS_PAID: Rule(hold=HoldKind.DEFERRAL, days=7),
    Outcome.INVOICE_RESENT: Rule(hold=HoldKind.DEFERRAL, days=14),
    Outcome.CONTACT_UPDATED: Rule(needs=("phone_or_email",), hold=HoldKind.DEFERRAL, days=14),
    Outcome.WILL_PAY_ON: Rule(needs=("until_on",), hold=HoldKind.DEFERRAL, confirms=AGREED),
    Outcome.DEFERRAL: Rule(needs=("until_on",), hold=HoldKind.DEFERRAL, confirms=AGREED),
    Outcome.PAYMENT_PLAN: Rule(
        needs=("parts", "first_on"), hold=HoldKind.PAYMENT_PLAN, confirms=AGREED
    ),
    Outcome.FREEZE: Rule(
        needs=("start_on", "end_on"), hold=HoldKind.FREEZE, on_membership=True, confirms=AGREED
    ),
    Outcome.CREDITED: Rule(hold=HoldKind.CREDIT_PENDING, review=LOOKED_INTO),
    Outcome.RESIGNED: Rule(hold=HoldKind.CREDIT_PENDING, review=LOOKED_INTO),
    Outcome.TRANSFER: Rule(hold=HoldKind.CREDIT_PENDING, review=LOOKED_INTO),
    Outcome.OBJECTION: Rule(hold=HoldKind.OBJECTION, review=7),  # to be answered within a week
    Outcome.SUPPORT_APPLICATION: Rule(hold=HoldKind.HARDSHIP, review=30),
    # whoever says so is heard
    Outcome.DECEASED: Rule(reached=False, hold=HoldKind.DECEASED, review=30, on_membership=True),
    Outcome.REFUSED_CALLS: Rule(reached=False, ends_step=True),
    Outcome.WILL_NOT_PAY: Rule(ends_step=True, to_club=True),
    Outcome.REFERRED_TO_PARTNER: Rule(ends_step=True, to_club=True),
}


@dataclass(frozen=True)
class Topic:
    """One of the ten things people say: the reason it gives, and the outcomes it can end in."""

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
