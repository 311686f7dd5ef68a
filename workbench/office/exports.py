"""One export file read: its rows by noun, the rejected rows, and its row of `files`."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

import pandas as pd

from workbench.club import Settings
from workbench.dunning.holds import find_wrong_end
from workbench.importers import canonical, statements
from workbench.importers.cells import Context
from workbench.importers.coverage import (
    count_as_come,
    describe_balances,
    find_accounts,
    find_last_day_covered,
    find_source,
    require_come,
)
from workbench.importers.guards import FileFacts
from workbench.importers.headings import recognise
from workbench.importers.mapping import Mapped, map_rows
from workbench.importers.ocr import read_nets
from workbench.importers.people import with_namesakes
from workbench.importers.presence import WholeLists
from workbench.importers.profiles import OWN, OWN_ID, Profile, load_profiles
from workbench.importers.reading import is_ocr, read_sheets
from workbench.importers.replies import Replies, Reply, read_replies
from workbench.importers.table import Repairs
from workbench.model import frames
from workbench.model.kinds import BANK
from workbench.model.rows import Answer
from workbench.model.task_kinds import KEY_HEADING, REPLY_HEADING
from workbench.money.freshness import OCR_TITLE
from workbench.norsk import tall_dato
from workbench.office.desk import Desk
from workbench.office.doubts import judge
from workbench.office.file_facts import (
    facts_of_export,
    facts_of_file,
    newest_day,
    stated_accounts,
    stated_values,
)
from workbench.office.masked_copy import masked_copy
from workbench.store.queries import table
from workbench.store.records import Books
from workbench.values.national_id import STARS, mask

REPLIES_TITLE = "Svar på kontorets egne lister"
MANDATE_TITLE = "AvtaleGiro-avtaler fra Nets"
ALWAYS = (OWN, "kontoret", BANK)  # sources whose files any club may have in its inbox
PAST_DAYS = (
    "issued_on", "paid_on", "status_on", "reminded_on", "joined_on", "left_on", "sent_on",
)  # fmt: skip
NO_LISTS = WholeLists()


@dataclass(frozen=True)
class Received:
    """A file as received; of a zip, one of the files in it."""

    name: str
    content: bytes
    original_sha256: str = ""  # of the file that this is a masked copy of

    @cached_property
    def sha256(self) -> str:
        return self.original_sha256 or hashlib.sha256(self.content).hexdigest()


class ClubProfiles(NamedTuple):
    """The profiles of the club's own sources, and those of all other systems."""

    mine: tuple[Profile, ...]
    others: tuple[Profile, ...]


@dataclass(frozen=True)
class Export:
    """One file as it was read; `masked` is stored instead of a file with birth numbers."""

    file_row: dict[str, Any]  # of the frame `files`
    file_facts: FileFacts  # what the import checks compare
    rows: canonical.Tables
    rejected: Sequence[dict[str, Any]] = ()
    lists: WholeLists = NO_LISTS
    masked: bytes | None = None
    replies: Sequence[Reply] = ()  # answers in a list of the office's own


def read_export(
    file: Received,
    desk: Desk,
    profiles: ClubProfiles,
    repairs: Repairs,
    as_of: date,
    books: Books | None = None,
) -> Export:
    """Read one file, and judge it; with `books`, also against what they hold.

    Raises ExportError if it is not an export of one of the club's sources.
    """
    settings = desk.settings
    if is_ocr(file.content):
        return _read_nets(file, as_of)
    sheets = read_sheets(file.content, file.name)
    replies = read_replies(sheets, as_of, _answers_in(books))
    if replies is not None:
        return _take_replies(file, replies, as_of)
    header = recognise(sheets, profiles.mine, file.name, profiles.others)
    mapped = map_rows(header, sheets, context_of(desk, as_of), repairs)
    mapped = with_namesakes(_rest_doubtful_holds(mapped, as_of))
    system = _system_of(header.profile, settings)
    rows = canonical.to_tables(mapped, system=system, accounts=settings.accounts, as_of=as_of)
    judgement = judge(mapped, rows, books, settings.limits, as_of, file.name)
    rows = count_as_come(judgement.rows, as_of)
    mapped = replace(mapped, set_aside=[*mapped.set_aside, *judgement.doubts])
    lists = canonical.whole_lists(mapped, rows)
    accounts = find_accounts(header) | stated_accounts(rows)
    has_outgoing = mapped.profile.incoming_only and mapped.left_out
    masked = masked_copy(sheets, mapped) if mapped.has_birth_number or has_outgoing else None
    is_first = books is None or header.profile.title not in set(books["files"]["title"])
    file_row = _file_row(file, mapped, as_of, is_first=is_first) | {
        "system": find_source(header, system),
        "scope": " + ".join(sorted(lists.groups or accounts))[:200],
        "account_balances": describe_balances(header),
        "left_out": _describe_left_out(mapped, masked),
        "noted": "; ".join(judgement.notes) or None,
    }
    return Export(
        file_row,
        facts_of_export(file_row, mapped, rows, judgement, as_of),
        rows,
        _rejected_rows(file, mapped, system),
        lists,
        masked,
    )


