"""Each guard at its boundary, without books: what is let in, and what is stopped and how."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from workbench.importers.guards import FileFacts, Stop, StoredFacts, describe_stops, find_stops
from workbench.importers.statements import AS_HELD, of_records

DAY = date(2026, 11, 22)
PEOPLE = frozenset(f"klubbadmin:{n}" for n in range(100))


def facts(name: str = "krav.csv", **changes: object) -> FileFacts:
    usual = {"title": "Krav", "kind": "claims", "scope": "", "newest_on": DAY}
    counts = {"row_count": 100, "rejected_count": 0}
    return FileFacts(**{"name": name, "sha256": name, **usual, **counts, **changes})


def find(files: Sequence[FileFacts], stored: StoredFacts) -> list[Stop]:
    return find_stops(files, stored, least_share=0.7, most_aside=0.2)


def sentence(*files: FileFacts, last: Sequence[FileFacts] = (), unchanged=(), people=()) -> str:
    """Return the sentence that stops the files, or ""."""
    other_clubs = [("Granli IL", "100000016"), ("Li", "100000024")]
    batches = {file.source: last for file in last}
    return describe_stops(
        find(files, StoredFacts(batches, unchanged, people, "Solvik IL", other_clubs))
    )


@pytest.mark.parametrize(("rows", "is_stopped"), [(69, True), (70, False), (100, False)])
def test_fewer_than_seventy_percent_of_the_last_rows_stop(rows, is_stopped):
    text = sentence(facts(row_count=rows), last=(facts("gammel.csv"),))

    assert ("ser ut som et filter" in text) == is_stopped
    assert not is_stopped or "krav.csv: 69 rader mot 100 sist (69 %)" in text


@pytest.mark.parametrize(("before", "is_stopped"), [(19, False), (20, True)])
def test_a_file_of_fewer_than_twenty_rows_says_nothing_of_the_next(before, is_stopped):
    last = (facts("gammel.csv", row_count=before),)

    assert bool(sentence(facts(row_count=1), last=last)) == is_stopped


def test_the_files_of_a_source_are_judged_together():
    last = (facts("a.csv", row_count=50), facts("b.csv", row_count=50))

    assert sentence(facts("c.csv", row_count=40), facts("d.csv", row_count=30), last=last) == ""
    assert "c.csv, d.csv: 69 rader" in sentence(
        facts("c.csv", row_count=39), facts("d.csv", row_count=30), last=last
    )


def test_a_file_that_came_again_unchanged_counts_beside_its_sister():
    last = (facts("a.csv", row_count=50), facts("b.csv", row_count=50))
    new = facts("a.csv", sha256="ny", row_count=50)

    assert sentence(new, last=last, unchanged=("b.csv",)) == ""


def test_an_old_download_left_in_the_folder_does_not_hide_a_filter():
    last = (facts("krav.csv"),)

    assert sentence(facts("krav (1).csv", row_count=10), last=last, unchanged=("krav.csv",))


def test_member_lists_are_compared_with_their_own_scope_and_twice_is_once():
    ski = facts("ski.xlsx", kind="members", scope="Ski", row_count=20)
    turn = facts("turn.xlsx", kind="members", scope="Turn", row_count=100)
    new = facts("n.xlsx", kind="members", scope="Ski", row_count=14)

    assert sentence(new, last=(ski, ski)) == ""
    assert sentence(new, last=(turn,)) == ""


@pytest.mark.parametrize(("day", "is_stopped"), [(21, True), (22, False), (23, False)])
def test_a_file_whose_newest_day_is_before_the_last_files_is_older(day, is_stopped):
    file = facts(newest_on=date(2026, 11, day), taken_back=1)
    text = sentence(file, last=(facts("gammel.csv"),))

    assert ("den nyeste dagen er 21.11.2026, men 22.11.2026 i forrige fil" in text) == is_stopped


def test_of_two_files_of_a_source_each_is_held_against_its_namesake_or_both_against_both():
    old = date(2026, 10, 25)
    last = (facts("a.csv"), facts("ski.csv", newest_on=old))

    assert sentence(facts("a.csv"), facts("ski.csv", newest_on=old), last=last) == ""
    assert sentence(facts("a (1).csv"), facts("ski (1).csv", newest_on=old), last=last) == ""
    assert "a.csv: den nyeste dagen" in sentence(
        facts("a.csv", newest_on=old, taken_back=1),
        facts("ski.csv", newest_on=DAY),
        last=last,
    )


def test_a_file_that_takes_nothing_back_is_not_older_though_its_newest_row_is_gone():
    file = facts(newest_on=date(2026, 11, 1))

    assert sentence(file, last=(facts("gammel.csv"),)) == ""


def test_a_group_that_the_newest_member_left_is_not_an_old_list_while_another_is_newer():
    ski = facts("ski.xlsx", kind="members", scope="Ski", newest_on=date(2026, 10, 25))
    turn = facts("turn.xlsx", kind="members", scope="Turn")
    last = (facts("ski.xlsx", kind="members", scope="Ski"),)

    assert sentence(ski, turn, last=last) == ""
    assert "ski.xlsx: den nyeste dagen" in sentence(replace(ski, taken_back=1), last=last)


def test_a_file_that_states_no_day_is_not_older():
    assert sentence(facts(newest_on=None), last=(facts("gammel.csv"),)) == ""


def test_payments_are_of_a_period_and_neither_too_few_nor_too_old():
    last = (facts("ocr1.txt", kind="payments"),)
    ocr = facts("ocr2.txt", kind="payments", row_count=2, newest_on=date(2026, 1, 1))

    assert sentence(ocr, last=last) == ""


@pytest.mark.parametrize(
    ("kind", "rows", "aside", "is_stopped"),
    [
        ("bills", 100, 20, False),
        ("bills", 100, 21, True),
        ("bills", 19, 18, False),
        ("bills", 19, 19, True),
        ("bills", 2, 2, False),
        ("holds", 9, 2, True),
        ("holds", 4, 1, False),  # whom it is with, rests
        ("steps", 100, 20, False),
    ],
)
def test_more_than_a_fifth_set_aside_stops_in_short_lists_only_agreements_or_all(
    kind, rows, aside, is_stopped
):
    text = sentence(facts(kind=kind, row_count=rows, rejected_count=aside))

    assert (f"{aside} av {rows} rader kunne ikke leses" in text) == is_stopped


def test_a_file_cut_in_its_last_line_stops():
    assert "krav.csv: filen slutter midt i en linje; eksporter på nytt" in sentence(
        facts(is_cut=True)
    )


@pytest.mark.parametrize(
    ("above", "is_stopped"),
    [
        ("Medlemmer i GRANLI  IL per 22.11.2026", True),
        ("Org.nr. 100 000 016", True),
        ("Solvik IL", False),
        ("Granlia skole", False),
        ("Lista fotball", False),
        ("Faktura 1000000160", False),
    ],
)
def test_another_clubs_name_or_number_above_the_headings_stops(above, is_stopped):
    assert ("en annen klubb" in sentence(facts(text_above=above))) == is_stopped


def test_the_clubs_own_name_is_no_other_club_though_it_holds_its_name():
    stored = StoredFacts({}, (), (), "Granli IL", [("Granli", "100000016")])

    assert find([facts(text_above="Granli IL")], stored) == []


@pytest.mark.parametrize(
    ("above", "named"), [("Solvik IL Fotball 26", "'Solvik IL Fotball'"), ("Solvik IL fotball", "")]
)
def test_of_two_clubs_names_in_one_another_the_longest_is_meant(above, named):
    others = [("Solvik", "100000016"), ("Solvik IL Fotball", "100000024")][: 2 if named else 1]
    stored = StoredFacts({}, (), (), "Solvik IL", others)

    stops = find([facts(text_above=above)], stored)

    assert [named in stop.reason for stop in stops] == [True] * bool(named)


def lists_of(before, now):
    return {
        ("members", "på lista «Klubben»"): (before, now),
        ("members", "på lista «Ski»"): (30, 30),
    }


@pytest.mark.parametrize(
    ("before", "now", "is_stopped"), [(100, 69, True), (100, 70, False), (19, 1, False)]
)
def test_a_whole_list_of_which_many_are_gone_stops_whatever_the_scope(before, now, is_stopped):
    ski = facts("ny.xlsx", kind="members", scope="Ski", row_count=now)
    stored = StoredFacts({}, (), (), "Solvik IL", (), lists_of(before, now))

    stops = find([ski, facts()], stored)

    assert [stop.files for stop in stops] == [[ski]] * is_stopped
    assert not stops or "bare 69 av 100 på lista «Klubben»" in stops[0].reason


ALIASES = {"paid": ("innbetalt", "betalt beløp"), "kid": ("kid",)}


@pytest.mark.parametrize(
    ("headings", "is_stopped"),
    [
        (("Ordre", "Innbetalt beløp", "Nytt"), True),
        (("Ordre", "INNBETALT"), False),
        (("Betalt beløp",), False),
    ],
)
def test_a_heading_that_is_read_and_was_in_the_last_file_must_still_be_there(headings, is_stopped):
    last = (facts("gammel.csv", headings=("Ordre", "Innbetalt")),)

    text = sentence(facts(headings=headings, aliases=ALIASES), last=last)

    assert ("overskriften «Innbetalt» sto i forrige fil" in text) == is_stopped
    assert bool(text) == is_stopped


def test_headings_are_held_against_the_namesake_else_against_those_of_all_the_last_files():
    last = (
        facts("a.csv", headings=("KID",), row_count=9),
        facts("b.csv", headings=("Ordre",), row_count=9),
    )

    assert sentence(facts("b.csv", headings=("Ordre",), aliases=ALIASES), last=last) == ""
    assert sentence(facts("c.csv", headings=("Ordre",), aliases=ALIASES), last=last) == ""
    assert "«KID»" in sentence(facts("a.csv", headings=("Ordre",), aliases=ALIASES), last=last)


def strangers(known: int, unknown: int, system: str = "klubbadmin") -> FileFacts:
    people = {f"klubbadmin:{n}" for n in range(known)}
    people |= {f"{system}:{n}" for n in range(1000, 1000 + unknown)}
    return facts(row_count=known + unknown, people=frozenset(people))


@pytest.mark.parametrize(
    ("known", "unknown", "is_stopped"),
    [(9, 91, True), (10, 90, False), (1, 20, True), (0, 20, False)],
)
def test_a_file_of_people_whom_hardly_anybody_knows_stops(known, unknown, is_stopped):
    text = sentence(strangers(known, unknown), people=PEOPLE)

    assert (f"bare {known} av {known + unknown} personer er kjent" in text) == is_stopped


@pytest.mark.parametrize(
    ("kids", "is_stopped"),
    [("123", True), ("12", False), ("12k", False)],
    ids=["nobody is known", "too few", "one is known"],
)
def test_a_banks_file_of_few_rows_is_anothers_if_no_kid_is_known(kids, is_stopped):
    names = frozenset(f"kid:{kid}" for kid in kids)
    bank = facts(kind="payments", row_count=len(kids), people=names)

    assert bool(sentence(bank, people={"kid:k", "kid:j"})) == is_stopped


def test_the_first_file_of_a_club_or_of_a_further_system_has_no_strangers():
    assert sentence(strangers(0, 100)) == ""
    assert sentence(strangers(0, 100, system="spoortz"), people=PEOPLE) == ""


def test_a_new_group_is_known_by_the_clubs_list_in_the_same_folder():
    new = frozenset(f"klubbadmin:{n}" for n in range(1000, 1050))

    text = sentence(facts(people=new), facts("klubben.xlsx", people=PEOPLE | new), people=PEOPLE)

    assert text == ""


def test_kids_are_known_by_the_claims_held_or_by_those_of_known_people_in_the_same_folder():
    kids = frozenset(f"kid:{n}" for n in range(50))
    bank = facts("bank.csv", kind="payments", people=kids)
    bills = facts(people=frozenset(list(PEOPLE)[:50]), kids_and_orders=kids)

    assert "bare 0 av 50 KID-er er kjent" in sentence(bank, people=PEOPLE | {"kid:99"})
    assert sentence(bank, bills, people=PEOPLE | {"kid:99"}) == ""
    assert sentence(bank, people=PEOPLE) == ""


def test_a_file_with_two_faults_gets_one_sentence_that_says_what_to_do():
    text = sentence(facts(row_count=50, is_cut=True), last=(facts("gammel.csv"),))

    assert text == (
        "krav.csv: 50 rader mot 100 sist (50 %), så det ser ut som et filter var på, og filen "
        "slutter midt i en linje; eksporter på nytt uten filter, eller kjør med --force og en "
        "grunn."
    )


def test_what_most_of_the_rows_set_aside_have_in_common_is_said():
    text = sentence(
        facts(rejected_count=30, rejection_note=" (i 30 av dem er Status 'Ikke betalt')")
    )

    assert "30 av 100 rader kunne ikke leses (i 30 av dem er Status 'Ikke betalt');" in text


def test_a_list_of_what_is_open_alone_may_be_much_shorter():
    last = (facts("gammel.csv"),)

    assert sentence(facts(row_count=10, is_open_only=True), last=last) == ""


def test_the_first_member_list_of_a_new_kind_is_not_of_strangers():
    people = {f"klubbadmin:{n}" for n in range(500, 600)}
    new = facts(kind="members", title="Bassenglista", people=PEOPLE, row_count=100)

    assert sentence(new, last=(facts("gammel.csv"),), people=people) == ""
    assert "bare 0 av 100" in sentence(
        new, last=(facts("g.csv", title="Bassenglista"),), people=people
    )


@pytest.mark.parametrize(
    ("clubs", "is_stopped"),
    [
        (["Fremmed IL"], True),
        (["999 888 777"], True),
        (["Fremmed IL", "Enda en Sportsklubb"], True),
        (["Solvik Idrettslag"], False),
        (["SOLVIK IL - Fotball"], False),
        (["100 000 016"], False),
        (["Fremmed IL", "Solvik IL"], False),
        (["A-klubben", "B-klubben", "C-klubben"], False),  # what people are members of besides
    ],
)
def test_a_column_that_names_another_club_stops(clubs, is_stopped):
    stored = StoredFacts({}, (), (), "Solvik IL", (), organisation_number="100000016")

    stops = find([facts(named_clubs=clubs)], stored)

    assert bool(stops) == is_stopped
    assert all(stop.remedy == "ta den ut av mappen" for stop in stops)


def payment(**changes):
    """Return a payment of 300 kr as a file states it in line 4."""
    usual = {
        "payment_id": "p", "kid": "704800003169", "amount_ore": 300_00, "paid_on": DAY, "row": 4
    }  # fmt: skip
    return of_records("payments", [usual | changes])[0]


@pytest.mark.parametrize(
    ("changes", "is_stopped"),
    [
        ({}, False),
        ({"payer_name": "Eirik Moe", "message": "takk", "account": "12345678903"}, False),
        ({"payment_id": "q", "kid": "872400003812"}, False),
        ({"kid": None}, False),
        ({"kid": AS_HELD}, False),
        ({"kid": "872400003812"}, True),
        ({"invoice_id": "vipps:2"}, True),
        ({"amount_ore": 400_00}, True),
        ({"amount_ore": -300_00}, True),
    ],
)
def test_a_payment_that_was_read_is_replaced_by_no_other(changes, is_stopped):
    stored = StoredFacts({}, (), (), "Solvik IL", (), payments={"p": payment(invoice_id="vipps:1")})

    stops = find([facts(kind="payments", payments=[payment(**changes)])], stored)

    assert bool(stops) == is_stopped


def test_the_line_and_both_payments_are_named():
    again = [payment(kid="872400003812", amount_ore=400_00), payment(amount_ore=1_00, row=7)]
    files = [
        facts("am.txt", kind="payments", payments=[payment()]),
        facts("pm.txt", kind="payments", payments=again),
    ]

    assert sentence(*files).replace("\xa0", " ") == (
        "pm.txt: linje 4 har 400 kr med KID 872400003812, men under samme nummer er det før lest "
        "300 kr med KID 704800003169 (og 1 til); finn ut i banken hva som er kommet inn, eller "
        "kjør med --force og en grunn."
    )


@pytest.mark.parametrize(("kid", "is_stopped"), [("704800003169", False), ("1", True)])
def test_a_refund_changes_the_amount_of_a_payment_and_nothing_else(kid, is_stopped):
    stored = StoredFacts({}, (), (), "Solvik IL", (), payments={"p": payment()})
    again = payment(amount_ore=100_00, kid=kid)
    file = facts(kind="payments", payments=[again], stated_columns=frozenset({"refunded"}))

    assert bool(find([file], stored)) == is_stopped
