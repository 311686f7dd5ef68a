"""The lists: escaped, cut after twenty rows, numbers to the right; and what each has on it."""

from datetime import date, timedelta

import pytest
from report_sample import aside, claim, club_day, file_row, member, planned, step

from tests.books import day_with
from workbench.model.rows import Claim, Invoice, Member
from workbench.office.day_lists import list_of
from workbench.reports.columns import COUNT, DAY, KRONER, Column, Table
from workbench.reports.lists import LISTS

HOSTILE = "<img src=x onerror=alert(1)>"
AS_OF = date(2026, 11, 22)


def one(name: str, *values: object, form: str = "@") -> Table:
    """Return a list of one column, with these values."""
    return Table(name, [Column(name, form, field="x")]).with_records(
        {"x": value} for value in values
    )


def test_a_hostile_name_is_text_in_every_cell_heading_and_caption():
    html = one(HOSTILE, HOSTILE)._repr_html_()

    assert "<img" not in html
    assert html.count("&lt;img src=x onerror=alert(1)&gt;") == 3


def test_no_control_character_reaches_a_cell_nor_one_that_turns_the_text_around():
    (cells,) = one("Navn", "Ola\x1b[31m\u202eNy\nmann").texts

    assert cells == ["Ola[31mNy mann"]


def test_a_long_list_is_cut_and_says_how_many_are_left():
    html = one("Navn", *(f"Ola {n}" for n in range(57)))._repr_html_()

    assert html.count("Ola ") == 20
    assert "og 37 til" in html


def test_an_empty_list_says_so():
    assert "ingen" in one("Navn")._repr_html_()


def test_a_list_has_a_caption_and_its_headings_are_of_their_columns():
    html = one("Navn")._repr_html_()

    assert '<caption style="text-align:left">Navn</caption>' in html
    assert '<th scope="col" style="text-align:left">Navn</th>' in html


def test_amounts_days_and_missing_values_are_written_as_people_write_them():
    columns = (
        Column("Sum", KRONER, field="open_ore"),
        Column("Krav", COUNT, field="claims"),
        Column("Dag", DAY, field="due_on"),
        Column("Navn", field="name"),
    )
    row = {"open_ore": 125050, "claims": 3, "due_on": date(2026, 11, 2), "name": None}

    html = Table("Krav", columns).with_records([row])._repr_html_()

    assert '<td style="text-align:right">1\u00a0250,50\u00a0kr</td>' in html
    assert '<td style="text-align:right">3</td>' in html
    assert '<td style="text-align:left">02.11.2026</td>' in html
    assert '<td style="text-align:left"></td>' in html


@pytest.mark.parametrize("count", [0, 1])
def test_a_frame_has_every_field_with_its_dtype_also_where_there_are_no_rows(count):
    columns = (Column("Krav", COUNT, field="claims"), Column("Åpent", KRONER, field="open_ore"))
    fields = ("claim_id", "claims", "open_ore", "due_on", "next_on", "whole_row")
    rows = [("k:1", 2, None, "2026-11-02", None, 1)] * count

    frame = Table("Krav", columns).with_rows(fields, rows).frame

    dtypes = ["Int64", "Int64", "datetime64[us]", "datetime64[us]"]
    assert list(frame.columns) == list(fields)
    assert [str(frame[field].dtype) for field in fields[1:5]] == dtypes
    assert frame["due_on"].tolist() == [date(2026, 11, 2)] * count or count
    assert frame["whole_row"].tolist() == [True] * count
    assert frame["next_on"].isna().all() and frame["open_ore"].isna().all()


def test_rows_by_field_have_days_and_flags_as_python_has_them():
    fields = ("claim_id", "due_on", "whole_row")

    table = Table("Krav", ()).with_rows(fields, [("k:1", "2026-11-02", 0)])

    assert table.records == [{"claim_id": "k:1", "due_on": date(2026, 11, 2), "whole_row": False}]


