"""Each guard at its boundary, without books: what is let in, and what is stopped and how."""

from dataclasses import replace
from datetime import date

import pytest

from workbench.importers.guards import Known, Seen, judge, sentences

DAY = date(2026, 11, 22)
PEOPLE = frozenset(f"klubbadmin:{n}" for n in range(100))


def seen(name: str = "krav.csv", **about: object) -> Seen:
    said = {"sha256": name, "title": "Krav", "kind": "claims", "scope": "", "newest_on": DAY}
    return Seen(**{"name": name, "rows": 100, "aside": 0, **said, **about})


def stops(*files: Seen, last: tuple[Seen, ...] = (), unchanged: tuple[str, ...] = (), people=()):
    """Judge the files; returns what is said, or nothing."""
    others = [("Granli IL", "100000016"), ("Li", "100000024")]
    known = Known({one.source: last for one in last}, unchanged, people, "Solvik IL", others)
    return sentences(judge(files, known, least_share=0.7, most_aside=0.2))


@pytest.mark.parametrize(("rows", "is_stopped"), [(69, True), (70, False), (100, False)])
def test_fewer_than_seventy_percent_of_the_last_rows_stop(rows, is_stopped):
    said = stops(seen(rows=rows), last=(seen("gammel.csv"),))

    assert ("ser ut som et filter" in said) == is_stopped
    assert not is_stopped or "krav.csv: 69 rader mot 100 sist (69 %)" in said


@pytest.mark.parametrize(("before", "is_stopped"), [(19, False), (20, True)])
def test_a_file_of_fewer_than_twenty_rows_says_nothing_of_the_next(before, is_stopped):
    assert bool(stops(seen(rows=1), last=(seen("gammel.csv", rows=before),))) == is_stopped


def test_the_files_of_a_source_are_judged_together():
    last = (seen("a.csv", rows=50), seen("b.csv", rows=50))

    assert stops(seen("c.csv", rows=40), seen("d.csv", rows=30), last=last) == ""
    assert "c.csv, d.csv: 69 rader" in stops(
        seen("c.csv", rows=39), seen("d.csv", rows=30), last=last
    )


def test_a_file_that_came_again_unchanged_counts_beside_its_sister():
    last = (seen("a.csv", rows=50), seen("b.csv", rows=50))

    assert stops(seen("a.csv", sha256="ny", rows=50), last=last, unchanged=("b.csv",)) == ""


def test_an_old_download_left_in_the_folder_does_not_hide_a_filter():
    last = (seen("krav.csv"),)

    assert stops(seen("krav (1).csv", rows=10), last=last, unchanged=("krav.csv",))


def test_member_lists_are_compared_with_their_own_scope_and_twice_is_once():
    ski = seen("ski.xlsx", kind="members", scope="Ski", rows=20)
    turn = seen("turn.xlsx", kind="members", scope="Turn", rows=100)

    assert stops(seen("n.xlsx", kind="members", scope="Ski", rows=14), last=(ski, ski)) == ""
    assert stops(seen("n.xlsx", kind="members", scope="Ski", rows=14), last=(turn,)) == ""


@pytest.mark.parametrize(("day", "is_stopped"), [(21, True), (22, False), (23, False)])
def test_a_file_whose_newest_day_is_before_the_last_files_is_older(day, is_stopped):
    file = seen(newest_on=date(2026, 11, day), taken_back=1)
    said = stops(file, last=(seen("gammel.csv"),))

    assert ("den nyeste dagen er 21.11.2026, men 22.11.2026 i forrige fil" in said) == is_stopped


def test_of_two_files_of_a_source_each_is_held_against_its_namesake_or_both_against_both():
    old = date(2026, 10, 25)
    last = (seen("a.csv"), seen("ski.csv", newest_on=old))

    assert stops(seen("a.csv"), seen("ski.csv", newest_on=old), last=last) == ""
    assert stops(seen("a (1).csv"), seen("ski (1).csv", newest_on=old), last=last) == ""
    assert "a.csv: den nyeste dagen" in stops(
        seen("a.csv", newest_on=old, taken_back=1), seen("ski.csv", newest_on=DAY), last=last
    )


def test_a_file_that_takes_nothing_back_is_not_older_though_its_newest_row_is_gone():
    file = seen(newest_on=date(2026, 11, 1))

    assert stops(file, last=(seen("gammel.csv"),)) == ""


