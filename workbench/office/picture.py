"""A club on a day, worked out from its facts: balances, contacts, plan, queue, findings."""

from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from workbench.calls.queue import queue
from workbench.club import Settings
from workbench.dunning import instalments
from workbench.dunning.plan import plan
from workbench.dunning.policy import Policy
from workbench.dunning.steps import spread
from workbench.importers.table import KEPT
from workbench.model import frames
from workbench.model.words import CLUB_GROUP, ContactRole
from workbench.money.balances import Settlement, settle
from workbench.money.claims import price
from workbench.office.desk import Desk
from workbench.register import corrections
from workbench.register.contacts import contacts, guardian_contacts, recipient_contacts
from workbench.register.findings import CONTACT_COLUMNS, find


@dataclass(frozen=True)
class Picture:
    """Everything that follows from the facts on `as_of`; nothing of it is stored.

    `contacts` has, after the members' own, those through whom a guardian is asked for what one who
    has come of age owed as a child: there a member stands twice, under two payers.
    """

    as_of: date
    settlement: Settlement
    contacts: pd.DataFrame
    holds: pd.DataFrame  # those of a broken payment plan have ended
    steps: pd.DataFrame
    plan: pd.DataFrame
    queue: pd.DataFrame
    findings: pd.DataFrame

    @property
    def balances(self) -> pd.DataFrame:
        return self.settlement.balances


def picture(
    facts: dict[str, pd.DataFrame], settings: Settings, policy: Policy, as_of: date
) -> Picture:
    """Work out a club's day from the frames of its books."""
    facts = corrected(facts)
    settlement = settle_on(facts, as_of)
    sent = [spread(facts["reminders"], settlement.balances), facts["steps"]]
    steps = pd.concat([frame for frame in sent if len(frame)] or sent, ignore_index=True)
    plans = facts["instalments"], facts["call_claims"]
    holds = instalments.ended(facts["holds"], *plans, settlement.balances, as_of)
    people = contacts(facts["members"], facts["guardians"], as_of)
    through = guardian_contacts(facts["members"], facts["guardians"], as_of)
    named = recipient_contacts(facts["claims"], facts["members"], facts["guardians"], as_of)
    ways = pd.concat([people, through, *named.values()], ignore_index=True)
    ways = ways.drop_duplicates(["member_id", "payer_id"], ignore_index=True)
    planned = plan(
        settlement.balances,
        members=facts["members"],
        contacts=people,
        guardian_contacts=through,
        recipients={claim_id: frames.records(row)[0] for claim_id, row in named.items()},
        liabilities=facts["liabilities"],
        holds=holds,
        steps=steps,
        policy=policy,
        assigned=settings.assignment.on(as_of),
        unconfirmed=unconfirmed(facts, settings.system),
        as_of=as_of,
    )
    return Picture(
        as_of,
        settlement,
        ways,
        holds,
        steps,
        planned,
        queue(
            planned,
            settlement.balances,
            ways,
            facts["members"],
            many_unpaid=policy.many_unpaid,
        ),
        find(
            facts["members"],
            facts["participations"],
            facts["guardians"],
            _unread_contact_data(facts, settings.system),
            holds=facts["holds"],
            club_group=CLUB_GROUP,
        ),
    )


def picture_of(desk: Desk, as_of: date) -> tuple[dict[str, pd.DataFrame], Picture]:
    """Read a club's books as they stand, and work out the day; the inbox is not looked at."""
    facts = desk.read_books().frames
    return facts, picture(facts, desk.settings, desk.policy.policy, as_of)


