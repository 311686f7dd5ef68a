"""Handlers of widget events: an error is shown as one sentence, and the form goes on working."""

import sys
import traceback
from collections.abc import Callable
from typing import Any

from workbench.model.errors import WorkbenchError
from workbench.store.disk import describe_disk_fault

BROKEN = (
    "Noe gikk galt; det du har skrevet, står her fortsatt: prøv igjen, og meld fra til kontoret "
    "hvis det skjer på nytt."
)


class Guard:
    """Makes event handlers of functions; calls `show_fault` with a sentence if one raises."""

    def __init__(self, show_fault: Callable[[str], None]) -> None:
        self.show_fault = show_fault

    def __call__(self, function: Callable[..., Any], *arguments: Any) -> Callable[..., None]:
        """Return a handler that calls the function with the arguments, and ignores the event."""

        def handle(*_event: Any) -> None:
            try:
                function(*arguments)
            except WorkbenchError as error:
                self.show_fault(str(error))
            except Exception as error:
                self.show_fault(describe_disk_fault(error) or BROKEN)
                # for the server's log: the place, but not the message, which may name a person
                print(type(error).__name__, file=sys.__stderr__)
                traceback.print_tb(error.__traceback__, file=sys.__stderr__)

        return handle
