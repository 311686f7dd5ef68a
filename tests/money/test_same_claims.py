"""P11: the same claim in two systems is one, and what may be one or two rests."""

from datetime import date

import pytest

from tests.books import day_with
from workbench.model.hold_kinds import HoldKind
from workbench.model.kinds import Channel, FeeType
from workbench.model.kinds import ClaimStatus as S
from workbench.model.rows import CallClaim, Claim, Hold, Invoice, Member, Payment, Step
from workbench.money.balances import settle
from workbench.money.claims import price
from workbench.money.merged_claims import merge_claims, same_claim_findings
from workbench.money.same_claims import NO_SAME_CLAIMS, find_same_claims
from workbench.store.queries import table

DUE, LATER, AS_OF = date(2026, 9, 21), date(2026, 9, 22), date(2026, 11, 22)
BORN = date(2013, 12, 31)
OLA = Member("spond:ola", first_name="Ola", last_name="Li", born_on=BORN)
EVA = Member("spond:eva", first_name="Eva", last_name="Li", born_on=BORN)
THEIR_OLA = OLA._replace(member_id="spoortz:7", born_on=None)
PEOPLE = (OLA, EVA, THEIR_OLA)
OWN, OTHER = "spond:a", "spoortz:1"
SYSTEMS = {"spond": "Spond Club", "spoortz": "Spoortz"}


def claim(claim_id, **more):
    row = {"invoice_id": claim_id, "member_id": "spond:ola", "due_on": DUE, "status": S.OPEN}
    row |= {"fee_type": FeeType.TRAINING, "title": "Avgift", "amount_ore": 500_00, "paid_ore": 0}
    kid = None if claim_id.startswith("spond") else f"99{claim_id.partition(':')[2]}"
    return Claim(claim_id, **row | {"kid": kid} | more)


def search(*claims, invoices=(), members=PEOPLE):
    priced = price(claims, invoices)
    return priced, find_same_claims(priced, claims, members, "spond")


def pairs(*claims, **more):
    return search(*claims, **more)[1].kept_ids


def doubts(*claims, **more):
    found = search(*claims, **more)[1]
    return sorted(row.claim_id for group in found.doubts for row in group)


def moved(kind, view, found, **rows):
    """Return the rows of a view that lays what is of the other claim on the one kept."""
    invoices = [(other, one) for other, ids in found.kept_invoices.items() for one in ids]
    same = [
        (copy.claim_id, kept.claim_id, copy.invoice_id, copy.due_on, kept.due_on)
        for copy, kept, _ in found.pairs
    ]
    day = day_with(same_claims=same, same_invoices=invoices, **rows)
    return table(day.db, kind, view)


def balances(*claims, payments=(), invoices=()):
    priced, found = search(*claims, invoices=invoices)
    payments = moved(Payment, "placed_payments", found, payments=payments)
    settlement = settle(merge_claims(priced, found), invoices, payments, AS_OF)
    return settlement, {balance.claim_id: balance for balance in settlement.balances}


ONE_KID = {"kid": "17"}


@pytest.mark.parametrize(
    ("own", "other", "is_one"),
    [
        ({}, {}, True),
        ({}, {"amount_ore": 500_01}, False),
        ({}, {"amount_ore": 499_99}, False),
        ({}, {"due_on": LATER}, False),
        ({}, {"fee_type": FeeType.MEMBERSHIP}, False),
        ({}, {"member_id": "spond:eva"}, False),
        ({}, {"member_id": None}, False),
        ({}, {"kid": None}, True),
        ({"kid": "17"}, {}, False),  # each was claimed by itself
        ({"kid": "17"}, {"kid": None}, True),
        (ONE_KID, ONE_KID, True),
        (ONE_KID, ONE_KID | {"member_id": None, "due_on": LATER}, False),  # nobody says whose
        (ONE_KID, ONE_KID | {"member_id": None, "member_name": "OLA LI", "due_on": LATER}, True),
        (ONE_KID, ONE_KID | {"member_id": None, "recipient_name": "ola li"}, True),
        (ONE_KID, ONE_KID | {"member_id": "spond:eva", "amount_ore": 400_00}, False),
        (
            {**ONE_KID, "recipient_name": "Kari Li"},
            ONE_KID | {"member_id": "spond:eva", "recipient_name": "Kari Li"},
            False,
        ),  # one child's is not the other's
    ],
)
def test_P11_one_kid_or_one_member_amount_day_and_fee_make_one_claim(own, other, is_one):
    found = pairs(claim(OWN, **own), claim(OTHER, **other))

    assert found == ({OTHER: OWN} if is_one else {})


