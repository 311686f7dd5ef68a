"""The evidence of a claim: all that has happened with it, in order, each with its day and name."""

import json
from datetime import timedelta

import pytest

from tests.office.test_outbox import SETTINGS, at
from tests.office.test_placing import FIRST, KID, LATER, OTHER_KID, SOMEBODYS, pay
from tests.office.test_same_claims import KID as MOVED_KID
from tests.office.test_same_claims import Move, move
from tests.one_claim import SLUG, SUNDAY, Club, club
from tests.reports.report_sample import HOSTILE
from workbench import office
from workbench.cli import main
from workbench.model.errors import UsageError
from workbench.model.kinds import Channel
from workbench.model.message_kinds import MessageState
from workbench.model.message_rows import Message
from workbench.model.outcomes import Outcome
from workbench.model.payment_kinds import CreditKind
from workbench.model.reasons import Reason
from workbench.model.shapes import STORED
from workbench.office import delivering, enquiries
from workbench.office.claim_history import history_of
from workbench.office.crediting import credit_claim
from workbench.office.desk import AGENT_VARIABLE
from workbench.office.placing import place_payment
from workbench.office.policy_change import choose_policy
from workbench.office.sending import approve, mark_sent, set_aside
from workbench.reports.evidence import History, page
from workbench.store import events
from workbench.store.connection import Database
from workbench.store.queries import table

__all__ = ["club", "move"]  # the fixtures
CLAIM = "spoortz:70012"
# nouns whose change rows about a claim have no line of their own, and why
LEFT_OUT = {
    "call_claims": "the line of the call stands for it",
    "call_contacts": "the line of the call has what may be shown of it",
    "message_claims": "the line of the message stands for it",
    "message_texts": "the line of the message has its words",
    "enquiry_texts": "the line of the enquiry has its words",
    "instalments": "those of a call are one line",
    "reported_claims": "what the club's report counted, which is no fact of the claim",
}


@pytest.fixture
def lived(club: Club, monkeypatch) -> Club:
    """The claim of Kari's after all that can happen with it: each act by whoever does such."""

    def by(name: str) -> None:
        monkeypatch.setenv(AGENT_VARIABLE, name)

    def export(**cells: str) -> None:
        stated = FIRST.format(kid=KID)
        for before, after in cells.values():
            assert before in stated
            stated = stated.replace(before, after)
        club.put("spoortz_giroer", stated, LATER.format(kid=OTHER_KID), SOMEBODYS)

    by("ola")
    export()
    club.week(SUNDAY)
    by("eva")
    set_aside(club.desk, SUNDAY, [CLAIM], reason="venter på klubben")
    by("ola")
    club.week(SUNDAY + timedelta(days=1))
    by("eva")
    approve(club.desk, club.at, [CLAIM])
    mark_sent(club.desk, club.at, [CLAIM])
    club.call(
        Outcome.PAYMENT_PLAN,
        parts=2,
        first_on=SUNDAY + timedelta(days=15),
        reason=Reason.FINANCIAL_DIFFICULTY,
        note="Mistet jobben i september",
        phone="41234599",
    )
    club.go_to(SUNDAY + timedelta(days=3))
    by("ola")
    pay(club, {"kid": KID, "amount_ore": 250_00, "paid_on": club.at, "payer_name": "Kari Li"})
    taken_back = {"kid": KID, "amount_ore": -250_00, "paid_on": club.at, "payment_id": "r"}
    pay(club, taken_back)
    loose = {"amount_ore": 100_00, "payment_id": "q", "paid_on": club.at, "message": "trening"}
    pay(club, loose)
    by("eva")
    place_payment(club.desk, "q", CLAIM, club.at)
    credit = credit_claim(club.desk, CLAIM, 50_00, "feil lag", club.at, CreditKind.COMPENSATION)
    credit_claim(club.desk, credit.credit_id, 0, "rett lag", club.at, CreditKind.COMPENSATION)
    club.go_to(SUNDAY + timedelta(days=5))
    club.call(Outcome.OBJECTION, note="Mener hun sluttet")
    club.go_to(SUNDAY + timedelta(days=8))
    [key] = [key for key in club.every() if "objection" in key and key.endswith(":70012")]
    by("eva")
    club.answer(key, answer="rejected", note="svart på e-post")
    by("ola")
    export(amount=(";500;", ";450;"), due=("15.08.2026", "20.08.2026"))
    club.week(SUNDAY + timedelta(days=32))
    by("eva")
    choose_policy(club.desk, CLAIM, None, club.at)
    by("ola")
    club.put("spoortz_giroer", LATER.format(kid=OTHER_KID), SOMEBODYS)
    club.week(SUNDAY + timedelta(days=39))
    return club


