"""Values set aside, and what a person does about them: the row is taken at once, and next week."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.books import NOUNS, day_in
from tests.writing import write_event
from workbench import office
from workbench.demo.invented_club import club_toml
from workbench.model.errors import BooksMoved, UsageError
from workbench.model.frames import records
from workbench.office.book_lists import set_aside
from workbench.office.desk import AGENT_VARIABLE, Desk
from workbench.office.value_repairs import RowKey, accept_repairs, unrepaired_rows
from workbench.store.records import Books
from workbench.values.kid import make_kid

AS_OF, DAY = date(2026, 11, 22), date(2026, 10, 5)
HEADINGS = {
    "medlemmer": "Fornavn;Etternavn;Fødselsdato;E-post;Telefon;Lag/Gruppe;Rolle;Foresatt 1 navn",
    "betalinger": "Navn;Lag;Betaling;Beløp;Status;Frist;Siste påminnelse",
    "kurs": "Kurs: Crawl\nNavn;Foresatt;E-post;Mobil;Kjønn;Fødselsdato;Merknad",
}
MEMBER = "{};{};{};{};{};Ski;Utøver;Kari Li"
OLA = MEMBER.format("Ola", "Li", "31.12.2013", "ola@example.org", "41234501")
EVA = MEMBER.format("Eva", "Li", "01.02.2012", "eva@example.org", "41234502")
BIRTH_NUMBER = "01029912345"
BILL = "{};Ski;Avgift;{};{};21.09.2026;"


class Club:
    """A club, on Hoopit unless said: files to put in its inbox, and a week after the other."""

    def __init__(self, home: Path, system: str = "hoopit") -> None:
        self.home = home
        (home / "inbox").mkdir(parents=True)
        text = club_toml("Prøve IL", 1, DAY).replace('"klubbadmin"', f'"{system}"')
        (home / "club.toml").write_text(text, "utf-8")
        self.desk = office.open_desk(home.name)

    def put(self, kind: str, *rows: str, name: str = "") -> None:
        path = self.home / "inbox" / f"{name or kind}.csv"
        path.write_text("\n".join([HEADINGS[kind], *rows]) + "\n", "utf-8")

    def week(self, n: int = 0) -> None:
        office.import_inbox(self.desk, DAY + timedelta(weeks=n))

    def table(self, name: str) -> list[dict[str, Any]]:
        return records(self.desk.read_books()[name])

    def proposals(self) -> dict[str, str | None]:
        return {row["value"]: row["proposal"] for row in records(unrepaired_rows(self.desk))}

    def aside(self) -> list[RowKey]:
        """The keys of all that was set aside in the newest files, in the order of the rows."""
        found = set_aside(self.desk.db).records
        return [tuple(row[part] for part in ("sha256", "sheet", "row", "column")) for row in found]

    def accept(self, *texts: str, n: int = 0) -> list[dict[str, Any]]:
        """Accept a text for each thing set aside, in the order of the rows."""
        chosen = dict(zip(self.aside(), texts, strict=False))
        return records(accept_repairs(self.desk, chosen, DAY + timedelta(weeks=n)))

    def counts(self) -> dict[str, tuple[int, ...]]:
        what = ("rows_total", "rows_taken", "rows_aside", "rows_frame", "values_aside")
        return {row["name"]: tuple(row[name] for name in what) for row in self.table("files")}

    def events(self) -> list[str]:
        return [row[0] for row in self.desk.db.execute("SELECT kind FROM events ORDER BY id")]


@pytest.fixture
def club(house: Path) -> Club:
    return Club(house / "data" / "clubs" / "prove-il")


@pytest.fixture
def unread(club: Club) -> Club:
    """Two bills of which one has an amount that is none, and a member whose phone is none."""
    club.put("medlemmer", OLA.replace("41234501", "4l234SO1"), EVA)
    club.put(
        "betalinger", BILL.format("Ola Li", "5OO", "Ubetalt"), BILL.format("Eva Li", 300, "Betalt")
    )
    club.week()
    return club


def test_what_was_set_aside_is_listed_with_what_it_may_have_meant(unread):
    assert unread.proposals() == {"5OO": "500", "4l234SO1": None}


def test_a_club_without_books_has_nothing_to_repair_and_gets_none(club):
    assert unrepaired_rows(club.desk).empty
    assert not club.desk.club.database.exists()


def test_an_accepted_row_is_taken_at_once_and_the_original_stays(unread):
    done = unread.accept("500")

    assert [(row["value"], row["repaired"]) for row in done] == [("5OO", "500")]
    assert unread.counts()["betalinger.csv"] == (3, 2, 0, 1, 0)
    assert sorted(row["amount_ore"] for row in unread.table("claims")) == [300_00, 500_00]
    assert {row["value"] for row in unread.table("rejected")} == {"5OO", "4l234SO1"}
    assert unread.proposals() == {"4l234SO1": None}
    assert "unconfirmed" not in [row.reason for row in day_in(unread.desk, DAY).plan]


def test_a_value_of_a_row_that_was_taken_is_filled_in(unread):
    unread.accept("500", "412 34 501")

    assert [row["phone"] for row in unread.table("members")].count("+4741234501") == 1
    assert unread.counts()["medlemmer.csv"] == (3, 2, 0, 1, 0)
    assert unread.proposals() == {}


def test_a_repair_is_one_event_that_says_who_made_it(unread, monkeypatch):
    monkeypatch.setenv(AGENT_VARIABLE, "kari")
    accept_repairs(unread.desk, dict(zip(unread.aside(), ["500"], strict=False)), DAY)

    assert unread.events() == ["import", "repair"]
    [repair] = unread.table("repairs")
    assert (repair["field"], repair["value"], repair["repaired"]) == ("amount", "5OO", "500")
    assert (repair["made_on"], repair["who"]) == (DAY, "kari")
    assert office.check_books("prove-il") == []


def test_nothing_else_changes(unread):
    names = [name for name in NOUNS if name not in ("files", "rejected", "repairs")]
    before = {name: unread.table(name) for name in names}

    unread.accept("500")

    after = {name: unread.table(name) for name in names}
    assert {name for name in names if before[name] != after[name]} == {"claims", "liabilities"}
    assert [row for row in after["claims"] if row in before["claims"]] == before["claims"]


def test_accepting_twice_writes_once(unread):
    unread.accept("500")
    chosen = dict.fromkeys(unread.aside()[:1], "500")

    again = accept_repairs(unread.desk, chosen, DAY + timedelta(days=1))

    assert again.empty
    assert unread.events() == ["import", "repair"]


def test_a_repair_is_applied_to_next_week_s_file(unread):
    unread.accept("500", "41234501")
    unread.put("medlemmer", OLA.replace("41234501", "4l234SO1"))
    unread.put("betalinger", BILL.format("Ola Li", "5OO", "Betalt"))

    unread.week(1)

    newest = set_aside(unread.desk.db).records
    assert [row["repaired"] for row in newest] == ["500", "41234501"]
    assert [file["rows_aside"] for file in unread.table("files")].count(0) == 4
    assert unread.proposals() == {}


def test_another_record_with_the_same_value_is_not_repaired_with_it(club):
    club.put("medlemmer", OLA, EVA)
    club.put("betalinger", *(BILL.format(name, "5OO", "Ubetalt") for name in ("Ola Li", "Eva Li")))
    club.week()

    done = club.accept("500")

    assert len(done) == 1
    assert club.counts()["betalinger.csv"] == (3, 1, 1, 1, 0)


def test_a_word_is_repaired_wherever_it_stands_also_next_week(club):
    club.put("medlemmer", OLA, EVA)
    bills = [BILL.format(name, 300, "Betallt") for name in ("Ola Li", "Eva Li", "Per Li")]
    club.put("betalinger", *bills[:2])
    club.week()

    assert len(club.accept("Betalt")) == 2
    club.put("betalinger", *bills)
    club.week(1)

    assert {row["status"] for row in club.table("claims")} == {"paid"}
    assert club.proposals() == {}


def test_a_day_of_birth_that_makes_the_member_s_id_moves_the_member(club):
    club.put("medlemmer", OLA.replace("31.12.2013", "12/31/2013"), EVA)
    club.week()
    before = {row["member_id"] for row in club.table("members")}

    club.accept("31.12.2013")

    moved = [row for row in club.table("participations") if row["missing_since"] is None]
    assert len({row["member_id"] for row in moved} - before) == 1
    assert [row["group_name"] for row in moved].count("Ski") == 2
    club.put("medlemmer", OLA.replace("31.12.2013", "12/31/2013"), EVA, OLA.replace("Ola", "Per"))
    club.week(1)
    assert [row for row in club.table("participations") if row in moved] == moved
    assert club.proposals() == {}


def test_a_repair_can_be_made_anew(unread):
    unread.accept("5000")

    unread.accept("500")

    assert sorted(row["amount_ore"] for row in unread.table("claims")) == [300_00, 500_00]
    assert unread.events() == ["import", "repair", "repair"]


def test_of_an_older_file_a_repair_is_only_remembered(unread):
    chosen = {unread.aside()[0]: "500"}
    unread.put("betalinger", BILL.format("Ola Li", "700", "Ubetalt"), name="betalinger (1)")
    (unread.home / "inbox" / "betalinger.csv").unlink()
    unread.week()

    done = accept_repairs(unread.desk, chosen, DAY)

    assert done.empty
    assert [
        row["amount_ore"] for row in unread.table("claims") if row["missing_since"] is None
    ] == [700_00]
    assert [row["repaired"] for row in unread.table("repairs")] == ["500"]
    unread.put("betalinger", BILL.format("Ola Li", "5OO", "Ubetalt"), name="betalinger (2)")
    unread.week(1)
    assert unread.proposals() == {"4l234SO1": None}


PAID = "Bokført;Tekst;KID;Inn\n06.10.2026;x;{};{}\n"


@pytest.fixture
def billed(club: Club) -> Club:
    """A club with a bill whose KID the bank's files are about, one each week."""
    club.put("medlemmer", OLA)
    club.put("betalinger", BILL.format("Ola Li", 500, "Ubetalt"))
    club.week()
    return club


