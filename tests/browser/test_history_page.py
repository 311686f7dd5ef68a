"""The evidence of a claim as a club or a lawyer sees it: opened from a file, with no network."""

from datetime import date
from itertools import product
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from report_sample import HOSTILE

from workbench.reports.evidence import (
    Event,
    History,
    Line,
    ReadFile,
    list_facts,
    list_lines,
    page,
)

DAY = date(2026, 11, 22)
CLAIM = "klubbadmin:3100190"


def line(noun: str, event_id: int, heading: str, text: str, **more) -> Line:
    given = {"key": CLAIM, "day": None, "at": None, "who": None, "note": None} | more
    return Line(noun=noun, event_id=event_id, heading=heading, text=text, **given)


LINES = (
    line(
        "claims", 1, "Nytt krav", f"Klubbadmin nr. 3100190: {HOSTILE}, forfall 02.02.2026",
        who="medlemssystemet",
    ),
    line("proposals", 2, "Foreslått", "Påminnelse nr. 1, fra medlemssystemet"),
    line("steps", 3, "Steg tatt", "Påminnelse nr. 1, fra medlemssystemet"),
    line(
        "calls", 4, "Samtale", "betaler innen en avtalt dag, snakket med Kari Li, nummer som "
        "slutter på 501", day=DAY, at="14:30", who="per", note="Ring helst etter klokken fire",
    ),
    line("payments", 5, "Innbetaling", "1 300 kr, KID 734270000403", who="banken"),
)  # fmt: skip
EVENTS = {
    n: Event(n, DAY, f"navnet.til.en.operatør{n}", "import", f"{n}" * 64) for n in range(1, 6)
}
FILES = [ReadFile(1, "claims", "klubbadmin", "en_lang_bilagsrapport_uten_mellomrom.xlsx", "a" * 64)]
FACTS = (
    ("Krav", "Medlemskontingent 2026, Klubbadmin nr. 3100190"),
    ("Medlem", HOSTILE),
    ("KID", "734270000403"),
    ("Åpent i dag", "0 kr"),
)


@pytest.fixture(scope="module")
def page_file(tmp_path_factory) -> Path:
    lines = list_lines(LINES, EVENTS, FILES, notes=True)
    history = History(f"Solvik IL {HOSTILE}", DAY, list_facts(FACTS), lines, EVENTS[5])
    file = tmp_path_factory.mktemp("history") / "krav.html"
    file.write_text(page(history), "utf-8")
    return file


def test_the_page_is_norwegian_with_one_heading_a_title_and_tables_that_are_named(
    opened, page_file
):
    shown = opened(page_file)

    assert shown.evaluate("document.documentElement.lang") == "nb"
    assert shown.evaluate("document.compatMode") == "CSS1Compat"
    assert shown.title() == f"Historien til kravet, Solvik IL {HOSTILE}"
    assert shown.locator("h1").count() == shown.locator("main").count() == 1
    assert shown.locator("table > caption").count() == shown.locator("table").count() == 2
    assert shown.locator("thead th:not([scope=col])").count() == 0
    assert shown.locator(".lines tbody tr > th[scope=row]").count() == len(LINES)
    assert "kl. 14:30" in shown.locator(".lines").inner_text()


def test_a_hostile_name_is_text_and_no_script_runs(opened, browser, page_file, tmp_path):
    shown = opened(page_file)
    assert shown.locator("img, script, iframe, object, form").count() == 0
    assert shown.locator(".facts").get_by_text(HOSTILE).count() == 1

    wrong = tmp_path / "krav.html"
    script = "<script>document.title='ran'</script></main>"
    wrong.write_text(page_file.read_text("utf-8").replace("</main>", script), "utf-8")
    context = browser.new_context(offline=True)
    tried = context.new_page()
    tried.goto(wrong.as_uri())
    assert tried.title() != "ran"
    context.close()


def test_nothing_is_scrolled_sideways_and_axe_finds_nothing_at_any_width(
    opened, picture, page_file
):
    for width, dark in product((320, 390, 768, 1280), (False, True)):
        shown = opened(page_file, width=width, dark=dark)
        picture(shown, f"historie-{width}-{'mork' if dark else 'lys'}")
        assert shown.evaluate("document.documentElement.scrollWidth") == width
        found = Axe().run(shown).response["violations"]
        assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []


def test_in_print_all_is_there_on_white(opened, picture, page_file):
    shown = opened(page_file, width=673, dark=True)
    shown.emulate_media(media="print", color_scheme="dark")

    picture(shown, "historie-utskrift")
    assert shown.locator(".lines tbody tr:visible").count() == len(LINES)
    paper = "getComputedStyle(document.querySelector('main')).backgroundColor"
    assert shown.evaluate(paper) == "rgb(255, 255, 255)"