def test_one_kid_of_two_people_settles_neither_and_both_rest():
    kari = claim(OWN, **ONE_KID, amount_ore=1500_00)
    other = claim(OTHER, **ONE_KID, **PAID | {"amount_ore": 400_00}, member_id="spond:eva")

    _, found = balances(kari, other)

    assert doubts(kari, other) == [OWN, OTHER]
    assert (found[OWN].status, found[OWN].open_ore) == (S.REVIEW, 1500_00)


def test_the_same_kid_twice_in_one_system_is_a_familys_invoice():
    family = [claim("spond:a", **ONE_KID), claim("spond:b", **ONE_KID, member_id="spond:eva")]

    assert search(*family)[1] is NO_SAME_CLAIMS
    assert pairs(*family, claim(OTHER)) == {}


def test_two_families_invoices_with_one_kid_are_paired_claim_by_claim():
    family = [
        claim(f"{system}:{n}", **ONE_KID, member_id=member_id, invoice_id=f"{system}:i")
        for system in ("spond", "spoortz")
        for n, member_id in enumerate(("spond:ola", "spond:eva"))
    ]

    assert pairs(*family) == {"spoortz:0": "spond:0", "spoortz:1": "spond:1"}


def test_claims_of_several_months_with_one_kid_are_paired_month_by_month():
    months = [
        claim(f"{system}:{due_on.day}", **ONE_KID, due_on=due_on)
        for system in ("spond", "spoortz")
        for due_on in (DUE, LATER)
    ]

    assert pairs(*months) == {"spoortz:21": "spond:21", "spoortz:22": "spond:22"}
    later = [claim("spond:x", **ONE_KID, due_on=AS_OF), claim("spoortz:y", **ONE_KID, due_on=BORN)]
    assert pairs(*months, *later) == pairs(*months)
    assert doubts(*months, *later) == []


def test_of_a_familys_invoice_the_amounts_that_differ_rest():
    family = [
        claim(f"{system}:{member_id}", **ONE_KID, member_id=f"spond:{member_id}", amount_ore=ore)
        for system, member_id, ore in (
            ("spond", "ola", 500_00),
            ("spond", "eva", 450_00),
            ("spoortz", "ola", 500_00),
            ("spoortz", "eva", 500_00),
        )
    ]

    _, found = balances(*family)

    assert {key: row.status for key, row in found.items()} == {
        "spond:eva": S.REVIEW,
        "spond:ola": S.OPEN,
    }


def test_a_second_claim_of_the_other_system_rests_beside_the_one_that_is_paired():
    claims = claim(OWN, **ONE_KID), claim(OTHER, **ONE_KID), claim("spoortz:2", kid=None)

    assert pairs(*claims) == {OTHER: OWN}
    assert doubts(*claims) == ["spoortz:2"]


@pytest.mark.parametrize(
    "claims",
    [
        [claim(OWN), claim(OTHER), claim("spoortz:2")],
        [claim(OWN), claim("spond:b"), claim(OTHER)],
        [claim(OWN, **ONE_KID, amount_ore=900_00), claim(OTHER, **ONE_KID),
         claim("spoortz:2", **ONE_KID, member_id="spond:eva", amount_ore=400_00)],
    ],
    ids=["two there", "two here", "a family's sum"],
)  # fmt: skip
def test_of_several_that_fit_none_is_paired_and_all_rest(claims):
    _, found = balances(*claims)

    assert pairs(*claims) == {}
    assert doubts(*claims) == sorted(row.claim_id for row in claims)
    assert {row.status for row in found.values()} == {S.REVIEW}


