"""A season at the office: each Monday's files and plan, the operator's work, and the phone."""

import json
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.passwords import CHEAP
from tests.season import files
from tests.season.bank import TERMS
from tests.season.drawing import DrawJudge
from tests.season.incidents import list_number
from tests.season.judge import Fault, Judge
from tests.season.ledger import Order, Stop
from tests.season.left_alone import LeftAlone
from tests.season.life import WEEKS, Club
from tests.season.people import Person
from tests.season.phone import Phone
from tests.season.reasons import Level, missed_plans
from workbench import office
from workbench.demo.invented_club import PROFILES, club_toml
from workbench.demo.systems import SYSTEMS
from workbench.model.day_rows import Task
from workbench.model.errors import WorkbenchError
from workbench.office import agents, sending
from workbench.office.calls import LeasedCase, Shift
from workbench.office.day import day_of
from workbench.office.draw_files import DrawFile, make_draw_file
from workbench.office.notices import QUERIES
from workbench.office.pausing import credit_paused, show_paused
from workbench.office.placing import place_payment
from workbench.office.report import figures
from workbench.office.tasks import allowed_answers, tasks_of

SLUG, AGENT, PASSWORD = "sesong-il", "kari", "fire hester og en båt"
OSLO = ZoneInfo("Europe/Oslo")
MOST_CALLS = 60  # in one sitting
# what is missing on a Monday -> how often
MISSING = {"late bank": 0.07, "lost bank": 0.03, "claims": 0.04, "members": 0.04, "lists": 0.03}
CLOSURES = (8, 20)  # in which weeks a gym tells of a closure
PLACES = 0.6  # of the money that is asked about in a week
MOST_CORRECTED = 2  # numbers that the operator enters in a week
STANDING = '{ besluttet_av = "Styret", dag = 2020-01-01 }'
DECIDES = 0.35  # of the club's open questions in a week
APPROVES = 0.92  # of the Mondays; else nothing is sent
FORGETS = 0.05  # of what is on the list, in the member system
# what is marked as sent on the Tuesday; what is not is asked about on the next Monday
MARKED = {"all marked": 0.6, "half marked": 0.2, "none marked": 0.2}


@dataclass(frozen=True)
class Result:
    """What a season came to."""

    seed: int
    system: str
    faults: list[Fault]
    apart: Counter[str]
    counts: Counter[str]
    longest_left: int  # days

    def summary(self) -> str:
        """Return the counts in four lines."""
        faults = Counter(fault.name for fault in self.faults)
        shown = (", ".join(f"{n} {name}" for name, n in sorted(counter.items()))
                 for counter in (faults, self.apart, self.counts))  # fmt: skip
        wrong, apart, counts = shown
        return (
            f"seed {self.seed} ({self.system}), longest left alone {self.longest_left} days\n"
            f"faults: {wrong or 'none'}\napart: {apart or 'none'}\nevents: {counts}"
        )


