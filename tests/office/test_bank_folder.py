"""A bank's file of many clubs: each club gets its own rows, and no other's."""

import re
from contextlib import closing
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import netsgiro
import pytest

from tests.importers.test_mandate_records import mandate_file
from tests.writing import write_export
from workbench import office
from workbench.cli import main
from workbench.demo.invented_club import club_toml
from workbench.importers.bank_parts import split_by_account
from workbench.importers.ocr import read_nets
from workbench.model.errors import ExportError, GuardError
from workbench.office.bank_folder import SHARED_OUT, share_out
from workbench.values.kid import make_kid

DAY, LATER = date(2026, 11, 20), date(2026, 11, 27)
ACCOUNTS = {"a-il": "12345678903", "b-il": "86011117947"}
CAMT = Path(__file__).parents[1] / "samples" / "camt" / "made_camt054_v02_kid.xml"
NOTHING = re.sub("<Ntry>.*</Ntry>", "", CAMT.read_text("utf-8"), flags=re.DOTALL)


def kid(number: int) -> str:
    return make_kid(f"{number:011d}", 10)


def ocr_file(*assignments: tuple[str, list[int]], agreement: str = "008566000") -> bytes:
    """Make a file with an assignment for each account, each with payments of so many kroner."""
    transmission = netsgiro.Transmission(
        number="1000081", data_transmitter="00008080", data_recipient="00010200", date=DAY
    )
    for count, (account, amounts) in enumerate(assignments, start=1):
        assignment = netsgiro.Assignment(
            service_code=netsgiro.ServiceCode.OCR_GIRO,
            type=netsgiro.AssignmentType.TRANSACTIONS,
            agreement_id=agreement,
            number=f"{count:07d}",
            account=account,
            date=DAY,
        )
        for number, kroner in enumerate(amounts, start=1):
            assignment.transactions.append(
                netsgiro.Transaction(
                    service_code=netsgiro.ServiceCode.OCR_GIRO,
                    type=netsgiro.TransactionType.FROM_GIRO_DEBITED_ACCOUNT,
                    number=number,
                    date=DAY,
                    amount=Decimal(kroner),
                    kid=kid(100 * count + number),
                    reference=f"{100 * count + number:09d}",
                    text=None,
                    centre_id="13",
                    day_code=1,
                    partial_settlement_number=0,
                    partial_settlement_serial_number="00001",
                    sign="0",
                    form_number="0000000001",
                    bank_date=DAY,
                    debit_account="99990010555",
                    filler=None,
                )
            )
        transmission.assignments.append(assignment)
    return transmission.to_ocr().encode("iso-8859-1")


BOTH = (("12345678903", [100, 200]), ("86011117947", [300]))


@pytest.fixture
def clubs(house: Path) -> Path:
    """Two clubs that have named their accounts, and a folder for the bank's files."""
    (house / "data" / "bank").mkdir(exist_ok=True)
    for slug, account in ACCOUNTS.items():
        folder = house / "data" / "clubs" / slug
        (folder / "inbox").mkdir(parents=True)
        text = club_toml(slug.upper(), 1, DAY).replace('"klubbadmin"', '"spoortz"')
        text = text.replace("bankkontoer = []", f'bankkontoer = ["{account}"]')
        (folder / "club.toml").write_text(text, "utf-8")
    return house


def drop(house: Path, name: str, content: bytes) -> Path:
    path = house / "data" / "bank" / name
    path.write_bytes(content)
    return path


def amounts_of(slug: str) -> list[int]:
    """Import the payments of a club's inbox; return the amounts in its books."""
    with closing(office.open_desk(slug)) as desk:
        office.import_inbox(desk, DAY, only_payments=True)
        return sorted(row["amount_ore"] for row in desk.db["payments"].rows)


def kept(house: Path) -> list[bytes]:
    """Return the files that were shared out."""
    return sorted(path.read_bytes() for path in (house / "data" / "bank" / SHARED_OUT).iterdir())


