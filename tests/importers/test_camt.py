"""camt.053 and camt.054 of both versions: what came in is read, whatever the bank calls it."""

import re
from datetime import date
from pathlib import Path

import pytest
from lxml import etree

from workbench.importers import camt, coverage
from workbench.importers.profiles import load_profiles
from workbench.importers.reading import read_sheets
from workbench.model import frames
from workbench.model.errors import ExportError

SAMPLES = Path(__file__).parents[1] / "samples" / "camt"
STATEMENT = (SAMPLES / "made_camt053_v08_kid.xml").read_text("utf-8")
NOTE = (SAMPLES / "made_camt054_v02_kid.xml").read_text("utf-8")
REFUSED = r"\Akonto\.xml: [^\n]+\.\Z"
NOTHING_BEFORE = STATEMENT.partition("<Bal>")[0]


def swap(text: str, *pairs: tuple[str, str]) -> str:
    """Return the text with each first part once replaced by the second."""
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


BALANCES = "<Bal>" + STATEMENT.partition("<Bal>")[2].partition("<Ntry>")[0]
OLD_STATEMENT = swap(
    NOTE.replace("BkToCstmrDbtCdtNtfctn", "BkToCstmrStmt").replace("Ntfctn>", "Stmt>"),
    ("camt.054", "camt.053"), ("</Acct>", f"</Acct>{BALANCES}"),
)  # fmt: skip
NEW_NOTE = swap(
    STATEMENT.replace("BkToCstmrStmt", "BkToCstmrDbtCdtNtfctn").replace("Stmt>", "Ntfctn>"),
    ("camt.053", "camt.054"), (BALANCES.strip(), ""),
)  # fmt: skip
FILES = {"053.08": STATEMENT, "054.02": NOTE, "053.02": OLD_STATEMENT, "054.08": NEW_NOTE}


def is_valid(text: str) -> bool:
    """Return whether a text is valid by its schema, if that is at hand."""
    version = re.search(r"camt\.05[34]\.001\.0\d", text)[0]
    path = SAMPLES / "xsd" / f"{version}.xsd"
    return not path.exists() or etree.XMLSchema(file=path)(etree.fromstring(text.encode()))


@pytest.fixture
def read(read_file):
    """Read a text as a week does; it must be valid."""

    def read_text(text: str):
        assert is_valid(text)
        return read_file(text.encode(), "konto.xml")

    return read_text


def payments(inbox) -> list[dict]:
    return frames.records(inbox.incoming["payments"]) if "payments" in inbox.incoming else []


@pytest.mark.parametrize("text", FILES.values(), ids=FILES)
def test_every_version_gives_the_same_payments(text, read):
    kari, ola = payments(read(text))

    assert kari == {
        "payment_id": payments(read(STATEMENT))[0]["payment_id"], "kid": "123456782",
        "amount_ore": 125_000, "paid_on": kari["paid_on"], "source": "camt", "invoice_id": None,
        "payer_name": "Kari Nordmann", "message": None, "account": "12345678903",
    }  # fmt: skip
    assert kari["payment_id"].startswith("camt:")
    assert kari["paid_on"] == date(2026, 10, 6)
    assert (ola["kid"], ola["amount_ore"], ola["payer_name"]) == ("602243", 78_050, "Ola Nordmann")


def test_a_file_of_a_bank_is_the_banks(read):
    [file] = frames.records(read(STATEMENT).files)

    assert (file["title"], file["system"], file["kind"]) == (
        "Kontofil fra banken (camt)", "bank", "payments",
    )  # fmt: skip
    assert file["covers_until_on"] == date(2026, 10, 6)


@pytest.mark.parametrize(
    ("text", "changes"),
    [
        (STATEMENT, [("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n", "")]),
        (STATEMENT, [("<Document xmlns=", '<Document xmlns:xsi="urn:x" xmlns=')]),
        (NOTE, [("<Document", "<!-- <Document> --><Document")]),
        (NOTE, [('encoding="UTF-8"', 'encoding="ISO-8859-1"')]),
        (STATEMENT, [("<Othr><Id>12345678903</Id><SchmeNm><Cd>BBAN</Cd></SchmeNm></Othr>",
                      "<IBAN>NO9312345678903</IBAN>")]),
    ],
    ids=["no-declaration", "another-namespace-first", "comment", "encoding", "iban"],
)  # fmt: skip
def test_how_a_file_is_written_does_not_matter(text, changes, read):
    assert payments(read(swap(text, *changes))) == payments(read(text))


SINGLE = """<Ntry><Amt Ccy="NOK">300.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>\
<BookgDt><Dt>2026-10-06</Dt></BookgDt><AcctSvcrRef>77</AcctSvcrRef><BkTxCd/></Ntry>"""


