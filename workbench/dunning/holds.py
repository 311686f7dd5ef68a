"""Holds: periods in which dunning rests. They stop the clock and never delete a step."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd

from workbench.model import frames
from workbench.model.periods import Period
from workbench.model.words import HoldKind

NEEDS_END = {HoldKind.FREEZE, HoldKind.DEFERRAL, HoldKind.PAYMENT_PLAN, HoldKind.MANDATE_PENDING}

PERSONAL = {HoldKind.DECEASED, HoldKind.GUARDIANSHIP, HoldKind.HARDSHIP}


class Holds:
    """The holds by what they lie on, for one plan: a claim's invoice, or the whole membership."""

    def __init__(self, holds: pd.DataFrame) -> None:
        self._by_target: dict[str, list[tuple[str, Period]]] = {}
        for row in frames.records(holds):
            period = Period(row["start_on"], row["end_on"])
            self._by_target.setdefault(_target(row), []).append((row["kind"], period))

    def on(self, claim: Mapping[str, Any], people: set[Any]) -> list[tuple[str, Period]]:
        """Return (kind, period) of every hold on a claim: over its invoice or its member.

        What concerns a person and not a membership counts too when it lies on one of `people`:
        who owes the claim, and whose contact data would be used.
        """
        targets = {str(claim["invoice_id"]), str(claim["member_id"])}
        found = [hold for target in targets for hold in self._by_target.get(target, [])]
        for person in people - targets - {None}:
            found += [h for h in self._by_target.get(person, []) if h[0] in PERSONAL]
        return sorted(found, key=lambda hold: (hold[1].start_on, hold[0]))


def _target(hold: Mapping[str, Any]) -> str:
    """Return what a hold lies on: an invoice, else the whole membership."""
    return str(hold["invoice_id"] or hold["member_id"])


def active(holds: list[tuple[str, Period]], day: date) -> tuple[str, Period] | None:
    """Return the hold that covers `day` and lasts longest, if any."""
    covering = [hold for hold in holds if day in hold[1]]
    return max(covering, key=lambda hold: hold[1].end_on or date.max, default=None)


def faults(holds: pd.DataFrame) -> list[tuple[str, str, str]]:
    """Return (hold_id, column, reason) for each hold that cannot stand: no end, turned, overlap.

    Of two that overlap, the later one by start and id is at fault.
    """
    found: list[tuple[str, str, str]] = []
    standing: dict[tuple[str, str], list[Period]] = {}
    for row in frames.records(holds.sort_values(["start_on", "hold_id"])):
        hold_id, period = row["hold_id"], Period(row["start_on"], row["end_on"])
        others = standing.setdefault((row["kind"], _target(row)), [])
        if row["kind"] in NEEDS_END and period.end_on is None:
            found.append((hold_id, "end_on", "avtalen mangler sluttdato"))
        elif period.end_on is not None and period.end_on < period.start_on:
            found.append((hold_id, "end_on", "sluttdatoen er før startdatoen"))
        elif clash := next((other for other in others if other.overlaps(period)), None):
            since = f"{clash.start_on:%d.%m.%Y}"
            found.append((hold_id, "start_on", f"overlapper en lik avtale fra {since}"))
        else:
            others.append(period)
    return found
