"""The operators' approval as an operator meets it: the real server, in Chromium, by the keys."""

import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import count, product
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.doors import PASSWORD, require_nothing_cut, served
from tests.houses import furnish
from tests.writing import give_hostile_names
from workbench import office
from workbench.model.rows import Proposal
from workbench.office import sending
from workbench.office.agents import save_agent
from workbench.store.queries import table

SUNDAY, MONDAY = date(2026, 11, 22), date(2026, 11, 23)
HOSTILE = "<img src=x onerror=alert(1)>"


@dataclass(frozen=True)
class Place:
    """A house with the server at its door, and a club with a week's proposals, which is copied for
    each test."""

    house: Path
    club: Path
    url: str
    numbers: Iterator[int]

    def add_club(self) -> str:
        """Copy the club, books and all; return its slug."""
        slug = f"klubb-{next(self.numbers)}"
        shutil.copytree(self.club, self.house / "data" / "clubs" / slug)
        office.accept_books(slug, "en kopi")
        (self.house / "reports" / slug / "latest").mkdir(parents=True)
        return slug

    def add_operator(self, slug: str) -> str:
        """Make an operator of a club; return the name."""
        name = f"kari-{next(self.numbers)}"
        save_agent(name, PASSWORD, [slug], operator=True)
        return name

    def states(self, slug: str) -> Counter[str]:
        """Return how many reminders of the club are in each state."""
        desk = office.open_desk(slug)
        rows = [each for each in table(desk.db, Proposal, "proposals") if each.kind != "call"]
        desk.close()
        return {
            state: [row.state for row in rows].count(state) for state in {r.state for r in rows}
        }


