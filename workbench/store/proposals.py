"""Steps proposed and not yet decided. One is live at most once; what no longer applies lapses."""

import hashlib
import json
from collections.abc import Sequence
from datetime import date
from typing import Any

from workbench.model.errors import UsageError
from workbench.model.rows import PlanRow
from workbench.model.shapes import STORED
from workbench.store import events
from workbench.store.connection import Database
from workbench.store.triggers import Rows

STEP = ("claim_id", "step_id", "due_version")


def refuse_older(db: Database, as_of: date) -> None:
    """Raise UsageError when a newer day has been planned already."""
    newest = db.conn.execute("SELECT max(day) FROM plans").fetchone()[0]
    last = date.fromisoformat(newest) if newest else as_of
    if as_of < last:
        raise UsageError(
            f"{as_of:%d.%m.%Y} er før den siste planen, som er fra {last:%d.%m.%Y}; "
            "kjør for den dagen eller en senere."
        )


def save_plan(
    db: Database, plan: Sequence[PlanRow], *, policy: str, policy_sha256: str, as_of: date, who: str
) -> tuple[int, int]:
    """Save the plan's steps as proposals; return how many are new and how many lapsed.

    A step that is live already stays as it is; a live one that is not in the plan any more lapses.
    The same plan again changes nothing.
    """
    refuse_older(db, as_of)
    wanted = {_step(row): row for row in plan if row.step_id}
    live = list(db["proposals"].rows_where("state = 'proposed'"))
    are_live = {tuple(row[name] for name in STEP) for row in live}
    lapsed = [
        row | {"state": "lapsed", "decided_on": as_of}
        for row in live
        if tuple(row[name] for name in STEP) not in wanted
    ]
    new: list[dict[str, Any]] = [
        dict(zip(STEP, step, strict=True))
        | {"kind": row.kind, "channel": row.channel, "run_on": as_of, "state": "proposed"}
        for step, row in wanted.items()
        if step not in are_live
    ]
    answers = json.dumps([policy_sha256, plan], ensure_ascii=False, default=str)
    about = {
        "day": as_of,
        "sha256": hashlib.sha256(answers.encode("utf-8")).hexdigest(),
        "policy": policy,
        "policy_sha256": policy_sha256,
        "claims": len(plan),
        "proposed": len(wanted),
    }
    with events.event(db, "propose", as_of, who=who, subject=policy) as event_id:
        for noun, rows in (("proposals", lapsed), ("proposals", new), ("plans", [about])):
            columns = tuple(STORED[noun].columns)
            cells = [tuple(row.get(name) for name in columns) for row in rows]
            Rows(noun, columns, cells).write(db, event_id)
    return len(new), len(lapsed)


def _step(row: PlanRow) -> tuple[str | None, ...]:
    return row.claim_id, row.step_id, row.due_version
