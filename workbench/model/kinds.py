"""The closed sets of the trade whose members have only a code and a text."""

from collections.abc import Mapping
from enum import StrEnum

BANK = "bank"  # in place of a member system, of a file from a bank
CLUB_GROUP = "Klubben"  # KlubbAdmin's name for the list of the club's own members


class MemberStatus(StrEnum):
    """The status of a person's membership of the club."""

    ACTIVE = "active"
    UNPROCESSED = "unprocessed"  # søknaden er ikke behandlet
    DEACTIVATED = "deactivated"
    LEFT = "left"  # utmeldt
    FROZEN = "frozen"


class FeeType(StrEnum):
    """What a claim is for."""

    MEMBERSHIP = "membership_fee"  # medlemskontingent
    TRAINING = "training_fee"  # treningsavgift
    COURSE = "course"
    OTHER = "other"


class ClaimStatus(StrEnum):
    """The status of a claim or invoice in the member system; balances are computed separately."""

    OPEN = "open"
    PAID = "paid"
    PAID_MANUAL = "paid_manual"  # settled by hand in the member system
    REVIEW = "review"  # manuell behandling: somebody has to decide
    EXEMPT = "exempt"
    CANCELLED = "cancelled"
    FROZEN = "frozen"
    IN_COLLECTION = "in_collection"


SETTLED = frozenset({ClaimStatus.PAID, ClaimStatus.PAID_MANUAL})
VOID = frozenset({ClaimStatus.CANCELLED, ClaimStatus.EXEMPT})  # nothing is owed


class ContactRole(StrEnum):
    """The role of a contact person that the member system has for a member."""

    PAYER = "payer"  # betalingskontakt
    GUARDIAN = "guardian"  # foresatt


class LiableParty(StrEnum):
    """Who owes a claim; decided when the claim arises."""

    PAYER = "payer"  # named as the invoice's recipient
    MEMBER = "member"
    GUARDIAN = "guardian"
    UNKNOWN = "unknown"


class StepKind(StrEnum):
    """The kind of a dunning step."""

    PAYMENT_NOTICE = "payment_notice"  # before the due date
    REMINDER = "reminder"  # betalingspåminnelse
    CALL = "call"  # samtale
    AFTER_NO_CONTACT = "after_no_contact"  # a message, when nobody answers calls
    COLLECTION_NOTICE = "collection_notice"  # inkassovarsel
    HANDOVER = "handover"  # oversendelse til inkassopartner


class Channel(StrEnum):
    """How a step reaches the payer."""

    MEMBER_SYSTEM = "member_system"
    EMAIL = "email"
    SMS = "sms"
    PHONE = "phone"
    LETTER = "letter"
    EFAKTURA = "efaktura"  # of payment notices: the bank shows the invoice itself
    TASK = "task"  # somebody at the office sees to it


class ProposalState(StrEnum):
    """What became of a step that was proposed."""

    PROPOSED = "proposed"
    APPROVED = "approved"  # on the list of what is to be sent; nobody has said whether it was
    SENT = "sent"
    NOT_SENT = "not_sent"
    SET_ASIDE = "set_aside"
    LAPSED = "lapsed"  # a newer plan does not have it


# the note of a step that this office writes about itself, as its club's settings were when it was
# approved
SENT_HERE = "sent_here"
LIVE = frozenset({ProposalState.PROPOSED, ProposalState.APPROVED})  # at most one of a step


# The Norwegian text of each code; by set, because several sets have a code such as "frozen".
TEXTS: Mapping[type[StrEnum], Mapping[StrEnum, str]] = {
    MemberStatus: {
        MemberStatus.ACTIVE: "aktivt medlem",
        MemberStatus.UNPROCESSED: "søknaden er ikke behandlet",
        MemberStatus.DEACTIVATED: "deaktivert",
        MemberStatus.LEFT: "utmeldt",
        MemberStatus.FROZEN: "medlemskapet er fryst",
    },
    FeeType: {
        FeeType.MEMBERSHIP: "medlemskontingent",
        FeeType.TRAINING: "treningsavgift",
        FeeType.COURSE: "kurs",
        FeeType.OTHER: "annet",
    },
    ClaimStatus: {
        ClaimStatus.OPEN: "ubetalt",
        ClaimStatus.PAID: "betalt",
        ClaimStatus.PAID_MANUAL: "gjort opp for hånd i medlemssystemet",
        ClaimStatus.REVIEW: "venter på manuell behandling",
        ClaimStatus.EXEMPT: "fritatt",
        ClaimStatus.CANCELLED: "annullert",
        ClaimStatus.FROZEN: "kravet er fryst",
        ClaimStatus.IN_COLLECTION: "hos inkassopartner",
    },
    ContactRole: {
        ContactRole.PAYER: "betalingskontakt",
        ContactRole.GUARDIAN: "foresatt",
    },
    LiableParty: {
        LiableParty.PAYER: "mottakeren av fakturaen",
        LiableParty.MEMBER: "medlemmet selv",
        LiableParty.GUARDIAN: "foresatt",
        LiableParty.UNKNOWN: "ikke avklart",
    },
    ProposalState: {
        ProposalState.PROPOSED: "foreslått",
        ProposalState.APPROVED: "godkjent",
        ProposalState.SENT: "sendt",
        ProposalState.NOT_SENT: "ikke sendt",
        ProposalState.SET_ASIDE: "lagt til side",
        ProposalState.LAPSED: "falt bort",
    },
    StepKind: {
        StepKind.PAYMENT_NOTICE: "varsel om forfall",
        StepKind.REMINDER: "betalingspåminnelse",
        StepKind.CALL: "telefonsamtale",
        StepKind.AFTER_NO_CONTACT: "melding etter samtaler uten svar",
        StepKind.COLLECTION_NOTICE: "inkassovarsel",
        StepKind.HANDOVER: "oversendelse til inkassopartner",
    },
    Channel: {
        Channel.MEMBER_SYSTEM: "fra medlemssystemet",
        Channel.EMAIL: "e-post",
        Channel.SMS: "SMS",
        Channel.PHONE: "telefon",
        Channel.LETTER: "brev",
        Channel.EFAKTURA: "eFaktura",
        Channel.TASK: "oppgave for kontoret",
    },
}
