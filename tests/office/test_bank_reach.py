"""How far a bank's files reach, from the statements themselves to who is asked."""

from datetime import date, timedelta

import pytest

from tests.office.test_placing import FIRST, KID, LATER, OTHER_KID, SOMEBODYS, plan
from tests.one_claim import SLUG, SUNDAY, Club, club
from workbench import office
from workbench.office.day import day_of
from workbench.office.summary import list_missing_files
from workbench.values.kid import make_kid

__all__ = ["club"]

A, B = "12345678903", "99991042764"
OLAS_KID = make_kid("00000070014", 10)
OLAS = SOMEBODYS.replace("70014;;", f"70014;{OLAS_KID};")
NEWER = "70017;;8;Ola Ny;X;10.09.2026;20.09.2026;300;0;;Utsendt;0;"  # makes a list new
STATEMENT = """<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>
<GrpHdr><MsgId>{name}</MsgId><CreDtTm>{last}T17:35:00+02:00</CreDtTm></GrpHdr>
<Stmt><Id>{name}</Id><CreDtTm>{last}T17:35:00+02:00</CreDtTm>
<FrToDt><FrDtTm>{first}T00:00:00</FrDtTm><ToDtTm>{last}T23:59:00</ToDtTm></FrToDt>
<Acct><Id><Othr><Id>{account}</Id></Othr></Id></Acct>{balances}
<Ntry><Amt Ccy="NOK">1.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>
<BookgDt><Dt>{last}</Dt></BookgDt><AcctSvcrRef>{name}</AcctSvcrRef><BkTxCd/>
<NtryDtls><TxDtls><Amt Ccy="NOK">1.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><RmtInf><Strd><CdtrRefInf>
<Tp><CdOrPrtry><Cd>SCOR</Cd></CdOrPrtry></Tp><Ref>{kid}</Ref>
</CdtrRefInf></Strd></RmtInf></TxDtls></NtryDtls></Ntry>
</Stmt></BkToCstmrStmt></Document>
"""


def ago(days: int) -> date:
    return SUNDAY - timedelta(days=days)


def put_giros(club: Club, *more: str) -> None:
    """Put the giros of Kari, who owes, and of Ola, who pays one krone at a time."""
    club.put("spoortz_giroer", FIRST.format(kid=KID), LATER.format(kid=OTHER_KID), OLAS, *more)


def put_statement(
    club: Club, name: str, first: date, last: date, account: str = A, balances: str = ""
) -> None:
    """Put a statement of an account in the inbox, with a krone of Ola's on its last day."""
    text = STATEMENT.format(
        name=name, first=first, last=last, account=account, kid=OLAS_KID, balances=balances
    )
    (club.home / "inbox" / name).write_text(text, "utf-8")


@pytest.fixture
def strict_club(club: Club) -> Club:
    """The club, whose bank's file may lie two bank days behind."""
    path = club.home / "club.toml"
    text = path.read_text("utf-8").replace("bankfil_bankdager = 30", "bankfil_bankdager = 2")
    path.write_text(text, "utf-8")
    club.desk = office.open_desk(SLUG)
    return club


@pytest.mark.parametrize(("end_of_b", "days_later"), [(8, 0), (0, 6)])
def test_that_the_file_of_one_account_is_right_says_nothing_of_the_others(
    strict_club, end_of_b, days_later
):
    club = strict_club
    put_giros(club)
    put_statement(club, "a.xml", ago(16), ago(9), A)
    put_statement(club, "b.xml", ago(16), ago(end_of_b), B)
    club.week(SUNDAY)
    assert f"check_claim:file:bank:payments:{A}" in club.page()

    club.answer(f"check_claim:file:bank:payments:{A}", answer="confirmed", note="avsluttet")
    club.go_to(SUNDAY + timedelta(days=days_later))

    assert plan(club)["70012"] == ("stale_file", None)
    assert f"check_claim:file:bank:payments:{B}" in club.page()


def test_a_closed_account_that_was_confirmed_stops_nobody(strict_club):
    club = strict_club
    put_giros(club)
    put_statement(club, "a.xml", ago(16), ago(9), A)
    put_statement(club, "b.xml", ago(16), ago(0), B)
    club.week(SUNDAY)
    assert plan(club)["70012"] == ("stale_file", None)

    club.answer(f"check_claim:file:bank:payments:{A}", answer="confirmed", note="avsluttet")

    assert plan(club)["70012"] == ("step_due", "reminder_1")


BALANCE = """<Bal><Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp><Amt Ccy="NOK">{kroner}.00</Amt>
<CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>{day}</Dt></Dt></Bal>"""


def put_day(club: Club, days_ago: int, opening: int, account: str = A) -> None:
    """Put the statement of one day, which adds a krone to the balance, in the inbox."""
    day, name = ago(days_ago), f"{account}-{days_ago}.xml"
    states = (("OPBD", opening), ("CLBD", opening + 1))
    balances = "".join(BALANCE.format(kind=kind, kroner=kr, day=day) for kind, kr in states)
    put_statement(club, name, day, day, account, balances)


GAP = f"check_claim:file:bank:payments:{A}:{ago(9)}"


