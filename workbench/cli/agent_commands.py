"""The agents' commands: who may phone or map for which club, and the forms they do it from."""

import getpass
import sys
from dataclasses import asdict
from typing import Annotated

import typer

from workbench.cli import show
from workbench.cli.command_line import DONE, AsJson, app
from workbench.club import home
from workbench.model.errors import UsageError
from workbench.values.text import visible

agent = typer.Typer(no_args_is_help=True, help="Agentene: legg til, vis og steng ute.")
app.add_typer(agent, name="agent")

Name = Annotated[str, typer.Argument(metavar="NAVN", show_default=False)]


@agent.command()
def add(
    name: Name,
    clubs: Annotated[
        list[str], typer.Option("--club", metavar="KLUBB", help="En klubb; kan gjentas.")
    ],
    operator: Annotated[bool, typer.Option("--operator", help="Kan også kartlegge filer.")] = False,
    as_json: AsJson = False,
) -> int:
    """Legg til en agent, eller gi en kjent nytt passord og nye klubber; spør etter passordet."""
    from workbench.office.agents import save_agent

    made = save_agent(name, _new_password(name), clubs, operator=operator)
    if as_json:
        show.as_json(made)
    else:
        does = "ringe og kartlegge filer" if operator else "ringe"
        show.line(f"{made.name} kan {does} for {', '.join(made.clubs)}.")
    return DONE


@agent.command("list")
def list_all(as_json: AsJson = False) -> int:
    """Vis agentene og klubbene deres."""
    from workbench.office.agents import list_agents
    from workbench.reports.lists import AGENTS

    show.listed(AGENTS.with_records(map(asdict, list_agents())), is_json=as_json)
    return DONE


@agent.command()
def disable(name: Name, as_json: AsJson = False) -> int:
    """Steng en agent ute med en gang, også der noen er logget inn."""
    from workbench.office.agents import disable_agent

    disable_agent(name)
    if as_json:
        show.as_json({"name": name, "active": False})
    else:
        show.line(f"{name} er stengt ute.")
    return DONE


def _new_password(name: str) -> str:
    """Ask for a password twice where a person sits; else take one line from standard input."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    first = getpass.getpass(f"Passord for {visible(name)}: ")
    if getpass.getpass("Det samme en gang til: ") != first:
        raise UsageError("De to passordene er ikke like; prøv igjen.")
    return first


Port = Annotated[int, typer.Option(min=1, max=65535, help="Porten på denne maskinen.")]
Host = Annotated[str, typer.Option(help="Adressen det lyttes på.")]


@app.command()
def calls(port: Port = 8866, host: Host = "127.0.0.1") -> int:
    """Start agentenes skjema; stans det med Ctrl-C."""
    return _serve(host, port, operators=False)


@app.command()
def mapping(port: Port = 8867, host: Host = "127.0.0.1") -> int:
    """Start operatørenes skjema for filer ingen kjenner; stans det med Ctrl-C."""
    return _serve(host, port, operators=True)


def _serve(host: str, port: int, *, operators: bool) -> int:
    from workbench.office.agents import list_agents
    from workbench.server.forms_server import FORM, MAPPING, serve

    form, name = (MAPPING, "Kartleggingen") if operators else (FORM, "Skjemaet")
    users = [one for one in list_agents() if one.active and (one.operator or not operators)]
    if not users:
        who, option = ("operatør", " --operator") if operators else ("agent", "")
        raise UsageError(
            f"Ingen {who} er lagt til; lag en med «workbench agent add NAVN --club KLUBB{option}» "
            "først."
        )
    show.warning(f"{name}: http://{host}:{port}/  (stans med Ctrl-C)")
    serve(home(), host=host, port=port, notebook=form, operators=operators)
    return DONE
