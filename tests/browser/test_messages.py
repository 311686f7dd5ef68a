"""Messages from the call to the evidence: agreed in the form, sent, come back, answered; each as
a person sees it, in Chromium."""

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime
from itertools import count
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.doors import PASSWORD, require_nothing_cut, served
from tests.houses import ROOT, furnish, take_old_files
from tests.office.test_outbox import at
from workbench import office
from workbench.cli import main
from workbench.model.message_rows import Message, MessageClaim, MessageText
from workbench.office import delivering, enquiries
from workbench.office.agents import save_agent
from workbench.office.calls import Shift
from workbench.office.day import day_of
from workbench.office.sending import approve
from workbench.office.tasks import answer_tasks, tasks_of
from workbench.store.queries import table

SUNDAY, MONDAY, TUESDAY, WEDNESDAY = (date(2026, 11, day) for day in range(22, 26))
MAILS = ROOT / "tests" / "delivery" / "mails"
SETTINGS = """
[meldinger]
sms = ["bekreftelser", "beskjeder", "paaminnelser"]
epost = ["paaminnelser"]
telefon = "22 33 44 55"
nettsted = "solvik.no"
fra_epost = "medlem@solvik.no"
fra_sms = "+4759440000"
"""


@dataclass(frozen=True)
class Place:
    """A house with a club that writes to its members from here, copied for each test."""

    house: Path
    club: Path
    url: str
    numbers: Iterator[int]

    def add_club(self) -> str:
        """Copy the club, books and all; return its slug."""
        slug = f"klubb-{next(self.numbers)}"
        shutil.copytree(self.club, self.folder(slug))
        office.accept_books(slug, "en kopi")
        return slug

    def folder(self, slug: str) -> Path:
        return self.house / "data" / "clubs" / slug

    def add_agent(self, slug: str, *, operator: bool = False) -> str:
        """Make an agent for a club; return the name."""
        name = f"kari-{next(self.numbers)}"
        save_agent(name, PASSWORD, [slug], operator=operator)
        return name

    def post(self, slug: str, name: str, content: bytes, moment: datetime) -> None:
        """Let something come in, and read it."""
        folder = self.folder(slug) / "post"
        folder.mkdir(exist_ok=True)
        (folder / name).write_bytes(content)
        with closing(office.open_desk(slug)) as desk:
            received = enquiries.receive(desk, moment)
        assert received.unreadable == []
        assert received.enquiries + received.reports == 1