def paid(club: Club, n: int, kid: str, amount: str) -> None:
    path = club.home / "inbox" / f"bank{n}.csv"
    path.write_text(PAID.format(kid, amount), "utf-8")
    club.week(n)


def test_a_payment_of_an_older_period_is_still_to_be_repaired_and_taken(billed):
    kids = [make_kid(f"1000000000{n}", 10) for n in (1, 2)]
    paid(billed, 1, kids[0], "1,250")
    paid(billed, 2, kids[1], "300,00")
    assert billed.proposals() == {"1,250": None}

    done = billed.accept("1250,00", n=2)

    assert [row["repaired"] for row in done] == ["1250,00"]
    assert {row["kid"]: row["amount_ore"] for row in billed.table("payments")} == {
        kids[0]: 1250_00,
        kids[1]: 300_00,
    }


@pytest.mark.parametrize("said", ["12E456", "1,23457E+11"])
def test_money_with_a_damaged_kid_is_placed_and_not_repaired(billed, said):
    paid(billed, 1, said, "300,00")

    assert [row["kid"] for row in billed.table("payments")] == [said]
    assert billed.proposals() == {}


def test_a_newer_list_of_the_same_groups_takes_the_place_of_one_of_another_name(unread):
    (unread.home / "inbox" / "medlemmer.csv").unlink()
    unread.put("medlemmer", OLA.replace("41234501", "412x34501"), EVA, name="medlemmer (1)")

    unread.week(1)

    assert unread.proposals() == {"5OO": "500", "412x34501": "412 34 501"}


