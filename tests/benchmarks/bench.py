"""One bench and its yardstick, and the CPU that a piece of work takes."""

import resource
from collections.abc import Callable
from dataclasses import dataclass

import psutil

Work = Callable[[], object]


@dataclass(frozen=True)
class Bench:
    """A piece of work beside the bare libraries that do the same; `bound` is the most it may cost.

    `before` is done ahead of each round, and is not counted.
    """

    name: str
    work: Work
    against: str
    yardstick: Work
    bound: float | None = None
    before: Work = lambda: None

    def measure(self) -> tuple[float, float]:
        """Return the CPU seconds of the work and of its yardstick, once each."""
        self.before()
        return cpu(self.work), cpu(self.yardstick)


def cpu(work: Work) -> float:
    """Return the CPU seconds of this process and all below it for `work`.

    Of children that live, such as the fork server, also what those they have waited for took.
    """
    before = _spent()
    work()
    return _spent() - before


def _spent() -> float:
    own, ended = (
        resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    alive = [child.cpu_times() for child in psutil.Process().children(recursive=True)]
    return (
        sum(usage.ru_utime + usage.ru_stime for usage in (own, ended))
        + sum(sum(times[:4]) for times in alive)  # user, system, and both of ended children
    )  # fmt: skip
