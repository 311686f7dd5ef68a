"""An agent's shift in the invented club: from the queue to the next day's plan."""

import multiprocessing
import os
import shutil
import time
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

import pytest
from openpyxl import load_workbook

from tests.books import NOUNS
from tests.houses import furnish, take_old_files
from tests.passwords import CHEAP
from workbench import office
from workbench.calls.cases import PAYER
from workbench.calls.entries import Entry
from workbench.calls.turns import REFUSES_CALLS
from workbench.dunning.promises import shown_on
from workbench.model.errors import UsageError
from workbench.model.frames import records
from workbench.model.hold_kinds import HOLD_RULES
from workbench.model.outcomes import OUTCOME_RULES, Outcome
from workbench.model.plan_reasons import PlanReason
from workbench.model.shapes import STORED
from workbench.model.task_kinds import TaskKind
from workbench.money.freshness import OCR_TITLE
from workbench.office import agents
from workbench.office import calls as calls_module
from workbench.office.agents import disable_agent, save_agent
from workbench.office.calls import LeasedCase, Shift
from workbench.office.custody import accept_books
from workbench.office.day import day_of, keep_day, work_out_copy
from workbench.office.desk import clock, open_desk
from workbench.office.tasks import tasks_of
from workbench.store.books import open_books
from workbench.store.events import event, head
from workbench.store.records import read_books
from workbench.store.triggers import Rows

IMPORTED, MONDAY = date(2026, 11, 22), date(2026, 11, 23)
CLUB, OTHER, PASSWORD = "solvik-il", "fjellheim-il", "fire hester og en båt"
NEW_PHONE = "+4740000009"


def on(days):
    """Return the day so many days after the calls."""
    return MONDAY + timedelta(days=days)


def at(clock, days=0):
    hour, minute = map(int, clock.split(":"))
    moment = datetime.combine(on(days), datetime.min.time(), ZoneInfo("Europe/Oslo"))
    return moment.replace(hour=hour, minute=minute)


@pytest.fixture(scope="module")
def template(made_club, tmp_path_factory):
    """A house with two clubs of the same people, read in on the Sunday; never changed.

    Kari and per work in the one, ola in the other.
    """
    house = tmp_path_factory.mktemp("template")
    furnish(house)
    source = tmp_path_factory.mktemp("source") / "data" / "clubs" / CLUB
    with pytest.MonkeyPatch.context() as patch:
        live_in(house, patch, IMPORTED)
        folder = shutil.copytree(made_club, house / "data" / "clubs" / CLUB)
        read_again(-1)
        shutil.move(folder / "inbox", source)
        settings = folder / "club.toml"
        settings.write_text(take_old_files(settings.read_text("utf-8")), "utf-8")
        shutil.copytree(folder, folder.with_name(OTHER))
        accept_books(OTHER, "en kopi av den andre")
        for name, slug in (("kari", CLUB), ("per", CLUB), ("ola", OTHER)):
            save_agent(name, PASSWORD, [slug])
        patch.setenv("WORKBENCH_TODAY", MONDAY.isoformat())
        for slug in (CLUB, OTHER):  # an agent's first look, which takes longest
            desk = open_desk(slug)
            keep_day(desk, MONDAY)
            desk.close()
    return house


def live_in(house, patch, day):
    """Let a house be the one the package finds, on a day; passwords are hashed cheaply."""
    patch.setattr(agents, "HASHER", CHEAP)
    patch.setenv("WORKBENCH_HOME", str(house))
    patch.setenv("WORKBENCH_TODAY", day.isoformat())


def write_row(noun, **values):
    """Write a row of the club's books, as an event."""
    desk = open_desk(CLUB)
    columns = tuple(STORED[noun].columns)
    with desk.write() as db, event(db, "test", MONDAY, who="test") as event_id:
        Rows(noun, columns, [tuple(values.get(name) for name in columns)]).write(db, event_id)
    desk.close()


def cover_payments():
    """Let a file of the bank reach far ahead: what is not in it was not paid."""
    texts = {"name": "ocr.txt", "title": OCR_TITLE, "headings": ""}
    counts = [name for name in STORED["files"].columns if name.startswith(("rows_", "values_"))]
    write_row(
        "files",
        **texts,
        **dict.fromkeys((*counts, "size", "batch"), 0),
        sha256="0" * 64,
        kind="payments",
        system="bank",
        imported_on=IMPORTED,
        covers_until_on=on(400),
    )


@pytest.fixture
def club(template, tmp_path, monkeypatch):
    """The folder of kari's club on the Monday."""
    house = shutil.copytree(template, tmp_path / "house")
    live_in(house, monkeypatch, MONDAY)
    return house / "data" / "clubs" / CLUB


@pytest.fixture
def shifts(club):
    """Open shifts by name; closed at the end."""
    opened = []

    def begin(name="kari", now=None):
        shift = Shift(name) if now is None else Shift(name, lambda: now)
        opened.append(shift)
        return shift

    yield begin
    for shift in opened:
        shift.close()


@pytest.fixture
def kari(shifts):
    return shifts("kari")


