"""What was read, laid over the books: what it changes, and the books as they will be."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd

from workbench.model import frames
from workbench.model.changes import Diff, diff, overlay
from workbench.model.words import LiableParty
from workbench.money.claims import price
from workbench.office.desk import Desk, current_user
from workbench.office.inbox import Inbox, read_inbox
from workbench.register.liability import liable
from workbench.register.presence import mark_missing, on_whole_lists
from workbench.register.ties import tie
from workbench.store import books
from workbench.store.connection import write


@dataclass(frozen=True)
class Import:
    """What an inbox changes: the differences, and every noun's frame as it will be."""

    inbox: Inbox
    diffs: list[Diff]
    facts: dict[str, pd.DataFrame]
    version: str  # of the books it was worked out from


def lay_over(inbox: Inbox, as_of: date) -> Import:
    """Work out what the inbox changes, and the books as they will be; nothing is written."""
    held = inbox.held.frames
    incoming = {"files": inbox.files, **inbox.incoming, "rejected": inbox.rejected}
    for name, known in _expected(inbox).items():
        incoming[name] = mark_missing(name, known, incoming[name], as_of)
    diffs = {name: diff(name, held[name], frame) for name, frame in incoming.items()}
    facts = held | {name: overlay(held[name], one) for name, one in diffs.items()}
    if facts["claims"]["member_name"].notna().any():
        tied = tie(facts["claims"], facts["members"], facts["participations"])
        diffs["claims"] = diff("claims", held["claims"], tied)
        facts["claims"] = tied
    diffs["liabilities"] = _new_liabilities(facts, held["claims"])
    facts["liabilities"] = overlay(facts["liabilities"], diffs["liabilities"])
    return Import(inbox, list(diffs.values()), facts, inbox.held.version)


def _expected(inbox: Inbox) -> dict[str, pd.DataFrame]:
    """Return the rows held of each noun that the new lists would have if nothing had changed."""
    held, incoming = inbox.held.frames, inbox.incoming
    claims = held["claims"]
    found = {"invoices": held["invoices"]}
    if "participations" in incoming:
        found["participations"] = on_whole_lists(held["participations"], inbox.lists)
    if "bills" in set(inbox.files["kind"]):
        found["claims"] = claims[~claims["invoice_id"].isin(held["invoices"]["invoice_id"])]
    return {name: known for name, known in found.items() if name in incoming}


def _new_liabilities(facts: dict[str, pd.DataFrame], before: pd.DataFrame) -> Diff:
    """Fix who owes each claim once its member is known; those fixed before stay as they were."""
    claims = price(facts["claims"], facts["invoices"])
    was = claims["claim_id"].map(before.set_index("claim_id")["member_id"]).astype(frames.TEXT)
    is_moved = claims["member_name"].notna() & (was.fillna("") != claims["member_id"].fillna(""))
    is_new = ~claims["claim_id"].isin(facts["liabilities"]["claim_id"]) | is_moved
    owed = liable(claims, facts["invoices"], facts["members"], facts["guardians"])
    is_known = owed["liable_party"] != LiableParty.UNKNOWN
    return diff("liabilities", facts["liabilities"], owed[is_new.to_numpy() & is_known.to_numpy()])


def keep_received(desk: Desk, inbox: Inbox) -> None:
    """Keep each new file as received, under its hash; the inbox is left as it is."""
    desk.club.received.mkdir(mode=0o700, exist_ok=True)
    for sha256, (ending, content) in inbox.contents.items():
        unfinished = desk.club.received / f"{sha256}.unfinished"
        with unfinished.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(desk.club.received / f"{sha256}{ending}")


def import_inbox(
    desk: Desk, as_of: date, files: Sequence[Path] = (), *, dry_run: bool = False
) -> Import:
    """Read the files and write what they change, as one event; `dry_run` only shows it."""
    with desk.club.alone():
        result = lay_over(read_inbox(desk, as_of, files), as_of)
        if not dry_run:
            keep_received(desk, result.inbox)
            with write(desk.db):
                save(desk, result, as_of)
        return result


def save(desk: Desk, result: Import, as_of: date) -> None:
    """Write an import inside the caller's transaction; raises StoreError if the books moved."""
    books.require_version(desk.db, result.version)
    names = ", ".join(sorted(result.inbox.files["name"]))
    books.save(desk.db, "import", result.diffs, subject=names, day=as_of, who=current_user())
