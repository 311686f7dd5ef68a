import hashlib
import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from workbench.days import is_working_day
from workbench.dunning.clock import step_day
from workbench.dunning.policy import Policy, load_policy, parse_policy
from workbench.model.errors import UsageError

STANDARD = Path(__file__).parents[2] / "data" / "policies" / "idrettslag.toml"


def refusal(folder, content):
    """Return the sentence with which a policy is refused."""
    path = folder / "egen.toml"
    path.write_bytes(content)
    with pytest.raises(UsageError) as caught:
        load_policy(path)
    return str(caught.value)


def changed(old, new):
    text = STANDARD.read_text("utf-8")
    assert old in text
    return text.replace(old, new).encode()


def test_the_standard_is_two_free_reminders_a_call_and_a_message():
    policy = load_policy(STANDARD).policy

    assert [(x.step_id, x.kind, x.after, x.days) for x in policy.levels] == [
        ("reminder_1", "reminder", "due", 5),
        ("reminder_2", "reminder", "previous", 14),
        ("call", "call", "previous", 7),
        ("message", "after_no_contact", "previous", 2),
    ]
    assert (policy.minimum_ore, policy.many_unpaid) == (50_00, 3)


def test_a_policy_is_known_by_the_hash_of_its_file():
    assert load_policy(STANDARD).sha256 == hashlib.sha256(STANDARD.read_bytes()).hexdigest()


FAULTS = [
    pytest.param('after = "due"', 'after = "previous"', "første trinnet", id="T10"),
    pytest.param("number = 2", "number = 1", "ulike", id="T11"),
    pytest.param("number = 1", "number = 4", "stigende", id="T11 falling"),
    pytest.param('"reminder_2"', '"reminder_1"', "samme step_id", id="one name twice"),
    pytest.param("many_unpaid", "fee_ore = 3800\nmany_unpaid", "fee_ore", id="unknown key"),
    pytest.param("days = 14", "days = 14\nfee = 38", "fee", id="unknown key in a level"),
    pytest.param("minimum_ore = 5000", "", "minimum_ore", id="missing key"),
    pytest.param("days = 5", "days = 0", "days", id="on the due date"),
    pytest.param("days = 5", "days = 5.5", "days", id="half a day"),
    pytest.param('kind = "call"', 'kind = "visit"', "kind", id="unknown kind"),
    pytest.param('channels = ["phone"]', "channels = []", "channels", id="no channel"),
    pytest.param("days = 5", "days = -5", "reminder_1", id="R1 a reminder before the due date"),
    pytest.param('kind = "call"', 'kind = "payment_notice"', "varsel", id="a notice after"),
    pytest.param('channels = ["phone"]', 'channels = ["fax"]', "channels", id="unknown channel"),
    pytest.param('channels = ["phone"]', 'channels = ["efaktura"]', "eFaktura", id="no notice"),
]


@pytest.mark.parametrize(("old", "new", "named"), FAULTS)
def test_a_policy_that_does_not_hang_together_is_refused_and_the_fault_is_named(
    tmp_path, old, new, named
):
    sentence = refusal(tmp_path, changed(old, new))

    assert sentence.startswith("egen.toml: ")
    assert named in sentence


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("number = 2", "number = 1"),
        ("days = 14", "days = 14\nfee = 38"),
        ("minimum_ore = 5000", ""),
        ("days = 5", "days = 0"),
    ],
)
def test_the_refusal_is_one_norwegian_sentence(tmp_path, old, new):
    sentence = refusal(tmp_path, changed(old, new))

    assert not re.search("Value error|Extra inputs|Field required|Input should", sentence)
    assert sentence.endswith(".")


@pytest.mark.parametrize("content", [b"id = ", b"id = 'blad\xe5s'", b"[[levels]\nnumber = 1"])
def test_a_file_that_is_no_toml_is_refused(tmp_path, content):
    assert re.match(r"egen\.toml: .*TOML", refusal(tmp_path, content))


def test_a_policy_without_levels_is_refused(tmp_path):
    text = STANDARD.read_text("utf-8").partition("[[levels]]")[0]

    assert "levels" in refusal(tmp_path, f"{text}levels = []".encode())


def test_a_file_that_is_missing_is_named_with_those_that_exist(tmp_path):
    (tmp_path / "senter.toml").write_text("")
    (tmp_path / "idrettslag.toml").write_text("")

    with pytest.raises(UsageError, match=r"finnes.*ikke.*: idrettslag, senter\."):
        load_policy(tmp_path / "finnes.toml")


# The scenario of a published system for credit control, as it can be said in a policy: a message,
# at the end of the month another one, and a letter; of those the first two count from the due date.
THREE_TIMES = """
id = "tre-brev"
title = "Tre ganger"
minimum_ore = 0
many_unpaid = 3
days_between = 1

[[levels]]
number = 10
step_id = "ten_days"
title = "10 dager"
kind = "reminder"
after = "due"
days = 10
channels = ["email", "letter"]

[[levels]]
number = 20
step_id = "month_end"
title = "30 dager, og måneden ut"
kind = "reminder"
after = "due"
days = 30
count = "month_end"
channels = ["email", "letter"]

[[levels]]
number = 30
step_id = "last"
title = "10 dager etter forrige"
kind = "reminder"
after = "previous"
days = 10
channels = ["letter"]
"""


def test_a_published_scenario_with_month_ends_and_letters_can_be_said():
    policy = parse_policy(THREE_TIMES.encode(), "tre-brev.toml").policy

    due = date(2026, 1, 15)
    ten_days, at_month_end, last = policy.steps
    assert str(step_day(ten_days, due, [])) == "2026-01-25"
    assert str(step_day(at_month_end, due, [])) == "2026-02-28"  # the 14th, and the month out
    assert str(step_day(last, date(2026, 3, 2), [])) == "2026-03-12"


NOTICE = {
    "number": 1, "step_id": "varsel", "title": "Varsel", "kind": "payment_notice", "after": "due",
    "days": -7, "channels": ["member_system"],
}  # fmt: skip


def test_a_payment_notice_comes_before_the_first_step(policy):
    others = [
        level.model_dump() | {"number": number}
        for number, level in enumerate(policy.levels, start=2)
    ]

    noticed = Policy(**policy.model_dump() | {"levels": [NOTICE, *others]})

    assert noticed.notice.step_id == "varsel"
    assert noticed.step_numbers == {"varsel": 0, "reminder_1": 1, "reminder_2": 2, "call": 3}
    with pytest.raises(ValueError, match="første trinnet"):
        Policy(**policy.model_dump() | {"levels": [*others, NOTICE | {"number": 9}]})
    with pytest.raises(ValueError, match="etter forfall"):
        Policy(**policy.model_dump() | {"levels": [NOTICE]})


@pytest.mark.parametrize("month", range(1, 13))
def test_a_gym_reminds_after_five_bank_days_and_twice_before_the_next_months_fee(month):
    first, second, *others = load_policy(STANDARD.with_name("senter.toml")).policy.levels

    after = [date(2026, month, 20) + timedelta(days=n) for n in range(1, first.days)]
    assert sum(is_working_day(day) for day in after) >= 5
    assert first.days + second.days < 28
    assert [level.kind for level in (first, second)] == ["reminder", "reminder"]
    assert [level.kind for level in others] == ["call", "after_no_contact"]


@pytest.mark.parametrize(("name", "waits"), [("idrettslag", False), ("senter", True)])
def test_p24_of_the_standards_that_of_a_gym_waits_for_the_right_of_withdrawal(name, waits):
    assert load_policy(STANDARD.with_name(f"{name}.toml")).policy.sold_online is waits