@pytest.fixture
def go_to(monkeypatch):
    """Let it be noon, so many days after the calls."""
    return lambda days: monkeypatch.setenv("WORKBENCH_TODAY", on(days).isoformat())


ids = count()


def entry(taken, outcome=Outcome.SAYS_PAID, **more):
    """Return an entry about all that is spoken of, with what its outcome needs."""
    needed = {
        "until_on": on(8),
        "parts": 3,
        "first_on": on(10),
        "start_on": MONDAY,
        "end_on": on(60),
        "again_on": on(1),
    }
    row = {
        "call_id": f"{next(ids):032x}",
        "outcome": outcome,
        "right_person": True,
        "read_back": True,
    }
    row |= {"claim_ids": tuple(claim.claim_id for claim in taken.case.claims_to_raise)}
    row |= {name: needed[name] for name in OUTCOME_RULES[outcome].needs if name in needed}
    row |= {"phone": NEW_PHONE} if "phone_or_email" in OUTCOME_RULES[outcome].needs else {}
    row |= {"members": all_spoken_of(taken), "is_confirmed": True}
    return Entry(**row | more)


def all_spoken_of(taken):
    """Return the members whose claims are spoken of."""
    owing = {claim.member_id for claim in taken.case.claims_to_raise}
    return tuple(p.member_id for p in taken.case.people if p.member_id in owing)


def say(shift, taken, outcome=Outcome.SAYS_PAID, **more):
    """Save a call, and return its entry."""
    saved = entry(taken, outcome, **more)
    shift.log_call(taken, saved)
    return saved


def facts(slug=CLUB):
    desk = open_desk(slug)
    found = read_books(desk.db)
    desk.close()
    return {name: records(found[name]) for name in NOUNS}


worked_out = {}  # by the books and the day, since every test asks several times


def plan_on(days, slug=CLUB):
    """Return the plan's rows by claim, as it will be so many days after the calls."""
    desk = open_desk(slug)
    books_and_day = desk.club.folder, head(desk.db), days
    if books_and_day not in worked_out:
        day = work_out_copy(desk, desk.db, on(days))
        phones = {row["claim_id"]: row["phone"] for row in day.db["planned_claims"].rows}
        worked_out[books_and_day] = {
            row.claim_id: row._asdict() | {"phone": phones[row.claim_id]} for row in day.plan
        }
    desk.close()
    return worked_out[books_and_day]


def about(saved, days, name="reason"):
    """Return what the plan of a day says of the claims of a call, each thing once."""
    planned = plan_on(days)
    return {planned[claim_id][name] for claim_id in saved.claim_ids}


def events(slug=CLUB):
    desk = open_desk(slug)
    found = [dict(row) for row in desk.db.query("SELECT * FROM events WHERE kind = 'call'")]
    desk.close()
    return found


def expire(payer_id):
    """Let the time of a payer's lease be over."""
    desk = open_desk(CLUB)
    desk.db.conn.execute("UPDATE leases SET until_at = '2000-01-01' WHERE payer_id = ?", [payer_id])
    desk.close()


def dump(slug=CLUB):
    desk = open_desk(slug)
    found = {name: list(desk.db[name].rows) for name in desk.db.table_names()}
    desk.close()
    return found


# ------------------------------------------------------------------ the queue


def test_the_next_payer_is_the_first_that_waits_and_is_nobody_elses_then(shifts, kari):
    first, second = kari.waiting()[:2]

    taken, of_another = kari.next(), shifts("per").next()

    assert (taken.club, taken.case.payer_id) == (CLUB, first.payer.payer_id)
    assert of_another.case.payer_id == second.payer.payer_id
    assert [one.is_taken for one in kari.waiting()[:3]] == [False, True, False]


def test_who_was_tried_rests_and_the_one_after_is_next(kari):
    waiting = [one.payer.payer_id for one in kari.waiting()]

    for payer_id in waiting[:3]:
        taken = kari.next()
        assert taken.case.payer_id == payer_id
        say(kari, taken, Outcome.NO_ANSWER)

    assert {one.payer.payer_id: one.turn.resting_reason for one in kari.waiting()} == {
        payer_id: "ringt i dag" if payer_id in waiting[:3] else "" for payer_id in waiting
    }


def test_a_club_that_withdraws_the_calls_is_phoned_for_no_more(kari, club):
    taken = kari.next()
    text = (club / "club.toml").read_text("utf-8")
    (club / "club.toml").write_text(text.replace("samtaler = true", "samtaler = false"), "utf-8")

    assert kari.waiting() == []
    assert kari.next() is None
    say(kari, taken)  # who is on the line already


def test_settings_that_change_in_the_midst_of_a_step_stop_nobody(shifts, club, monkeypatch):
    """The club's books are opened anew then: never while a moment of the old ones is read."""

    @contextmanager
    def day_then_change(desk, day):
        with day_of(desk, day) as found:
            moment = time.time_ns()
            os.utime(club / "club.toml", ns=(moment, moment))
            yield found

    monkeypatch.setattr(calls_module, "day_of", day_then_change)
    kari, per = shifts("kari"), shifts("per")

    taken = kari.next()
    found = kari.find(taken.case.phone)
    say(kari, taken)
    kari.release(kari.take(CLUB, kari.waiting()[-1].payer.payer_id))

    assert [one.payer.payer_id for one in found] == [taken.case.payer_id]
    assert kari.next().case.payer_id != per.next().case.payer_id
    assert per._lease(CLUB, taken.case.payer_id, only_ready=True) is None
    assert taken.case.payer_id not in leases_of(club, "per")


