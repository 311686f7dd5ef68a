"""A Monday's files in the shape of each member system, made from the truth as of that morning.

What is written is read the same morning, so here is also noted what the workbench knows since.
"""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from tests.season.ledger import ONE_DAY, Line, Money, Order
from tests.season.life import Club
from tests.season.people import Member
from workbench.demo.bank_file import write_bank_file
from workbench.demo.export_files import Export, write_export
from workbench.demo.world import Payment
from workbench.demo.written_cells import Cells, Ore

BANK, CLAIMS, MEMBERS, LISTS = "bank", "claims", "members", "lists"
PLURAL_NAMES = ("guardian_1_name", "guardian_2_name")  # which are two columns in Spond's list
BANK_LAG = timedelta(days=2)  # Monday's file was made on the Saturday
AGREEMENT_COLUMNS = {"klubbadmin": 0, "annet": 2}  # how the system calls the numbers of things


def write_week(club: Club, inbox: Path, day: date, absent: Collection[str]) -> None:
    """Put a Monday's files in the inbox, without those that are absent this week."""
    inbox.mkdir(parents=True, exist_ok=True)
    for old in inbox.iterdir():
        old.unlink()
    if MEMBERS not in absent:
        _write(club, inbox, _member_lists(club))
        for member in club.members:
            member.read = member.listed
    if CLAIMS not in absent:
        orders = [order for order in club.orders if order.issued_on < day]
        _write(club, inbox, _claim_lists(club, orders, day))
        _note_claims_read(club, orders, day)
    if LISTS not in absent and club.has_bank:
        _write(club, inbox, _own_lists(club))
        club.lists_read_on = day
        for row in club.agreements:
            row.stop.known_on = min(row.stop.known_on, day)
    if BANK not in absent and club.has_bank:
        _write_bank(club, inbox, day)
    elif BANK not in absent:
        _write(club, inbox, [_transactions(club, day)])


def _write(club: Club, inbox: Path, exports: Iterable[Export]) -> None:
    """Write the exports; one that says what it said last week is the same file again."""
    for export in exports:
        rows, path = [*export.rows], inbox / export.name
        last_rows, content = club.last_files.get(export.name, (None, b""))
        if rows == last_rows:
            path.write_bytes(content)
            continue
        write_export(replace(export, rows=rows), inbox, club.rng)
        club.last_files[export.name] = rows, path.read_bytes()


# ------------------------------------------------------------------ members


def _member_lists(club: Club) -> Iterable[Export]:
    if club.system == "spond":
        rows = [_spond_member(m) for m in club.members if m.listed.status == "active"]
        yield Export("spond_medlemmer.xlsx", "Medlemsliste fra Spond Club", rows, "Medlemmer",
                     choice=1, without=PLURAL_NAMES, is_messy=False)  # fmt: skip
        return
    if club.is_gym:
        rows = [_member_cells(member) for member in club.members]
        yield Export("medlemsliste.csv", "Medlemsliste fra senterets system", rows,
                     encoding="utf-8-sig", is_messy=False)  # fmt: skip
        return
    for group in ("Klubben", "Fotball", "Håndball"):
        rows = [
            _member_cells(member) | {"group": group}
            for member in club.members
            if group in ("Klubben", member.group)
        ]
        yield Export(f"medlemmer_{group[0].lower()}.xlsx", "Medlemsliste fra KlubbAdmin", rows,
                     "Medlemmer", is_messy=False)  # fmt: skip


def _member_cells(member: Member) -> Cells:
    listed = member.listed
    guardians = zip(("guardian_1", "guardian_2"), listed.guardians, strict=False)
    return {
        "person": str(member.number),
        "first_name": listed.first,
        "last_name": listed.last,
        "phone": listed.phone,
        "email": listed.email,
        "address": f"Skogveien {member.number % 100}",
        "postcode": "2050",
        "city": "Jessheim",
        "born_on": listed.born_on,
        "gender": "K",
        "joined_on": member.joined_on,
        "status": listed.status,
        "left_on": listed.left_on,
        **{
            f"{role}_{fact}": getattr(guardian, fact)
            for role, guardian in guardians
            for fact in ("name", "first", "last", "phone", "email")
        },
    }


