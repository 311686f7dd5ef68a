"""Steps proposed and not yet decided. One is live at most once; what no longer applies lapses."""

import hashlib
import json
from datetime import date

import pandas as pd
from sqlite_utils import Database

from workbench.model import frames
from workbench.model.errors import UsageError
from workbench.store import events, records

STEP = ["claim_id", "step_id", "due_version"]
COLUMNS = [*STEP, "kind", "channel"]


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
    db: Database, plan: pd.DataFrame, *, policy: str, policy_sha256: str, as_of: date, who: str
) -> tuple[int, int]:
    """Save the plan's steps as proposals; return how many are new and how many lapsed.

    A step that is live already stays as it is; a live one that is not in the plan any more lapses.
    The same plan again changes nothing.
    """
    refuse_older(db, as_of)
    wanted = plan.loc[plan["step_id"].notna(), COLUMNS]
    live = frames.build("proposals", db["proposals"].rows_where("state = 'proposed'"))
    is_new = ~wanted.set_index(STEP).index.isin(live.set_index(STEP).index)
    is_gone = ~live.set_index(STEP).index.isin(wanted.set_index(STEP).index)
    new = wanted[is_new].assign(run_on=as_of, state="proposed", decided_on=None)
    lapsed = live[is_gone].assign(state="lapsed", decided_on=as_of)
    answers = json.dumps([policy_sha256, records.rows_of(plan)], ensure_ascii=False)
    about = {
        "day": as_of.isoformat(),
        "sha256": hashlib.sha256(answers.encode("utf-8")).hexdigest(),
        "policy": policy,
        "policy_sha256": policy_sha256,
        "claims": len(plan),
        "proposed": len(wanted),
    }
    with events.event(db, "propose", as_of, who=who, subject=policy) as event_id:
        for rows in (lapsed, new):
            made = frames.build("proposals", frames.records(rows))
            records.write_rows(db, "proposals", made, event_id)
        records.write_rows(db, "plans", frames.build("plans", [about]), event_id)
    return len(new), len(lapsed)