def _answers_in(books: Books | None) -> dict[str, Answer]:
    """Return the answers that the books hold, by the task's key."""
    return {each.task: each for each in table(books.db, Answer, "answers")} if books else {}


def _take_replies(file: Received, replies: Replies, as_of: date) -> Export:
    """Return a list of the office's own that came back; it has answers, and no rows of nouns."""
    taken, aside = len(replies.read), len(replies.unread)
    file_row = {
        **_identity(file, as_of),
        **_counts(taken, 0, replies.rows - taken, aside),
        "title": REPLIES_TITLE,
        "kind": "replies",
        "system": OWN,
        "headings": f"{KEY_HEADING} | {REPLY_HEADING}",
        "scope": "",
        "newest_on": None,
        "covers_until_on": None,
    }
    rejected = [
        {
            "sha256": file.sha256,
            "sheet": unread.sheet,
            "row": unread.row,
            "column": REPLY_HEADING,
            "field": "answer",
            "value": mask(unread.text),
            "reason": unread.reason,
            "whole_row": False,
            "record": unread.key,
        }
        for unread in replies.unread
    ]
    facts = facts_of_file(file_row)
    return Export(file_row, facts, {}, rejected, replies=replies.read)


def _system_of(profile: Profile, settings: Settings) -> str:
    """Return the system whose ids a file has: the club's own, unless it is from another one."""
    if profile.system in settings.other_systems:
        return profile.system
    return settings.system


def _describe_left_out(mapped: Mapped, masked: bytes | None) -> str | None:
    """Return how many rows each rule left out, and how many birth numbers were masked."""
    counts = dict(mapped.left_out)
    if mapped.has_birth_number and masked is not None:
        counts["fødselsnummer"] = masked.count(STARS.encode())
    return ", ".join(f"{rule}: {count}" for rule, count in counts.items()) or None


def repairs_by_key(repairs: pd.DataFrame) -> Repairs:
    """Return the stored repairs: the key of each -> the text to read instead."""
    columns = (repairs[name] for name in frames.SHAPES["repairs"].key)
    return dict(zip(zip(*columns, strict=True), repairs["repaired"], strict=True))


def profiles_of(desk: Desk) -> ClubProfiles:
    """Load all profiles, also those that the club has made."""
    profiles = load_profiles(desk.club.folder, desk.settings.system)
    sources = {*desk.settings.systems, *ALWAYS}
    mine = tuple(profile for profile in profiles if profile.system in sources)
    return ClubProfiles(mine, tuple(p for p in profiles if p.system not in sources))


def context_of(desk: Desk, as_of: date) -> Context:
    """Return what reading a cell depends on: the day, and how its KIDs are built."""
    return Context(as_of, desk.settings.kid)


