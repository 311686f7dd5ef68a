"""The club's page as a club sees it: opened from a file, in Chromium, with no network."""

from pathlib import Path

import pytest
from report_export import executed, export
from report_sample import HOSTILE, figures, whole_club_figures


@pytest.fixture(scope="module")
def page_file(tmp_path_factory) -> Path:
    file = tmp_path_factory.mktemp("report") / "rapport.html"
    file.write_text(export(whole_club_figures(club_name=f"Solvik IL {HOSTILE}")), "utf-8")
    return file


def test_the_page_is_norwegian_with_one_heading_and_a_title(opened, picture, page_file):
    page = opened(page_file)

    picture(page, "utvalg-lys")
    assert page.evaluate("document.documentElement.lang") == "nb"
    assert page.locator("h1").count() == page.locator("main").count() == 1
    assert page.evaluate("document.compatMode") == "CSS1Compat"
    assert page.title() == f"Ukesrapport Solvik IL {HOSTILE} 2026-11-22"


def test_a_hostile_name_is_shown_as_text(opened, page_file):
    page = opened(page_file)

    assert page.locator("img, script, iframe, object, form").count() == 0
    assert page.locator(".names").get_by_text(HOSTILE).count() == 1
    assert HOSTILE in page.locator("header").inner_text()


def test_a_script_would_not_run_if_it_got_in(opened, browser, tmp_path):
    file = tmp_path / "rapport.html"
    html = export(figures()).replace("</main>", "<script>document.title='ran'</script></main>")
    file.write_text(html, "utf-8")
    context = browser.new_context(offline=True)
    page = context.new_page()

    page.goto(file.as_uri())

    assert page.title() != "ran"
    context.close()


@pytest.mark.parametrize("width", [320, 480, 640, 768, 1280])
@pytest.mark.parametrize("dark", [False, True])
def test_nothing_has_to_be_scrolled_sideways(opened, picture, page_file, width, dark):
    page = opened(page_file, width=width, dark=dark)

    page.locator("summary").click()

    if width in (320, 1280):
        picture(page, f"utvalg-{width}-{'mork' if dark else 'lys'}-apen")
    assert page.evaluate("document.documentElement.scrollWidth") == width
    right = page.evaluate(
        "Math.max(...[...document.querySelectorAll('main *')]"
        ".map(e => e.getBoundingClientRect().right))"
    )
    edge = page.evaluate(
        "(m => m.getBoundingClientRect().right - parseFloat(getComputedStyle(m).paddingRight))"
        "(document.querySelector('main'))"
    )
    assert right <= edge + 0.5


@pytest.mark.parametrize(("width", "shown"), [(320, "narrow"), (1280, "wide")])
def test_one_chart_is_shown_with_text_that_can_be_read(opened, page_file, width, shown):
    page = opened(page_file, width=width)

    charts = page.locator("svg.chart:visible")

    assert charts.count() == 1
    assert shown in charts.get_attribute("class")
    assert "over 90 dager" in charts.get_attribute("aria-label")
    heights = page.evaluate(
        "[...document.querySelectorAll('svg.chart text')]"
        ".map(t => t.getBoundingClientRect().height).filter(h => h)"
    )
    assert min(heights) >= 12


def test_the_chart_follows_dark_mode(opened, page_file):
    fill = "getComputedStyle(document.querySelector('.chart .now')).fill"

    light = opened(page_file).evaluate(fill)
    dark = opened(page_file, dark=True).evaluate(fill)

    assert light != dark


@pytest.mark.parametrize("dark", [False, True])
def test_text_has_enough_contrast(opened, picture, page_file, dark):
    page = opened(page_file, dark=dark)
    picture(page, "utvalg-mork" if dark else "utvalg-lys")

    ratios = page.evaluate(CONTRASTS)

    assert len(ratios) > 60
    assert min(ratio for _, ratio in ratios) >= 4.5, min(ratios, key=lambda pair: pair[1])


def test_print_shows_the_table_behind_the_chart(opened, picture, page_file):
    page = opened(page_file, width=673)

    page.emulate_media(media="print")

    picture(page, "utvalg-utskrift")
    assert page.locator("details table").is_visible()
    assert not page.locator("summary").is_visible()
    assert page.locator("svg.wide").is_visible()


def test_a_week_without_anything_is_still_a_page(opened, picture, tmp_path):
    file = tmp_path / "rapport.html"
    file.write_text(export(figures()), "utf-8")

    page = opened(file, width=320)

    picture(page, "utvalg-tom")
    assert page.locator("h1").inner_text() == "Ingenting er forfalt og ubetalt"
    assert page.evaluate("document.documentElement.scrollWidth") == 320


def test_nothing_of_the_notebook_reaches_the_page(page_file):
    notebook = executed(whole_club_figures())
    notebook.cells[-1].outputs.append(
        {"output_type": "stream", "name": "stderr", "text": "UserWarning: /home/kari/club.db"}
    )

    html = export(whole_club_figures(), notebook=notebook)

    for trace in ("office.club_report", "data/clubs", "UserWarning", "In&nbsp;[", "¶", "Over"):
        assert trace not in html
    assert "<script" not in html
    assert "http" not in html.replace("http-equiv", "")
    assert len(html.encode()) < 100_000


CONTRASTS = """
() => {
  const parts = c => c.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => {
    const f = v => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
    return 0.2126 * f(r) + 0.7152 * f(g) + 0.0722 * f(b);
  };
  const ground = e => {
    for (; e; e = e.parentElement) {
      const c = parts(getComputedStyle(e).backgroundColor);
      if (c.length === 3 || c[3] > 0) return c;
    }
    return [255, 255, 255];
  };
  const found = [];
  for (const e of document.querySelectorAll('main *')) {
    const own = [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim());
    if (!own || !e.getBoundingClientRect().height) continue;
    const style = getComputedStyle(e);
    const a = light(parts(e.closest('svg') ? style.fill : style.color)), b = light(ground(e));
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    found.push([e.textContent.trim().slice(0, 40), ratio]);
  }
  return found;
}
"""
