"""What an import brought, by name and field, as people read it."""

from datetime import date
from typing import Any

import pytest

from tests.writing import write_event
from workbench.office import imports
from workbench.reports.changes import Changes, list_changes
from workbench.reports.import_lists import IMPORT_LISTS
from workbench.store import books

DAY = date(2026, 11, 22)
HOSTILE = "<img src=x onerror=alert(1)>"
OLA = {"member_id": "k:1", "first_name": "Ola", "last_name": "Li", "phone": "+4792884492"}
NEEDED = {  # what a row must have besides
    "members": {"status": "active"},
    "files": {"name": "a.csv", "size": 1, "system": "spoortz", "headings": "", "batch": 1,
              "rows_total": 0, "rows_taken": 0, "rows_aside": 0, "rows_frame": 0,
              "values_aside": 0, "imported_on": DAY},
}  # fmt: skip
BILL = {
    "claim_id": "k:9:1",
    "invoice_id": "k:9",
    "member_id": "k:1",
    "title": "Treningsavgift",
    "amount_ore": 500_00,
    "due_on": date(2026, 11, 1),
    "status": "open",
}


def brought(before: dict[str, list[Any]], after: dict[str, list[Any]]) -> Changes:
    """Lay rows of some nouns over others, as an import does."""
    db = books.copy_of(None)
    for rows in (before, after):
        event_id = write_event(
            db, {noun: [NEEDED.get(noun, {}) | row for row in rows[noun]] for noun in rows}, DAY
        )
    return imports.read_changes(db, event_id=event_id)


def test_what_is_new_is_counted_with_the_first_names():
    people = [{"member_id": f"k:{n}", "first_name": f"Ola{n}", "last_name": "Li"} for n in range(7)]

    [found] = brought({}, {"members": people}).count_by_noun()

    assert (found["noun"], found["new"], found["changed"]) == ("medlemmer", 7, 0)
    assert found["first"] == [f"Ola{n} Li" for n in range(5)]


@pytest.mark.parametrize(
    ("noun", "row", "change", "said"),
    [
        ("members", OLA, {"phone": "+4798765432"},
         ("Ola Li", "telefon", "928 84 492", "987 65 432")),
        ("members", OLA, {"phone": None}, ("Ola Li", "telefon", "928 84 492", "tom")),
        # the new one may be kept from others
        ("members", OLA | {"address": "Storgata 1"}, {"address": "Sperret"},
         ("Ola Li", "adresse", "vises ikke", "vises ikke")),
        ("claims", BILL, {"amount_ore": 450_00},
         ("Ola Li – Treningsavgift", "beløp", "500\xa0kr", "450\xa0kr")),
        ("claims", BILL, {"due_on": date(2026, 11, 8)},
         ("Ola Li – Treningsavgift", "forfall", "01.11.2026", "08.11.2026")),
        ("claims", BILL, {"status": "paid"},
         ("Ola Li – Treningsavgift", "status", "ubetalt", "betalt")),
    ],
)  # fmt: skip
def test_each_changed_field_is_named_with_what_it_was_and_is(noun, row, change, said):
    before = {"members": [OLA]} | {noun: [row]}

    [found] = brought(before, {noun: [{**row, **change}]}).changed

    assert (found["who"], found["field"], found["before"], found["after"]) == said


def test_imports_and_repairs_of_a_day_are_taken_together_and_calls_are_not():
    phones = [f"+479288449{n}" for n in range(4)]
    kinds = ["import", "import", "repair", "call"]
    days = [date(2026, 11, 15), DAY, DAY, DAY]
    db = books.copy_of(None)
    for phone, kind, day in zip(phones, kinds, days, strict=True):
        row = {
            **OLA,
            "status": "active",
            "phone": phone,
            "city": "Bø" if kind == "import" else "Ås",
        }
        write_event(db, {"members": [row]}, day, kind)

    found = imports.read_changes(db, day=DAY).changed

    assert [(row["field"], row["before"], row["after"]) for row in found] == [
        ("telefon", "928 84 490", "928 84 492"),
        ("poststed", "vises ikke", "vises ikke"),
    ]


def test_a_field_that_is_again_as_it_was_and_one_of_a_new_row_are_no_changes():
    moved, anne = {**OLA, "city": "Bø"}, {**OLA, "member_id": "k:2", "status": "active"}
    db = books.copy_of(None)
    write_event(db, {"members": [{**OLA, "status": "active"}]}, date(2026, 11, 15))
    write_event(db, {"members": [{**moved, "status": "active"}, anne]}, DAY)
    write_event(db, {"members": [{**OLA, "status": "active"}, {**anne, "city": "Bø"}]}, DAY)

    found = imports.read_changes(db, day=DAY)

    assert [(row["new"], row["changed"]) for row in found.count_by_noun()] == [(1, 0)]
    assert found.changed == []