def test_steps_and_reasons_are_counted_with_their_sums_the_most_first():
    amounts = {1: ("held", 1), 2: ("waiting", 2), 3: ("waiting", 3)}
    day = club_day(
        plan=[planned(n, reason) for n, (reason, _) in amounts.items()]
        + [step(n, "reminder_1") for n in (4, 5)],
        balances=[claim(n, AS_OF, kroner) for n, (_, kroner) in amounts.items()]
        + [claim(n, AS_OF, 4) for n in (4, 5)],
    )

    resting, steps = list_of(day, "resting_counted"), list_of(day, "steps")

    assert [(count, ore) for _, count, ore in resting.cells] == [(2, 500), (1, 100)]
    assert steps.cells == [("Påminnelse nr. 1", 2, 800)]


def test_open_claims_are_counted_by_the_days_since_they_fell_due():
    days = {1: 22, 2: 8, 3: 7, 4: 23}  # day of November they fell due, on the 22nd
    claims = [claim(n, date(2026, 11, day), 100) for n, day in days.items()]
    claims += [
        claim(5, date(2026, 8, 23), 100),
        claim(6, date(2026, 8, 24), 100),
        claim(7, AS_OF, 100, 100),
        claim(8, date(2026, 11, 1), 0, status="review"),
        claim(9, date(2026, 11, 1), 100, status="review"),
    ]

    counted = list_of(club_day(balances=claims), "by_age").cells

    assert counted == [
        ("1–14 dager", 1, 100_00),
        ("15–30 dager", 1, 100_00),
        ("31–60 dager", 0, 0),
        ("61–90 dager", 1, 100_00),
        ("over 90 dager", 1, 100_00),
        ("Forfalt i alt", 4, 400_00),
        ("Ikke forfalt", 2, 200_00),
        ("Til manuell behandling", 2, 100_00),
    ]


def test_what_stands_out_among_what_is_proposed_is_to_be_looked_at():
    numbers = range(1, 10)
    reminded = [step(n, "call" if n == 9 else "reminder_1") for n in numbers]
    day = club_day(
        balances=[
            claim(n, AS_OF - timedelta(days=30 + n), 100 * n if n < 8 else 10_000, title="Avgift")
            for n in numbers
        ],
        plan=reminded,
    )

    looks = {row["invoice_id"]: row["look"] for row in list_of(day, "review").records}
    assert looks == {
        "mi:8": "uvanlig beløp, blant de største, blant de eldste",
        "mi:7": "blant de største, blant de eldste",
        "mi:6": "blant de største, blant de eldste",
    }
    assert len(list_of(day, "to_approve").rows) == 8


@pytest.mark.parametrize(
    ("orders", "expected"),
    [
        (["k:20", "k:3", "k:1000"], ["3", "20", "1000"]),
        (["k:A1", None, "k:7", "k:007"], ["7", "007", "A1", None]),
        (["k:1f0c5b7a92d3e4f6", "k:9"], ["9", None]),
    ],
)
def test_order_numbers_stand_as_numbers_then_text_then_the_missing(orders, expected):
    numbers = range(1, 1 + len(orders))
    day = club_day(
        members=[member(n) for n in numbers],
        balances=[claim(n, AS_OF, 1, invoice_id=order) for n, order in enumerate(orders, 1)],
        plan=[planned(n, "resigned") for n in numbers],
    )

    assert [row[2] for row in list_of(day, "credited").cells] == expected


def test_findings_stand_kind_by_kind_and_by_name_with_unknown_ones_last():
    faults = [("no_contact", 9), ("duplicate", 2), ("no_contact", 2), ("no_contact", 1)]
    day = club_day(
        members=[member(1, "Ola"), member(2, "Ada")],
        findings=[{"kind": k, "member_id": f"mi:m{n}", "detail": "x"} for k, n in faults],
    )

    rows = [tuple(row[1:3]) for row in list_of(day, "findings").cells]

    assert rows == [("m2", "Ada Aas"), ("m2", "Ada Aas"), ("m1", "Ola Aas"), ("m9", None)]


def test_what_has_a_proposal_comes_first_and_what_was_repaired_last_and_counted_apart():
    rows = [{"repaired": "5"}, {"row": 3, "proposal": "6"}, {"row": 4, "whole_row": True}]

    table = list_of(club_day(rejected=[{"file": "a.csv"} | row for row in rows]), "set_aside")

    assert "Rader til side (2 gjenstår, 1 er rettet)" in table._repr_html_()
    assert [(row[2], row[-1]) for row in table.cells] == [(3, "6"), (4, None), (2, "rettet til 5")]


