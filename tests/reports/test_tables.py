"""The operator's tables: escaped, cut after twenty rows, numbers to the right."""

from datetime import date

from workbench.model import frames
from workbench.reports import tables
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
    plan = frames.build("plan", [{"claim_id": c, "step_id": s, "reason": r} for c, s, r, _ in rows])
    balances = frames.build("balances", [{"claim_id": c, "open_ore": o} for c, _, _, o in rows])

    table = tables.resting(plan, balances)

    assert [(count, ore) for _, count, ore in table.sheet.rows] == [(2, 500), (1, 100)]


def aside(row: int, **given: object) -> dict[str, object]:
    key = {"sha256": "0" * 64, "sheet": "", "row": row, "column": "Beløp", "field": "amount"}
    return {**key, "value": "x", "reason": "y", "whole_row": False, "record": "1", **given}


def test_what_was_repaired_comes_last_and_is_counted_apart():
    rows = [aside(2, repaired="5"), aside(3, proposal="6"), aside(4, whole_row=True)]
    frame = frames.build("rejected", rows).assign(file="a.csv")

    table = tables.set_aside(frame)

    assert table.sheet.name == "Rader til side (2 gjenstår, 1 er rettet)"
    shown = [(row[2], row[-1]) for row in table.sheet.rows]
    assert shown == [(4, None), (3, "6"), (2, "rettet til 5")]