def with_entry(entry: str, closing: str = "2330.50") -> str:
    """Return the statement with another entry, and the closing balance that follows from it."""
    return swap(STATEMENT, ('"NOK">2030.50</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt>',
                            f'"NOK">{closing}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt>'),
                ("</Ntry>", f"</Ntry>{entry}"))  # fmt: skip


def test_money_without_a_kid_is_kept_with_its_text(read):
    entry = swap(SINGLE, ("</Ntry>", "<AddtlNtryInf>Gave fra Per</AddtlNtryInf></Ntry>"))

    *_, gift = payments(read(with_entry(entry)))

    assert (gift["kid"], gift["message"], gift["amount_ore"]) == (None, "Gave fra Per", 30_000)


def test_the_same_payment_with_and_without_details_is_one(read):
    details = (
        "<NtryDtls><TxDtls><Refs><AcctSvcrRef>5</AcctSvcrRef></Refs><RmtInf><Ustrd>Leir</Ustrd>"
        "<Ustrd>Ola</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>"
    )
    bare, detailed = SINGLE, swap(SINGLE, ("</Ntry>", details))

    [*_, first], [*_, second] = (payments(read(with_entry(entry))) for entry in (bare, detailed))

    assert first["payment_id"] == second["payment_id"]
    assert second["message"] == "Leir Ola"


@pytest.mark.parametrize(
    ("changes", "closing", "amount", "left_out"),
    [
        ([("CRDT", "DBIT")], "1730.50", None, "utgående beløp: 1"),
        ([("CRDT", "DBIT"), ("<Sts>", "<RvslInd>true</RvslInd><Sts>")], "1730.50", -30_000, None),
        ([("<Sts>", "<RvslInd>true</RvslInd><Sts>")], "2330.50", None,
         "tilbakeført utgående beløp: 1"),
        ([("<Sts>", "<RvslInd>false</RvslInd><Sts>")], "2330.50", 30_000, None),
        ([("BOOK", "PDNG")], "2030.50", None, "ikke bokført: 1"),
        ([("BOOK", "INFO")], "2030.50", None, "ikke bokført: 1"),
        ([("300.00", "0.00")], "2030.50", None, "uten beløp: 1"),
        ([("</Ntry>", "<NtryDtls><Btch><NbOfTxs>3</NbOfTxs></Btch></NtryDtls></Ntry>")], "2330.50",
         None, "samlepost uten enkeltbetalinger: 1"),
    ],
    ids=["outgoing", "reversal", "own-reversal", "no-reversal", "pending", "info", "zero", "batch"],
)  # fmt: skip
def test_only_what_came_in_is_a_payment_and_the_rest_is_counted(
    changes, closing, amount, left_out, read
):
    inbox = read(with_entry(swap(SINGLE, *changes), closing))

    amounts = [payment["amount_ore"] for payment in payments(inbox)]
    assert amounts == [125_000, 78_050, *([amount] if amount else [])]
    assert frames.records(inbox.files)[0]["left_out"] == left_out


def test_a_file_with_a_batch_without_its_payments_is_not_all_that_the_bank_knows(read):
    batch = swap(
        SINGLE, ("</Ntry>", "<NtryDtls><Btch><NbOfTxs>3</NbOfTxs></Btch></NtryDtls></Ntry>")
    )

    [file] = frames.records(read(with_entry(batch)).files)

    assert file["system"] == "camt"  # so it says nothing of how far the bank's files reach
    assert coverage.BATCH == camt.BATCH


@pytest.mark.parametrize(
    ("day", "balances"),
    [
        ("2026-10-06", '[["12345678903", "2026-10-06", "2026-10-06", 0, 203050]]'),
        ("2026-13-40", None),
        ("", None),
    ],
)
def test_a_statement_keeps_the_balances_of_its_account(day, balances, read_file):
    closing = STATEMENT.index("CLBD")
    end = STATEMENT.index("</Bal>", closing)
    dated = STATEMENT[:closing] + STATEMENT[closing:end].replace("2026-10-06", day)

    text = dated + STATEMENT[end:]
    [file] = frames.records(read_file(text.encode(), "konto.xml").files)

    assert file["account_balances"] == balances