def leases_of(club, agent):
    """Return the payers that an agent has."""
    db = open_books(club / "club.db", club.name)
    rows = [row for row in db["leases"].rows if row["until_at"] and row["agent"] == agent]
    db.conn.close()
    return [row["payer_id"] for row in rows]


def test_when_others_have_them_all_nobody_is_next(shifts, kari):
    for one in kari.waiting():
        kari.take(CLUB, one.payer.payer_id)

    assert shifts("per").next() is None


def test_a_case_given_back_is_free_at_once(shifts, kari):
    taken = kari.next()

    kari.release(taken)

    assert shifts("per").next().case.payer_id == taken.case.payer_id
    assert not kari.renew_lease(taken)


def test_outside_the_call_hours_nobody_is_next_but_whoever_phones_in_can_be_taken(shifts):
    late = shifts("kari", now=at("21:00"))

    assert late.next() is None
    assert late.closed_reason().startswith(
        "Det er utenfor ringetiden; neste samtale kan tas tirsdag 24."
    )
    assert late.take(CLUB, late.waiting()[0].payer.payer_id)
    assert shifts("kari", now=at("20:59")).closed_reason() == ""


def test_another_agents_payer_cannot_be_chosen(shifts, kari):
    taken = kari.next()

    with pytest.raises(UsageError, match="En annen agent har denne betaleren nå"):
        shifts("per").take(CLUB, taken.case.payer_id)


@pytest.mark.parametrize("payer_id", ["", "ukjent", "<img src=x onerror=alert(1)>"])
def test_a_payer_with_nothing_open_cannot_be_chosen_and_leaves_no_trace(kari, payer_id):
    with pytest.raises(UsageError, match="ikke noe ubetalt"):
        kari.take(CLUB, payer_id)

    assert dump()["leases"] == []


def test_an_agent_of_two_clubs_sees_both_the_newest_claims_first(shifts):
    save_agent("kari", PASSWORD, [CLUB, OTHER])

    waiting = shifts("kari").waiting()

    assert {one.club for one in waiting} == {CLUB, OTHER}
    assert [one.newest_days for one in waiting] == sorted(one.newest_days for one in waiting)


def test_no_minor_is_ever_the_one_to_ask_for(kari):
    people = facts()["members"]
    of_age = date(2008, 11, 23)
    minors = {row["member_id"] for row in people if row["born_on"] and row["born_on"] > of_age}
    adults = {
        f"{row['first_name']} {row['last_name']}"
        for row in people
        if row["born_on"] and row["born_on"] <= of_age
    }
    payers = {
        row["payer_id"]
        for claim_id, row in plan_on(0).items()
        if f"klubbadmin:{claim_id.split(':')[2]}" in minors
    }

    asked = [kari.take(CLUB, payer_id).case for payer_id in sorted(payers - {None})[::3]]

    assert {case.child is None for case in asked} == {True, False}
    for case in asked:
        assert bool(case.child) is case.contact_name.startswith("foresatte til ")
        assert case.child or case.contact_name in adults


# ------------------------------------------------------------------ saving


def test_a_call_is_one_event_under_the_agents_name_and_the_books_stay_whole(kari):
    taken = kari.next()

    saved = say(kari, taken, Outcome.PAYMENT_PLAN, note="ringte fra jobb")

    (event,) = events()
    found = facts()
    made = sum(len(found[name]) for name in ("calls", "call_claims", "call_contacts"))
    made += len(found["instalments"]) + sum(
        row["hold_id"].startswith("call:") for row in found["holds"]
    )
    assert (event["who"], event["subject"], event["day"]) == ("kari", saved.call_id, "2026-11-23")
    assert event["changes"] == made
    assert found["calls"][0]["agent"] == "kari"
    assert found["call_contacts"][0]["note"] == "ringte fra jobb"
    assert office.check_books(CLUB) == []


def test_what_was_agreed_is_held_the_next_day_until_the_day_agreed(kari):
    saved = say(kari, kari.next(), Outcome.DEFERRAL, until_on=on(8))

    assert about(saved, 1) == {PlanReason.HELD}
    assert about(saved, 1, "detail") == {"deferral"}
    assert about(saved, 1, "next_on") == {on(10 + 1)}  # a file must cover two bank days more


def test_a_call_saved_twice_is_saved_once(kari):
    taken = kari.next()
    saved = say(kari, taken, Outcome.DEFERRAL)
    before = dump()

    again = kari.log_call(taken, saved)

    assert (again.was_saved_before, again.was_late) == (True, False)
    assert dump() == before


def test_a_call_saved_before_midnight_is_known_also_when_its_day_is_over(kari, go_to):
    taken = kari.next()
    saved = say(kari, taken, Outcome.WILL_PAY_ON, until_on=MONDAY)

    go_to(1)

    assert kari.log_call(taken, saved).was_saved_before