@pytest.fixture
def corresponded(club: Club, monkeypatch) -> Club:
    """The claim of Kari's after a call that was confirmed, and what she answered."""
    path = club.home / "club.toml"
    path.write_text(path.read_text("utf-8") + SETTINGS, "utf-8")
    club.desk.close()
    club.desk = office.open_desk(SLUG)
    monkeypatch.setenv(AGENT_VARIABLE, "eva")
    club.put("spoortz_giroer", FIRST.format(kid=KID), SOMEBODYS)
    club.week(SUNDAY)
    club.go_to(SUNDAY + timedelta(days=1))
    club.call(Outcome.PAYMENT_PLAN, parts=2, first_on=SUNDAY + timedelta(days=15), confirm=True)
    delivering.send(club.desk, at(club.at, "12:06"))
    [message] = table(club.desk.db, Message, "messages")
    delivered = message._replace(state=MessageState.DELIVERED)
    delivering.settle(club.desk, delivered, club.at)
    club.go_to(SUNDAY + timedelta(days=2))
    words = "Jeg betalte i går <b>&"
    now = at(club.at, "10:15")()
    enquiries.write_down(
        club.desk, now, claim=CLAIM, text=words, channel=Channel.SMS, address="+4741234501"
    )
    [key] = [key for key in club.every() if key.startswith("settle_hold:enquiry:")]
    club.answer(key, note="ringt og forklart")
    return club


def texts(shown: History) -> list[tuple[str, ...]]:
    return [tuple(cell.replace("\xa0", " ") for cell in row[:4]) for row in shown.lines.texts]