def test_all_that_a_row_lacks_stands_in_one_line():
    lack = {"file": "a.csv", "value": "", "reason": "mangler", "whole_row": True}
    rows = [lack | {"column": name} for name in ("Etternavn", "Fornavn")]
    rows += [lack | {"row": 3, "column": "Fornavn"}, {"file": "a.csv", "column": "Beløp"}]

    cells = list_of(club_day(rejected=rows), "set_aside").cells

    assert [(row[2], row[4], row[6]) for row in cells] == [
        (2, "Etternavn, Fornavn", "mangler"),
        (3, "Fornavn", "mangler"),
        (2, "Beløp", "y"),
    ]


@pytest.mark.parametrize(
    ("record", "ids", "about"),
    [
        ("1", {"member_id": "k:1"}, "Ola Li (1)"),
        ("2", {"member_id": "k:2"}, "2"),
        ("1", {"member_id": "s:1"}, "Kari Bø (1)"),
        ("", {}, ""),
        ("1f0c5b7a92d3e4f6", {"member_id": "k:1f0c5b7a92d3e4f6"}, ""),
        ("1:9", {"member_id": "k:1", "invoice_id": "k:9"}, "Ola Li (1, 9)"),
        (":9", {"invoice_id": "k:9"}, "Per Vik (9)"),
        ("9:1:Kurs: Øvet", {"member_id": "k:1", "invoice_id": "k:9"}, "Ola Li (9, 1, Kurs: Øvet)"),
        ("9", {"invoice_id": "k:9"}, "Per Vik (9)"),
        ("1", {"invoice_id": "k:1"}, "1"),
        ("8:reminder_1", {"invoice_id": "k:8"}, "Ola Li (8, reminder_1)"),
        ("9", {"kid": "9"}, "9"),
    ],
)
def test_what_was_set_aside_says_whose_it_is(record, ids, about):
    day = day_with(
        members=[Member("k:1", first_name="Ola", last_name="Li"),
                 Member("s:1", first_name="Kari", last_name="Bø")],
        claims=[Claim(n, invoice_id=n, member_id="k:1") for n in ("k:8", "k:9")],
        invoices=[Invoice("k:9", recipient_name="Per Vik")],
        files=[file_row("a.csv")],
        rejected=[aside(record=record, **ids)],
    )  # fmt: skip

    assert [row[3] for row in list_of(day, "set_aside").cells] == [about]


def sources(*files: tuple[str, str, str | None, date], as_of: date = AS_OF) -> list[dict]:
    """Return the rows of the sources, from the log of files alone."""
    fields = ("name", "title", "scope", "imported_on")
    log = [file_row(file[0]) | dict(zip(fields, file, strict=True)) for file in files]
    return list_of(day_with(as_of=as_of, files=log), "sources").records


def test_the_last_file_of_each_kind_and_scope_counts_the_oldest_first():
    rows = sources(
        ("ski1.xlsx", "Medlemsliste", "Ski", date(2026, 11, 15)),
        ("ski2.xlsx", "Medlemsliste", "Ski", AS_OF),
        ("turn1.xlsx", "Medlemsliste", "Turn", date(2026, 11, 15)),
        ("krav.csv", "Krav", "", date(2026, 11, 1)),
    )

    fresh = [(row["name"], row["days"]) for row in rows]
    assert fresh == [("krav.csv", 21), ("turn1.xlsx", 7), ("ski2.xlsx", 0)]


def test_what_was_read_after_the_day_is_not_yet_known():
    files = (("a.csv", "Krav", "", date(2026, 11, 1)), ("b.csv", "Krav", "", AS_OF))

    assert [row["name"] for row in sources(*files, as_of=date(2026, 11, 21))] == ["a.csv"]


def test_a_file_from_before_scopes_were_kept_is_a_source_too():
    [row] = sources(("a.csv", "Krav", None, AS_OF))

    assert (row["scope"], row["newest_on"]) == ("", None)


def test_no_two_lists_have_one_title():
    titles = [table.title for table in LISTS.values()]

    assert len(titles) == len(set(titles))
