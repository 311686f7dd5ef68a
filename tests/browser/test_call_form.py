"""The agents' form as an agent meets it: the real server, in Chromium, mostly by the keyboard."""

import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import count, product
from pathlib import Path

import pytest
from playwright.sync_api import Page, WebSocketRoute, expect

from tests.books import day_in
from tests.doors import PASSWORD, served
from tests.houses import furnish
from tests.writing import give_hostile_names
from workbench import office
from workbench.model.frames import records
from workbench.office.agents import list_agents, save_agent

SUNDAY, MONDAY, TUESDAY = (date(2026, 11, day) for day in (22, 23, 24))
HOSTILE = "<img src=x onerror=alert(1)>"


@dataclass(frozen=True)
class Place:
    """A house with a server at its door, and a club that is copied for each test."""

    house: Path
    club: Path
    url: str
    numbers: Iterator[int]

    def add_club(self, name: str = "Solvik IL", *, hostile: bool = False) -> str:
        """Copy the club, books and all, under a name; return its slug."""
        slug = f"klubb-{next(self.numbers)}"
        folder = Path(shutil.copytree(self.club, self.house / "data" / "clubs" / slug))
        settings = (folder / "club.toml").read_text("utf-8").replace("Solvik IL", name)
        (folder / "club.toml").write_text(settings, "utf-8")
        office.accept_books(slug, "en kopi")
        if hostile:
            desk = office.open_desk(slug)
            give_hostile_names(desk.db, HOSTILE, date(2026, 11, 22))
            desk.close()
        return slug

    def add_agent(self, slug: str, name: str = "kari") -> str:
        """Make an agent for a club; return the name, with a number where it is taken."""
        if name in {known.name for known in list_agents()}:
            name = f"{name}-{next(self.numbers)}"
        save_agent(name, PASSWORD, [slug])
        return name

    def books(self, slug: str, noun: str) -> list[dict]:
        """Return the rows of a club's books."""
        desk = office.open_desk(slug)
        try:
            return records(desk.read_books()[noun])
        finally:
            desk.close()


