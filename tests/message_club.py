"""A club with many payers, each with a reminder that was approved and goes by SMS or e-mail."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from tests.writing import write_event
from workbench import office
from workbench.demo.invented_club import club_toml
from workbench.model.kinds import SENT_HERE
from workbench.model.rows import step_key
from workbench.office.day import day_of
from workbench.office.desk import Desk
from workbench.values.kid import make_kid

SLUG = "prove-il"
MONDAY = date(2026, 11, 23)  # with WORKBENCH_TODAY it is noon, when everybody may be written to
DUE_ON = date(2026, 11, 2)
AMOUNT_ORE = 500_00
POLICY = """
id = "skriftlig"
title = "Én påminnelse herfra"
minimum_ore = 5000
many_unpaid = 3

[[levels]]
number = 1
step_id = "reminder_1"
title = "Påminnelse 1"
kind = "reminder"
after = "due"
days = 5
channels = ["sms", "email"]
"""
MESSAGES = """
[meldinger]
sms = ["paaminnelser"]
epost = ["paaminnelser"]
telefon = "22 33 44 55"
fra_epost = "medlem@prove.no"
fra_sms = "+4759440000"
"""


def make_message_club(house: Path, payers: int, *, more: str = "", sms: bool = True) -> Desk:
    """Make the club and open it: without `sms` everybody is reached by e-mail alone, otherwise
    every second one; `more` is added to the settings of messages."""
    folder = house / "data" / "clubs" / SLUG
    (folder / "inbox").mkdir(parents=True)
    (folder / "policies").mkdir()
    (folder / "policies" / "skriftlig.toml").write_text(POLICY, "utf-8")
    text = club_toml("Prøve IL", 1, MONDAY).replace('regler = "idrettslag"', 'regler = "skriftlig"')
    (folder / "club.toml").write_text(text + MESSAGES + more, "utf-8")
    desk = office.open_desk(SLUG)
    numbers = range(payers)
    rows = {
        "members": [_member(number, has_phone=sms and number % 2 == 0) for number in numbers],
        "claims": [_claim(number) for number in numbers],
    }
    write_event(desk.db, rows, MONDAY)
    write_event(desk.db, {"proposals": [*_approved(desk)]}, MONDAY, "propose")
    return desk


def claim_id(number: int) -> str:
    return f"klubbadmin:{number:05}"


def payment(number: int) -> dict[str, Any]:
    """Return the payment of a claim."""
    return {
        "payment_id": f"bank:{number}",
        "kid": _kid(number),
        "amount_ore": AMOUNT_ORE,
        "paid_on": MONDAY,
        "source": "ocr",
    }


def wanted_keys(payers: int) -> set[str]:
    """Return the key of the step of each payer."""
    return {step_key(claim_id(n), "reminder_1", DUE_ON.isoformat()) for n in range(payers)}


def _kid(number: int) -> str:
    return make_kid(f"{number:07}", 10)


def _member(number: int, *, has_phone: bool) -> dict[str, Any]:
    return {
        "member_id": f"klubbadmin:m{number}",
        "first_name": f"Kari{chr(97 + number % 26)}",
        "last_name": f"Prøve{number}",
        "born_on": date(1980, 1, 1),
        "email": f"p{number}@example.org",
        "phone": f"+4792{number + 123456}" if has_phone else None,
        "status": "active",
        "joined_on": date(2020, 1, 1),
    }


def _claim(number: int) -> dict[str, Any]:
    return {
        "claim_id": claim_id(number),
        "invoice_id": claim_id(number),
        "member_id": f"klubbadmin:m{number}",
        "kid": _kid(number),
        "fee_type": "training_fee",
        "title": "Treningsavgift",
        "issued_on": DUE_ON - timedelta(days=14),
        "due_on": DUE_ON,
        "amount_ore": AMOUNT_ORE,
        "paid_ore": 0,
        "status": "open",
    }


def _approved(desk: Desk) -> Iterator[dict[str, Any]]:
    """Yield each step of the day's plan as a proposal that was approved."""
    with day_of(desk, MONDAY) as day:
        plan = day.plan
    for row in plan:
        yield {
            "run_on": MONDAY,
            "claim_id": row.claim_id,
            "step_id": row.step_id,
            "due_version": row.due_version,
            "kind": row.kind,
            "channel": row.channel,
            "state": "approved",
            "note": SENT_HERE,
            "decided_on": MONDAY,
        }
