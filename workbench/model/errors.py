"""The errors that a caller may want to catch.

Each message is one Norwegian sentence for an operator: where, what was found, and what to do. It
never holds a birth number, a phone number or a card number.
"""

# What to do about a file: the last part of a message, in the same words for the same kind of fault.
AGAIN = "eksporter på nytt"
TAKE_OUT = "ta den ut av mappen"
AGAIN_OR_OUT = f"{AGAIN}, eller {TAKE_OUT}."
MAP_FILE = "kartlegg den med «workbench mapping»"
UNPACK = "pakk den ut, og legg filene i mappen."


class WorkbenchError(Exception):
    """Base of the errors that are shown as one sentence instead of a traceback."""

    def _render_traceback_(self) -> list[str]:
        """Return what a notebook shows of the error; IPython calls this."""
        return [str(self)]


class UsageError(WorkbenchError):
    """A club, date, parameter or setting does not exist or is not allowed."""


class ExportError(WorkbenchError):
    """A file is not the expected export, or no export that the importers know."""


class GuardError(ExportError):
    """A file can be read, but looks like the wrong one; an operator can import it with a reason."""


class StoreError(WorkbenchError):
    """A database is damaged, newer than this program, another club's, or in a wrong folder."""


class BooksMoved(StoreError):
    """A club's books have changed since they were read: read them again."""


class RateError(WorkbenchError):
    """No reviewed row has the rate that the law sets for a day."""


class Unreadable(ValueError):
    """A value cannot be read; the text is a short Norwegian reason. The importers collect them."""
