"""New files compared with the books, and with the names of other clubs, before an import."""

from contextlib import suppress
from dataclasses import replace
from datetime import date

import pandas as pd

from workbench.club import Club, club_slugs, find_club
from workbench.importers import cross_checks, statements
from workbench.importers.canonical import LISTS
from workbench.importers.cross_checks import (
    ends_before,
    find_strange_agreements,
    names_by_member,
    other_names,
)
from workbench.importers.guards import (
    OF_A_PERIOD,
    FileFacts,
    Stop,
    StoredFacts,
    describe_stops,
    find_stops,
)
from workbench.importers.profiles import CLAIM_KINDS, noun_of
from workbench.importers.statements import Statement
from workbench.model import frames
from workbench.model.errors import AGAIN, GuardError, UsageError
from workbench.model.kinds import ClaimStatus
from workbench.norsk import tall_dato
from workbench.office.desk import Desk
from workbench.office.file_facts import facts_of_file
from workbench.office.inbox import Inbox
from workbench.values.national_id import mask
from workbench.values.record_ids import OWN_INVOICE
from workbench.values.text import fold, visible

NOUNS_WITH_ACCOUNT = {
    "payments": "innbetalinger til",
    "mandates": "avtaler om AvtaleGiro på",
    "mandate_lists": "en liste over AvtaleGiro på",
}


def check_inbox(desk: Desk, inbox: Inbox, force: str = "") -> Inbox:
    """Return the inbox if its new files may be imported. The column `forced` has the reason of
    those that `force` lets in, and of those that were read before and are read again on purpose.

    Raises GuardError for files that look like the wrong ones, unless `force` is a reason.
    """
    limits = desk.settings.limits
    stops = find_stops(
        inbox.file_facts,
        _stored_facts(desk, inbox),
        least_share=limits.least_share,
        most_aside=limits.most_aside,
    )
    stops += _contradictions(inbox)
    stops += _others_accounts(desk, inbox)
    reason = mask(visible(force).strip())
    if stops and not reason:
        raise GuardError(describe_stops(stops))
    stopped = {file.sha256 for stop in stops for file in stop.files}
    needs_reason = stopped | set(inbox.stored["files"]["sha256"])
    forced = [reason if sha256 in needs_reason else None for sha256 in inbox.files["sha256"]]
    return replace(inbox, files=inbox.files.assign(forced=pd.Series(forced, dtype=frames.TEXT)))


def _others_accounts(desk: Desk, inbox: Inbox) -> list[Stop]:
    """Return the files of accounts that are not the club's, where its own are known: nobody's
    payers may come into another club's books, and such a file says nothing of the club's money."""
    own = desk.settings.own_accounts
    files = [file for file in inbox.file_facts if file.kind in OF_A_PERIOD]
    of_files = {account for file in files for account in file.scope.split(" + ") if account}
    accounts_by_what = {
        what: {*inbox.incoming[noun]["account"].dropna()}
        for noun, what in NOUNS_WITH_ACCOUNT.items()
        if noun in inbox.incoming
    }
    if not any(accounts - own for accounts in accounts_by_what.values()):
        accounts_by_what = {"ingen innbetalinger, og gjelder": of_files}
    stops = []
    for what, accounts in accounts_by_what.items():
        if own and accounts - own:
            text = f"den har {what} kontoer som ikke er klubbens"
            advice = (
                "er de klubbens, skriv dem under «bankkontoer» i club.toml; ellers legg filen i "
                "data/bank og kjør «workbench bank»"
            )
            stops.append(Stop(files, text, advice))
    return stops


def _contradictions(inbox: Inbox) -> list[Stop]:
    """Return what the files of the inbox say against each other."""
    lists = [file for file in inbox.file_facts if file.kind == "members"]
    stops = []
    contradiction = other_names(file.member_names for file in lists)
    if contradiction:
        stops.append(Stop(lists, contradiction, AGAIN))
    agreements = [file for file in inbox.file_facts if file.kind == "holds"]
    if "holds" in inbox.incoming:
        texts = find_strange_agreements(inbox.incoming["holds"], _with_stored(inbox, "claims"))
        stops += [Stop(agreements, text, AGAIN) for text in texts]
    claim_files = [file for file in inbox.file_facts if file.kind in CLAIM_KINDS]
    if not claim_files:
        return stops
    days = [file.newest_on for file in claim_files if file.newest_on and not file.is_open_only]
    contradictions = cross_checks.contradictions(
        inbox.incoming,
        _with_stored(inbox, "members"),
        newest_on=max(days, default=None),
        listed=[member_id for file in lists for member_id, _ in file.member_names],
        lines=[pair for file in claim_files for pair in file.member_invoices],
        credits=inbox.stored["credits"][["claim_id", "amount_ore"]],
    )
    stops += [Stop(claim_files, text, AGAIN) for text in contradictions]
    payment_days = [file.newest_on for file in inbox.file_facts if file.kind == "payments"]
    newest_payment = max(filter(None, payment_days), default=date.min)
    for file in claim_files:
        text = ends_before(file.paid_until_on, payment_days)
        if text:
            stops.append(Stop([file], text, AGAIN))
        if file.unchanged_since is not None and newest_payment < file.unchanged_since:
            text = f"den sier det samme som filen fra {tall_dato(file.unchanged_since)}, i hver rad"
            stops.append(Stop([file], text, AGAIN))
    return stops


