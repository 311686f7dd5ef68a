"""OCR giro: the bank's file is taken whole and right, or refused in one sentence."""

import re
from codecs import BOM_UTF8
from datetime import date
from pathlib import Path

import netsgiro
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.importers.bank_parts import split_by_account
from workbench.importers.ocr import read_nets
from workbench.model import frames
from workbench.model.errors import ExportError

REFUSED = r"\Aocr\.txt: [^\n]+\.\Z"
IN_LINE = r"\Aocr\.txt: linje (\d+) stemmer ikke: [^\n]+; hent filen på nytt i banken\.\Z"
SAMPLE = Path(__file__).parents[1] / "samples" / "nets" / "ocr_giro_transactions.txt"
LINES = SAMPLE.read_bytes().splitlines(keepends=True)
# record kind -> where its fields stand that the file's own totals, or its order, can show as wrong
FIELDS = {
    b"10": {"format": (0, b"XX"), "service": (2, b"09"), "kind": (6, b"11")},
    b"20": {"format": (0, b"XX"), "kind": (6, b"30")},
    b"30": {
        "format": (0, b"XX"), "service": (2, b"21"), "type": (4, b"77"), "kind": (6, b"31"),
        "number": (8, b"9999999"), "day": (15, b"310292"), "letters in the day": (15, b"2O0192"),
        "another day": (15, b"190192"), "sign": (31, b"x"), "amount": (32, b"00000000000000001"),
        "letters in the amount": (32, b"0000000000001O200"),
    },
    b"31": {
        "format": (0, b"XX"), "service": (2, b"21"), "kind": (6, b"32"), "number": (8, b"9999999"),
    },
    b"32": {
        "format": (0, b"XX"), "service": (2, b"21"), "kind": (6, b"30"), "number": (8, b"9999999"),
    },
    b"88": {
        "format": (0, b"XX"), "service": (2, b"00"), "kind": (6, b"89"),
        "payments": (8, b"00000021"), "records": (16, b"00000042"),
        "sum": (24, b"00000000005144901"), "first day": (47, b"210192"),
        "last day": (53, b"190192"), "letters": (24, b"0000000000514490O"),
    },
    b"89": {
        "format": (0, b"XX"), "service": (2, b"09"), "kind": (6, b"88"),
        "payments": (8, b"00000021"), "records": (16, b"00000042"),
        "sum": (24, b"00000000005144901"),
    },
}  # fmt: skip
CHANGED = [
    (line, field)
    for line, text in enumerate(LINES)
    for field in FIELDS[text[6:8]]
]  # fmt: skip


@pytest.fixture(scope="module")
def ocr(samples) -> bytes:
    return (samples / "nets" / "ocr_giro_transactions.txt").read_bytes()


def put(content: bytes, line: int, at: int, text: bytes) -> bytes:
    """Write `text` over a line, `at` counted from 0."""
    lines = content.split(b"\n")
    lines[line] = lines[line][:at] + text + lines[line][at + len(text) :]
    return b"\n".join(lines)


def test_the_payments_are_those_the_file_says_it_holds(ocr):
    payments, set_aside, others, made_on, *_ = read_nets(ocr, "ocr.txt")

    assert (len(payments), set_aside, others) == (20, [], 4)
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
    assert read_nets(change(ocr), "ocr.txt") == read_nets(ocr, "ocr.txt")


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
        read_nets(put(ocr, line, at, text), "ocr.txt")


@pytest.mark.parametrize("line", range(len(LINES)))
def test_a_file_that_lost_a_line_is_refused_and_a_line_after_it_is_named(line):
    with pytest.raises(ExportError, match=IN_LINE) as error:
        read_nets(b"".join(LINES[:line] + LINES[line + 1 :]), "ocr.txt")

    assert min(line + 1, 44) <= number_in(error) <= 44


@pytest.mark.parametrize(("line", "field"), CHANGED)
def test_a_changed_line_is_refused_or_set_aside_by_its_number(line, field, ocr):
    changed = put(ocr, line, *FIELDS[LINES[line][6:8]][field])

    if field == "type":
        payments, set_aside, *_ = read_nets(changed, "ocr.txt")
        assert ([row["row"] for row in set_aside], len(payments)) == ([line + 1], 19)
        return
    with pytest.raises(ExportError, match=IN_LINE) as error:
        read_nets(changed, "ocr.txt")
    of_others = field in {"another day", "amount", "number", "kind"}  # found when they are compared
    assert line + 1 <= number_in(error) <= (45 if of_others else line + 1)


def number_in(error) -> int:
    """Return the number of the line that a refusal names."""
    return int(re.fullmatch(IN_LINE, str(error.value))[1])