class Season:
    """One club for 40 weeks, in a house of its own."""

    def __init__(self, seed: int, house: Path, patch: pytest.MonkeyPatch, members: int) -> None:
        self.seed, self.patch = seed, patch
        self.club = Club(seed, members)
        self.phone = Phone(self.club)
        self.folder = house / "data" / "clubs" / SLUG
        patch.setenv("WORKBENCH_HOME", str(house))
        patch.setattr(agents, "HASHER", CHEAP)
        self._found_club()

    def _found_club(self) -> None:
        self.folder.mkdir(parents=True)
        system = {system.name: system for system in SYSTEMS}[self.club.system]
        toml = club_toml("Sesong IL", self.seed, self.club.start, system)
        if self.seed % 2 == 0:
            toml = toml.replace("godkjent = false", f"godkjent = {STANDING}")
        if self.club.bank is not None:
            places = "modulus = 10\nkunde = [1, 7]\nfaktura = [8, 11]\n"
            toml = toml.replace("modulus = 10", places, 1) + TERMS
        (self.folder / "club.toml").write_text(toml, encoding="utf-8")
        if self.club.is_gym:
            (self.folder / "profiles").mkdir()
            for path in PROFILES.glob("*.toml"):
                (self.folder / "profiles" / path.name).write_bytes(path.read_bytes())
        self.patch.setenv("WORKBENCH_TODAY", self.club.start.isoformat())
        agents.save_agent(AGENT, PASSWORD, [SLUG])

    @cached_property
    def judge(self) -> Judge:
        levels = office.open_desk(SLUG).policy.policy.levels
        steps = [Level(level.step_id, str(level.kind), level.days) for level in levels]
        return Judge(self.club, self.phone, steps)

    @cached_property
    def left_alone(self) -> LeftAlone:
        return LeftAlone(self.judge)

    @cached_property
    def draws(self) -> DrawJudge:
        assert self.club.bank is not None
        return DrawJudge(self.judge, self.club.bank)

    @cached_property
    def misses(self) -> random.Random:
        """Which files are missing is drawn apart, so that it is the same whatever is planned."""
        return random.Random(f"files {self.seed}")

    def run(self, weeks: int = WEEKS) -> Result:
        for week in range(weeks):
            monday = self.club.start + timedelta(weeks=week)
            self._go_to(monday)
            if week in CLOSURES and self.club.is_gym:
                self._close(monday)
            self._plan_monday(monday)
            self._go_to(monday + timedelta(days=1))
            self._mark(monday + timedelta(days=1))
            self._phone(monday + timedelta(days=1), hours=(10, 18))
            if week % 3 == 0:
                self._phone(monday + timedelta(days=3), hours=(12,))
        judge = self.judge
        left = self.left_alone.longest.days
        counts = self.club.counts
        return Result(self.seed, self.club.system, judge.faults, judge.apart, counts, left)

    def _go_to(self, day: date) -> None:
        self.club.live(day)
        self.patch.setenv("WORKBENCH_TODAY", day.isoformat())

    def orders(self, claim_ids: Iterator[str]) -> list[Order]:
        """Return the orders of claims, each once."""
        return list(dict.fromkeys(self.club.by_claim[claim_id] for claim_id in claim_ids))

    # ------------------------------------------------------------------ Monday

    def _plan_monday(self, monday: date) -> None:
        files.write_week(self.club, self.folder / "inbox", monday, self._draw_missing(monday))
        desk = office.open_desk(SLUG)
        week = self._plan(desk, monday)
        rows = [(self.club.by_claim[row.claim_id], row) for row in week.day.plan]
        office.save_week(desk, week, dry_run=False)
        self.judge.judge_plan(rows)
        self.judge.judge_report(figures(desk, monday))
        with day_of(desk, monday) as day:
            expected = sum(row[3] for row in QUERIES.unseen_payments(day.db.conn))
            tasks = tasks_of(day)
            answers = tasks.answers
            standing = list(tasks.standing)
            returning = [t for t in tasks.every if t.key in answers and answers[t.key].until_on]
        self.judge.judge_expected(expected, rows)
        self.left_alone.judge_week(rows, [*standing, *returning])
        self._answer(desk, standing, monday)
        self._credit_closed_days(desk, monday)
        self._approve_and_send(desk, monday)
        self._ask_the_bank(desk, monday)
        desk.db.conn.close()

    def _ask_the_bank(self, desk: office.Desk, monday: date) -> None:
        """Send the bank the file of what it is to draw, and most weeks one of what it is not."""
        if self.club.bank is None:
            return
        made = self._send_to_bank(desk, monday)
        to_cancel = {self.club.by_claim[c]: why for c, why in made.choice.should_cancel.items()}
        self.draws.judge_standing(to_cancel)
        if to_cancel and self.misses.random() > FORGETS:
            self._send_to_bank(desk, monday, *made.choice.should_cancel)
            made = self._send_to_bank(desk, monday)  # now what was moved is asked for anew
        self.draws.judge_missed(made.choice.left_out)

    def _send_to_bank(self, desk: office.Desk, monday: date, *cancelled: str) -> DrawFile:
        made = make_draw_file(desk, monday, cancelled)
        for request in self.draws.bank.receive(made.path) if made.path else ():
            self.draws.judge_asked(request)
        return made

    def _close(self, monday: date) -> None:
        """Close the gym for some days, which stands in its club.toml from now on."""
        first_on = monday + timedelta(days=self.misses.randint(-20, 20))
        last_on = first_on + timedelta(days=self.misses.randint(3, 45))
        with (self.folder / "club.toml").open("a", encoding="utf-8") as file:
            file.write(f'\n[[stengt]]\nfra = {first_on}\ntil = {last_on}\ngrunn = "pusses opp"\n')
        self.club.closures.append((first_on, last_on))
        self.club.counts["closures"] += 1

    def _credit_closed_days(self, desk: office.Desk, monday: date) -> None:
        """Credit, most weeks, what is shown for closed days; what is left is owed."""
        if self.misses.random() > PLACES:
            return
        fees = show_paused(desk, monday).fees
        for fee in credit_paused(desk, monday, len(fees)) if fees else ():
            self.club.by_claim[fee.claim_id].relief_ore += fee.amount_ore
            self.club.counts["credited for closed or frozen days"] += 1

    def _draw_missing(self, monday: date) -> set[str]:
        """Draw which files nobody has dropped this week; the first week has all."""
        missing = {name for name, share in MISSING.items() if self.misses.random() < share}
        if monday == self.club.start:
            return set()
        absent = missing & {files.CLAIMS, files.MEMBERS, files.LISTS}
        if banks := missing - absent:
            files.lose_bank_file(self.club, monday, is_late="late bank" in banks)
            absent.add(files.BANK)
        self.club.counts.update(f"missing: {name}" for name in sorted(missing))
        return absent

    def _plan(self, desk: office.Desk, monday: date) -> object:
        """Plan the week; honest files that are stopped are a fault, and taken with a reason."""
        try:
            return office.plan_week(desk, office.read_inbox(desk, monday), monday)
        except WorkbenchError as error:
            week = "the first week" if monday == self.club.start else "a later week"
            self.judge.fault("week stopped", week, None, detail=str(error))
            inbox = office.read_inbox(desk, monday)
            return office.plan_week(desk, inbox, monday, force="filene er riktige")

    def _approve_and_send(self, desk: office.Desk, monday: date) -> None:
        """Approve what is proposed, and send it today or tomorrow, each step of an order once. In
        every other season the club has approved reminders once and for all."""
        if self.club.rng.random() > APPROVES:
            self.club.counts["not approved"] += 1
            return
        sending.approve(desk, monday)
        on_list = self._tasks_to_send(desk, monday)
        today = [task for task in on_list if self.approved_on(task) == monday]
        for order, step_id in dict.fromkeys(map(self._order_and_step, today)):
            if self.club.rng.random() < FORGETS:
                self.club.counts["not sent"] += 1
            elif self.club.rng.random() < 0.5:
                self._send(order, step_id)
            else:
                self.club.later(1, lambda _, o=order, s=step_id: self._send(o, s))

    def _send(self, order: Order, step_id: str) -> None:
        self.club.send_reminder(order, step_id)
        for plan in missed_plans(self.club, order):
            plan.reminded_on = self.club.today

    def _order_and_step(self, task: Task) -> tuple[Order, str]:
        claim_id, step_id, _ = task.about.split("|")
        return self.club.by_claim[claim_id], step_id

    def _mark(self, day: date) -> None:
        """Mark what was sent, with its day: all of it, every other, or nothing."""
        [way] = self.club.rng.choices([*MARKED], [*MARKED.values()])
        self.club.counts[way] += 1
        desk = office.open_desk(SLUG)
        tasks = self._tasks_to_send(desk, day)
        share = {"all marked": 1, "half marked": 2}.get(way)
        self._say_what_was_sent(desk, tasks[::share] if share else [], day)
        desk.db.conn.close()

    def _say_what_was_sent(
        self, desk: office.Desk, tasks: list[Task], day: date, *, asked: bool = False
    ) -> None:
        """Mark each step as sent on the day it was; if asked, say also what was not sent."""
        keys_of_day: dict[date | None, list[str]] = {}
        for task in tasks:
            order, step_id = self._order_and_step(task)
            approved_on = self.approved_on(task)
            days = [s.sent_on for s in order.sent
                    if s.step_id == step_id and s.sent_on >= approved_on]  # fmt: skip
            keys_of_day.setdefault(max(days, default=None), []).append(task.key)
        for sent_on, keys in keys_of_day.items():
            if sent_on is not None:
                office.answer_tasks(desk, keys, day, answer="sent", sent_on=sent_on)
            elif asked:
                office.answer_tasks(desk, keys, day, answer="not_sent")

    def _tasks_to_send(self, desk: office.Desk, day: date) -> list[Task]:
        with day_of(desk, day) as today:
            return [task for task in tasks_of(today).standing if task.kind == "send_step"]

    def approved_on(self, task: Task) -> date:
        """Return the Monday on which the step of a task was approved."""
        return date.fromisoformat(json.loads(task.evidence)[-1])

    # ------------------------------------------------------------------ tasks

    def _answer(self, desk: office.Desk, tasks: list[Task], monday: date) -> None:
        """Answer the tasks to which the truth has an answer; the others stand."""
        self.corrected = 0
        asked = [task for task in tasks if task.kind == "send_step" and self._is_earlier(task)]
        self._say_what_was_sent(desk, asked, monday, asked=True)
        self.club.counts["asked whether it was sent"] += len(asked)
        by_answer: dict[str, list[str]] = {}
        for task in tasks:
            answer = self._answer_to(task)
            if answer:
                by_answer.setdefault(answer, []).append(task.key)
        for answer, keys in sorted(by_answer.items()):
            office.answer_tasks(desk, keys, monday, answer=answer)
            self.club.counts[f"answered: {answer}"] += len(keys)

    def _is_earlier(self, task: Task) -> bool:
        return self.approved_on(task) < self.club.today

    def _answer_to(self, task: Task) -> str:
        """Do what a task asks for, and return the answer; "" leaves it."""
        orders = [o for o in self.club.orders if self._is_about(task, o)]
        match task.kind:
            case "settle_hold":
                return self._settle(task)
            case "correct_register" | "find_contact":
                return self._correct(task)
            case "unread_row":
                return self._confirm(task)
            case "credit_leaver" | "decide_claim" | "decide_call":
                return self._decide(orders)
            case "check_claim" if task.about.startswith("payment:"):
                return self._place(task)
            case "follow_up" if task.about.startswith("drawing:"):
                return ""  # the bank is told
            case "decide_applicant" | "check_claim" | "approve_step" | "send_step":
                return ""
            case _:
                return _first_answer(task, "done")

    def _place(self, task: Task) -> str:
        """Say what money is for, where the payer says so; what has come for something else, or for
        what was paid already, is let stand to the payer's credit."""
        if self.club.rng.random() > PLACES:
            return ""
        astray = {
            order.number
            for order in self.club.orders
            for money in order.money
            if money.kid_of is not None and money.listed_on is None and money.read
        }
        suggested = json.loads(task.evidence)[-1]
        meant = [claim for claim in suggested if self.club.by_claim[claim].number in astray]
        if suggested and not meant:
            # it is not known whose it is: those claims rest; what was paid too much is paid back
            is_too_much = map(self.club.has_money_to_place, self.orders(iter(suggested)))
            return "refunded" if self.club.bank and any(is_too_much) else ""
        if len({self.club.by_claim[claim].number for claim in suggested}) > 1:
            desk = office.open_desk(SLUG)
            place_payment(desk, task.about.partition(":")[2], meant[0], self.club.today)
            desk.db.conn.close()
            self.club.counts["placed by claim"] += 1
            return ""
        return "placed" if meant else "kept"

    def _correct(self, task: Task) -> str:
        """Enter a few right numbers a week: many at once look like the wrong file."""
        if self.corrected >= MOST_CORRECTED:
            return ""
        self.corrected += 1
        for member in self.club.members:
            if task.member_id == self.club.member_id(member):
                list_number(self.club, member.payer)
        return "done"

    def _is_about(self, task: Task, order: Order) -> bool:
        invoice_id = self.club.invoice_id(order)
        return invoice_id in (task.invoice_id, task.about) or f"{invoice_id}:" in task.about

    def _settle(self, task: Task) -> str:
        """Decide what rests without an end, when the club has."""
        today = self.club.today
        stops = [s for s in self.club.stops if s.decide_on and self._is_of(task, s)]
        decided = [stop for stop in stops if stop.decide_on and stop.decide_on <= today]
        if not decided:
            return ""
        if any(stop.is_upheld for stop in decided):
            return _first_answer(task, "upheld", "done")
        for stop in decided:
            stop.end = today
        return _first_answer(task, "rejected", "resume", "done")

    def _is_of(self, task: Task, stop: Stop) -> bool:
        ids = {self.club.invoice_id(order) for order in stop.orders}
        owing = self.club.members_of(stop.person) if stop.person else []
        members = {self.club.member_id(member) for member in owing}
        is_open = stop.end in (None, self.club.today)  # an answer for each of its orders
        return is_open and (task.invoice_id in ids or task.member_id in members)

    def _confirm(self, task: Task) -> str:
        """Say that what a file states is so: all files of a season are honest."""
        if not task.about.startswith("doubt:"):
            return ""
        for stop in self.club.stops:
            ids = {self.club.invoice_id(order) for order in stop.orders}
            if stop.kind == "reversal" and task.invoice_id in ids:
                stop.end = self.club.today - timedelta(days=1)
        return "confirmed"

    def _decide(self, orders: list[Order]) -> str:
        """Let the club write off what it is asked about, some day."""
        if not orders or self.club.rng.random() > DECIDES:
            return ""
        for order in orders:
            self.club.credit(order, 1)
        return "done"

    # ------------------------------------------------------------------ calls

    def _phone(self, day: date, hours: tuple[int, ...]) -> None:
        self._go_to(day)
        for hour in hours:
            moment = datetime.combine(day, datetime.min.time(), OSLO).replace(hour=hour)
            shift = Shift(AGENT, lambda moment=moment: moment)
            for _ in range(MOST_CALLS):
                leased = shift.next()
                if leased is None:
                    break
                self._call(shift, leased)
            shift.close()

    def _call(self, shift: Shift, leased: LeasedCase) -> None:
        orders = self.orders(claim.claim_id for claim in leased.case.claims_to_raise)
        payer = self._payer_of(leased, orders)
        self.judge.judge_call(leased, orders, payer)
        entry = self.phone.answer(leased, orders, payer)
        shift.log_call(leased, entry)
        own = [order for order in orders if order.payer is payer]
        self.judge.note_call(payer, leased.case.phone, own, entry.outcome)

    def _payer_of(self, leased: LeasedCase, orders: list[Order]) -> Person:
        """Return who is meant: the owner of the number, else who owes the first order."""
        owners = self.club.owners(leased.case.phone)
        return next((o.payer for o in orders if o.payer in owners), orders[0].payer)


def _first_answer(task: Task, *wanted: str) -> str:
    """Return the first of the wanted answers that the kind of task knows; "" if none."""
    answers = {str(answer) for answer in allowed_answers(task)}
    return next((answer for answer in wanted if answer in answers), "")