def test_B11_a_statement_that_was_never_fetched_is_missed_by_the_balance_after_it(club):
    put_giros(club)
    for days_ago, opening in ((12, 10), (11, 11), (9, 13), (8, 14)):
        put_day(club, days_ago, opening)
    club.week(SUNDAY)
    assert plan(club)["70012"] == ("stale_file", None)
    assert GAP in club.page()
    gap = "saldoen henger ikke sammen) stopper onsdag 23. september 2026"
    for name in ("steps", "plan"):
        assert gap in office.show(club.desk, name, club.at).note
    with day_of(club.desk, club.at) as day:
        assert [line for line in list_missing_files(day) if gap in line]

    put_day(club, 10, 12)
    club.week(SUNDAY)
    assert plan(club)["70012"][0] == "step_due"
    assert GAP not in club.every()


def test_a_gap_of_which_somebody_has_said_that_it_is_right_comes_back_with_no_file(club):
    put_giros(club)
    for days_ago, opening in ((11, 11), (9, 13)):
        put_day(club, days_ago, opening)
    club.week(SUNDAY)
    club.answer(GAP, answer="confirmed", note="flyttet fra en annen bank")
    assert plan(club)["70012"][0] == "step_due"

    put_day(club, 8, 14)
    club.week(SUNDAY + timedelta(days=60))
    assert GAP not in club.every()
    assert "henger ikke sammen" not in office.show(club.desk, "plan", club.at).note


def test_a_statement_with_the_sum_of_several_payments_leads_to_the_next_too(club):
    put_giros(club)
    put_day(club, 12, 10)
    put_day(club, 11, 11)
    put_day(club, 9, 12)
    path = club.home / "inbox" / f"{A}-11.xml"
    text = path.read_text("utf-8")
    details = text[text.index("<TxDtls>") : text.index("</NtryDtls>")]
    path.write_text(text.replace(details, "<Btch><NbOfTxs>2</NbOfTxs></Btch>"), "utf-8")
    club.week(SUNDAY)
    assert "camt" in {row["system"] for row in club.desk.db["files"].rows}
    assert not [key for key in club.every() if f"payments:{A}:" in key]


def test_statements_that_lead_from_one_to_the_next_have_no_gap_whatever_their_order_and_days(club):
    put_giros(club)
    put_day(club, 20, 10)  # nothing moved for a week: the bank made no statement
    put_day(club, 12, 11)
    put_day(club, 12, 500, account=B)
    club.week(SUNDAY)
    balances = BALANCE.format(kind="OPBD", kroner=11, day=ago(12))
    put_statement(club, "three.xml", ago(12), ago(9), A, balances)  # a page: another one ends it
    put_day(club, 16, 10)
    club.week(SUNDAY + timedelta(days=1))
    assert not [key for key in club.every() if f"payments:{A}:" in key]


def test_each_gap_is_asked_about_by_itself(club):
    put_giros(club)
    for days_ago, opening in ((20, 11), (15, 100), (9, 200)):
        put_day(club, days_ago, opening)
    club.week(SUNDAY)
    gaps = [f"check_claim:file:bank:payments:{A}:{ago(days)}" for days in (15, 9)]
    assert gaps[0] in club.page()

    club.answer(gaps[0], answer="confirmed", note="annen bank")
    assert gaps[1] in club.page()
    club.answer(gaps[1], answer="confirmed", note="annen bank")
    assert plan(club)["70012"][0] == "step_due"


def test_statements_of_days_that_overlap_have_no_gap(club):
    put_giros(club)
    for name, first, last, opening in (("1.xml", 38, 8, 10), ("2.xml", 31, 1, 5)):
        states = (("OPBD", opening, first), ("CLBD", opening + 1, last))
        balances = "".join(BALANCE.format(kind=k, kroner=kr, day=ago(d)) for k, kr, d in states)
        put_statement(club, name, ago(first), ago(last), A, balances)
    path = club.home / "inbox" / "2.xml"
    booked = f"<BookgDt><Dt>{ago(1)}</Dt>"  # both statements have what was booked on the day
    path.write_text(
        path.read_text("utf-8").replace(booked, booked.replace(str(ago(1)), str(ago(9))))
    )
    club.week(SUNDAY)
    assert not [key for key in club.every() if f"payments:{A}:" in key]


def test_notifications_of_each_day_fill_what_is_between_two_statements(club):
    put_giros(club)
    put_day(club, 12, 10)
    for days_ago in (11, 10, 9):
        put_day(club, days_ago, 0)
        path = club.home / "inbox" / f"{A}-{days_ago}.xml"
        text = path.read_text("utf-8")
        text = text[: text.index("<Bal>")] + text[text.rindex("</Bal>") + 6 :]
        for old, new in (("053.", "054."), ("BkToCstmrStmt", "BkToCstmrDbtCdtNtfctn")):
            text = text.replace(old, new)
        text = text.replace("<Stmt>", "<Ntfctn>").replace("</Stmt>", "</Ntfctn>")
        path.write_text(text, "utf-8")
    put_day(club, 8, 14)
    club.week(SUNDAY)
    assert plan(club)["70012"][0] == "step_due"
