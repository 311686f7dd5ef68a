"""The clubs of the other member systems: what a plain reading of their files finds, and the truth.

The reading is apart from both the demo's and the package's code. It goes from the files and the
policy to the answers, where the demo went from the answers to the files.
"""

import csv
import re
import tomllib
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any

import netsgiro
import phonenumbers
import pytest

from tests.workbooks import sheet_of, sheets_of
from workbench.days import working_day_after
from workbench.demo import club_slugs, make_again, make_club
from workbench.demo.invented_club import make_world
from workbench.demo.situations import NAMESAKES, can_state, situations_of
from workbench.demo.systems import SYSTEMS
from workbench.demo.truth import WAITS_FOR_MONEY
from workbench.values.national_id import looks_like_national_id

AS_OF = date(2026, 11, 22)
SLUGS = {
    "spond": "fjellheim-il",
    "hoopit": "nordbyen-il",
    "spoortz": "granli-il",
    "tryggivann": "elvestad-svommeskole",
    "annet": "haugsund-trening",
}
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
WORDS = {
    "Ikke betalt": "open", "Forfalt": "open", "Ubetalt": "open", "Utsendt": "open", "Åpen": "open",
    "Betalt": "paid", "Betalt manuelt": "paid", "Klarert": "paid", "Fritatt": "void",
    "Annullert": "void", "Kreditert": "void", "Slettet": "void", "Mislykket": "review",
    "Fryst": "frozen", "Inkasso": "in_collection",
}  # fmt: skip


# ------------------------------------------------------------------ the files as they stand


def rows_of(path: Path, sheet: str | None = None) -> list[list[Any]]:
    if path.suffix == ".xlsx":
        return [list(row) for row in sheet_of(path, sheet)]
    raw = path.read_bytes()
    encoding = "utf-8-sig" if raw.startswith(b"\xef\xbb\xbf") else "cp1252"
    return list(csv.reader(raw.decode(encoding).splitlines(), delimiter=";"))


def table(path: Path, sheet: str | None = None, above: int = 0) -> list[dict[str, Any]]:
    """Return the filled rows below the headings."""
    head, *rows = rows_of(path, sheet)[above:]
    return [dict(zip(head, row, strict=False)) for row in rows if any(row)]


def as_day(cell: Any) -> date | None:
    if isinstance(cell, datetime):
        return cell.date()
    try:
        return datetime.strptime(str(cell or "").replace("/", "."), "%d.%m.%Y").date()
    except ValueError:
        return None


def as_ore(cell: Any) -> int:
    if isinstance(cell, str):
        return int(re.sub(r"[\s,]", "", cell))
    return round(100 * (cell or 0))


def as_name(*cells: Any) -> str:
    """Return a name as it is compared: without capitals and stray spaces."""
    return " ".join(" ".join(str(cell or "") for cell in cells).casefold().split())


def made_id(*parts: str) -> str:
    return sha256("\n".join(as_name(part) for part in parts).encode()).hexdigest()[:16]


def has_phone(cell: Any) -> bool:
    digits = re.sub(r"\D", "", str(cell or "").removesuffix(".0"))[-8:]
    return len(digits) == 8 and phonenumbers.is_valid_number(phonenumbers.parse("+47" + digits))


def has_email(cell: Any) -> bool:
    parts = str(cell or "").removeprefix("mailto:").split(";")
    return all(re.fullmatch(r"[^@\s]+@[^@\s]+\.[a-z]+", part.strip()) for part in parts)


@dataclass
class Contact:
    name: str
    phone: Any
    email: Any

    @property
    def bad(self) -> int:
        """The number of cells with something in them that cannot be read."""
        return (bool(self.phone) and not has_phone(self.phone)) + (
            bool(self.email) and not has_email(self.email)
        )

    def can_be_reached(self, step: str) -> bool:
        return has_phone(self.phone) or (step != "call" and has_email(self.email))


