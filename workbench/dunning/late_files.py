"""The files that would show a claim as settled, and do not reach far enough: nobody is asked about
such a claim before a newer one is read."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import NamedTuple

from workbench.model.day_rows import Balance, Freshness
from workbench.model.kinds import BANK


class Late(NamedTuple):
    """The late sources of a club."""

    by_system: Mapping[str, Freshness]  # of the member systems, by their names
    bank: Freshness | None = None  # for claims with a KID: of the account furthest behind

    def source_of(self, claim: Balance) -> Freshness | None:
        """Return the late source that may have shown the claim as settled; None if none is late."""
        if self.bank is not None and claim.kid is not None:
            return self.bank
        if not self.by_system:
            return None
        return self.by_system.get(claim.claim_id.partition(":")[0])


NOT_LATE = Late({})


def find_late(freshness: Iterable[Freshness], confirmed: Collection[str] = ()) -> Late:
    """Return the sources that are late.

    Of a member system that is its list of claims, which says what is paid; its payments, only
    where it has no such list. `confirmed` are the keys of the sources that somebody has said are
    right all the same.
    """
    by_system: dict[str, Freshness] = {}
    of_bank: list[Freshness] = []
    for source in sorted(freshness, key=lambda source: source.kind == "claims"):
        if source.system == BANK:
            of_bank.append(source)
        elif source.kind != "members":
            by_system[source.system] = source
    late = [
        source
        for source in (*by_system.values(), *of_bank)
        if source.is_late and source.key not in confirmed
    ]
    late_of_bank = [source for source in late if source.system == BANK]
    return Late(
        {source.system: source for source in late if source.system != BANK},
        min(late_of_bank, key=lambda source: source.until_on or date.min, default=None),
    )
