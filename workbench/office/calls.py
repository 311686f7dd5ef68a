"""An agent's shift: whom to phone next, the payer's case, and a call saved in one transaction.

Every step asks anew whether the agent may: the form's kernel may outlive the agent's access.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import local

from workbench.calls import hours
from workbench.calls.cases import Case
from workbench.calls.entries import Entry
from workbench.calls.payers import MIN_SEARCH_LENGTH
from workbench.calls.turns import Attempt, Turn, decide_turns
from workbench.model.day_rows import Payer
from workbench.model.errors import UsageError
from workbench.model.kinds import StepKind
from workbench.model.outcomes import OUTCOME_RULES, Outcome
from workbench.office.agents import active_agent
from workbench.office.day import PAYER_QUERIES, Day, day_of, keep_day
from workbench.office.desk import Desk, clock, open_desk
from workbench.office.payer import case_of_payer, claims_of
from workbench.office.saving import save_call
from workbench.office.waiting import Waiting, by_turn
from workbench.store import leases
from workbench.store.connection import shrink_cache, write
from workbench.store.events import head
from workbench.store.queries import typed
from workbench.values.text import fold


@dataclass(frozen=True)
class Taken:
    """A case that is the agent's own until saved or let go."""

    club: str
    club_name: str
    case: Case
    token: int


@dataclass(frozen=True)
class Logged:
    """What saving a call did. `was_late` says that another agent had the payer meanwhile."""

    was_known: bool  # saved before: nothing was written
    was_late: bool


@dataclass(frozen=True)
class Tally:
    """The agent's calls of the day."""

    calls: int
    reached: int
    settled: int  # ended in something agreed


@dataclass(frozen=True)
class _Queue:
    """Whom to phone in a club, as it was when an event was the last one."""

    version: str
    payers: Sequence[Payer]
    attempts: Sequence[Attempt]
    refusing: frozenset[str]


@dataclass
class _Room:
    """A club as one agent sees it: its books, and its queue as it was looked up last."""

    desk: Desk
    settled_at: tuple[int, ...]  # when its settings were written
    queue: _Queue | None = None


