import subprocess
import sys
from datetime import date, timedelta
from html.parser import HTMLParser

import pytest
from report_sample import (
    HOSTILE,
    SUNDAY,
    claim,
    figures,
    member,
    planned,
    whole_club,
    whole_club_figures,
)

from workbench.model.rows import File
from workbench.reports import pages, wording

SECTIONS = (
    pages.heading,
    pages.tiles,
    pages.ageing,
    pages.solution,
    pages.next_steps,
    pages.decisions,
    pages.register,
    pages.footer,
)


def ago(days: int) -> date:
    return SUNDAY - timedelta(days=days)


def week(paid: int, owed: int, **more):
    """Figures of a week in which so many kroner came in, and so many are overdue."""
    rows = [claim(1, ago(20), owed), claim(2, ago(20), paid, paid)] if owed else []
    rows = rows or [claim(2, ago(20), max(paid, 1), paid)]
    before = [claim(1, ago(20), owed), claim(2, ago(20), max(paid, 1))]
    return figures(balances=rows, balances_before=before if owed else before[1:], **more)


def plain(text: str) -> str:
    return text.replace("\xa0", " ")


class Tags(HTMLParser):
    """Remember what is open, so that a page with an unclosed element is found."""

    VOID = ("br", "img", "path", "input", "meta")

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag, attrs):
        self.seen.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.seen.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        if tag not in self.VOID:
            assert self.open.pop() == tag


def read(html: str) -> Tags:
    tags = Tags()
    tags.feed(html)
    assert tags.open == []
    return tags


@pytest.mark.parametrize("section", SECTIONS)
@pytest.mark.parametrize("made", [figures(), whole_club_figures()], ids=["empty", "whole"])
def test_every_section_closes_what_it_opens(section, made):
    assert read(section(made)._repr_html_()).seen


@pytest.mark.parametrize("section", SECTIONS)
def test_a_hostile_name_is_text_in_every_section(section):
    made = whole_club_figures(club_name=HOSTILE)

    tags = read(section(made).html)

    assert "img" not in [tag for tag, _ in tags.seen]
    assert not [name for _, attrs in tags.seen for name in attrs if name.startswith("on")]


def test_hostile_codes_and_titles_are_text():
    made = figures(
        members=[member(1, HOSTILE, HOSTILE)],
        balances=[claim(1, ago(20), 100, title=HOSTILE)],
        plan=[planned(1, "resigned"), planned(2, HOSTILE)],
        findings=[{"kind": HOSTILE, "member_id": "m1"}],
    )

    html = "".join(section(made).html for section in SECTIONS)

    assert "<img" not in html
    assert html.count("&lt;img") == 5


def test_every_table_has_a_caption_and_every_heading_cell_a_scope():
    made = whole_club_figures()

    seen = read("".join(section(made).html for section in SECTIONS)).seen

    tags = [tag for tag, _ in seen]
    assert tags.count("table") == tags.count("caption") == 6
    assert all(attrs.get("scope") in ("row", "col") for tag, attrs in seen if tag == "th")
    assert tags.count("h1") == 1


def test_ids_on_the_page_are_unique():
    made = whole_club_figures()

    seen = read("".join(section(made).html for section in SECTIONS)).seen

    ids = [attrs["id"] for _, attrs in seen if "id" in attrs]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (week(614, 1842), "614 kr kom inn denne uken, og 1 842 kr er forfalt og ubetalt"),
        (week(614, 0), "614 kr kom inn denne uken, og ingenting er forfalt og ubetalt"),
        (week(0, 1842), "Ingen innbetalinger denne uken, og 1 842 kr er forfalt og ubetalt"),
        (figures(), "Ingenting er forfalt og ubetalt"),
        (
            figures(balances=[claim(1, ago(20), 850)]),
            "850 kr er forfalt og ubetalt",
        ),
        (
            figures(
                balances=[claim(1, ago(20), 850)], balances_before=[claim(1, ago(20), 850, 850)]
            ),
            "850 kr mer gikk ut enn inn denne uken, og 850 kr er forfalt og ubetalt",
        ),
    ],
)
def test_the_headline_says_what_came_in_and_what_is_outstanding(made, said):
    assert plain(wording.headline(made)) == said


def test_nothing_in_and_nothing_owed_is_good_news():
    rows = [claim(1, ago(20), 850, 850)]

    said = wording.headline(figures(balances=rows, balances_before=rows))

    assert said == "Ingen innbetalinger denne uken, men ingenting er forfalt og ubetalt"


def test_a_week_that_does_not_end_on_a_sunday_is_not_called_this_week():
    monday = SUNDAY + timedelta(days=1)
    rows = [claim(1, ago(20), 850, 850)]

    made = figures(monday, balances=rows, balances_before=[claim(1, ago(20), 850)])

    assert "de siste sju dagene" in wording.headline(made)
    assert wording.week_name(monday).startswith("De sju dagene til og med 23.")


@pytest.mark.parametrize(
    ("balances", "before", "said"),
    [
        ([claim(1, ago(20), 850)], None, "Det er ingen tidligere uke å sammenligne med ennå."),
        (
            [claim(1, ago(20), 850)],
            [claim(1, ago(20), 1000, 100)],
            "Det forfalte er 50 kr lavere enn for en uke siden.",
        ),
        (
            [claim(1, ago(20), 850)],
            [claim(1, ago(20), 850)],
            "Det forfalte er like stort som for en uke siden.",
        ),
        ([], None, "Ingen krav står ubetalt."),
        (
            [claim(1, ago(-5), 850)],
            None,
            "Alle krav som har forfalt, er gjort opp; 850 kr forfaller senere.",
        ),
    ],
)
def test_the_lead_compares_with_a_week_ago_where_there_is_one(balances, before, said):
    made = figures(balances=balances, **({"balances_before": before} if before else {}))

    assert plain(wording.lead(made)[0]) == said


