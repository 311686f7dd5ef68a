"""The operators' form as an operator meets it: the real server, in Chromium, by the keyboard."""

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import count, product
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.doors import PASSWORD, require_nothing_cut, served
from tests.houses import furnish
from workbench import office
from workbench.cli import main
from workbench.importers.drafts import Draft
from workbench.model.frames import records
from workbench.office import file_mapping, own_profiles
from workbench.office.agents import save_agent

HOSTILE = "<img src=x onerror=alert(1)>"
DAY = "2026-11-22"
UNSEEN = """Utskrift fra Turnplan;;;;;;;;
Tatt ut 20.11.2026;;;;;;;;
Utøvernr;Fornavn;Slektsnavn;Kom til verden;Mobil utøver;Epost utøver;Mors mobil;Tilhører;Tilstand
1001;Kari;Nordmann;12.03.2011;928 84 492;kari@example.no;928 84 493;Rødt parti;På parti
1002;Ola;Hansen;01.02.2012;4x;ola@example.org;410 00 002;Blått parti;Sluttet i høst
1003;Per;Olsen;24.12.2010;410 00 003;per@example.org;;Blått parti;På venteliste
Antall: 3;;;;;;;;
"""
MEANT = {
    "På parti": "Aktivt medlem",
    "Sluttet i høst": "Utmeldt",
    "På venteliste": "Søknaden er ikke behandlet",
}
COLUMNS = (
    "person", "first_name", "last_name", "born_on", "phone", "email", "guardian_1_phone", "group",
    "status",
)  # fmt: skip


@dataclass(frozen=True)
class Place:
    """A house with the operators' server at its door; each test has a club of its own."""

    house: Path
    settings: Path
    url: str
    numbers: Iterator[int]

    def add_club(self, text: str = UNSEEN, name: str = "utskrift.csv") -> str:
        """Make a club with one file in its inbox; return its slug."""
        slug = f"klubb-{next(self.numbers)}"
        folder = self.house / "data" / "clubs" / slug
        (folder / "inbox").mkdir(parents=True)
        shutil.copy(self.settings, folder / "club.toml")
        (folder / "inbox" / name).write_text(text, "utf-8")
        return slug

    def add_operator(self, *slugs: str, operator: bool = True) -> str:
        """Make an operator, or an agent, for clubs; return the name."""
        name = f"kari-{next(self.numbers)}"
        save_agent(name, PASSWORD, slugs, operator=operator)
        return name