@pytest.mark.parametrize(
    "page",
    [
        ("</GrpHdr>", "<MsgPgntn><PgNb>1</PgNb><LastPgInd>{}</LastPgInd></MsgPgntn></GrpHdr>"),
        ("<CreDtTm>2026-10-06T17:35:00+02:00</CreDtTm>\n<Acct>",
         "<StmtPgntn><PgNb>1</PgNb><LastPgInd>{}</LastPgInd></StmtPgntn>\n<Acct>"),
    ],
    ids=["message", "statement"],
)  # fmt: skip
@pytest.mark.parametrize(("is_last", "system"), [("true", "bank"), ("false", "camt")])
def test_a_file_that_goes_on_in_another_is_not_all_that_the_bank_knows(
    page, is_last, system, read_file
):
    text = swap(STATEMENT, (page[0], page[1].format(is_last)))

    [file] = frames.records(read_file(text.encode(), "konto.xml").files)

    assert file["system"] == system
    assert coverage.MORE_PAGES == camt.MORE_PAGES


@pytest.mark.filterwarnings("error")
def test_a_batch_of_a_statement_with_its_payments_is_read_without_a_warning():
    assert "<NbOfTxs>2</NbOfTxs>" in STATEMENT

    rows = camt.read_camt(STATEMENT, "konto.xml")

    assert [row[-1] for row in rows[-2:]] == [camt.INCOMING] * 2


def test_a_batch_of_a_notification_is_money_that_somebody_must_place(read):
    batch = swap(NOTE, (NOTE[NOTE.index("<TxDtls>") : NOTE.rindex("</NtryDtls>")], ""))

    inbox = read(batch)

    [payment] = payments(inbox)
    assert (payment["kid"], payment["amount_ore"]) == (None, 203_050)
    [file] = frames.records(inbox.files)
    assert file["system"] == "camt"  # so it says nothing of how far the bank's files reach


def test_every_kind_that_is_no_payment_is_left_out_by_the_profile():
    [profile] = [profile for profile in load_profiles() if profile.source == "camt"]

    assert {*profile.left_out["kind"]} == {
        camt.OUTGOING, camt.OWN_REVERSAL, camt.NOT_BOOKED, camt.NOTHING, camt.BATCH,
    }  # fmt: skip
    assert {heading for column in profile.columns.values() for heading in column.seen} <= {
        *camt.HEADINGS
    }


def test_no_heading_is_said_to_be_unread(read):
    assert read(STATEMENT).file_facts[0].unread_headings == []


def test_money_in_another_currency_is_set_aside_with_its_kid(read):
    euro = NOTE.replace('Ccy="NOK"', 'Ccy="EUR"')

    inbox = read(euro)

    first, second = frames.records(inbox.rejected)
    assert payments(inbox) == []
    assert (first["kid"], second["kid"]) == ("123456782", "602243")
    assert (first["whole_row"], first["value"]) == (True, "EUR")
    assert first["reason"] == "beløpet er i EUR, ikke i norske kroner"


def test_several_kids_of_one_payment_are_for_a_person_to_divide(read):
    strd = NOTE[NOTE.index("<Strd>") : NOTE.index("</Strd>") + len("</Strd>")]
    both = swap(NOTE, (strd, strd + strd.replace("123456782", "602243")))

    kari, _ = payments(read(both))

    assert (kari["kid"], kari["message"]) == (None, "KID 123456782 KID 602243")


@pytest.mark.parametrize(("code", "kid"), [("SCOR", "123456782"), ("RADM", None)])
def test_a_kid_is_a_reference_of_the_kind_scor(code, kid, read):
    assert payments(read(swap(NOTE, ("SCOR", code))))[0]["kid"] == kid


def test_a_kid_that_fits_no_structure_is_kept_as_the_bank_has_it(read):
    assert payments(read(swap(NOTE, ("123456782", "1234-"))))[0]["kid"] == "1234-"


def test_two_parts_that_only_the_entry_has_a_reference_for_are_two_payments(read):
    bare = re.sub(r"<Refs>.*?</Refs>", "", NOTE).replace("780.50", "1250.00")
    bare = swap(bare, ("2030.50", "2500.00"), ("602243", "123456782"))

    first, second = payments(read(bare))

    assert first["payment_id"] != second["payment_id"]