def test_a_guardian_is_named_by_the_child():
    row = {"member_id": "k:1", "role": "guardian", "number": 1, "name": "Kari Li"}

    found = brought({"members": [OLA]}, {"guardians": [row]}).count_by_noun()

    assert found[0]["first"] == ["foresatt 1 for Ola Li"]


def test_who_is_gone_from_a_list_is_missing_and_not_among_the_changes():
    row = {"member_id": "k:1", "group_name": "Ski"}
    gone = {**row, "missing_since": date(2026, 11, 22)}

    found = brought({"members": [OLA], "participations": [row]}, {"participations": [gone]})

    assert found.missing == [{"noun": "deltakelser", "who": "Ola Li – Ski", "from": "Ski"}]
    assert found.changed == []


def test_one_who_is_back_on_the_list_is_a_change():
    row = {"member_id": "k:1", "group_name": "Ski"}
    gone = {**row, "missing_since": date(2026, 11, 22)}

    found = brought({"members": [OLA], "participations": [gone]}, {"participations": [row]})

    assert found.missing == []
    assert [one["field"] for one in found.changed] == ["borte siden"]


def test_the_tables_are_escaped_and_cut_with_the_number_of_the_rest():
    people = [
        {"member_id": f"k:{n}", "first_name": HOSTILE, "last_name": f"{n}"} for n in range(23)
    ]
    moved = [{**row, "city": HOSTILE} for row in people]
    lists = [{"member_id": f"k:{n}", "group_name": HOSTILE} for n in range(23)]
    gone = [{**row, "missing_since": date(2026, 11, 22)} for row in lists]

    found = brought(
        {"members": people, "participations": lists}, {"members": moved, "participations": gone}
    )

    brought_rows = {
        "new": found.count_by_noun(),
        "changed": found.changed,
        "missing": found.missing,
    }
    pages = [IMPORT_LISTS[n].with_records(rows)._repr_html_() for n, rows in brought_rows.items()]
    assert "<img" not in "".join(pages)
    for page in pages[1:]:
        assert page.count("<tr>") == 21
        assert "og 3 til, i tiltakslisten." in page


def test_a_claim_that_is_gone_is_named_with_the_list_that_came():
    file = {"sha256": "0", "title": "Registrerte giroer fra Spoortz", "kind": "bills"}
    gone = {**BILL, "missing_since": date(2026, 11, 22)}

    found = brought({"claims": [BILL]}, {"claims": [gone], "files": [file]})

    assert [one["from"] for one in found.missing] == ["Registrerte giroer fra Spoortz"]


def test_the_fields_of_one_row_stand_together():
    rows = [{**BILL, "claim_id": f"k:{n}:1"} for n in (8, 9)]
    paid = [{**row, "amount_ore": 450_00, "status": "paid"} for row in rows]

    found = brought({"claims": rows}, {"claims": paid})

    assert [row["field"] for row in found.changed] == ["beløp", "status"] * 2


def test_all_that_an_import_brought_is_listed_by_person():
    anne = {"member_id": "k:2", "first_name": "Anne", "last_name": "Li"}
    siri = {"member_id": "k:3", "first_name": "Siri", "last_name": "Li"}
    group = {"member_id": "k:1", "group_name": "Ski"}
    before = {"members": [OLA, siri], "participations": [group]}
    moved = [{**OLA, "phone": None, "city": "Bø"}, siri, anne]
    gone = [{**group, "missing_since": date(2026, 11, 22)}]

    sheet = list_changes(brought(before, {"members": moved, "participations": gone}))

    assert list(sheet.rows) == [
        ("Anne Li", "medlemmer", "ny", None, None, None, None),
        ("Ola Li", "medlemmer", "endret", "telefon", "928 84 492", "tom", None),
        ("Ola Li", "medlemmer", "endret", "poststed", "tom", "vises ikke", None),
        ("Ola Li – Ski", "deltakelser", "borte", None, None, None, "Ski"),
    ]


def test_a_first_import_is_listed_by_its_numbers():
    sheet = list_changes(brought({}, {"members": [OLA]}))

    assert [row[:3] for row in sheet.rows] == [("alle 1", "medlemmer", "ny")]
