"""Proposals: steps proposed and not yet decided. A step has at most one live proposal, which lapses
when the plan no longer has the step."""

import hashlib
import json
from collections.abc import Sequence
from datetime import date
from typing import Any

from workbench.model.day_rows import PlanRow
from workbench.model.errors import UsageError
from workbench.model.shapes import STORED
from workbench.store import events
from workbench.store.connection import Database
from workbench.store.triggers import Rows

STEP_KEY = ("claim_id", "step_id", "due_version")


def refuse_older_day(db: Database, as_of: date) -> None:
    """Raise UsageError when a later day than `as_of` has been planned already."""
    newest = db.conn.execute("SELECT max(day) FROM plans WHERE discarded_on IS NULL").fetchone()[0]
    last_day = date.fromisoformat(newest) if newest else as_of
    if as_of < last_day:
        raise UsageError(
            f"{as_of:%d.%m.%Y} er før den siste planen, som er fra {last_day:%d.%m.%Y}; "
            "kjør for den dagen eller en senere."
        )


def discard_later_plans(db: Database, as_of: date, *, who: str) -> int:
    """Put away the plans for days after `as_of`, and their proposals; return how many plans.

    So a run for a day far ahead, as by a wrong clock, blocks no week until then. Raises UsageError
    if there is none, or a step was taken since. Call inside `write`.
    """
    if db["steps"].count_where("sent_on > ?", [as_of]):
        raise UsageError(f"Steg er tatt etter {as_of:%d.%m.%Y}; planen kan ikke forkastes.")
    plans = [*db["plans"].rows_where("day > ? AND discarded_on IS NULL", [as_of])]
    if not plans:
        raise UsageError(f"Ingen plan er lagret for en dag etter {as_of:%d.%m.%Y}.")
    proposals = [*db["proposals"].rows_where("run_on > ? AND state = 'proposed'", [as_of])]
    with events.event(db, "discard", as_of, who=who) as event_id:
        _write(db, "plans", [plan | {"discarded_on": as_of} for plan in plans], event_id)
        lapsed = {"state": "lapsed", "decided_on": as_of}
        _write(db, "proposals", [proposal | lapsed for proposal in proposals], event_id)
    return len(plans)


def save_plan(
    db: Database, plan: Sequence[PlanRow], *, policy: str, policy_sha256: str, as_of: date, who: str
) -> tuple[int, int]:
    """Save the plan's steps as proposals; return how many are new and how many lapsed.

    A live proposal whose step is in the plan stays as it is; any other lapses. Saving the same plan
    again changes nothing.
    """
    refuse_older_day(db, as_of)
    planned = {(row.claim_id, row.step_id, row.due_version): row for row in plan if row.step_id}
    live = {
        tuple(proposal[name] for name in STEP_KEY): proposal
        for proposal in db["proposals"].rows_where("state = 'proposed'")
    }
    lapsed = [
        proposal | {"state": "lapsed", "decided_on": as_of}
        for step, proposal in live.items()
        if step not in planned
    ]
    new = [_proposal_of(row, as_of) for step, row in planned.items() if step not in live]
    plan_row = {
        "day": as_of,
        "sha256": _hash_plan(plan, policy_sha256),
        "policy": policy,
        "policy_sha256": policy_sha256,
        "claims": len(plan),
        "proposed": len(planned),
    }
    with events.event(db, "propose", as_of, who=who, subject=policy) as event_id:
        for noun, rows in (("proposals", lapsed), ("proposals", new), ("plans", [plan_row])):
            _write(db, noun, rows, event_id)
    return len(new), len(lapsed)


def _write(db: Database, noun: str, rows: Sequence[dict[str, Any]], event_id: int) -> None:
    columns = tuple(STORED[noun].columns)
    cells = [tuple(row.get(name) for name in columns) for row in rows]
    Rows(noun, columns, cells).write(db, event_id)


def _proposal_of(row: PlanRow, as_of: date) -> dict[str, Any]:
    return {
        "run_on": as_of,
        "claim_id": row.claim_id,
        "step_id": row.step_id,
        "due_version": row.due_version,
        "kind": row.kind,
        "channel": row.channel,
        "state": "proposed",
    }


def _hash_plan(plan: Sequence[PlanRow], policy_sha256: str) -> str:
    text = json.dumps([policy_sha256, plan], ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
