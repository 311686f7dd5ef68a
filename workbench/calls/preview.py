"""A description of what saving an entry will do, made by the same rules as the rows."""

from collections.abc import Iterable, Mapping
from datetime import date

from workbench.calls.cases import Case
from workbench.calls.effects import AgreedHold, agreed_holds, agreed_period
from workbench.calls.entries import Entry
from workbench.calls.persons import describe_members, join_names, names_by_id
from workbench.model.hold_kinds import HOLD_RULES, HoldKind
from workbench.model.outcomes import OUTCOME_RULES, Outcome, OutcomeRules
from workbench.model.periods import Period
from workbench.norsk import tall_dato


def describe_effects(entry: Entry, case: Case, as_of: date) -> list[str]:
    """Return what saving will do, as phrases; `require_bounds` must have accepted the entry."""
    rule = OUTCOME_RULES[entry.outcome]
    parts = ["nådd" if rule.reached else "ikke nådd", *_describe_holds(entry, rule, case, as_of)]
    if rule.hold == HoldKind.PAYMENT_PLAN and entry.parts:
        parts.append(f"plan på {entry.parts} deler")
    if rule.club_decides:
        parts.append("det ringes ikke flere ganger om disse kravene")
    elif rule.ends_step:
        parts.append("nummeret ringes ikke mer")
    if entry.outcome == Outcome.WRONG_NUMBER:
        parts.append("nummeret brukes ikke mer")
    if entry.phone or entry.email:
        parts.append("ny kontaktinformasjon rettes i medlemssystemet")
    if entry.again_on:
        parts.append(f"ringes igjen {tall_dato(entry.again_on)} {entry.again_at}".rstrip())
    if entry.confirm and rule.confirms:
        parts.append("bekreftes på SMS")
    return parts


def _describe_holds(entry: Entry, rule: OutcomeRules, case: Case, as_of: date) -> list[str]:
    """Return what the agreed holds are on, and for which days."""
    if rule.hold is None:
        return []
    period, review_on = agreed_period(entry, as_of)
    if rule.names_members and not entry.members:
        subject = "medlemskapet" if rule.on_membership else "kravene"
        return [f"{subject} til … hviler {_describe_days(period, review_on, as_of)}"]
    phrases = []
    for hold in agreed_holds(entry, case, as_of):
        subject = _describe_targets(hold, entry, rule, case)
        days = _describe_days(hold.period, review_on, as_of)
        if rule.rests_from_todo:
            days += f", eller i {rule.days} dager fra det er gjort"
        phrases.append(f"{subject} hviler {days}")
        household_days = HOLD_RULES[hold.kind].household_days
        if household_days and (None, case.payer_member_id) not in hold.targets:
            phrases.append(f"alt annet betaleren skylder, hviler i {household_days} dager")
    return phrases


def _describe_targets(hold: AgreedHold, entry: Entry, rule: OutcomeRules, case: Case) -> str:
    """Name everything that the hold is on, so that no membership is put on hold by mistake."""
    if not rule.names_members:
        return "alt betaleren skylder" if HOLD_RULES[hold.kind].is_personal else "kravene"
    names = names_by_id(case)
    member_ids = [
        member_id for invoice_id, member_id in hold.targets if member_id and not invoice_id
    ]
    phrases = _describe_claims(hold, entry, names, case)
    if member_ids:
        noun = "medlemskapet" if len(member_ids) == 1 else "medlemskapene"
        phrases.insert(0, f"{noun} til {describe_members(member_ids, names)}")
    if HOLD_RULES[hold.kind].is_personal and case.payer_member_id in member_ids and case.paid_for:
        child_ids = [person.member_id for person in case.paid_for]
        phrases.append(f"det som betales for {describe_members(child_ids, names)}")
    return " og ".join(phrases)


def _describe_claims(
    hold: AgreedHold, entry: Entry, names: Mapping[str, str], case: Case
) -> list[str]:
    """Name the members whose claims are on hold.

    A hold is on whole invoices, so it can include claims of members whom the entry does not name.
    Those get a phrase of their own.
    """
    invoice_ids = {invoice_id for invoice_id, _ in hold.targets if invoice_id}
    member_ids = [claim.member_id for claim in case.claims if claim.invoice_id in invoice_ids]
    if hold.kind == HoldKind.PAYER_DECEASED:
        entered_ids = member_ids
    else:
        entered_ids = [member_id for member_id in member_ids if member_id in entry.members]
    other_ids = [member_id for member_id in member_ids if member_id not in entered_ids]
    phrases = []
    if entered_ids:
        phrases.append(f"kravene til {_describe_claimed(entered_ids, names)}")
    if other_ids:
        phrases.append(f"kravene til {_describe_claimed(other_ids, names)} på samme faktura")
    return phrases


def _describe_claimed(member_ids: Iterable[str | None], names: Mapping[str, str]) -> str:
    """Return the names of the members of some claims; a claim may have no known member."""
    member_names = [names.get(member_id or "", "ukjent medlem") for member_id in member_ids]
    return join_names(dict.fromkeys(member_names))


def _describe_days(period: Period, review_on: date | None, as_of: date) -> str:
    """Return the days of a period in words, with "…" for a last day that is not filled in."""
    first = f"fra og med {tall_dato(period.start_on)} " if period.start_on > as_of else ""
    if period.end_on:
        return f"{first}til og med {tall_dato(period.end_on)}"
    if review_on:
        return f"{first}til det er avklart; ses på igjen {tall_dato(review_on)}"
    return f"{first}…"
