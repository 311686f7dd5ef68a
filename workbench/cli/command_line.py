"""The command line: options that several commands share, the exit status, errors in one sentence.

Exit status: 0 done, 1 something to look at, 2 wrong use or refused.
"""

import atexit
import gc
import os
import re
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.exceptions import TyperException

from workbench.cli import show
from workbench.club import club_slugs, find_club, home
from workbench.model.errors import UsageError, WorkbenchError
from workbench.store.disk import describe_disk_fault, disk_faults_described
from workbench.values.text import visible

DONE, LOOK, REFUSED = 0, 1, 2
INTERRUPTED = 130  # typer's exit status after Ctrl-C

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

gc.set_threshold(50_000)  # a command loads much, and leaves little that is in a cycle
atexit.register(gc.freeze)  # or Python would search all of it again as it ends


def _check_reason(param: typer.CallbackParam, text: str | None) -> str | None:
    """Return the reason on one line; raise UsageError if it is missing.

    Without this, `--force --json` would take "--json" as the reason.
    """
    if text is None:
        return None
    reason = visible(text).strip()
    if not reason or text.startswith("-"):
        raise UsageError(NO_REASON[param.opts[0]])
    return reason


Force = Annotated[
    str | None,
    typer.Option(
        "--force",
        metavar="GRUNN",
        callback=_check_reason,
        help="Ta filer som ser ut til å være feil.",
    ),
]
Accept = Annotated[
    str | None,
    typer.Option(
        "--accept", metavar="GRUNN", callback=_check_reason, help="Ta i bruk filen som er der."
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Skriv svaret som JSON.")]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit status; with `--json`, an error is JSON too."""
    is_json = "--json" in (sys.argv[1:] if arguments is None else arguments)
    try:
        sys.unraisablehook = _report_unraisable
        with disk_faults_described():
            os.umask(0o077)  # files hold people's data: only the owner may read them
            os.environ["WORKBENCH_HOME"] = str(home())
            status = int(app(args=arguments, standalone_mode=False, prog_name="workbench") or DONE)
            sys.stdout.flush()  # a full disk fails here, where it is reported, not at exit
        if status != INTERRUPTED:
            return status
        interrupted = "Avbrutt; en klubb som var i gang, er gjort ferdig eller står som før."
        _report_error(interrupted, LOOK, is_json=is_json)
        return LOOK
    except WorkbenchError as error:
        _report_error(str(error), REFUSED, is_json=is_json)
        _drop_output()
    except TyperException as error:
        _report_error(_describe_usage_error(error), REFUSED, is_json=is_json)
    return REFUSED


def _report_error(sentence: str, status: int, *, is_json: bool) -> None:
    """Print an error as JSON to standard output; else, or where that cannot be written, print its
    sentence to standard error."""
    if is_json:
        with suppress(OSError):
            show.as_json({"error": sentence, "status": status})
            sys.stdout.flush()
            return
    show.warning(sentence)


def _report_unraisable(unraisable: Any) -> None:
    """Report an error in a library's clean-up, unless the disk caused it: `main` reports that."""
    if not describe_disk_fault(unraisable.exc_value):
        sys.__unraisablehook__(unraisable)


def _drop_output() -> None:
    """Discard output that cannot be written, so that Python does not try again when it exits."""
    try:
        sys.stdout.flush()
    except OSError:
        sys.stdout = Path(os.devnull).open("w")  # noqa: SIM115


def _describe_usage_error(error: Any) -> str:
    """Return typer's error about the command line as a Norwegian sentence."""
    command = error.ctx.command_path if getattr(error, "ctx", None) else "workbench"
    see_help = f"se «{command} --help»."
    match type(error).__name__:
        case "NoSuchOption":
            return f"{error.option_name} er et ukjent valg; {see_help}"
        case "MissingParameter":
            return f"{_name_of(error.param)} mangler; {see_help}"
        case "BadParameter":
            return f"Verdien til {_name_of(error.param)} kan ikke brukes; {see_help}"
        case "BadOptionUsage" if error.option_name in NO_REASON:
            return NO_REASON[error.option_name]
        case "BadOptionUsage":
            is_missing = "requires" in error.format_message()
            fault = "mangler en" if is_missing else "tar ingen"
            return f"{error.option_name} {fault} verdi; {see_help}"
        case "NoArgsIsHelpError":
            return str(error.format_message())
        case _:
            message = error.format_message()
            word = re.search(r"""(?<= )['"(](.+?)['")](?:\. Did you|\.?$)""", message)
            fault = "for mye her" if "extra" in message else "ingen kommando"
            return f"«{word[1] if word else ''}» er {fault}; {see_help}"


def _name_of(param: Any) -> str:
    """Return an option as people type it, an argument as the help shows it."""
    option = next((name for name in param.opts if name.startswith("-")), None)
    return str(option or param.metavar or param.name)


def select_clubs(clubs: list[str] | None, all_clubs: bool) -> list[str]:
    """Return the slugs of the clubs, each once; raises UsageError for none or an unknown one."""
    house = home()
    slugs = club_slugs(house) if all_clubs else list(dict.fromkeys(clubs or []))
    if not slugs:
        raise UsageError("Ingen klubb er valgt; skriv klubbens mappenavn, eller --all for alle.")
    return [find_club(house, slug).slug for slug in slugs]
