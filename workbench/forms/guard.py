"""What stands between a click and the form: a fault becomes one sentence, and the form lives on."""

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
    """Makes handlers of steps; `tell` hears what went wrong."""

    def __init__(self, tell: Callable[[str], None]) -> None:
        self.tell = tell

    def __call__(self, step: Callable[..., Any], *given: Any) -> Callable[..., None]:
        """Return a handler that takes the step with what is given, whatever the event says."""

        def handle(*_event: Any) -> None:
            try:
                step(*given)
            except WorkbenchError as fault:
                self.tell(str(fault))
            except Exception as fault:
                self.tell(describe_disk_fault(fault) or BROKEN)
                # for the server's log: where, but not what the message may say of a person
                print(type(fault).__name__, file=sys.__stderr__)
                traceback.print_tb(fault.__traceback__, file=sys.__stderr__)

        return handle
