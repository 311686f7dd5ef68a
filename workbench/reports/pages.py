"""The sections of the club report as HTML, one function each, for the last line of a cell.

Everything that comes from a register is escaped by Jinja2; only the chart is markup of our own.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from workbench.norsk import antall, dato, kroner, prosent, tall_dato
from workbench.reports import wording
from workbench.reports.ageing import Tally, age_name
from workbench.reports.decisions import Decisions
from workbench.reports.figures import Figures

SECTIONS = Path(__file__).parent / "sections"


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
    count = figures.decisions.questions
    return _render(
        "heading.j2",
        figures,
        week=wording.week_name(figures.as_of),
        headline=wording.headline(figures),
        lead=" ".join(wording.lead(figures)),
        questions=wording.questions(count),
        warning=wording.warning(figures),
    )


def tiles(figures: Figures) -> Page:
    """Show the four numbers that a treasurer asks for first, and what stands beside them."""
    four = (_paid_tile(figures), _overdue_tile(figures), _rate_tile(figures), _reach_tile(figures))
    return _render("tiles.j2", figures, tiles=four, beside=_beside(figures))


def ageing(figures: Figures) -> Page:
    """Show what is outstanding by age: the chart, and its numbers in a table."""
    tallies = [tally for bucket in figures.ageing for tally in bucket.tallies]
    drawn = _charts(figures) if any(tally.count for tally in tallies) else ()
    return _render("ageing.j2", figures, charts=drawn)


def solution(figures: Figures) -> Page:
    """Show the solution rate beside the club's own earlier windows."""
    return _render("solution.j2", figures, rates=(figures.solution, *figures.solution_earlier))


def next_steps(figures: Figures) -> Page:
    """Show what is done this week, and what rests."""
    week = figures.upcoming
    steps = [(wording.step_name(step.step_id), step.claims, step.payers) for step in week.steps]
    resting = [
        (wording.resting_name(rest.code), wording.resting_count(rest.claims))
        for rest in week.resting
    ]
    return _render("next_steps.j2", figures, week=week, steps=steps, resting=resting)


def decisions(figures: Figures) -> Page:
    """Show what the club has to answer, with the agreed list of names."""
    left = figures.decisions.resigned.count - len(figures.decisions.resigned_rows)
    return _render("decisions.j2", figures, asks=_asks(figures.decisions), left=left)


def register(figures: Figures) -> Page:
    """Show the state of the member list."""
    register = figures.register
    findings = [(wording.finding_name(kind), count) for kind, count in register.findings]
    return _render("register.j2", figures, register=register, findings=findings)


def footer(figures: Figures) -> Page:
    """Show how fresh the numbers are, and how they were made."""
    return _render("footer.j2", figures, freshness=wording.freshness(figures.read))


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
        "age_name": age_name,
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


def _charts(figures: Figures) -> tuple[Markup, ...]:
    from workbench.reports import charts  # matplotlib is slow to import, and only needed here

    return tuple(
        Markup(charts.ageing_chart(figures.ageing, figures.as_of, layout))
        for layout in (charts.WIDE, charts.NARROW)
    )


def _paid_tile(figures: Figures) -> Tile:
    name = f"Kom inn {wording.this_week(figures.as_of)}"
    paid, before = figures.paid_ore, figures.paid_before_ore
    if paid is None:
        return Tile(name, "–", ("ingen tidligere uke å regne fra ennå",))
    if before is None:
        return Tile(name, wording.whole(paid), ("første uke vi kan måle",))
    note = wording.compared(paid, before, "enn uken før")
    return Tile(name, wording.whole(paid), (note,), _direction(paid, before), good=paid >= before)


def _overdue_tile(figures: Figures) -> Tile:
    name, now, before = "Forfalt og ubetalt", figures.overdue, figures.overdue_before
    claims = antall(now.count, "krav", "krav")
    if before is None:
        return Tile(name, wording.whole(now.ore), (claims,))
    note = wording.compared(now.ore, before.ore, "enn for en uke siden")
    trend = _direction(now.ore, before.ore)
    return Tile(name, wording.whole(now.ore), (note, claims), trend, good=now.ore <= before.ore)


def _rate_tile(figures: Figures) -> Tile:
    rate = figures.solution
    window = wording.days_between(rate.start_on, rate.end_on, this_year=figures.as_of.year)
    if rate.by_count is None:
        return Tile("Løsningsgrad", "–", (f"ingen krav forfalt {window}",))
    notes = [f"{rate.settled} av {rate.claims} krav som forfalt {window}"]
    earlier = [
        f"{prosent(past.by_count)} {wording.rate_name(past, figures.as_of)}"
        for past in figures.solution_earlier
        if past.by_count is not None
    ]
    if earlier:
        notes.append(f"mot {' og '.join(earlier)}")
    return Tile("Løsningsgrad", prosent(rate.by_count), tuple(notes))


def _reach_tile(figures: Figures) -> Tile:
    name = "Betalere vi kan nå"
    if figures.reachable is None:
        return Tile(name, "–", ("ingen skylder noe som har forfalt",))
    note = f"{figures.payers_reachable} av {figures.payers} har telefon eller e-post"
    return Tile(name, prosent(figures.reachable), (note,))


def _beside(figures: Figures) -> list[tuple[str, str]]:
    """Pair the amounts that are open but not overdue with what they are."""
    later, review = figures.not_due, figures.decisions.review
    rows = ((later, "er ikke forfalt ennå"), (review, "er til vurdering"))
    return [
        (wording.whole(tally.ore), f"{text} ({antall(tally.count, 'krav', 'krav')})")
        for tally, text in rows
        if tally.count
    ]


def _direction(now: int, before: int) -> str:
    return "" if now == before else "up" if now > before else "down"


def _asks(asked: Decisions) -> list[tuple[str, str]]:
    """Pair what there is with what we ask about it, the most pressing first."""
    findings = dict(asked.findings)
    rows = (
        (
            _sum(asked.resigned, "krav", "krav"),
            "gjelder medlemmer som meldte seg ut før forfall. Kan vi kreditere? Listen står under.",
        ),
        (
            _sum(asked.review, "krav", "krav"),
            "ligger til manuell behandling i medlemssystemet. Hva skal skje med dem?",
        ),
        (
            _sum(asked.unmatched, "innbetaling", "innbetalinger"),
            "passer ikke til noe krav. Vet dere hva de gjelder?",
        ),
        (
            _some(asked.applicants, "søknad", "søknader"),
            "om medlemskap er ikke behandlet. Skal de tas opp?",
        ),
        (
            _some(findings.get("duplicate", 0), "medlem", "medlemmer"),
            "kan være registrert to ganger. Er det samme person?",
        ),
        (
            _some(findings.get("not_in_club_list", 0), "person", "personer"),
            "er med i idretten, men står ikke i klubbens medlemsliste. Skal de være medlemmer?",
        ),
    )
    return [(what, question) for what, question in rows if what]


def _sum(counted: Tally, singular: str, plural: str) -> str:
    count = _some(counted.count, singular, plural)
    return f"{count} på til sammen {kroner(counted.ore)}" if count else ""


def _some(count: int, singular: str, plural: str) -> str:
    return antall(count, singular, plural) if count else ""
