"""A club on a day, worked out from its facts: balances, contacts, plan, queue, findings."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd

from workbench.calls.queue import queue
from workbench.club import Settings
from workbench.dunning import instalments
from workbench.dunning.plan import plan
from workbench.dunning.policy import Policy
from workbench.dunning.steps import spread
from workbench.importers.profiles import SYSTEMS
from workbench.importers.table import KEPT
from workbench.model import frames
from workbench.model.words import CLUB_GROUP, ContactRole
from workbench.money.balances import Settlement, settle
from workbench.money.claims import price
from workbench.money.twins import Twins, twins
from workbench.money.united import as_one, joined, told
from workbench.office.desk import Desk
from workbench.register import corrections
from workbench.register.aliases import aliases, rename, unlike
from workbench.register.contacts import contacts, guardian_contacts, recipient_contacts
from workbench.register.findings import CONTACT_COLUMNS, find
from workbench.reports.day import ClubDay


@dataclass(frozen=True)
class Same:
    """Who is one person under several ids, and which claims are one in several systems."""

    people: Mapping[str, str]  # old id -> the id that counts
    twins: Twins
    doubtful: frozenset[str]  # claims made under an id that says otherwise of the member: they rest

    def over(self, facts: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
        """Return the frames given with one id for a person, and one claim for what is owed once."""
        return as_one(rename(facts, self.people), self.twins)


@dataclass(frozen=True)
class Picture(ClubDay):
    """Everything that follows from the facts on `as_of`; nothing of it is stored.

    `facts` are those it was worked out from, one id for a person and one claim for what is owed
    once, without the corrections.
    """

    same: Same
    steps: pd.DataFrame
    surplus_ore: int  # what was paid beyond the claims


def picture(
    facts: dict[str, pd.DataFrame], settings: Settings, policy: Policy, as_of: date
) -> Picture:
    """Work out a club's day from the frames of its books."""
    merged, same = resolved(facts, settings)
    facts = corrected(merged)
    settlement = settle_on(facts, as_of)
    balances = settlement.balances
    steps = _steps(facts, balances, same.twins)
    plans = facts["instalments"], facts["call_claims"]
    holds = instalments.ended(facts["holds"], *plans, balances, as_of)
    people = contacts(facts["members"], facts["guardians"], as_of)
    through = guardian_contacts(facts["members"], facts["guardians"], as_of)
    named = recipient_contacts(facts["claims"], facts["members"], facts["guardians"], as_of)
    ways = pd.concat([people, through, *named.values()], ignore_index=True)
    ways = ways.drop_duplicates(["member_id", "payer_id"], ignore_index=True)
    planned = plan(
        balances,
        members=facts["members"],
        contacts=people,
        guardian_contacts=through,
        recipients={claim_id: frames.records(row)[0] for claim_id, row in named.items()},
        liabilities=facts["liabilities"],
        holds=holds,
        steps=steps,
        policy=policy,
        assigned=settings.assignment.on(as_of),
        unconfirmed=unconfirmed(facts, same) | same.doubtful,
        as_of=as_of,
    )
    return Picture(
        as_of=as_of,
        facts=merged,
        balances=balances,
        unmatched=settlement.unmatched,
        contacts=ways,
        holds=holds,
        plan=planned,
        queue=queue(planned, balances, ways, facts["members"], many_unpaid=policy.many_unpaid),
        findings=find(
            facts["members"],
            facts["participations"],
            facts["guardians"],
            _unread_contact_data(facts),
            holds=facts["holds"],
            club_group=CLUB_GROUP,
            also=told(same.twins, SYSTEMS),
        ),
        same=same,
        steps=steps,
        surplus_ore=settlement.surplus_ore,
    )


def picture_of(desk: Desk, as_of: date) -> Picture:
    """Read a club's books as they stand, and work out the day; the inbox is not looked at."""
    return picture(desk.read_books().frames, desk.settings, desk.policy.policy, as_of)


def resolved(
    facts: dict[str, pd.DataFrame], settings: Settings
) -> tuple[dict[str, pd.DataFrame], Same]:
    """Return the facts with one id for a person and one claim for what is owed once, and `priced`,
    the claims with their amounts; and what is the same."""
    people = aliases(facts["members"], facts["participations"], settings.system)
    is_odd = facts["claims"]["member_id"].isin(unlike(facts["members"], people))
    odd = facts["claims"].loc[is_odd, "claim_id"]
    facts = rename(facts, people)
    priced = price(facts["claims"], facts["invoices"])
    found = twins(priced, facts["claims"], facts["members"], settings.system)
    doubtful = frozenset(found.kept.get(claim_id, claim_id) for claim_id in odd)
    merged = {**as_one(facts, found), "priced": joined(priced, found)}
    return merged, Same(people, found, doubtful)