@pytest.mark.parametrize(
    ("other", "is_doubtful"),
    [
        ({"member_id": "spoortz:7"}, True),  # the same name, and no birth date
        ({"member_id": None, "member_name": "OLA LI"}, True),
        ({"fee_type": FeeType.OTHER}, True),
        ({"member_id": "spond:eva"}, False),
        ({"member_id": "spoortz:7", "amount_ore": 500_01}, False),
        ({"member_id": "spoortz:7", "fee_type": FeeType.MEMBERSHIP}, False),
        ({"member_id": "spoortz:7", "status": S.CANCELLED}, False),
        ({"member_id": None}, False),
    ],
)
def test_a_claim_alike_but_for_what_one_of_them_does_not_say_rests(other, is_doubtful):
    claims = claim(OWN), claim(OTHER, **other)

    assert pairs(*claims) == {}
    assert doubts(*claims) == ([OWN, OTHER] if is_doubtful else [])


def test_two_of_one_name_and_different_birth_dates_are_claimed_each_by_themselves():
    other = THEIR_OLA._replace(born_on=date(2015, 2, 1), phone="+4790000002")
    claims = claim(OWN), claim(OTHER, member_id="spoortz:7")

    assert doubts(*claims, members=(OLA, other)) == []
    assert doubts(*claims, members=(OLA._replace(phone="+4790000001"), other)) == []
    assert doubts(*claims, members=(OLA._replace(phone="+4790000002"), other)) == [OWN, OTHER]


def test_a_paired_claim_is_not_doubted_for_a_namesakes():
    claims = claim(OWN), claim(OTHER), claim("spoortz:2", member_id="spoortz:7", kid=None)

    assert pairs(*claims) == {OTHER: OWN}
    assert doubts(*claims) == []


def test_of_one_cancelled_and_made_anew_the_new_one_is_paired():
    claims = claim(OWN), claim(OTHER, status=S.CANCELLED), claim("spoortz:2")

    assert pairs(*claims) == {"spoortz:2": OWN}
    assert doubts(*claims) == []


def test_a_third_systems_claim_is_the_same_one_too():
    claims = claim("hoopit:1", kid=None), claim(OTHER), claim(OWN)

    assert pairs(*claims) == {"hoopit:1": OWN, OTHER: OWN}


PAID = {"status": S.PAID, "paid_ore": 500_00}


@pytest.mark.parametrize(
    ("own", "other", "status", "open_ore"),
    [
        ({}, {}, S.OPEN, 500_00),
        ({}, PAID, S.PAID, 0),
        (PAID, {}, S.PAID, 0),
        ({}, {"status": S.PAID_MANUAL, "paid_ore": 0}, S.PAID_MANUAL, 0),
        ({}, {"paid_ore": 200_00}, S.OPEN, 300_00),
        ({"paid_ore": 300_00}, {"paid_ore": 200_00}, S.OPEN, 200_00),
        ({}, {"status": S.CANCELLED}, S.OPEN, 500_00),
        ({"status": S.CANCELLED}, {"status": S.CANCELLED}, S.CANCELLED, 0),
        ({"status": S.EXEMPT}, {}, S.EXEMPT, 0),
        ({}, {"status": S.EXEMPT}, S.REVIEW, 500_00),
        ({}, {"status": S.REVIEW}, S.REVIEW, 500_00),
        ({"status": S.REVIEW}, {}, S.REVIEW, 500_00),
        ({"status": S.REVIEW}, PAID, S.PAID, 0),
        (PAID, {"status": S.REVIEW}, S.PAID, 0),
        ({}, {"status": S.FROZEN}, S.FROZEN, 500_00),
        ({}, {"status": S.IN_COLLECTION}, S.IN_COLLECTION, 500_00),
        ({"status": S.IN_COLLECTION}, {"status": S.REVIEW}, S.IN_COLLECTION, 500_00),
        (ONE_KID, ONE_KID | {"amount_ore": 450_00}, S.REVIEW, 500_00),
        (ONE_KID, ONE_KID | {"due_on": LATER}, S.REVIEW, 500_00),
        (ONE_KID, ONE_KID | PAID | {"amount_ore": 450_00, "paid_ore": 450_00}, S.REVIEW, 50_00),
        (ONE_KID, ONE_KID | PAID | {"amount_ore": 550_00, "paid_ore": 550_00}, S.PAID, 0),
        (ONE_KID, ONE_KID | {"due_on": LATER, "status": S.CANCELLED}, S.OPEN, 500_00),
    ],
)
def test_the_one_kept_is_settled_if_either_is_and_rests_if_either_does(
    own, other, status, open_ore
):
    _, found = balances(claim(OWN, **own), claim(OTHER, **other))

    assert [(row.claim_id, row.status, row.open_ore) for row in found.values()] == [
        (OWN, status, open_ore)
    ]


