"""The command for tasks: what somebody must answer in which club, and answers to them."""

from contextlib import closing
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from workbench.cli import show
from workbench.cli.app import DONE, LOOK, AsJson, AsOf, Clubs, app, chosen
from workbench.model.errors import UsageError
from workbench.model.task_kinds import WaitsFor

if TYPE_CHECKING:
    from workbench.reports.columns import Table


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
    from workbench.reports.lists import TASKS_OF_CLUBS, TODO_OF_CLUBS

    day, slugs = office.parse_as_of(as_of), chosen(clubs, not clubs)
    if answer:
        return _answer(slugs, answer, day, answered, until, note, as_json=as_json)
    if answered or until or note:
        raise UsageError("--as, --until og --note hører til et svar; skriv også --answer NØKKEL.")
    listed = [(slug, _tasks(slug, waits, day, rows=rows)) for slug in slugs]
    together = [{"club": slug, **row} for slug, table in listed for row in table.records]
    whole = TASKS_OF_CLUBS if rows else TODO_OF_CLUBS
    one = listed[0][1] if len(slugs) == 1 else whole.with_records(together)
    show.listed(one.with_records(together) if as_json else one, is_json=as_json)
    return LOOK if together else DONE


def _tasks(slug: str, waits: WaitsFor, day: date, *, rows: bool) -> "Table":
    """Return what waits for somebody in a club; of the operator's what is due this week."""
    from workbench import office
    from workbench.office import lists
    from workbench.office.day import day_of
    from workbench.office.tasks import tasks_of

    with closing(office.open_desk(slug)) as desk, day_of(desk, day) as kept:
        tasks = tasks_of(kept)
        own = tasks.page if waits == WaitsFor.OPERATOR else tasks.waiting_for(waits)
    return lists.task_rows("tasks", own) if rows else lists.todo("todo", own)


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
    from workbench.office import lists
    from workbench.office.tasks import answer_tasks

    if len(slugs) != 1:
        raise UsageError("Et svar gjelder én klubb; skriv klubbens mappenavn foran --answer.")
    until_on = office.parse_day(until) if until else None
    with closing(office.open_desk(slugs[0])) as desk:
        tasks = answer_tasks(desk, keys, day, answer=answer, until_on=until_on, note=note)
    show.listed(replace(lists.task_rows("tasks", tasks), title="Besvart"), is_json=as_json)
    return DONE