def test_a_payment_without_a_day_is_set_aside(read):
    inbox = read(swap(NOTE, ("<BookgDt><Dt>2026-10-06</Dt></BookgDt>", "")))

    assert payments(inbox) == []
    assert [row["reason"] for row in frames.records(inbox.rejected)] == ["mangler"] * 2


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (swap(NOTE, ("1250.00", "1250.01")),
         r"post 1 \(referanse 1234567…\): betalingene i den er til sammen 2030,51 kr, men posten "
         r"er på 2030,50 kr"),
        (swap(NOTE, ("<NbOfTxs>2", "<NbOfTxs>3")), r"post 1 .*den skal ha 3 betalinger, men har 2"),
        (swap(STATEMENT, ("<Amt Ccy=\"NOK\">0.00", "<Amt Ccy=\"NOK\">1.00")),
         r"kontoutskrift 1: inngående saldo og postene er til sammen 2031,50 kr, men utgående "
         r"saldo er 2030,50 kr"),
        (swap(STATEMENT, (STATEMENT[STATEMENT.index("<Ntry>") : STATEMENT.rindex("</Stmt>")], "")),
         r"kontoutskrift 1: inngående saldo"),
        (with_entry(SINGLE, "2030.50"), r"inngående saldo og postene er til sammen 2330,50 kr"),
        (swap(NOTE, ("</Acct>", "</Acct><TxsSummry><TtlNtries><NbOfNtries>2</NbOfNtries>"
                     "</TtlNtries></TxsSummry>")), r"den skal ha 2 poster, men har 1"),
        (swap(NOTE, ("1250.00", "x")), r"post 1 .*et beløp i den kan ikke leses"),
        (swap(NOTE, ("CRDT", "x")), r"post 1 .*den sier ikke om beløpet kom inn eller gikk ut"),
        (swap(NOTE, ("<AmtDtls><TxAmt><Amt Ccy=\"NOK\">1250.00</Amt></TxAmt></AmtDtls>", "")),
         r"post 1 .*et beløp i den mangler"),
    ],
    ids=["sum", "parts", "opening", "entry-lost", "entry-more", "entries", "amount", "way", "none"],
)  # fmt: skip
def test_a_file_that_contradicts_itself_is_refused_by_the_entry(text, fault):
    with pytest.raises(ExportError, match=REFUSED) as error:
        read_sheets(text.encode(), "konto.xml")

    assert re.search(fault, str(error.value))


LAUGHS = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
DEEP = "<x>" * 100_000


@pytest.mark.parametrize(
    "text",
    [
        swap(NOTE, ("<Document", f'<!DOCTYPE x [<!ENTITY a0 "ha">{LAUGHS}]><Document'),
             ("Kari", "&a9;")),
        swap(NOTE, ("<Document", '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><Document'),
             ("Kari", "&f;")),
        swap(NOTE, ("<Document", '<!DOCTYPE x SYSTEM "http://example.org/x.dtd"><Document')),
        swap(NOTE, ("Kari", "&ukjent;")),
        swap(NOTE, ("<Ntry>", f"<Ntry>{DEEP}")),
        swap(NOTE, ("<Ntry>", f"<Ntry>{DEEP}{DEEP.replace('<', '</')}")),
        swap(NOTE, ("</Ntry>", "")),
        NOTE[:900],
        NOTE.replace("</Document>", ""),
    ],
    ids=["bomb", "external", "dtd", "entity", "deep", "nested", "open", "cut", "no-end"],
)  # fmt: skip
def test_hostile_xml_ends_in_one_sentence(text):
    with pytest.raises(ExportError, match=REFUSED):
        read_sheets(text.encode(), "konto.xml")


def test_what_is_stored_of_a_file_with_outgoing_rows_reads_the_same_and_hides_them(read, read_file):
    entry = swap(SINGLE, ("CRDT", "DBIT"), ("</Ntry>", "<AddtlNtryInf>Lønn</AddtlNtryInf></Ntry>"))
    inbox = read(with_entry(entry, "1730.50"))

    [(ending, masked)] = inbox.contents.values()
    assert (ending, "Lønn" in masked.decode()) == (".masked.json", False)
    assert payments(read_file(masked, "konto.json")) == payments(inbox)


@pytest.mark.parametrize("entry_reference", ["", "<NtryRef>1</NtryRef>"])
@pytest.mark.parametrize(
    "own", ["<AcctSvcrRef>{}</AcctSvcrRef>", "<AcctSvcrRef>1</AcctSvcrRef>", ""]
)
def test_payments_that_each_file_numbers_anew_are_not_one(entry_reference, own, read):
    details = (
        "<NtryDtls><TxDtls><Refs>{}</Refs><RmtInf><Strd><CdtrRefInf><Tp><CdOrPrtry><Cd>SCOR</Cd>"
        "</CdOrPrtry></Tp><Ref>{}</Ref></CdtrRefInf></Strd></RmtInf></TxDtls></NtryDtls></Ntry>"
    )
    kids = ("123456782", "602243")
    changes = ("<AcctSvcrRef>77</AcctSvcrRef>", ""), ("<Ntry>", f"<Ntry>{entry_reference}")
    entries = [
        swap(SINGLE, *changes, ("</Ntry>", details.format(own.format(kid), kid))) for kid in kids
    ]

    [*_, first], [*_, second] = (payments(read(with_entry(entry))) for entry in entries)

    assert (first["kid"], second["kid"]) == kids
    assert first["payment_id"] != second["payment_id"]