def test_a_call_saved_by_two_processes_at_once_is_saved_once(kari):
    taken = kari.next()
    saved = entry(taken, Outcome.PAYMENT_PLAN)
    kari.close()

    with multiprocessing.get_context("fork").Pool(2) as pool:  # no connection is open
        logged = pool.starmap(_log, [(taken, saved)] * 2, 1)

    assert sorted(one.was_saved_before for one in logged) == [False, True]
    assert not any(one.was_late for one in logged)
    assert len(events()) == len(facts()["calls"]) == 1
    assert len(facts()["instalments"]) == 3


def _log(taken, saved):
    shift = Shift("kari")
    logged = shift.log_call(taken, saved)
    shift.close()
    return logged


def test_a_late_report_is_kept_and_the_payer_stays_with_the_other_agent(shifts, kari):
    per, taken = shifts("per"), kari.next()
    expire(taken.case.payer_id)
    others = per.take(CLUB, taken.case.payer_id)

    logged = kari.log_call(taken, entry(taken))

    assert (logged.was_saved_before, logged.was_late) == (False, True)
    assert len(facts()["calls"]) == 1
    assert per.renew_lease(others)


def test_a_report_that_is_late_but_of_a_payer_nobody_took_is_not_called_late(kari):
    taken = kari.next()
    expire(taken.case.payer_id)

    assert not kari.log_call(taken, entry(taken)).was_late


def test_a_form_that_still_asks_after_saving_does_not_take_the_payer_again(kari):
    taken = kari.next()
    say(kari, taken)

    assert not kari.renew_lease(taken)


def test_an_entry_that_is_refused_leaves_nothing_and_the_case_with_the_agent(kari):
    taken = kari.next()
    before = dump()

    with pytest.raises(UsageError, match="rett person"):
        kari.log_call(taken, entry(taken, right_person=False))

    assert dump() == before
    assert kari.renew_lease(taken)


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"members": ()}, "Velg hvem det gjelder"),
        ({"members": ("klubbadmin:0",)}, "blant dem som står der"),
        ({"is_confirmed": False}, "Kryss av for at det gjelder"),
        ({"note": "x" * 1001}, "Notatet er på 1001 tegn"),
        ({"note": "mor 010190 12345"}, "et fødselsnummer"),
    ],
)
def test_a_death_that_is_refused_leaves_nothing(kari, more, sentence):
    taken = kari.next()
    before = dump()

    with pytest.raises(UsageError, match=sentence):
        kari.log_call(taken, entry(taken, Outcome.DECEASED, **more))

    assert dump() == before


def test_W7_of_two_children_the_dead_rests_for_good_and_the_other_for_sixty_days(kari):
    taken = next(
        taken
        for waiting in kari.waiting()
        for taken in [kari.take(CLUB, waiting.payer.payer_id)]
        if len(all_spoken_of(taken)) > 1
    )
    dead, *_ = all_spoken_of(taken)

    say(kari, taken, Outcome.DECEASED, members=(dead,))

    for days in (1, 60, 61):
        planned = plan_on(days)
        rests = {
            claim.claim_id
            for claim in taken.case.claims_to_raise
            if planned[claim.claim_id]["reason"] == "held"
        }
        assert rests == {
            claim.claim_id
            for claim in taken.case.claims_to_raise
            if claim.member_id == dead or days <= 60
        }


def test_a_payer_who_is_no_member_and_is_dead_is_sent_nothing_about_any_child(kari, go_to):
    taken = next(
        taken
        for waiting in kari.waiting()
        for taken in [kari.take(CLUB, waiting.payer.payer_id)]
        if taken.case.payer_member_id is None
    )

    saved = say(kari, taken, Outcome.DECEASED, members=(PAYER,))

    held = [row for row in facts()["holds"] if saved.call_id in row["hold_id"]]
    assert {row["kind"] for row in held} == {"payer_deceased"}
    assert {row["member_id"] for row in held} == {p.member_id for p in taken.case.paid_for}
    assert all(row["end_on"] is None and row["review_on"] == on(30) for row in held)
    for days in (1, 40, 400):
        assert about(saved, days) == {PlanReason.HELD}
    assert office.check_books(CLUB) == []


def test_a_payer_who_is_a_member_and_is_dead_is_asked_for_nothing_for_a_child_either(kari):
    taken = next(
        taken
        for waiting in kari.waiting()
        for taken in [kari.take(CLUB, waiting.payer.payer_id)]
        if taken.case.payer_member_id and taken.case.paid_for
    )
    children = {person.member_id for person in taken.case.paid_for}
    paid_for = {claim.claim_id for claim in taken.case.claims if claim.member_id in children}

    say(kari, taken, Outcome.DECEASED, members=(taken.case.payer_member_id,))

    planned = plan_on(1)
    assert paid_for
    assert {planned[claim_id]["step_id"] for claim_id in paid_for} == {None}


