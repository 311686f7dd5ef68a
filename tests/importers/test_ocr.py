"""OCR giro: the bank's file is taken whole and right, or refused in one sentence."""

from datetime import date

import netsgiro
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.importers.ocr import read_ocr
from workbench.model.errors import ExportError

REFUSED = r"\Aocr\.txt: [^\n]+\.\Z"


@pytest.fixture(scope="module")
def ocr(samples) -> bytes:
    return (samples / "nets" / "ocr_giro_transactions.txt").read_bytes()


def put(content: bytes, line: int, at: int, text: bytes) -> bytes:
    """Write `text` over a line, `at` counted from 0."""
    lines = content.split(b"\n")
    lines[line] = lines[line][:at] + text + lines[line][at + len(text) :]
    return b"\n".join(lines)


def test_the_payments_are_those_the_file_says_it_holds(ocr):
    payments, others, made_on = read_ocr(ocr, "ocr.txt")

    assert (len(payments), others) == (20, 4)
    assert made_on == [date(1992, 1, 20)] * 2
    assert sum(payment["amount_ore"] for payment in payments) == 5_144_900
    assert len({payment["payment_id"] for payment in payments}) == 20
    assert all(isinstance(payment["amount_ore"], int) for payment in payments)


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace(b"\n", b"\r\n"),
        lambda text: text.rstrip(b"\n"),
        lambda text: text + b"\r\n\r\n\x1a",
    ],
    ids=["crlf", "no-last-end", "end-of-file-mark"],
)
def test_line_ends_do_not_matter(change, ocr):
    assert read_ocr(change(ocr), "ocr.txt") == read_ocr(ocr, "ocr.txt")


@pytest.mark.parametrize(
    ("line", "at", "text"),
    [
        (43, 8, b"00000019"),  # payments in the assignment
        (43, 16, b"00000044"),  # records in the assignment
        (43, 24, b"00000000005144800"),  # sum of the assignment
        (43, 47, b"190192"),  # first day
        (43, 53, b"190192"),  # last day before a payment
        (44, 8, b"00000019"),  # payments in the file
        (44, 16, b"00000044"),  # records in the file
        (44, 24, b"00000000005144800"),  # sum of the file
        (2, 32, b"00000000000102001"),  # a payment's amount
    ],
)
def test_a_file_that_contradicts_its_own_totals_is_refused(line, at, text, ocr):
    with pytest.raises(ExportError, match=REFUSED):
        read_ocr(put(ocr, line, at, text), "ocr.txt")


@pytest.mark.parametrize("line", [0, 1, 2, 3, 4, 5, 6, 42, 43, 44])
def test_a_file_that_lost_a_line_is_refused(line, ocr):
    lines = ocr.splitlines(keepends=True)

    with pytest.raises(ExportError, match=REFUSED):
        read_ocr(b"".join(lines[:line] + lines[line + 1 :]), "ocr.txt")


@pytest.mark.parametrize("size", [6, 81, 400, 405, 1000, 3564, 3600, 3643])
def test_a_file_cut_short_is_refused(size, ocr):
    with pytest.raises(ExportError, match=REFUSED):
        read_ocr(ocr[:size], "ocr.txt")


def test_a_reversal_is_never_counted_as_money_in(ocr):
    try:
        payments, *_ = read_ocr(put(ocr, 5, 31, b"-"), "ocr.txt")
    except ExportError:
        return  # where the sum is meant to count it the other way

    assert payments[1]["amount_ore"] == -102_000


@pytest.mark.parametrize(
    ("at", "text", "kid"),
    [(49, b"                  003663-", "003663-"), (4, b"50", "0036633"), (4, b"22", "0036633")],
    ids=["kid-ends-in-a-dash", "type-50-of-vipps", "type-22"],
)
def test_what_netsgiro_does_not_know_does_not_cost_the_file(at, text, kid, ocr):
    changed = put(put(ocr, 5, at, text), 6, at if at == 4 else 0, text if at == 4 else b"NY")

    payments, *_ = read_ocr(changed, "ocr.txt")

    assert (len(payments), payments[1]["kid"]) == (20, kid)


def test_a_file_of_avtalegiro_claims_is_not_taken_for_payments():
    file = netsgiro.Transmission(
        number="1000001", data_transmitter="00008080", data_recipient="00010200",
        date=date(2026, 2, 1),
    )  # fmt: skip
    claims = file.add_assignment(
        service_code=netsgiro.ServiceCode.AVTALEGIRO,
        assignment_type=netsgiro.AssignmentType.TRANSACTIONS,
        number="0000001", account="99990012345",
    )  # fmt: skip
    claims.add_payment_request(kid="001000300010", due_date=date(2026, 3, 1), amount=500)

    with pytest.raises(ExportError, match=REFUSED):
        read_ocr(file.to_ocr().encode("latin-1"), "ocr.txt")


CLAIMS = b"""\
NY210020000000000400008688888888888
NY2121300000001170604           00000000000000100          008000011688373000000
NY2121310000001NAVN                                                        00000
NY212149000000140011 Gjelder Faktura: 168837  Dato: 19/03/0400000000000000000000
NY210088000000010000000500000000000000100170604170604000000000000000000000000000"""
MANDATES = b"""\
NY212420000000000000000299991042764000000000000000000000000000000000000000000000
NY21947000000011          000112000507155J00000000000000000000000000000000000000
NY212488000000010000000300000000000000000000000000000000000000000000000000000000"""