def test_a_cell_that_two_columns_are_read_from_is_repaired_for_both(house):
    club = Club(house / "data" / "clubs" / "kurs-il", "tryggivann")
    club.put("kurs", "Ola Li;Kari Li;kari(at)example.org;41234501;G;31.12.2013;")
    club.week()

    club.accept("kari@example.org")

    assert [row["email"] for row in club.table("guardians")] == ["kari@example.org"]


def test_a_file_kept_with_stars_is_read_again_as_it_is_kept(club):
    club.put(
        "medlemmer", OLA, EVA.replace("41234502", "412x34502").replace("Kari Li", BIRTH_NUMBER)
    )
    club.week()
    [path] = club.desk.club.received.iterdir()
    assert path.name.endswith(".masked.json")
    before = club.counts()["medlemmer.csv"]
    key = next(key for key in club.aside() if key[3] == "Telefon")

    [done] = records(accept_repairs(club.desk, {key: "41234502"}, DAY))

    assert done["repaired"] == "41234502"
    assert club.counts()["medlemmer.csv"] == (*before[:4], before[4] - 1)
    assert "+4741234502" in [row["phone"] for row in club.table("members")]
    assert not any(
        BIRTH_NUMBER in path.read_text("utf-8") for path in club.desk.club.received.iterdir()
    )


def test_a_hidden_value_cannot_be_repaired(club):
    club.put("medlemmer", OLA.replace("41234501", BIRTH_NUMBER))
    club.week()

    with pytest.raises(UsageError, match="kan ikke rettes her"):
        club.accept("41234501")


def test_a_repair_does_not_bring_back_what_was_corrected_since(unread):
    unread.put(
        "betalinger", BILL.format("Eva Li", 300, "Betalt"), BILL.format("Ola Li", 1, "Slettet")
    )
    unread.week(1)

    accept_repairs(unread.desk, {unread.aside()[-1]: "41234501"}, DAY + timedelta(weeks=1))

    assert {row["status"] for row in unread.table("claims")} == {"paid", "cancelled"}


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        (("mye",), r"\Abetalinger\.csv rad 2, «Beløp»: rettelsen kan ikke leses \(.*\); skriv en"),
        (("",), r"\Abetalinger\.csv rad 2, «Beløp»: rettelsen kan ikke leses"),
        (("500", "4123"), r"\Amedlemmer\.csv rad 2, «Telefon»: rettelsen kan ikke leses"),
        (("500", "010299 12345"), r"\Amedlemmer\.csv rad 2, «Telefon»: rettelsen kan ikke leses"),
    ],
)
def test_what_the_column_cannot_read_is_refused_in_a_sentence_without_the_value(
    texts, said, unread
):
    with pytest.raises(UsageError, match=said) as caught:
        unread.accept(*texts)

    assert not any(text in str(caught.value) for text in texts if text)
    assert unread.events() == ["import"]


def test_a_row_whose_fault_is_another_cannot_be_repaired(club):
    club.put("medlemmer", OLA, EVA)
    club.put("betalinger", *[BILL.format("Ola Li", 300, "Ubetalt")] * 2)
    club.week()

    with pytest.raises(
        UsageError, match=r"rad 3.* kan ikke rettes her; rett det i medlemssystemet"
    ):
        club.accept("Ola Prøve Li")

    assert club.events() == ["import"]


def test_one_value_in_two_ways_is_refused(club):
    club.put("medlemmer", OLA, EVA)
    club.put("betalinger", *(BILL.format(n, 300, "Betallt") for n in ("Ola Li", "Eva Li")))
    club.week()

    with pytest.raises(UsageError, match="rettet på to måter"):
        club.accept("Betalt", "Ubetalt")


def test_a_row_that_is_not_set_aside_is_refused(unread):
    with pytest.raises(UsageError, match="ikke lenger lagt til side"):
        accept_repairs(unread.desk, {("0" * 64, "", 2, "Beløp"): "500"}, DAY)


def test_a_file_that_is_no_longer_there_is_named(unread):
    for path in unread.desk.club.received.iterdir():
        path.unlink()

    with pytest.raises(UsageError, match=r"csv: filen som ble mottatt, mangler"):
        unread.accept("500")


class Busy(Desk):
    """A desk beside which somebody saves as soon as the books are read."""

    def read_books(self) -> Books:
        held = super().read_books()
        write_event(self.db, {"members": [{"member_id": "k:1", "status": "active"}]}, DAY, "call")
        return held


def test_books_that_moved_meanwhile_are_not_written_over(unread):
    own = unread.desk
    desk = Busy(own.club, own.settings, own.policy, own.law)

    with pytest.raises(BooksMoved):
        accept_repairs(desk, {unread.aside()[0]: "500"}, DAY)

    assert unread.proposals()["5OO"] == "500"
    assert unread.table("repairs") == []


def test_a_claim_follows_the_member_whose_id_a_repair_changed(club):
    club.put("medlemmer", OLA.replace("31.12.2013", "12/31/1990"), EVA)
    club.put("betalinger", BILL.format("Ola Li", 500, "Ubetalt"))
    club.week()

    club.accept("31.12.1990")

    assert [row.reason for row in day_in(club.desk, DAY).plan] == ["step_due"]


def test_a_claim_that_was_missing_for_its_unread_row_is_there_again(club):
    club.put("medlemmer", OLA, EVA)
    bills = [BILL.format("Ola Li", 500, "Ubetalt"), BILL.format("Eva Li", 300, "Ubetalt")]
    club.put("betalinger", *bills)
    club.week()
    club.put("betalinger", bills[0].replace("500", "4OO"), bills[1])
    club.week(1)
    assert [row["missing_since"] for row in club.table("claims")].count(None) == 1

    club.accept("400", n=1)

    claims = {row["amount_ore"]: row["missing_since"] for row in club.table("claims")}
    assert claims == {400_00: None, 300_00: None}


def test_of_a_whole_club_s_week_one_invoice_alone_changes(add_club):
    home = add_club("solvik-il")
    desk = office.open_desk(home.name)
    office.import_inbox(desk, AS_OF)
    [row] = [row for row in records(unrepaired_rows(desk)) if row["column"] == "Forfall"]
    key = tuple(row[part] for part in ("sha256", "sheet", "row", "column"))
    before = desk.read_books()

    accept_repairs(desk, {key: "28.02.2026"}, AS_OF)

    after = desk.read_books()
    changed = {name: records(after[name]) != records(before[name]) for name in NOUNS}
    assert {name for name in NOUNS if changed[name]} <= {
        "files", "rejected", "repairs", "invoices", "liabilities",
    }  # fmt: skip
    new = [one for one in records(after["invoices"]) if one not in records(before["invoices"])]
    assert [(one["invoice_id"], one["due_on"]) for one in new] == [
        (f"klubbadmin:{row['record']}", date(2026, 2, 28))
    ]
    assert office.check_books(home.name) == []


def test_a_repair_opens_no_claim_that_another_file_of_the_week_has_settled(club):
    club.put("medlemmer", OLA)
    club.put("betalinger", BILL.format("Ola Li", 500, "Ubetallt"))
    club.put("betalinger", BILL.format("Ola Li", 500, "Betalt"), name="betalinger (1)")
    club.week()

    done = club.accept("Ubetalt")

    assert [row["repaired"] for row in done] == ["Ubetalt"]
    assert [row["status"] for row in club.table("claims")] == ["paid"]


def test_a_repair_leaves_what_another_file_of_the_week_has_stated(club):
    club.put("medlemmer", OLA.replace("41234501", "4l234SO1"))
    club.put("medlemmer", OLA.replace("41234501", "41234509"), name="medlemmer (1)")
    club.week()

    club.accept("41234501")

    assert [row["phone"] for row in club.table("members")] == ["+4741234509"]
    assert club.proposals() == {}


def test_two_values_of_a_row_whose_id_a_repair_changes_are_both_repaired(club):
    row = OLA.replace("31.12.2013", "12/31/2013").replace("41234501", "4l234SO1")
    club.put("medlemmer", row, EVA)
    club.week()

    club.accept("31.12.2013")
    club.accept("31.12.2013", "41234501")

    assert club.proposals() == {}
    assert "+4741234501" in [row["phone"] for row in club.table("members")]


def test_a_file_that_holds_stars_counts_as_the_one_that_held_the_number(club):
    club.put("medlemmer", OLA, EVA.replace("Kari Li", BIRTH_NUMBER))
    club.week()
    before = club.counts()["medlemmer.csv"]

    club.put("medlemmer", OLA, EVA.replace("Kari Li", "*" * 11))
    club.week(1)

    assert [
        tuple(file[name] for name in ("rows_aside", "values_aside")) for file in club.table("files")
    ] == [(before[2], before[4])] * 2
