"""A draft to a profile: what is made where a list lacks it, what is missing, how it is written."""

import re
import tomllib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.importers import canonical
from workbench.importers.cells import Context
from workbench.importers.drafts import (
    COLUMNS,
    IDS,
    KINDS,
    Draft,
    choosable_columns,
    describe_missing,
    to_toml,
)
from workbench.importers.headings import recognise
from workbench.importers.mapping import map_rows
from workbench.importers.profiles import NEEDS, OWN, Profile, all_columns
from workbench.importers.reading import read_sheets
from workbench.values.kid import KidStructure
from workbench.values.text import fold, tidy, visible

HEADINGS = st.text(min_size=1).filter(lambda text: tidy(text).isprintable() and tidy(text) != "")


def draft(kind: str, names: str, **more) -> Draft:
    """Choose columns, each under a heading of its own."""
    headings = {name: f"Kolonne {n}" for n, name in enumerate(names.split())}
    return Draft(title="Prøveliste", kind=kind, headings=headings, **more)


def profile(made: Draft) -> Profile:
    return Profile.model_validate(tomllib.loads(to_toml(made, "en prøve")))


@pytest.mark.parametrize("kind", KINDS)
def test_every_column_that_can_be_chosen_is_one_the_kind_may_have(kind):
    known = all_columns(kind)

    assert set(choosable_columns(kind)) <= known
    needed = {*NEEDS[kind].replace("|", " ").split()} - {"reference"}  # of banks' files
    assert needed <= {*choosable_columns(kind), IDS[kind][0]}


@pytest.mark.parametrize(
    ("kind", "names", "ids", "key"),
    [
        ("members", "person first_name last_name", {}, ("person",)),
        (
            "members",
            "name born_on",
            {"person": ("first_name", "last_name", "born_on")},
            ("person",),
        ),
        ("bills", "order person title due_on amount", {}, ("order",)),
        (
            "bills",
            "member_name group title due_on amount",
            {"order": ("member_name", "group", "title")},
            ("order",),
        ),
        (
            "bills",
            "member_name title due_on amount",
            {"order": ("member_name", "title")},
            ("order",),
        ),
        ("payments", "kid amount paid_on", {}, ("kid",)),
        ("payments", "message amount paid_on", {}, ("message",)),
        ("payments", "order kid amount paid_on", {}, ("order",)),
        (
            "payments",
            "member_name title amount paid_on",
            {"order": ("member_name", "title")},
            ("order",),
        ),
    ],
)
def test_an_id_is_made_where_the_list_has_none(kind, names, ids, key):
    made = draft(kind, names)

    assert describe_missing(made) == ""
    assert (profile(made).ids, profile(made).key) == (ids, key)


@pytest.mark.parametrize(
    ("kind", "names", "what"),
    [
        ("members", "person", "fornavn eller fullt navn; og etternavn eller fullt navn"),
        (
            "members",
            "first_name last_name",
            "medlemsnummer, eller fornavn, etternavn og fødselsdato",
        ),
        (
            "bills",
            "order title due_on",
            "medlemsnummer eller navnet på medlemmet; og beløp eller utestående",
        ),
        (
            "bills",
            "person title due_on amount",
            "fakturanummer, eller navnet på medlemmet og hva det gjelder",
        ),
        ("payments", "kid amount", "betalt dato"),
    ],
)
def test_what_must_be_chosen_still_is_said_in_one_sentence(kind, names, what):
    assert describe_missing(draft(kind, names)) == f"Velg også hvilken kolonne som har {what}."


@pytest.mark.parametrize("title", ["", "ab", "x" * 61, "<b>fet</b>", "../ute", "to\nlinjer"])
def test_a_name_that_will_not_do_is_refused(title):
    made = draft("members", "person first_name last_name")

    assert "Gi profilen et navn" in describe_missing(Draft(title, made.kind, made.headings))


def test_one_invoice_on_several_lines_is_told_apart_by_person_and_title():
    made = draft("bills", "order member_name title due_on amount", many_lines=True)

    assert profile(made).key == ("order", "member_name", "title")


def test_of_a_banks_payments_only_what_came_in_is_kept():
    by_kid, by_text, by_order = (
        profile(draft("payments", f"{key} amount paid_on")) for key in ("kid", "message", "order")
    )

    assert by_kid.incoming_only
    assert by_text.incoming_only
    assert re.fullmatch(by_kid.footer[0], "Utgående saldo", re.IGNORECASE)
    assert not by_order.incoming_only


@pytest.mark.parametrize("names", ["kid amount paid_on", "kid amount paid_on message payer_name"])
def test_money_that_came_to_a_drafted_bank_account_without_a_kid_is_kept(names):
    content = (
        "Kolonne 0;Kolonne 1;Kolonne 2;Kolonne 3;Kolonne 4\r\n"
        "001000300010;500,00;03.11.2026;Giro;Kari Li\r\n"
        ";300,00;03.11.2026;Trening Ola;Kari Li\r\n"
        ";300,00;03.11.2026;Trening Ola;Kari Li\r\n"
        ";-25 000,00;03.11.2026;Lønn;Per Ås\r\n"
    )
    sheets = read_sheets(content.encode(), "konto.csv")
    header = recognise(sheets, [profile(draft("payments", names))], "konto.csv")

    mapped = map_rows(header, sheets, Context(date(2026, 11, 22), (KidStructure(12, 10),)))

    paid = canonical.to_tables(mapped, system=OWN, accounts={})["payments"]
    assert [row.amount_ore for row in paid] == [500_00, 300_00, 300_00]
    assert len({row.payment_id for row in paid}) == 3
    assert {row.source for row in paid} == {"bank"}  # what another bank's file shows counts once
    assert mapped.set_aside == []


def test_days_are_written_as_chosen_and_the_usual_order_is_left_out():
    assert profile(draft("payments", "kid amount paid_on", day_order="ymd")).day_order == "ymd"
    assert "day_order" not in to_toml(draft("payments", "kid amount paid_on"), "")


def test_the_columns_that_a_payments_id_is_made_of_must_be_there():
    made = profile(draft("payments", "member_name group title amount paid_on"))

    assert [name for name in made.columns if made.is_needed(name)] == [
        "member_name", "title", "amount", "paid_on",
    ]  # fmt: skip


@given(HEADINGS, HEADINGS, st.text())
def test_any_heading_word_and_note_is_written_so_that_it_reads_as_it_was(heading, word, note):
    made = Draft(
        title="Prøveliste",
        kind="members",
        headings={"name": "Navn", "person": "Nr", "status": heading},
        words={word: "active"},
        whole_club=True,
    )

    read = Profile.model_validate(tomllib.loads(to_toml(made, note)))

    assert fold(read.columns["status"].seen[0]) == fold(heading)
    assert read.columns["status"].words == {visible(word): "active"}
    assert read.whole_club


def test_every_column_has_a_name_of_its_own():
    for kind in KINDS:
        labels = [COLUMNS[name].label for name in choosable_columns(kind)]
        assert len(labels) == len(set(labels))
