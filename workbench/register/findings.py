"""What is wrong or doubtful in the register, one row per finding; nothing is mended here."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import pandas as pd

from workbench.model import frames
from workbench.model.words import MemberStatus
from workbench.register.ties import GONE
from workbench.values.identity import is_digest
from workbench.values.text import fold

CONTACT_COLUMNS = {"phone": "bad_phone", "email": "bad_email"}


def find(
    members: pd.DataFrame,
    participations: pd.DataFrame,
    guardians: pd.DataFrame,
    unread: pd.DataFrame,
    *,
    holds: pd.DataFrame,
    club_group: str,
    also: Iterable[Mapping[str, str]] = (),
) -> pd.DataFrame:
    """Return the frame `findings`.

    `unread` has the columns member_id and column ("phone" or "email") for contact data that could
    not be read; `club_group` is the list that holds the club's own members; `also` are rows of the
    frame that others have found.
    """
    rows = [
        *_contact_faults(members, guardians, unread),
        *_duplicates(members),
        *_outside_club(members, participations, club_group),
        *_agreements_of_nobody(members, holds),
        *_other_birth_dates(members, participations, guardians),
        *also,
    ]
    return frames.build("findings", sorted(rows, key=lambda row: (row["kind"], row["member_id"])))


def _contact_faults(
    members: pd.DataFrame, guardians: pd.DataFrame, unread: pd.DataFrame
) -> Iterator[dict[str, Any]]:
    present = set()
    has_way = guardians["phone"].notna() | guardians["email"].notna()
    through_others = set(guardians.loc[has_way, "member_id"])
    for person in frames.records(members):
        if person["status"] in GONE:
            continue
        present.add(person["member_id"])
        is_alone = person["member_id"] not in through_others
        if is_alone and person["phone"] is None and person["email"] is None:
            yield _finding("no_contact", person["member_id"], "verken telefon eller e-post")
        if person["born_on"] is None:
            yield _finding("missing_birth_date", person["member_id"], "regnes som mindreårig")
        if person["status"] == MemberStatus.UNPROCESSED:
            yield _finding("applicant_unprocessed", person["member_id"], "søknaden venter på svar")
    faults = {(row["column"], row["member_id"]) for row in frames.records(unread)}
    for column, member_id in sorted(faults):
        if member_id in present:
            yield _finding(CONTACT_COLUMNS[column], member_id, "kan ikke leses i eksporten")


def _duplicates(members: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """Same name and same birth date on two profiles; the higher id is the one that is listed."""
    seen: dict[tuple[str, Any], str] = {}
    for person in frames.records(members.sort_values("member_id")):
        if person["born_on"] is None or person["status"] in GONE:
            continue
        who = (fold(f"{person['first_name']} {person['last_name']}"), person["born_on"])
        first = seen.setdefault(who, person["member_id"])
        if first != person["member_id"]:
            yield _finding("duplicate", person["member_id"], first)


def _outside_club(
    members: pd.DataFrame, participations: pd.DataFrame, club_group: str
) -> Iterator[dict[str, Any]]:
    here = participations[participations["missing_since"].isna()]
    gone = set(members.loc[members["status"].isin(GONE), "member_id"])
    for member_id in sorted(set(participations["member_id"]) - set(here["member_id"]) - gone):
        yield _finding("gone_from_lists", str(member_id), "står ikke i noen av de nyeste listene")
    if club_group not in set(here["group_name"]):
        return
    in_club = set(here.loc[here["group_name"] == club_group, "member_id"])
    for member_id, group in here.groupby("member_id"):
        if member_id not in in_club and member_id not in gone:
            groups = ", ".join(sorted(group["group_name"]))
            yield _finding("not_in_club_list", str(member_id), groups)


def _agreements_of_nobody(members: pd.DataFrame, holds: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """The one whom the agreement protects may be reminded meanwhile: the number is wrong."""
    known = set(members["member_id"])
    for member_id in sorted(set(holds["member_id"].dropna()) - known):
        yield _finding(
            "hold_of_nobody", member_id, "avtalens medlemsnummer er ikke i medlemslistene"
        )


def _other_birth_dates(
    members: pd.DataFrame, participations: pd.DataFrame, guardians: pd.DataFrame
) -> Iterator[dict[str, Any]]:
    """An id made of name and birth date is a new one once the date is put right: the one gone and
    the one come have the name in common, and a phone or an e-mail, their own or a guardian's."""
    here = set(participations.loc[participations["missing_since"].isna(), "member_id"])
    gone = set(participations["member_id"]) - here
    if not any(is_digest(member_id.partition(":")[2]) for member_id in gone):
        return
    ways: dict[str, set[str]] = {}
    for row in frames.records(pd.concat([members, guardians])[["member_id", "phone", "email"]]):
        held = {fold(row[way]) for way in ("phone", "email") if row[way]}
        ways.setdefault(row["member_id"], set()).update(held)
    named: dict[tuple[str, str], list[str]] = {}
    people = members[~members["status"].isin(GONE)].sort_values("member_id")
    for person in frames.records(people):
        system, _, number = person["member_id"].partition(":")
        if is_digest(number):
            who = system, fold(f"{person['first_name']} {person['last_name']}")
            named.setdefault(who, []).append(person["member_id"])
    for ids in named.values():
        for new in here.intersection(ids):
            old = [one for one in ids if one in gone and ways[one] & ways[new]]
            if old:
                detail = "krav på den gamle oppføringen hviler til de er knyttet til den nye"
                yield _finding("birth_date_corrected", new, detail)


def _finding(kind: str, member_id: str, detail: str) -> dict[str, Any]:
    return {"kind": kind, "member_id": member_id, "detail": detail}
