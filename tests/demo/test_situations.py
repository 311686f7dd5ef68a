"""What the demo club's truth says of every claim, against a plain reading of the files.

The reading is apart from both the demo's and the package's code: it goes from the exports and
the policy to the answers, where the demo went from the answers to the exports.
"""

import csv
import re
from collections import Counter, defaultdict
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random

import netsgiro
import phonenumbers
import pytest

from tests.workbooks import sheet_of
from workbench.days import working_day_after
from workbench.demo import make_club
from workbench.demo.invented_club import make_world
from workbench.demo.situations import situations_of
from workbench.demo.systems import SYSTEMS
from workbench.demo.truth import WAITS_FOR_MONEY

AS_OF = date(2026, 11, 22)
REASONS = {
    "review", "not_due", "held", "applicant", "resigned", "below_minimum", "waiting", "no_contact",
    "no_guardian", "step_due", "paid", "cancelled", "in_call",
}  # fmt: skip
FACTS = ("member", "amount_ore", "paid_ore", "open_ore", "reason", "detail", "step")


KINDS = {
    "frys": "freeze",
    "utsettelse": "deferral",
    "nedbetalingsplan": "payment_plan",
    "innsigelse": "objection",
    "vanskelig økonomi": "hardship",
    "død": "deceased",
    "verge": "guardianship",
    "kreditering": "credit_pending",
    "avtalegiro under arbeid": "mandate_pending",
}
BY_A_DAY = {"utsettelse", "nedbetalingsplan"}  # to pay by: a file shows it two bank days later


def table(path: Path, sheet: str | None = None) -> list[dict]:
    """Read a sheet's filled rows by their trimmed headings."""
    rows = sheet_of(path, sheet)
    heads = [str(cell).strip() for cell in rows[0]]
    return [dict(zip(heads, row, strict=True)) for row in rows[1:] if any(row)]


def as_day(value: object) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    try:
        return datetime.strptime(str(value), "%d.%m.%Y").date() if value else None
    except ValueError:  # a day that no calendar has
        return None


def as_ore(text: str) -> int:
    return int(re.sub(r"[\s,]", "", text))


def is_phone(cell: object) -> bool:
    digits = re.sub(r"\D", "", str(cell or "").removesuffix(".0"))[-8:]
    return phonenumbers.is_valid_number(phonenumbers.parse("+47" + digits)) if digits else False


def is_email(cell: object) -> bool:
    parts = [part.strip() for part in str(cell or "").split(";")]
    return all(re.fullmatch(r"[^@\s]+@[^@\s]+\.[a-z]+", part) for part in parts)


def members(inbox: Path) -> dict[str, dict]:
    files = sorted(inbox.glob("medlemmer_*.xlsx"))
    return {str(r["PersonId"]): r for path in files for r in table(path) if r["PersonId"]}


def orders(inbox: Path) -> dict[str, dict]:
    text = (inbox / "fordringer.csv").read_bytes().decode("cp1252")
    rows = csv.DictReader(text.splitlines(), delimiter=";")
    return {row["OrderID"]: row for row in rows if row["Beskrivelse"]}


def received(inbox: Path) -> dict[str, int]:
    sums: dict[str, int] = defaultdict(int)
    for path in inbox.glob("ocr_*.txt"):
        for assignment in netsgiro.parse(path.read_bytes().decode("latin-1")).assignments:
            for payment in assignment.transactions:
                sums[payment.kid] += payment.amount_in_cents
    return sums


def read_claims(inbox: Path) -> dict[str, dict]:
    """Return each claim with amount, open sum and what the plan needs."""
    invoices, bank = orders(inbox), received(inbox)
    parts: dict[str, list[dict]] = defaultdict(list)
    for row in table(inbox / "bilagsrapport.xlsx", "Spesifikasjon"):
        parts[row["Avsenders Ord. ID"]].append(row)
    claims = {}
    for number, rows in parts.items():
        rows.sort(key=lambda row: str(row["PersonID"]))
        order = invoices.get(number)
        stated = [round(100 * (row["Betalt beløp"] or 0)) for row in rows]
        total = as_ore(order["Beløp"]) if order else sum(stated)
        status = order["Status"] if order else "Betalt"
        paid = (
            total
            if status in ("Betalt", "Behandlet")
            else bank.get(str(rows[0]["KID"]).zfill(12), 0)
        )
        share, rest = divmod(total, len(rows))
        for n, row in enumerate(rows):
            ore = 0 if status == "Annullert" else share + (n < rest)
            settled = min(ore, paid)
            paid -= settled
            claim_id = f"klubbadmin:{number}:{row['PersonID']}:{row['Kostnad/avgift']}"
            claims[claim_id] = {
                "member": str(row["PersonID"]),
                "order": number,
                "kid": str(row["KID"]).zfill(12),
                "account": row["Inntektskonto"],
                "due": as_day(row["Betalingsfrist"]),
                "issued": as_day(row["Fakturadato"]),
                "status": status,
                "amount_ore": ore,
                "paid_ore": settled,
                "open_ore": ore - settled,
            }
    return claims


