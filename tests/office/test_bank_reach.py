"""How far a bank's files reach, from the statements themselves to who is asked."""

from datetime import date, timedelta

import pytest

from tests.office.test_placing import FIRST, KID, LATER, OTHER_KID, SOMEBODYS, plan
from tests.one_claim import SLUG, SUNDAY, Club, club
from workbench import office
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
<Acct><Id><Othr><Id>{account}</Id></Othr></Id></Acct>
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


def put_statement(club: Club, name: str, first: date, last: date, account: str = A) -> None:
    """Put a statement of an account in the inbox, with a krone of Ola's on its last day."""
    text = STATEMENT.format(name=name, first=first, last=last, account=account, kid=OLAS_KID)
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