def _spond_member(member: Member) -> Cells:
    return _member_cells(member) | {"groups": member.group}


# ------------------------------------------------------------------ claims


def _claim_lists(club: Club, orders: list[Order], day: date) -> Iterable[Export]:
    if club.system == "spond":
        rows = [_request_cells(order, order.lines[0], day) for order in orders]
        yield Export("spond_betalinger.xlsx", "Mottakere av betalinger fra Spond Club", rows,
                     "Mottakere", choice=1, is_messy=False)  # fmt: skip
        return
    if club.is_gym:
        rows = [_bill_cells(order, order.lines[0], day) for order in orders]
        yield Export("fakturaliste.csv", "Fakturaliste fra senterets system", rows,
                     encoding="utf-8-sig", is_messy=False)  # fmt: skip
        return
    lines = [_line_cells(order, line, day) for order in orders for line in order.lines]
    sums: list[Any] = [["Inntektskonto", "Betalt beløp"], ["Sum", 0]]
    yield Export("bilagsrapport.xlsx", "Bilagsrapport fra KlubbAdmin", lines, "Spesifikasjon",
                 sheets_before={"Bilagsrapport": sums}, is_messy=False)  # fmt: skip
    yield Export("fordringer.csv", "Fordringer fra Buypass Payment Manager",
                 [_order_cells(order, day) for order in orders], encoding="cp1252",
                 is_messy=False)  # fmt: skip


def listed_money(order: Order, day: date) -> list[Money]:
    """Return the payments that the member system has when its list is made, the evening before."""
    evening = day - ONE_DAY
    return [m for m in order.money if m.listed_on and m.listed_on <= evening and m.counts(evening)]


def _state(order: Order, day: date) -> tuple[str, int, date | None]:
    """Return status, what is paid, and the day it was settled, as the member system has them."""
    money = listed_money(order, day)
    paid = sum(payment.ore for payment in money)
    if order.credited_on is not None and order.credited_on < day:
        return "cancelled", 0, None
    last_on = max((payment.booked_on for payment in money), default=None)
    return "paid" if paid >= order.ore else "open", paid, last_on


def _order_cells(order: Order, day: date) -> Cells:
    status, paid, paid_on = _state(order, day)
    return {
        "order": str(order.number),
        "recipient": order.recipient,
        "title": order.lines[0].title,
        "issued_on": order.issued_on,
        "due_on": order.due_on,
        "amount": Ore(order.ore),
        "paid": Ore(paid),
        "paid_on": paid_on if status == "paid" else None,
        "status": status,
    }


def _line_cells(order: Order, line: Line, day: date) -> Cells:
    _, paid, paid_on = _state(order, day)
    before = sum(other.ore for other in order.lines[: order.lines.index(line)])
    share = min(line.ore, max(0, paid - before))
    return {
        "order": str(order.number),
        "person": str(line.member.number),
        "title": line.title,
        "account": line.account,
        "kid": order.kid,
        "issued_on": order.issued_on,
        "due_on": order.due_on,
        "status_on": paid_on or order.issued_on,
        "paid": Ore(share) if share else None,
    }


def _bill_cells(order: Order, line: Line, day: date) -> Cells:
    status, paid, _ = _state(order, day)
    rest = 0 if status == "cancelled" else max(0, order.ore - paid)
    return _line_cells(order, line, day) | {
        "recipient": line.member.listed.first + " " + line.member.listed.last,
        "amount": Ore(order.ore),
        "outstanding": Ore(rest),
        "status": status,
    }


def _request_cells(order: Order, line: Line, day: date) -> Cells:
    """Return a request in Spond, which counts its reminders itself."""
    status, paid, _ = _state(order, day)
    words = {"paid": "Betalt", "cancelled": "Fritatt"}
    sent = [s.sent_on for s in order.sent if s.sent_on < day and s.step_id != "message"]
    return {
        "member_name": line.member.person.name,
        "title": line.title,
        "recipient": order.payer.name if order.payer is not line.member.person else None,
        "paid": Ore(paid),
        "outstanding": Ore(0 if status == "cancelled" else order.ore - paid),
        "due_on": order.due_on,
        "status": words.get(status, "Ikke betalt"),
        "reminders": len(sent),
        "reminded_on": max(sent, default=None),
    }