def test_a_call_about_what_was_paid_meanwhile_is_saved_and_the_payer_called_no_more(
    kari, club, made_club
):
    taken = kari.next()
    orders = {claim.invoice_id.partition(":")[2] for claim in taken.case.claims}
    lines = (made_club / "inbox" / "fordringer.csv").read_bytes().splitlines(keepends=True)
    paid = [
        line.replace(b";Ubetalt;", b";Betalt;") if line.split(b";")[0].decode() in orders else line
        for line in lines
    ]
    (club / "inbox").mkdir()
    (club / "inbox" / "fordringer.csv").write_bytes(b"".join(paid))
    read_again(0)

    saved = say(kari, taken)

    assert len(facts()["calls"]) == 1
    assert not set(saved.claim_ids) & plan_on(1).keys()
    assert taken.case.payer_id not in {one.payer.payer_id for one in kari.waiting()}


# ------------------------------------------------------------------ every outcome


@dataclass(frozen=True)
class Called:
    """Every outcome once, each of a payer of its own, and the plans of the days around."""

    before: dict[str, dict]
    taken: dict[Outcome, LeasedCase]
    saved: dict[Outcome, Entry]
    plans: dict[int, dict[str, dict]]
    faults: list[str]

    def rows(self, outcome, days):
        planned = self.plans[days]
        return [planned[claim_id] for claim_id in self.saved[outcome].claim_ids]

    def seen(self, outcome, days, name="step_id"):
        """Return what the plan of a day says of the claims of a call, each thing once."""
        return {row[name] for row in self.rows(outcome, days)}


def shown(days):
    """Return how many days it takes until a file can show a payment of that day."""
    return (shown_on(on(days)) - MONDAY).days


LASTS = {  # the last day that what was agreed holds
    Outcome.PAID_NOW: shown(5),
    Outcome.GUIDED: shown(5),
    Outcome.SAYS_PAID: shown(7),
    Outcome.INVOICE_RESENT: shown(14),
    Outcome.CONTACT_UPDATED: shown(14),
    Outcome.WILL_PAY_ON: shown(11),
    Outcome.DEFERRAL: shown(11),
    Outcome.PAYMENT_PLAN: shown(11),  # nothing was paid
    Outcome.FREEZE: 14,
}
DAYS = {1, 3, 4, *LASTS.values(), *(last + 1 for last in LASTS.values())}
REVIEWED = [
    outcome
    for outcome, rule in OUTCOME_RULES.items()
    if rule.hold is not None and not HOLD_RULES[rule.hold].needs_end
]


SENT_AGAIN = [outcome for outcome, rule in OUTCOME_RULES.items() if rule.rests_from_todo]


def send_again(call_ids):
    """Answer that the invoices which were promised in these calls have been sent."""
    with closing(open_desk(CLUB)) as desk, day_of(desk, MONDAY) as day:
        todos = [task for task in tasks_of(day).standing if task.kind == TaskKind.FOLLOW_UP]
        keys = [task.key for task in todos if task.about.partition(":")[0] in call_ids]
    with closing(open_desk(CLUB)) as desk:
        assert len(keys) == len(call_ids)
        office.answer_tasks(desk, keys, MONDAY)


@pytest.fixture(scope="module")
def called(template, tmp_path_factory):
    """Save every outcome; those that rest nothing are of payers with a call due, if there are."""
    house = shutil.copytree(template, tmp_path_factory.mktemp("called") / "house")
    with pytest.MonkeyPatch.context() as patch:
        live_in(house, patch, MONDAY)
        cover_payments()
        kari, before = Shift("kari"), plan_on(0)
        queued = [one.payer.payer_id for one in kari.waiting()]
        others = {row["payer_id"] for row in before.values() if row["kind"] == "reminder"}
        payers = [*queued, *sorted(others - {None, *queued})]
        outcomes = sorted(Outcome, key=lambda outcome: bool(OUTCOME_RULES[outcome].hold))
        taken = {
            outcome: kari.take(CLUB, payer_id)
            for outcome, payer_id in zip(outcomes, payers, strict=False)
        }
        saved = {
            outcome: say(kari, case, outcome, **AGREED.get(outcome, {}))
            for outcome, case in taken.items()
        }
        kari.close()
        send_again([saved[outcome].call_id for outcome in SENT_AGAIN])
        plans = {days: plan_on(days) for days in DAYS}
        return Called(before, taken, saved, plans, office.check_books(CLUB))


AGREED = {
    Outcome.WILL_PAY_ON: {"until_on": on(11)},
    Outcome.DEFERRAL: {"until_on": on(11)},
    Outcome.PAYMENT_PLAN: {"first_on": on(11)},
    Outcome.FREEZE: {"start_on": on(4), "end_on": on(14)},
}


def test_after_every_outcome_the_books_are_whole(called):
    assert called.faults == []
    assert called.saved.keys() == set(Outcome)
    assert len({taken.case.payer_id for taken in called.taken.values()}) == len(Outcome)


@pytest.mark.parametrize("outcome", Outcome)
def test_what_rests_or_is_called_about_no_more_gets_no_step_the_next_day(called, outcome):
    rule, found = OUTCOME_RULES[outcome], called.seen(outcome, 1, "reason")

    assert any(called.before[c]["step_id"] for c in called.saved[outcome].claim_ids)
    if rule.hold:
        assert found == {PlanReason.HELD}
    elif rule.club_decides:
        assert found == {PlanReason.LEFT_TO_CLUB}
    elif outcome == Outcome.REFUSED_CALLS:
        assert "call" not in called.seen(outcome, 1, "kind")
    elif outcome == Outcome.WRONG_NUMBER:
        assert called.taken[outcome].case.phone not in called.seen(outcome, 1, "phone")
    else:
        assert PlanReason.STEP_DUE in found


