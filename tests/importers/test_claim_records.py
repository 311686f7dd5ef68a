"""Claims and cancellations of AvtaleGiro: what is written is what netsgiro and we read back."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import netsgiro
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.importers.claim_records import (
    ClaimFile,
    DrawRequest,
    read_claim_file,
    write_claim_file,
)
from workbench.model.errors import ExportError

SAMPLE = (
    Path(__file__).parents[1] / "samples" / "nets" / "avtalegiro"
    / "avtalegiro_payment_request.txt"
).read_bytes()  # fmt: skip
CLAIM = DrawRequest(
    "008000011688373", date(2026, 12, 15), 1_250_29, "KARI ÅS LI", "Treningsavgift",
    ("Treningsavgift for høsten, Ås", "x" * 80), bank_notifies=True,
)  # fmt: skip
QUIET = DrawRequest("008000021688389", date(2026, 12, 20), 29)
FILE = ClaimFile(
    "55555555", 1000081, "00008080", "000000004", "88888888888", (CLAIM, QUIET), (QUIET,), 7
)


def test_the_sample_is_read_and_written_byte_for_byte():
    file = read_claim_file(SAMPLE, "krav.txt")

    assert (len(file.claims), file.claims[-1].bank_notifies) == (6, False)
    text = file.claims[0].lines[0]
    assert text.startswith(" Gjelder Faktura: 168837") and text.endswith("17/06/04")
    assert write_claim_file(file) == SAMPLE.replace(b"\n", b"\r\n")


def test_netsgiro_and_we_read_back_what_was_written():
    content = write_claim_file(FILE)

    assert read_claim_file(content, "krav.txt") == FILE
    theirs = netsgiro.parse(content.decode("iso-8859-1"))
    claims, cancellations = theirs.assignments
    assert (claims.account, claims.agreement_id, claims.number) == (
        "88888888888",
        "000000004",
        "0000007",
    )
    assert [(row.kid, row.date, row.amount) for row in claims.transactions] == [
        (CLAIM.kid, CLAIM.due_on, Decimal("1250.29")),
        (QUIET.kid, QUIET.due_on, Decimal("0.29")),
    ]
    types = [int(row.type) for row in (*claims.transactions, *cancellations.transactions)]
    assert types == [21, 2, 93]
    first = claims.transactions[0]
    assert [line.rstrip() for line in first.text.splitlines()] == [*CLAIM.lines]
    assert (first.payer_name, first.reference) == ("KARI ÅS LI", "Treningsavgift")
    assert claims.get_total_amount() == Decimal("1250.58")
    assert cancellations.type == netsgiro.AssignmentType.AVTALEGIRO_CANCELLATIONS
    assert theirs.to_ocr().splitlines() == content.decode("iso-8859-1").splitlines()


def test_every_record_has_80_characters_and_ends_in_crlf():
    lines = write_claim_file(FILE).split(b"\r\n")

    assert lines.pop() == b""
    assert {len(line) for line in lines} == {80}


def test_a_text_that_no_bank_can_take_is_cut_and_keeps_to_its_line():
    long = CLAIM._replace(
        payer_name="Kari\nNordmann Li", reference="r" * 30, lines=("ł" * 99,) * 50
    )

    [claim] = read_claim_file(write_claim_file(FILE._replace(claims=(long,))), "krav.txt").claims

    assert (len(claim.payer_name), claim.reference, len(claim.lines)) == (10, "r" * 25, 42)
    assert claim.lines[0] == "?" * 80


@settings(max_examples=100, deadline=None, derandomize=True, database=None)
@given(
    st.lists(
        st.builds(
            DrawRequest,
            st.from_regex(r"[0-9]{4,24}[0-9-]", fullmatch=True),
            st.dates(date(2026, 1, 1), date(2060, 12, 31)),
            st.integers(1, 10**12),
            st.just(""),
            st.just("Klubb"),
            st.just(()),
            bank_notifies=st.booleans(),
        ),
        min_size=1,
    )
)
def test_any_claims_are_read_back_as_they_were_written(claims):
    cancelled = tuple(claim._replace(bank_notifies=False) for claim in claims[:2])
    file = FILE._replace(claims=tuple(claims), cancellations=cancelled)

    assert read_claim_file(write_claim_file(file), "krav.txt") == file


@pytest.mark.parametrize("line", range(22))
def test_a_file_that_lost_a_line_is_refused(line):
    lines = SAMPLE.splitlines(keepends=True)

    with pytest.raises(ExportError, match=r"linje \d+ stemmer ikke"):
        read_claim_file(b"".join(lines[:line] + lines[line + 1 :]), "krav.txt")


@pytest.mark.parametrize(
    ("line", "at", "text"),
    [(2, 48, b"1"), (20, 15, b"7"), (20, 23, b"1"), (20, 40, b"1"), (21, 15, b"7"), (21, 40, b"1"),
     (20, 41, b"18"), (3, 6, b"77"), (2, 15, b"31")],
)  # fmt: skip
def test_a_file_that_contradicts_its_totals_is_refused(line, at, text):
    lines = SAMPLE.splitlines()
    lines[line] = lines[line][:at] + text + lines[line][at + len(text) :]

    with pytest.raises(ExportError, match=r"linje \d+ stemmer ikke"):
        read_claim_file(b"\n".join(lines), "krav.txt")