@pytest.mark.parametrize("times", [1, 2])
def test_each_part_is_a_whole_file_with_totals_of_its_own(times):
    # two transmissions in one file, as when the bank's are joined
    content = ocr_file(*BOTH) + b"\r\n" if times == 2 else b""
    parts = split_by_account(content + ocr_file(*BOTH), "ocr.txt")

    assert {*parts} == {*ACCOUNTS.values()}
    for account, amounts in BOTH:
        read = read_nets(parts[account], "del.txt").payments
        assert [row["amount_ore"] for row in read] == [100 * kr for kr in amounts] * times
        assert {row["account"] for row in read} == {account}
    if times == 1:
        [second] = netsgiro.parse(parts["86011117947"].decode("iso-8859-1")).assignments
        assert second.get_total_amount() == 300


def test_each_club_gets_its_own_rows_and_no_others(clubs):
    drop(clubs, "ocr.txt", ocr_file(*BOTH))

    [shared] = share_out(clubs)

    assert (shared.clubs, shared.fault) == (("a-il", "b-il"), "")
    assert not (clubs / "data" / "bank" / "ocr.txt").exists()
    assert kept(clubs) == [ocr_file(*BOTH)]
    assert amounts_of("a-il") == [100_00, 200_00]
    assert amounts_of("b-il") == [300_00]
    for slug, other in (("a-il", "86011117947"), ("b-il", "12345678903")):
        folder = clubs / "data" / "clubs" / slug
        texts = [path.read_bytes() for path in folder.glob("*/*")] + [
            (folder / "club.db").read_bytes()
        ]
        assert not any(other.encode() in text for text in texts)


def test_each_file_is_kept_when_the_bank_gives_all_of_them_one_name(clubs):
    contents = [ocr_file(*BOTH), ocr_file(BOTH[0]), ocr_file(*BOTH)]
    for content in contents:
        drop(clubs, "ocr.txt", content)
        share_out(clubs)

    assert kept(clubs) == sorted(contents[:2])


def test_a_camt_file_is_shared_out_by_the_accounts_of_its_statements(clubs):
    one = CAMT.read_text("utf-8")
    start, end = one.index("<Ntfctn>"), one.index("</Ntfctn>") + len("</Ntfctn>")
    other = one[start:end].replace("12345678903", "86011117947")
    drop(clubs, "camt.xml", (one[:end] + other + one[end:]).encode())

    [shared] = share_out(clubs)

    assert shared.clubs == ("a-il", "b-il")
    for slug in ACCOUNTS:
        assert amounts_of(slug) == [780_50, 1250_00]


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (ocr_file(*BOTH, ("99990010555", [5])), "ingen klubb har konto 99990010555"),
        (ocr_file(*BOTH).replace(b"NY000089", b"NY000088"), "ocr.txt"),
        (b"\r\n", "filen er tom"),
        (b"Bokf\xc3\xb8rt;Inn\n20.11.2026;100\n", "kan deles etter konto"),
        (b"<Document xmlns='urn:iso:std:iso:20022:tech:xsd:camt.054.001.02'><a>", "skadet"),
    ],
    ids=["an account of nobody", "damaged", "empty", "a list without accounts", "cut XML"],
)
def test_a_file_that_cannot_be_shared_out_whole_stays_and_nothing_of_it_is_shared(
    clubs, content, fault
):
    path = drop(clubs, "ocr.txt", content)

    [shared] = share_out(clubs)

    assert fault in shared.fault and shared.clubs == ()
    assert path.exists()
    assert [*clubs.glob("data/clubs/*/inbox/*")] == []


