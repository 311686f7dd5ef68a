"""The reasons why claims are unpaid, with what follows from each."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Reason(StrEnum):
    """Why a claim is unpaid, according to the payer."""

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
    """What a reason means; `todo` must be done whatever the outcome of the call was."""

    text: str  # in bokmål
    todo: str = ""  # in bokmål


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
    Reason.MANDATE_STOPPED: ReasonRules(
        "AvtaleGiro er stoppet", "Tilby ny AvtaleGiro; send faktura med KID til den er på plass"
    ),
}
