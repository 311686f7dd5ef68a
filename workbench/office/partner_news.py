"""What the collection partner must be told about the claims it has, and what it answers."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import NamedTuple

from workbench.importers.partner_answers import PartnerAnswer, read_partner_answer
from workbench.model.errors import ExportError, UsageError
from workbench.model.partner_kinds import CLOSING_RULES, NEWS, Closing, NewsKind
from workbench.model.partner_rows import CaseNews, Handover, PartnerNews
from workbench.office.day import day_of, saving
from workbench.office.desk import Desk
from workbench.office.handover_files import path_of, require_partner, write_files
from workbench.office.why_cards import claims_named
from workbench.reports.partner_lists import CASE_NEWS
from workbench.store.events import head
from workbench.store.queries import load, table, typed
from workbench.store.triggers import write_typed
from workbench.tasks.answers import checked_note

QUERIES = load(Path(__file__).with_suffix(".sql"))
OBJECTED = "innsigelse er kommet til klubben: ingenting kreves før den er besvart"
GOES_ON = "det som måtte hvile, er avklart; saken kan gå videre"
LEAVE_IN_PEACE = "skal ikke kreves nå; klubben tar kontakt"


class HandedClaim(NamedTuple):
    """A claim that the partner has, and what it knows of it."""

    claim_id: str
    file: str
    case_ref: str
    handed_ore: int
    open_ore: int
    told_ore: int  # settled with the club, as it was told
    partner_ore: int  # paid to the partner, as it told us
    is_withdrawn: bool

    @property
    def change_ore(self) -> int:
        """What was settled with the club and the partner does not know; negative if taken back.

        What was paid to the partner may not show here yet.
        """
        change = self.handed_ore - self.open_ore - self.told_ore - self.partner_ore
        return change if change > 0 else min(0, change + self.partner_ore)


class Stop(NamedTuple):
    """A hold for which the partner must let a claim rest."""

    claim_id: str
    file: str
    case_ref: str
    hold_id: str
    start_on: date
    is_objection: bool


@dataclass(frozen=True)
class Told:
    """What the partner is told in a file; no path if there is nothing to tell."""

    news: Sequence[CaseNews]
    path: Path | None = None


def tell_partner(desk: Desk, as_of: date) -> Told:
    """Write a file with what the partner must be told since the last one, each once; what is
    settled with the club is closed then."""
    require_partner(desk, as_of)
    with day_of(desk, as_of) as day:
        handed = typed(HandedClaim, QUERIES.handed_claims(day.db.conn))
        stops = typed(Stop, QUERIES.stops(day.db.conn))
        resumed = typed(Stop, QUERIES.resumed(day.db.conn))
        path, version = path_of(desk, day, "inkasso-nytt"), head(day.db)
        handovers = table(day.db, Handover, "handovers", claim_id=[row.claim_id for row in handed])
    told = [*_find_news(handed, stops, as_of, path.name)]
    told += [
        _news(each, NewsKind.RESUMED, each.hold_id, as_of, path.name, text=GOES_ON)
        for each in resumed
    ]
    settled = {(row.claim_id, row.file) for row in handed if row.open_ore == 0}
    closed = [
        each._replace(closed_on=as_of, closed_why=Closing.SETTLED)
        for each in handovers
        if each.closed_on is None and (each.claim_id, each.file) in settled
    ]
    if not told and not closed:
        return Told([])
    with saving(desk, as_of, version, "partner_news", path.name) as (db, event_id):
        write_typed(db, "partner_news", [kept for kept, _ in told], event_id)
        write_typed(db, "handovers", closed, event_id)
        news = [shown for _, shown in told]
        if news:
            write_files(desk, as_of, path, NEWS, {"news": CASE_NEWS}, {"news": news})
    return Told(news, path if news else None)


def _find_news(
    handed: Iterable[HandedClaim], stops: Iterable[Stop], as_of: date, file: str
) -> Iterator[tuple[PartnerNews, CaseNews]]:
    """Yield each piece of news, as it is kept and as the file has it."""
    for row in handed:
        if row.change_ore:
            yield _news(row, NewsKind.SETTLED, file, as_of, file, row.change_ore)
        if row.is_withdrawn:
            yield _news(row, NewsKind.WITHDRAWN, file, as_of, file)
    for stop in stops:
        text = OBJECTED if stop.is_objection else LEAVE_IN_PEACE
        yield _news(stop, NewsKind.STOPPED, stop.hold_id, stop.start_on, file, text=text)


def _news(
    row: HandedClaim | Stop,
    kind: NewsKind,
    ref: str,
    on: date,
    file: str,
    ore: int = 0,
    text: str = "",
) -> tuple[PartnerNews, CaseNews]:
    open_ore = row.open_ore if isinstance(row, HandedClaim) else None
    shown = CaseNews(row.case_ref, row.claim_id, kind, ref, on, ore, None, open_ore, text)
    return PartnerNews(row.claim_id, row.file, kind, ref, on, ore, file), shown


def withdraw(desk: Desk, as_of: date, claim: str, reason: str) -> Handover:
    """Keep that the club takes a claim back from the partner, who is told in the next file.

    Raises UsageError for a claim that the partner does not have, and a reason that may not be kept.
    """
    require_partner(desk, as_of)
    note = checked_note(reason)
    if note is None:
        raise UsageError("Skriv hvorfor kravet tas tilbake, med --reason.")
    with day_of(desk, as_of) as day:
        ids = {*claims_named(day, claim), claim}
        own = [row[0] for row in QUERIES.ids_of_handed(day.db.conn, claims=json.dumps([*ids]))]
        handed = table(day.db, Handover, "handovers", claim_id=own)
        version = head(day.db)
    standing = [each for each in handed if each.closed_on is None]
    if len(standing) != 1:
        raise UsageError(f"{claim!r}: inkassopartneren har ikke kravet, eller det er flere.")
    taken_back = standing[0]._replace(
        closed_on=as_of, closed_why=Closing.WITHDRAWN, closed_note=note
    )
    with saving(desk, as_of, version, "withdraw", taken_back.case_ref) as (db, event_id):
        write_typed(db, "handovers", [taken_back], event_id)
    return taken_back


def read_answer(desk: Desk, as_of: date, path: Path) -> Sequence[CaseNews]:
    """Read a file from the partner, and return what was new in it.

    Raises ExportError for a file of another club or version, or with cases that it was not given.
    """
    require_partner(desk, as_of)
    answer = read_partner_answer(path.read_bytes(), path.name)
    with day_of(desk, as_of) as day:
        handed = table(day.db, Handover, "handovers")
        known = {_key(each): each for each in table(day.db, PartnerNews, "partner_news")}
        version = head(day.db)
    given = {(each.case_ref, each.claim_id): each for each in handed}
    _refuse_foreign(answer, desk, given, path.name)
    kept = {}
    for news in answer.news:
        handover = given[news.case_ref, news.claim_id]
        row = _kept(news, handover.file, path.name)
        _refuse_impossible(news, handover, known.get(_key(row), row), as_of, path.name)
        if _key(row) not in known:
            kept[_key(row)] = (row, news)
    if not kept:
        return []
    closed: dict[tuple[str, str], Handover] = {}
    for _, news in kept.values():
        handover = given[news.case_ref, news.claim_id]
        if news.outcome is not None and not _is_ended_by_club(handover):
            closed[news.case_ref, news.claim_id] = handover._replace(
                closed_on=news.happened_on, closed_why=news.outcome
            )
    with saving(desk, as_of, version, "partner_answer", path.name) as (db, event_id):
        write_typed(db, "partner_news", [row for row, _ in kept.values()], event_id)
        write_typed(db, "handovers", [*closed.values()], event_id)
    return [news for _, news in kept.values()]


def _refuse_foreign(
    answer: PartnerAnswer, desk: Desk, given: dict[tuple[str, str], Handover], name: str
) -> None:
    number = desk.settings.organisation_number
    if answer.organisation_number != number:
        raise ExportError(
            f"{name}: filen gjelder organisasjonsnummer {answer.organisation_number!r}, ikke "
            f"klubbens, {number}."
        )
    foreign = [
        f"{news.claim_id} i sak {news.case_ref}"
        for news in answer.news
        if (news.case_ref, news.claim_id) not in given
    ]
    if foreign:
        raise ExportError(
            f"{name}: inkassopartneren har ikke fått {', '.join(sorted({*foreign})[:3])} fra "
            "klubben; be om en ny fil."
        )


def _is_ended_by_club(handover: Handover) -> bool:
    """Return whether the club has ended the case itself: the partner's word changes nothing."""
    if handover.closed_on is None or handover.closed_why is None:
        return False
    return not CLOSING_RULES[Closing(handover.closed_why)].is_by_partner