@pytest.mark.parametrize("has_entries", [True, False])
def test_a_statement_of_another_account_does_not_show_what_came_with_kids(clubs, has_entries):
    folder = clubs / "data" / "clubs" / "a-il"
    toml = (folder / "club.toml").read_text("utf-8")
    (folder / "club.toml").write_text(
        toml.replace(ACCOUNTS["a-il"], f'{ACCOUNTS["a-il"]}", "{ACCOUNTS["b-il"]}'), "utf-8"
    )
    statement = CAMT.read_text("utf-8").replace(ACCOUNTS["a-il"], ACCOUNTS["b-il"])
    statement = statement.replace("2026-10-06", "2026-11-26")
    for other_kid in ("123456782", "602243"):
        statement = statement.replace(f"<Ref>{other_kid}</Ref>", "")
    if not has_entries:
        statement = re.sub("<Ntry>.*</Ntry>", "", statement, flags=re.DOTALL)
    (folder / "inbox" / "ocr.txt").write_bytes(ocr_file(BOTH[0]))
    (folder / "inbox" / "konto.xml").write_text(statement, "utf-8")

    with closing(office.open_desk("a-il")) as desk:
        office.import_inbox(desk, LATER)
        [bank] = office.show(desk, "freshness", LATER).records

    assert (bank["title"], bank["until_on"]) == ("Bankfilen", DAY)


def test_a_statement_with_the_sum_of_a_day_does_not_show_who_paid_by_ocr(clubs):
    inbox = clubs / "data" / "clubs" / "a-il" / "inbox"
    heading = "Bokført dato;Rentedato;Beskrivelse;KID;Inn på konto;Ut fra konto"
    (inbox / "ocr.txt").write_bytes(ocr_file(BOTH[0]))
    (inbox / "konto.csv").write_text(f"{heading}\n26.11.2026;;OCR 17 stk;;1700,00;\n", "utf-8")

    with closing(office.open_desk("a-il")) as desk:
        office.import_inbox(desk, LATER)
        [bank] = office.show(desk, "freshness", LATER).records

    assert (bank["title"], bank["until_on"]) == ("Bankfilen", DAY)


def test_files_in_a_folder_are_not_passed_over(clubs):
    for name in ("gammel", SHARED_OUT, "tom"):
        (clubs / "data" / "bank" / name).mkdir()
    for name in ("gammel/ocr.txt", f"{SHARED_OUT}/ocr.txt"):
        drop(clubs, name, ocr_file(*BOTH))

    [shared] = share_out(clubs)

    assert shared.fault == "gammel: filene i mappen leses ikke; legg dem rett i data/bank."
    assert shared.clubs == ()


def test_a_folder_without_files_is_said(clubs, capsys):
    assert main(["bank"]) == 0

    assert capsys.readouterr().out.startswith("data/bank: det er ingen filer å dele ut")


def test_an_account_of_two_clubs_is_nobodys(clubs):
    toml = clubs / "data" / "clubs" / "b-il" / "club.toml"
    toml.write_text(toml.read_text("utf-8").replace("86011117947", "12345678903"), "utf-8")
    drop(clubs, "ocr.txt", ocr_file(BOTH[0]))

    [shared] = share_out(clubs)

    assert "flere klubber har konto 12345678903" in shared.fault


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (ocr_file(*BOTH), "innbetalinger til"),
        (mandate_file(DAY, (1, kid(1), "J"), account=ACCOUNTS["b-il"]), "avtaler om AvtaleGiro på"),
        (mandate_file(DAY, (0, kid(1), "J"), account=ACCOUNTS["b-il"]), "en liste over AvtaleGiro"),
        (ocr_file((ACCOUNTS["b-il"], [])), "ingen innbetalinger, og gjelder"),
        (ocr_file(BOTH[0], (ACCOUNTS["b-il"], [])), "ingen innbetalinger, og gjelder"),
        (NOTHING.replace(ACCOUNTS["a-il"], ACCOUNTS["b-il"]).encode(), "ingen innbetalinger"),
    ],
)
def test_another_clubs_payments_and_mandates_never_come_into_a_clubs_books(clubs, content, what):
    inbox = clubs / "data" / "clubs" / "a-il" / "inbox"
    (inbox / "ocr.txt").write_bytes(content)

    with (
        closing(office.open_desk("a-il")) as desk,
        pytest.raises(GuardError, match=f"{what}.* som ikke er klubbens") as stop,
    ):
        office.import_inbox(desk, DAY)
    assert "legg filen i data/bank og kjør «workbench bank», eller kjør med" in str(stop.value)


