"""What an operator should know before anything else: sentences, without a full stop."""

import json
from collections import Counter
from datetime import date
from pathlib import Path

from workbench.dunning.promises import last_day_covered
from workbench.model.day_rows import Freshness
from workbench.model.task_kinds import BY_OURSELVES, TaskKind
from workbench.norsk import antall, dag_og_maaned, describe_end
from workbench.office.day import Day
from workbench.office.tasks import Tasks
from workbench.store.queries import load, table

QUERIES = load(Path(__file__).with_suffix(".sql"))


def list_unanswered(tasks: Tasks) -> list[str]:
    """Return a sentence for each earlier day on whose list steps stood that nobody has marked."""
    approved_on = Counter(
        date.fromisoformat(json.loads(task.evidence)[-1])
        for task in tasks.standing
        if task.kind == TaskKind.SEND_STEP and not task.evidence.startswith(BY_OURSELVES)
    )
    return [
        f"{antall(count, 'påminnelse', 'påminnelser')} sto på listen {dag_og_maaned(on)}, og vi "
        "vet ikke om de ble sendt; ingen ringes før du svarer"
        for on, count in sorted(approved_on.items())
        if on < tasks.day.as_of
    ]


def list_unseen_payments(day: Day) -> list[str]:
    """Return a sentence for each file that may bring payments of claims with a step today: how many
    claims, and about how many fewer there would be after it."""
    rows = [row for row in table(day.db, Freshness, "freshness") if row.until_on and not row.is_gap]
    rows.sort(key=last_day_covered, reverse=True)
    sources = {(row.system, row.kind): row for row in rows}  # of each the one furthest behind
    sentences = []
    for system, kind, claims, expected in QUERIES.unseen_payments(day.db.conn):
        fewer = round(expected)
        if fewer:
            end = describe_end(sources[system, kind])
            sentences.append(
                f"{end}, og {antall(claims, 'krav', 'krav')} i planen kan være betalt siden; "
                f"med en ny fil i morgen blir det omtrent {fewer} færre"
            )
    return sentences