@dataclass
class Member:
    own: Contact
    born: date | None
    guardians: list[Contact]  # and the payment contact
    groups: set[str] = field(default_factory=set)
    status: str = "active"
    left: date | None = None


@dataclass
class Claim:
    who: str  # a name or a number
    group: str | None
    amount: int
    stated: int
    word: str
    due: date
    arose: date
    order: str
    money: str  # what payments are known by: the order, or its KID
    sent: dict[int, date] = field(default_factory=dict)
    recipient: str = ""


@dataclass
class Club:
    inbox: Path
    as_of: date
    members: dict[str, Member] = field(default_factory=dict)
    claims: dict[str, Claim] = field(default_factory=dict)
    received: Counter[str] = field(default_factory=Counter)
    payments: int = 0
    bad_cells: Counter[str] = field(default_factory=Counter)

    def add_member(
        self,
        file: str,
        key: str | None,
        row: dict[str, Any],
        headings: str,  # of first and last name, phone, e-mail and birth date
        groups: list[str],
        guardians: list[Contact],
    ) -> Member:
        """Add a row; without a key, name and birth date are the key."""
        first, last, phone, email, birth = headings.split(";")
        born = as_day(row[birth])
        born = born if born and born <= self.as_of else None
        key = key or made_id(str(row[first]), str(row.get(last) or ""), str(born or ""))
        own = Contact(as_name(row[first], row.get(last)), row.get(phone), row.get(email))
        member = self.members.setdefault(key, Member(own, born, []))
        assert (member.own.name, member.born) == (own.name, born)
        member.guardians = [each for each in guardians if each.name]
        member.groups |= {group.strip() for group in groups if group and group.strip()}
        self.bad_cells[file] += sum(each.bad for each in [own, *member.guardians])
        self.bad_cells[file] += bool(row[birth]) and born is None
        return member

    def add_payment(self, key: str, ore: int) -> None:
        self.received[key] += ore
        self.payments += 1

    def read_bank(self) -> None:
        for path in self.inbox.glob("ocr_*.txt"):
            for assignment in netsgiro.parse(path.read_bytes().decode("latin-1")).assignments:
                for payment in assignment.transactions:
                    self.add_payment(payment.kid, payment.amount_in_cents)


def contact(row: dict[str, Any], label: str, name: str, phone: str, email: str) -> Contact:
    names = [row[f"{label}{each}"] for each in name.split(";")]
    return Contact(as_name(*names), row[f"{label}{phone}"], row[f"{label}{email}"])


# ------------------------------------------------------------------ one reader for each system


def read_spond(club: Club) -> None:
    norwegian = ("Medlem ", "fornavn", "etternavn", "telefonnummer", "e-post", "Fødselsdato",
                 "Foresatt 1 ", "Foresatt 2 ", "Betalingskontakt ", "Grupper")  # fmt: skip
    english = ("Member ", "first name", "last name", "phone number", "email", "Date of birth",
               "Guardian 1 ", "Guardian 2 ", "Payment contact ", "Groups")  # fmt: skip
    lists = {"spond_medlemmer.xlsx": norwegian, "spond_members_ski.xlsx": english}
    for file, (own, first, last, phone, email, birth, *labels, groups) in lists.items():
        for row in table(club.inbox / file):
            if row[own + first]:
                headings = ";".join([*(own + each for each in (first, last, phone, email)), birth])
                people = [contact(row, each, f"{first};{last}", phone, email) for each in labels]
                listed = [*str(row[groups] or "").split(","), "Klubben"]
                club.add_member(file, None, row, headings, listed, people)
    for row in table(club.inbox / "spond_betalinger.xlsx"):
        order, due = made_id(row["Medlem"], row["Betalingsnavn"]), as_day(row["Forfallsdato"])
        stated = as_ore(row["Betalt beløp"])
        count, last_on = row["Antall påminnelser"], as_day(row["Siste påminnelse"])
        if due:
            club.claims[f"spond:{order}"] = Claim(
                row["Medlem"], None, stated + as_ore(row["Utestående"]), stated, row["Status"],
                due, due, order, order, {min(count, 2): last_on} if count else {},
                row["Betalingskontakt"],
            )  # fmt: skip
    for row in table(club.inbox / "spond_transaksjoner.xlsx", "Transaksjoner"):
        if row["Totalt"] != "?":
            assert as_ore(row["Totalt"]) == as_ore(row["Gebyr"]) + as_ore(row["Netto"])
            ore = as_ore(row["Totalt"]) - as_ore(row["Refundert beløp"])
            club.add_payment(made_id(row["Medlem"], row["Betalingsnavn"]), ore)


