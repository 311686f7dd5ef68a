"""What was read, laid over the books: what it changes, and the books as they will be."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from workbench.club import Settings
from workbench.model import frames
from workbench.model.changes import Diff, diff, overlay
from workbench.model.words import LiableParty
from workbench.money.claims import price
from workbench.office.desk import Desk, current_user, uncollected
from workbench.office.guards import admit
from workbench.office.inbox import Inbox, read_inbox
from workbench.office.picture import systems_by_title
from workbench.register.freshness import freshness
from workbench.register.liability import liable
from workbench.register.presence import mark_missing, on_whole_lists
from workbench.register.ties import tie
from workbench.reports.changes import Changes
from workbench.store import books
from workbench.store.connection import write


@dataclass(frozen=True)
class Import:
    """What an inbox changes: the differences, and every noun's frame as it will be.

    An import that finds nothing new does not look at the books: it has no frames.
    """

    inbox: Inbox
    diffs: list[Diff]
    facts: dict[str, pd.DataFrame]
    version: str  # of the books it was worked out from

    @property
    def changes(self) -> Changes:
        """What is new, changed and gone, to be shown."""
        return Changes(self.diffs, self.facts)

    def sources(self, as_of: date) -> list[dict[str, Any]]:
        """How fresh each source is once this is written."""
        return freshness(self.facts.get("files", self.inbox.before), as_of)


def lay_over(desk: Desk, inbox: Inbox, as_of: date) -> Import:
    """Work out what the inbox changes, and the books as they will be; nothing is written."""
    incoming = {"files": inbox.files, **inbox.incoming, "rejected": inbox.rejected}
    for name, known in _expected(inbox, desk.settings).items():
        incoming[name] = mark_missing(name, inbox.gone(name, known), incoming[name], as_of)
    diffs, facts = overlaid(inbox.held.frames, incoming)
    return Import(inbox, diffs, facts, inbox.held.version)


def overlaid(
    held: dict[str, pd.DataFrame], incoming: dict[str, pd.DataFrame]
) -> tuple[list[Diff], dict[str, pd.DataFrame]]:
    """Return what the incoming rows change, and the books as they will be, with what follows:
    claims that a name ties to a member, and who owes each new one."""
    diffs = {name: diff(name, held[name], frame) for name, frame in incoming.items()}
    facts = held | {name: overlay(held[name], one) for name, one in diffs.items()}
    if facts["claims"]["member_name"].notna().any():
        tied = tie(facts["claims"], facts["members"], facts["participations"])
        diffs["claims"] = diff("claims", held["claims"], tied)
        facts["claims"] = tied
    untied = incoming.get("claims", held["claims"][:0])  # by a repair, which is on purpose
    untied = untied.loc[untied["member_id"].isna(), "claim_id"]
    diffs["liabilities"] = _new_liabilities(facts, held["claims"], set(untied))
    facts["liabilities"] = overlay(facts["liabilities"], diffs["liabilities"])
    return list(diffs.values()), facts


def _expected(inbox: Inbox, settings: Settings) -> dict[str, pd.DataFrame]:
    """Return the rows held of each noun that the new lists would have if nothing had changed: of
    the systems whose lists came, also empty ones; those of another are as they were."""
    held = inbox.held.frames
    claims, system_of = held["claims"], systems_by_title(settings)
    came: dict[str, set[str]] = {}
    for kind, title in zip(inbox.files["kind"], inbox.files["title"], strict=True):
        came.setdefault(kind, set()).add(f"{system_of.get(title, settings.system)}:")
    lists = {
        "invoices": ("invoices", held["invoices"]),
        "participations": ("members", on_whole_lists(held["participations"], inbox.lists)),
        "claims": ("bills", claims[~claims["invoice_id"].isin(held["invoices"]["invoice_id"])]),
    }
    return {
        name: known[known[known.columns[0]].str.startswith(tuple(came[kind]))]
        for name, (kind, known) in lists.items()
        if kind in came and name in inbox.incoming
    }


def _new_liabilities(
    facts: dict[str, pd.DataFrame], before: pd.DataFrame, untied: set[str]
) -> Diff:
    """Fix who owes each claim once its member is known; those fixed before stay as they were."""
    claims = price(facts["claims"], facts["invoices"])
    was = claims["claim_id"].map(before.set_index("claim_id")["member_id"]).astype(frames.TEXT)
    is_moved = claims["member_name"].notna() & (was.isna() | claims["claim_id"].isin(untied))
    is_new = ~claims["claim_id"].isin(facts["liabilities"]["claim_id"]) | is_moved
    if not is_new.any():
        return diff("liabilities", facts["liabilities"], frames.empty("liabilities"))
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


@uncollected()
def import_inbox(
    desk: Desk, as_of: date, files: Sequence[Path] = (), *, dry_run: bool = False, force: str = ""
) -> Import:
    """Read the files and write what they change, as one event; `dry_run` only shows it.

    Raises GuardError for files that look like the wrong ones, unless `force` says why they are not:
    then files that are named are read also where they were read before.
    """
    with desk.club.alone():
        inbox = read_inbox(desk, as_of, files, anew=bool(files and force.strip()))
        if inbox.files.empty:
            return Import(inbox, [], {}, "")
        result = lay_over(desk, admit(desk, inbox, force), as_of)
        if not dry_run:
            keep_received(desk, result.inbox)
            with write(desk.db):
                save(desk, result, as_of)
        return result


def save(desk: Desk, result: Import, as_of: date) -> None:
    """Write an import inside the caller's transaction; raises StoreError if the books moved."""
    books.require_version(desk.db, result.version)
    files = result.inbox.files
    subject = "; ".join([", ".join(sorted(files["name"])), *files["forced"].dropna().unique()])
    books.save(desk.db, "import", result.diffs, subject=subject, day=as_of, who=current_user())
