"""The report's one chart: what is outstanding by age, this week and a week ago."""

import re
import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest
from report_sample import whole_club_figures

from workbench.reports import pages, wording

MADE = whole_club_figures()
SVG = re.compile(r"<svg.+?</svg>", re.DOTALL)


def drawing(made, name="wide"):
    """Return the chart of this layout as elements."""
    found = [ET.fromstring(svg) for svg in SVG.findall(pages.ageing(made).html)]
    (one,) = (svg for svg in found if svg.get("class") == f"chart {name}")
    return one


def bars(svg, kind):
    return [float(bar.get("width")) for bar in svg.iter("rect") if bar.get("class") == kind]


def test_the_chart_is_a_drawing_and_nothing_else():
    for name in ("wide", "narrow"):
        assert {part.tag for part in drawing(MADE, name).iter()} == {"svg", "rect", "text"}


def test_the_longest_bar_has_the_whole_room_and_the_others_their_share():
    for name, room in (("wide", 470), ("narrow", 190)):
        lengths = bars(drawing(MADE, name), "now") + bars(drawing(MADE, name), "before")
        amounts = [age.open_ore for age in MADE.ageing]
        amounts += [age.open_ore_before for age in MADE.ageing]

        assert max(lengths) == room
        assert lengths == [
            pytest.approx(max(1.5, room * ore / max(amounts)), abs=0.06) for ore in amounts
        ]


def test_its_text_alternative_has_every_number():
    alternative = drawing(MADE).get("aria-label").replace("\xa0", " ")

    for age in MADE.ageing:
        assert f"{age.open_ore // 100:,} kr".replace(",", " ") in alternative
        assert f"{age.open_ore_before // 100:,} kr".replace(",", " ") in alternative
        assert f"{age.claims} krav" in alternative
    assert drawing(MADE).get("aria-label") == wording.describe_ageing(MADE)


def test_there_is_no_bar_of_a_week_that_is_not_known():
    first = [age._replace(claims_before=None, open_ore_before=None) for age in MADE.ageing]
    counts = MADE.counts._replace(overdue_before_ore=None)

    svg = drawing(replace(MADE, ageing=first, counts=counts))

    assert len(bars(svg, "now")) == 5
    assert bars(svg, "before") == []


@pytest.mark.parametrize("name", ["wide", "narrow"])
def test_bars_and_amounts_stay_inside_the_drawing(name):
    svg = drawing(MADE, name)
    _, _, width, height = map(float, svg.get("viewBox").split())

    ends = [float(bar.get("x")) + float(bar.get("width")) for bar in svg.iter("rect")]
    starts = [float(text.get("x")) for text in svg.iter("text")]
    lowest = [float(part.get("y")) for part in svg.iter() if part is not svg]
    assert max(ends) <= width
    assert max(starts) <= width - 90  # "12 345 678 kr" in the text's size
    assert max(lowest) <= height - 9
