"""Why the law or the club's assignment (oppdrag) allows a fee or a step, or forbids it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class FeeReason(StrEnum):
    """Why a letter about a claim has a reminder fee, or has none."""

    CHARGED = "charged"  # the only reason with a fee
    NO_RATE = "no_rate"
    NEW_LAW = "new_law"
    INCURRED_AS_MINOR = "incurred_as_minor"
    OBJECTED = "objected"
    TOO_OLD = "too_old"
    TOO_EARLY = "too_early"
    NO_MISSED_DEADLINE = "no_missed_deadline"
    MOST_FEES = "most_fees"


@dataclass(frozen=True)
class FeeReasonRules:
    """What a reason means, and the number of its rule in the law's list (R2, R3 ...)."""

    rule: str
    text: str  # in bokmål


FEE_REASON_RULES: Mapping[FeeReason, FeeReasonRules] = {
    FeeReason.CHARGED: FeeReasonRules("R3", "gebyr etter satsen den dagen brevet sendes"),
    FeeReason.NO_RATE: FeeReasonRules("R16", "ingen gjennomgått sats gjelder dagen"),
    FeeReason.NEW_LAW: FeeReasonRules("R16", "den nye inkassoloven gjelder, og satser mangler"),
    FeeReason.INCURRED_AS_MINOR: FeeReasonRules("R10", "den som skylder, var under 18 år"),
    FeeReason.OBJECTED: FeeReasonRules("R11", "det er kommet en innsigelse mot kravet"),
    FeeReason.TOO_OLD: FeeReasonRules("R3", "kravet forfalt før dagens gebyrregler"),
    FeeReason.TOO_EARLY: FeeReasonRules("R2", "det er for kort tid siden forfall"),
    FeeReason.NO_MISSED_DEADLINE: FeeReasonRules(
        "R4", "fristen i det forrige brevet med gebyr er ikke ute, eller var for kort"
    ),
    FeeReason.MOST_FEES: FeeReasonRules("R4", "kravet har fått så mange gebyrer som er lov"),
}


class AssignmentRefusal(StrEnum):
    """Why the club's assignment allows no step of a kind; each text names the key to fill in."""

    OUTSIDE_PERIOD = "outside_period"
    UNSIGNED = "unsigned"
    NO_PROCESSING_AGREEMENT = "no_processing_agreement"
    NO_REMINDERS = "no_reminders"
    NO_CALLS = "no_calls"
    CALLS_NOT_CLEARED = "calls_not_cleared"
    NO_LICENCE = "no_licence"
    NO_NOTICE = "no_notice"
    NO_PARTNER = "no_partner"


class HandoverRefusal(StrEnum):
    """Why a claim must not be handed over to a collection partner."""

    AS_MINOR = "as_minor"
    NO_DEBTOR = "no_debtor"
    TOO_SMALL = "too_small"


TEXTS: Mapping[type[StrEnum], Mapping[StrEnum, str]] = {
    FeeReason: {reason: rules.text for reason, rules in FEE_REASON_RULES.items()},
    AssignmentRefusal: {
        AssignmentRefusal.OUTSIDE_PERIOD: "oppdraget gjelder ikke denne dagen («fra» og «til»)",
        AssignmentRefusal.UNSIGNED: "ingen har skrevet under på oppdraget («underskrevet_av»)",
        AssignmentRefusal.NO_PROCESSING_AGREEMENT: "avtalen mangler («databehandleravtale»)",
        AssignmentRefusal.NO_REMINDERS: "oppdraget er uten påminnelser («paaminnelser»)",
        AssignmentRefusal.NO_CALLS: "oppdraget er uten samtaler («samtaler»)",
        AssignmentRefusal.CALLS_NOT_CLEARED: (
            "ingen har avklart at det kan ringes uten bevilling («avklart_av» og «avklart_dag»)"
        ),
        AssignmentRefusal.NO_LICENCE: "uten bevilling sendes ikke inkassovarsel («lisens»)",
        AssignmentRefusal.NO_NOTICE: "klubben har ikke besluttet inkassovarsel («inkassovarsel»)",
        AssignmentRefusal.NO_PARTNER: "klubben har ingen inkassopartner («partner»)",
    },
    HandoverRefusal: {
        HandoverRefusal.AS_MINOR: "den som skylder, er under 18 år, eller medlemmet var det da",
        HandoverRefusal.NO_DEBTOR: "den som skylder, står ikke i registeret som voksen med navn",
        HandoverRefusal.TOO_SMALL: "det er under 500 kr til sammen hos betaleren",
    },
}
