"""Commands about agents: which clubs each one may work for, and the forms they work in."""

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

agent_app = typer.Typer(no_args_is_help=True, help="Agentene: legg til, vis og steng ute.")
app.add_typer(agent_app, name="agent")

Name = Annotated[str, typer.Argument(metavar="NAVN", show_default=False)]


@agent_app.command()
def add(
    name: Name,
    clubs: Annotated[
        list[str], typer.Option("--club", metavar="KLUBB", help="En klubb; kan gjentas.")
    ],
    operator: Annotated[
        bool, typer.Option("--operator", help="Kan også godkjenne og kartlegge filer.")
    ] = False,
    as_json: AsJson = False,
) -> int:
    """Legg til en agent, eller gi en kjent nytt passord og nye klubber; spør etter passordet."""
    from workbench.office.agents import save_agent

    agent = save_agent(name, _new_password(name), clubs, operator=operator)
    work = "ringe, godkjenne og kartlegge filer" if operator else "ringe"
    sentence = f"{agent.name} kan {work} for {', '.join(agent.clubs)}."
    show.answer(agent, sentence, is_json=as_json)
    return DONE


@agent_app.command("list")
def list_all(as_json: AsJson = False) -> int:
    """Vis agentene og klubbene deres."""
    from workbench.office.agents import list_agents
    from workbench.reports.lists import AGENTS

    show.table(AGENTS.with_records(map(asdict, list_agents())), is_json=as_json)
    return DONE


@agent_app.command()
def disable(name: Name, as_json: AsJson = False) -> int:
    """Steng en agent ute med en gang, også der noen er logget inn."""
    from workbench.office.agents import disable_agent

    disable_agent(name)
    show.answer({"name": name, "active": False}, f"{name} er stengt ute.", is_json=as_json)
    return DONE


def _new_password(name: str) -> str:
    """Ask for a password twice in a terminal; otherwise read one line from standard input."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    password = getpass.getpass(f"Passord for {visible(name)}: ")
    if getpass.getpass("Det samme en gang til: ") != password:
        raise UsageError("De to passordene er ikke like; prøv igjen.")
    return password


Port = Annotated[int, typer.Option(min=1, max=65535, help="Porten på denne maskinen.")]
Host = Annotated[str, typer.Option(help="Adressen det lyttes på.")]


@app.command()
def calls(port: Port = 8866, host: Host = "127.0.0.1") -> int:
    """Start agentenes skjema; stans det med Ctrl-C."""
    return _serve("CALLS", host, port)


@app.command()
def mapping(port: Port = 8867, host: Host = "127.0.0.1") -> int:
    """Start operatørenes skjema for filer ingen kjenner; stans det med Ctrl-C."""
    return _serve("MAPPING", host, port)


@app.command()
def review(port: Port = 8868, host: Host = "127.0.0.1") -> int:
    """Start operatørenes skjema for å godkjenne forslag og merke dem som sendt; Ctrl-C stanser."""
    return _serve("REVIEW", host, port)


def _serve(name: str, host: str, port: int) -> int:
    from workbench.office.agents import list_agents
    from workbench.server import forms_server

    form: forms_server.App = getattr(forms_server, name)
    active_agents = [agent for agent in list_agents() if agent.active]
    if not any(agent.operator or not form.operators for agent in active_agents):
        role, option = ("operatør", " --operator") if form.operators else ("agent", "")
        raise UsageError(
            f"Ingen {role} er lagt til; lag en med «workbench agent add NAVN --club KLUBB{option}» "
            "først."
        )
    show.warning(f"{form.title}: http://{host}:{port}/  (stans med Ctrl-C)")
    forms_server.serve(home(), host=host, port=port, app=form)
    return DONE
