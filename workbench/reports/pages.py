"""The sections of the club report as HTML: one function for each, called in a notebook's cell.

Jinja2 escapes every value.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from workbench.norsk import antall, dato, kroner, missing_files, prosent, step_name, tall_dato
from workbench.reports import wording
from workbench.reports.figures import Figures

SECTIONS = Path(__file__).parent / "sections"
ASKED_ABOUT = ("duplicate", "not_in_club_list", "applicant_unprocessed")  # in `decisions`


@dataclass(frozen=True, repr=False)
class Page:
    """A piece of the report that a notebook shows as HTML."""

    html: str

    def _repr_html_(self) -> str:
        return self.html


@dataclass(frozen=True)
class Tile:
    """A number of the report with its name, and notes that compare it."""

    name: str
    value: str
    notes: tuple[str, ...]
    trend: str = ""  # "up" or "down": an arrow before the first note
    is_good: bool = True  # the colour of the arrow


def heading(figures: Figures) -> Page:
    """Show the week, the headline and the first sentences."""
    return _render(
        "heading.j2",
        figures,
        week=wording.week_name(figures.as_of),
        headline=wording.headline(figures),
        lead=" ".join(wording.lead(figures)),
        questions=wording.describe_questions(figures.counts.questions, figures.as_of),
        warning=wording.describe_missing_files(figures),
    )


def tiles(figures: Figures) -> Page:
    """Show the four numbers that a treasurer asks for first, and what is not due or undecided."""
    tiles = (_paid_tile(figures), _overdue_tile(figures), _rate_tile(figures), _reach_tile(figures))
    return _render("tiles.j2", figures, tiles=tiles)


def ageing(figures: Figures) -> Page:
    """Show what is overdue by age, in a chart and in a table."""
    return _render(
        "ageing.j2",
        figures,
        has_claims=any(age.claims or age.claims_before for age in figures.ageing),
        largest_ore=max(max(age.open_ore, age.open_ore_before or 0) for age in figures.ageing),
        alternative=wording.describe_ageing(figures),
        moves=wording.describe_moves(figures),
        is_partly_read=not wording.is_all_read(figures),
    )


def solution(figures: Figures) -> Page:
    """Show the solution rate, and those of the club's earlier periods."""
    return _render("solution.j2", figures)


def next_steps(figures: Figures) -> Page:
    """Show the steps of this week, and what rests."""
    steps = [(step_name(step.step_id), step.claims, step.payers) for step in figures.steps]
    resting = [
        (wording.upper_first(wording.reason_name(rest.code)), wording.describe_count(rest.claims))
        for rest in figures.resting
    ]
    return _render("next_steps.j2", figures, steps=steps, resting=resting)


def decisions(figures: Figures) -> Page:
    """Show the questions to the club, with the agreed list of names."""
    names_left = figures.counts.to_credit - len(figures.credited)
    return _render("decisions.j2", figures, names_left=names_left)


def register(figures: Figures) -> Page:
    """Show the numbers of the member list, and what is wrong in it."""
    findings = [
        (wording.finding_name(kind), members)
        for kind, members in figures.findings
        if kind not in ASKED_ABOUT
    ]
    mandates = wording.describe_mandates(figures)
    return _render("register.j2", figures, findings=findings, mandates=mandates)


def footer(figures: Figures) -> Page:
    """Show how fresh the numbers are, and how they are counted."""
    return _render(
        "footer.j2",
        figures,
        freshness=wording.describe_freshness(figures),
        period=wording.this_week(figures),
    )


def _render(template: str, figures: Figures, **values: object) -> Page:
    return Page(environment().get_template(template).render(figures=figures, **values))


@cache
def environment() -> Environment:
    """Return the templates of the report and of tables in notebooks."""
    environment = Environment(
        autoescape=True,
        loader=FileSystemLoader(SECTIONS),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    filters: dict[str, Callable[..., str]] = {
        "antall": antall,
        "dato": dato,
        "period": wording.describe_period,
        "short_day": wording.short_day,
        "tall_dato": tall_dato,
        "whole_kroner": wording.whole_kroner,
        "kroner": kroner,
        "prosent": prosent,
    }
    environment.filters.update(filters)
    return environment


def compile_templates() -> None:
    """Compile every template now, and not when it is first used."""
    for name in environment().list_templates():
        environment().get_template(name)


def _paid_tile(figures: Figures) -> Tile:
    name = f"Kom inn {wording.this_week(figures)}"
    paid, before = figures.counts.paid_ore, figures.counts.paid_before_ore
    if paid is None:
        return Tile(name, "–", ("ingen tidligere uke å regne fra ennå",))
    if paid == 0 and (missing := missing_files(figures.freshness)):
        return Tile(name, "–", (missing,))
    if before is None:
        return Tile(name, wording.whole_kroner(paid), ("første uke vi kan måle",))
    than = "enn i forrige rapport" if figures.counts.reported_on else "enn uken før"
    note = wording.describe_difference(paid, before, than)
    return Tile(
        name, wording.whole_kroner(paid), (note,), _direction(paid, before), is_good=paid >= before
    )


def _overdue_tile(figures: Figures) -> Tile:
    name, counts = "Forfalt og ubetalt", figures.counts
    now, before = counts.overdue_ore, counts.overdue_before_ore
    claims = antall(counts.overdue, "krav", "krav")
    if before is None:
        return Tile(name, wording.whole_kroner(now), (claims,))
    note = wording.describe_difference(now, before, f"enn {wording.last_time(figures)}")
    return Tile(
        name,
        wording.whole_kroner(now),
        (note, claims),
        _direction(now, before),
        is_good=now <= before,
    )


def _rate_tile(figures: Figures) -> Tile:
    rate, *earlier_rates = figures.rates
    period = wording.describe_period(rate.start_on, rate.end_on, this_year=figures.as_of.year)
    if rate.by_count is None:
        return Tile("Løsningsgrad", "–", (f"ingen krav forfalt {period}",))
    notes = [f"{rate.settled} av {rate.claims} krav som forfalt {period}"]
    earlier_shares = [
        f"{prosent(earlier.by_count)} {wording.rate_name(earlier, figures.as_of)}"
        for earlier in earlier_rates
        if earlier.by_count is not None
    ]
    if earlier_shares:
        notes.append(f"mot {' og '.join(earlier_shares)}")
    return Tile("Løsningsgrad", prosent(rate.by_count), tuple(notes))


def _reach_tile(figures: Figures) -> Tile:
    name = "Betalere vi kan nå"
    payers, reachable = figures.counts.payers, figures.counts.payers_reachable
    if not payers:
        return Tile(name, "–", ("ingen skylder noe som har forfalt",))
    note = f"{reachable} av {payers} har telefon eller e-post"
    return Tile(name, prosent(reachable / payers), (note,))


def _direction(now: int, before: int) -> str:
    if now == before:
        return ""
    return "up" if now > before else "down"