def read_hoopit(club: Club) -> None:
    file = "hoopit_medlemmer.xlsx"
    for row in table(club.inbox / file)[:-1]:
        if row["Fornavn"] and row["Rolle"] != "Støttespiller":
            people = [contact(row, f"Foresatt {n} ", "navn", "telefon", "e-post") for n in (1, 2)]
            headings = "Fornavn;Etternavn;Telefon;E-post;Fødselsdato"
            teams = [row["Lag/Gruppe"], "Klubben"]
            club.add_member(file, None, row, headings, teams, people)

    def order_of(row: dict[str, Any]) -> str:
        return made_id(row["Navn"], row["Lag"] or "", row["Betaling"])

    for row in table(club.inbox / "hoopit_betalinger.xlsx"):
        due, last_on = as_day(row["Frist"]), as_day(row["Siste påminnelse"])
        if due:
            sent = {1: due + timedelta(days=2)} if last_on else {}
            if last_on and last_on >= due + timedelta(days=5):
                sent[2] = due + timedelta(days=5)
            club.claims[f"hoopit:{order_of(row)}"] = Claim(
                row["Navn"], row["Lag"], as_ore(row["Beløp"]), 0, row["Status"], due, due,
                order_of(row), order_of(row), sent,
            )  # fmt: skip
    for row in table(club.inbox / "hoopit_betalingsrapport.xlsx"):
        if row["Beløp"] != "?":
            club.add_payment(order_of(row), as_ore(row["Beløp"]))


def read_spoortz(club: Club) -> None:
    file = "personer.csv"
    for row in table(club.inbox / file):
        if row["Medlemsnr"]:
            people = [contact(row, f"Foresatt {n}", "", " mobil", " e-post") for n in (1, 2)]
            headings = "Fornavn;Etternavn;Mobil;E-post;Fødselsdato"
            groups = [*row["Lag/gruppe"].split(","), "Klubben"]
            member = club.add_member(file, row["Medlemsnr"], row, headings, groups, people)
            member.left = as_day(row["Utmeldt dato"])
            member.status = "left" if member.left else "active"
    for row in table(club.inbox / "giroer.csv"):
        due, last_on = as_day(row.get("Forfallsdato")), as_day(row.get("Sist sendt"))
        if due:
            count = int(row["Antall utsendelser"]) - 1
            club.claims[f"spoortz:{row['Gironr']}"] = Claim(
                row["Medlemsnr"], None, as_ore(row["Beløp"]), as_ore(row["Innbetalt"]),
                row["Status"], due, as_day(row["Fakturadato"]), row["Gironr"], row["KID"],
                {min(count, 2): last_on} if count else {}, row["Navn"],
            )  # fmt: skip