@pytest.mark.parametrize(("outcome", "last"), LASTS.items())
def test_what_was_agreed_holds_until_its_last_day_and_then_a_step_is_due(called, outcome, last):
    assert called.seen(outcome, last) == {None}
    assert called.seen(outcome, last + 1) != {None}


@pytest.mark.parametrize("outcome", REVIEWED)
def test_what_somebody_must_decide_rests_until_it_is_decided(called, outcome):
    assert {days for days in DAYS if called.seen(outcome, days) != {None}} == set()


def test_a_freeze_from_a_later_day_is_the_memberships_and_the_claims_rest_until_then(called):
    held_by = [called.seen(Outcome.FREEZE, days, "detail") for days in (1, 3, 4, 14)]

    assert held_by == [{"deferral"}, {"deferral"}, {"freeze"}, {"freeze"}]


def test_a_call_changes_nothing_for_those_it_was_not_about(called):
    spoken_of = [claim for taken in called.taken.values() for claim in taken.case.claims]
    touched = {claim.member_id for claim in spoken_of} | {claim.invoice_id for claim in spoken_of}

    others = {
        claim_id: row["step_id"]
        for claim_id, row in called.before.items()
        if row["step_id"] and not {f"klubbadmin:{id}" for id in claim_id.split(":")} & touched
    }

    assert len(others) > 5
    assert {claim_id: called.plans[1][claim_id]["step_id"] for claim_id in others} == others


def test_who_refused_is_not_next_on_any_day(kari, go_to):
    taken = kari.next()
    say(kari, taken, Outcome.REFUSED_CALLS)

    for days in (0, 40):
        go_to(days)
        found = {one.payer.payer_id: one.turn.resting_reason for one in kari.waiting()}
        assert found.get(taken.case.payer_id, REFUSES_CALLS) == REFUSES_CALLS


# ------------------------------------------------------------------ promises and plans


def test_P25_a_plan_gets_a_reminder_first_then_a_call_and_can_be_made_anew(kari, go_to):
    cover_payments()
    taken = next_with_one_claim(kari)
    saved = say(kari, taken, Outcome.PAYMENT_PLAN, first_on=on(10), parts=6)
    assert about(saved, shown(10)) == {PlanReason.HELD}
    assert about(saved, shown(10) + 1, "step_id") == {"instalment"}
    for claim_id in saved.claim_ids:
        step = {"step_id": "instalment", "due_version": on(10), "sent_on": on(15)}
        write_row("steps", claim_id=claim_id, channel="sms", **step)
    broken = shown(15 + 7)
    assert about(saved, broken) == {PlanReason.AWAITING_FILE}
    assert about(saved, broken + 1, "kind") == {"call"}

    go_to(broken + 1)
    assert {one.payer.payer_id for one in kari.waiting() if not one.turn.resting_reason} >= {
        taken.case.payer_id
    }
    again = kari.take(CLUB, taken.case.payer_id)
    anew = say(kari, again, Outcome.PAYMENT_PLAN, first_on=on(42), parts=2)

    assert set(anew.claim_ids) == set(saved.claim_ids)
    for days in (broken + 2, shown(42)):
        assert about(anew, days) == {PlanReason.HELD}
    assert about(anew, shown(42) + 1, "step_id") == {"instalment"}
    assert office.check_books(CLUB) == []


def test_a_plan_made_while_another_is_kept_takes_its_place(kari, go_to):
    cover_payments()
    taken = next_with_one_claim(kari)
    say(kari, taken, Outcome.PAYMENT_PLAN, first_on=on(10), parts=6)

    go_to(5)
    again = kari.take(CLUB, taken.case.payer_id)
    about_all = tuple(claim.claim_id for claim in again.case.claims if claim.resting_reason)
    anew = say(kari, again, Outcome.PAYMENT_PLAN, first_on=on(42), parts=2, claim_ids=about_all)

    for days in (6, 20, shown(42)):  # the first part of the earlier plan is not waited for
        assert about(anew, days) == {PlanReason.HELD}
    assert about(anew, shown(42) + 1, "step_id") == {"instalment"}


def test_P8_B5_a_promise_waits_for_the_banks_file_and_a_broken_one_is_called_about(kari):
    taken = next_with_one_claim(kari)
    saved = say(kari, taken, Outcome.WILL_PAY_ON, until_on=on(8))

    assert about(saved, shown(8)) == {PlanReason.HELD}
    assert about(saved, shown(8) + 1) == {PlanReason.AWAITING_FILE}
    assert about(saved, 60) == {PlanReason.AWAITING_FILE}
    assert about(saved, 60, "task") == {"check_claim:file:bank:payments"}
    cover_payments()
    assert about(saved, shown(8) + 1, "kind") == {"call"}
    assert about(saved, shown(8) + 1, "promised_on") == {on(8)}


