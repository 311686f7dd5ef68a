"""The kinds of message that a member gets, what each may and must say, and what becomes of one."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from workbench.model.kinds import Channel, StepKind
from workbench.model.outcomes import Outcome


class Language(StrEnum):
    """A language that members are written to in."""

    BOKMAL = "nb"
    PLAIN_BOKMAL = "nb-enkel"  # short sentences, common words
    NYNORSK = "nn"
    ENGLISH = "en"
    POLISH = "pl"
    UKRAINIAN = "uk"
    ARABIC = "ar"
    SOMALI = "so"


LANGUAGE_TEXTS: Mapping[StrEnum, str] = {
    Language.BOKMAL: "bokmål",
    Language.PLAIN_BOKMAL: "enkel bokmål",
    Language.NYNORSK: "nynorsk",
    Language.ENGLISH: "engelsk",
    Language.POLISH: "polsk",
    Language.UKRAINIAN: "ukrainsk",
    Language.ARABIC: "arabisk",
    Language.SOMALI: "somali",
}
WRITTEN = (Channel.SMS, Channel.EMAIL)  # by which this office writes to members itself


class MessageGroup(StrEnum):
    """Messages that a club allows together: the words of `sms` and `epost` in `club.toml`."""

    CONFIRMATIONS = "bekreftelser"  # of what somebody agreed to
    STEPS = "paaminnelser"  # notices, reminders, and the message after calls in vain
    NOTICES = "beskjeder"  # of what has happened with a claim, a mandate or a membership
    ERRANDS = "spoersmaal"  # what only the member can answer; no word of money


GROUP_TEXTS: Mapping[StrEnum, str] = {
    MessageGroup.CONFIRMATIONS: "bekreftelser på det som ble avtalt",
    MessageGroup.STEPS: "varsler og påminnelser",
    MessageGroup.NOTICES: "beskjeder om det som har skjedd",
    MessageGroup.ERRANDS: "spørsmål som bare medlemmet kan svare på",
}


class MessageKind(StrEnum):
    """What a message is about."""

    PAYMENT_NOTICE = "payment_notice"
    DRAW_NOTICE = "draw_notice"  # before AvtaleGiro draws
    REMINDER = "reminder"
    NO_CONTACT = "no_contact"  # after calls in vain
    COLLECTION_NOTICE = "collection_notice"
    PROMISE = "promise"
    DEFERRAL = "deferral"
    PAYMENT_PLAN = "payment_plan"
    FREEZE = "freeze"
    OBJECTION_RECEIVED = "objection_received"
    OBJECTION_ANSWERED = "objection_answered"
    RESIGNATION = "resignation"  # to be answered in writing
    CREDIT = "credit"
    CLOSURE = "closure"
    MANDATE_STOPPED = "mandate_stopped"
    MANDATE_MISSING = "mandate_missing"
    FREEZE_ENDS = "freeze_ends"  # and its AvtaleGiro was stopped meanwhile
    REVERSAL = "reversal"  # money that had come was taken back
    ALL_PAID = "all_paid"
    NUMBER_CHANGED = "number_changed"  # to the old number
    VERIFY_CONTACT = "verify_contact"
    STILL_MEMBER = "still_member"
    APPLICANT = "applicant"  # never was a member: does the person still want to be one?


class MessageState(StrEnum):
    """What became of a message."""

    SENDING = "sending"  # given to the gateway, whose answer is not known yet
    SENT = "sent"  # the gateway has taken it
    DELIVERED = "delivered"  # to the receiver's phone
    FAILED = "failed"  # it never came
    BOUNCED = "bounced"  # nor: the address takes nothing
    UNKNOWN = "unknown"  # perhaps sent: a person finds out, and it is never sent again by itself
    LAPSED = "lapsed"  # not sent, since the gateway could not take it; another one may be


# a step, or what was agreed in a call, is in at most one such message of a channel
NOT_SENT = frozenset({MessageState.FAILED, MessageState.BOUNCED, MessageState.LAPSED})
LIVE_STATES = frozenset({*MessageState} - NOT_SENT)
STATE_TEXTS: Mapping[StrEnum, str] = {
    MessageState.SENDING: "sendes",
    MessageState.SENT: "sendt",
    MessageState.DELIVERED: "levert",
    MessageState.FAILED: "kom ikke fram",
    MessageState.BOUNCED: "kom ikke fram: adressen tar ikke imot",
    MessageState.UNKNOWN: "ukjent om den ble sendt",
    MessageState.LAPSED: "ble ikke sendt; leverandøren tok ikke imot",
}


@dataclass(frozen=True)
class MessageRules:
    """What a kind of message may and must say.

    `needs` are the names of the facts (those in the templates) that every text of the kind must
    use; a text with sums also those of `needs_with_sums`. A text may say sums and that something is
    unpaid where the receiver asked for it or agreed to it, and in an e-mail of the kinds that
    `may_say_sums`. Only an e-mail of a kind that `may_say_collection` names inkasso.
    """

    text: str  # in bokmål
    allowed_as: MessageGroup
    needs: frozenset[str]
    needs_with_sums: frozenset[str] = frozenset()
    is_asked_for: bool = False
    may_say_sums: bool = True  # in an e-mail
    may_say_names: bool = True
    may_say_collection: bool = False  # in an e-mail

    @property
    def is_at_any_hour(self) -> bool:
        """Whether it follows a conversation, so that the receiver waits for it."""
        return self.is_asked_for and self.allowed_as == MessageGroup.CONFIRMATIONS


def _rules(
    text: str,
    group: MessageGroup,
    needs: str = "",
    with_sums: str = "",
    *,
    asked: bool = False,
    sums: bool = True,
    collection: bool = False,
) -> MessageRules:
    return MessageRules(
        text,
        group,
        frozenset({"navn", "klubb", *needs.split()}),
        frozenset(with_sums.split()),
        is_asked_for=asked,
        may_say_sums=sums,
        may_say_collection=collection,
    )


CONFIRMATIONS, STEPS, NOTICES, ERRANDS = MessageGroup
TO_PAY = "krav sum frist betal uenig telefon"  # what a demand must say
MESSAGE_RULES: Mapping[MessageKind, MessageRules] = {
    MessageKind.PAYMENT_NOTICE: _rules("varsel om forfall", STEPS, "telefon", TO_PAY),
    # AvtaleGiro: payee, amount, what it is for, the day, and that it is drawn (rules.md 9)
    MessageKind.DRAW_NOTICE: _rules(
        "varsel om trekk med AvtaleGiro", STEPS, "krav sum frist", asked=True
    ),
    MessageKind.REMINDER: _rules("påminnelse", STEPS, "telefon", TO_PAY),
    MessageKind.NO_CONTACT: _rules("melding etter samtaler uten svar", STEPS, "telefon", TO_PAY),
    MessageKind.COLLECTION_NOTICE: _rules(
        "inkassovarsel", STEPS, "telefon", TO_PAY, collection=True
    ),
    MessageKind.PROMISE: _rules("bekreftelse på avtalt dag", CONFIRMATIONS, "sum til", asked=True),
    MessageKind.DEFERRAL: _rules("bekreftelse på utsettelse", CONFIRMATIONS, "sum til", asked=True),
    MessageKind.PAYMENT_PLAN: _rules(
        "bekreftelse på nedbetalingsplan", CONFIRMATIONS, "avdrag", asked=True
    ),
    MessageKind.FREEZE: _rules("bekreftelse på frys", CONFIRMATIONS, "medlem fra til", asked=True),
    MessageKind.OBJECTION_RECEIVED: _rules(
        "innsigelse mottatt", CONFIRMATIONS, "frist", asked=True
    ),
    MessageKind.OBJECTION_ANSWERED: _rules(
        "svar på innsigelse", CONFIRMATIONS, "grunn", asked=True
    ),
    MessageKind.RESIGNATION: _rules(
        "utmelding som må bekreftes skriftlig", CONFIRMATIONS, "medlem", asked=True
    ),
    MessageKind.CREDIT: _rules("kreditering", NOTICES, "", "belop krav"),
    MessageKind.CLOSURE: _rules("stengt, og hva som krediteres", NOTICES, "grunn", "belop"),
    MessageKind.MANDATE_STOPPED: _rules("AvtaleGiro er stanset", NOTICES, "telefon"),
    MessageKind.MANDATE_MISSING: _rules("AvtaleGiro er ikke i gang", NOTICES, "telefon"),
    MessageKind.FREEZE_ENDS: _rules("frysen slutter", NOTICES, "medlem til telefon"),
    MessageKind.REVERSAL: _rules("innbetalingen ble tatt tilbake", NOTICES, "telefon", TO_PAY),
    MessageKind.ALL_PAID: _rules("alt er betalt", NOTICES),
    # to whoever has the old number now
    MessageKind.NUMBER_CHANGED: MessageRules(
        "nummeret er endret",
        CONFIRMATIONS,
        frozenset({"klubb"}),
        may_say_sums=False,
        may_say_names=False,
    ),
    MessageKind.VERIFY_CONTACT: _rules("er nummeret riktig?", ERRANDS, sums=False),
    MessageKind.STILL_MEMBER: _rules("vil du fortsatt være medlem?", ERRANDS, "medlem", sums=False),
    MessageKind.APPLICANT: _rules("vil du bli medlem?", ERRANDS, "medlem", sums=False),
}
KIND_OF_STEP: Mapping[StepKind, MessageKind] = {
    StepKind.PAYMENT_NOTICE: MessageKind.PAYMENT_NOTICE,
    StepKind.REMINDER: MessageKind.REMINDER,
    StepKind.AFTER_NO_CONTACT: MessageKind.NO_CONTACT,
    StepKind.COLLECTION_NOTICE: MessageKind.COLLECTION_NOTICE,
}
KIND_OF_OUTCOME: Mapping[Outcome, MessageKind] = {
    Outcome.WILL_PAY_ON: MessageKind.PROMISE,
    Outcome.DEFERRAL: MessageKind.DEFERRAL,
    Outcome.PAYMENT_PLAN: MessageKind.PAYMENT_PLAN,
    Outcome.FREEZE: MessageKind.FREEZE,
    Outcome.OBJECTION: MessageKind.OBJECTION_RECEIVED,
    Outcome.RESIGNED: MessageKind.RESIGNATION,
}