def test_a_group_that_the_newest_member_left_is_not_an_old_list_while_another_is_newer():
    ski = seen("ski.xlsx", kind="members", scope="Ski", newest_on=date(2026, 10, 25))
    turn = seen("turn.xlsx", kind="members", scope="Turn")
    last = (seen("ski.xlsx", kind="members", scope="Ski"),)

    assert stops(ski, turn, last=last) == ""
    assert "ski.xlsx: den nyeste dagen" in stops(replace(ski, taken_back=1), last=last)


def test_a_file_that_states_no_day_is_not_older():
    assert stops(seen(newest_on=None), last=(seen("gammel.csv"),)) == ""


def test_payments_are_of_a_period_and_neither_too_few_nor_too_old():
    last = (seen("ocr1.txt", kind="payments"),)
    ocr = seen("ocr2.txt", kind="payments", rows=2, newest_on=date(2026, 1, 1))

    assert stops(ocr, last=last) == ""


@pytest.mark.parametrize(
    ("rows", "aside", "is_stopped"), [(100, 20, False), (100, 21, True), (19, 19, False)]
)
def test_more_than_a_fifth_set_aside_stops(rows, aside, is_stopped):
    said = stops(seen(rows=rows, aside=aside))

    assert ("21 av 100 rader kunne ikke leses" in said) == is_stopped


def test_a_file_cut_in_its_last_line_stops():
    assert "krav.csv: filen slutter midt i en linje; eksporter på nytt" in stops(seen(is_cut=True))


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
    assert ("en annen klubb" in stops(seen(above=above))) == is_stopped


def test_the_clubs_own_name_is_no_other_club_though_it_holds_its_name():
    known = Known({}, (), (), "Granli IL", [("Granli", "100000016")])

    assert judge([seen(above="Granli IL")], known, least_share=0.7, most_aside=0.2) == []


@pytest.mark.parametrize(
    ("above", "said"), [("Solvik IL Fotball 26", "'Solvik IL Fotball'"), ("Solvik IL fotball", "")]
)
def test_of_two_clubs_names_in_one_another_the_longest_is_meant(above, said):
    others = [("Solvik", "100000016"), ("Solvik IL Fotball", "100000024")][: 2 if said else 1]
    known = Known({}, (), (), "Solvik IL", others)

    found = judge([seen(above=above)], known, least_share=0.7, most_aside=0.2)

    assert [said in stop.found for stop in found] == [True] * bool(said)


def lists_of(before, now):
    return {
        ("members", "på lista «Klubben»"): (before, now),
        ("members", "på lista «Ski»"): (30, 30),
    }


@pytest.mark.parametrize(
    ("before", "now", "is_stopped"), [(100, 69, True), (100, 70, False), (19, 1, False)]
)
def test_a_whole_list_of_which_many_are_gone_stops_whatever_the_scope(before, now, is_stopped):
    ski = seen("ny.xlsx", kind="members", scope="Ski", rows=now)
    known = Known({}, (), (), "Solvik IL", (), lists_of(before, now))

    found = judge([ski, seen()], known, least_share=0.7, most_aside=0.2)

    assert [stop.files for stop in found] == [[ski]] * is_stopped
    assert not found or "bare 69 av 100 på lista «Klubben»" in found[0].found


READS = {"paid": ("innbetalt", "betalt beløp"), "kid": ("kid",)}


@pytest.mark.parametrize(
    ("headings", "is_stopped"),
    [
        (("Ordre", "Innbetalt beløp", "Nytt"), True),
        (("Ordre", "INNBETALT"), False),
        (("Betalt beløp",), False),
    ],
)
def test_a_heading_that_is_read_and_was_in_the_last_file_must_still_be_there(headings, is_stopped):
    last = (seen("gammel.csv", headings=("Ordre", "Innbetalt")),)

    said = stops(seen(headings=headings, reads=READS), last=last)

    assert ("overskriften «Innbetalt» sto i forrige fil" in said) == is_stopped
    assert bool(said) == is_stopped


