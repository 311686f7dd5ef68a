"""Invented rows for the tests of the report: a few by hand, and one whole club."""

import random
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from tests.books import day_with
from workbench.model.day_rows import Balance, Contact, Finding, Payer, PlanRow
from workbench.model.payment_kinds import PaymentState
from workbench.model.reason_rules import PLAN_REASON_RULES
from workbench.model.rows import File, Hold
from workbench.model.task_kinds import WaitsFor
from workbench.money.freshness import find_freshness
from workbench.office.day import Day
from workbench.office.report import WEEK, lay_out, read_figures, week_row
from workbench.office.tasks import tasks_of
from workbench.reports.figures import Figures

SUNDAY = date(2026, 11, 22)
DERIVED = {"balances": Balance, "contacts": Contact, "standing_holds": Hold, "plan": PlanRow}
READ = (date(2026, 11, 20), date(2026, 11, 21))  # end of the bank's file, newest member list
HOSTILE = "<img src=x onerror=alert(1)>"
FIRST = ("Ada", "Berit", "Emil", "Geir", "Hanna", "Ivar", "Kåre", "Live", "Målfrid", "Nils", "Pål")
LAST = ("Aas", "Bakke", "Dahl", "Eide", "Fjeld", "Grønli", "Iversen", "Jøsendal", "Kvam", "Øen")


def claim(number: int, due_on: date, amount: int, paid: int = 0, **more: Any) -> dict[str, Any]:
    """A row of balances; amounts in kroner."""
    row = {
        "claim_id": f"mi:{number}:m{number}:Kontingent",
        "invoice_id": f"mi:{number}",
        "member_id": f"mi:m{number}",
        "kid": f"{number:06d}",
        "title": "Medlemskontingent 2026",
        "issued_on": due_on - timedelta(days=14),
        "due_on": due_on,
        "status": "open" if paid < amount else "paid",
        "amount_ore": amount * 100,
        "paid_ore": paid * 100,
        "open_ore": (amount - paid) * 100,
    }
    return {**row, **more}


def planned(number: int, reason: str, payer: str | None = None, **more: Any) -> dict[str, Any]:
    """A row of the plan for the claim of the same number, waiting for its reason's task if any."""
    claim_id = f"mi:{number}:m{number}:Kontingent"
    rules = PLAN_REASON_RULES.get(reason)
    return {
        "claim_id": claim_id,
        "payer_id": payer or f"p{number}",
        "due_version": "2026-10-01",
        "reason": reason,
        "task": f"{rules.task}:{claim_id}" if rules and rules.task else None,
        **more,
    }


def step(number: int, step_id: str, payer: str | None = None) -> dict[str, Any]:
    """A row of the plan with a step."""
    kind = "call" if step_id == "call" else "reminder"
    return planned(number, "step_due", payer, step_id=step_id, kind=kind, detail=step_id)


def member(number: int, first: str = "Ada", last: str = "Aas", **more: Any) -> dict[str, Any]:
    """A row of members."""
    row = {"member_id": f"mi:m{number}", "first_name": first, "last_name": last}
    return {**row, "status": "active", **more}


def contact(number: int, phone: str | None = None, email: str | None = None) -> dict[str, Any]:
    """A row of contacts, of a payer with the same number."""
    return {
        "member_id": f"mi:m{number}",
        "payer_id": f"p{number}",
        "contact_name": f"Kontakt {number}",
        "phone": phone,
        "email": email,
        "is_minor": False,
        "probably_parent": False,
    }


@dataclass(frozen=True)
class GivenDay(Day):
    """A day whose queue and findings are given."""

    queue: list[Payer]
    faults: list[Finding]

    def payers(self, text: str = "") -> list[Payer]:
        """Whom to phone."""
        return self.queue

    @property
    def findings(self) -> list[Finding]:
        """What is wrong in the register."""
        return self.faults


def club_day(as_of: date = SUNDAY, **rows: Any) -> GivenDay:
    """A day of the rows given by name; the other tables are empty. `unmatched` are the payments
    that no claim has, `rejected` the values set aside, each in its `file`. The books have a claim
    for each balance."""
    unmatched, rejected = rows.pop("unmatched", []), rows.pop("rejected", [])
    queue = [Payer(**row) for row in rows.pop("queue", [])]
    faults = [Finding(**({"detail": ""} | row)) for row in rows.pop("findings", [])]
    typed = {
        name: [kind(**row) for row in rows.pop(name)]
        for name, kind in DERIVED.items()
        if name in rows
    }
    files = [file_row(name) for name in dict.fromkeys(row["file"] for row in rejected)]
    day = day_with(
        as_of=as_of,
        claims=[{"claim_id": row.claim_id} for row in typed.get("balances", [])],
        payments=[*rows.pop("payments", []), *unmatched],
        unplaced=[
            (row["payment_id"], PaymentState.UNKNOWN_KID, row.get("amount_ore", 0), None)
            for row in unmatched
        ],
        files=[*rows.pop("files", []), *files],
        rejected=[aside(**row) for row in rejected],
        **typed,
        **rows,
    )
    return GivenDay(day.db, as_of, queue, faults)