def test_what_is_cancelled_where_it_is_kept_and_owed_in_the_other_system_is_doubted():
    _, found = balances(claim(OWN, status=S.CANCELLED), claim(OTHER))

    assert {row.claim_id: (row.status, row.open_ore) for row in found.values()} == {
        OWN: (S.CANCELLED, 0), OTHER: (S.REVIEW, 500_00)
    }  # fmt: skip


def paid(n, ore, **by):
    return Payment(f"{n}", ore, LATER, "nets", **by)


@pytest.mark.parametrize(
    ("received", "open_ore"),
    [
        ([paid(1, 500_00, kid="991")], 0),
        ([paid(1, 200_00, kid="991")], 300_00),
        ([paid(1, 200_00, invoice_id=OTHER)], 300_00),
        ([paid(1, 200_00, kid="991"), paid(2, 300_00, invoice_id=OWN)], 0),
        ([paid(1, 500_00, kid="992")], 500_00),
    ],
)
def test_what_is_paid_on_the_kid_or_the_invoice_of_either_settles_the_one_kept(received, open_ore):
    settlement, found = balances(claim(OWN), claim(OTHER), payments=received)

    assert {key: row.open_ore for key, row in found.items()} == {OWN: open_ore}
    assert found[OWN].kid == "991"
    assert len(settlement.unplaced) == (open_ore == 500_00)


def test_what_one_system_says_of_a_payment_and_the_payment_itself_never_add_up():
    _, found = balances(
        claim(OWN, paid_ore=200_00), claim(OTHER), payments=[paid(1, 200_00, kid="991")]
    )

    assert found[OWN].open_ore == 300_00


@pytest.mark.parametrize(
    ("other", "open_ore", "status"),
    [(PAID, 0, S.PAID), ({"paid_ore": 200_00}, 300_00, S.REVIEW)],
    ids=["all of it", "a part, of which claim?"],
)
def test_a_claim_of_an_invoice_that_states_the_sum_is_settled_by_its_duplicate(
    other, open_ore, status
):
    invoice = Invoice("spond:i", due_on=DUE, amount_ore=1000_00, paid_ore=0)
    own = [
        claim(f"spond:{who}", invoice_id="spond:i", member_id=f"spond:{who}", amount_ore=None)
        for who in ("eva", "ola")
    ]

    _, found = balances(*own, claim(OTHER, **other), invoices=[invoice])

    assert found["spond:ola"].status == status
    assert sum(row.open_ore for row in found.values()) == 500_00 + open_ore
    if status == S.PAID:
        assert found["spond:ola"].open_ore == 0


def step(claim_id, step_id, sent_on, due_on=DUE):
    return Step(claim_id, step_id, due_on.isoformat(), sent_on, Channel.PHONE)


def test_a_step_taken_on_either_counts_and_of_one_taken_on_both_the_later():
    taken = [
        step(OWN, "reminder_1", date(2026, 10, 9)),
        step(OTHER, "reminder_1", date(2026, 10, 1)),
        step(OTHER, "call", date(2026, 11, 1)),
        step(OTHER, "reminder_1", date(2026, 9, 1), due_on=date(2026, 8, 1)),
        step("spond:z", "call", date(2026, 11, 1)),
    ]

    rows = moved(Step, "taken_steps", search(claim(OWN), claim(OTHER))[1], steps=taken)

    newest_last = sorted(rows, key=lambda row: row.sent_on)
    assert {(row.claim_id, row.step_id, row.due_version): row.sent_on for row in newest_last} == {
        (OWN, "reminder_1", "2026-09-21"): date(2026, 10, 9),
        (OWN, "call", "2026-09-21"): date(2026, 11, 1),
        (OWN, "reminder_1", "2026-08-01"): date(2026, 9, 1),
        ("spond:z", "call", "2026-09-21"): date(2026, 11, 1),
    }


