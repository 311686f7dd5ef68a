"""Proposals: steps that a run proposed. A step has at most one that is live: proposed, or approved
and not known to be sent."""

import hashlib
import json
from collections.abc import Sequence
from datetime import date

from workbench.model.day_rows import PlanRow
from workbench.model.errors import UsageError
from workbench.model.kinds import LIVE, SENT_HERE, ProposalState
from workbench.model.rows import Proposal, Step, step_key
from workbench.store import events
from workbench.store.connection import Database
from workbench.store.queries import table
from workbench.store.triggers import Rows, write_typed

# why a proposal has lapsed, where that is no reason of the plan: its claim is not in the plan any
# more, it is another's of two systems, or the plan that proposed it was put away
SETTLED, MERGED, DISCARDED = "settled", "merged", "discarded"
# how many steps were decided after a day, but by the club's standing approval
DECIDED_BY_SOMEBODY = (
    "SELECT count(*) FROM proposals JOIN events ON events.id = event_id "
    "WHERE decided_on > ? AND state <> 'lapsed' AND events.kind <> 'approve'"
)
PLAN_COLUMNS = ("day", "sha256", "policy", "policy_sha256", "claims", "proposed")


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
    if there is none, or somebody has approved or taken a step since; what a standing approval
    approved is put away too. Call inside `write`.
    """
    if db["steps"].count_where("sent_on > ?", [as_of]):
        raise UsageError(f"Steg er tatt etter {as_of:%d.%m.%Y}; planen kan ikke forkastes.")
    decided = db.conn.execute(DECIDED_BY_SOMEBODY, [as_of]).fetchone()[0]
    if decided:
        raise UsageError(f"Steg er avgjort etter {as_of:%d.%m.%Y}; planen kan ikke forkastes.")
    plans = [*db["plans"].rows_where("day > ? AND discarded_on IS NULL", [as_of])]
    if not plans:
        raise UsageError(f"Ingen plan er lagret for en dag etter {as_of:%d.%m.%Y}.")
    live = live_proposals(db)
    later = [each for each in live if each.run_on > as_of]
    kept = [each for each in live if each.run_on <= as_of < (each.decided_on or as_of)]
    with events.event(db, "discard", as_of, who=who) as event_id:
        discarded = [(*(plan[name] for name in PLAN_COLUMNS), as_of) for plan in plans]
        Rows("plans", (*PLAN_COLUMNS, "discarded_on"), discarded).write(db, event_id)
        lapsed = [_lapse(each, DISCARDED, as_of) for each in later]
        proposed = [each._replace(state=ProposalState.PROPOSED, decided_on=None) for each in kept]
        write_typed(db, "proposals", [*lapsed, *proposed], event_id)
    return len(plans)


def live_proposals(db: Database) -> list[Proposal]:
    """Return the proposals that are live."""
    return table(db, Proposal, "proposals", state=LIVE)


def _live_of_kept(db: Database, as_of: date) -> tuple[dict[str, Proposal], list[Proposal]]:
    """Return what is live, by the keys of the claims that are kept, and what to write where it was
    stored for another claim that is the same: lapsed there, and approved if either was."""
    stored = {each.key: each for each in live_proposals(db)}
    live: dict[str, Proposal] = {}
    for each in table(db, Proposal, "own_proposals", state=LIVE):
        known = live.get(each.key) or stored.get(each.key, each)
        if each.state == ProposalState.APPROVED:
            known = known._replace(state=each.state, decided_on=each.decided_on)
        live[each.key] = known
    lapsed = [_lapse(each, MERGED, as_of) for key, each in stored.items() if key not in live]
    return live, [*lapsed, *(each for key, each in live.items() if stored.get(key) != each)]


def save_plan(
    db: Database,
    plan: Sequence[PlanRow],
    *,
    policy: str,
    policy_sha256: str,
    as_of: date,
    who: str,
    guarded: bool = True,
) -> tuple[int, int]:
    """Save the plan's steps as proposals; return how many are new and how many lapsed.

    A live proposal whose step is in the plan stays as it is; where it goes by another channel now,
    it is proposed anew. Of the others, one whose step is known to be taken was sent, one that was
    approved waits for the answer whether it was sent, and one that nobody has approved lapses, or
    that this office sends itself and has not. Saving the same plan again changes nothing. `guarded`
    is as for an event.
    """
    refuse_older_day(db, as_of)
    planned = {
        step_key(row.claim_id, row.step_id, row.due_version): row for row in plan if row.step_id
    }
    live, moved = _live_of_kept(db, as_of)
    gone = [each for key, each in live.items() if key not in planned]
    steps = table(db, Step, "taken_steps", claim_id=[each.claim_id for each in gone])
    taken = {step.key for step in steps}
    sent = [
        each._replace(state=ProposalState.SENT, decided_on=as_of)
        for each in gone
        if each.key in taken
    ]
    unapproved = [each for each in gone if each.key not in taken and _has_not_left(db, each)]
    changed = [
        each._replace(channel=row.channel, state=ProposalState.PROPOSED, decided_on=None, note=None)
        for key, each in live.items()
        if (row := planned.get(key)) and row.channel and row.channel != each.channel
        if _has_not_left(db, each)
    ]
    reasons = {row.claim_id: row.reason for row in plan}
    lapsed = [_lapse(each, reasons.get(each.claim_id, SETTLED), as_of) for each in unapproved]
    new = [_proposal_of(row, as_of) for key, row in planned.items() if key not in live]
    digest = _hash_plan(plan, policy_sha256)
    plan_row = (as_of, digest, policy, policy_sha256, len(plan), len(planned), None)
    with events.event(db, "propose", as_of, who=who, subject=policy, guarded=guarded) as event_id:
        write_typed(db, "proposals", [*moved, *sent, *lapsed, *changed, *new], event_id)
        Rows("plans", (*PLAN_COLUMNS, "discarded_on"), [plan_row]).write(db, event_id)
    return len(new), len(lapsed)


def _has_not_left(db: Database, proposal: Proposal) -> bool:
    """Return whether a live proposal is known not to be sent: nobody has approved it, or this
    office sends it itself and has not."""
    if proposal.state == ProposalState.PROPOSED:
        return True
    step = [proposal.claim_id, proposal.step_id, proposal.due_version]
    where = "claim_id = ? AND step_id = ? AND due_version = ? AND is_live"
    is_tried = bool(db["own_message_claims"].count_where(where, step))
    return proposal.note == SENT_HERE and not is_tried


def _lapse(proposal: Proposal, note: str, as_of: date) -> Proposal:
    return proposal._replace(state=ProposalState.LAPSED, decided_on=as_of, note=note)


def _proposal_of(row: PlanRow, as_of: date) -> Proposal:
    if row.step_id is None or row.kind is None or row.channel is None:
        raise ValueError(f"{row.claim_id} has no step")
    return Proposal(as_of, row.claim_id, row.step_id, row.due_version, row.kind, row.channel)


def _hash_plan(plan: Sequence[PlanRow], policy_sha256: str) -> str:
    text = json.dumps([policy_sha256, plan], ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