def read_tryggivann(club: Club) -> None:
    for path in sorted(club.inbox.glob("kurs_*.csv")):
        course = rows_of(path)[2][0].removeprefix("Kurs: ")
        for row in table(path, above=7):
            if row["Navn"] and row["Navn"] != "Ledig":
                *first, last = row["Navn"].split()
                row |= {"first": " ".join(first), "last": last}
                user = contact(row, "", "Foresatt", "Mobil", "E-post")
                own = "Mobil;E-post" if not user.name else ";"
                row |= {"": None}
                headings = f"first;last;{own};Fødselsdato"
                club.add_member(path.name, None, row, headings, [course], [user])
    for row in table(club.inbox / "faktura.csv"):
        due = as_day(row["Forfallsdato"])
        if due:
            count, key = int(row["Antall purringer"]), made_id(row["Deltaker"], row["Kurs"])
            club.claims[f"tryggivann:{row['Fakturanr']}:{key}"] = Claim(
                row["Deltaker"], row["Kurs"], as_ore(row["Beløp"]), as_ore(row["Betalt"]),
                row["Status"], due, as_day(row["Fakturadato"]), row["Fakturanr"], row["KID"],
                {n: due + timedelta(days=7 * n) for n in (1, 2) if n <= count}, row["Kunde"],
            )  # fmt: skip


def read_gym(club: Club) -> None:
    file, words = "medlemsliste.csv", {"Oppsagt": "left", "Fryst": "frozen"}
    for row in table(club.inbox / file):
        if row["Kundenr"]:
            people = [contact(row, "Foresatt", "", " mobil", " e-post")]
            headings = "Fornavn;Etternavn;Mobilnr;E-postadresse;Født"
            member = club.add_member(file, row["Kundenr"], row, headings, ["Klubben"], people)
            member.left = as_day(row["Oppsagt til"])
            member.status = words.get(row["Status"], "active")
    sent: dict[str, dict[int, date]] = defaultdict(dict)
    for row in table(club.inbox / "paaminnelser.xlsx"):
        sent[str(row["OrderID"])][int(row["Trinn"][-1])] = as_day(row["Sendt"])
    for row in table(club.inbox / "fakturaliste.csv"):
        due = as_day(row["Forfallsdato"])
        if due:
            amount = as_ore(row["Beløp"])
            club.claims[f"annet:{row['Fakturanr']}"] = Claim(
                row["Kundenr"], None, amount, amount - as_ore(row["Restbeløp"]), row["Status"],
                due, as_day(row["Fakturadato"]), row["Fakturanr"], row["KID"],
                sent[row["Fakturanr"]], row["Navn"],
            )  # fmt: skip


READERS: dict[str, Callable[[Club], None]] = {
    "spond": read_spond,
    "hoopit": read_hoopit,
    "spoortz": read_spoortz,
    "tryggivann": read_tryggivann,
    "annet": read_gym,
}


def read(system: str, inbox: Path, as_of: date) -> Club:
    club = Club(inbox, as_of)
    READERS[system](club)
    club.read_bank()
    return club


# ------------------------------------------------------------------ the answers


def judge(system: str, club: Club) -> dict[str, dict[str, Any]]:
    """Return what the truth says of each claim, from the files and the policy alone."""
    path = club.inbox / "avtaler.xlsx"
    holds = [h for h in table(path) if h["Til"] or h["Gjennomgås"]] if path.exists() else []
    by_money: dict[str, list[str]] = defaultdict(list)
    for claim_id in sorted(club.claims):
        by_money[club.claims[claim_id].money].append(claim_id)
    answers = {}
    for money, claim_ids in by_money.items():
        claims = [club.claims[each] for each in claim_ids]
        total = sum(each.amount for each in claims)
        left = max(club.received[money], sum(stated_of(each) for each in claims))
        for claim_id, claim in zip(claim_ids, claims, strict=True):
            owed = 0 if WORDS[claim.word] == "void" else claim.amount
            paid = min(owed, left) if total else 0
            left -= paid
            member_id = member_of(club, claim)
            mine = [h for h in holds if concerns(h, claim)]
            reason, detail, step = decide(system, club, claim, owed - paid, member_id, mine)
            answers[claim_id] = {
                "member": f"{system}:{member_id}" if member_id else None,
                "amount_ore": owed,
                "paid_ore": paid,
                "open_ore": owed - paid,
                "reason": reason,
                "detail": detail,
                "step": step,
            }
    return answers


