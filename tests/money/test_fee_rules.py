"""What a club charges, as club.toml says it: each fault is one sentence."""

from datetime import date
from pathlib import Path

import pytest

from workbench.club import Settings
from workbench.model.errors import UsageError
from workbench.model.kinds import FeeType
from workbench.model.settings import parse_settings

EXAMPLE = (Path(__file__).parents[2] / "data/example/club.toml").read_text("utf-8")
DUES = """
[[avgift]]
id = "kontingent"
slag = "medlemskontingent"
tittel = "Medlemskontingent 2026"
periode = { fra = 2026-01-01, til = 2026-12-31 }
utstedes = 2026-01-15
forfall = 2026-02-01
trinn = [{ fra = 0, til = 12, kroner = 300 }, { fra = 13, kroner = 600 }]
"""
TRAINING = """
[[avgift]]
id = "fotball"
slag = "treningsavgift"
tittel = "Treningsavgift fotball"
grupper = ["Fotball"]
kroner = 2400
periode = { fra = 2026-01-01, til = 2026-06-30 }
utstedes = 2026-01-15
forfall = 2026-02-01
"""


def rules(text):
    return parse_settings(Settings, (EXAMPLE + text).encode(), "club.toml").fees


def test_a_club_without_fees_has_none():
    assert rules("") == ()


def test_a_fee_follows_the_age_with_both_ends_of_its_class():
    [dues, training] = rules(DUES + TRAINING)

    assert [dues.full_ore(age) for age in (0, 12, 13, 90, None)] == [
        300_00, 300_00, 600_00, 600_00, None
    ]  # fmt: skip
    assert training.full_ore(None) == 2400_00
    assert (dues.fee_type, training.fee_type) == (FeeType.MEMBERSHIP, FeeType.TRAINING)


@pytest.mark.parametrize(
    ("text", "before", "after", "sentence"),
    [
        (DUES, "kroner = 300", "kroner = 49", "minst 50 kr per person"),
        (DUES, "forfall =", "familie = 40\nforfall =", "minst 50 kr per person"),
        (DUES, "fra = 13", "fra = 12", "en alder står i to trinn"),
        (DUES, "til = 12, k", "til = 12, kroner = 300 }, { fra = 20, til = 14, k", "ingen alder"),
        (DUES, "ent 2026", "ent og treningsavgift", "er to beløp; skriv en avgift for hvert"),
        (TRAINING, '"treningsavgift"', '["treningsavgift", "kurs"]', "er to beløp; skriv en avg"),
        (TRAINING, '"treningsavgift"', '"dugnad"', r"slag» er dugnad, men må være"),
        (TRAINING, "kroner = 2400\n", "", "enten «kroner» eller «trinn»"),
        (TRAINING, "2026-02-01", "2026-01-14", "forfaller 2026-01-14, før den utstedes 2026-01-15"),
        (TRAINING, "2026-06-30", "2025-06-30", "slutter før den begynner"),
        (TRAINING, "forfall =", "soskenrabatt = {}\nforfall =", "enten «prosent» eller «kroner»"),
        (TRAINING, "kroner =", "krone =", "krone» er en ukjent innstilling"),
        (TRAINING, "[[avgift]]", TRAINING + "[[avgift]]", "«avgift.id» 'fotball' står på 2"),
    ],
)
def test_a_wrong_fee_is_refused_in_a_sentence(text, before, after, sentence):
    assert before in text

    with pytest.raises(UsageError, match=sentence) as refused:
        rules(text.replace(before, after, 1))

    assert "\n" not in str(refused.value)


def test_a_monthly_fee_has_a_period_for_each_month_with_its_own_days():
    [rule] = rules(
        TRAINING.replace("kroner =", "hver_maaned = true\nkroner =")
        .replace("fra = 2026-01-01, til = 2026-06-30", "fra = 2026-01-15, til = 2026-03-31")
        .replace("utstedes = 2026-01-15", "utstedes = 2025-12-31")
        .replace("forfall = 2026-02-01", "forfall = 2026-01-31")
    )

    first, second, third = rule.periods
    assert [period.title.removeprefix("Treningsavgift fotball ") for period in rule.periods] == [
        "januar 2026", "februar 2026", "mars 2026"
    ]  # fmt: skip
    assert (first.start_on, first.end_on) == (date(2026, 1, 15), date(2026, 1, 31))
    assert (second.start_on, second.due_on) == (date(2026, 2, 1), date(2026, 2, 28))
    assert (third.issue_on, third.due_on) == (date(2026, 2, 28), date(2026, 3, 31))


def test_the_example_can_be_used_as_it_stands():
    before, _, examples = EXAMPLE.partition("\n# [[avgift]]")
    lines = [line.removeprefix("# ").removeprefix("#") for line in examples.splitlines()]

    settings = parse_settings(
        Settings, (before + "\n[[avgift]]" + "\n".join(lines)).encode(), "club.toml"
    )

    assert [rule.id for rule in settings.fees] == ["kontingent", "fotball"]
    assert [entry.rule_id for entry in settings.calendar] == ["fotball"]
    assert len(settings.quiet) == 1


def test_a_calendar_of_an_unknown_fee_is_refused():
    calendar = """
[[fakturakalender]]
hva = "ski"
utstedes = 2026-01-15
forfall = 2026-02-01
"""
    with pytest.raises(UsageError, match="'ski', men ingen avgift har den id-en"):
        rules(calendar)
