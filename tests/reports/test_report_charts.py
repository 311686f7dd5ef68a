import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from report_sample import SUNDAY, figures, whole_club_figures

from workbench.reports.charts import NARROW, WIDE, ageing_chart, spoken

MADE = whole_club_figures()


@pytest.mark.parametrize("layout", [WIDE, NARROW])
def test_the_same_figures_give_the_same_bytes(layout):
    one, two = (ageing_chart(MADE.ageing, SUNDAY, layout) for _ in range(2))

    assert one == two


def test_another_process_gives_the_same_bytes():
    code = (
        "from report_sample import SUNDAY, whole_club_figures;"
        "from workbench.reports.charts import ageing_chart;"
        "print(ageing_chart(whole_club_figures().ageing, SUNDAY), end='')"
    )

    out = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        check=True,
        cwd=Path(__file__).parent,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )

    assert out.stdout.decode() == ageing_chart(MADE.ageing, SUNDAY)


def test_the_chart_is_a_drawing_and_nothing_else():
    svg = ageing_chart(MADE.ageing, SUNDAY)

    assert svg.startswith('<svg class="chart wide"') and svg.endswith("</svg>")
    assert not re.search(r"<\?xml|DOCTYPE|metadata|<style|<defs|href|http|url\(|\sid=", svg)


def test_its_text_alternative_has_every_number():
    alternative = spoken(MADE.ageing, SUNDAY).replace("\xa0", " ")

    for age in MADE.ageing:
        assert f"{age.open_ore // 100:,} kr".replace(",", " ") in alternative
        assert f"{age.open_ore_before // 100:,} kr".replace(",", " ") in alternative
        assert f"{age.claims} krav" in alternative
    assert "&quot;" not in alternative


def test_there_is_no_bar_of_a_week_that_is_not_known():
    svg = ageing_chart(figures().ageing, SUNDAY)

    assert svg.count('class="now"') == 5
    assert 'class="before"' not in svg


@pytest.mark.parametrize("layout", [WIDE, NARROW])
def test_bars_and_amounts_stay_inside_the_drawing(layout):
    svg = ageing_chart(MADE.ageing, SUNDAY, layout)

    ends = [float(x) for x in re.findall(r"[ML] ([\d.]+) ", svg)]
    starts = [float(x) for x in re.findall(r'<text [^>]*x="([\d.]+)"', svg)]
    assert max(ends) <= layout.width
    assert max(starts) <= layout.width - 90  # "12 345 678 kr" in the text's size