def test_a_step_for_the_others_due_date_is_one_for_the_due_date_kept():
    claims = claim(OWN, **ONE_KID), claim(OTHER, **ONE_KID, due_on=LATER)

    taken = [step(OTHER, "call", AS_OF, due_on=LATER)]

    [row] = moved(Step, "taken_steps", search(*claims)[1], steps=taken)

    assert (row.claim_id, row.due_version) == (OWN, "2026-09-21")


def test_a_call_about_both_is_about_the_one_kept_once():
    rows = [CallClaim("x", claim_id) for claim_id in (OWN, OTHER, "spond:z")]

    found = search(claim(OWN), claim(OTHER))[1]

    assert moved(CallClaim, "claims_of_calls", found, call_claims=rows) == [
        CallClaim("x", OWN),
        CallClaim("x", "spond:z"),
    ]


def hold(hold_id, invoice_id, member_id="spond:ola"):
    return Hold(hold_id, HoldKind.DEFERRAL, DUE, member_id=member_id, invoice_id=invoice_id)


def test_an_agreement_on_the_others_invoice_rests_the_one_kept():
    rows = [hold("h", OTHER), hold("i", None), hold("j", "spoortz:9")]

    found = search(claim(OWN), claim(OTHER))[1]

    agreements = moved(Hold, "agreements", found, holds=rows)
    assert [row.invoice_id for row in agreements] == [OWN, None, "spoortz:9"]


def test_an_agreement_on_a_familys_invoice_rests_all_that_stood_on_it():
    family = [
        claim(f"spoortz:{n}", invoice_id="spoortz:i", member_id=member_id, due_on=due_on)
        for n, member_id, due_on in ((1, "spond:ola", DUE), (2, "spond:eva", DUE), (3, None, LATER))
    ]

    found = search(*family, claim(OWN), claim("spond:b", member_id="spond:eva"))[1]

    agreements = moved(Hold, "agreements", found, holds=[hold("h", "spoortz:i")])
    assert {row.invoice_id for row in agreements} == {OWN, "spond:b", "spoortz:i"}
    assert {row.hold_id for row in agreements} == {"h", "h||1", "h||2"}


def findings(*claims):
    return same_claim_findings(search(*claims)[1], SYSTEMS)


def test_the_operator_is_told_which_claims_stand_twice_by_number_where_there_is_one():
    found = findings(
        claim("spond:0123456789abcdef", invoice_id="spond:0123456789abcdef"), claim(OTHER),
        claim("spond:9", due_on=LATER), claim("spoortz:9", due_on=LATER),
    )  # fmt: skip

    assert found == [
        (
            "same_claim",
            "spond:ola",
            "«Avgift» med forfall 21.09.2026: Spond Club, Spoortz nr. 1; "
            "«Avgift» med forfall 22.09.2026: Spond Club nr. 9, Spoortz nr. 9",
        )
    ]


@pytest.mark.parametrize(
    ("own", "other", "is_told"),
    [
        ({}, {"status": S.CANCELLED}, False),  # done already
        (PAID, PAID, False),
        (PAID, {}, True),  # the other system may go on reminding
        ({}, PAID, True),
    ],
)
def test_what_is_done_in_both_systems_is_not_told(own, other, is_told):
    assert bool(findings(claim(OWN, **own), claim(OTHER, **other))) is is_told


def test_what_may_be_one_claim_is_told_of_each_it_concerns():
    found = findings(claim(OWN), claim(OTHER, member_id="spoortz:7"))

    detail = "«Avgift» med forfall 21.09.2026: Spond Club nr. a, Spoortz nr. 1"
    assert found == [
        ("maybe_same_claim", "spond:ola", detail),
        ("maybe_same_claim", "spoortz:7", detail),
    ]


def test_the_order_of_the_rows_does_not_matter():
    claims = [claim(OWN), claim(OTHER), claim("spoortz:2", member_id="spond:eva"), claim("spond:b",
              member_id="spond:eva"), claim("hoopit:1", kid=None)]  # fmt: skip

    assert pairs(*claims) == pairs(*claims[::-1])