def test_a_history_is_told_in_order_with_day_and_name(lived):
    step = "Påminnelse nr. 1, fra medlemssystemet"
    plan = "har avtale om nedbetaling, fra 05.10.2026 til og med 19.11.2026, avtalt med Kari Li"
    disputed = "har sagt seg uenig i kravet, fra 09.10.2026"
    kid = f"KID {KID}"

    assert texts(history_of(lived.desk, "70012")) == [
        ("04.10.2026", "medlemssystemet", "Nytt krav",
         f"Spoortz nr. 70012: Treningsavgift, 500 kr, forfall 15.08.2026, ubetalt, {kid}"),
        ("04.10.2026", "ola", "Hvem som skylder",
         "medlemmet selv, Kari Li: medlemmet var myndig da kravet ble utstedt"),
        ("04.10.2026", "ola", "Foreslått", step),
        ("04.10.2026", "eva", "Lagt til side",
         f"{step}, til 05.10.2026, fordi: venter på klubben"),
        ("05.10.2026", "ola", "Foreslått", step),
        ("05.10.2026", "eva", "Godkjent", step),
        ("05.10.2026", "eva", "Meldt sendt", step),
        ("05.10.2026", "eva", "Steg tatt", step),
        ("05.10.2026 kl. 12:00", "per", "Samtale", "nedbetalingsplan, har stram økonomi, "
         "snakket med Kari Li, nummer som slutter på 501"),
        ("05.10.2026", "per", "Kontakt rettet", "telefon: nummer som slutter på 599"),
        ("05.10.2026", "per", "Avtale", plan),
        ("05.10.2026 kl. 12:00", "per", "Avdrag avtalt", "19.10.2026: 600 kr; 19.11.2026: 600 kr"),
        ("07.10.2026", "banken", "Innbetaling",
         f"250 kr, {kid}, fra Kari Li, kilde camt, på kravet i dag: 0 kr"),
        ("07.10.2026", "banken", "Tilbakeført", f"-250 kr, {kid}, kilde camt"),
        ("07.10.2026", "banken", "Innbetaling",
         "100 kr, «trening», kilde camt, på kravet i dag: 100 kr"),
        ("07.10.2026", "eva", "Innbetaling plassert",
         "100 kr av det som kom 07.10.2026, på Spoortz nr. 70012"),
        ("07.10.2026", "eva", "Kreditert", "50 kr, kompensasjon, fordi: feil lag"),
        ("07.10.2026", "eva", "Kreditering tatt tilbake",
         "50 kr, kompensasjon, fordi: feil lag; tatt tilbake: rett lag"),
        ("09.10.2026 kl. 12:00", "per", "Samtale",
         "innsigelse, snakket med Kari Li, nummer som slutter på 599"),
        ("09.10.2026", "per", "Avtale", f"{disputed}, inntil videre, avtalt med Kari Li"),
        ("12.10.2026", "eva", "Svar", "Avklar det som hviler uten sluttdato: avslått skriftlig: "
         "oppfølgingen går videre, merknad: svart på e-post"),
        ("12.10.2026", "eva", "Avtalen avsluttet",
         f"{disputed} til og med 12.10.2026, avtalt med Kari Li"),
        ("05.11.2026", "medlemssystemet", "Kravet endret",
         "Spoortz nr. 70012: forfall: 15.08.2026 → 20.08.2026; beløp: 500 kr → 450 kr"),
        ("05.11.2026", "eva", "Purreløp valgt", "unntatt fra purring"),
        ("12.11.2026", "medlemssystemet", "Borte fra listen",
         "Spoortz nr. 70012: borte siden: tom → 12.11.2026"),
    ]  # fmt: skip


def test_a_line_names_its_event_in_the_chain_and_the_file_it_is_from(lived):
    told = history_of(lived.desk, KID)
    recorded = {row["id"]: row for row in lived.desk.db["events"].rows}
    files = {row["sha256"]: row["name"] for row in lived.desk.db["files"].rows}

    for line in told.lines.records:
        event = recorded[line["event_id"]]
        assert (line["sha256"], line["recorded_by"]) == (event["sha256"], event["who"])
    stated = [line["files"] for line in told.lines.records if line["noun"] == "claims"]
    assert len({*stated}) == len(stated) == 3
    labels = {f"{name} ({sha256[:12]})" for sha256, name in files.items()}
    assert {*stated} <= labels
    assert told.chain_end.id == max(recorded)


def test_the_page_says_what_the_claim_is_and_how_it_stands(lived):
    facts = facts_of(lived)

    assert facts["Krav"] == "Treningsavgift, Spoortz nr. 70012"
    assert (facts["Beløp"], facts["Betalt"], facts["Åpent i dag"]) == ("450 kr", "100 kr", "350 kr")
    assert facts["Hvem som skylder"] == "medlemmet selv, Kari Li"
    assert facts["I medlemssystemet"] == "ubetalt, borte fra listen siden 12.11.2026"
    assert facts["Nå"].startswith("Ingen purring på Kari Li: ")


def facts_of(club: Club) -> dict[str, str]:
    rows = history_of(club.desk, CLAIM).facts.texts
    return {question: answer.replace("\xa0", " ") for question, answer in rows}


def test_what_was_noted_in_a_call_is_shown_to_those_alone_who_ask_and_no_number_is(lived):
    without, with_notes = history_of(lived.desk, CLAIM), history_of(lived.desk, CLAIM, notes=True)

    def everything(shown: History) -> str:
        return json.dumps(shown.records, default=str, ensure_ascii=False) + page(shown)

    assert "Mistet jobben" not in everything(without)
    assert everything(with_notes).count("Mistet jobben i september") == 2
    assert "Notat: Mener hun sluttet" in page(with_notes)
    for number in ("41234501", "41234599"):
        assert number not in everything(with_notes)