def _with_stored(inbox: Inbox, noun: str) -> pd.DataFrame:
    """Return the rows of a noun in the new files, and below them those in the books."""
    if noun not in inbox.incoming:
        return inbox.stored[noun]
    return pd.concat([inbox.incoming[noun], inbox.stored[noun]], ignore_index=True)


def _stored_facts(desk: Desk, inbox: Inbox) -> StoredFacts:
    """Return what the new files are compared with."""
    batches: dict[tuple[str, str], dict[int, list[FileFacts]]] = {}
    for row in frames.records(inbox.stored["files"]):
        file = facts_of_file(row)
        batches.setdefault(file.source, {}).setdefault(row["batch"], []).append(file)
    names_a_club = any(file.text_above or file.named_clubs for file in inbox.file_facts)
    return StoredFacts(
        last_batches={source: files[max(files)] for source, files in batches.items()},
        unchanged_hashes={row["sha256"] for row in inbox.known_files},
        people=_stored_people(inbox),
        club_name=desk.settings.name,
        organisation_number=desk.settings.organisation_number,
        other_clubs=_other_clubs(desk.club) if names_a_club else (),
        list_counts=_count_on_lists(inbox) | _count_open_claims(inbox),
        returned_counts=_count_returned(inbox),
        payments=_stored_payments(inbox),
    )


def _count_open_claims(inbox: Inbox) -> dict[tuple[str, str], tuple[int, int]]:
    """Return how many open claims were stored of the kinds of the new files, and how many of them
    are in the files."""
    counts = {}
    kinds = {file.kind for file in inbox.file_facts}
    for kind in LISTS:
        noun = noun_of(kind)
        if kind in kinds and noun in inbox.incoming:
            claims = inbox.stored[noun]
            is_open = (claims["status"] == ClaimStatus.OPEN) & claims["missing_since"].isna()
            is_made_here = claims["invoice_id"].fillna("").str.startswith(OWN_INVOICE)
            open_claims = claims[is_open & ~is_made_here]
            missing = inbox.missing_from(noun, open_claims)
            still_listed = len(open_claims) - len(missing)
            counts[kind, "av de åpne kravene"] = (len(open_claims), still_listed)
    return counts


def _count_returned(inbox: Inbox) -> dict[str, int]:
    """Return kind of file -> how many of the incoming rows were missing from the last lists."""
    counts = {}
    for kind, noun in (
        ("members", "participations"),
        ("invoices", "invoices"),
        ("bills", "claims"),
    ):
        if noun in inbox.incoming:
            stored = inbox.stored[noun]
            missing = stored[stored["missing_since"].notna()]
            counts[kind] = len(missing) - len(inbox.missing_from(noun, missing))
    return counts


def _stored_payments(inbox: Inbox) -> dict[str, Statement]:
    """Return the stored payments that the new files state too, by id."""
    if "payments" not in inbox.incoming:
        return {}
    stored = inbox.stored["payments"]
    again = stored[stored["payment_id"].isin(inbox.incoming["payments"]["payment_id"])]
    return {row.payment_id: row for row in statements.of_records("payments", frames.records(again))}


def _count_on_lists(inbox: Inbox) -> dict[tuple[str, str], tuple[int, int]]:
    """Return how many people were on each member list that came whole, and how many still are."""
    if "participations" not in inbox.incoming:
        return {}
    lists = inbox.files[inbox.files["kind"] == "members"]
    systems = tuple(f"{system}:" for system in lists["system"])
    stored = inbox.stored["participations"]
    stored = stored[stored["missing_since"].isna() & stored["group_name"].isin(inbox.lists.groups)]
    stored = stored[stored["member_id"].str.startswith(systems)]
    missing_rows = inbox.missing_from("participations", stored)
    has_own_id = missing_rows["member_id"].isin(inbox.incoming["members"]["other_id"])
    missing = missing_rows.loc[~has_own_id, "group_name"].value_counts()
    before = stored["group_name"].value_counts()
    return {
        ("members", f"på lista «{group}»"): (count, count - int(missing.get(group, 0)))
        for group, count in before.items()
    }


def _stored_people(inbox: Inbox) -> frozenset[str]:
    """Return the ids of the stored members, and what else the new files identify people by: names,
    recipients of invoices (who may be any person in the books), invoices and KIDs."""
    kinds = {person.rpartition(":")[0] for file in inbox.file_facts for person in file.people}
    if not kinds:
        return frozenset()
    stored = inbox.stored
    kids = {f"kid:{kid}" for kid in stored["claims"]["kid"].dropna()} if "kid" in kinds else set()
    if kinds == {"kid"}:  # of payments alone
        return frozenset(kids)
    names: set[str] = set()
    if kinds & {"", "recipient_name"}:
        names = {fold(name) for name in names_by_member(stored["members"]).values()}
    recipients = {fold(name) for name in stored["invoices"]["recipient_name"].dropna()}
    if recipients:
        recipients |= names | {fold(name) for name in stored["guardians"]["name"].dropna()}
    people = names | set(stored["members"]["member_id"])
    people |= {f"invoice_id:{fold(order)}" for order in stored["claims"]["invoice_id"].dropna()}
    people |= {f"recipient_name:{name}" for name in recipients}
    return frozenset(people | kids)


def _other_clubs(club: Club) -> list[tuple[str, str]]:
    """Return name and organisation number of the other clubs whose settings can be read."""
    clubs = []
    for slug in club_slugs(club.house):
        if slug == club.slug:
            continue
        with suppress(UsageError):
            settings = find_club(club.house, slug).settings()
            clubs.append((settings.name, settings.organisation_number))
    return clubs
