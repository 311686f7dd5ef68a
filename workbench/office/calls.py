"""An agent's shift: the next payer to phone, the payer's case, and the call saved.

Every method checks the agent's access again: it may be withdrawn while the form is open.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from threading import local

from workbench.calls import hours
from workbench.calls.cases import Case
from workbench.calls.entries import Entry, check_entry
from workbench.calls.payers import MIN_SEARCH_LENGTH
from workbench.calls.turns import Attempt, Turn, decide_turns
from workbench.dunning.policy import Level
from workbench.model.day_rows import Payer
from workbench.model.errors import UsageError
from workbench.model.kinds import StepKind
from workbench.model.message_kinds import Language
from workbench.model.outcomes import OUTCOME_RULES, Outcome
from workbench.office.agents import active_agent
from workbench.office.confirming import CONFIRM_AFTER, write_confirmation
from workbench.office.day import PAYER_QUERIES, Day, day_of, keep_day
from workbench.office.desk import Desk, clock, open_desk
from workbench.office.payer import case_of_payer, claims_of
from workbench.office.policies import club_policy
from workbench.office.saving import rows_of_call, save_call
from workbench.office.waiting import WaitingPayer, by_turn
from workbench.office.wanted import Wanted
from workbench.office.writer import Writer
from workbench.store import leases
from workbench.store.connection import shrink_cache, write
from workbench.store.events import head
from workbench.store.queries import typed
from workbench.values.text import fold


@dataclass(frozen=True)
class LeasedCase:
    """A case that only this agent works on, until the call is saved or the case is released."""

    club: str
    club_name: str
    case: Case
    token: int
    partner_card: str = ""  # how the payer reaches the collection partner that has a claim
    writer: Writer | None = None  # None where a text of the club's cannot be read

    @property
    def language(self) -> Language | None:
        """The language that the payer is written to in now."""
        if self.writer is None:
            return None
        return self.writer.language_of(self.case.phone, self.case.email)


@dataclass(frozen=True)
class LoggedCall:
    """What saving a call did."""

    was_saved_before: bool  # nothing was written
    was_late: bool  # another agent had the payer meanwhile
    confirmed_at: datetime  # from then on what was agreed may be confirmed


@dataclass(frozen=True)
class Tally:
    """The agent's calls of the day."""

    calls: int
    reached: int
    settled: int  # ended in something agreed


@dataclass(frozen=True)
class _Queue:
    """The payers to phone in a club, looked up for one state of its books."""

    version: str  # the books' last event, and the day
    payers: Sequence[Payer]
    attempts: Sequence[Attempt]


@dataclass
class _OpenClub:
    """A club that the agent has opened: its books, and its queue as it was looked up last."""

    desk: Desk
    settings_mtimes: tuple[int, ...]
    queue: _Queue | None = None