@pytest.mark.parametrize("size", [6, 81, 400, 405, 1000, 3564, 3600, 3643])
def test_a_file_cut_short_is_refused(size, ocr):
    with pytest.raises(ExportError, match=REFUSED):
        read_nets(ocr[:size], "ocr.txt")


def test_a_reversal_is_never_counted_as_money_in(ocr):
    try:
        payments, *_ = read_nets(put(ocr, 5, 31, b"-"), "ocr.txt")
    except ExportError:
        return  # where the sum is meant to count it the other way

    assert payments[1]["amount_ore"] == -102_000


@pytest.mark.parametrize(
    ("at", "text", "kid"),
    [(49, b"                  003663-", "003663-"), (4, b"50", "0036633")],
    ids=["kid-ends-in-a-dash", "type-50-of-vipps"],
)
def test_what_netsgiro_does_not_know_does_not_cost_the_file(at, text, kid, ocr):
    changed = put(put(ocr, 5, at, text), 6, at if at == 4 else 0, text if at == 4 else b"NY")

    payments, *_ = read_nets(changed, "ocr.txt")

    assert (len(payments), payments[1]["kid"]) == (20, kid)


def test_a_payment_of_an_unknown_type_is_set_aside_and_the_totals_have_it(ocr):
    changed = put(put(ocr, 5, 4, b"22"), 6, 4, b"22")

    payments, set_aside, others, *_ = read_nets(changed, "ocr.txt")

    [aside] = set_aside
    assert (len(payments), others) == (19, 4)
    assert "0036633" not in {payment["kid"] for payment in payments}
    assert (aside["row"], aside["column"], aside["value"]) == (6, "Transaksjonstype", "22")
    assert (aside["kid"], aside["whole_row"]) == ("0036633", True)
    with pytest.raises(ExportError, match=r"linje 44 .*summen skal være"):
        read_nets(put(changed, 5, 32, b"00000000000102001"), "ocr.txt")


def test_what_is_set_aside_of_a_banks_file_is_stored_with_its_kid(ocr, read_file):
    inbox = read_file(put(ocr, 5, 4, b"22"), "ocr.txt")

    [file] = frames.records(inbox.files)
    [aside] = frames.records(inbox.rejected)
    assert (file["rows_taken"], file["rows_aside"], file["rows_total"]) == (19, 1, 24)
    assert (aside["row"], aside["kid"], aside["sha256"]) == (6, "0036633", file["sha256"])


@pytest.mark.parametrize("sign", [b"0", b"-"])
@pytest.mark.parametrize("kind", [b"18", b"20"])
def test_a_reversal_is_negative_whatever_its_sign(kind, sign, ocr):
    changed = put(put(ocr, 5, 4, kind), 5, 31, sign)

    payments, *_ = read_nets(changed, "ocr.txt")  # its totals count the amounts without signs

    assert payments[1]["amount_ore"] == -102_000
    assert sum(payment["amount_ore"] < 0 for payment in payments) == 1


def test_the_text_and_the_account_are_those_of_the_payment(ocr):
    first, second, *_ = read_nets(ocr, "ocr.txt").payments

    assert (first["message"], second["message"]) == ("Foo bar baz", None)
    assert {payment["account"] for payment in (first, second)} == {"99991042764"}


def test_a_file_may_hold_several_transmissions(ocr):
    later = ocr.replace(b"99991042764", b"99991042772")

    both = read_nets(ocr.rstrip() + b"\r\n" + later.replace(b"\n", b"\r\n"), "ocr.txt")

    assert len({payment["payment_id"] for payment in both.payments}) == 40
    assert {payment["account"] for payment in both.payments} == {"99991042764", "99991042772"}


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
        read_nets(file.to_ocr().encode("latin-1"), "ocr.txt")


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
    transactions = 20 * places.count("p") + places.count("c") + places.count("m")
    totals = b"%08d%08d%017d" % (transactions, len(lines) + 2, 5_145_000)
    return [start, *lines, end[:8] + totals + end[41:]]


@pytest.mark.parametrize("places", ["pc", "cp", "mpc", "cmp", "pm"])
def test_assignments_of_other_services_are_frame(places, ocr):
    lines = with_other_services(ocr, places)

    mixed = read_nets(b"\r\n".join(lines) + b"\r\n\r\n", "ocr.txt")

    alone = read_nets(ocr, "ocr.txt").payments
    rows = [payment["row"] for payment in mixed.payments]
    assert {lines[row - 1][6:8] for row in rows} == {b"30"}
    assert [payment | {"row": 0} for payment in mixed.payments] == [
        payment | {"row": 0} for payment in alone
    ]
    assert mixed.other_records == len(lines) - 41 - places.count("m")
    assert mixed.made_on == [date(1992, 1, 20)] * 2


