"""An agent's shift: whom to phone next, the payer's case, and a call saved in one transaction.

Every step asks again whether the agent may: the form's kernel may outlive the agent's access.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from threading import local
from typing import Any

import pandas as pd

from workbench.calls import hours
from workbench.calls.cases import Case, case_of
from workbench.calls.entries import Entry
from workbench.calls.outcomes import RULES
from workbench.calls.queue import whom
from workbench.calls.search import SHORTEST, search
from workbench.calls.turns import Turn, refusing, turns
from workbench.model import frames
from workbench.model.errors import UsageError
from workbench.model.words import StepKind
from workbench.office.agents import active_agent
from workbench.office.desk import Desk, clock, open_desk
from workbench.office.picture import Picture, corrected, picture_of
from workbench.office.saving import save_call
from workbench.office.waiting import Waiting, by_turn, waiting_of
from workbench.store import calls, leases
from workbench.store.connection import write
from workbench.store.events import head
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
class Day:
    """The agent's calls of the day."""

    calls: int
    reached: int
    settled: int  # ended in something agreed


@dataclass
class _Room:
    """A club as one agent sees it: its books, and the day they were last worked out for."""

    desk: Desk
    version: str = ""
    picture: Picture | None = None


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
        payers = []
        for slug in self._clubs():
            day = self._look(slug)
            payers += self._waiting(slug, day, day.queue)
        return sorted(payers, key=by_turn)

    def closed(self) -> str:
        """Return why nobody may be phoned now, or ""."""
        self._clubs()
        now = self.now()
        return "" if hours.may_call(now) else hours.closed_sentence(now)

    def next(self) -> Taken | None:
        """Take the next payer whose turn it is, if any; outside of the call hours there is none."""
        if self.closed():
            return None
        for payer in self.waiting():
            if not payer.rests and not payer.is_taken:
                taken = self._lease(payer.club, payer.payer_id, only_ready=True)
                if taken is not None:
                    return taken
        return None

    def take(self, club: str, payer_id: str) -> Taken:
        """Take a payer the agent chose; raises UsageError when another agent has it, or when
        nothing is open any more."""
        if _contact(self._look(club), payer_id) is None:
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
        if len(fold(text)) < SHORTEST:
            return []
        payers = []
        for slug in clubs:
            day = self._look(slug)
            rows = search(text, day.plan, day.balances, day.contacts, day.facts["members"])
            payers += self._waiting(slug, day, frames.build("queue", rows))
        return payers[:20]

    def keep(self, taken: Taken) -> bool:
        """Renew the lease of a case; False where another agent has it by now."""
        desk = self._room(taken.club).desk
        return leases.keep(desk.db, taken.case.payer_id, self.name, taken.token, datetime.now(UTC))

    def let_go(self, taken: Taken) -> None:
        """Give a case back unsaved."""
        desk = self._room(taken.club).desk
        with write(desk.db):
            leases.drop(desk.db, taken.case.payer_id, self.name, taken.token)

    def log_call(self, taken: Taken, entry: Entry) -> Logged:
        """Save a call and all that follows from it in one transaction; twice is once.

        The call happened, so it is saved also when another agent got the payer meanwhile. Raises
        UsageError for an entry that cannot be saved as it is.
        """
        room = self._room(taken.club)
        picture = room.picture or self._look(taken.club)
        desk = room.desk
        with desk.write() as db:
            known = calls.is_saved(db, entry.call_id)
            if not known:
                save_call(db, taken.case, entry, picture, agent=self.name, today=self.now().date())
            is_own = leases.drop(db, taken.case.payer_id, self.name, taken.token)
        return Logged(known, not is_own and not known)

    def today(self) -> Day:
        """Count the agent's calls of the day."""
        own = pd.concat([self._look(slug).facts["calls"] for slug in self._clubs()])
        day = pd.Timestamp(self.now().date())
        own = own[(own["agent"] == self.name) & (own["called_on"] == day)]
        settled = own["outcome"].isin([outcome for outcome, rule in RULES.items() if rule.hold])
        return Day(len(own), int(own["reached"].sum()), int(settled.sum()))

    def _clubs(self) -> tuple[str, ...]:
        """Return the agent's clubs as they are now; raises UsageError for one shut out."""
        return active_agent(self.name).clubs

    def _room(self, slug: str) -> _Room:
        if slug not in self._clubs():
            raise UsageError(f"{slug!r}: klubben er ikke blant dine; snakk med kontoret.")
        if slug not in self._rooms:
            self._rooms[slug] = _Room(open_desk(slug))
        return self._rooms[slug]

    def _look(self, slug: str) -> Picture:
        """Work out the club's day, anew where its books or the day have moved; the calls stand in
        the order they were made."""
        room, today = self._room(slug), self.now().date()
        version = f"{head(room.desk.db)} {today}"
        if room.picture is None or room.version != version:
            day = picture_of(room.desk, today)
            made = calls.in_order(room.desk.db)
            in_order = day.facts["calls"].sort_values("call_id", key=lambda ids: ids.map(made))
            room.picture = replace(day, facts={**day.facts, "calls": in_order})
            room.version = version
        return room.picture

    def _waiting(self, slug: str, day: Picture, queue: pd.DataFrame) -> list[Waiting]:
        """Describe the payers of a queue, in its order."""
        desk = self._rooms[slug].desk
        others = leases.taken_by_others(desk.db, self.name, datetime.now(UTC))
        turn_of = {turn.payer_id: turn for turn in self._turns(day, queue)}
        return [
            waiting_of(desk, row, turn_of[row["payer_id"]], day, row["payer_id"] in others)
            for row in frames.records(queue)
        ]

    def _turns(self, day: Picture, queue: pd.DataFrame) -> list[Turn]:
        made, claims = day.facts["calls"], day.facts["call_claims"]
        never = refusing(day.plan, day.balances, made, claims)
        return turns(queue, made, day.facts["call_contacts"], self.now(), refusing=never)

    def _lease(self, slug: str, payer_id: str, *, only_ready: bool) -> Taken | None:
        """Lease a payer, and look again with the lease in hand: a call may have been saved."""
        desk = self._room(slug).desk
        got = leases.take(desk.db, [payer_id], self.name, datetime.now(UTC))
        if got is None:
            return None
        day = self._look(slug)
        ready = {turn.payer_id for turn in self._turns(day, day.queue) if not turn.rests}
        contact = _contact(day, payer_id)
        if contact is None or (only_ready and payer_id not in ready):
            with write(desk.db):
                leases.drop(desk.db, payer_id, self.name, got[1])
            return None
        case = case_of(
            contact,
            plan=day.plan,
            balances=day.balances,
            steps=day.steps,
            facts=corrected(day.facts),
            source=day.facts,
            as_of=day.as_of,
            people=set(day.contacts.loc[day.contacts["payer_id"] == payer_id, "member_id"]),
            call_step=_call_step(desk),
        )
        return Taken(slug, desk.settings.name, case, got[1])


def _call_step(desk: Desk) -> str:
    """Return the policy's last call, or "" where it has none."""
    levels = [one for one in desk.policy.policy.levels if one.kind == StepKind.CALL]
    return levels[-1].step_id if levels else ""


def _contact(picture: Picture, payer_id: str) -> dict[str, Any] | None:
    """Return how the payer of something open is reached: as the queue has it, else one who owes."""
    own = frames.records(picture.contacts[picture.contacts["payer_id"] == payer_id])
    queued = picture.queue.loc[picture.queue["payer_id"] == payer_id, "contact_name"]
    asked = [row for row in own if row["contact_name"] in set(queued)] or own
    claims = picture.plan.loc[picture.plan["payer_id"] == payer_id, ["claim_id"]]
    owing = claims.merge(picture.balances, on="claim_id")["member_id"]
    return whom(asked, set(owing.dropna())) if asked and len(claims) else None
