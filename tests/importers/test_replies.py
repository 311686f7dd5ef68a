"""What is written beside the key of a task, read as an answer to it."""

from datetime import date

import pytest

from workbench.importers.reading import Sheet
from workbench.importers.replies import read_answer, read_replies
from workbench.model.errors import Unreadable
from workbench.model.task_kinds import TaskAnswer
from workbench.values.record_ids import mark_key

READ_ON = date(2026, 12, 31)


@pytest.mark.parametrize(
    ("key", "text", "answer", "day"),
    [
        ("send_step:a", "x", TaskAnswer.SENT, None),
        ("send_step:a", "05.10.2026", TaskAnswer.SENT, date(2026, 10, 5)),
        ("send_step:a", "Nei", TaskAnswer.NOT_SENT, None),
        ("approve_step:a", "ja", TaskAnswer.APPROVED, None),
        ("check_claim:maybe:a+b", "ja", TaskAnswer.SAME, None),
        ("check_claim:maybe:a+b", "nei", TaskAnswer.DIFFERENT, None),
        ("unread_row:doubt:7", "det stemmer", TaskAnswer.CONFIRMED, None),
        ("tidy:7", "gjort", TaskAnswer.DONE, None),
    ],
)
def test_a_word_is_an_answer_that_the_task_knows(key, text, answer, day):
    assert read_answer(mark_key(key, "[]"), text) == (answer, day)


@pytest.mark.parametrize(
    ("key", "text", "reason"),
    [
        ("send_step:a", "kanskje", "ikke et svar"),
        ("send_step:a", "lagt til side", "grunn"),
        ("check_claim:file:bank:payments", "det stemmer", "grunn"),
        ("unread_row:7", "det stemmer", "ikke et svar"),
        ("tidy:7", "nei", "ikke et svar"),
        ("noe annet", "ja", "nøkkelen"),
    ],
)
def test_what_is_no_answer_says_why_and_never_counts(key, text, reason):
    with pytest.raises(Unreadable, match=reason):
        read_answer(mark_key(key, "[]"), text)


HEADINGS = ["Svar", "Merknad", "Besvart av", "Besvart den", "Nøkkel"]
SIGNED = ["Mona", "05.10.2026"]


def of_club(*rows: list[str]):
    """Return what is read in the club's list, and why the rest is not."""
    replies = read_replies([Sheet("Til klubben", [HEADINGS, *rows], is_text=False)], READ_ON, {})
    return [(each.answer, each.note) for each in replies.read], [u.reason for u in replies.unread]


@pytest.mark.parametrize(
    ("kind", "text", "remark", "expected"),
    [
        ("credit_claim", "ja", "", ("yes", "")),
        ("credit_claim", "se merknaden", "spør Ola", ("noted", ": spør Ola")),
        ("place_payment", "cupen", "", ("noted", ": cupen")),
        ("place_payment", "", "cupen", ("noted", ": cupen")),
        ("decide_membership", "nei", "sluttet i vår", ("noted", ": nei – sluttet i vår")),
        ("decide_fee", "nei", "", ("no", "")),
        ("decide_fee", "Ja", "men halv avgift", ("noted", ": ja – men halv avgift")),
        ("clear_up_fee", "ja", "født 2014", ("noted", ": ja – født 2014")),
    ],
)
def test_the_club_answers_yes_or_no_where_that_is_an_answer_and_else_in_words(
    kind, text, remark, expected
):
    key = mark_key(f"{kind}:a", "[]")

    read, unread = of_club([text, remark, *SIGNED, key])

    answer, said = expected
    assert (read, unread) == ([(answer, f"Mona 05.10.2026{said}")], [])


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("decide_membership", "ja"),
        ("place_payment", "nei"),
        ("credit_claim", "vet ikke"),
        ("credit_claim", "gjort"),
    ],
)
def test_what_is_no_answer_of_the_clubs_says_what_to_write(kind, text):
    read, (reason,) = of_club([text, "", *SIGNED, mark_key(f"{kind}:a", "[]")])

    assert read == [] and "skriv" in reason and "todo" not in reason


@pytest.mark.parametrize("text", ["ja", "gjort", "oppfølgingen går videre"])
def test_without_the_columns_for_who_and_when_no_question_of_the_clubs_is_answered(text):
    key = mark_key("credit_claim:a", "[]")
    sheet = Sheet("Til klubben", [["Svar", "Nøkkel"], [text, key]], is_text=False)

    replies = read_replies([sheet], READ_ON, {})

    assert replies.read == [] and "hvem som svarte" in replies.unread[0].reason


def test_nobody_signs_for_another_whose_signature_is_not_whole():
    keys = [mark_key(f"credit_claim:{n}", "[]") for n in range(3)]

    read, unread = of_club(
        ["ja", "", *SIGNED, keys[0]], ["ja", "", "Ola", "", keys[1]], ["ja", "", "", "", keys[2]]
    )

    assert read == [("yes", "Mona 05.10.2026")] and len(unread) == 2