def test_what_another_service_sums_up_costs_no_payment(ocr):
    lines = with_other_services(ocr, "cp")
    end = next(index for index, line in enumerate(lines) if line[2:8] == b"210088")
    lines[end] = lines[end][:8] + b"9" * 33 + lines[end][41:]

    assert len(read_nets(b"\n".join(lines), "ocr.txt").payments) == 20


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
        read_nets(b"\n".join(damage(lines)), "ocr.txt")


def test_a_latest_day_that_is_a_week_ahead_is_read(ocr):
    ahead = read_nets(put(put(ocr, 43, 53, b"270192"), 44, 41, b"270192"), "ocr.txt")

    assert ahead.payments == read_nets(ocr, "ocr.txt").payments
    assert ahead.made_on == [date(1992, 1, 20), date(1992, 1, 27)]


def test_an_own_day_that_is_none_is_not_stated(ocr):
    assert read_nets(put(ocr, 44, 41, b"000000"), "ocr.txt").made_on == [date(1992, 1, 20)]


@pytest.mark.parametrize("padding", [b"", b" " * 3, b" " * 20], ids=["cut", "three", "twenty"])
def test_blanks_after_the_last_field_may_be_fewer_or_more(padding, ocr):
    ends = {b"10": 31, b"20": 35, b"30": 74, b"31": 58, b"32": 55, b"88": 59, b"89": 47}
    lines = [line[: ends[line[6:8]]].rstrip() + padding for line in ocr.splitlines()]

    assert read_nets(b"\n".join(lines), "ocr.txt") == read_nets(ocr, "ocr.txt")


@pytest.mark.parametrize("size", [74, 80])
def test_a_payment_that_lost_a_character_of_its_kid_is_not_believed(size, ocr):
    lines = ocr.splitlines()
    kid = lines[2][:size]
    lines[2] = kid[:70] + kid[71:]

    with pytest.raises(ExportError, match=REFUSED):
        read_nets(b"\n".join(lines), "ocr.txt")


@pytest.mark.parametrize("text", ["Bjørn Ås".encode("latin-1"), b"Fotball\x85", b"12\x0c 13"])
def test_the_payers_text_may_hold_any_letters(text, ocr):
    assert len(read_nets(put(ocr, 4, 15, text), "ocr.txt").payments) == 20


@settings(max_examples=150, deadline=None, derandomize=True, database=None)
@given(line=st.integers(0, 44), at=st.integers(0, 79), char=st.sampled_from("0159 -NYX\nøÿ\x00"))
def test_a_changed_character_never_crashes_nor_loses_a_payment(line, at, char, samples):
    ocr = (samples / "nets" / "ocr_giro_transactions.txt").read_bytes()

    try:
        payments, set_aside, others, *_ = read_nets(
            put(ocr, line, at, char.encode("latin-1")), "ocr.txt"
        )
    except ExportError as error:
        assert "\n" not in str(error)
        return

    assert (len(payments) + len(set_aside), others) == (20, 4)
    if not set_aside:
        assert sum(abs(payment["amount_ore"]) for payment in payments) == 5_144_900


def test_netsgiro_reads_the_same_payments(ocr):
    payments, *_ = read_nets(ocr, "ocr.txt")

    theirs = [
        (t.kid, t.amount_in_cents, t.date, (t.text or "").strip() or None, assignment.account)
        for assignment in netsgiro.parse(ocr.decode("latin-1")).assignments
        for t in assignment.transactions
    ]
    columns = ("kid", "amount_ore", "paid_on", "message", "account")
    assert [tuple(payment[column] for column in columns) for payment in payments] == theirs


def test_a_kid_of_control_characters_is_one_that_can_be_seen(ocr):
    (paid, *_), *_ = read_nets(put(ocr, 2, 49, b"\x1b[2J\x07"), "ocr.txt")

    assert (paid["kid"][:3], paid["kid"].isprintable()) == ("[2J", True)
    assert paid["payment_id"].isprintable()


@pytest.mark.parametrize("encoding", ["utf-8", "latin-1"])
def test_a_mark_of_the_encoding_before_the_file_does_not_matter(ocr, read_file, encoding):
    marked = BOM_UTF8 + ocr.replace(b"Foo bar", "Bjørn Å".encode(encoding))

    inbox = read_file(marked, "ocr.txt")

    paid = frames.records(inbox.incoming["payments"])
    assert len(paid) == len(read_nets(ocr, "ocr.txt").payments)
    assert "Bjørn Å baz" in {row["message"] for row in paid}
    assert {*split_by_account(marked, "ocr.txt")} == {*split_by_account(ocr, "ocr.txt")}
