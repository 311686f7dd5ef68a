"""What should be invoiced on a club's day: worked out from its books and its fees."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path

from workbench.model.day_rows import Balance, PausedFee, PricedClaim
from workbench.model.fee_kinds import FeeNote
from workbench.model.hold_kinds import HoldKind
from workbench.model.money_rows import FiledInvoice
from workbench.model.payment_kinds import CreditKind
from workbench.model.periods import Period
from workbench.model.rows import Hold, Member
from workbench.money.expected_fees import GroupPlace, expected_fees
from workbench.money.fee_proposals import Newcomers, propose_fees
from workbench.money.invoice_calendar import AHEAD_DAYS, move, open_rules, sum_batches
from workbench.money.paused_fees import PauseTerms, find_paused, find_period, without_period
from workbench.office.desk import Desk
from workbench.office.policies import club_policy
from workbench.register.ties import fold_full_name
from workbench.store.connection import Database
from workbench.store.queries import clear, fill, load, table, typed
from workbench.values.text import fold, strip_accents

QUERIES = load(Path(__file__).with_suffix(".sql"))
OWING_DAYS = 180  # so long past due, a fee says that its member may have left


def work_out_fees(db: Database, desk: Desk, as_of: date) -> None:
    """Fill `fee_proposals` and `invoice_calendar`; nothing for a club without fees.
    Call inside `write`, after the balances, contacts and holds."""
    clear(db, "fee_proposals")
    clear(db, "invoice_calendar")
    rules, calendar = desk.settings.fees, desk.settings.calendar
    if not rules:
        return
    members = table(db, Member, "people")
    places = typed(GroupPlace, [*QUERIES.group_places(db.conn)])
    groups: dict[str, list[str]] = {}
    for place in places:
        groups.setdefault(place.member_id, []).append(place.group_name)
    later = [*QUERIES.later_members(db.conn)]
    fees = expected_fees(
        open_rules(rules, calendar),
        members,
        places,
        dict(QUERIES.payers_of_members(db.conn)),
        table(db, Hold, "standing_holds"),
        as_of,
        ahead_days=AHEAD_DAYS,
        closures=desk.settings.closures,
        seen_on={member_id: date.fromisoformat(day) for member_id, day, _ in later},
    )
    fees = [*move(fees, rules, calendar, groups, as_of, ahead_days=AHEAD_DAYS)]
    due_now = [fee for fee in fees if fee.issue_on <= as_of]
    newcomers = Newcomers(
        {member.member_id: member.joined_on for member in members},
        {member_id for member_id, _, is_new in later if is_new},
        as_of,
    )
    leavers = {
        member_id: FeeNote(note)
        for member_id, note in QUERIES.probable_leavers(db.conn, day=as_of, days=OWING_DAYS)
    }
    answered = {row[0] for row in QUERIES.fees_not_agreed(db.conn)}
    not_agreed = {
        fee for fee in due_now if f"{fee.member_id}:{fee.rule_id}:{fee.start_on}" in answered
    }
    claims = _as_stated(db)
    maybe_theirs = _in_same_name(members, claims)
    filed = typed(FiledInvoice, QUERIES.filed_invoices(db.conn))
    proposals = propose_fees(due_now, claims, newcomers, leavers, not_agreed, maybe_theirs, filed)
    fill(db, "fee_proposals", proposals)
    fill(db, "invoice_calendar", sum_batches(fees, rules, calendar, groups, claims, as_of))


def _in_same_name(members: Sequence[Member], claims: Sequence[Balance]) -> dict[str, list[Balance]]:
    """Return member id -> the claims in the member's name that are tied to nobody: there may be
    namesakes, or the claim is of a group that the member is not in."""
    untied: dict[str, list[Balance]] = {}
    for claim in claims:
        if claim.member_name and not claim.member_id:
            untied.setdefault(strip_accents(fold_full_name(claim.member_name)), []).append(claim)
    names = {member.member_id: strip_accents(fold(member.name)) for member in members}
    return {member_id: untied[name] for member_id, name in names.items() if name in untied}


def _as_stated(db: Database) -> list[Balance]:
    """Return the claims with the amounts that their sources state, or stated before a credit: what
    somebody took off one since is no other fee."""
    stated = {
        claim.claim_id: claim.amount_ore for claim in table(db, PricedClaim, "counted_claims")
    } | dict(QUERIES.sums_before_credits(db.conn))
    return [
        claim._replace(amount_ore=stated.get(claim.claim_id, claim.amount_ore))
        for claim in table(db, Balance, "balances")
    ]


def pause_terms(db: Database, desk: Desk, holds: Iterable[Hold]) -> PauseTerms:
    """Return what decides about the club's closed and frozen days; `holds` as they count now."""
    policy, closures = club_policy(db, desk).policy, desk.settings.closures
    groups: dict[str, dict[str, date | None]] = {}
    for member_id, group, missing_since in QUERIES.groups_of_members(db.conn) if closures else ():
        until_on = date.fromisoformat(missing_since) if missing_since else None
        groups.setdefault(member_id, {})[fold(group)] = until_on
    freezes: dict[str, list[Period]] = {}
    for hold in holds:
        if hold.kind == HoldKind.FREEZE and hold.member_id and not hold.invoice_id:
            freezes.setdefault(hold.member_id, []).append(Period(hold.start_on, hold.end_on))
    people = (
        table(db, Member, "people") if any(r.cut != "ingen" for r in desk.settings.fees) else ()
    )
    given = [*QUERIES.pause_credits(db.conn)]
    return PauseTerms(
        desk.settings.fees,
        closures,
        policy.fee_period == "month",
        policy.part_of_period,
        policy.freeze_fee_ore,
        groups,
        {member.member_id: member.joined_on for member in people},
        freezes,
        dict(QUERIES.sums_before_credits(db.conn)) if given else {},
        {(claim_id, CreditKind(kind)): ore for claim_id, kind, ore in given},
    )