def _steps(facts: dict[str, pd.DataFrame], balances: pd.DataFrame, found: Twins) -> pd.DataFrame:
    """Return every step taken; of one taken in two systems the later comes last, and counts."""
    claims = balances[["invoice_id", "claim_id", "due_on"]]
    if found.pairs:
        orders = [(pair.other["invoice_id"], pair.kept["claim_id"]) for pair in found.pairs]
        others = pd.DataFrame(orders, columns=["invoice_id", "claim_id"])
        due = claims[["claim_id", "due_on"]]
        claims = pd.concat([claims, others.merge(due, on="claim_id")], ignore_index=True)
    sent = [spread(facts["reminders"], claims), facts["steps"]]
    steps = pd.concat([frame for frame in sent if len(frame)] or sent, ignore_index=True)
    return steps.sort_values("sent_on", kind="stable", ignore_index=True) if found.pairs else steps


def corrected(facts: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Return the facts with what calls have taught of people."""
    people = {
        name: corrections.apply(name, facts[name], facts["corrections"])
        for name in ("members", "guardians")
    }
    return {**facts, **people}


def settle_on(facts: dict[str, pd.DataFrame], day: date) -> Settlement:
    """Work out the balances on a day, from the same facts, as `resolved` returns them."""
    return settle(facts["priced"], facts["invoices"], facts["payments"], day)


def unconfirmed(facts: dict[str, pd.DataFrame], same: Same) -> frozenset[str]:
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
    orders = {*invoices["invoice_id"], *claims["invoice_id"].dropna()}
    astray = facts["holds"][~facts["holds"]["invoice_id"].isin(orders)]
    gone |= set(astray.loc[astray["invoice_id"].notna(), "member_id"])  # on an order nobody has
    unread = _undecided(facts)
    kids = set(unread["kid"].dropna())
    gone |= set(claims.loc[claims["kid"].isin(kids), "claim_id"])  # money that nobody could read
    gone |= {p.kept["claim_id"] for p in same.twins.pairs if p.other["kid"] in kids}
    of_member = unread["kind"].isin(["members", "holds"]) & ~unread["invoice_id"].isin(orders)
    names = {*unread["invoice_id"].dropna(), *unread.loc[of_member, "member_id"].dropna()}
    gone |= {same.people.get(name, name) for name in names}
    return frozenset(gone.union(*(same.twins.names.get(name, ()) for name in names)))


def _undecided(facts: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Return what decides and was set aside in the newest files."""
    rejected = newest_rejected(facts)
    decides = rejected["whole_row"] | rejected["field"].isin(list(KEPT))
    return rejected[decides & rejected["repaired"].isna()]


def newest_rejected(facts: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Return what was set aside in the newest file of each kind, and what of it was repaired, with
    the file's name as `file`, its kind, and its profile's title.

    Member lists are one for each group: a newer one of the same name or scope takes its place. So
    are payments of a period: what is set aside in an older file is still to be repaired.
    """
    files = facts["files"]
    newest = pd.Series(True, files.index)
    for lists in (files["name"], files["scope"].replace("", pd.NA).fillna(files["name"])):
        source = files["title"] + lists.where(files["kind"] == "members", "")
        newest &= files["batch"] == files["batch"].groupby(source).transform("max")
    newest |= files["kind"] == "payments"
    about = files.loc[newest, ["sha256", "name", "kind", "title"]]
    found = facts["rejected"].merge(about.rename(columns={"name": "file"}), on="sha256")
    return found.sort_values(["file", "sheet", "row", "column"], ignore_index=True)


def _unread_contact_data(facts: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Return member_id and column of contact data set aside, where there still is none.

    A guardian's is the member's too.
    """
    stated = {(row["member_id"], ""): row for row in frames.records(facts["members"])}
    for row in frames.records(facts["guardians"]):
        slot = row["role"] if row["role"] == ContactRole.PAYER else f"{row['role']}_{row['number']}"
        stated[row["member_id"], slot] = row
    rejected = facts["rejected"]
    values = rejected[~rejected["whole_row"] & rejected["repaired"].isna()]
    rows = []
    for member_id, field in zip(values["member_id"], values["field"], strict=True):
        slot, _, way = field.rpartition("_")
        if way in CONTACT_COLUMNS and stated.get((member_id, slot), {}).get(way, "") is None:
            rows.append((member_id, way))
    return pd.DataFrame(rows, columns=["member_id", "column"])
