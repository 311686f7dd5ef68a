"""The command's frame: its options, its exit status, and errors of one sentence.

Exit status: 0 done, 1 something to look at, 2 wrong use or refused.
"""

import os
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.exceptions import TyperException

from workbench.cli import show
from workbench.club import club_slugs, home, open_club
from workbench.model.errors import UsageError, WorkbenchError
from workbench.store.disk import describe_disk_fault, disk_faults_described
from workbench.values.text import visible

DONE, LOOK, REFUSED = 0, 1, 2
INTERRUPTED = 130  # what typer makes of Ctrl-C

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False)

Clubs = Annotated[list[str] | None, typer.Argument(metavar="[KLUBB]...", show_default=False)]
OneClub = Annotated[str, typer.Argument(metavar="KLUBB", show_default=False)]
AllClubs = Annotated[bool, typer.Option("--all", help="Alle klubber under data/clubs.")]
AsOf = Annotated[
    str | None, typer.Option("--as-of", metavar="DATO", help="Dagen, som 2026-11-22; ellers i dag.")
]
NO_REASON = {
    "--force": '--force mangler en grunn; skriv hvorfor filene er riktige, som "sesongen er over".',
    "--accept": '--accept mangler en grunn; skriv hvor filen kommer fra, som "sikkerhetskopi".',
}


def _reason(param: typer.CallbackParam, text: str | None) -> str | None:
    """Read a reason; a missing one must not take the option after it for its own."""
    if text is None:
        return None
    reason = visible(text).strip()
    if not reason or text.startswith("-"):
        raise UsageError(NO_REASON[param.opts[0]])
    return reason


Force = Annotated[
    str | None,
    typer.Option(
        "--force", metavar="GRUNN", callback=_reason, help="Ta filer som ser ut til å være feil."
    ),
]
Accept = Annotated[
    str | None,
    typer.Option("--accept", metavar="GRUNN", callback=_reason, help="Ta i bruk filen som er der."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Skriv svaret som JSON.")]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit status."""
    try:
        sys.unraisablehook = _report_cleaning
        with disk_faults_described():
            os.umask(0o077)  # people's data: for the owner alone
            os.environ["WORKBENCH_HOME"] = str(home())
            status = int(app(args=arguments, standalone_mode=False, prog_name="workbench") or DONE)
            sys.stdout.flush()  # what cannot be written is known here, not after the last line
        if status != INTERRUPTED:
            return status
        show.warning("Avbrutt; en klubb som var i gang, er gjort ferdig eller står som før.")
        return LOOK
    except WorkbenchError as error:
        show.warning(str(error))
        _drop_output()
    except TyperException as error:
        show.warning(_usage_sentence(error))
    return REFUSED


def _report_cleaning(left: Any) -> None:
    """Report what a library could not clean up, but not of a disk whose fault is told anyway."""
    if not describe_disk_fault(left.exc_value):
        sys.__unraisablehook__(left)


def _drop_output() -> None:
    """Leave nothing unwritten that Python would try to write once more when it ends."""
    try:
        sys.stdout.flush()
    except OSError:
        sys.stdout = Path(os.devnull).open("w")  # noqa: SIM115


def _usage_sentence(error: Any) -> str:
    """Say in Norwegian what typer found wrong with the command line."""
    command = error.ctx.command_path if getattr(error, "ctx", None) else "workbench"
    see = f"se «{command} --help»."
    match type(error).__name__:
        case "NoSuchOption":
            return f"{error.option_name} er et ukjent valg; {see}"
        case "MissingParameter":
            return f"{_name(error.param)} mangler; {see}"
        case "BadParameter":
            return f"Verdien til {_name(error.param)} kan ikke brukes; {see}"
        case "BadOptionUsage" if error.option_name in NO_REASON:
            return NO_REASON[error.option_name]
        case "BadOptionUsage":
            is_missing = "requires" in error.format_message()
            return f"{error.option_name} {'mangler en' if is_missing else 'tar ingen'} verdi; {see}"
        case "NoArgsIsHelpError":
            return str(error.format_message())
        case _:
            message = error.format_message()
            word = re.search(r"""(?<= )['"(](.+?)['")](?:\. Did you|\.?$)""", message)
            what = "for mye her" if "extra" in message else "ingen kommando"
            return f"«{word[1] if word else ''}» er {what}; {see}"


def _name(param: Any) -> str:
    """Name an option as it is written, an argument as the help shows it."""
    option = next((o for o in param.opts if o.startswith("-")), None)
    return str(option or param.metavar or param.name)


def chosen(clubs: list[str] | None, every: bool) -> list[str]:
    """Return the clubs named, each of them known; raises UsageError where none is."""
    house = home()
    slugs = club_slugs(house) if every else list(dict.fromkeys(clubs or []))
    if not slugs:
        raise UsageError("Ingen klubb er valgt; skriv klubbens mappenavn, eller --all for alle.")
    return [open_club(house, slug).slug for slug in slugs]
