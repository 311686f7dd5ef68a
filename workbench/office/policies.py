"""The policies in force in a club: a changed file counts only once somebody has approved it."""

from datetime import date

from workbench.dunning.plan_inputs import Policies
from workbench.dunning.policy import PolicyFile, parse_policy
from workbench.model.rows import PolicyChoice
from workbench.office.desk import Desk
from workbench.store.connection import Database
from workbench.store.events import event
from workbench.store.queries import table
from workbench.store.triggers import Rows

OF_FEES = ("fee_period", "part_of_period", "freeze_fee_ore")
COLUMNS = ("sha256", "policy", "content", "is_club", "approved_on")


def policies_in_force(db: Database, desk: Desk) -> Policies:
    """Return the club's policy in force, and those chosen for single claims and members: what a fee
    is for, and what a freeze costs, is the club's for all of them."""
    choices = {choice.target: choice for choice in table(db, PolicyChoice, "own_policy_choices")}
    chosen_ids = {choice.policy for choice in choices.values() if choice.policy}
    by_id = {policy_id: _newest(db, policy=policy_id) for policy_id in chosen_ids}
    club = club_policy(db, desk).policy
    of_fees = {name: getattr(club, name) for name in OF_FEES}
    chosen = {
        policy_id: file.policy.model_copy(update=of_fees)
        for policy_id, file in by_id.items()
        if file is not None
    }
    return Policies(club, chosen, choices)


def club_policy(db: Database, desk: Desk) -> PolicyFile:
    """Return the club's policy in force: the one approved last, else the one of its settings."""
    return _newest(db, is_club=1) or desk.policy


def is_changed(db: Database, desk: Desk) -> bool:
    """Return whether the policy of the club's settings is another than the one in force."""
    return club_policy(db, desk).sha256 != desk.policy.sha256


def put_in_force(
    db: Database, file: PolicyFile, as_of: date, *, who: str, is_club: bool = True
) -> None:
    """Write a policy as the one approved last. Call inside `write`."""
    row = (file.sha256, file.policy.id, file.text, int(is_club), as_of)
    with event(db, "policy", as_of, who=who, subject=file.policy.id) as event_id:
        Rows("policies", COLUMNS, [row]).write(db, event_id)


def has_newest(db: Database, file: PolicyFile) -> bool:
    """Return whether this text is the one approved last for its id."""
    newest = _newest(db, policy=file.policy.id)
    return newest is not None and newest.sha256 == file.sha256


def _newest(db: Database, **where: str | int) -> PolicyFile | None:
    """Return the policy approved last among those with a value in a column; None if none is."""
    ((column, value),) = where.items()
    rows = db["policies"].rows_where(f"{column} = ?", [value], order_by="event_id DESC", limit=1)
    row = next(iter(rows), None)
    return parse_policy(row["content"].encode("utf-8"), row["policy"]) if row else None
