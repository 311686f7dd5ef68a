import hashlib
import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from workbench.days import is_working_day
from workbench.dunning.policy import load_policy
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


def test_the_standard_is_two_free_reminders_and_a_call():
    policy = load_policy(STANDARD).policy

    assert [(x.step_id, x.kind, x.after, x.days) for x in policy.levels] == [
        ("reminder_1", "reminder", "due", 5),
        ("reminder_2", "reminder", "previous", 14),
        ("call", "call", "previous", 7),
    ]
    assert (policy.minimum_ore, policy.many_unpaid) == (50_00, 3)


def test_a_policy_is_known_by_the_hash_of_its_file():
    assert load_policy(STANDARD).sha256 == hashlib.sha256(STANDARD.read_bytes()).hexdigest()


FAULTS = [
    pytest.param('after = "due"', 'after = "previous"', "første trinnet", id="T10"),
    pytest.param('after = "previous"', 'after = "due"', "etter det første", id="T10 the others"),
    pytest.param("number = 2", "number = 1", "ulike", id="T11"),
    pytest.param("number = 1", "number = 4", "stigende", id="T11 falling"),
    pytest.param('"reminder_2"', '"reminder_1"', "samme step_id", id="one name twice"),
    pytest.param("many_unpaid", "fee_ore = 3800\nmany_unpaid", "fee_ore", id="unknown key"),
    pytest.param("days = 14", "days = 14\nfee = 38", "fee", id="unknown key in a level"),
    pytest.param("minimum_ore = 5000", "", "minimum_ore", id="missing key"),
    pytest.param("days = 5", "days = 0", "days", id="on the due date"),
    pytest.param("days = 5", "days = 5.5", "days", id="half a day"),
    pytest.param('kind = "call"', 'kind = "visit"', "kind", id="unknown kind"),
    pytest.param('channel = "phone"', 'channel = "fax"', "channel", id="unknown channel"),
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


@pytest.mark.parametrize("month", range(1, 13))
def test_a_gym_reminds_after_five_bank_days_and_twice_before_the_next_months_fee(month):
    first, second, call = load_policy(STANDARD.with_name("senter.toml")).policy.levels

    after = [date(2026, month, 20) + timedelta(days=n) for n in range(1, first.days)]
    assert sum(is_working_day(day) for day in after) >= 5
    assert first.days + second.days < 28
    assert [level.kind for level in (first, second, call)] == ["reminder", "reminder", "call"]