def with_other_services(ocr: bytes, places: str) -> list[bytes]:
    """Return the lines of one transmission with claims and mandates of AvtaleGiro as well.

    `places` is the order of the assignments: (p)ayments, (c)laims, (m)andates.
    """
    start, *payments, end = ocr.splitlines()
    assignments = {"p": payments, "c": CLAIMS.splitlines(), "m": MANDATES.splitlines()}
    lines = [line for place in places for line in assignments[place]]
    totals = b"%08d%08d%017d" % (22, len(lines) + 2, 5_145_000)
    return [start, *lines, end[:8] + totals + end[41:]]


@pytest.mark.parametrize("places", ["pc", "cp", "mpc", "cmp", "pm"])
def test_assignments_of_other_services_are_frame(places, ocr):
    lines = with_other_services(ocr, places)

    mixed = read_ocr(b"\r\n".join(lines) + b"\r\n\r\n", "ocr.txt")

    assert mixed.payments == read_ocr(ocr, "ocr.txt").payments
    assert mixed.other_records == len(lines) - 41
    assert mixed.made_on == [date(1992, 1, 20)] * 2


def test_what_another_service_sums_up_costs_no_payment(ocr):
    lines = with_other_services(ocr, "cp")
    end = next(index for index, line in enumerate(lines) if line[2:8] == b"210088")
    lines[end] = lines[end][:8] + b"9" * 33 + lines[end][41:]

    assert len(read_ocr(b"\n".join(lines), "ocr.txt").payments) == 20


@pytest.mark.parametrize(
    "damage",
    [
        lambda lines: [line.replace(b"NY090020", b"NY210020") for line in lines],
        lambda lines: [*lines[:1], *lines[44:]],
        lambda lines: [line for line in lines if line[:4] != b"NY09"],
        lambda lines: [line for line in lines if not line.startswith(b"NY2121310000001")],
        lambda lines: [line for line in lines if line[2:8] != b"090088"],
        lambda lines: [line for line in lines if line[2:8] != b"210088"],
        lambda lines: [*lines[:45], *lines[2:4], *lines[45:]],
    ],
    ids=[
        "called-avtalegiro", "an-assignment-lost", "without-payments", "a-line-of-the-other-lost",
        "without-its-end", "without-the-others-end", "a-payment-in-the-other",
    ],
)  # fmt: skip
def test_payments_lost_among_other_services_stop_the_file(damage, ocr):
    lines = with_other_services(ocr, "pcp")

    with pytest.raises(ExportError, match=REFUSED):
        read_ocr(b"\n".join(damage(lines)), "ocr.txt")


def test_a_latest_day_that_is_a_week_ahead_is_read(ocr):
    ahead = read_ocr(put(put(ocr, 43, 53, b"270192"), 44, 41, b"270192"), "ocr.txt")

    assert ahead.payments == read_ocr(ocr, "ocr.txt").payments
    assert ahead.made_on == [date(1992, 1, 20), date(1992, 1, 27)]


def test_an_own_day_that_is_none_is_not_stated(ocr):
    assert read_ocr(put(ocr, 44, 41, b"000000"), "ocr.txt").made_on == [date(1992, 1, 20)]


@pytest.mark.parametrize("padding", [b"", b" " * 3, b" " * 20], ids=["cut", "three", "twenty"])
def test_blanks_after_the_last_field_may_be_fewer_or_more(padding, ocr):
    ends = {b"10": 31, b"20": 35, b"30": 74, b"31": 58, b"32": 55, b"88": 59, b"89": 47}
    lines = [line[: ends[line[6:8]]].rstrip() + padding for line in ocr.splitlines()]

    assert read_ocr(b"\n".join(lines), "ocr.txt") == read_ocr(ocr, "ocr.txt")


@pytest.mark.parametrize("size", [74, 80])
def test_a_payment_that_lost_a_character_of_its_kid_is_not_believed(size, ocr):
    lines = ocr.splitlines()
    kid = lines[2][:size]
    lines[2] = kid[:70] + kid[71:]

    with pytest.raises(ExportError, match=REFUSED):
        read_ocr(b"\n".join(lines), "ocr.txt")


@pytest.mark.parametrize("text", ["Bjørn Ås".encode("latin-1"), b"Fotball\x85", b"12\x0c 13"])
def test_the_payers_text_may_hold_any_letters(text, ocr):
    assert len(read_ocr(put(ocr, 4, 15, text), "ocr.txt").payments) == 20


@settings(max_examples=150, deadline=None, derandomize=True, database=None)
@given(line=st.integers(0, 44), at=st.integers(0, 79), char=st.sampled_from("0159 -NYX\nøÿ\x00"))
def test_a_changed_character_never_crashes_nor_loses_a_payment(line, at, char, samples):
    ocr = (samples / "nets" / "ocr_giro_transactions.txt").read_bytes()

    try:
        payments, others, _ = read_ocr(put(ocr, line, at, char.encode("latin-1")), "ocr.txt")
    except ExportError as error:
        assert "\n" not in str(error)
        return

    assert (len(payments), others) == (20, 4)
    assert sum(abs(payment["amount_ore"]) for payment in payments) == 5_144_900


def test_netsgiro_reads_the_same_payments(ocr):
    payments, *_ = read_ocr(ocr, "ocr.txt")

    theirs = [
        (t.kid, t.amount_in_cents, t.date)
        for assignment in netsgiro.parse(ocr.decode("latin-1")).assignments
        for t in assignment.transactions
    ]
    assert [(p["kid"], p["amount_ore"], p["paid_on"]) for p in payments] == theirs


def test_a_kid_of_control_characters_is_one_that_can_be_seen(ocr):
    (paid, *_), *_ = read_ocr(put(ocr, 2, 49, b"\x1b[2J\x07"), "ocr.txt")

    assert (paid["kid"][:3], paid["kid"].isprintable()) == ("[2J", True)
    assert paid["payment_id"].isprintable()
