"""To find who calls back: by phone, name, child's name, KID or invoice number."""

from datetime import date

import pytest

from tests.books import day_with, typed_row
from workbench.model.day_rows import Balance, Contact, PlanRow
from workbench.model.kinds import ClaimStatus
from workbench.model.plan_reasons import PlanReason
from workbench.model.rows import Member

AMOUNTS = {"status": ClaimStatus.OPEN, "amount_ore": 500_00, "paid_ore": 0}
NEW, OLD = date(2026, 9, 15), date(2026, 2, 3)
HOSTILE = "<img src=x onerror=alert(1)>"
LI, DAL, ONE = "+4790012345", "+4790054321", "pers@example.no"


def claim(claim_id, payer_id, member_id, due_on=NEW, **more):
    row = {"claim_id": claim_id, "payer_id": payer_id, "member_id": member_id, "due_on": due_on}
    row |= {"invoice_id": f"klubbadmin:31{claim_id}", "kid": f"0012300{claim_id}"}
    return row | {"open_ore": 500_00, "reason": PlanReason.STEP_DUE} | more


CLAIMS = [
    claim("01", LI, "eva"),
    claim("02", LI, "mor", OLD, reason=PlanReason.HELD),
    claim("03", DAL, "åse"),
    claim("04", ONE, "per", kid=None, invoice_id=None),
    claim("05", None, "gone"),
]


def person(member_id, payer_id, name, phone, is_minor=False):
    row = {"member_id": member_id, "payer_id": payer_id, "contact_name": name, "phone": phone}
    return row | {"is_minor": is_minor, "probably_parent": False}


CONTACTS = [
    person("eva", LI, "Mor Li", LI, is_minor=True),
    person("mor", LI, "Mor Li", LI),
    person("jon", LI, "Jon Li", LI),
    person("bror", LI, "Mor Li", LI, is_minor=True),
    person("åse", DAL, "Åse-Kari Dal", DAL),
    person("per", ONE, "Per Ås", None),
    person("paid", "+4790099999", "Betalt Alt", "+4790099999"),
]
NAMES = {
    "eva": ("Eva", "Strand"),
    "mor": ("Mor", "Li"),
    "jon": ("Jon", "Li"),
    "bror": ("Bror", "Li"),
    "åse": ("Åse-Kari", "Dal"),
    "per": ("Per", "Ås"),
    "paid": ("Betalt", "Alt"),
}


def found(text, contacts=CONTACTS, names=NAMES):
    day = day_with(
        members=[
            Member(member_id, first_name=first, last_name=last)
            for member_id, (first, last) in names.items()
        ],
        plan=[typed_row(PlanRow, {"due_version": "", **row}) for row in CLAIMS],
        balances=[typed_row(Balance, {**AMOUNTS, **row}) for row in CLAIMS],
        contacts=[typed_row(Contact, row) for row in contacts],
    )
    return day.payers(text)


def payers(text, **more):
    return [row.payer_id for row in found(text, **more)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("90012345", [LI]),
        ("+47 900 12 345", [LI]),
        ("4790012345", [LI]),
        ("12345", [LI]),
        ("900", []),
        ("Mor Li", [LI]),
        ("  mor   li ", [LI]),
        ("eva", [LI]),
        ("Strand", [LI]),
        ("åse‑kari", [DAL]),
        ("ÅSE", [DAL]),
        ("dal", [DAL]),
        ("0012300" + "01", [LI]),
        ("0012300", []),
        ("12300" + "01", []),
        ("3103", [DAL]),
        ("103", []),
        ("Per Ås", [ONE]),
        ("Bror", []),
        ("Betalt Alt", []),
        ("90099999", []),
        ("gone", []),
        (HOSTILE, []),
        ("' OR 1=1 --", []),
        ("%", []),
        ("+47", []),
    ],
)
def test_a_payer_with_something_open_is_found_and_nobody_else(text, expected):
    assert payers(text) == expected


def test_a_payer_is_one_row_with_all_that_is_open_and_those_it_concerns():
    (row,) = found("Mor Li")

    assert (row.concerns, row.claims, row.open_ore) == ("Eva, Mor", 2, 1000_00)
    assert row.newest_due_on == NEW


def test_those_found_stand_by_name():
    everybody = [row | {"contact_name": f"{row['contact_name']} Xx"} for row in CONTACTS]

    assert payers(" xx", contacts=everybody) == [LI, ONE, DAL]


def test_of_those_on_the_phone_an_adult_who_owes_is_named():
    (row,) = found("90012345")

    assert row.contact_name == "Mor Li"


def test_a_minor_is_never_named_as_the_one_to_ask():
    alone = [
        person("eva", LI, "foresatte til Eva Strand", LI, is_minor=True),
        person("jon", LI, "Jon Li", LI),
    ]

    assert [row.contact_name for row in found("eva", contacts=alone)] == ["Jon Li"]
    assert [row.contact_name for row in found("eva", contacts=alone[:1])] == [
        "foresatte til Eva Strand"
    ]


def test_text_from_a_source_is_found_as_it_stands():
    named = NAMES | {"eva": (HOSTILE, None)}

    (row,) = found(HOSTILE, names=named)

    assert row.concerns == f"{HOSTILE}, Mor"


def test_a_member_without_a_first_name_leaves_no_comma():
    (row,) = found("Mor Li", names=NAMES | {"eva": (None, "Strand")})

    assert row.concerns == "Mor"