def test_a_file_that_says_the_same_again_adds_no_line(club):
    club.put("spoortz_giroer", FIRST.format(kid=KID), SOMEBODYS)
    club.week(SUNDAY)
    before = texts(history_of(club.desk, CLAIM))

    club.put("spoortz_giroer", FIRST.format(kid=KID), SOMEBODYS.replace("300", "301"))
    club.week(SUNDAY + timedelta(days=1))

    assert texts(history_of(club.desk, CLAIM)) == before


def test_a_claim_that_is_settled_has_its_history_and_several_are_named_to_choose_from(club):
    club.put("spoortz_giroer", FIRST.format(kid=KID), LATER.format(kid=OTHER_KID), SOMEBODYS)
    club.week(SUNDAY)
    pay(club, {"kid": KID, "amount_ore": 500_00})

    assert facts_of(club)["Betalt"] == "500 kr, gjort opp 30.09.2026"
    assert history_of(club.desk, "Ola Ny").facts.texts
    with pytest.raises(UsageError, match=r"passer til 2 krav; .*70013 \(Vårsesong.*spoortz:70012"):
        history_of(club.desk, "Kari Li")
    with pytest.raises(UsageError, match="er ikke noe krav"):
        history_of(club.desk, "Per")


def test_the_same_claim_in_another_system_brings_what_has_happened_with_it_there(move: Move):
    move.pay(200_00)
    move.week()

    told = history_of(move.desk, MOVED_KID)

    facts = dict(told.facts.texts)
    assert (facts["Samme krav"], facts["KID"]) == ("Spoortz nr. 70012", MOVED_KID)
    assert facts["Krav"].endswith(", Spond")
    new = [row[3].partition(":")[0] for row in told.lines.texts if row[2] == "Nytt krav"]
    assert sorted(new) == ["Spond", "Spoortz nr. 70012"]
    [payment] = [row[3] for row in told.lines.texts if row[2] == "Innbetaling"]
    assert payment.endswith("på kravet i dag: 200\xa0kr")


# ------------------------------------------------------------------ nothing is left out


def key_text(parts: list) -> str:
    """Return a row's key as change rows have it."""
    return parts[0] if len(parts) == 1 else events.ENCODE(parts)


def rows_about(db: Database, claim_id: str) -> set[tuple[str, str]]:
    """Return noun and key of every row that has the claim's own id in it, that of its order, or
    the id of a row that has: all but what only a person is in."""
    [claim] = db["claims"].rows_where("claim_id = ?", [claim_id])
    ids = {claim_id, claim["invoice_id"], claim["kid"]} - {None}
    for noun, column in (
        ("call_claims", "call_id"), ("payments", "payment_id"), ("placements", "payment_id"),
        ("credits", "credit_id"), ("message_claims", "message_id"), ("messages", "message_id"),
        ("enquiries", "enquiry_id"),
    ):  # fmt: skip
        ids |= {row[column] for row in db[noun].rows if ids & {*row.values()}}
    holds = [row for row in db["holds"].rows if ids & {row["invoice_id"], row["call_id"]}]
    own_holds = [row for row in holds if row["invoice_id"] in {None, claim["invoice_id"]}]
    others = {row["hold_id"] for row in holds} - {row["hold_id"] for row in own_holds}
    ids |= {row["hold_id"] for row in own_holds}
    found = set()
    for noun, shape in STORED.items():
        for row in db[noun].rows:
            key = key_text([row[column] for column in shape.key])
            is_named = noun == "answers" and any(id_ in row["task"] for id_ in ids)
            is_other = key in others or (noun == "claims" and key != claim_id)
            if (is_named or ids & {*row.values()}) and not is_other:
                found.add((noun, key))
    return found