def file_row(name: str, **given: Any) -> dict[str, Any]:
    """A row of files."""
    counts = ("size", "rows_total", "rows_taken", "rows_aside", "rows_frame", "values_aside")
    texts = {"sha256": name, "name": name, "title": name, "kind": "bills", "system": "k"}
    return {
        **dict.fromkeys(counts, 0), **texts, "headings": "", "imported_on": SUNDAY, "batch": 1,
    } | given  # fmt: skip


def aside(file: str = "a.csv", row: int = 2, **given: Any) -> dict[str, Any]:
    """A row of the values set aside in a file."""
    place = {"sha256": file, "sheet": "", "row": row, "column": "Beløp", "field": "amount"}
    return place | {"value": "x", "reason": "y", "whole_row": False, "record": "1"} | given


def figures(
    as_of: date = SUNDAY,
    *,
    club_name: str = "Eksempel IL",
    read: tuple[date, date] = READ,
    **rows: Any,
) -> Figures:
    """Work out figures from the rows given; the other tables are empty.

    `holds` are those that count on the day, `unmatched` the payments that no claim has. The bank's
    file and the newest member list are of the days in `read`; `sources` are all files instead.
    """
    weeks = [
        week_row(weeks_ago, as_of - weeks_ago * WEEK, Balance(**row))
        for weeks_ago, name in ((1, "balances_before"), (2, "balances_two_weeks_before"))
        for row in rows.pop(name, [])
    ]
    paid = {"payment_id": "newest", "amount_ore": 100, "paid_on": read[0], "source": "bank"}
    unmatched = [paid | row for row in rows.pop("unmatched", [])]
    sources = rows.pop("sources", [File("payments", "bank", "OCR", read[0], read[0])])
    freshness = find_freshness(sources, ["annet", "spond"], as_of, bank_days=2, weekly_days=6)
    day = club_day(
        as_of,
        freshness=freshness,
        files=[file_row("members.csv", kind="members", imported_on=read[1])],
        standing_holds=rows.pop("holds", []),
        unmatched=unmatched,
        **rows,
    )
    asked = [(task.kind, task.about) for task in tasks_of(day).waiting_for(WaitsFor.CLUB)]
    queue = [(payer.open_ore, payer.needs_talk) for payer in day.payers()]
    lay_out(day.db, weeks=weeks, queue=queue, findings=day.findings, asked=asked)
    return read_figures(day.db, club_name, as_of)


def whole_club(as_of: date = SUNDAY) -> dict[str, Any]:
    """A club of four hundred with claims of a year, as the arguments of `figures`."""
    dice = random.Random(47)
    members = [
        member(n, dice.choice(FIRST), dice.choice(LAST), joined_on=as_of - timedelta(days=n))
        for n in range(1, 411)
    ]
    for n in range(30, 62):
        members[n] |= {"status": "left", "left_on": as_of - timedelta(days=n - 28)}
    members[44] |= {"first_name": HOSTILE}
    for n in (401, 402, 403):
        members[n] |= {"status": "unprocessed"}
    claims = [_aged_claim(n, as_of, dice) for n in range(1, 411)]
    claims += [_old_claim(1000 + n, as_of, dice) for n in range(60)]
    now = [_as_seen(row, as_of) for row in claims]
    return {
        "club_name": "Solvik IL",
        "as_of": as_of,
        "read": (as_of - timedelta(days=2), as_of - timedelta(days=1)),
        "members": members,
        "balances": now,
        "balances_before": _week(claims, as_of, 1),
        "balances_two_weeks_before": _week(claims, as_of, 2),
        "unmatched": [_orphan(n, as_of) for n in range(3)],
        "plan": [_answer(row, as_of) for row in now if row["open_ore"] > 0],
        "queue": [_callee(n, as_of) for n in range(34)],
        "findings": _faults(),
        "contacts": [_reached(n) for n in range(1, 411)],
        "holds": _holds(as_of),
    }


