"""The command for tasks: what somebody must answer in which club, and answers to them."""

from contextlib import closing
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from workbench.cli import show
from workbench.cli.command_line import DONE, LOOK, AsJson, AsOf, Clubs, app, chosen
from workbench.model.errors import UsageError
from workbench.model.task_kinds import WaitsFor

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbench.model.day_rows import Task


@app.command()
def todo(
    clubs: Clubs = None,
    answer: Annotated[
        list[str] | None,
        typer.Option(
            "--answer", metavar="NØKKEL", help="Svar på en oppgave, eller alle av et slag."
        ),
    ] = None,
    answered: Annotated[
        str, typer.Option("--as", metavar="SVAR", help="Svaret; ellers er det gjort.")
    ] = "",
    until: Annotated[
        str | None, typer.Option("--until", metavar="DATO", help="Dagen oppgaven står igjen.")
    ] = None,
    note: Annotated[str, typer.Option("--note", metavar="TEKST", help="En merknad.")] = "",
    rows: Annotated[bool, typer.Option("--rows", help="Vis hver oppgave for seg.")] = False,
    waits: Annotated[
        WaitsFor, typer.Option("--waits-for", help="Hvem oppgavene venter på.")
    ] = WaitsFor.OPERATOR,
    as_of: AsOf = None,
    as_json: AsJson = False,
) -> int:
    """Vis det noen må svare på, ett slag på hver linje; uten klubb gjelder det alle.

    Med --answer svares det på oppgaver i én klubb. De som er besvart, står igjen når dagen
    deres kommer, eller når det de bygger på, er blitt et annet.
    """
    from workbench import office
    from workbench.reports.lists import TODO_OF_CLUBS
    from workbench.reports.task_lists import list_kinds

    day, slugs = office.parse_as_of(as_of), chosen(clubs, not clubs)
    if answer:
        return _answer(slugs, answer, day, answered, until, note, as_json=as_json)
    if answered or until or note:
        raise UsageError("--as, --until og --note hører til et svar; skriv også --answer NØKKEL.")
    found = [(slug, _tasks(slug, waits, day)) for slug in slugs]
    if as_json:
        show.as_json([{"club": slug, **row} for slug, tasks in found for row in _rows(tasks, rows)])
    elif rows:
        show.tasks(found)
    elif len(slugs) == 1:
        show.listed(list_kinds("todo", found[0][1]))
    else:
        lines = [{"club": slug, **row} for slug, tasks in found for row in _rows(tasks, rows)]
        show.listed(TODO_OF_CLUBS.with_records(lines))
    return LOOK if any(tasks for _, tasks in found) else DONE


def _rows(tasks: "Sequence[Task]", rows: bool) -> list[dict[str, Any]]:
    """Return a row for each task, or for each kind."""
    from workbench.reports.task_lists import list_kinds, list_tasks

    return (list_tasks("tasks", tasks) if rows else list_kinds("todo", tasks)).records


def _tasks(slug: str, waits: WaitsFor, day: date) -> "list[Task]":
    """Return what waits for somebody in a club; of the operator's what is due this week."""
    from workbench.office.day import day_of
    from workbench.office.desk import open_desk
    from workbench.office.tasks import tasks_of

    with closing(open_desk(slug)) as desk, day_of(desk, day) as club_day:
        tasks = tasks_of(club_day)
        return tasks.page if waits == WaitsFor.OPERATOR else tasks.waiting_for(waits)


def _answer(
    slugs: list[str],
    keys: list[str],
    day: date,
    answer: str,
    until: str | None,
    note: str,
    *,
    as_json: bool,
) -> int:
    """Answer tasks of one club, and show which they were."""
    from workbench import office
    from workbench.office.tasks import answer_tasks

    if len(slugs) != 1:
        raise UsageError("Et svar gjelder én klubb; skriv klubbens mappenavn foran --answer.")
    until_on = office.parse_day(until) if until else None
    with closing(office.open_desk(slugs[0])) as desk:
        tasks = answer_tasks(desk, keys, day, answer=answer, until_on=until_on, note=note)
    if as_json:
        show.as_json(_rows(tasks, True))
    else:
        show.line(f"Besvart: {len(tasks)}.")
        show.tasks([(slugs[0], tasks)])
    return DONE
