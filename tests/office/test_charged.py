"""What should be invoiced on a club's day, from files to the list."""

from datetime import date, timedelta

import pytest

from tests.office.fee_club import CHILD, FEES, FeeClub, fee_club
from tests.one_claim import EVA, KARI, SUNDAY
from tests.writing import write_event
from workbench import office
from workbench.model.fee_kinds import FeeAct, FeeNote
from workbench.model.payment_kinds import CreditKind
from workbench.office.crediting import credit_claim
from workbench.office.day import day_of, forget_wrong_day, keep_day

__all__ = ["fee_club"]


def test_a_club_without_fees_proposes_nothing(fee_club: FeeClub):
    fee_club.set_fees("")
    fee_club.bring()

    assert fee_club.invoices().rows == []


def test_each_member_gets_kontingent_and_training_apart_with_the_reason(fee_club: FeeClub):
    fee_club.bring()

    assert fee_club.rows("name", "title", "amount_ore", "why") == [
        (name, title, ore, FeeNote.MISSING)
        for title, sums in (
            ("Medlemskontingent høst 2026", (600_00, 300_00)),
            ("Treningsavgift ski høst 2026", (1200_00, 1200_00)),
        )
        for name, ore in zip(("Kari Li", "Nora Li"), sums, strict=True)
    ]
    assert "har ikke fått faktura" in fee_club.invoices().texts[0]


def test_a_minors_invoice_goes_to_the_guardian(fee_club: FeeClub):
    fee_club.bring()

    payers = dict(fee_club.rows("name", "contact_name"))
    assert payers == {"Kari Li": "Kari Li", "Nora Li": "foresatte til Nora Li"}


def test_newcomers_of_the_last_import_come_first(fee_club: FeeClub):
    fee_club.bring()
    fee_club.bring(EVA, day=SUNDAY + timedelta(days=7))

    first, second, *rest = fee_club.rows("name", "why", "issue_on")
    assert [first, second] == [("Eva Vik", FeeNote.NEWCOMER, SUNDAY + timedelta(days=7))] * 2
    assert {why for _, why, _ in rest} == {FeeNote.MISSING}


def test_who_comes_to_a_group_later_pays_for_the_rest(fee_club: FeeClub):
    fee_club.set_fees(FEES.replace("kroner = 1200", 'kroner = 1200\navkorting = "maaned"'))
    fee_club.bring()
    fee_club.bring(EVA, day=SUNDAY + timedelta(days=7))

    sums = {
        (name, ore) for name, rule, ore in fee_club.rows("name", "rule_id", "amount_ore")
        if rule == "ski"
    }  # fmt: skip
    assert sums == {("Eva Vik", 600_00), ("Kari Li", 1200_00), ("Nora Li", 1200_00)}


def test_what_the_member_system_shows_is_not_proposed_and_what_differs_is_credited(
    fee_club: FeeClub,
):
    giro = "70050;;7;Kari Li;{title};01.09.2026;15.09.2026;{ore};0;;Utsendt;0;"
    fee_club.put(
        "spoortz_giroer",
        giro.format(title="Medlemskontingent høst 2026", ore=600),
        giro.format(title="Treningsavgift ski høst 2026", ore=1000).replace("70050", "70051"),
    )
    fee_club.put("spoortz_personer", KARI.format(born="01.02.1980", phone="41234501", left=""))
    fee_club.go_to(SUNDAY)
    office.import_inbox(fee_club.desk, SUNDAY)

    assert fee_club.rows("act", "rule_id", "amount_ore", "why") == [
        (FeeAct.REVERSAL, "ski", 1000_00, FeeNote.CHANGED),
        (FeeAct.NEW, "ski", 1200_00, FeeNote.CHANGED),
    ]


def test_probable_leavers_are_asked_before_the_run(fee_club: FeeClub):
    old = "70060;;9;Nora Li;Treningsavgift;01.01.2026;15.01.2026;500;0;;Utsendt;0;"
    fee_club.put("spoortz_personer", CHILD, EVA)
    fee_club.put("spoortz_giroer", old)
    fee_club.go_to(SUNDAY)
    office.import_inbox(fee_club.desk, SUNDAY)

    acts = {(name, act, why) for name, act, why in fee_club.rows("name", "act", "why")}
    assert acts == {
        ("Nora Li", FeeAct.ASK, FeeNote.OWES_BEFORE),
        ("Eva Vik", FeeAct.NEW, FeeNote.MISSING),
    }


@pytest.mark.parametrize("day", [SUNDAY, date(2027, 1, 1)])
def test_the_kept_day_has_what_is_worked_out_in_a_copy(fee_club: FeeClub, day: date):
    fee_club.bring()
    fee_club.go_to(day)
    with day_of(fee_club.desk, day) as copy:
        proposed = len([*copy.db["fee_proposals"].rows])

    keep_day(fee_club.desk, day)

    assert proposed == (4 if day == SUNDAY else 0)
    assert not forget_wrong_day(fee_club.desk)


def test_what_was_taken_off_a_claim_is_not_proposed_again(fee_club: FeeClub):
    rows = [
        f"7010{n};;{member};{name};Medlemskontingent høst 2026;01.09.2026;15.09.2026;{kroner};0;;"
        "Utsendt;0;"
        for n, (member, name, kroner) in enumerate(((7, "Kari Li", 600), (9, "Nora Li", 300)))
    ]
    fee_club.bring()
    fee_club.put("spoortz_giroer", *rows)
    fee_club.week(SUNDAY)
    before = fee_club.rows("name", "title", "act", "amount_ore")

    credit_claim(fee_club.desk, "70100", 200_00, "skadet", SUNDAY, CreditKind.COMPENSATION)
    credit_claim(fee_club.desk, "70101", 300_00, "feil", SUNDAY, CreditKind.CREDIT)

    assert fee_club.rows("name", "title", "act", "amount_ore") == before


def test_who_comes_with_a_new_id_is_neither_a_newcomer_nor_a_late_starter(fee_club: FeeClub):
    """The club moves to another member system; Kari has been on its lists since August."""
    fee_club.set_fees(FEES.replace("kroner = 1200", 'kroner = 1200\navkorting = "maaned"'))
    august = date(2026, 8, 1)
    people = [("1", "Kari", "Li", date(1980, 2, 1)), ("3", "Per", "Berg", date(1970, 1, 1))]
    rows = {
        "members": [
            {"member_id": f"spond:{n}", "first_name": first, "last_name": last, "born_on": born,
             "status": "active"}
            for n, first, last, born in people
        ],
        "participations": [{"member_id": f"spond:{n}", "group_name": "Ski"} for n, *_ in people],
    }  # fmt: skip
    write_event(fee_club.desk.db, rows, august)

    fee_club.bring()

    proposed = fee_club.rows("name", "title", "amount_ore", "why")
    assert ("Kari Li", "Treningsavgift ski høst 2026", 1200_00, FeeNote.MISSING) in proposed