def whole_club_figures(**given: Any) -> Figures:
    return figures(**(whole_club() | given))


def _aged_claim(n: int, as_of: date, dice: random.Random) -> dict[str, Any]:
    due = as_of - timedelta(days=dice.choice((-12, 6, 9, 13, 21, 26, 34, 48, 55, 70, 84, 120)))
    amount = dice.choice((350, 600, 850, 1250, 2400))
    settled = due + timedelta(days=dice.choice((-3, -1, 0, 2, 5, 12, 16, 25)))
    unpaid = dice.random() < (0.42 if (as_of - due).days < 30 else 0.09) or n in (45, 97, 194)
    row = claim(n, due, amount, 0, settled_on=None if unpaid else settled)
    if n % 97 == 0:
        row |= {"status": "review"}
    if n % 71 == 0:
        row |= {"status": "cancelled", "amount_ore": 0, "open_ore": 0, "settled_on": None}
    return row


def _old_claim(n: int, as_of: date, dice: random.Random) -> dict[str, Any]:
    due = as_of - timedelta(days=364 + dice.randrange(30, 91))
    settled = due + timedelta(days=dice.choice((1, 3, 14, 28, 90)))
    return claim(n, due, 850, 0, settled_on=settled)


def _as_seen(row: dict[str, Any], day: date) -> dict[str, Any]:
    paid = row["settled_on"] is not None and row["settled_on"] <= day
    if not paid:
        return {**row, "settled_on": None}
    return {**row, "status": "paid", "paid_ore": row["amount_ore"], "open_ore": 0}


def _week(claims: list[dict[str, Any]], as_of: date, weeks: int) -> list[dict[str, Any]]:
    day = as_of - timedelta(weeks=weeks)
    return [_as_seen(row, day) for row in claims if row["issued_on"] <= day]


def _orphan(n: int, as_of: date) -> dict[str, Any]:
    paid_on = as_of - timedelta(days=n + 2)
    return {
        "payment_id": f"b{n}",
        "kid": "999",
        "amount_ore": 60000,
        "paid_on": paid_on,
        "source": "bank",
    }


def _answer(row: dict[str, Any], as_of: date) -> dict[str, Any]:
    number = int(row["invoice_id"].removeprefix("mi:"))
    age = (as_of - row["due_on"]).days
    if row["status"] == "review":
        return planned(number, "review")
    if age <= 0:
        return planned(number, "not_due")
    if 30 < number <= 62:
        return planned(number, "resigned")
    if number % 11 == 0:
        kinds = ("freeze", "deferral", "payment_plan", "hardship", "objection")
        return planned(number, "held", detail=kinds[number // 11 % 5])
    if age < 14:
        return planned(number, "waiting", detail="reminder_1")
    return step(number, "reminder_1" if age < 28 else "reminder_2" if age < 42 else "call")


def _callee(n: int, as_of: date) -> dict[str, Any]:
    return {
        "payer_id": f"p{n}",
        "contact_name": HOSTILE if n == 0 else f"Kontakt {n}",
        "phone": f"+479288{4400 + n}",
        "probably_parent": n % 3 == 0,
        "concerns": "Ada, Emil",
        "claims": 3 if n < 6 else 1,
        "open_ore": 85000 * (3 if n < 6 else 1),
        "newest_due_on": as_of - timedelta(days=43 + n),
        "oldest_due_on": as_of - timedelta(days=60 + n),
        "needs_talk": n < 6,
    }


def _faults() -> list[dict[str, Any]]:
    counts = {
        "bad_email": 9,
        "bad_phone": 14,
        "duplicate": 6,
        "missing_birth_date": 3,
        "no_contact": 5,
        "not_in_club_list": 11,
        "applicant_unprocessed": 3,
    }
    return [
        {"kind": kind, "member_id": f"mi:m{n}", "detail": "=1+1"}
        for kind, count in counts.items()
        for n in range(1, count + 1)
    ]


def _reached(n: int) -> dict[str, Any]:
    phone = None if n % 23 == 0 else f"+4792{n:06d}"
    return contact(n, phone, f"k{n}@example.org" if n % 2 else None)


def _holds(as_of: date) -> list[dict[str, Any]]:
    return [
        {
            "hold_id": f"h{n}",
            "kind": "freeze",
            "member_id": f"mi:m{n}",
            "start_on": as_of - timedelta(days=20),
            "end_on": as_of + timedelta(days=n - 2),
        }
        for n in range(12)
    ]