def test_headings_are_held_against_the_namesake_else_against_those_of_all_the_last_files():
    last = seen("a.csv", headings=("KID",), rows=9), seen("b.csv", headings=("Ordre",), rows=9)

    assert stops(seen("b.csv", headings=("Ordre",), reads=READS), last=last) == ""
    assert stops(seen("c.csv", headings=("Ordre",), reads=READS), last=last) == ""
    assert "«KID»" in stops(seen("a.csv", headings=("Ordre",), reads=READS), last=last)


def strangers(known: int, unknown: int, system: str = "klubbadmin") -> Seen:
    people = {f"klubbadmin:{n}" for n in range(known)}
    people |= {f"{system}:{n}" for n in range(1000, 1000 + unknown)}
    return seen(rows=known + unknown, people=frozenset(people))


@pytest.mark.parametrize(
    ("known", "unknown", "is_stopped"),
    [(9, 91, True), (10, 90, False), (1, 20, True), (0, 20, False)],
)
def test_a_file_of_people_whom_hardly_anybody_knows_stops(known, unknown, is_stopped):
    said = stops(strangers(known, unknown), people=PEOPLE)

    assert (f"bare {known} av {known + unknown} personer er kjent" in said) == is_stopped


def test_the_first_file_of_a_club_or_of_a_further_system_has_no_strangers():
    assert stops(strangers(0, 100)) == ""
    assert stops(strangers(0, 100, system="spoortz"), people=PEOPLE) == ""


def test_a_new_group_is_known_by_the_clubs_list_in_the_same_folder():
    new = frozenset(f"klubbadmin:{n}" for n in range(1000, 1050))

    said = stops(seen(people=new), seen("klubben.xlsx", people=PEOPLE | new), people=PEOPLE)

    assert said == ""


def test_kids_are_known_by_the_claims_held_or_by_those_of_known_people_in_the_same_folder():
    kids = frozenset(f"kid:{n}" for n in range(50))
    bank = seen("bank.csv", kind="payments", people=kids)
    bills = seen(people=frozenset(list(PEOPLE)[:50]), also=kids)

    assert "bare 0 av 50 KID-er er kjent" in stops(bank, people=PEOPLE | {"kid:99"})
    assert stops(bank, bills, people=PEOPLE | {"kid:99"}) == ""
    assert stops(bank, people=PEOPLE) == ""


def test_a_file_with_two_faults_gets_one_sentence_that_says_what_to_do():
    said = stops(seen(rows=50, is_cut=True), last=(seen("gammel.csv"),))

    assert said == (
        "krav.csv: 50 rader mot 100 sist (50 %), så det ser ut som et filter var på, og filen "
        "slutter midt i en linje; eksporter på nytt uten filter, eller kjør med --force og en "
        "grunn."
    )


@pytest.mark.parametrize(("renamed", "is_stopped"), [(21, True), (20, False)])
def test_known_numbers_under_which_others_stand_are_another_clubs(renamed, is_stopped):
    known = Known({}, (), (), "Solvik IL", (), names=(100, renamed))

    found = judge([seen(kind="members"), seen()], known, least_share=0.7, most_aside=0.2)

    assert [len(stop.files) for stop in found] == [1] * is_stopped


def test_what_most_of_the_rows_set_aside_have_in_common_is_said():
    said = stops(seen(aside=30, why_aside=" (i 30 av dem er Status 'Ikke betalt')"))

    assert "30 av 100 rader kunne ikke leses (i 30 av dem er Status 'Ikke betalt');" in said


def test_a_list_of_what_is_open_alone_may_be_much_shorter():
    last = (seen("gammel.csv"),)

    assert stops(seen(rows=10, is_open_only=True), last=last) == ""


def test_the_first_member_list_of_a_new_kind_is_not_of_strangers():
    people = {f"klubbadmin:{n}" for n in range(500, 600)}
    new = seen(kind="members", title="Bassenglista", people=PEOPLE, rows=100)

    assert stops(new, last=(seen("gammel.csv"),), people=people) == ""
    assert "bare 0 av 100" in stops(new, last=(seen("g.csv", title="Bassenglista"),), people=people)


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
    known = Known({}, (), (), "Solvik IL", (), number="100000016")

    found = judge([seen(named_clubs=clubs)], known, least_share=0.7, most_aside=0.2)

    assert bool(found) == is_stopped
    assert all(stop.remedy == "ta den ut av mappen" for stop in found)
