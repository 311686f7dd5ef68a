"""The kinds of doubt about a row of a file, and what follows until somebody decides."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from workbench.model.plan_reasons import PlanReason


class FaultKind(StrEnum):
    """Why a value of a file is not believed, though it can be read."""

    CONTRADICTED = "contradicted"  # two values of the row exclude each other
    IMPLAUSIBLE = "implausible"  # a day or a sum that cannot be right
    REOPENED = "reopened"  # the same source called the claim settled before
    CHANGED = "changed"  # a value that does not change was another in the books


@dataclass(frozen=True)
class FaultRules:
    """What a kind of fault means: its claims rest for the `plan_reason`.

    `keeps` says that the books keep what they held; otherwise the value is stored as stated, and
    the answer that it is right ends the rest.
    """

    plan_reason: PlanReason
    keeps: bool = False


FAULT_RULES: Mapping[FaultKind, FaultRules] = {
    FaultKind.CONTRADICTED: FaultRules(PlanReason.CONTRADICTED),
    FaultKind.IMPLAUSIBLE: FaultRules(PlanReason.CONTRADICTED),
    FaultKind.REOPENED: FaultRules(PlanReason.REOPENED),
    FaultKind.CHANGED: FaultRules(PlanReason.CONTRADICTED, keeps=True),
}