@pytest.fixture(scope="module")
def place(made_club: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """The command `workbench review`, on a Monday."""
    house, books = furnish(tmp_path_factory.mktemp("house")), tmp_path_factory.mktemp("books")
    club = Path(shutil.copytree(made_club, house / "data" / "clubs" / "solvik-il"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WORKBENCH_HOME", str(house))
        patch.setenv("WORKBENCH_TODAY", f"{SUNDAY}")
        desk = office.open_desk("solvik-il")
        office.save_week(
            desk, office.plan_week(desk, office.read_inbox(desk, SUNDAY), SUNDAY), dry_run=False
        )
        desk.close()
        club = Path(shutil.move(club, books / "club"))
        patch.setenv("WORKBENCH_TODAY", f"{MONDAY}")
        numbers = count(1)
        place = Place(house, club, "", numbers)
        place.add_operator(place.add_club())
        with served("review") as url:
            yield Place(house, club, url, numbers)


@pytest.fixture
def enter(place: Place, arrive: Callable[..., Page]) -> Callable[..., Page]:
    """Log in, and wait for the questions."""

    def log_in(slug: str, **look: object) -> Page:
        page = arrive(place.url, place.add_operator(slug), **look)
        expect(page.locator(".wb-questions, .wb-empty p").first).to_be_visible()
        return page

    return log_in


def tab_to(page: Page, role: str, name: str) -> None:
    """Press Tab until the widget of that name has the focus."""
    wanted = page.get_by_role(role, name=name).first
    expect(wanted).to_be_visible()
    for _ in range(200):
        if wanted.evaluate("one => one === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{name} is not reached by Tab")


def test_a_week_is_approved_set_aside_and_marked_by_the_keyboard_alone(place, enter, picture):
    slug = place.add_club()
    proposed = place.states(slug)["proposed"]
    page = enter(slug)
    expect(page.locator(".wb-asked h2").first).to_contain_text("til godkjenning")
    picture(page, "godkjenning")

    first = page.locator(".wb-step input").first
    first.focus()
    page.keyboard.press("Space")
    tab_to(page, "textbox", "Hvorfor")
    page.keyboard.type("Treneren sier at de har sluttet")
    tab_to(page, "button", "Legg den valgte til side")
    page.keyboard.press("Enter")
    expect(page.locator(".wb-saved")).to_have_text("1 lagt til side.")

    second = page.locator(".wb-step input").first
    second.focus()
    page.keyboard.press("Space")
    tab_to(page, "button", "Godkjenn alle unntatt den valgte")
    picture(page, "godkjenning-valgt", whole=False)
    page.keyboard.press("Enter")
    expect(page.locator(".wb-saved")).to_contain_text("godkjent.")
    states = place.states(slug)
    assert states["set_aside"] == 1 and states["approved"] > 5
    assert sum(states.values()) == proposed

    tab_to(page, "button", f"Ja, alle {states['approved']} er sendt")
    page.keyboard.press("Enter")
    expect(page.locator(".wb-saved")).to_have_text(f"{states['approved']} sendt.")
    assert place.states(slug)["sent"] == states["approved"]
    picture(page, "godkjenning-sendt")


def test_two_operators_at_once_decide_nothing_twice(place, enter, picture):
    slug = place.add_club()
    kari, per = enter(slug), enter(slug)
    level = kari.locator(".wb-asking").first
    expect(level.locator(".wb-step").first).to_be_visible()
    listed = int(level.get_by_role("button", name="Godkjenn alle").first.inner_text().split()[-1])

    level.locator(".wb-step input").first.check()
    level.get_by_label("Hvorfor").fill("Feil beløp")
    level.get_by_role("button", name="Legg den valgte til side").click()
    expect(kari.locator(".wb-saved")).to_have_text("1 lagt til side.")
    per.locator(".wb-asking").first.get_by_role("button", name=f"Godkjenn alle {listed}").click()

    expect(per.locator(".wb-saved")).to_have_text(
        f"{listed - 1} godkjent, 1 var avgjort av en annen eller endret."
    )
    picture(per, "godkjenning-to", whole=False)
    kari.locator(".wb-asking").first.get_by_role(
        "button", name=f"Godkjenn alle {listed - 1}"
    ).click()
    expect(kari.locator(".wb-saved")).to_have_text(
        f"{listed - 1} var avgjort av en annen eller endret."
    )
    states = place.states(slug)
    assert (states["set_aside"], states["approved"]) == (1, listed - 1)


def test_what_nobody_marked_is_asked_about_first_and_no_means_proposed_again(place, enter, picture):
    slug = place.add_club()
    desk = office.open_desk(slug)
    approved = len(sending.approve(desk, SUNDAY))
    desk.close()
    page = enter(slug)
    asked = page.locator(".wb-asking").first
    expect(asked.locator("h2")).to_have_text(f"{approved} påminnelser sto på listen 22. november")
    expect(asked).to_contain_text("Ingen ringes før du svarer.")
    expect(asked.get_by_label("Sendt den")).to_have_value(f"{SUNDAY}")
    picture(page, "godkjenning-sendt-hvilke")

    for box in asked.locator(".wb-step input").all()[:2]:
        box.check()
    asked.get_by_role("button", name="Ja, unntatt de 2 valgte").click()

    expect(page.locator(".wb-saved")).to_contain_text(f"{approved - 2} sendt")
    states = place.states(slug)
    assert (states["sent"], states["not_sent"]) == (approved - 2, 2)
    expect(page.locator(".wb-asking").first).to_contain_text("til godkjenning")


def test_what_is_wrong_is_said_where_the_focus_goes_and_hostile_names_are_text(
    place, enter, picture
):
    slug = place.add_club()
    desk = office.open_desk(slug)
    give_hostile_names(desk.db, HOSTILE, SUNDAY)
    desk.close()
    page = enter(slug)
    level = page.locator(".wb-asking").first

    level.locator(".wb-step input").first.check()
    level.get_by_role("button", name="Legg den valgte til side").click()

    expect(page.locator(".wb-alert [role=alert]")).to_be_focused()
    expect(page.locator(".wb-alert")).to_contain_text("Skriv hvorfor")
    picture(page, "godkjenning-feil", whole=False)
    expect(page.get_by_text("onerror").first).to_be_visible()
    assert page.locator("img").count() == 0


def test_nothing_is_cut_off_and_axe_finds_nothing_at_any_width(place, enter, picture):
    page = enter(place.add_club())
    expect(page.locator(".wb-step").first).to_be_visible()

    for width, scheme in product((390, 1280, 1920), ("light", "dark")):
        require_nothing_cut(page, width, scheme)
        picture(page, f"godkjenning-{width}-{'mork' if scheme == 'dark' else 'lys'}")
        found = Axe().run(page).response["violations"]
        assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []
