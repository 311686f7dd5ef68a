from datetime import date
from enum import StrEnum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.model import (
    fee_kinds,
    finding_kinds,
    hold_kinds,
    kinds,
    legal_reasons,
    message_kinds,
    outcomes,
    partner_kinds,
    payment_kinds,
    plan_reasons,
    task_kinds,
)
from workbench.model.day_rows import Freshness
from workbench.model.kinds import ClaimStatus, MemberStatus
from workbench.model.plan_reasons import PlanReason
from workbench.norsk import (
    TEXTS,
    antall,
    dato,
    kort_dato,
    kroner,
    missing_files,
    prosent,
    tall_dato,
    text_of,
    uke,
    ukespenn,
)

EXPECTED = date(2026, 11, 20)
ENUMS = sorted(
    {
        enum
        for module in (
            fee_kinds,
            finding_kinds,
            hold_kinds,
            kinds,
            legal_reasons,
            message_kinds,
            outcomes,
            partner_kinds,
            payment_kinds,
            plan_reasons,
            task_kinds,
        )
        for enum in vars(module).values()
        if isinstance(enum, type) and issubclass(enum, StrEnum) and enum is not StrEnum
    },
    key=lambda enum: enum.__name__,
)
CODES = [code for enum in ENUMS for code in enum]


@pytest.mark.parametrize(
    ("ore", "shown"),
    [
        (0, "0 kr"),
        (1, "0,01 kr"),
        (100, "1 kr"),
        (125000, "1 250 kr"),
        (125050, "1 250,50 kr"),
        (-35000, "-350 kr"),
        (-5, "-0,05 kr"),
        (123456789, "1 234 567,89 kr"),
    ],
)
def test_kroner_show_ore_only_when_there_are_any(ore, shown):
    assert kroner(ore) == shown.replace(" ", "\u00a0")


@given(st.integers(-(10**15), 10**15))
def test_kroner_never_lose_an_ore(ore):
    figures = kroner(ore).removesuffix("\u00a0kr").replace("\u00a0", "")
    whole, _, part = figures.partition(",")

    assert int(whole + (part or "00")) == ore


def test_a_day_is_written_in_three_ways():
    day = date(2026, 11, 2)

    assert dato(day) == "2. november 2026"
    assert kort_dato(day) == "2. nov."
    assert tall_dato(day) == "02.11.2026"


@pytest.mark.parametrize(
    ("day", "week", "span"),
    [
        (date(2026, 11, 16), 47, "16.–22. november 2026"),
        (date(2026, 11, 22), 47, "16.–22. november 2026"),
        (date(2026, 11, 23), 48, "23.–29. november 2026"),
        (date(2026, 12, 2), 49, "30. november–6. desember 2026"),
        (date(2027, 1, 3), 53, "28. desember 2026–3. januar 2027"),
        (date(2027, 1, 4), 1, "4.–10. januar 2027"),
    ],
)
def test_a_week_runs_from_monday_to_sunday(day, week, span):
    assert uke(day) == week
    assert ukespenn(day) == span


@pytest.mark.parametrize(
    ("share", "shown"), [(0.931, "93,1 %"), (0, "0,0 %"), (1, "100,0 %"), (-0.025, "-2,5 %")]
)
def test_a_share_has_one_decimal(share, shown):
    assert prosent(share) == shown.replace(" ", "\u00a0")


@pytest.mark.parametrize(
    ("n", "shown"), [(0, "0 krav"), (1, "1 faktura"), (2, "2 krav"), (1250, "1\u00a0250 krav")]
)
def test_a_count_has_its_noun(n, shown):
    assert antall(n, "faktura", "krav") == shown


@pytest.mark.parametrize("code", CODES, ids=lambda code: f"{type(code).__name__}.{code.name}")
def test_every_code_has_its_own_phrase(code):
    phrase = text_of(code)

    assert phrase.strip() == phrase != ""
    assert [text_of(other) for other in type(code)].count(phrase) == 1


def test_no_phrase_is_for_a_code_that_is_gone():
    assert {code for phrases in TEXTS.values() for code in phrases} <= set(CODES)
    assert set(TEXTS) == set(ENUMS)


def test_equal_codes_of_different_sets_have_different_phrases():
    assert MemberStatus.FROZEN == ClaimStatus.FROZEN
    assert text_of(MemberStatus.FROZEN) != text_of(ClaimStatus.FROZEN)


def test_an_operator_is_told_why_a_resigned_member_is_left_alone():
    assert text_of(PlanReason.RESIGNED) == "utmeldt før forfall – skal krediteres"


def test_the_accounts_of_a_bank_that_end_on_one_day_are_named_together():
    ends = {"111": date(2026, 11, 18), "222": date(2026, 11, 18), "333": date(2026, 11, 17)}
    sources = [
        Freshness("bank", "payments", f"Bankfilen for konto {account}", end, EXPECTED, end, account)
        for account, end in ends.items()
    ]

    assert missing_files(sources) == (
        "Bankfilen for konto 111 og 222 stopper onsdag 18. november 2026 "
        "og bankfilen for konto 333 stopper tirsdag 17. november 2026"
    )
