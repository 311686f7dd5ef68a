"""The kinds of money that no claim takes, of what it may belong to, and of what became of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class PaymentState(StrEnum):
    """Why a payment, or a part of it, settles no claim."""

    NO_KID = "no_kid"
    WRONG_KID = "wrong_kid"  # damaged: it fits no KID structure of the club's
    UNKNOWN_KID = "unknown_kid"
    UNKNOWN_INVOICE = "unknown_invoice"
    TOO_MUCH = "too_much"
    ALREADY_PAID = "already_paid"
    CREDITED = "credited"  # the claims with the KID were cancelled
    REVERSED = "reversed"  # taken back, and no payment of that KID is left


class PaymentUse(StrEnum):
    """What became of money that settles no claim; what was placed names the claim instead."""

    REFUNDED = "refunded"
    KEPT = "kept"  # the payer's credit, which settles nothing until it is placed
    ELSEWHERE = "elsewhere"  # it is for something that the clubs do not claim here


class CreditKind(StrEnum):
    """Why something was taken off a claim."""

    CREDIT = "credit"  # the claim was wrong, or more than should be paid
    COMPENSATION = "compensation"  # agreed, for something that was not as promised
    FREEZE = "freeze"  # for days on which the membership was frozen
    CLOSURE = "closure"  # for days on which the club or a group was closed


class Likeness(StrEnum):
    """Why money may belong to an open claim, the surest first."""

    REVERSED = "reversed"  # it was taken back on the claim's KID, and its payment is not read
    KID = "kid"  # the claim's KID or order number stands in it, or all of the KID but one digit
    CUSTOMER = "customer"  # it came with an unknown KID that names the customer of the claim's
    SAME_PAYER = "same_payer"  # it came on the KID of another claim of the payer
    NAME_AND_AMOUNT = "name_and_amount"
    NAME = "name"
    AMOUNT = "amount"


class DrawStop(StrEnum):
    """Why a claim must not be drawn by AvtaleGiro, whatever the plan says."""

    SETTLED = "settled"
    FROZEN = "frozen"
    NOT_OPEN = "not_open"
    AGREED = "agreed"  # something that was agreed covers the due date
    LEFT = "left"
    MONEY = "money"  # that nobody has placed may be for it
    GONE = "gone"  # its order has lost it
    TWICE = "twice"  # the bank was asked once already


@dataclass(frozen=True)
class PaymentRules:
    """What a state means, and what the operator can do about it; both in bokmål."""

    text: str
    todo: str
    has_claim: bool = False  # it came for a claim that is known, which does not need it


@dataclass(frozen=True)
class TextAlone:
    """What a kind means, in bokmål, where nothing else follows from it."""

    text: str


@dataclass(frozen=True)
class CreditRules:
    """What a kind of credit means; the text is bokmål."""

    text: str
    is_for_days: bool = False  # that the fee was for, and on which nothing was given


PAYMENT_RULES: Mapping[PaymentState, PaymentRules] = {
    PaymentState.NO_KID: PaymentRules(
        "innbetalingen har ingen KID", "Finn ut hvilket krav den gjelder"
    ),
    PaymentState.WRONG_KID: PaymentRules(
        "KID-en er skadet eller skrevet feil", "Finn ut hvilket krav den gjelder"
    ),
    PaymentState.UNKNOWN_KID: PaymentRules(
        "ingen krav har denne KID-en", "Finn ut hvilket krav den gjelder"
    ),
    PaymentState.UNKNOWN_INVOICE: PaymentRules(
        "ordren den gjelder, finnes ikke her", "Hent listen over krav på nytt, eller spør klubben"
    ),
    PaymentState.TOO_MUCH: PaymentRules(
        "mer enn kravet er på", "Flytt resten til et annet krav, betal den tilbake, eller la den "
        "stå til gode", has_claim=True
    ),
    PaymentState.ALREADY_PAID: PaymentRules(
        "kravet var betalt fra før", "Flytt pengene til et annet krav, betal dem tilbake, eller la "
        "dem stå til gode", has_claim=True
    ),
    PaymentState.CREDITED: PaymentRules(
        "kravet er kreditert", "Flytt pengene til et annet krav, betal dem tilbake, eller la dem "
        "stå til gode", has_claim=True
    ),
    PaymentState.REVERSED: PaymentRules(
        "tilbakeført, og innbetalingen er ikke lest", "Finn innbetalingen i banken, og spør klubben"
    ),
}  # fmt: skip

USE_RULES: Mapping[PaymentUse, TextAlone] = {
    PaymentUse.REFUNDED: TextAlone("betalt tilbake"),
    PaymentUse.KEPT: TextAlone("står til gode"),
    PaymentUse.ELSEWHERE: TextAlone("gjelder noe annet"),
}

CREDIT_RULES: Mapping[CreditKind, CreditRules] = {
    CreditKind.CREDIT: CreditRules("kreditering"),
    CreditKind.COMPENSATION: CreditRules("kompensasjon"),
    CreditKind.FREEZE: CreditRules("fratrekk for frys", is_for_days=True),
    CreditKind.CLOSURE: CreditRules("fratrekk for stengt tid", is_for_days=True),
}

DRAW_STOP_RULES: Mapping[DrawStop, TextAlone] = {
    DrawStop.SETTLED: TextAlone("kravet er gjort opp eller kreditert"),
    DrawStop.FROZEN: TextAlone("medlemskapet er fryst"),
    DrawStop.NOT_OPEN: TextAlone("kravet er ikke åpent i medlemssystemet"),
    DrawStop.AGREED: TextAlone("en avtale dekker forfallsdagen"),
    DrawStop.LEFT: TextAlone("medlemmet er meldt ut før forfall"),
    DrawStop.MONEY: TextAlone("en innbetaling som ikke er plassert, kan gjelde kravet"),
    DrawStop.GONE: TextAlone("kravet står ikke lenger på ordren"),
    DrawStop.TWICE: TextAlone("banken er bedt om å trekke kravet to ganger"),
}

LIKENESS_RULES: Mapping[Likeness, TextAlone] = {
    Likeness.REVERSED: TextAlone("tilbakeført på kravet, og innbetalingen er ikke lest"),
    Likeness.KID: TextAlone("KID-en eller ordrenummeret ligner"),
    Likeness.CUSTOMER: TextAlone("samme kunde i KID-en"),
    Likeness.SAME_PAYER: TextAlone("samme betaler"),
    Likeness.NAME_AND_AMOUNT: TextAlone("samme navn og beløp"),
    Likeness.NAME: TextAlone("samme navn"),
    Likeness.AMOUNT: TextAlone("samme beløp"),
}