def _refuse_impossible(
    news: CaseNews, handover: Handover, before: PartnerNews, as_of: date, name: str
) -> None:
    """Raise ExportError for a day before the hand-over or after today, and for a payment that was
    told before with another sum."""
    if not handover.made_on <= news.happened_on <= as_of:
        raise ExportError(
            f"{name}: {news.claim_id} har dagen {news.happened_on:%d.%m.%Y}, som ikke er mellom "
            f"oversendelsen og i dag; be om en ny fil."
        )
    if news.kind == NewsKind.PAID and before.amount_ore != news.amount_ore:
        raise ExportError(
            f"{name}: betalingen {news.ref!r} på {news.claim_id} er meldt før med et annet beløp; "
            "spør partneren hva som er riktig."
        )


def _kept(news: CaseNews, handover: str, file: str) -> PartnerNews:
    """Return the row of what the partner told; its own number, else the day, says which it is."""
    ref = news.ref or news.happened_on.isoformat()
    ore = news.amount_ore if news.kind == NewsKind.PAID else 0
    return PartnerNews(news.claim_id, handover, news.kind, ref, news.happened_on, ore, file)


def _key(row: PartnerNews) -> tuple[str, str, NewsKind, str]:
    return row.claim_id, row.handover, row.kind, row.ref
