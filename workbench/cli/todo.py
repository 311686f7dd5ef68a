"""The command `todo`: list the tasks of the clubs, and answer them."""

from contextlib import closing
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from workbench.cli import show
from workbench.cli.command_line import DONE, LOOK, AsJson, AsOf, Clubs, app, select_clubs
from workbench.model.errors import UsageError
from workbench.model.task_kinds import WaitsFor

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbench.model.day_rows import Task


@app.command()
def todo(
    clubs: Clubs = None,
    task_keys: Annotated[
        list[str] | None,
        typer.Option(
            "--answer", metavar="NØKKEL", help="Svar på en oppgave, eller alle av et slag."
        ),
    ] = None,
    answer: Annotated[
        str, typer.Option("--as", metavar="SVAR", help="Svaret; ellers er det gjort.")
    ] = "",
    until: Annotated[
        str | None, typer.Option("--until", metavar="DATO", help="Dagen oppgaven står igjen.")
    ] = None,
    note: Annotated[str, typer.Option("--note", metavar="TEKST", help="En merknad.")] = "",
    by_task: Annotated[bool, typer.Option("--rows", help="Vis hver oppgave for seg.")] = False,
    waits_for: Annotated[
        WaitsFor, typer.Option("--waits-for", help="Hvem oppgavene venter på.")
    ] = WaitsFor.OPERATOR,
    later: Annotated[
        bool, typer.Option("--later", help="Ta med det kontoret ikke trenger å gjøre denne uken.")
    ] = False,
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

    day, slugs = office.parse_as_of(as_of), select_clubs(clubs, not clubs)
    if task_keys:
        return _answer_tasks(slugs, task_keys, day, answer, until, note, as_json=as_json)
    if answer or until or note:
        raise UsageError("--as, --until og --note hører til et svar; skriv også --answer NØKKEL.")
    tasks_of_clubs, files_of_clubs = [], []
    for slug in slugs:
        tasks, missing_files = _read_day(slug, waits_for, day, later=later)
        tasks_of_clubs.append((slug, tasks))
        files_of_clubs.append((slug, missing_files))
    records = [
        {"club": slug, **record}
        for slug, tasks in tasks_of_clubs
        for record in _records_of(tasks, by_task=by_task)
    ]
    if as_json:
        show.as_json(records)
    elif by_task:
        show.tasks(tasks_of_clubs)
    elif len(slugs) == 1:
        show.table(list_kinds(tasks_of_clubs[0][1]))
    else:
        show.table(TODO_OF_CLUBS.with_records(records))
    if not as_json:
        show.missing_files(files_of_clubs)
    return LOOK if records else DONE


def _records_of(tasks: "Sequence[Task]", *, by_task: bool) -> list[dict[str, Any]]:
    """Return a record for each task, or for each kind of task."""
    from workbench.reports.task_lists import list_kinds, list_tasks

    table = list_tasks("tasks", tasks) if by_task else list_kinds(tasks)
    return table.records


def _read_day(
    slug: str, waits_for: WaitsFor, day: date, *, later: bool
) -> "tuple[list[Task], list[str]]":
    """Return the tasks that wait for somebody, and what should be known first: which files the club
    lacks, what they may bring, and what nobody has marked as sent.

    The operator's tasks are only those due this week, unless those of `later` are wanted as well.
    """
    from workbench.office.day import day_of
    from workbench.office.desk import open_desk
    from workbench.office.notices import list_unanswered, list_unseen_payments
    from workbench.office.summary import list_missing_files
    from workbench.office.tasks import tasks_of

    with closing(open_desk(slug)) as desk, day_of(desk, day) as club_day:
        tasks = tasks_of(club_day)
        is_page = waits_for == WaitsFor.OPERATOR and not later
        waiting = tasks.page if is_page else tasks.waiting_for(waits_for)
        notices = [
            *list_missing_files(club_day),
            *list_unseen_payments(club_day),
            *list_unanswered(tasks),
        ]
        return waiting, notices


def _answer_tasks(
    slugs: list[str],
    task_keys: list[str],
    day: date,
    answer: str,
    until: str | None,
    note: str,
    *,
    as_json: bool,
) -> int:
    """Answer tasks of one club, and show the answered tasks."""
    from workbench import office
    from workbench.office.tasks import answer_tasks

    if len(slugs) != 1:
        raise UsageError("Et svar gjelder én klubb; skriv klubbens mappenavn foran --answer.")
    until_on = office.parse_day(until) if until else None
    with closing(office.open_desk(slugs[0])) as desk:
        tasks = answer_tasks(desk, task_keys, day, answer=answer, until_on=until_on, note=note)
    if as_json:
        show.as_json(_records_of(tasks, by_task=True))
    else:
        show.line(f"Besvart: {len(tasks)}.")
        show.tasks([(slugs[0], tasks)])
    return DONE