def test_H5_an_agreement_that_another_covers_is_refused_by_name(kari):
    taken = next_with_one_claim(kari)
    saved = say(kari, taken, Outcome.DEFERRAL, until_on=on(8))
    again = kari.take(CLUB, taken.case.payer_id)

    with pytest.raises(UsageError, match=r"Det står alt en avtale til og med 01\.12\.2026"):
        say(kari, again, Outcome.DEFERRAL, until_on=on(6), claim_ids=saved.claim_ids)
    say(kari, again, Outcome.DEFERRAL, until_on=on(20), claim_ids=saved.claim_ids)

    assert about(saved, shown(20)) == {PlanReason.HELD}


# ------------------------------------------------------------------ call-backs


def test_a_call_back_is_first_when_its_time_has_come_and_used_up_by_one_attempt(shifts):
    noon = shifts("kari", now=at("12:00"))
    payer_id = noon.waiting()[3].payer.payer_id
    back = entry(
        asked := noon.take(CLUB, payer_id),
        Outcome.CALLBACK_ON,
        again_on=MONDAY,
        again_at="14:30",
        call_id="f" * 32,
    )
    noon.log_call(asked, back)

    assert noon.next().case.payer_id != payer_id
    later = shifts("kari", now=at("14:30"))
    taken = later.next()
    assert taken.case.payer_id == payer_id
    later.log_call(taken, entry(taken, Outcome.NO_ANSWER, call_id="0" * 32))
    assert {
        one.turn.resting_reason for one in later.waiting() if one.payer.payer_id == payer_id
    } == {"ringt i dag"}


def test_who_is_found_says_whether_it_may_be_called(kari):
    taken = kari.next()
    say(kari, taken, Outcome.REFUSED_CALLS)

    found = kari.find(taken.case.phone)

    assert [(one.payer.payer_id, one.turn.resting_reason) for one in found] == [
        (taken.case.payer_id, REFUSES_CALLS)
    ]


@pytest.mark.parametrize("text", ["", "  ", "ab", "12", "<img src=x onerror=alert(1)>", "%%%"])
def test_what_points_to_nobody_finds_nobody(kari, text):
    assert kari.find(text) == []


# ------------------------------------------------------------------ who may


def test_an_agent_sees_nothing_of_a_club_that_is_anothers(shifts, kari):
    ola, taken = shifts("ola"), kari.next()
    before = dump()

    assert {one.club for one in ola.waiting()} == {OTHER}
    assert {one.club for one in ola.find(taken.case.phone)} == {OTHER}
    assert ola.next().club == OTHER
    assert ola.tally_today().calls == 0
    for step in (
        lambda: ola.take(CLUB, taken.case.payer_id),
        lambda: ola.log_call(taken, entry(taken)),
        lambda: ola.renew_lease(taken),
        lambda: ola.release(taken),
    ):
        with pytest.raises(UsageError, match="klubben er ikke blant dine"):
            step()
    assert dump() == before


@pytest.mark.parametrize("slug", ["../solvik-il", "", "ukjent-il", "solvik-il/../solvik-il"])
def test_a_club_is_named_by_its_own_name_alone(kari, slug):
    with pytest.raises(UsageError, match="klubben er ikke blant dine"):
        kari.take(slug, "p")


STEPS = {
    "waiting": lambda shift, taken: shift.waiting(),
    "closed_reason": lambda shift, taken: shift.closed_reason(),
    "next": lambda shift, taken: shift.next(),
    "take": lambda shift, taken: shift.take(CLUB, taken.case.payer_id),
    "find": lambda shift, taken: shift.find("per"),
    "find nothing": lambda shift, taken: shift.find(""),
    "renew_lease": lambda shift, taken: shift.renew_lease(taken),
    "release": lambda shift, taken: shift.release(taken),
    "log_call": lambda shift, taken: shift.log_call(taken, entry(taken)),
    "letter_of": lambda shift, taken: shift.letter_of(taken, entry(taken)),
    "tally_today": lambda shift, taken: shift.tally_today(),
}


def test_an_agent_shut_out_gets_no_further_by_any_step(kari):
    taken = kari.next()
    assert {name for name in vars(Shift) if not name.startswith("_")} - {"close"} == {
        name.partition(" ")[0] for name in STEPS
    }
    disable_agent("kari")
    before = dump()

    for step in STEPS.values():
        with pytest.raises(UsageError, match="stengt"):
            step(kari, taken)
    assert dump() == before


def test_a_club_taken_from_an_agent_is_gone_at_once(kari):
    taken = kari.next()

    save_agent("kari", PASSWORD, [OTHER])

    assert {one.club for one in kari.waiting()} == {OTHER}
    with pytest.raises(UsageError, match="klubben er ikke blant dine"):
        kari.log_call(taken, entry(taken))


def test_the_days_calls_are_the_agents_own(shifts, kari, go_to):
    per, ended = shifts("per"), (Outcome.NO_ANSWER, Outcome.WILL_NOT_PAY, Outcome.SAYS_PAID)
    mine, (theirs, *_) = kari.waiting()[:3], per.waiting()[3:]
    cases = [kari.take(CLUB, one.payer.payer_id) for one in mine]
    say(per, per.take(CLUB, theirs.payer.payer_id))
    for taken, outcome in zip(cases, ended, strict=True):
        say(kari, taken, outcome)

    counted = kari.tally_today()

    assert (counted.calls, counted.reached, counted.settled) == (3, 2, 1)
    go_to(1)
    assert kari.tally_today().calls == 0