def work_out_pauses(
    db: Database, desk: Desk, holds: Iterable[Hold], member_ids: Sequence[str] | None
) -> list[PausedFee]:
    """Fill `paused_fees` for the claims of these members, for all of them if None; return the rows.
    Call inside `write`, after the balances; `holds` are theirs as they count now."""
    terms = pause_terms(db, desk, holds)
    if member_ids is not None or terms.closures:
        claims = table(db, Balance, "balances", member_id=member_ids)
    else:  # what was credited counts where no freeze is left, too
        of_frozen = table(db, Balance, "balances", member_id=terms.freezes)
        credited_ids = {claim_id for claim_id, _ in terms.given_ore}
        credited = table(db, Balance, "balances", claim_id=credited_ids)
        claims = sorted({*of_frozen, *credited})
    claim_ids = None if member_ids is None else [claim.claim_id for claim in claims]
    clear(db, "paused_fees", claim_id=claim_ids)
    fees = find_paused(claims, terms)
    fees += [
        PausedFee(claim.claim_id, CreditKind.CLOSURE, 0, 0, 0, "")
        for claim in without_period(claims, terms)
    ]
    fill(db, "paused_fees", fees)
    return fees


def fee_periods(desk: Desk, claims: Iterable[Balance]) -> dict[str, Period]:
    """Return claim id -> the days that a claim is for by the club's fees, where one names it."""
    terms = PauseTerms(desk.settings.fees)
    periods = {claim.claim_id: find_period(claim, terms)[1] for claim in claims if terms.rules}
    return {claim_id: period for claim_id, period in periods.items() if period}


def freeze_credited(db: Database, periods: Mapping[str, Period]) -> set[str]:
    """Return the ids of the claims of which frozen days have been credited, if with nothing, or the
    club has said no, since the freeze was last changed; `periods` as `fee_periods` gives them."""
    days = {claim_id: [p.start_on, p.end_on] for claim_id, p in periods.items()}
    rows = QUERIES.freeze_credits(db.conn, periods=json.dumps(days, default=date.isoformat))
    return {row[0] for row in rows}
