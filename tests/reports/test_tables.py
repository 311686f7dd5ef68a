"""The operator's tables: escaped, cut after twenty rows, numbers to the right."""

from datetime import date

import pytest
from report_sample import club_day

from workbench.model import frames
from workbench.reports import tables
from workbench.reports.set_aside import named
from workbench.reports.tables import Table
from workbench.reports.worklists import COUNT, KRONER, Column, Sheet

HOSTILE = "<img src=x onerror=alert(1)>"


def test_a_hostile_name_is_text_in_every_cell_heading_and_caption():
    html = Table(Sheet(HOSTILE, (Column(HOSTILE),), [(HOSTILE,)]))._repr_html_()

    assert "<img" not in html
    assert html.count("&lt;img src=x onerror=alert(1)&gt;") == 3


def test_a_long_list_is_cut_and_says_how_many_are_left():
    html = Table(Sheet("Navn", (Column("Navn"),), [(f"Ola {n}",) for n in range(57)]))._repr_html_()

    assert html.count("Ola ") == 20
    assert "og 37 til" in html


def test_an_empty_list_says_so():
    assert "ingen" in Table(Sheet("Navn", (Column("Navn"),), []))._repr_html_()


def test_amounts_days_and_missing_values_are_written_as_people_write_them():
    columns = (Column("Sum", KRONER), Column("Krav", COUNT), Column("Dag"), Column("Navn"))

    html = Table(Sheet("Krav", columns, [(125050, 3, date(2026, 11, 2), None)]))._repr_html_()

    assert '<td style="text-align:right">1\u00a0250,50\u00a0kr</td>' in html
    assert '<td style="text-align:right">3</td>' in html
    assert '<td style="text-align:left">02.11.2026</td>' in html
    assert '<td style="text-align:left"></td>' in html


def test_steps_and_reasons_are_counted_with_their_sums_the_most_first():
    rows = [("a", None, "held", 100), ("b", None, "waiting", 200), ("c", None, "waiting", 300)]
    plan = [{"claim_id": c, "step_id": s, "reason": r} for c, s, r, _ in rows]
    balances = [{"claim_id": c, "open_ore": o} for c, _, _, o in rows]

    table = tables.resting(club_day(plan=plan, balances=balances))

    assert [(count, ore) for _, count, ore in table.sheet.rows] == [(2, 500), (1, 100)]


def aside(row: int, **given: object) -> dict[str, object]:
    key = {"sha256": "0" * 64, "sheet": "", "row": row, "column": "Beløp", "field": "amount"}
    return {**key, "value": "x", "reason": "y", "whole_row": False, "record": "1", **given}


def test_what_has_a_proposal_comes_first_and_what_was_repaired_last_and_counted_apart():
    rows = [aside(2, repaired="5"), aside(3, proposal="6"), aside(4, whole_row=True)]
    frame = frames.build("rejected", rows).assign(file="a.csv", about="")

    table = tables.set_aside(frame)

    assert table.sheet.name == "Rader til side (2 gjenstår, 1 er rettet)"
    shown = [(row[2], row[-1]) for row in table.sheet.rows]
    assert shown == [(3, "6"), (4, None), (2, "rettet til 5")]


def test_all_that_a_row_lacks_stands_in_one_line():
    lack = {"value": "", "reason": "mangler", "whole_row": True}
    rows = [aside(2, column=name, **lack) for name in ("Etternavn", "Fornavn")]
    rows += [aside(3, column="Fornavn", **lack), aside(2, column="Beløp")]
    frame = frames.build("rejected", rows).assign(file="a.csv", about="")

    found = [(row[2], row[4], row[6]) for row in tables.set_aside(frame).sheet.rows]

    assert found == [
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
    people = [("k:1", "Ola", "Li"), ("s:1", "Kari", "Bø")]
    fields = ("member_id", "first_name", "last_name")
    claims = [{"claim_id": n, "invoice_id": n, "member_id": "k:1"} for n in ("k:8", "k:9")]
    facts = {
        "members": frames.build("members", [dict(zip(fields, row, strict=True)) for row in people]),
        "claims": frames.build("claims", claims),
        "invoices": frames.build("invoices", [{"invoice_id": "k:9", "recipient_name": "Per Vik"}]),
    }
    rejected = frames.build("rejected", [aside(2, record=record, **ids)])

    assert list(named(rejected, facts)["about"]) == [about]