def untold(desk, claim_id: str) -> set[tuple[str, str, int]]:
    """Return the change rows about a claim that no line stands for."""
    about = rows_about(desk.db, claim_id)
    changed = {
        (row["noun"], row["key"], row["event_id"])
        for row in desk.db["changes"].rows
        if (row["noun"], row["key"]) in about and row["noun"] not in LEFT_OUT
    }
    lines = history_of(desk, claim_id).lines.records
    return changed - {(line["noun"], line["key"], line["event_id"]) for line in lines}


def test_every_change_row_about_the_claim_is_a_line_of_its_history(lived):
    nouns = {noun for noun, _ in rows_about(lived.desk.db, CLAIM)}

    assert untold(lived.desk, CLAIM) == set()
    assert nouns - LEFT_OUT.keys() >= {
        "claims", "liabilities", "payments", "placements", "credits", "calls", "holds",
        "corrections", "answers", "policy_choices", "proposals", "steps",
    }  # fmt: skip


def test_what_was_written_about_the_claim_stands_there_with_its_words(corresponded):
    lines = {row[2]: row for row in texts(history_of(corresponded.desk, CLAIM))}

    assert untold(corresponded.desk, CLAIM) == set()
    made = "bekreftelse på nedbetalingsplan, SMS, bokmål, til Kari Li, nummer som slutter på 501: «"
    assert lines["Melding laget"][3].startswith(f"{made}Takk for praten, Kari.")
    assert lines["Melding sendt"][:2] == ("05.10.2026 kl. 12:06", "eva")
    assert "leverandørens nummer " in lines["Melding sendt"][3]
    assert lines["Melding levert"][1] == "leverandøren"
    received = lines["Henvendelse mottatt"]
    assert received[:2] == ("06.10.2026 kl. 10:15", "betaleren")
    assert received[3] == (
        "SMS, gjelder Kari Li, nummer som slutter på 501: «Jeg betalte i går <b>&»"
    )
    assert lines["Svar"][1] == "eva"
    assert "&lt;b&gt;&amp;" in page(history_of(corresponded.desk, CLAIM))


def test_every_change_row_about_the_claims_of_an_invented_club_is_a_line(add_club):
    add_club("solvik-il")
    desk = office.open_desk("solvik-il")
    day = office.parse_as_of(None)
    office.save_week(desk, office.plan_week(desk, office.read_inbox(desk, day), day), dry_run=False)
    claims = sorted(row["claim_id"] for row in desk.db["claims"].rows)

    for claim_id in claims[:: len(claims) // 12]:
        assert untold(desk, claim_id) == set(), claim_id


# ------------------------------------------------------------------ the command


def test_the_command_prints_writes_a_page_and_answers_in_json(lived, tmp_path, capsys):
    assert main(["history", SLUG, "70012"]) == 0
    printed = capsys.readouterr().out
    assert "Historien til kravet" in printed
    assert "Åpent i dag" in printed

    assert main(["history", SLUG, CLAIM, "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert {*answer} == {"claim", "lines", "chain_end"}
    assert answer["lines"][0]["day"] == "2026-10-04"

    file = tmp_path / "krav.html"
    assert main(["history", SLUG, CLAIM, "--html", str(file)]) == 0
    assert (capsys.readouterr().out, file.read_text("utf-8")[:15]) == ("", "<!DOCTYPE html>")
    assert main(["history", SLUG, CLAIM, "--html", str(tmp_path / "ingen" / "a.html")]) == 2


def test_a_hostile_name_is_text_on_the_page_and_in_the_terminal(club, capsys):
    name = f"[bold]{HOSTILE}\x1b[31m"
    club.put("spoortz_giroer", FIRST.format(kid=KID).replace("Treningsavgift", name), SOMEBODYS)
    club.week(SUNDAY)

    html = page(history_of(club.desk, CLAIM))
    assert main(["history", SLUG, CLAIM]) == 0

    assert "<img" not in html
    assert "&lt;img" in html
    printed = capsys.readouterr().out
    assert "[bold]<img" in printed
    assert "\x1b" not in printed