def judge(inbox: Path, as_of: date) -> dict[str, dict]:
    """Return the claims of the exports with reason, detail and step as the policy has them."""
    people, claims = members(inbox), read_claims(inbox)
    holds = [h for h in table(inbox / "avtaler.xlsx") if h["Til"] or h["Gjennomgås"]]
    sent: dict[str, dict[str, date]] = defaultdict(dict)
    for row in table(inbox / "paaminnelser.xlsx"):
        sent[str(row["OrderID"])][row["Trinn"]] = row["Sendt"].date()
    for claim in claims.values():
        mine = [h for h in holds if concerns(h, claim)]
        person = people[claim["member"]]
        reason, detail, step = decide(claim, person, mine, sent[claim["order"]], as_of)
        claim |= {"reason": reason, "detail": detail, "step": step}
    return claims


def concerns(hold: dict, claim: dict) -> bool:
    if hold["OrderID"]:
        return str(hold["OrderID"]) == claim["order"]
    return str(hold["PersonId"]) == claim["member"]


def covers(hold: dict, day: date) -> bool:
    end = as_day(hold["Til"])
    if end is not None and hold["Avtale"] in BY_A_DAY:
        end = working_day_after(end, 2)
    return as_day(hold["Fra"]) <= day and (end is None or day <= end)


def with_calls(answers: dict[str, dict], truth: dict[str, dict]) -> dict[str, dict]:
    """Return the answers, where the truth says that a call takes up what would be a reminder, or
    that money paid twice may be for the claim: the files do not say who pays."""
    for claim_id, facts in truth.items():
        if facts["reason"] == "in_call":
            assert answers[claim_id]["step"] in ("reminder_1", "reminder_2")
            answers[claim_id] |= {"reason": "in_call", "step": None}
        if facts["reason"] == "maybe_paid":
            assert answers[claim_id]["reason"] in WAITS_FOR_MONEY
            answers[claim_id] |= {"reason": "maybe_paid", "step": None}
    return answers


def decide(claim, person, holds, sent, as_of) -> tuple[str, str | None, str | None]:
    if claim["status"] == "Annullert":
        return "cancelled", None, None
    if claim["open_ore"] == 0:
        return "paid", None, None
    if claim["status"] == "Manuell behandling":
        return "review", None, None
    if as_of <= claim["due"]:
        return "not_due", None, None
    active = [hold for hold in holds if covers(hold, as_of)]
    if active:
        return "held", KINDS[active[0]["Avtale"]], None
    if person["Medlemsstatus"] == "Ubehandlet" and claim["account"] == "3920":
        return "applicant", None, None
    if (left := as_day(person["Utmeldt dato"])) and left < claim["due"]:
        return "resigned", None, None
    if claim["open_ore"] < 5000:
        return "below_minimum", None, None
    base, step, needed = claim["due"], "reminder_1", 5
    if "Påminnelse 1" in sent:
        base, step, needed = sent["Påminnelse 1"], "reminder_2", 14
    if "Påminnelse 2" in sent:
        base, step, needed = sent["Påminnelse 2"], "call", 7
    days = [base + timedelta(days=n + 1) for n in range((as_of - base).days)]
    if sum(not any(covers(h, day) for h in holds) for day in days) < needed:
        return "waiting", None, None
    if of_age(person, as_of) and not of_age(person, claim["issued"]):
        return "no_guardian", None, None
    phone, email = is_phone(person["Tlf. mobil"]), is_email(person["E-post"])
    if not phone and (step == "call" or not email):
        return "no_contact", None, None
    return "step_due", None, step


def of_age(person: dict, day: date) -> bool:
    born = as_day(person["Fødselsdato"])
    return born is not None and (born.year + 18, born.month, born.day) <= (
        day.year, day.month, day.day
    )  # fmt: skip


def read_answers(inbox, as_of) -> dict[str, dict]:
    claims = judge(inbox, as_of)
    return {cid: {fact: claim[fact] for fact in FACTS} for cid, claim in claims.items()}