@pytest.fixture(scope="module")
def place(made_club: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """The command `workbench mapping`."""
    house = tmp_path_factory.mktemp("house")
    furnish(house)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WORKBENCH_HOME", str(house))
        patch.setenv("WORKBENCH_TODAY", DAY)
        numbers = count(1)
        place = Place(house, made_club / "club.toml", "", numbers)
        place.add_operator(place.add_club())
        with served("mapping") as url:
            yield Place(house, made_club / "club.toml", url, numbers)


@pytest.fixture
def enter(place: Place, arrive: Callable[..., Page]) -> Callable[..., Page]:
    """Log in, and wait for the form."""

    def log_in(name: str, **look: object) -> Page:
        page = arrive(place.url, name, **look)
        expect(page.locator(".wb-why p")).to_be_visible(timeout=30_000)
        return page

    return log_in


def tab_to(page: Page, label: str) -> None:
    """Press Tab until the field of that name has the focus."""
    wanted = page.get_by_label(label, exact=True)
    for _ in range(60):
        if wanted.evaluate("field => field === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{label} is not reached by Tab")


def test_a_file_nobody_has_seen_is_mapped_by_the_keyboard_and_then_imported(
    place, enter, picture, capsys
):
    slug = place.add_club()
    page = enter(place.add_operator(slug))
    expect(page.locator(".wb-lacks")).to_contain_text("Velg hva ordene i statuskolonnen betyr")
    expect(page.locator(".wb-seen tbody tr").first).to_be_visible()
    picture(page, "kartlegging")

    tab_to(page, "Tilhører")
    page.keyboard.type("Gruppe")
    expect(page.get_by_label("Tilhører")).to_have_value("Gruppe")
    for word, said in MEANT.items():
        tab_to(page, word)
        page.keyboard.type(said.partition("ø")[0])
        expect(page.get_by_label(word, exact=True)).to_have_value(said)
    expect(page.locator(".wb-seen")).to_contain_text("søknaden er ikke behandlet")
    expect(page.locator(".wb-lacks")).to_have_text("")
    tab_to(page, "Profilens navn")
    page.keyboard.type("Medlemmer fra Turnplan")
    picture(page, "kartlegging-valgt", whole=False)
    page.keyboard.press("Control+Enter")
    expect(page.locator(".wb-saved")).to_contain_text("leses nå som «Medlemmer fra Turnplan»")
    picture(page, "kartlegging-lagret")

    assert main(["import", slug, "--as-of", DAY, "--json"]) == 0
    done = json.loads(capsys.readouterr().out)
    (file,) = done["files"]
    assert (file["title"], file["rows_taken"]) == ("Medlemmer fra Turnplan", 3)
    assert [one["value"] for one in done["set_aside"]] == ["4x"]


def test_an_agent_without_the_role_is_refused_with_the_ordinary_sentence(place, arrive):
    page = arrive(place.url, place.add_operator(place.add_club(), operator=False))

    expect(page.locator(".error")).to_have_text("Navnet eller passordet er feil. Prøv igjen.")
    assert page.title() == "Logg inn – Kartlegging"
    arrive.trouble.clear()  # the browser says itself that it was refused


def test_hostile_headings_and_cells_are_text_and_nothing_runs(place, enter, picture):
    hostile = UNSEEN.replace("Slektsnavn", HOSTILE).replace("Kari", HOSTILE)
    hostile = hostile.replace("På parti", HOSTILE).replace("Rødt parti", HOSTILE)
    slug = place.add_club(hostile)
    page = enter(place.add_operator(slug))

    page.get_by_label(HOSTILE, exact=True).first.select_option("Etternavn")
    expect(page.locator(".wb-seen tbody")).to_have_count(2)
    expect(page.locator(".wb-seen td", has_text="onerror").first).to_be_visible()

    picture(page, "kartlegging-fiendtlig")
    assert page.locator("img").count() == 0


def test_what_cannot_be_saved_is_said_where_the_focus_goes(place, enter, picture):
    page = enter(place.add_operator(place.add_club()))
    expect(page.locator(".wb-seen tbody tr").first).to_be_visible()

    page.keyboard.press("Control+Enter")

    expect(page.locator(".wb-alert [role=alert]")).to_be_focused()
    expect(page.locator(".wb-alert")).to_contain_text("Gi profilen et navn")
    picture(page, "kartlegging-feil")


def test_what_is_saved_with_does_not_cover_what_is_set_aside(place, enter, picture):
    lines = "".join(f"{n};Per;Olsen;24.12.2010;4x;;;Blått parti;På parti\n" for n in range(1200))
    page = enter(place.add_operator(place.add_club(UNSEEN + lines)))
    last = page.locator(".wb-seen table").last.locator("tr").last

    last.scroll_into_view_if_needed()

    picture(page, "kartlegging-mange", whole=False)
    foot, row = page.locator(".wb-foot").bounding_box(), last.bounding_box()
    assert row["y"] + row["height"] <= foot["y"]
    assert foot["y"] + foot["height"] <= 900


def test_an_operator_sees_only_their_own_clubs(place, enter):
    mine, other = place.add_club(), place.add_club(name="hemmelig.csv")
    page = enter(place.add_operator(mine))

    assert "hemmelig" not in page.content() and other not in page.content()
    assert page.get_by_label("Klubb").locator("option").count() == 1


def test_a_value_that_was_set_aside_is_put_right_and_is_in_the_books(place, enter, picture):
    slug = place.add_club()
    save_mapped(place, slug)
    assert main(["import", slug, "--as-of", DAY]) == 0
    page = enter(place.add_operator(slug))

    field = page.get_by_label("Les rad 5, Mobil utøver som", exact=True)
    field.fill("4")
    page.keyboard.press("Tab")
    page.get_by_role("button", name="Godta de valgte").click()
    expect(page.locator(".wb-aside .wb-alert [role=alert]")).to_be_focused()
    picture(page, "kartlegging-rettelse-avvist")
    field.fill("412 34 567")
    page.keyboard.press("Tab")
    expect(page.locator(".wb-repair input[type=checkbox]")).to_be_checked()
    picture(page, "kartlegging-rettelser")
    page.get_by_role("button", name="Godta de valgte").click()

    expect(page.locator(".wb-saved")).to_have_text("1 verdi er rettet og blir husket.")
    desk = office.open_desk(slug)
    phones = {row["phone"] for row in records(desk.read_books()["members"])}
    desk.close()
    assert "+4741234567" in phones


def save_mapped(place: Place, slug: str) -> None:
    """Keep a profile for the file nobody has seen, as an operator would."""
    desk = office.open_desk(slug)
    (one,) = file_mapping.unknown_files(desk)
    strange = file_mapping.read_unknown(one.file)
    headings = dict(zip(COLUMNS, strange.list_places[0].headings, strict=True))
    words = {"På parti": "active", "Sluttet i høst": "left", "På venteliste": "unprocessed"}
    draft = Draft("Medlemmer fra Turnplan", "members", headings, words)
    own_profiles.save_profile(desk, strange, strange.list_places[0], draft, date.fromisoformat(DAY))
    desk.close()


def test_nothing_is_cut_off_at_any_width_in_light_and_dark(place, enter, picture):
    page = enter(place.add_operator(place.add_club()))
    expect(page.locator(".wb-seen tbody tr").first).to_be_visible()

    for width, scheme in product((390, 1000, 1280, 1920), ("light", "dark")):
        require_nothing_cut(page, width, scheme)
        tallest = page.evaluate(
            "Math.max(...[...document.querySelectorAll('.wb-col')].map(row => row.offsetHeight))"
        )

        picture(page, f"kartlegging-{width}-{'mork' if scheme == 'dark' else 'lys'}")
        assert tallest < 100  # the values stand beside each other, not letter by letter
