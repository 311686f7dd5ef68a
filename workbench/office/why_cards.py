"""Why the plan says what it says about claims, read from a club's day."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from workbench import dunning
from workbench.dunning.why import Explained, answers, describe_change, explain
from workbench.model.day_rows import Balance, Freshness
from workbench.model.errors import UsageError
from workbench.model.reason_rules import PLAN_REASON_RULES
from workbench.model.task_kinds import TaskKind
from workbench.office.day import Day
from workbench.office.planned import payment_sources
from workbench.store.queries import load, table, typed

if TYPE_CHECKING:
    from workbench.reports.columns import Table

QUERIES = load(Path(dunning.__path__[0]) / "why.sql")
MOST_CARDS = 20


def explained_claims(day: Day, claim_ids: Sequence[str] | None = None) -> list[Explained]:
    """Return the rows of the plan for these claims, or for all, with what each follows from."""
    claims = None if claim_ids is None else json.dumps(claim_ids)
    return typed(Explained, QUERIES.explained(day.db.conn, claims=claims))


def awaited_sources(day: Day, rows: Sequence[Explained]) -> dict[str, Freshness | None]:
    """Return claim id -> the source of payments that a promise about the claim waits for."""
    sources = payment_sources(day.db, day.as_of)
    by_task = {
        f"{TaskKind.CHECK_CLAIM}:{source.key}": source
        for source in table(day.db, Freshness, "freshness")
    }
    task_of = {row.claim_id: row.task or "" for row in rows}
    claims = table(day.db, Balance, "balances", claim_id=task_of)
    return {
        claim.claim_id: by_task.get(task_of[claim.claim_id]) or sources.slowest_for([claim])
        for claim in claims
    }


def explain_rows(day: Day, rows: Sequence[Explained]) -> dict[str, str]:
    """Return claim id -> the sentences of what happens with the claim and why."""
    awaited = awaited_sources(day, rows)
    return {row.claim_id: explain(row, awaited[row.claim_id]) for row in rows}


def explanations(day: Day, claim_ids: Sequence[str], who: str) -> dict[str, str]:
    """Return claim id -> the sentences of what happens with the claim and why, where one person is
    asked about all of them: `who`, also where a child's contact is named after that child."""
    rows = [row._replace(contact_name=who) for row in explained_claims(day, claim_ids)]
    return explain_rows(day, rows)


def plan_for_people(day: Day) -> "Table":
    """List every open claim with its sentence; the rows also have the codes."""
    from workbench.reports.lists import LISTS  # an agent's form does without

    return LISTS["plan"].with_records(_records(day, explained_claims(day)))


def why(day: Day, text: str) -> "Table":
    """Return the why-cards of the claims with this id, order number, KID or name, one after the
    other; its rows are those of the cards, and also have the codes of the plan.

    Raises UsageError if there is no such claim, or more than twenty.
    """
    from workbench.reports.lists import WHY_CARD

    found = claims_named(day, text)
    if not found:
        raise UsageError(_describe_settled(day, text))
    if len(found) > MOST_CARDS:
        raise UsageError(f"{text!r} passer til {len(found)} krav; skriv mer av navnet, eller KID.")
    rows = explained_claims(day, found)
    awaited = awaited_sources(day, rows)
    return WHY_CARD.with_records(
        {"question": question, "answer": answer, **codes}
        for row, codes in zip(rows, _records(day, rows), strict=True)
        for question, answer in answers(row, awaited[row.claim_id])
    )


def claims_named(day: Day, text: str) -> list[str]:
    """Return the ids of the open claims with this id, order number, KID or name."""
    return [row[0] for row in QUERIES.claims_named(day.db.conn, text=text, digits=digits_of(text))]


def digits_of(text: str) -> str:
    """Return a number as the books have it."""
    return text.removeprefix("+47").replace(" ", "")


def _describe_settled(day: Day, text: str) -> str:
    """Return why there is nothing to explain about what is named, and what to name instead."""
    settled = [*QUERIES.settled_named(day.db.conn, text=text, digits=digits_of(text))]
    if not settled:
        return f"{text!r} er ikke noe åpent krav; skriv krav, ordrenummer, KID eller navn."
    return f"{text!r}: {settled[0][0]}, så ingenting følges opp; skriv et krav som er åpent."


def _records(day: Day, rows: Sequence[Explained]) -> list[dict[str, object]]:
    """Return the rows with their sentence, rule, and what would change them."""
    sentences = explain_rows(day, rows)
    return [
        {
            **row._asdict(),
            "sentence": sentences[row.claim_id],
            "rule": PLAN_REASON_RULES[row.reason].rule,
            "change": describe_change(row),
        }
        for row in rows
    ]
