"""What is written beside the key of a task, read as an answer to it."""

from datetime import date

import pytest

from workbench.importers.replies import read_answer
from workbench.model.errors import Unreadable
from workbench.model.task_kinds import TaskAnswer
from workbench.values.record_ids import mark_key


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