@pytest.fixture(scope="module")
def place(made_club: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """The command `workbench calls`, on a Monday."""
    house, books = tmp_path_factory.mktemp("house"), tmp_path_factory.mktemp("books")
    furnish(house)
    club = Path(shutil.copytree(made_club, house / "data" / "clubs" / "solvik-il"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WORKBENCH_HOME", str(house))
        patch.setenv("WORKBENCH_TODAY", SUNDAY.isoformat())
        desk = office.open_desk("solvik-il")
        week = office.plan_week(desk, office.read_inbox(desk, SUNDAY), SUNDAY)
        office.save_week(desk, week, dry_run=False)
        desk.close()
        club = Path(shutil.move(club, books / "club"))
        patch.setenv("WORKBENCH_TODAY", MONDAY.isoformat())
        save_agent("sjef", PASSWORD, [Place(house, club, "", count(1)).add_club()])
        with served("calls") as url:
            yield Place(house, club, url, count(2))


@pytest.fixture
def log_in(place: Place, arrive: Callable[..., Page]) -> Callable[..., Page]:
    """Open the form of an agent."""

    def enter(agent: str, **look: object) -> Page:
        page = arrive(place.url, agent, **{"height": 860} | look)
        expect(page.locator(".wb h1")).to_be_visible(timeout=30_000)
        return page

    enter.trouble = arrive.trouble
    return enter


@pytest.fixture
def kari(place: Place, log_in: Callable[..., Page]) -> Page:
    """The form of an agent in a club of her own; its slug is the page's `slug`."""
    slug = place.add_club()
    page = log_in(place.add_agent(slug))
    page.slug = slug
    return page


def dialogs(log_in: Callable[..., Page]) -> list[str]:
    """Return what was asked; a form whose session has ended may also say so in the console."""
    asked = [said for said in log_in.trouble if said.startswith("dialog")]
    log_in.trouble.clear()
    return asked


def payer(page: Page) -> str:
    """Return whose case is on the screen."""
    return page.locator(".wb h1").inner_text()


def save(page: Page) -> None:
    """Save by the keyboard, and wait for the next case."""
    before = payer(page)
    page.keyboard.press("Control+Enter")
    expect(page.locator(".wb h1")).not_to_have_text(before)


def focused(page: Page, selector: str) -> None:
    """Wait until the focus is there."""
    expect(page.locator(selector)).to_be_focused()


def test_a_plan_of_three_is_agreed_by_the_keyboard_alone(kari, place, picture):
    focused(kari, ".wb-person input")
    phone = kari.locator(".wb-phone").get_attribute("href")
    picture(kari, "skjema", whole=False)

    kari.keyboard.press("r")
    expect(kari.locator(".wb-say")).to_contain_text("Det gjelder treningsavgift")
    picture(kari, "skjema-sak", whole=False)
    kari.keyboard.press("5")
    focused(kari, ".wb-outcomes input >> nth=0")
    expect(kari.locator(".wb-plan tr")).to_have_count(3)
    expect(kari.locator(".wb-sum")).to_contain_text("plan på 3 deler")
    picture(kari, "skjema-plan", whole=False)
    save(kari)

    focused(kari, ".wb-person input")
    picture(kari, "skjema-neste", whole=False)
    expect(kari.locator(".wb-saved")).to_have_text(
        "Lagret: nedbetalingsplan. SMS-en settes på listen."
    )
    (call,) = place.books(kari.slug, "calls")
    claims = {row["claim_id"] for row in place.books(kari.slug, "call_claims")}
    plan = day_in(office.open_desk(kari.slug), TUESDAY).plan
    assert (call["outcome"], call["agent"][:4]) == ("payment_plan", "kari")
    assert claims <= {row.claim_id for row in plan if row.reason == "held"}
    assert phone.removeprefix("tel:") not in kari.content()


def test_two_calls_without_an_answer_are_four_presses(kari, place):
    first = payer(kari)

    for _ in range(2):
        kari.keyboard.press("0")
        save(kari)

    assert [call["outcome"] for call in place.books(kari.slug, "calls")] == ["no_answer"] * 2
    expect(kari.locator(".wb")).not_to_contain_text(first)
    expect(kari.locator(".wb-day")).to_have_text("I dag: 2 ringt · 0 nådd · 0 ordnet")


def test_a_note_is_saved_whole_from_within_its_field(kari, place):
    note = "Ringte to ganger; 50 % sikker på at det er rett nummer, og «r» er en bokstav / 7"
    kari.keyboard.press("0")
    kari.locator("textarea").focus()

    kari.keyboard.type(note)
    save(kari)

    (who,) = place.books(kari.slug, "call_contacts")
    assert who["note"] == note
    expect(kari.locator("textarea")).to_have_value("")


def test_ctrl_enter_twice_and_a_double_click_save_once(kari, place):
    kari.keyboard.press("0")
    kari.locator(".wb-sum b").wait_for()

    kari.keyboard.press("Control+Enter")
    kari.keyboard.press("Control+Enter")
    expect(kari.locator(".wb-saved")).to_contain_text("Lagret")
    focused(kari, ".wb-person input")
    kari.keyboard.press("0")
    kari.locator(".wb-sum b").wait_for()
    kari.locator(".wb-save").dblclick()
    expect(kari.locator(".wb-day")).to_contain_text("2 ringt")
    focused(kari, ".wb-person input")

    assert len(place.books(kari.slug, "calls")) == 2
    assert kari.locator("[role=alert]:visible").count() == 0


def test_keys_count_from_when_the_next_case_stands_though_python_is_not_ready(kari, place):
    held = []

    def meet(socket: WebSocketRoute) -> None:
        server = socket.connect_to_server()
        server.on_message(lambda m: held.append(m) if is_done(m) else socket.send(m))

    kari.route_web_socket(re.compile(""), meet)
    kari.reload()
    focused(kari, ".wb-person input")
    for number in (1, 2):
        kari.keyboard.press("0")
        kari.locator(".wb-sum b").wait_for()
        kari.keyboard.press("Control+Enter")
        kari.keyboard.press("Control+Enter")
        expect(kari.locator(".wb-day")).to_contain_text(f"{number} ringt")
        focused(kari, ".wb-person input")

    assert len(held) == 2
    assert len(place.books(kari.slug, "calls")) == 2
    assert kari.locator("[role=alert]:visible").count() == 0


def is_done(message: str | bytes) -> bool:
    """Return whether a kernel says that it is ready for another save."""
    return (b'"kind": "done"' if isinstance(message, bytes) else '"kind": "done"') in message


def test_what_cannot_be_saved_is_said_where_the_focus_goes(kari, place, picture):
    kari.keyboard.press("9")
    kari.locator(".wb-sum b").wait_for()

    kari.keyboard.press("Control+Enter")

    focused(kari, ".wb-alert [role=alert]")
    expect(kari.locator(".wb-alert")).to_contain_text("rett person")
    picture(kari, "skjema-feil", whole=False)
    assert place.books(kari.slug, "calls") == []


def test_whose_membership_ends_is_chosen_and_confirmed_by_the_keyboard_alone(kari, place, picture):
    while kari.locator(".wb-people li").count() < 2:  # until somebody pays for two
        kari.keyboard.press("0")
        save(kari)
    before = len(place.books(kari.slug, "calls"))
    focused(kari, ".wb-person input")
    kari.keyboard.press("r")
    kari.keyboard.press("3")
    focused(kari, ".wb-outcomes input >> nth=0")
    whose = kari.get_by_role("group", name="Hvem gjelder det?").get_by_role("checkbox")
    expect(whose.last).to_be_disabled()

    kari.keyboard.press("Tab")
    expect(kari.get_by_label("Årsak")).to_be_focused()
    expect(kari.get_by_label("Årsak").locator("option:checked")).to_have_text("Ikke oppgitt")
    for _ in range(2):
        kari.keyboard.press("Tab")
    expect(whose.nth(1)).to_be_focused()
    kari.keyboard.press("Space")
    expect(whose.last).to_be_enabled()
    name = whose.nth(1).locator("xpath=..").inner_text().strip()
    expect(kari.locator(".wb-sum")).to_contain_text(f"kravene til {name} hviler")
    kari.keyboard.press("Control+Enter")
    focused(kari, ".wb-alert [role=alert]")
    expect(kari.locator(".wb-alert")).to_have_text(f"Kryss av for at det gjelder {name}.")
    assert len(place.books(kari.slug, "calls")) == before
    for scheme in ("light", "dark"):
        kari.emulate_media(color_scheme=scheme)
        picture(kari, f"skjema-hvem{'-mork' if scheme == 'dark' else ''}", whole=False)
        assert min(ratio for _, ratio in kari.evaluate(CONTRASTS)) >= 4.5
        assert kari.evaluate(CUT_OFF) == []

    for _ in range(3):  # back over the note and the SMS
        kari.keyboard.press("Shift+Tab")
    expect(whose.last).to_be_focused()
    kari.keyboard.press("Space")
    expect(kari.locator(".wb-alert")).to_be_hidden()
    picture(kari, "skjema-hvem-bekreftet", whole=False)
    save(kari)

    resigned = [row for row in place.books(kari.slug, "calls") if row["outcome"] == "resigned"]
    (call,) = resigned
    held = [hold for hold in place.books(kari.slug, "holds") if hold["call_id"] == call["call_id"]]
    assert call["reason"] is None
    assert len({hold["member_id"] for hold in held}) == 1


def test_arrows_choose_among_the_outcomes(kari):
    kari.keyboard.press("5")
    focused(kari, ".wb-outcomes input >> nth=0")

    kari.keyboard.press("ArrowDown")

    expect(kari.locator(".wb-sum")).to_contain_text("kravene hviler til og med 14.12.2026")
    expect(kari.get_by_label("Til og med")).to_have_value("2026-12-14")


def test_who_calls_in_is_found_and_an_unsaved_case_is_asked_about(kari, picture):
    first = payer(kari)
    wanted = kari.locator(".wb-turns button b").nth(3).inner_text()
    kari.keyboard.press("r")
    kari.locator(".wb-say p").first.wait_for()

    kari.keyboard.press("/")
    kari.keyboard.type(wanted.removeprefix("Foresatte til "))
    expect(kari.locator(".wb-hits button")).to_have_count(1)
    expect(kari.locator(".wb-hits button")).to_contain_text(wanted)
    picture(kari, "skjema-funn", whole=False)
    kari.keyboard.press("Enter")
    kari.keyboard.press("Enter")
    focused(kari, "button.wb-stay")
    expect(kari.locator(".wb-hits")).to_be_hidden()
    picture(kari, "skjema-spor", whole=False)
    kari.keyboard.press("Enter")
    expect(kari.locator("button.wb-stay")).to_have_count(0)
    assert payer(kari) == first
    kari.locator(".wb-turns button").nth(3).click()
    kari.get_by_role("button", name="Forkast og bytt").click()

    expect(kari.locator(".wb h1")).to_have_text(wanted)


def test_a_hit_that_was_chosen_keeps_its_focus_when_a_late_search_replaces_it(kari):
    wanted = kari.locator(".wb-turns button b").nth(3).inner_text()
    name = wanted.removeprefix("Foresatte til ")
    kari.keyboard.press("/")
    kari.keyboard.type(name[:4])
    expect(kari.locator(".wb-hits button").first).to_be_visible()
    kari.keyboard.press("Enter")
    focused(kari, ".wb-hits button >> nth=0")

    kari.locator(".wb-search input").evaluate(
        """(field, text) => {
          field.value = text;
          field.dispatchEvent(new Event("input", { bubbles: true }));
        }""",
        name,
    )

    expect(kari.locator(".wb-hits button")).to_have_count(1)
    focused(kari, ".wb-hits button")
    kari.keyboard.press("Enter")
    expect(kari.locator(".wb h1")).to_have_text(wanted)


def test_two_agents_of_a_club_never_see_the_same_payer(place, log_in):
    slug = place.add_club()
    kari, per = log_in(place.add_agent(slug)), log_in(place.add_agent(slug, "per"))

    seen = []
    for page in (kari, per, kari, per):
        assert payer(kari) != payer(per)
        seen.append(payer(page))
        page.keyboard.press("0")
        save(page)

    assert len(set(seen)) == 4
    others = per.locator(".wb-turns button[disabled]")
    expect(others).to_have_text(re.compile(f"^{re.escape(payer(kari))}"))


def test_an_agent_of_another_club_sees_nothing_of_this_one(place, log_in):
    solvik, nordby = place.add_club("Solvik IL"), place.add_club("Nordby TF")
    kari = log_in(place.add_agent(solvik))
    ola = log_in(place.add_agent(nordby, "ola"))

    ola.keyboard.press("/")
    ola.keyboard.type("solvik")
    expect(ola.locator(".wb-hits")).to_contain_text("Ingen treff")

    assert "Nordby TF" in ola.content() and "Solvik" not in ola.content().replace("solvik", "")
    assert "Solvik IL" in kari.content() and "Nordby" not in kari.content()


def test_a_hostile_name_is_text_and_nothing_runs(place, log_in, picture):
    kari = log_in(place.add_agent(place.add_club(hostile=True)))

    kari.keyboard.press("r")
    kari.keyboard.press("5")
    kari.locator(".wb-plan tr").first.wait_for()
    kari.keyboard.press("/")
    kari.keyboard.type("img src")
    expect(kari.locator(".wb-hits button").first).to_contain_text(HOSTILE)
    picture(kari, "skjema-fiendtlig", whole=False)

    assert HOSTILE in payer(kari)
    assert kari.locator(".wb-claim").first.inner_text().count(HOSTILE) >= 1
    assert kari.locator(".wb :is(img, script, svg, iframe, object)").count() == 0


def test_logging_out_with_something_unsaved_is_asked_about(kari, log_in):
    kari.keyboard.press("0")
    kari.locator(".wb-sum b").wait_for()

    kari.get_by_role("button", name="Logg ut").click()
    kari.locator("#name").wait_for()

    assert dialogs(log_in) == ["dialog: confirm"]


def test_leaving_with_something_unsaved_is_asked_about(kari, log_in):
    kari.keyboard.press("r")
    expect(kari.locator(".wb-say")).to_contain_text("Det gjelder")

    with kari.expect_navigation():
        kari.evaluate("location.reload()")

    expect(kari.locator(".wb h1")).to_be_visible(timeout=30_000)
    asked = [said for said in log_in.trouble if said == "dialog: beforeunload"]
    log_in.trouble.clear()  # the page that was left may say that its connection is lost
    assert len(asked) == 1


def test_to_dial_is_not_to_leave(kari, log_in):
    kari.keyboard.press("0")
    kari.locator(".wb-sum b").wait_for()
    number = kari.locator(".wb-phone").get_attribute("href")

    kari.locator(".wb-phone").click()
    save(kari)

    expect(kari.locator(".wb-day")).to_contain_text("1 ringt")
    assert set(log_in.trouble) == {number, f"failed: {number}"}
    log_in.trouble.clear()


def test_logging_out_from_an_untouched_case_asks_nothing(kari, log_in):
    kari.get_by_role("button", name="Logg ut").click()
    kari.locator("#name").wait_for()

    assert dialogs(log_in) == []


def test_it_fits_and_can_be_read_at_any_width_in_light_and_dark(kari, picture):
    kari.keyboard.press("5")
    kari.locator(".wb-plan tr").first.wait_for()

    for width, scheme in product((390, 1000, 1280, 1920), ("light", "dark")):
        kari.set_viewport_size({"width": width, "height": 860})
        kari.emulate_media(color_scheme=scheme)
        name = f"skjema-{width}{'-mork' if scheme == 'dark' else ''}"
        shown = {"skjema-1280-mork": "skjema-mork", "skjema-1000": "skjema-smal"}
        picture(kari, shown.get(name, name))

        ratios = kari.evaluate(CONTRASTS)

        assert kari.evaluate("document.documentElement.scrollWidth") == width
        assert kari.evaluate(CUT_OFF) == [], name
        assert len(ratios) > 60
        assert min(ratio for _, ratio in ratios) >= 4.5, min(ratios, key=lambda pair: pair[1])


def test_every_control_has_a_name_and_every_radio_its_group(kari):
    kari.keyboard.press("0")
    kari.locator(".wb-outcomes input >> nth=2").click()
    kari.get_by_label("Klokken").wait_for()

    controls = ".wb :is(input:not([type=hidden]), select, textarea, button)"
    unnamed = kari.locator(controls).evaluate_all(
        """(found) => found
          .filter((one) => !(one.labels?.[0]?.textContent || one.textContent || "").trim())
          .map((one) => one.outerHTML)"""
    )

    assert unnamed == []
    expect(kari.get_by_role("radiogroup", name="Utfall").get_by_role("radio")).to_have_count(8)
    expect(kari.get_by_role("button", name="Ikke svar", pressed=True)).to_be_visible()
    expect(kari.get_by_role("navigation", name="Neste samtaler")).to_be_visible()
    assert kari.locator(".wb h1").count() == kari.locator("main").count() == 1


# of every text its ratio to what is behind it, and whatever reaches out of its column
CONTRASTS = """() => {
  const parse = (text) => (text.match(/[\\d.]+/g) || []).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((c) => c / 255)
    .map((c) => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = (one) => {
    for (let at = one; at; at = at.parentElement) {
      const color = parse(getComputedStyle(at).backgroundColor);
      if (color.length === 3 || color[3] === 1) return color;
    }
    return [255, 255, 255];
  };
  const found = [];
  for (const one of document.querySelectorAll(".wb *")) {
    const own = [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    if (!(own || one.matches("input, textarea, select")) || !one.checkVisibility()) continue;
    if (one.matches("style, option")) continue;
    for (const pseudo of [null, "::after"]) {
      const style = getComputedStyle(one, pseudo);
      if (pseudo && ["none", "normal"].includes(style.content)) continue;
      const [a, b] = [light(parse(style.color)), light(behind(one))].sort((x, y) => y - x);
      found.push([one.outerHTML.slice(0, 90), (a + 0.05) / (b + 0.05)]);
    }
  }
  return found;
}"""
CUT_OFF = """() => {
  const found = [];
  for (const column of document.querySelectorAll(".wb-columns > *, .wb-top")) {
    const edge = column.getBoundingClientRect();
    for (const one of column.querySelectorAll("*")) {
      const box = one.getBoundingClientRect();
      const isOut = box.right > edge.right + 1 || box.left < edge.left - 1;
      if (box.width && isOut && !one.matches(".wb-hits *")) found.push(one.outerHTML.slice(0, 120));
    }
    if (column.scrollWidth > column.clientWidth + 1) found.push(`wide: ${column.className}`);
  }
  return found;
}"""
