"""The demo club's files: the same bytes every time, and saying what the truth file says."""

import csv
import json
import re
import tomllib
from datetime import date
from operator import mul
from pathlib import Path

import netsgiro
import phonenumbers
import pytest
from netsgiro.records import AssignmentEnd, TransmissionEnd
from netsgiro.records import parse as parse_records

from tests.workbooks import sheet_of, sheets_of
from workbench.demo import club_slugs, make_club
from workbench.demo.export_files import headings

AS_OF = date(2026, 11, 22)


def table(path: Path, sheet: str | None = None) -> list[dict]:
    """Read a sheet's filled rows by their trimmed headings."""
    rows = sheet_of(path, sheet)
    heads = [str(cell).strip() for cell in rows[0]]
    return [dict(zip(heads, row, strict=True)) for row in rows[1:] if any(row)]


def members(inbox: Path) -> dict[str, dict]:
    files = sorted(inbox.glob("medlemmer_*.xlsx"))
    return {str(r["PersonId"]): r for path in files for r in table(path) if r["PersonId"]}


def has_check_digit(kid: str) -> bool:
    doubled = [int(digit) * (1 + n % 2) for n, digit in enumerate(reversed(kid))]
    return sum(n // 10 + n % 10 for n in doubled) % 10 == 0


def contents(folder: Path) -> dict[str, bytes]:
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def test_the_same_seed_gives_the_same_bytes(tmp_path):
    for run in ("a", "b"):
        make_club(tmp_path / run, slug="solvik-il", members=120, seed=7, as_of=AS_OF)

    assert contents(tmp_path / "a") == contents(tmp_path / "b")


def test_another_seed_gives_another_club(tmp_path):
    for seed in (1, 2):
        make_club(tmp_path / str(seed), slug="solvik-il", members=120, seed=seed, as_of=AS_OF)

    first, second = contents(tmp_path / "1"), contents(tmp_path / "2")
    assert first.keys() == second.keys()
    assert not [name for name in first if first[name] == second[name]]


def test_the_first_clubs_have_names_of_their_own():
    clubs = club_slugs(30)

    assert clubs[0] == ("solvik-il", "Solvik IL")
    assert len(dict(clubs)) == 30
    assert all(re.fullmatch(r"[a-z0-9-]+", slug) for slug, _ in clubs)


def test_the_truth_file_holds_what_was_returned(folder, truth):
    written = json.loads((folder / "solvik-il" / "fasit.json").read_text(encoding="utf-8"))

    assert written == vars(truth)
    assert list(written) == sorted(written)


def test_the_settings_can_be_read(folder, truth):
    settings = tomllib.loads((folder / "solvik-il" / "club.toml").read_text(encoding="utf-8"))

    assert settings["navn"] == "Solvik IL"
    digits = [int(digit) for digit in settings["organisasjonsnummer"]]
    assert sum(map(mul, digits, (3, 2, 7, 6, 5, 4, 3, 2, 1))) % 11 == 0
    assert len(digits) == 9 and digits[0] == 1
    assert settings["kid"] == {"lengde": 12, "modulus": 10}
    assert settings["oppdrag"]["fra"] == date(2026, 1, 1)


def raw_rows(path: Path) -> int:
    if path.suffix == ".csv":
        return len(path.read_bytes().decode("cp1252").split("\r\n")) - 1
    return sum(map(len, sheets_of(path).values()))


def test_every_row_is_taken_set_aside_or_frame(inbox, truth):
    assert {path.name for path in inbox.iterdir()} == set(truth.rows)
    for name, rows in truth.rows.items():
        if not name.startswith("ocr_"):
            assert sum(rows.values()) == raw_rows(inbox / name), name


def test_member_lists_hold_the_people_of_the_truth(inbox, truth):
    people = members(inbox)
    status = [person["Medlemsstatus"] for person in people.values()]
    lists = {path.name: table(path) for path in inbox.glob("medlemmer_*.xlsx")}
    club = {str(row["PersonId"]) for row in lists["medlemmer_klubb.xlsx"]}

    assert len(people) == truth.members == truth.people + len(truth.duplicates)
    assert status.count("Aktiv") == truth.active_members
    assert status.count("Utmeldt") == truth.left_members
    assert truth.not_in_club_list == sorted(set(people) - club)
    assert truth.participations == sum(truth.rows[name]["taken"] for name in lists)
    for name, rows in lists.items():
        assert len(rows) == truth.rows[name]["taken"] + truth.rows[name]["set_aside"]
        assert [heading.strip() for heading in rows[0]] == [
            *headings("Medlemsliste fra KlubbAdmin")
        ]


def test_a_person_says_the_same_in_every_list(inbox, truth):
    facts: dict[str, set] = {}
    for path in inbox.glob("medlemmer_*.xlsx"):
        for row in table(path):
            if row["PersonId"]:
                fixed = (row["Medlemsstatus"], row["Kjønn"], row["Adresse"], row["Postadresse"])
                name = f"{row['Fornavn']} {row['Etternavn']}".casefold().split()
                facts.setdefault(str(row["PersonId"]), set()).add((*fixed, *name))

    assert {len(seen) for seen in facts.values()} == {1}


def test_only_duplicates_share_name_and_birth_date(inbox, truth):
    seen: dict[tuple, set[str]] = {}
    for number, row in members(inbox).items():
        born = row["Fødselsdato"]
        born = born if isinstance(born, str) or born is None else f"{born:%d.%m.%Y}"
        name = " ".join(f"{row['Fornavn']} {row['Etternavn']}".casefold().split())
        if born:
            seen.setdefault((name, born), set()).add(number)

    shared = [numbers for numbers in seen.values() if len(numbers) > 1]
    assert sorted(map(sorted, shared)) == sorted(sorted(pair) for pair in truth.duplicates)
    assert {facts["member"] for facts in truth.claim.values()}.isdisjoint(
        older for older, _ in truth.duplicates
    )


def test_values_that_cannot_be_read_are_counted(inbox, truth):
    for path in inbox.glob("medlemmer_*.xlsx"):
        bad = 0
        for row in table(path):
            phone = re.sub(r"\D", "", str(row["Tlf. mobil"] or "").removesuffix(".0"))
            mails = str(row["E-post"] or "x@y.z").split(";")
            born = row["Fødselsdato"]
            if isinstance(born, str):
                day, month, year = map(int, born.split("."))
                born = date.max if (day, month) == (31, 2) else date(year, month, day)
            bad += bool(phone) and (len(phone) < 8 or phone == "00000000")
            bad += not all(re.fullmatch(r"[^@]+@[^@]+\.\w+", mail.strip()) for mail in mails)
            bad += born is not None and (born if type(born) is date else born.date()) > AS_OF
        assert bad == truth.values_set_aside[path.name], path.name


def test_phones_are_mobiles_the_library_accepts(inbox):
    numbers = [str(r["Tlf. mobil"] or "").removesuffix(".0") for r in members(inbox).values()]
    numbers = [re.sub(r"\D", "", number)[-8:] for number in numbers]
    good = [n for n in numbers if len(n) == 8 and n != "00000000"]

    assert len(good) > 350
    for number in good:
        parsed = phonenumbers.parse("+47" + number)
        assert phonenumbers.is_valid_number(parsed)
        assert phonenumbers.number_type(parsed) == phonenumbers.PhoneNumberType.MOBILE


def test_bilagsrapport_has_the_headings_of_the_system_and_valid_kids(inbox, truth):
    rows = table(inbox / "bilagsrapport.xlsx", "Spesifikasjon")
    kids = [row["KID"] for row in rows]

    assert list(rows[0]) == [*headings("Bilagsrapport fra KlubbAdmin")]
    assert len(rows) == truth.claims == len(truth.claim)
    assert all(has_check_digit(str(kid).zfill(12)) for kid in kids)
    assert all(len(kid) == 12 for kid in kids if isinstance(kid, str))
    assert any(isinstance(kid, int) for kid in kids)
    assert len({str(kid).zfill(12) for kid in kids}) == truth.orders


def test_fordringer_has_one_line_per_order_and_a_footer(inbox, truth):
    text = (inbox / "fordringer.csv").read_bytes().decode("cp1252")
    rows = list(csv.reader(text.splitlines(), delimiter=";"))

    expected = ";".join(headings("Fordringer fra Buypass Payment Manager"))
    assert text.startswith(expected + "\r\n")
    assert rows[-1][0] == "Sum"
    assert 1 <= rows.count([]) == truth.rows["fordringer.csv"]["frame"] - 2
    assert truth.orders - 15 < truth.rows["fordringer.csv"]["taken"] < truth.orders
    assert "\u00a0" in text


def test_the_ocr_file_can_be_parsed_and_its_totals_hold(inbox, truth):
    (path,) = inbox.glob("ocr_*.txt")
    raw = path.read_bytes()
    text = raw.decode("latin-1")
    records = parse_records(text)

    assert path.name == "ocr_2011.txt"
    assert raw.count(b"\n") == raw.count(b"\r\n") == len(records)
    payments = netsgiro.parse(text).assignments[0].transactions
    assert len(payments) == truth.payments == truth.rows[path.name]["taken"]
    for end in (r for r in records if isinstance(r, AssignmentEnd | TransmissionEnd)):
        assert end.num_transactions == len(payments)
        assert end.total_amount == sum(payment.amount_in_cents for payment in payments)
    assert len(records) == 2 * len(payments) + 4
    assert all(date(2026, 11, 12) <= p.date <= date(2026, 11, 20) for p in payments)
    assert all(has_check_digit(payment.kid) for payment in payments)


def test_agreements_and_reminders_stand_in_the_office_lists(inbox, truth):
    agreements = table(inbox / "avtaler.xlsx", "Avtaler")
    reminders = table(inbox / "paaminnelser.xlsx", "Påminnelser")
    endless = [r for r in agreements if r["Avtale"] == "frys" and not r["Til"]]

    assert len({row["Avtale"] for row in agreements}) == 9
    assert len(endless) == truth.values_set_aside["avtaler.xlsx"] == 1
    owing = {facts["member"] for facts in truth.claim.values() if facts["open_ore"]}
    assert str(endless[0]["PersonId"]) not in owing
    assert {row["Trinn"] for row in reminders} == {"Påminnelse 1", "Påminnelse 2"}
    assert len({(r["OrderID"], r["Trinn"]) for r in reminders}) == len(reminders)


@pytest.mark.parametrize("members_wanted", [40, 600])
def test_small_and_large_clubs_can_be_made(tmp_path, members_wanted):
    truth = make_club(tmp_path, slug="lyngmo-il", members=members_wanted, seed=3, as_of=AS_OF)

    assert truth.people == members_wanted
    assert members_wanted <= len(members(tmp_path / "lyngmo-il" / "inbox")) == truth.members