def test_a_list_of_the_netbank_with_money_to_another_account_is_stopped(clubs):
    inbox = clubs / "data" / "clubs" / "a-il" / "inbox"
    rows = ["20.11.2026;Per Berg;20.11.2026;100,00;;{};;", "19.11.2026;Lønn;19.11.2026;;-9,00;;;"]
    heading = "Dato;Beskrivelse;Rentedato;Inn;Ut;Til konto;Fra konto;"

    def read(account: str) -> list[str]:
        text = "\n".join([heading, *rows]).format(account)
        (inbox / "konto.csv").write_text(text, "utf-8")
        with closing(office.open_desk("a-il")) as desk:
            office.import_inbox(desk, DAY)
            return [row["account"] for row in desk.db["payments"].rows]

    with pytest.raises(GuardError, match="innbetalinger til kontoer som ikke er klubbens"):
        read("8601.11.17947")
    assert read("1234.56.78903") == [ACCOUNTS["a-il"]]


def test_money_dated_long_after_today_is_refused(clubs):
    inbox = clubs / "data" / "clubs" / "a-il" / "inbox"
    (inbox / "ocr.txt").write_bytes(ocr_file(BOTH[0]))

    with closing(office.open_desk("a-il")) as desk:
        with pytest.raises(ExportError, match=r"ocr\.txt: en innbetaling er datert 20\.11\.2026"):
            office.import_inbox(desk, DAY - timedelta(days=8))
        office.import_inbox(desk, DAY - timedelta(days=7))
        assert len([*desk.db["payments"].rows]) == 2


def test_the_account_that_avtalegiro_draws_to_is_the_clubs_own(clubs):
    folder = clubs / "data" / "clubs" / "a-il"
    text = (folder / "club.toml").read_text("utf-8")
    agreement = 'avtale = "000000004"\nkonto = "99991042764"\navsender = "55555555"\n'
    (folder / "club.toml").write_text(f"{text}\n[avtalegiro]\n{agreement}", "utf-8")
    (folder / "inbox" / "fbo.txt").write_bytes(mandate_file(DAY, (1, kid(1), "J")))

    with closing(office.open_desk("a-il")) as desk:
        office.import_inbox(desk, DAY)
        assert [row["account"] for row in desk.db["mandates"].rows] == ["99991042764"]


def test_a_day_reads_the_payments_and_leaves_the_rest_of_the_inbox_for_the_week(clubs):
    inbox = clubs / "data" / "clubs" / "a-il" / "inbox"
    (inbox / "ocr.txt").write_bytes(ocr_file(BOTH[0]))
    write_export(inbox, "spoortz_personer", "7;Kari;Li;01.02.1980;41234501;k@example.org;Ski;")

    assert amounts_of("a-il") == [100_00, 200_00]
    with closing(office.open_desk("a-il")) as desk:
        assert [row["kind"] for row in desk.db["files"].rows] == ["payments"]
        office.import_inbox(desk, DAY)
        assert sorted(row["kind"] for row in desk.db["files"].rows) == ["members", "payments"]


def test_a_file_that_is_no_bank_file_is_named(clubs):
    with pytest.raises(ExportError, match="i innboksen til klubben"):
        split_by_account(b"a;b\n1;2\n", "liste.csv")


@pytest.mark.parametrize(
    ("end", "fault"), [("", None), (" " * 56, None), ("x" * 56, "hent filen på nytt")]
)
def test_a_list_of_mandates_without_totals_is_shared_out_and_stops_no_other_file(
    clubs, end: str, fault: str | None
):
    text = mandate_file(DAY, (1, kid(1), "J"), account=ACCOUNTS["a-il"]).decode("latin-1")
    lines = [line[:24] + end if line[6:8] == "88" else line for line in text.split("\n")]
    drop(clubs, "avtaler.txt", "\n".join(lines).encode("latin-1"))
    drop(clubs, "ocr.txt", ocr_file(*BOTH))

    mandates, payments = share_out(clubs)

    assert payments.clubs == ("a-il", "b-il")
    assert mandates.clubs == (() if fault else ("a-il",))
    assert (fault or "") in (mandates.fault or "")