def corrected(facts: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Return the facts with what calls have taught of people."""
    people = {
        name: corrections.apply(name, facts[name], facts["corrections"])
        for name in ("members", "guardians")
    }
    return {**facts, **people}


def settle_on(facts: dict[str, pd.DataFrame], day: date) -> Settlement:
    """Work out the balances on a day, from the same facts."""
    claims = price(facts["claims"], facts["invoices"])
    return settle(claims, facts["invoices"], facts["payments"], day)


def week_before(as_of: date, weeks: int = 1) -> date:
    """Return the same weekday, so many weeks earlier."""
    return as_of - timedelta(weeks=weeks)


def unconfirmed(facts: dict[str, pd.DataFrame], system: str) -> frozenset[str]:
    """Return the claims, invoices and members that must rest until their export is put right.

    They are gone from the newest list, or something that decides was set aside in the newest file
    of its kind: a whole row, or one of the columns whose held value was kept instead. So does a
    claim that may be one gone, renamed, about which something was agreed; and one whose agreement
    is on an order that nobody has: its number was written wrongly.
    """
    invoices, people, claims = facts["invoices"], facts["participations"], facts["claims"]
    gone = set(invoices.loc[invoices["missing_since"].notna(), "invoice_id"])
    gone |= set(claims.loc[claims["missing_since"].notna(), "claim_id"])
    what = ["member_id", "due_on", "amount_ore"]
    talked = claims["claim_id"].isin(facts["call_claims"]["claim_id"])
    agreed = talked | claims["invoice_id"].isin(facts["holds"]["invoice_id"].dropna())
    missing = claims[agreed & claims["missing_since"].notna() & claims["member_id"].notna()]
    renamed = claims.merge(missing[what].drop_duplicates(), on=what)
    gone |= set(renamed["claim_id"])  # what was agreed on the one gone may hold for them
    absent = people["missing_since"].notna().groupby(people["member_id"]).all()
    gone |= set(absent.index[absent.to_numpy(dtype=bool)])
    rejected = newest_rejected(facts).merge(facts["files"][["sha256", "kind"]], on="sha256")
    decides = rejected["whole_row"] | rejected["field"].isin(list(KEPT))
    orders = set(invoices["invoice_id"]) | set(claims["invoice_id"])
    astray = facts["holds"][~facts["holds"]["invoice_id"].isin(orders)]
    gone |= set(astray.loc[astray["invoice_id"].notna(), "member_id"])  # on an order nobody has
    for row in frames.records(rejected[decides]):
        first, _, second = row["record"].partition(":")
        named = second if row["kind"] == "holds" and second else first
        gone.add(f"{system}:{named}")
    return frozenset(gone)


def newest_rejected(facts: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Return what was set aside in the newest file of each kind, with the file's name as `file`.

    Member lists are one for each group: of these the newest of each name.
    """
    files = facts["files"]
    scope = files["title"] + files["name"].where(files["kind"] == "members", "")
    newest = files["imported_on"] == files.groupby(scope)["imported_on"].transform("max")
    names = files.loc[newest, ["sha256", "name"]].rename(columns={"name": "file"})
    found = facts["rejected"].merge(names, on="sha256")
    return found.sort_values(["file", "sheet", "row", "column"], ignore_index=True)


def _unread_contact_data(facts: dict[str, pd.DataFrame], system: str) -> pd.DataFrame:
    """Return member_id and column of contact data set aside, where there still is none.

    A guardian's is the member's too.
    """
    held = {
        (row["member_id"], way): row[way]
        for row in frames.records(facts["members"])
        for way in CONTACT_COLUMNS
    }
    for row in frames.records(facts["guardians"]):
        slot = row["role"] if row["role"] == ContactRole.PAYER else f"{row['role']}_{row['number']}"
        held |= {(row["member_id"], f"{slot}_{way}"): row[way] for way in CONTACT_COLUMNS}
    rejected = facts["rejected"]
    values = rejected[~rejected["whole_row"]]
    rows = [
        (f"{system}:{record}", field.rpartition("_")[2])
        for record, field in zip(values["record"], values["field"], strict=True)
        if held.get((f"{system}:{record}", field), "") is None
    ]
    return pd.DataFrame(rows, columns=["member_id", "column"])