def _read_nets(file: Received, as_of: date) -> Export:
    """Read a file of payments, mandates or both; it covers days only by its payments."""
    nets = read_nets(file.content, file.name)
    mandates = nets.mandates
    set_aside = [*nets.set_aside, *mandates.set_aside]
    paid_on = [payment["paid_on"] for payment in nets.payments]
    require_come(paid_on, as_of, file.name)
    taken = len(nets.payments) + mandates.lines - len(mandates.set_aside)
    file_row = {
        **_identity(file, as_of),
        **_counts(taken, len(set_aside), nets.other_records, 0),
        "title": OCR_TITLE if nets.has_ocr else MANDATE_TITLE,
        "kind": "payments" if nets.has_ocr else "mandates",
        "system": BANK,
        "headings": "",
        "scope": " + ".join(sorted(nets.accounts))[:200],
        "newest_on": newest_day([paid_on], as_of),
        "covers_until_on": newest_day([paid_on, nets.made_on], as_of) if nets.has_ocr else None,
    }
    records = {
        "payments": nets.payments,
        "mandates": mandates.mandates,
        "mandate_lists": mandates.lists,
    }
    stated = {
        noun: statements.of_records(noun, of_noun) for noun, of_noun in records.items() if of_noun
    }
    rows = count_as_come(stated, as_of)
    kids = frozenset(stated_values(rows, "kid", "payments"))
    rejected = [row | {"sha256": file.sha256} for row in set_aside]
    payments_of_file = rows.get("payments", ())
    facts = facts_of_file(file_row, people=kids, kids_and_orders=kids, payments=payments_of_file)
    return Export(file_row, facts, rows, rejected)


def _rejected_rows(file: Received, mapped: Mapped, system: str) -> list[dict[str, Any]]:
    """Return the values and rows that were set aside, each with the ids of its record."""
    columns = mapped.all_rows
    index_of = {number: index for index, number in enumerate(columns["row"])}
    rejected = []
    for aside in mapped.set_aside:
        record = {name: cells[index_of[aside.row]] for name, cells in columns.items()}
        person = record.get(OWN_ID) or record.get("person")
        ids = {
            "record": record["record"],
            "member_id": f"{system}:{person}" if person else None,
            "invoice_id": f"{system}:{record['order']}" if record.get("order") else None,
            "kid": record.get("kid") if mapped.profile.kind == "payments" else None,
        }
        rejected.append({"sha256": file.sha256, **vars(aside), **ids})
    return rejected


def _file_row(file: Received, mapped: Mapped, as_of: date, *, is_first: bool) -> dict[str, Any]:
    unread_values = sum(
        not aside.whole_row and aside.repaired is None and aside.fault is None
        for aside in mapped.set_aside
    )
    past_days = [mapped.columns[name] for name in PAST_DAYS if name in mapped.header.columns]
    newest_on = newest_day(past_days, as_of)
    return {
        **_identity(file, as_of),
        **_counts(mapped.rows_taken, mapped.rows_aside, mapped.rows_frame, unread_values),
        "title": mapped.profile.title,
        "kind": mapped.profile.kind,
        "headings": mask(" | ".join(mapped.headings)),
        "newest_on": newest_on,
        "covers_until_on": find_last_day_covered(
            mapped.header, newest_on, as_of, is_first=is_first
        ),
    }


def _identity(file: Received, as_of: date) -> dict[str, Any]:
    size = len(file.content)
    return {"sha256": file.sha256, "name": file.name, "size": size, "imported_on": as_of}


def _counts(taken: int, aside: int, frame: int, values: int) -> dict[str, int]:
    return {
        "rows_total": taken + aside + frame,
        "rows_taken": taken,
        "rows_aside": aside,
        "rows_frame": frame,
        "values_aside": values,
    }


def _rest_doubtful_holds(mapped: Mapped, as_of: date) -> Mapped:
    """Set aside the days of holds that break the rules of `dunning.holds`.

    Such a hold counts all the same, without an end and with a review today: a wrong reminder is
    worse than one too few.
    """
    if mapped.profile.kind != "holds":
        return mapped
    columns = {"review_on": [None] * mapped.rows_taken, **mapped.columns}
    columns |= {name: [*columns[name]] for name in ("start_on", "end_on", "review_on")}
    already_aside = {(aside.row, aside.field) for aside in mapped.set_aside}
    doubtful_days = []
    for index, hold in enumerate(mapped.records):
        number, start_on, end_on = hold["row"], hold["start_on"], hold["end_on"]
        reason = find_wrong_end(hold["kind"], start_on, end_on)
        if reason is None:
            continue
        if (number, "end_on") not in already_aside:
            text = tall_dato(end_on) if end_on else ""
            aside = mapped.header.set_aside(number, "end_on", text, reason, whole_row=False)
            doubtful_days.append(aside)
        columns["start_on"][index] = min(start_on, end_on or date.max)
        columns["end_on"][index], columns["review_on"][index] = None, as_of
    return replace(mapped, columns=columns, set_aside=mapped.set_aside + doubtful_days)
