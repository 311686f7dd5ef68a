"""The kinds of fault in a row of a file, and what follows from each until somebody decides."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from workbench.model.plan_reasons import PlanReason


class FaultKind(StrEnum):
    """What is wrong with a value or a row of a file."""

    UNREAD = "unread"  # it could not be read
    CONTRADICTED = "contradicted"  # two values of the row exclude each other
    IMPLAUSIBLE = "implausible"  # a day that cannot be right
    REOPENED = "reopened"  # the same source called the claim settled before
    CHANGED = "changed"  # a value that does not change was another in the books


@dataclass(frozen=True)
class FaultRules:
    """What a kind of fault means.

    An unread value rests a claim only where it decides; every other fault is a doubt: its claims
    rest for the `plan_reason`. `keeps` says that the books keep what they held; otherwise the value
    is stored as stated, and the answer that it is right ends the rest.
    """

    plan_reason: PlanReason
    is_doubt: bool = True
    keeps: bool = False


FAULT_RULES: Mapping[FaultKind, FaultRules] = {
    FaultKind.UNREAD: FaultRules(PlanReason.UNCONFIRMED, is_doubt=False, keeps=True),
    FaultKind.CONTRADICTED: FaultRules(PlanReason.CONTRADICTED),
    FaultKind.IMPLAUSIBLE: FaultRules(PlanReason.CONTRADICTED),
    FaultKind.REOPENED: FaultRules(PlanReason.REOPENED),
    FaultKind.CHANGED: FaultRules(PlanReason.CONTRADICTED, keeps=True),
}
