"""What saving an entry will do, shown before it is saved: from the same rules as the rows."""

from collections.abc import Iterable, Mapping
from datetime import date

from workbench.calls.cases import Case
from workbench.calls.effects import Rest, agreed_period, rests
from workbench.calls.entries import Entry
from workbench.calls.persons import describe_members, join_names, names_by_id
from workbench.model.hold_kinds import HOLD_RULES, HoldKind
from workbench.model.outcomes import OUTCOME_RULES, Outcome, OutcomeRules
from workbench.model.periods import Period
from workbench.norsk import tall_dato


def describe_effects(entry: Entry, case: Case, as_of: date) -> list[str]:
    """Return what saving will do, part by part; the entry is within its bounds."""
    rule = OUTCOME_RULES[entry.outcome]
    parts = ["nådd" if rule.reached else "ikke nådd", *_resting(entry, rule, case, as_of)]
    if rule.hold == HoldKind.PAYMENT_PLAN and entry.parts:
        parts.append(f"plan på {entry.parts} deler")
    if rule.to_club:
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
        parts.append("bekreftelse på SMS står på tiltakslisten")
    return parts


def _resting(entry: Entry, rule: OutcomeRules, case: Case, as_of: date) -> list[str]:
    """Return what will rest, and on which days."""
    if rule.hold is None:
        return []
    period, review_on = agreed_period(entry, as_of)
    if rule.names_members and not entry.members:
        what = "medlemskapet" if rule.on_membership else "kravene"
        return [f"{what} til … hviler {_days(period, review_on, as_of)}"]
    return [
        f"{_subject(rest, entry, rule, case)} hviler {_days(rest.period, review_on, as_of)}"
        for rest in rests(entry, case, as_of)
    ]


def _subject(rest: Rest, entry: Entry, rule: OutcomeRules, case: Case) -> str:
    """Name all that rests, so that nobody's membership comes along unseen."""
    if not rule.names_members:
        return "kravene"
    names = names_by_id(case)
    members = [member_id for invoice_id, member_id in rest.targets if member_id and not invoice_id]
    parts = _claims(rest, entry, names, case)
    if members:
        noun = "medlemskapet" if len(members) == 1 else "medlemskapene"
        parts.insert(0, f"{noun} til {describe_members(members, names)}")
    if HOLD_RULES[rest.kind].is_personal and case.payer_member_id in members and case.paid_for:
        children = [person.member_id for person in case.paid_for]
        parts.append(f"det som betales for {describe_members(children, names)}")
    return " og ".join(parts)


def _claims(rest: Rest, entry: Entry, names: Mapping[str, str], case: Case) -> list[str]:
    """Name whose claims rest by their invoices; who only shares an invoice is named apart."""
    invoices = {invoice_id for invoice_id, _ in rest.targets if invoice_id}
    owners = [claim.member_id for claim in case.claims if claim.invoice_id in invoices]
    is_of_all = rest.kind == HoldKind.PAYER_DECEASED
    meant = [member_id for member_id in owners if is_of_all or member_id in entry.members]
    others = [member_id for member_id in owners if member_id not in meant]
    parts = []
    if meant:
        parts.append(f"kravene til {_owners(meant, names)}")
    if others:
        parts.append(f"kravene til {_owners(others, names)} på samme faktura")
    return parts


def _owners(member_ids: Iterable[str | None], names: Mapping[str, str]) -> str:
    """Return the names of those whom claims are of; the register may not know them."""
    return join_names(dict.fromkeys(names.get(key or "", "ukjent medlem") for key in member_ids))


def _days(period: Period, review_on: date | None, as_of: date) -> str:
    """Return the days as people say them; "…" where they are not filled in."""
    first = f"fra og med {tall_dato(period.start_on)} " if period.start_on > as_of else ""
    if period.end_on:
        return f"{first}til og med {tall_dato(period.end_on)}"
    if review_on:
        return f"{first}til det er avklart; ses på igjen {tall_dato(review_on)}"
    return f"{first}…"
