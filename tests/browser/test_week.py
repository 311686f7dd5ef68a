"""A whole week by the command, and its report looked at: the club is invented, one name hostile."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page

from tests.houses import furnish

HOSTILE = "<img src=x onerror=alert(1)>"
DAY = "2026-11-22"


def rename_a_leaver(club: Path, truth: dict) -> None:
    """Give a member whose claim is to be credited a hostile name, in every list."""
    person = next(c["member"] for c in truth["claim"].values() if c["reason"] == "resigned")
    renamed = 0
    for path in club.glob("inbox/medlemmer_*.xlsx"):
        book = load_workbook(path)
        for row in book.worksheets[0].iter_rows(min_row=2):
            if str(row[0].value) == person:
                row[2].value = HOSTILE
                renamed += 1
        book.save(path)
    assert renamed


@pytest.fixture(scope="module")
def report(made_club: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of Solvik IL's week."""
    house = furnish(tmp_path_factory.mktemp("house"))
    club = Path(shutil.copytree(made_club, house / "data" / "clubs" / "solvik-il"))
    rename_a_leaver(club, json.loads((club / "fasit.json").read_text("utf-8")))
    command = [sys.executable, "-m", "workbench.cli", "week", "solvik-il", "--as-of", DAY]
    subprocess.run(
        command,
        check=True,
        env={**os.environ, "WORKBENCH_HOME": str(house), "WORKBENCH_TODAY": DAY},
    )
    return house / "reports" / "solvik-il" / DAY / "rapport.html"


def test_the_weeks_report_says_what_is_so_and_asks_nothing_of_the_network(
    report, truth, opened: Callable[..., Page], picture
):
    page = opened(report, width=1000)

    picture(page, "rapport", whole=False)
    picture(page, "rapport-hele")
    headline, text = (
        page.locator(part).inner_text().replace("\u00a0", " ") for part in ("h1", "main")
    )
    kroner = f"{round(truth['outstanding_ore'] / 100):,}".replace(",", " ")
    assert page.title() == "Ukesrapport – Solvik IL – uke 47"
    assert page.evaluate("document.documentElement.lang") == "nb"
    assert f"{kroner} kr er forfalt" in headline
    assert "16.–22. november 2026" in text
    assert page.locator("img, script, iframe, object, form, link").count() == 0
    assert page.get_by_text(HOSTILE).count() == 1
    assert len(report.read_bytes()) < 100_000


def test_the_weeks_report_can_be_read_on_a_phone_and_in_the_dark(report, opened, picture):
    page = opened(report, width=390, dark=True)

    picture(page, "rapport-mobil", whole=False)
    assert page.evaluate("document.documentElement.scrollWidth") == 390