class Shift(local):
    """An agent at work in their clubs.

    Each thread opens the books for itself, as SQLite demands: JupyterLab runs callbacks in another
    thread.
    """

    def __init__(self, name: str, now: Callable[[], datetime] = clock) -> None:
        self.name = name
        self.now = now  # Norwegian time
        self._open_clubs: dict[str, _OpenClub] = {}

    def close(self) -> None:
        """Close the clubs' books."""
        for club in self._open_clubs.values():
            club.desk.close()

    def waiting(self) -> list[WaitingPayer]:
        """Return every payer with a call due in the agent's clubs, in the order to call them."""
        waiting = []
        for slug in self._clubs():
            waiting += self._waiting(slug, self._queue(slug).payers)
        return sorted(waiting, key=by_turn)

    def closed_reason(self) -> str:
        """Return the sentence why nobody may be phoned now; "" within the call hours."""
        self._clubs()
        return hours.closed_reason(self.now())

    def next(self) -> LeasedCase | None:
        """Lease the next payer who may be called; None if there is none, or outside call hours."""
        if self.closed_reason():
            return None
        for waiting in self.waiting():
            if not waiting.turn.resting_reason and not waiting.is_taken:
                leased = self._lease(waiting.club, waiting.payer.payer_id, only_ready=True)
                if leased is not None:
                    return leased
        return None

    def take(self, club: str, payer_id: str) -> LeasedCase:
        """Lease the payer that the agent chose; raises UsageError if another agent has the payer,
        or nothing is open any more."""
        self._require(club)
        with self._day(club) as day:
            is_owing = bool(claims_of(day, payer_id))
        if not is_owing:
            raise UsageError("Betaleren har ikke noe ubetalt lenger; velg en annen.")
        leased = self._lease(club, payer_id, only_ready=False)
        if leased is None:
            raise UsageError("En annen agent har denne betaleren nå; velg en annen.")
        return leased

    def find(self, text: str) -> list[WaitingPayer]:
        """Return the first twenty payers in the agent's clubs that match a phone number, name, KID
        or invoice number; none for a text shorter than three characters.
        """
        clubs = self._clubs()
        if len(fold(text)) < MIN_SEARCH_LENGTH:
            return []
        waiting = []
        for slug in clubs:
            with self._day(slug) as day:
                payers = day.payers(text)
            waiting += self._waiting(slug, payers)
        return waiting[:20]

    def renew_lease(self, leased: LeasedCase) -> bool:
        """Renew the lease of a case; return False if another agent has the payer by now."""
        self._require(leased.club)
        desk = self._open_club(leased.club).desk
        now = datetime.now(UTC)
        return leases.renew(desk.db, leased.case.payer_id, self.name, leased.token, now)

    def release(self, leased: LeasedCase) -> None:
        """Give a case back without saving a call."""
        self._require(leased.club)
        desk = self._open_club(leased.club).desk
        with write(desk.db):
            leases.drop(desk.db, leased.case.payer_id, self.name, leased.token)

    def log_call(self, leased: LeasedCase, entry: Entry) -> LoggedCall:
        """Save a call and all that follows from it in one transaction; save it once only, also if
        this is called twice.

        The call was made, so it is saved even if another agent has leased the payer meanwhile.
        Raises UsageError for an entry that cannot be saved as it is.
        """
        self._require(leased.club)
        desk, now = self._open_club(leased.club).desk, self.now()
        with desk.write() as db:
            was_saved = bool(db["calls"].count_where("call_id = ?", [entry.call_id]))
            if not was_saved:
                save_call(db, desk, leased.case, entry, agent=self.name, now=now)
            is_own = leases.drop(db, leased.case.payer_id, self.name, leased.token)
        return LoggedCall(was_saved, not is_own and not was_saved, now + CONFIRM_AFTER)

    def letter_of(self, leased: LeasedCase, entry: Entry) -> Wanted | None:
        """Return the SMS that would confirm a call that is saved now; None if none would.

        Raises UsageError for an entry that cannot be saved as it is, but for what the agent has
        still to confirm.
        """
        self._require(leased.club)
        desk, now, writer = self._open_club(leased.club).desk, self.now(), leased.writer
        if writer is None or not writer.confirms_calls or not entry.confirm:
            return None
        entry = replace(entry, right_person=True, read_back=True, is_confirmed=True)
        entry = check_entry(entry, leased.case, now.date())
        rows = rows_of_call(desk.db, leased.case, entry, agent=self.name, now=now)
        language = entry.language or leased.language
        return write_confirmation(writer, leased.case, rows, language)

    def tally_today(self) -> Tally:
        """Count the agent's calls of the day."""
        day = self.now().date().isoformat()
        calls: list[tuple[str, bool]] = []  # outcome, and whether anybody was reached
        for slug in self._clubs():
            db = self._open_club(slug).desk.db
            calls += PAYER_QUERIES.calls_of_agent(db.conn, agent=self.name, day=day)
        settled = sum(OUTCOME_RULES[Outcome(outcome)].hold is not None for outcome, _ in calls)
        return Tally(len(calls), sum(reached for _, reached in calls), settled)

    def _clubs(self) -> tuple[str, ...]:
        """Return the agent's clubs as they are now; raises UsageError if the agent is disabled."""
        return active_agent(self.name).clubs

    def _require(self, slug: str) -> None:
        """Raise UsageError unless the club is among the agent's now."""
        if slug not in self._clubs():
            raise UsageError(f"{slug!r}: klubben er ikke blant dine; snakk med kontoret.")

    def _open_club(self, slug: str) -> _OpenClub:
        """Return an opened club; open it again if its settings have changed, since the club may
        have ended its assignment. The caller has checked that the agent has access."""
        club = self._open_clubs.get(slug)
        if club is not None and club.settings_mtimes == club.desk.settings_mtimes():
            return club
        if club is not None:
            club.desk.close()
        mtimes = open_desk(slug).settings_mtimes()
        desk = open_desk(slug)  # read after the times, so that no change is missed
        self._open_clubs[slug] = _OpenClub(desk, mtimes)
        shrink_cache(desk.db)
        return self._open_clubs[slug]

    @contextmanager
    def _day(self, slug: str) -> Iterator[Day]:
        """Yield the club's day, read at one moment; store it in the books if it is not there."""
        desk, today = self._open_club(slug).desk, self.now().date()
        keep_day(desk, today)
        with day_of(desk, today) as day:  # a week saved meanwhile may have stored another day
            yield day

    def _queue(self, slug: str) -> _Queue:
        """Return the payers to phone in the club, looked up again if its books or day changed."""
        club = self._open_club(slug)
        with self._day(slug) as day:
            version = f"{head(day.db)} {day.as_of}"
            if club.queue is None or club.queue.version != version:
                attempts = typed(Attempt, PAYER_QUERIES.attempts(day.db.conn))
                club.queue = _Queue(version, day.payers(), attempts)
        return club.queue

    def _waiting(self, slug: str, payers: Sequence[Payer]) -> list[WaitingPayer]:
        """Return payers of a club as the list of next calls shows them, in the same order."""
        desk, now = self._open_club(slug).desk, self.now()
        leased_payers = leases.leased_by_others(desk.db, self.name, datetime.now(UTC))
        return [
            WaitingPayer(
                club=slug,
                club_name=desk.settings.name,
                payer=payer,
                turn=turn,
                newest_days=(now.date() - payer.newest_due_on).days,
                is_taken=payer.payer_id in leased_payers,
            )
            for payer, turn in zip(payers, self._turns(slug, payers), strict=True)
        ]

    def _turns(self, slug: str, payers: Sequence[Payer]) -> list[Turn]:
        level = _last_call(self._open_club(slug).desk)
        days = level.attempt_days if level else 1
        return decide_turns(payers, self._queue(slug).attempts, self.now(), attempt_days=days)

    def _lease(self, slug: str, payer_id: str, *, only_ready: bool) -> LeasedCase | None:
        """Lease a payer, then check it again: another agent may have saved a call meanwhile."""
        desk = self._open_club(slug).desk
        token = leases.take(desk.db, payer_id, self.name, datetime.now(UTC))
        if token is None:
            return None
        own = [payer for payer in self._queue(slug).payers if payer.payer_id == payer_id]
        is_ready = any(not turn.resting_reason for turn in self._turns(slug, own))
        case = None if only_ready and not is_ready else self._case(slug, payer_id)
        if case is None:
            with write(self._open_club(slug).desk.db) as db:  # it may have been opened again
                leases.drop(db, payer_id, self.name, token)
            return None
        card = desk.settings.partner_card if case.is_with_partner else None
        writer = self._writer(slug)
        return LeasedCase(slug, desk.settings.name, case, token, card.line if card else "", writer)

    def _writer(self, slug: str) -> Writer | None:
        desk = self._open_club(slug).desk  # before the day, which may open the club again
        with self._day(slug) as day, suppress(UsageError):
            return Writer(desk, day)
        return None

    def _case(self, slug: str, payer_id: str) -> Case | None:
        """Return the case of a payer, all of it read at one moment; None if nothing is open."""
        level = _last_call(self._open_club(slug).desk)
        call_step = level.step_id if level else None
        with self._day(slug) as day:
            return case_of_payer(day, payer_id, call_step=call_step)


def _last_call(desk: Desk) -> Level | None:
    """Return the policy's last call, if it has one."""
    levels = club_policy(desk.db, desk).policy.levels
    calls = [level for level in levels if level.kind == StepKind.CALL]
    return calls[-1] if calls else None