def _transactions(club: Club, day: date) -> Export:
    """Return Spond's list of payments; what was given back is stated."""
    evening = day - ONE_DAY
    rows: list[Cells] = []
    for order in club.orders:
        for money in order.money:
            if money.booked_on <= evening:
                money.read = True
                refunded = 0 if money.counts(evening) else money.ore
                rows.append({
                    "title": order.lines[0].title,
                    "member_name": order.lines[0].member.person.name,
                    "amount": Ore(money.ore),
                    "refunded": Ore(refunded),
                    "paid_on": money.booked_on,
                })  # fmt: skip
    club.covered_until = evening
    return Export("spond_transaksjoner.xlsx", "Transaksjoner fra Spond Club", rows,
                  "Transaksjoner", choice=1, is_messy=False)  # fmt: skip


def _note_claims_read(club: Club, orders: list[Order], day: date) -> None:
    """Note what the list of claims has told."""
    club.claims_read_on = day
    if not club.has_bank:
        club.lists_read_on = day
    for order in orders:
        order.is_read, order.read_due_on = True, order.due_on
        order.is_credit_read = order.credited_on is not None and order.credited_on < day
        for money in listed_money(order, day):
            money.read = True
        for stop in club.stops:
            if stop.kind == "reversal" and order in stop.orders and stop.start < day:
                stop.known_on = min(stop.known_on, day)


# ------------------------------------------------------------------ the office's lists, the bank


def _own_lists(club: Club) -> Iterable[Export]:
    choice = AGREEMENT_COLUMNS[club.system]
    agreements: list[Cells] = [
        {
            "person": str(row.member.number),
            "order": str(row.order.number) if row.order else None,
            "kind": row.kind,
            "start_on": row.start,
            "end_on": row.end,
            "agreed_with": row.member.payer.name,
        }
        for row in club.agreements
    ]
    if agreements:
        yield Export("avtaler.xlsx", "Kontorets liste over avtaler", agreements, "Avtaler",
                     choice=choice, is_messy=False)  # fmt: skip
    sent: dict[tuple[int, str], Cells] = {}  # the office keeps one row for each step of an order
    for order in club.orders:
        for step in order.sent_before(club.start):
            sent[order.number, step.step_id] = {
                "order": str(order.number),
                "step_id": step.step_id,
                "sent_on": step.sent_on,
            }
    rows = sorted(sent.values(), key=lambda cells: (cells["sent_on"], cells["order"]))
    if rows:
        yield Export("paaminnelser.xlsx", "Kontorets liste over sendte påminnelser", rows,
                     "Påminnelser", is_messy=False)  # fmt: skip


def _write_bank(club: Club, inbox: Path, day: date) -> None:
    """Write a file for this Monday, and one for each Monday that had none."""
    for monday in (*club.mondays_without_bank_file, day):
        money = [
            (order, payment)
            for order in club.orders
            for payment in order.money
            if payment.by_bank
            and not payment.in_bank_file
            and payment.booked_on <= monday - BANK_LAG
        ]
        payments = [Payment((m.kid_of or o).kid, m.booked_on, m.ore) for o, m in money]
        payments.sort(key=lambda payment: (payment.paid_on, payment.kid))
        write_bank_file(inbox, payments, monday, is_debited=club.is_gym)
        for _, payment in money:
            payment.in_bank_file = payment.read = True
        club.covered_until = monday - BANK_LAG
    club.mondays_without_bank_file.clear()
    if club.bank is not None:
        club.bank.write_mandates(inbox, day - BANK_LAG)


def lose_bank_file(club: Club, day: date, *, is_late: bool) -> None:
    """Leave out this Monday's file of the bank: it comes next week, or never."""
    if not club.has_bank:
        return
    if is_late:
        club.mondays_without_bank_file.append(day)
        return
    for order in club.orders:
        for payment in order.money:
            if payment.booked_on <= day - BANK_LAG and not payment.in_bank_file:
                payment.by_bank = False
