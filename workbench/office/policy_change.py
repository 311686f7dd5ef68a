"""A changed policy: who would move, and when. It counts once somebody approves it."""

from datetime import date

from workbench.dunning.policy import PolicyFile, load_policy
from workbench.dunning.why import Explained, explain
from workbench.model.errors import UsageError
from workbench.model.rows import PolicyChoice
from workbench.office.day import Day, day_of, has_kept_day, work_out_day
from workbench.office.desk import Desk, current_user, policy_path
from workbench.office.policies import club_policy, has_newest, is_changed, put_in_force
from workbench.office.why_cards import awaited_sources, explained_claims
from workbench.reports.columns import Table
from workbench.reports.lists import POLICY_CHANGE
from workbench.store import books, proposals
from workbench.store.connection import write
from workbench.store.events import event
from workbench.store.triggers import write_typed


def show_policy_change(desk: Desk, as_of: date) -> Table:
    """List the claims for which the club's changed policy would mean something else on a day, each
    with its sentence before and after; no rows if it is unchanged."""
    with day_of(desk, as_of) as day:
        if not is_changed(day.db, desk):
            return POLICY_CHANGE.with_records([])
        copy = books.copy_of(day.db)
        with write(copy):
            put_in_force(copy, desk.policy, as_of, who=current_user())
            work_out_day(copy, desk, as_of)
        before = {row.claim_id: row for row in explained_claims(day)}
        after = explained_claims(Day(copy, as_of))
        awaited = awaited_sources(day, after)
        return POLICY_CHANGE.with_records(
            {
                "claim_id": row.claim_id,
                "name": row.name,
                "title": row.title,
                "open_ore": row.open_ore,
                "before": explain(before[row.claim_id], awaited[row.claim_id]),
                "after": explain(row, awaited[row.claim_id]),
            }
            for row in after
            if _what_happens(before[row.claim_id]) != _what_happens(row)
        )


def approve_policy(desk: Desk, as_of: date) -> Table:
    """Put the club's changed policy in force from a day; return what `show_policy_change` lists."""
    proposals.refuse_older_day(desk.db, as_of)
    change = show_policy_change(desk, as_of)
    if not is_changed(desk.db, desk):
        raise UsageError(
            f"{desk.policy.policy.id}: purrereglene er ikke endret; ikke noe å godkjenne."
        )
    with desk.write() as db:
        put_in_force(db, desk.policy, as_of, who=current_user())
        work_out_day(db, desk, as_of)
    return change


def choose_policy(
    desk: Desk, target: str, policy_id: str | None, as_of: date, *, after_step: str | None = None
) -> None:
    """Choose a policy for a claim, or for all that a member owes; None exempts from dunning.

    `after_step` is the step that counts as taken last, where the policy changes midway. Raises
    UsageError for an unknown claim or member, policy or step.
    """
    is_claim = desk.db["claims"].count_where("claim_id = ?", [target])
    if not is_claim and not desk.db["members"].count_where("member_id = ?", [target]):
        raise UsageError(f"{target!r} er verken et krav eller et medlem; se id-en i «--json».")
    file = load_policy(policy_path(desk.club, policy_id)) if policy_id else None
    _require_step(file, after_step)
    was_kept = has_kept_day(desk, as_of)
    with desk.write() as db:
        if file is not None and not has_newest(db, file):
            is_club = file.sha256 == club_policy(db, desk).sha256
            put_in_force(db, file, as_of, who=current_user(), is_club=is_club)
        with event(db, "choose_policy", as_of, who=current_user()) as event_id:
            choice = PolicyChoice(target, policy_id, after_step)
            write_typed(db, "policy_choices", [choice], event_id)
        if was_kept:
            work_out_day(db, desk, as_of)


def _require_step(file: PolicyFile | None, step_id: str | None) -> None:
    """Raise UsageError for a step that the policy does not have."""
    steps = file.policy.step_numbers if file else {}
    if step_id is not None and step_id not in steps:
        raise UsageError(f"{step_id!r} er ikke et trinn; velg et av {', '.join(steps)}.")


def _what_happens(row: Explained) -> tuple[object, ...]:
    return row.step_id, row.reason, row.next_on
