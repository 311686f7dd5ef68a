"""The sections of the club report as HTML, one function each, for the last line of a cell.

Everything that comes from a register is escaped by Jinja2.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from workbench.norsk import antall, dato, kroner, prosent, tall_dato
from workbench.reports import wording
from workbench.reports.figures import Figures

SECTIONS = Path(__file__).parent / "sections"
CLUB_DECIDES = ("duplicate", "not_in_club_list", "applicant_unprocessed")  # the club is asked


@dataclass(frozen=True, repr=False)
class Page:
    """A piece of the report that a notebook shows as HTML."""

    html: str

    def _repr_html_(self) -> str:
        return self.html


@dataclass(frozen=True)
class Tile:
    """A number with its name, and what to compare it with; `good` says which way it went."""

    name: str
    value: str
    notes: tuple[str, ...]
    trend: str = ""  # "up" or "down", an arrow beside the first note
    good: bool = True


def heading(figures: Figures) -> Page:
    """Show the week, the headline and the lead."""
    return _render(
        "heading.j2",
        figures,
        week=wording.week_name(figures.as_of),
        headline=wording.headline(figures),
        lead=" ".join(wording.lead(figures)),
        questions=wording.questions(figures.counts.questions),
        warning=wording.warning(figures),
    )


def tiles(figures: Figures) -> Page:
    """Show the four numbers that a treasurer asks for first, and what stands beside them."""
    four = (_paid_tile(figures), _overdue_tile(figures), _rate_tile(figures), _reach_tile(figures))
    return _render("tiles.j2", figures, tiles=four)


def ageing(figures: Figures) -> Page:
    """Show what is outstanding by age: the chart, and its numbers in a table."""
    return _render(
        "ageing.j2",
        figures,
        has_claims=any(age.claims or age.claims_before for age in figures.ageing),
        longest=max(max(age.open_ore, age.open_ore_before or 0) for age in figures.ageing),
        alternative=wording.ageing(figures),
    )


def solution(figures: Figures) -> Page:
    """Show the solution rate beside the club's own earlier windows."""
    return _render("solution.j2", figures)


def next_steps(figures: Figures) -> Page:
    """Show what is done this week, and what rests."""
    steps = [(wording.step_name(step.step_id), step.claims, step.payers) for step in figures.steps]
    resting = [
        (wording.upper_first(wording.reason_name(rest.code)), wording.resting_count(rest.claims))
        for rest in figures.resting
    ]
    return _render("next_steps.j2", figures, steps=steps, resting=resting)


def decisions(figures: Figures) -> Page:
    """Show what the club has to answer, with the agreed list of names."""
    left = figures.counts.to_credit - len(figures.credited)
    return _render("decisions.j2", figures, left=left)


def register(figures: Figures) -> Page:
    """Show the state of the member list."""
    findings = [
        (wording.finding_name(kind), members)
        for kind, members in figures.findings
        if kind not in CLUB_DECIDES
    ]
    return _render("register.j2", figures, findings=findings)


def footer(figures: Figures) -> Page:
    """Show how fresh the numbers are, and how they were made."""
    return _render("footer.j2", figures, freshness=wording.freshness(figures))


def _render(template: str, figures: Figures, **values: object) -> Page:
    return Page(environment().get_template(template).render(figures=figures, **values))


@cache
def environment() -> Environment:
    """Return the templates of the report and of the notebook's tables."""
    environment = Environment(
        autoescape=True,
        loader=FileSystemLoader(SECTIONS),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    filters: dict[str, Callable[..., str]] = {
        "antall": antall,
        "compact": wording.days_between,
        "dato": dato,
        "short_day": wording.short_day,
        "tall_dato": tall_dato,
        "whole": wording.whole,
        "kroner": kroner,
        "prosent": prosent,
    }
    environment.filters.update(filters)
    return environment


def compile_templates() -> None:
    """Compile every template, which is otherwise done when it is first used."""
    for name in environment().list_templates():
        environment().get_template(name)


def _paid_tile(figures: Figures) -> Tile:
    name = f"Kom inn {wording.this_week(figures.as_of)}"
    paid, before = figures.counts.paid_ore, figures.counts.paid_before_ore
    if paid is None:
        return Tile(name, "–", ("ingen tidligere uke å regne fra ennå",))
    if before is None:
        return Tile(name, wording.whole(paid), ("første uke vi kan måle",))
    note = wording.compared(paid, before, "enn uken før")
    return Tile(name, wording.whole(paid), (note,), _direction(paid, before), good=paid >= before)


def _overdue_tile(figures: Figures) -> Tile:
    name, counts = "Forfalt og ubetalt", figures.counts
    now, before = counts.overdue_ore, counts.overdue_before_ore
    claims = antall(counts.overdue, "krav", "krav")
    if before is None:
        return Tile(name, wording.whole(now), (claims,))
    note = wording.compared(now, before, "enn for en uke siden")
    return Tile(
        name, wording.whole(now), (note, claims), _direction(now, before), good=now <= before
    )


def _rate_tile(figures: Figures) -> Tile:
    rate, *earlier = figures.rates
    window = wording.days_between(rate.start_on, rate.end_on, this_year=figures.as_of.year)
    if rate.by_count is None:
        return Tile("Løsningsgrad", "–", (f"ingen krav forfalt {window}",))
    notes = [f"{rate.settled} av {rate.claims} krav som forfalt {window}"]
    compared = [
        f"{prosent(past.by_count)} {wording.rate_name(past, figures.as_of)}"
        for past in earlier
        if past.by_count is not None
    ]
    if compared:
        notes.append(f"mot {' og '.join(compared)}")
    return Tile("Løsningsgrad", prosent(rate.by_count), tuple(notes))


def _reach_tile(figures: Figures) -> Tile:
    name = "Betalere vi kan nå"
    payers, reachable = figures.counts.payers, figures.counts.payers_reachable
    if not payers:
        return Tile(name, "–", ("ingen skylder noe som har forfalt",))
    note = f"{reachable} av {payers} har telefon eller e-post"
    return Tile(name, prosent(reachable / payers), (note,))


def _direction(now: int, before: int) -> str:
    return "" if now == before else "up" if now > before else "down"