@pytest.fixture(scope="module")
def place(made_club: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """The command `workbench calls`, on a Monday; reminders go by e-mail from here."""
    house, books = furnish(tmp_path_factory.mktemp("house")), tmp_path_factory.mktemp("books")
    club = Path(shutil.copytree(made_club, house / "data" / "clubs" / "solvik-il"))
    standard = (ROOT / "data" / "policies" / "idrettslag.toml").read_text("utf-8")
    own = standard.replace('channels = ["member_system"]', 'channels = ["email", "member_system"]')
    (club / "policies").mkdir(exist_ok=True)
    (club / "policies" / "idrettslag.toml").write_text(own, "utf-8")
    settings = club / "club.toml"
    stated = take_old_files(settings.read_text("utf-8"))
    settings.write_text(stated + SETTINGS, "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WORKBENCH_HOME", str(house))
        patch.setenv("WORKBENCH_TODAY", f"{SUNDAY}")
        with closing(office.open_desk("solvik-il")) as desk:
            week = office.plan_week(desk, office.read_inbox(desk, SUNDAY), SUNDAY)
            office.save_week(desk, week, dry_run=False)
        club = Path(shutil.move(club, books / "club"))
        patch.setenv("WORKBENCH_TODAY", f"{MONDAY}")
        numbers = count(1)
        waiting = Place(house, club, "", numbers)
        waiting.add_agent(waiting.add_club())
        with served("calls") as url:
            yield Place(house, club, url, numbers)


def log_in(arrive: Callable[..., Page], url: str, name: str, **look: object) -> Page:
    """Open the form of an agent."""
    page = arrive(url, name, **look)
    expect(page.locator(".wb h1").first).to_be_visible(timeout=30_000)
    return page


def names_in_queue(page: Page) -> list[str]:
    expect(page.locator(".wb-turns button").first).to_be_visible()
    return [name.casefold() for name in page.locator(".wb-turns button b").all_inner_texts()]


def no_fault(page: Page) -> None:
    found = Axe().run(page).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []


def test_a_plan_agreed_in_the_form_is_sent_and_stands_in_the_evidence(
    place, arrive, opened, picture, tmp_path
):
    slug = place.add_club()
    agent = place.add_agent(slug)
    page = log_in(arrive, place.url, agent)
    phone = page.locator(".wb-phone").get_attribute("href").removeprefix("tel:")
    page.keyboard.press("r")
    page.keyboard.press("5")
    words = page.locator(".wb-letter .wb-words")
    expect(words).to_contain_text("Stemmer det ikke, svar her.")
    expect(page.get_by_label("Språk").locator("option:checked")).to_have_text("Bokmål")
    text = words.inner_text()
    picture(page, "meldinger-skjema", whole=False)
    for width in (390, 320):
        require_nothing_cut(page, width, "light")
        picture(page, f"meldinger-skjema-{width}")
    require_nothing_cut(page, 1280, "dark")
    no_fault(page)
    picture(page, "meldinger-skjema-mork", whole=False)
    page.keyboard.press("Control+Enter")
    expect(page.locator(".wb-saved")).to_have_text(
        "Lagret: nedbetalingsplan. SMS-en går kl. 12:06."
    )

    with closing(office.open_desk(slug)) as desk:
        assert delivering.send(desk, at(MONDAY, "12:05")).tried == []
        ((message, sent_text),) = delivering.send(desk, at(MONDAY, "12:06")).tried
        claim_id = table(desk.db, MessageClaim, "message_claims")[0].claim_id
    letter = place.folder(slug) / "outbox" / f"{message.message_id}.sms.txt"
    assert sent_text.text == text
    assert text in letter.read_text("utf-8") and phone in letter.read_text("utf-8")

    page_file = tmp_path / "krav.html"
    assert main(["history", slug, claim_id, "--html", str(page_file)]) == 0
    shown = opened(page_file)
    for heading, said in (
        ("Samtale", f"23.11.2026 kl. 12:00\n{agent}"),
        ("Avdrag avtalt", f"23.11.2026 kl. 12:00\n{agent}"),
        ("Melding laget", text),
        ("Melding sendt", "23.11.2026 kl. 12:06"),
    ):
        row = shown.locator(".lines tbody tr", has=shown.get_by_text(heading, exact=True))
        expect(row).to_contain_text(said, use_inner_text=True)
    for width in (1280, 390, 320):
        shown.set_viewport_size({"width": width, "height": 900})
        assert shown.evaluate("document.documentElement.scrollWidth") == width
        picture(shown, f"meldinger-historie-{width}")
    no_fault(shown)

    page.keyboard.press("/")
    page.keyboard.type(phone)
    expect(page.locator(".wb-hits button")).to_have_count(1)  # of the whole number
    page.locator(".wb-hits button").click()
    line = page.locator(".wb-before summary")
    expect(line).to_contain_text("SMS sendt: bekreftelse på nedbetalingsplan")
    line.click()
    expect(page.locator(".wb-before .wb-words")).to_have_text(text)
    picture(page, "meldinger-for-dette", whole=False)


def test_an_address_that_sends_mail_back_is_asked_about_and_used_no_more(
    place, opened, picture, tmp_path
):
    slug = place.add_club()
    with closing(office.open_desk(slug)) as desk:
        approve(desk, MONDAY)
        sent = delivering.send(desk, at(MONDAY)).tried
        message, text = next(pair for pair in sent if "@" in pair[1].address)
        claims = table(desk.db, MessageClaim, "message_claims", message_id=[message.message_id])
    failed = (MAILS / "postfix_failed.eml").read_text("utf-8")
    failed = failed.replace("kari@example.no", text.address)
    failed = failed.replace("0b5f4c1e-8d0e-4c6c-9f4e-7d1f1f6f0001", message.message_id)

    place.post(slug, "retur.eml", failed.encode(), at(MONDAY, "12:30")())

    with closing(office.open_desk(slug)) as desk, day_of(desk, TUESDAY) as day:
        keys = [task.key for task in tasks_of(day).standing]
        bounced = [each for each in day.findings if each.kind == "bounced"]
    with closing(office.open_desk(slug)) as desk:
        later = delivering.preview(desk, at(TUESDAY)())
    assert f"follow_up:message:{message.message_id}" in keys
    assert [text.address in (each.detail or "") for each in bounced] == [True]
    assert text.address not in {each.address for each in later}

    page_file = tmp_path / "krav.html"
    assert main(["history", slug, claims[0].claim_id, "--html", str(page_file)]) == 0
    shown = opened(page_file, width=390)
    row = shown.locator(".lines tbody tr", has=shown.get_by_text("Melding kom i retur"))
    expect(row).to_contain_text("kom i retur (5.1.1)")
    assert shown.evaluate("document.documentElement.scrollWidth") == 390
    picture(shown, "meldinger-historie-retur")


@pytest.mark.parametrize("way", ["sms"])
def test_who_answers_is_phoned_no_more_until_a_person_has_answered(
    place, arrive, picture, monkeypatch, way
):
    slug = place.add_club()
    agent = place.add_agent(slug)
    with closing(Shift(agent)) as shift:
        ready = [each for each in shift.waiting() if not each.turn.resting_reason]
        taken = shift.take(slug, ready[1].payer.payer_id)
        shift.release(taken)
        chosen = taken.case
    if way == "sms":
        said = {"source": chosen.phone, "messageId": "abc", "timestamp": "2026-11-23T13:28:40Z"}
        said["content"] = {"type": "SMS", "userData": "Jeg har betalt <b>", "encoding": "TEXT"}
        name, content = "svar.link", json.dumps(said).encode()
    else:
        reply = (MAILS / "gmail_reply.eml").read_text("utf-8")
        name, content = "svar.eml", reply.replace("kari@example.no", chosen.email).encode()

    place.post(slug, name, content, at(MONDAY, "14:30")())

    monkeypatch.setenv("WORKBENCH_TODAY", f"{TUESDAY}")
    with closing(office.open_desk(slug)) as desk, day_of(desk, TUESDAY) as day:
        keys = [task.key for task in tasks_of(day).every if ":enquiry:" in task.key]
    assert len(keys) == 1
    with served("calls") as url:
        page = log_in(arrive, url, agent)
        assert chosen.contact_name.casefold() not in names_in_queue(page)
        page.keyboard.press("/")
        page.keyboard.type(chosen.phone)
        page.locator(".wb-hits button", has_text=chosen.contact_name).first.click()
        line = page.locator(".wb-before summary", has_text="svar eller henvendelse")
        expect(line).to_be_visible()
        line.click()
        picture(page, f"meldinger-svar-{way}", whole=False)

        with closing(office.open_desk(slug)) as desk:
            answer_tasks(desk, keys, TUESDAY, answer="resume", note="ringt tilbake")
        page.close()
    monkeypatch.setenv("WORKBENCH_TODAY", f"{WEDNESDAY}")
    with served("calls") as url:
        page = log_in(arrive, url, agent)
        assert chosen.contact_name.casefold() in names_in_queue(page)
        page.close()


def test_operators_read_what_will_be_written_and_what_waits(place, arrive, picture):
    slug = place.add_club()
    operator = place.add_agent(slug, operator=True)
    with served("review") as url:
        page = arrive(url, operator)
        level = page.locator(".wb-asking").first
        row = level.locator(".wb-step", has=page.locator("details")).first
        row.locator("summary").click()
        expect(row.locator(".wb-words")).to_contain_text("Påminnelse fra Solvik IL")
        picture(page, "meldinger-godkjenning", whole=False)
        level.get_by_role("button", name="Godkjenn alle").first.click()
        going = page.locator(".wb-going")
        expect(going.locator("h2")).not_to_have_text("Meldinger som sendes herfra: 0")
        expect(going).to_contain_text("til å bli sendt")
        expect(going).to_contain_text("Skjemaet sender ikke noe selv")
        going.locator("summary").first.click()
        for width in (1280, 390, 320):
            require_nothing_cut(page, width, "light")
            picture(page, f"meldinger-sendes-{width}")
        no_fault(page)
        page.close()
    with closing(office.open_desk(slug)) as desk:
        assert table(desk.db, Message, "messages") == table(desk.db, MessageText, "message_texts")
    assert not (place.folder(slug) / "outbox").exists()
