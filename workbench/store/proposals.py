"""Steps proposed and not yet decided. One is live at most once; what no longer applies lapses."""

import hashlib
import json
from datetime import date

import pandas as pd
from sqlite_utils import Database

from workbench.model.errors import UsageError
from workbench.store import audit
from workbench.store.frames import rows_of

COLUMNS = ["claim_id", "step_id", "due_version", "kind", "channel"]


def last_plan_on(db: Database) -> date | None:
    """Return the day of the newest plan that was saved."""
    found = db.conn.execute("SELECT max(day) FROM plans").fetchone()[0]
    return date.fromisoformat(found) if found else None


def refuse_older(db: Database, as_of: date) -> None:
    """Raise UsageError when a newer day has been planned already."""
    last = last_plan_on(db)
    if last is not None and as_of < last:
        raise UsageError(
            f"{as_of:%d.%m.%Y} er før den siste planen, som er fra {last:%d.%m.%Y}; "
            "kjør for den dagen eller en senere."
        )


def save_plan(
    db: Database, plan: pd.DataFrame, *, policy: str, policy_sha256: str, as_of: date, who: str
) -> tuple[int, int]:
    """Save the plan's steps as proposals; return how many are new and how many lapsed.

    A step that is live already stays as
    it is; a live one that is not in the plan any more lapses. The same plan again changes nothing.
    """
    refuse_older(db, as_of)
    day = as_of.isoformat()
    wanted = rows_of(plan.loc[plan["step_id"].notna(), COLUMNS])
    live = {
        tuple(row): row
        for row in db.conn.execute(
            "SELECT claim_id, step_id, due_version FROM proposals WHERE state = 'proposed'"
        ).fetchall()
    }
    new = [row for row in wanted if row[:3] not in live]
    lapsed = sorted(set(live) - {row[:3] for row in wanted})
    db.conn.executemany(
        "UPDATE proposals SET state = 'lapsed', decided_on = ? "
        "WHERE claim_id = ? AND step_id = ? AND due_version = ? AND state = 'proposed'",
        [(day, *key) for key in lapsed],
    )
    db.conn.executemany(
        f"INSERT INTO proposals (run_on, {', '.join(COLUMNS)}, state) "  # noqa: S608
        "VALUES (?, ?, ?, ?, ?, ?, 'proposed') ON CONFLICT (run_on, claim_id, step_id, "
        "due_version) DO UPDATE SET state = 'proposed', decided_on = NULL",
        [(day, *row) for row in new],
    )
    answers = json.dumps([policy_sha256, rows_of(plan)], ensure_ascii=False)
    sha256 = hashlib.sha256(answers.encode("utf-8")).hexdigest()
    counted = db.conn.execute(
        "INSERT INTO plans (day, sha256, policy, policy_sha256, claims, proposed) "
        "VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (day, sha256) DO NOTHING RETURNING day",
        (day, sha256, policy, policy_sha256, len(plan), len(wanted)),
    ).fetchall()
    if counted or new or lapsed:
        changes = [_change(row[:3], None, "proposed") for row in new]
        changes += [_change(key, "proposed", "lapsed") for key in lapsed]
        audit.append(db, "propose", as_of, who=who, subject=policy, changes=changes)
    return len(new), len(lapsed)


def _change(key: tuple[str, ...], before: str | None, after: str) -> audit.Change:
    return audit.Change("proposals", "|".join(key), {"state": [before, after]})
