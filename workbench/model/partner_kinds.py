"""What happens about a claim between the club and its collection partner, and why it ends."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class NewsKind(StrEnum):
    """A piece of news about a claim that the partner has."""

    SETTLED = "settled"  # we tell: paid to the club, or credited
    STOPPED = "stopped"  # we tell: the member disagrees, or must be left in peace
    RESUMED = "resumed"  # we tell: what it was told to let rest may go on
    WITHDRAWN = "withdrawn"  # we tell: the club takes it back
    RECEIVED = "received"  # the partner tells: it has the case
    PAID = "paid"  # the partner tells: so much was paid to it
    CLOSED = "closed"  # the partner tells: it has ended the case


class Closing(StrEnum):
    """Why a claim is not with the partner any more."""

    PAID = "paid"
    CANCELLED = "cancelled"
    RETURNED = "returned"
    SETTLED = "settled"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class NewsRules:
    """What a kind of news means; the texts are bokmål."""

    text: str
    is_from_partner: bool = False


@dataclass(frozen=True)
class ClosingRules:
    """What a closing means; the text is bokmål."""

    text: str
    is_by_partner: bool = False
    is_paid: bool = False  # the money comes from the partner: nobody is asked for it


NEWS_RULES: Mapping[NewsKind, NewsRules] = {
    NewsKind.SETTLED: NewsRules("betalt til klubben, eller kreditert"),
    NewsKind.STOPPED: NewsRules("skal hvile eller avsluttes"),
    NewsKind.RESUMED: NewsRules("kan følges opp igjen"),
    NewsKind.WITHDRAWN: NewsRules("klubben trekker det tilbake"),
    NewsKind.RECEIVED: NewsRules("mottatt av partneren", is_from_partner=True),
    NewsKind.PAID: NewsRules("betalt til partneren", is_from_partner=True),
    NewsKind.CLOSED: NewsRules("avsluttet av partneren", is_from_partner=True),
}

CLOSING_RULES: Mapping[Closing, ClosingRules] = {
    Closing.PAID: ClosingRules("avsluttet som betalt", is_by_partner=True, is_paid=True),
    Closing.CANCELLED: ClosingRules("avsluttet av partneren uten betaling", is_by_partner=True),
    Closing.RETURNED: ClosingRules("sendt tilbake av partneren", is_by_partner=True),
    Closing.SETTLED: ClosingRules("gjort opp med klubben"),
    Closing.WITHDRAWN: ClosingRules("trukket tilbake av klubben"),
}

FORMAT, VERSION = "workbench-inkasso", 1  # of the files that are exchanged
CASES, NEWS, ANSWER = "cases", "news", "answer"  # what is in a file; the answer is the partner's
HEADER_SHEET, NEWS_SHEET = "Fil", "Nytt"
NEWS_HEADINGS = {  # of the columns of news in a workbook
    "case_ref": "Sak", "claim_id": "Krav-id", "kind": "Hva", "ref": "Referanse",
    "happened_on": "Dato", "amount_ore": "Beløp", "outcome": "Utfall",
}  # fmt: skip