class Shift(local):
    """An agent at work in the clubs that are theirs.

    Each thread opens the books for itself: SQLite wants that, and JupyterLab answers in another.
    """

    def __init__(self, name: str, now: Callable[[], datetime] = clock) -> None:
        self.name = name
        self.now = now  # Norwegian time
        self._rooms: dict[str, _Room] = {}

    def close(self) -> None:
        """Close the clubs' books."""
        for room in self._rooms.values():
            room.desk.close()

    def waiting(self) -> list[Waiting]:
        """Return every payer with a call due in the agent's clubs, in the order of their turns."""
        waiting = []
        for slug in self._clubs():
            waiting += self._waiting(slug, self._queue(slug).payers)
        return sorted(waiting, key=by_turn)

    def closed(self) -> str:
        """Return why nobody may be phoned now, or ""."""
        self._clubs()
        now = self.now()
        return "" if hours.may_call(now) else hours.describe_next_calling_time(now)

    def next(self) -> Taken | None:
        """Take the next payer whose turn it is, if any; outside of the call hours there is none."""
        if self.closed():
            return None
        for one in self.waiting():
            if not one.turn.resting_reason and not one.is_taken:
                taken = self._lease(one.club, one.payer.payer_id, only_ready=True)
                if taken is not None:
                    return taken
        return None

    def take(self, club: str, payer_id: str) -> Taken:
        """Take a payer the agent chose; raises UsageError when another agent has it, or when
        nothing is open any more."""
        self._require(club)
        with self._day(club) as day:
            is_owing = bool(claims_of(day, payer_id))
        if not is_owing:
            raise UsageError("Betaleren har ikke noe ubetalt lenger; velg en annen.")
        taken = self._lease(club, payer_id, only_ready=False)
        if taken is None:
            raise UsageError("En annen agent har denne betaleren nå; velg en annen.")
        return taken

    def find(self, text: str) -> list[Waiting]:
        """Return the payers in the agent's clubs that a phone, name, KID or number points to.

        Shorter than three letters finds nothing; the first twenty are returned.
        """
        clubs = self._clubs()
        if len(fold(text)) < MIN_SEARCH_LENGTH:
            return []
        waiting = []
        for slug in clubs:
            with self._day(slug) as day:
                hits = day.payers(text)
            waiting += self._waiting(slug, hits)
        return waiting[:20]

    def keep(self, taken: Taken) -> bool:
        """Renew the lease of a case; False where another agent has it by now."""
        self._require(taken.club)
        desk = self._room(taken.club).desk
        return leases.renew(desk.db, taken.case.payer_id, self.name, taken.token, datetime.now(UTC))

    def let_go(self, taken: Taken) -> None:
        """Give a case back unsaved."""
        self._require(taken.club)
        desk = self._room(taken.club).desk
        with write(desk.db):
            leases.drop(desk.db, taken.case.payer_id, self.name, taken.token)

    def log_call(self, taken: Taken, entry: Entry) -> Logged:
        """Save a call and all that follows from it in one transaction; twice is once.

        The call happened, so it is saved also when another agent got the payer meanwhile. Raises
        UsageError for an entry that cannot be saved as it is.
        """
        self._require(taken.club)
        desk, today = self._room(taken.club).desk, self.now().date()
        with desk.write() as db:
            known = bool(db["calls"].count_where("call_id = ?", [entry.call_id]))
            if not known:
                save_call(db, desk, taken.case, entry, agent=self.name, today=today)
            is_own = leases.drop(db, taken.case.payer_id, self.name, taken.token)
        return Logged(known, not is_own and not known)

    def today(self) -> Tally:
        """Count the agent's calls of the day."""
        day = self.now().date().isoformat()
        made = [
            call
            for slug in self._clubs()
            for call in PAYER_QUERIES.calls_of_agent(
                self._room(slug).desk.db.conn, agent=self.name, day=day
            )
        ]
        settled = sum(OUTCOME_RULES[Outcome(outcome)].hold is not None for outcome, _ in made)
        return Tally(len(made), sum(reached for _, reached in made), settled)

    def _clubs(self) -> tuple[str, ...]:
        """Return the agent's clubs as they are now; raises UsageError for one shut out."""
        return active_agent(self.name).clubs

    def _require(self, slug: str) -> None:
        """Raise UsageError unless the club is among the agent's now."""
        if slug not in self._clubs():
            raise UsageError(f"{slug!r}: klubben er ikke blant dine; snakk med kontoret.")

    def _room(self, slug: str) -> _Room:
        """Return a club that the agent was asked for in this step, opened anew where its settings
        have changed: it may have withdrawn what it signed for."""
        room = self._rooms.get(slug)
        if room is not None and room.settled_at == room.desk.settled_at():
            return room
        if room is not None:
            room.desk.close()
        settled_at = open_desk(slug).settled_at()
        desk = open_desk(slug)  # read after that, so that no change is missed
        self._rooms[slug] = _Room(desk, settled_at)
        shrink_cache(desk.db)
        return self._rooms[slug]

    @contextmanager
    def _day(self, slug: str) -> Iterator[Day]:
        """Yield the club's day, all of it of one moment; kept by the books from the first look."""
        desk, today = self._room(slug).desk, self.now().date()
        keep_day(desk, today)
        with day_of(desk, today) as day:  # a week saved meanwhile may have kept another day
            yield day

    def _queue(self, slug: str) -> _Queue:
        """Return whom to phone in the club, looked up again where its books or day have moved."""
        room = self._room(slug)
        with self._day(slug) as day:
            version = f"{head(day.db)} {day.as_of}"
            if room.queue is None or room.queue.version != version:
                attempts = typed(Attempt, PAYER_QUERIES.calls_on_phones(day.db.conn))
                refuse = PAYER_QUERIES.payers_who_refuse(day.db.conn, outcome=Outcome.REFUSED_CALLS)
                refusing = frozenset(payer_id for (payer_id,) in refuse)
                room.queue = _Queue(version, day.payers(), attempts, refusing)
        return room.queue

    def _waiting(self, slug: str, payers: Sequence[Payer]) -> list[Waiting]:
        """Describe payers of a club, in their order."""
        desk, now = self._room(slug).desk, self.now()
        others = leases.leased_by_others(desk.db, self.name, datetime.now(UTC))
        return [
            Waiting(
                club=slug,
                club_name=desk.settings.name,
                payer=payer,
                turn=turn,
                newest_days=(now.date() - payer.newest_due_on).days,
                is_taken=payer.payer_id in others,
            )
            for payer, turn in zip(payers, self._turns(slug, payers), strict=True)
        ]

    def _turns(self, slug: str, payers: Sequence[Payer]) -> list[Turn]:
        queue = self._queue(slug)
        return decide_turns(payers, queue.attempts, self.now(), refusing=queue.refusing)

    def _lease(self, slug: str, payer_id: str, *, only_ready: bool) -> Taken | None:
        """Lease a payer, and look again with the lease in hand: a call may have been saved."""
        desk = self._room(slug).desk
        token = leases.take(desk.db, payer_id, self.name, datetime.now(UTC))
        if token is None:
            return None
        own = [payer for payer in self._queue(slug).payers if payer.payer_id == payer_id]
        is_ready = any(not turn.resting_reason for turn in self._turns(slug, own))
        case = None if only_ready and not is_ready else self._case(slug, payer_id)
        if case is None:
            with write(self._room(slug).desk.db) as db:  # it may have been opened anew meanwhile
                leases.drop(db, payer_id, self.name, token)
            return None
        return Taken(slug, desk.settings.name, case, token)

    def _case(self, slug: str, payer_id: str) -> Case | None:
        """Return the case of a payer with something open, all of it of one moment."""
        call_step = _call_step(self._room(slug).desk)
        with self._day(slug) as day:
            return case_of_payer(day, payer_id, call_step=call_step)


def _call_step(desk: Desk) -> str | None:
    """Return the policy's last call, if it has one."""
    levels = [one for one in desk.policy.policy.levels if one.kind == StepKind.CALL]
    return levels[-1].step_id if levels else None