def stated_of(claim: Claim) -> int:
    return claim.amount if WORDS[claim.word] == "paid" else claim.stated


def member_of(club: Club, claim: Claim) -> str | None:
    if claim.who in club.members:
        return claim.who
    keys = [
        key
        for key, member in club.members.items()
        if member.own.name == as_name(claim.who)
        and (not claim.group or claim.group in member.groups)
    ]
    return keys[0] if len(keys) == 1 else None


def concerns(hold: dict[str, Any], claim: Claim) -> bool:
    member, order, *_ = (str(cell) if cell else "" for cell in hold.values())
    return order == claim.order if order else member == claim.who


def covers(hold: dict[str, Any], day: date) -> bool:
    end = as_day(hold["Til"])
    if end is not None and hold["Avtale"] in BY_A_DAY:
        end = working_day_after(end, 2)
    return as_day(hold["Fra"]) <= day and (end is None or day <= end)


def with_calls(answers: dict[str, Any], truth: dict[str, Any]) -> dict[str, Any]:
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


def frozen_month(claim: Claim, holds: list[dict[str, Any]]) -> bool:
    """Return whether a freeze of the membership covers the month of the claim's due date."""
    first = claim.due.replace(day=1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    freezes = [hold for hold in holds if hold["Avtale"] == "frys"]
    return any(covers(hold, first) and covers(hold, last) for hold in freezes)


def decide(
    system: str, club: Club, claim: Claim, open_ore: int, member_id: str | None, holds: list
) -> tuple[str, str | None, str | None]:
    as_of, word = club.as_of, WORDS[claim.word]
    member = club.members.get(member_id or "")
    if word == "void":
        return "cancelled", None, None
    if open_ore == 0:
        return "paid", None, None
    if word in ("review", "in_collection"):
        return word, None, None
    if system == "annet" and frozen_month(claim, holds):
        return "frozen_period", "freeze", None
    if as_of <= claim.due:
        return "not_due", None, None
    if member is None:
        return "unknown_member", None, None
    if active := [hold for hold in holds if covers(hold, as_of)]:
        return "held", KINDS[active[0]["Avtale"]], None
    if "frozen" in (word, member.status):
        return "frozen", None, None
    if member.left and member.left < claim.due:
        return "resigned", None, None
    if open_ore < 5000:
        return "below_minimum", None, None
    terms = (10, 10, 7) if system == "annet" else (5, 14, 7)
    at = max(claim.sent, default=0)
    base, step = claim.sent.get(at, claim.due), ("reminder_1", "reminder_2", "call")[at]
    days = [base + timedelta(days=n + 1) for n in range((as_of - base).days)]
    if sum(not any(covers(hold, day) for hold in holds) for day in days) < terms[at]:
        return "waiting", None, None
    if not any(each.can_be_reached(step) for each in asked(member, claim)):
        return "no_contact", None, None
    return "step_due", None, step


def asked(member: Member, claim: Claim) -> list[Contact]:
    """Return who may be asked: whom the row names, else the member of age, else a guardian."""
    if chosen := [g for g in member.guardians if g.name == as_name(claim.recipient)]:
        return chosen[:1]
    born = member.born
    is_of_age = born and (born.year + 18, born.month, born.day) <= (
        claim.arose.year, claim.arose.month, claim.arose.day,
    )  # fmt: skip
    if is_of_age:
        return [member.own]
    return [g for g in member.guardians if g.can_be_reached("")][:1]


# ------------------------------------------------------------------ the tests


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Callable[..., tuple[Any, Path]]:
    """Make a club once; return its truth and its folder."""
    folder, before = tmp_path_factory.mktemp("systems"), {}

    def make(system: str, members: int = 200, seed: int = 1, as_of: date = AS_OF):
        key = (system, members, seed, as_of)
        if key not in before:
            home = folder / f"{members}-{seed}-{as_of}"
            truth = make_club(home, slug=SLUGS[system], members=members, seed=seed, as_of=as_of)
            before[key] = truth, home / SLUGS[system]
        return before[key]

    return make


every_system = pytest.mark.parametrize("system", SLUGS)


@every_system
@pytest.mark.parametrize(
    ("members", "seed", "as_of"),
    [
        (200, 1, AS_OF),
        (40, 3, AS_OF),
        (200, 5, date(2027, 3, 1)),
        (200, 6, date(2028, 2, 29)),
        (150, 7, date(2026, 7, 20)),
    ],
)
def test_the_files_bear_out_the_truth_of_every_claim(made, system, members, seed, as_of):
    truth, home = made(system, members, seed, as_of)

    answers = judge(system, read(system, home / "inbox", as_of))

    assert with_calls(answers, truth.claim) == truth.claim


@every_system
def test_the_members_in_the_files_are_those_of_the_truth(made, system):
    truth, home = made(system)

    club = read(system, home / "inbox", AS_OF)

    status = Counter(member.status for member in club.members.values())
    assert len(club.members) == truth.members == truth.people == 200
    assert (status["active"], status["left"]) == (truth.active_members, truth.left_members)
    assert sum(len(member.groups) for member in club.members.values()) == truth.participations
    assert sum(len(member.guardians) for member in club.members.values()) == truth.guardians > 100
    assert {f"{system}:{key}" for key in club.members} >= {
        facts["member"] for facts in truth.claim.values() if facts["member"]
    }


@every_system
def test_the_money_in_the_files_is_that_of_the_truth(made, system):
    truth, home = made(system)
    club = read(system, home / "inbox", AS_OF)
    billed: Counter[str] = Counter()
    for claim in club.claims.values():
        billed[claim.money] += claim.amount

    more = [ore - billed[key] for key, ore in club.received.items() if key in billed]
    dues = {key: claim.due for key, claim in club.claims.items()}
    open_ones = {key: facts for key, facts in truth.claim.items() if facts["open_ore"]}
    late = [f["open_ore"] for k, f in open_ones.items() if dues[k] < AS_OF]
    assert club.payments == truth.payments
    assert sum(ore for ore in more if ore > 0) == truth.surplus_ore > 0
    assert len(club.received.keys() - billed.keys()) == truth.unmatched_payments == 1
    assert len({claim.order for claim in club.claims.values()}) == truth.orders
    assert sum(late) == truth.outstanding_ore + truth.review_ore
    assert sum(f["open_ore"] for f in open_ones.values()) - sum(late) == truth.not_due_ore > 0
    assert set(truth.may_be_reminded) | set(truth.may_not_be_reminded) == set(open_ones)


@every_system
def test_the_rows_and_the_bad_cells_of_each_file_are_those_of_the_truth(made, system):
    truth, home = made(system)

    club = read(system, home / "inbox", AS_OF)

    assert {path.name for path in (home / "inbox").iterdir()} == set(truth.rows)
    for name, rows in truth.rows.items():
        path = home / "inbox" / name
        if name.startswith("ocr_"):
            continue
        if path.suffix == ".xlsx":
            raw = sum(map(len, sheets_of(path).values()))
        else:
            raw = path.read_bytes().count(b"\r\n")
        assert sum(rows.values()) == raw, name
        if name != "avtaler.xlsx":
            assert truth.values_set_aside[name] == club.bad_cells[name], name
    assert sum(rows["set_aside"] for rows in truth.rows.values()) >= 2
    assert sum(truth.values_set_aside.values()) > 5


@every_system
@pytest.mark.parametrize("seed", range(5))
def test_every_situation_is_dealt_from_200_members_up(system, seed):
    used = next(row for row in SYSTEMS if row.name == system)

    world = make_world(Random(seed), used, 200, AS_OF)

    dealt = {order.situation.name for order in world.orders}
    wanted = (*situations_of(used), *(row for row in NAMESAKES if can_state(used, row)))
    assert [row.name for row in wanted if row.name not in dealt] == []


def test_each_system_has_the_situations_it_must_have():
    names = {
        system.name: {situation.name for situation in situations_of(system)}
        for system in SYSTEMS[1:]
    }

    for dealt in names.values():
        assert dealt >= {
            "paid, both know", "paid, the bank knows", "settled by hand", "cancelled", "not due",
            "a little is left", "half paid", "paid twice", "no contact", "no contact, call",
            "came of age since", "three or more unpaid", "second reminder today",
            "second reminder tomorrow", "call today", "call tomorrow", "call waits",
        }  # fmt: skip
    assert "refunded" in names["spond"] and "to be decided" in names["spond"]
    assert "frozen in the system" in names["hoopit"]
    assert {"frozen membership", "in collection"} <= names["annet"]
    for system in ("spoortz", "annet"):
        assert {"left before due", "deceased", "payment plan", "objection"} <= names[system]
    for system in ("spond", "hoopit", "spoortz"):
        assert "only the second guardian" in names[system]


@every_system
def test_the_same_seed_gives_the_same_bytes(made, tmp_path, system):
    truth, home = made(system)

    again = make_again(tmp_path, slug=SLUGS[system], members=200, seed=1, as_of=AS_OF)

    files = [path.relative_to(home) for path in home.rglob("*") if path.is_file()]
    assert again == truth
    for file in files:
        assert (tmp_path / SLUGS[system] / file).read_bytes() == (home / file).read_bytes()


@every_system
def test_numbers_are_valid_and_nobody_has_a_birth_number(made, system):
    _, home = made(system)
    club = read(system, home / "inbox", AS_OF)

    kids = {c.money for c in club.claims.values() if c.money != c.order} | set(club.received)
    for kid in (kid for kid in kids if kid.isdigit() and len(kid) < 16):  # a made id has 16
        doubled = [int(digit) * (1 + n % 2) for n, digit in enumerate(reversed(kid))]
        assert len(kid) == 12 and sum(n // 10 + n % 10 for n in doubled) % 10 == 0
    people = [each for member in club.members.values() for each in (member.own, *member.guardians)]
    assert sum(has_phone(each.phone) for each in people) > 150
    for path in (home / "inbox").glob("*[xv]"):  # xlsx and csv
        tabs = sheets_of(path) if path.suffix == ".xlsx" else [None]
        for row in (row for tab in tabs for row in rows_of(path, tab)):
            assert not any(looks_like_national_id(str(cell)) for cell in row)


@every_system
def test_the_settings_name_the_system(made, system):
    truth, home = made(system)

    settings = tomllib.loads((home / "club.toml").read_text(encoding="utf-8"))

    kind = "senter" if system == "annet" else "idrettslag"
    assert (settings["system"], settings["slag"], settings["regler"]) == (system, kind, kind)
    assert settings["navn"] == truth.club == dict(club_slugs(6))[SLUGS[system]]
    assert "kontoer" not in settings
    assert truth.system == system


def test_the_gym_has_profiles_of_its_own(made):
    _, home = made("annet")

    profiles = {path.name: tomllib.loads(path.read_text()) for path in home.glob("profiles/*")}

    assert sorted(profiles) == ["fakturaer.toml", "medlemmer.toml"]
    for name, file in (
        ("fakturaer.toml", "fakturaliste.csv"),
        ("medlemmer.toml", "medlemsliste.csv"),
    ):
        headings = {h for column in profiles[name]["columns"].values() for h in column["seen"]}
        assert headings <= set(rows_of(home / "inbox" / file)[0])


def test_a_system_can_be_named_beside_the_slug(tmp_path):
    truth = make_club(tmp_path, slug="solvik-il", members=40, seed=1, as_of=AS_OF, system="spoortz")

    assert truth.system == "spoortz"
    assert (tmp_path / "solvik-il" / "inbox" / "giroer.csv").exists()