@pytest.mark.parametrize(("days", "warned"), [(0, False), (4, False), (5, True)])
def test_a_missing_bank_file_is_warned_of(days, warned):
    made = figures(read=(ago(days), SUNDAY))

    warning = "Bankfilen stopper tirsdag 17. november 2026; mer kan være betalt."
    assert (warning in pages.heading(made).html) == warned
    assert ("Merk:" in pages.heading(made).html) == warned


MISSING = {
    "the-banks": (
        [File("payments", "bank", "OCR", ago(9), ago(9))],
        "Bankfilen stopper fredag 13. november 2026",
    ),
    "none": ([], "Ingen fil med innbetalinger er lest"),
    "only-claims": (
        [File("bills", "spond", "Mottakere", SUNDAY, SUNDAY)],
        "Ingen fil med innbetalinger er lest",
    ),
    "the-claims": (
        [
            File("payments", "bank", "OCR", SUNDAY, ago(2)),
            File("bills", "spond", "Mottakere", SUNDAY, ago(31)),
        ],
        "«Mottakere» stopper torsdag 22. oktober 2026",
    ),
    "a-list-without-a-day": (
        [File("payments", "spond", "Transaksjoner", ago(8))],
        "«Transaksjoner» ble sist lest lørdag 14. november 2026",
    ),
}


@pytest.mark.parametrize(("sources", "said"), MISSING.values(), ids=MISSING)
def test_that_nothing_came_in_is_no_fact_where_a_file_is_missing(sources, said):
    rows = [claim(1, ago(20), 850)]

    made = figures(balances=rows, balances_before=rows, sources=sources)

    assert plain(wording.headline(made)) == f"{said}, og 850 kr er forfalt og ubetalt"
    assert pages.tiles(made).html.count('<dd class="value">–</dd>') == 2  # also no rate
    assert "0 kr" not in plain(pages.tiles(made).html).replace("850 kr", "")


def test_how_far_each_file_reaches_stands_below():
    sources = [File("bills", "annet", "Fakturaliste", SUNDAY, ago(3)), *MISSING["the-claims"][0]]

    footer = wording.describe_freshness(figures(sources=sources, read=(ago(2), SUNDAY)))

    assert footer == (
        "Bankfilen går til og med fredag 20. november 2026, "
        "«Fakturaliste» går til og med torsdag 19. november 2026, "
        "«Mottakere» går til og med torsdag 22. oktober 2026, "
        "og medlemslisten er fra 22. november 2026."
    )


@pytest.mark.parametrize(
    "rows",
    [
        {},
        {"balances": [claim(1, ago(3), 600)], "plan": [planned(1, "resigned")]},
        {"balances": [claim(1, ago(3), 0, status="review")], "plan": [planned(1, "review")]},
        {"unmatched": [{"payment_id": "a"}]},
        {"findings": [{"kind": "applicant_unprocessed", "member_id": "m1"}]},
        {"findings": [{"kind": "duplicate", "member_id": "m1"}]},
        {"findings": [{"kind": "not_in_club_list", "member_id": "m1"}]},
        whole_club(),
    ],
)
def test_each_question_that_is_counted_is_asked(rows):
    made = figures(**rows)

    assert made.counts.questions == (7 if len(rows) > 2 else len(rows) > 0)
    assert pages.decisions(made).html.count("<li>") == made.counts.questions


def test_small_groups_are_said_to_be_few():
    made = figures(plan=[planned(1, "held", detail="hardship")])

    html = pages.next_steps(made).html

    assert "færre enn 5" in html
    assert "økonomisk" not in html


def test_the_rest_of_a_long_list_of_names_is_counted():
    made = figures(
        members=[member(n) for n in range(57)],
        balances=[claim(n, ago(20), 100) for n in range(57)],
        plan=[planned(n, "resigned") for n in range(57)],
    )

    html = pages.decisions(made).html

    assert html.count("Ada Aas") == 20
    assert "og 37 til" in html


def test_showing_a_page_needs_no_pandas():
    code = "import sys, workbench.reports.pages; print('pandas' in sys.modules)"

    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert out.stdout.strip() == "False"


def test_the_room_never_imports_what_is_slow_or_not_its_own():
    code = (
        "import sys; from workbench.reports import pages, workbook; "
        "print([m for m in ('nbformat', 'nbconvert', 'papermill', 'voila', 'jsonschema', 'IPython',"
        " 'sqlite3', 'sqlite_utils') if m in sys.modules])"
    )

    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert out.stdout.strip() == "[]"


def test_whole_kroner_are_glanced_at_and_the_tables_have_the_ore():
    odd = claim(1, ago(20), 0, status="open", amount_ore=12345_50, open_ore=12345_50)
    made = figures(members=[member(1)], balances=[odd], plan=[planned(1, "resigned")])

    assert plain(wording.headline(made)) == "12 346 kr er forfalt og ubetalt"
    assert "12 345,50 kr" in plain(pages.decisions(made).html)
    ageing = plain(pages.ageing(made).html)
    assert "12 346 kr" in ageing and "12 345,50 kr" in ageing