# ------------------------------------------------------------------ what was learnt


def export(club, source, people, phone):
    """Let the next list of the whole club say that these people have this phone."""
    book = load_workbook(source)
    page = book.worksheets[0]
    headings = [str(cell.value).strip() for cell in page[1]]
    person, mobile = headings.index("PersonId"), headings.index("Tlf. mobil")
    for row in page.iter_rows(min_row=2):
        if f"klubbadmin:{row[person].value}" in people:
            row[mobile].value = phone
    (club / "inbox").mkdir(exist_ok=True)
    book.save(club / "inbox" / "medlemmer_klubb.xlsx")


def read_again(days):
    desk = open_desk(CLUB)
    office.import_inbox(desk, on(days))
    desk.close()


def stand():
    """Return the corrections that still stand of members."""
    desk = open_desk(CLUB)
    rows = work_out_copy(desk, desk.db, clock().date()).db["standing_corrections"].rows
    desk.close()
    return [row for row in rows if row["noun"] == "members"]


def phones_of(saved, days):
    return about(saved, days, "phone")


def test_a_new_phone_reaches_the_plan_and_stands_until_the_member_system_says_so(
    kari, club, made_club, go_to
):
    source = made_club / "inbox" / "medlemmer_klubb.xlsx"
    taken = next_with_one_claim(kari)
    people = {record.key for record in taken.case.records}
    saved = say(kari, taken, Outcome.CONTACT_UPDATED)
    assert phones_of(saved, 1) == {NEW_PHONE}
    assert {(one["record"], one["value"]) for one in stand()} == {
        (key, NEW_PHONE) for key in people
    }

    go_to(1)
    export(club, source, people, f"+47 {taken.case.phone[3:]} ")  # the old one, in other signs
    read_again(1)
    assert phones_of(saved, 1) == {NEW_PHONE}
    assert stand()

    go_to(2)
    export(club, source, people, NEW_PHONE.removeprefix("+47"))
    read_again(2)
    assert phones_of(saved, 2) == {NEW_PHONE}
    assert stand() == []

    go_to(3)
    export(club, source, people, "40000008")
    read_again(3)
    assert phones_of(saved, 3) == {"+4740000008"}


def test_a_wrong_number_is_called_no_more_by_anybody(kari):
    taken = next_with_one_claim(kari)

    saved = say(kari, taken, Outcome.WRONG_NUMBER)

    planned = plan_on(1)
    assert saved.claim_ids
    assert taken.case.phone not in {row["phone"] for row in planned.values()}
    assert taken.case.phone not in {one.payer.phone for one in kari.waiting()}


def test_W4_a_payer_who_got_a_new_number_after_a_call_today_rests_until_tomorrow(kari, go_to):
    taken = next_with_one_claim(kari)

    saved = say(kari, taken, Outcome.WRONG_NUMBER, phone="400 00 009")

    assert phones_of(saved, 0) == {NEW_PHONE}
    assert rests_of(kari, taken) == ["ringt i dag"]
    go_to(1)
    assert rests_of(kari, taken) == [""]


def next_with_one_claim(shift):
    """Lease the first payer with a call due and nothing else open."""
    for waiting in shift.waiting():
        taken = shift.take(CLUB, waiting.payer.payer_id)
        if len(taken.case.claims) == 1:
            return taken
        shift.release(taken)
    raise AssertionError("everybody has several claims")


def rests_of(shift, taken):
    """Return why the payer of a case rests, if the payer waits for a call."""
    payer_id = taken.case.payer_id
    return [one.turn.resting_reason for one in shift.waiting() if one.payer.payer_id == payer_id]


def test_of_two_things_learnt_on_one_day_the_later_counts(kari):
    taken = next_with_one_claim(kari)
    wrong = say(kari, taken, Outcome.WRONG_NUMBER, call_id="f" * 32)
    (payer_id,) = about(wrong, 0, "payer_id")

    again = kari.take(CLUB, payer_id)
    saved = say(kari, again, Outcome.CONTACT_UPDATED, call_id="0" * 32)

    assert phones_of(saved, 1) == {NEW_PHONE}


def test_who_could_not_be_phoned_and_phones_in_is_reached_from_then_on(kari):
    cover_payments()
    truth = plan_on(0)
    payer_id = next(
        row["payer_id"]
        for row in truth.values()
        if row["reason"] == PlanReason.NO_CONTACT and row["detail"] == "call" and row["payer_id"]
    )
    taken = kari.take(CLUB, payer_id)

    saved = say(kari, taken, Outcome.CONTACT_UPDATED)
    send_again([saved.call_id])

    assert about(saved, shown(14)) == {PlanReason.HELD}
    assert about(saved, shown(14) + 1, "kind") == {"call"}
    assert phones_of(saved, shown(14) + 1) == {NEW_PHONE}
