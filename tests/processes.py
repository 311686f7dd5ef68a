"""What tests ask of other processes, any of which may end while it is asked about."""

from contextlib import suppress

import psutil


def children(process: psutil.Process) -> list[psutil.Process]:
    """Return the children of a process; none of one that has ended."""
    with suppress(psutil.NoSuchProcess):
        return list(process.children())
    return []


def command(process: psutil.Process) -> str:
    """Return the command line of a process; of one that has ended, nothing."""
    with suppress(psutil.NoSuchProcess):
        return " ".join(process.cmdline())
    return ""


def has_ended(process: psutil.Process) -> bool:
    """Say whether it has; whoever inherits it may not have taken note yet."""
    with suppress(psutil.NoSuchProcess):
        return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE
    return True
