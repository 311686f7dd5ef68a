"""The errors a caller may want to catch. Each message is one Norwegian sentence for an operator:
where, what was found, and what to do. It never holds a birth number, a phone or a card number.
"""


class WorkbenchError(Exception):
    """Base of the errors that end in one sentence instead of a traceback."""

    def _render_traceback_(self) -> list[str]:
        """Return all that a notebook is to show of the error; IPython asks for it."""
        return [str(self)]


class UsageError(WorkbenchError):
    """What was asked for does not exist or is not allowed: club, date, parameter, setting."""


class ExportError(WorkbenchError):
    """A file is not the export it was taken for, or none that is known."""


class GuardError(ExportError):
    """A file is what it says, but may be the wrong one; whoever knows better gives a reason."""


class StoreError(WorkbenchError):
    """A database is damaged, newer than this program, somebody else's, or badly placed."""


class BooksMoved(StoreError):
    """Something was written to a club's books since they were read; reading anew mends it."""


class RateError(WorkbenchError):
    """The law's rate for a day is not among the rows that were reviewed."""


class Unreadable(ValueError):
    """One value cannot be read; its text is a short Norwegian reason. Collected, not raised on."""