@pytest.mark.parametrize(
    ("members", "seed", "as_of"),
    [
        (400, 1, AS_OF),
        (200, 2, AS_OF),
        (40, 3, AS_OF),
        (200, 5, date(2027, 3, 1)),
        (200, 6, date(2028, 2, 29)),
        (200, 7, date(2026, 7, 15)),
    ],
)
def test_the_files_bear_out_the_truth_of_every_claim(tmp_path, members, seed, as_of):
    truth = make_club(tmp_path, slug="solvik-il", members=members, seed=seed, as_of=as_of)

    answers = read_answers(tmp_path / "solvik-il" / "inbox", as_of)
    assert with_calls(answers, truth.claim) == truth.claim


@pytest.mark.parametrize("seed", range(2))
def test_every_situation_occurs_from_200_members_up(tmp_path, seed):
    truth = make_club(tmp_path, slug="lyngmo-il", members=200, seed=seed, as_of=AS_OF)
    details = {facts["detail"] for facts in truth.claim.values()} - {None}

    assert {facts["reason"] for facts in truth.claim.values()} - {"maybe_paid"} == REASONS
    assert {facts["step"] for facts in truth.claim.values()} == {
        "reminder_1", "reminder_2", "call", None
    }  # fmt: skip
    assert len(details) == 8
    assert truth.surplus_ore > 0
    assert truth.unmatched_payments > 0


@pytest.mark.parametrize("seed", range(5))
def test_every_row_of_the_table_is_dealt_from_200_members_up(seed):
    world = make_world(Random(seed), SYSTEMS[0], 200, AS_OF)

    dealt = {order.situation.name for order in world.orders}
    assert [row.name for row in situations_of(SYSTEMS[0]) if row.name not in dealt] == []


def test_open_sums_add_up(truth):
    claims = truth.claim.values()
    total = truth.outstanding_ore + truth.not_due_ore + truth.review_ore

    assert sum(facts["open_ore"] for facts in claims) == total
    assert all(f["paid_ore"] + f["open_ore"] == f["amount_ore"] for f in claims)
    reviewed = [f["open_ore"] for f in claims if f["reason"] == "review"]
    assert truth.review_ore == sum(reviewed) > 0
    not_due = [f["open_ore"] for f in claims if f["reason"] == "not_due"]
    assert truth.not_due_ore == sum(not_due) > 0


def test_every_open_claim_may_or_may_not_be_reminded(truth):
    open_ones = {cid for cid, facts in truth.claim.items() if facts["open_ore"]}

    assert set(truth.may_be_reminded) | set(truth.may_not_be_reminded) == open_ones
    assert set(truth.may_be_reminded).isdisjoint(truth.may_not_be_reminded)
    due = {cid for cid, facts in truth.claim.items() if facts["reason"] == "step_due"}
    assert set(truth.may_be_reminded) == due


def test_money_through_the_bank_is_matched_unmatched_or_surplus(inbox, truth):
    bank, billed = received(inbox), Counter()
    for claim in read_claims(inbox).values():
        billed[claim["kid"]] += claim["amount_ore"]

    surplus = [max(0, ore - billed[kid]) for kid, ore in bank.items() if kid in billed]
    assert sum(surplus) == truth.surplus_ore > 0
    assert len(bank.keys() - billed.keys()) == truth.unmatched_payments > 0
    assert len(billed) == truth.orders


@pytest.mark.parametrize("seed", range(1, 3))
def test_the_bulk_looks_like_real_life(tmp_path, seed):
    hold_likeness(tmp_path, seed)


def hold_likeness(tmp_path, seed):
    truth = make_club(tmp_path, slug="solvik-il", members=400, seed=seed, as_of=AS_OF)
    claims = judge(tmp_path / "solvik-il" / "inbox", AS_OF)
    paid = Counter(facts["reason"] for facts in truth.claim.values())["paid"]
    past_due = [c for c in claims.values() if c["due"] < AS_OF and c["status"] == "Ubetalt"]
    autumn = [c for c in past_due if c["due"] >= AS_OF - timedelta(days=70)]
    people = members(tmp_path / "solvik-il" / "inbox")
    called = [people[c["member"]] for c in claims.values() if c["step"] == "call"]
    calls = Counter((person["Adresse"], person["Etternavn"].casefold()) for person in called)

    assert 0.80 < paid / truth.claims < 0.90
    assert sum(c["open_ore"] for c in autumn) > 0.6 * truth.outstanding_ore
    assert 8 <= len(calls) <= 15
    assert sum(count >= 3 for count in calls.values()) >= 2
