"""What somebody must answer: it stands until it is done or answered, and no longer."""

import json
from datetime import date, timedelta
from typing import Any

import pytest

from tests.books import day_with
from workbench.model.day_rows import Balance, Contact, FeeProposal, PlanRow, Task, UnusedValue
from workbench.model.fee_kinds import FeeAct, FeeNote
from workbench.model.finding_kinds import FindingKind
from workbench.model.hold_kinds import HOLD_RULES, HoldKind
from workbench.model.kinds import ClaimStatus, FeeType, MemberStatus, StepKind
from workbench.model.outcomes import OUTCOME_RULES, Outcome
from workbench.model.plan_reasons import PlanReason
from workbench.model.reason_rules import PLAN_REASON_RULES
from workbench.model.reasons import REASON_RULES, Reason
from workbench.model.rows import Answer, Correction, Hold, Member
from workbench.model.task_kinds import TASK_RULES, TaskAnswer, TaskKind, WaitsFor
from workbench.office.tasks import Tasks, tasks_of
from workbench.values.record_ids import digest

DAY = date(2026, 11, 23)
CALL, CLAIM, MEMBER, PAYER = "c" * 32, "k:1", "k:7", "+4790000001"
STOP = "Stans påminnelser i medlemssystemet"
CONFIRM = "Send bekreftelse på SMS"
# What the outcome of a call leaves to be done, apart from stopping reminders of what was agreed.
LEFT = {
    Outcome.NO_ANSWER: None,
    Outcome.VOICEMAIL: None,
    Outcome.WRONG_PERSON: None,
    Outcome.CALLBACK_ON: None,
    Outcome.PAID_NOW: None,
    Outcome.GUIDED: None,
    Outcome.WILL_PAY_ON: None,
    Outcome.DEFERRAL: None,
    Outcome.PAYMENT_PLAN: None,
    Outcome.FREEZE: None,
    Outcome.NEEDS_INTERPRETER: "Skaff tolk til neste samtale",
    Outcome.SAYS_PAID: "Finn betalingen; kvittering er lovet",
    Outcome.INVOICE_RESENT: "Send fakturaen på nytt",
    Outcome.CONTACT_UPDATED: "Send fakturaen på nytt",
    Outcome.CREDITED: "Avklar med klubben, og krediter kravet om det er feil",
    Outcome.RESIGNED: "Be om utmeldingen skriftlig, og krediter det som ikke skyldes",
    Outcome.TRANSFER: "Avklar overgangen med klubben; den melder ikke ut av seg selv",
    Outcome.OBJECTION: "Svar på innsigelsen",
    Outcome.SUPPORT_APPLICATION: "Hjelp med søknaden om støtte, og hør hvordan det går",
    Outcome.DECEASED: "Meld dødsfallet til klubben; ingenting sendes til de etterlatte",
    Outcome.REFUSED_CALLS: "Ta videre kontakt skriftlig",
    Outcome.WRONG_NUMBER: "Finn et nummer som stemmer",
    Outcome.WILL_NOT_PAY: "Betaleren vil ikke betale: hva skal skje videre?",
    Outcome.REFERRED_TO_PARTNER: "Betaleren er vist til inkassopartneren: hva skal skje videre?",
}
WORKING = {outcome: todo for outcome, todo in LEFT.items() if todo}


def tasks_after(outcome: Outcome, as_of: date = DAY, *, open_ore: int = 100, **rows: Any) -> Tasks:
    """Return the tasks after one call on DAY about one claim."""
    own = {name: rows.pop(name, None) for name in ("confirm", "reason", "again_on", "note")}
    call = {"call_id": CALL, "called_on": DAY, "agent": "kari", "outcome": outcome}
    call |= {"reached": True, "confirm": bool(own["confirm"]), "reason": own["reason"]}
    who = {"call_id": CALL, "phone": PAYER, "contact_name": "Marit", "note": own["note"]}
    status = ClaimStatus.OPEN if open_ore else ClaimStatus.PAID
    claim = Balance(
        CLAIM, DAY, status, 100, 100 - open_ore, open_ore, member_id=MEMBER, invoice_id="k:9"
    )
    planned = PlanRow(CLAIM, PAYER, "2026-11-01", PlanReason.STEP_DUE, kind=StepKind.CALL)
    given = {
        "calls": [call | {"again_on": own["again_on"]}],
        "call_contacts": [who],
        "call_claims": [{"call_id": CALL, "claim_id": CLAIM}],
        "members": [Member(MEMBER, first_name="Ida", born_on=DAY, email="ida@example.org")],
        "claims": [{"claim_id": CLAIM}],
        "balances": [claim],
        "plan": [planned] if open_ore else [],
        "contacts": [contact()],
    }
    return tasks_of(day_with(as_of=as_of, **given | rows))


def contact(phone: str | None = PAYER) -> Contact:
    return Contact(MEMBER, PAYER, "Marit", False, False, phone, "marit@example.org")


def hold(kind: HoldKind = HoldKind.DEFERRAL, end_on: date | None = None, **more: Any) -> Hold:
    """Return a hold that the call made on the order."""
    row = Hold(f"call:{CALL}:k:9", kind, DAY, end_on, MEMBER, "k:9", call_id=CALL)
    return row._replace(**more)


def wrong_number() -> Correction:
    """Return what a wrong number taught."""
    return Correction("x", "members", MEMBER, "phone", PAYER, None, DAY, CALL)


def effects_of(outcome: Outcome) -> dict[str, Any]:
    """Return the rows that follow from an outcome."""
    kind = OUTCOME_RULES[outcome].hold
    if outcome == Outcome.WRONG_NUMBER:
        return {"standing_corrections": [wrong_number()], "contacts": [contact(None)]}
    if kind is None:
        return {}
    last = DAY + timedelta(days=7) if HOLD_RULES[kind].needs_end else None
    return {"standing_holds": [hold(kind, last)]}


def texts(tasks: Tasks, *, but: tuple[str, ...] = (STOP,)) -> list[tuple[str, str]]:
    """Return what is to be done, with what there is to know."""
    return [(task.todo, task.detail) for task in tasks.standing if task.todo not in but]


def of_kind(tasks: Tasks, kind: TaskKind) -> list[Task]:
    return [task for task in tasks.standing if task.kind == kind]


def answered(task: Task, **more: Any) -> Answer:
    """Return the answer that a task is done."""
    return Answer(task.key, task.evidence, TaskAnswer.DONE)._replace(**more)


def test_no_calls_leave_nothing():
    assert tasks_of(day_with(as_of=DAY)).every == []


def test_every_outcome_is_asked_about_here():
    assert LEFT.keys() == set(Outcome)
    assert {one for one in Outcome if OUTCOME_RULES[one].todo} <= WORKING.keys()


@pytest.mark.parametrize(("outcome", "todo"), LEFT.items())
def test_an_outcome_leaves_what_must_be_done_with_its_note(outcome, todo):
    left = texts(tasks_after(outcome, note="ring Ola", **effects_of(outcome)))

    corrected = "Rett telefonen i medlemssystemet"
    wanted = todo or "Les notatet fra samtalen"
    [(found, detail)] = [row for row in left if row[0] != corrected]
    assert found == wanted
    assert detail.endswith("– ring Ola") and "ring Ola" not in detail.removesuffix("ring Ola")
    assert len(left) == (2 if outcome == Outcome.WRONG_NUMBER else 1)


@pytest.mark.parametrize("outcome", [one for one, todo in LEFT.items() if todo is None])
def test_an_outcome_without_anything_to_do_or_read_leaves_nothing(outcome):
    assert texts(tasks_after(outcome, **effects_of(outcome))) == []


def test_a_task_says_whom_it_concerns_and_since_when():
    [task] = tasks_after(Outcome.INVOICE_RESENT).standing

    assert (task.name, task.member_id, task.invoice_id) == ("Marit", MEMBER, "k:9")
    assert (task.since_on, task.detail) == (DAY, "gjelder Ida")


@pytest.mark.parametrize("outcome", WORKING)
def test_what_a_call_left_stands_until_it_is_answered(outcome):
    after, rows = DAY + timedelta(days=90), effects_of(outcome)
    tasks = tasks_after(outcome, after, **rows)
    [task] = [task for task in tasks.standing if task.todo == WORKING[outcome]]

    hidden = tasks_after(outcome, after, **rows, answers=[answered(task)])
    other = tasks_after(outcome, after, **rows, answers=[answered(task, evidence='["x"]')])

    assert task.key not in {task.key for task in hidden.standing}
    assert task.key in {task.key for task in other.standing}


@pytest.mark.parametrize("outcome", Outcome)
def test_nothing_that_a_call_left_stands_once_the_claim_is_paid(outcome):
    rows = {} if outcome == Outcome.WRONG_NUMBER else effects_of(outcome)

    paid = tasks_after(outcome, note="ring Ola", confirm=True, open_ore=0, **rows)

    assert paid.standing == []


def test_what_has_to_be_decided_of_unknown_amount_is_still_open():
    unknown = Balance(CLAIM, DAY, ClaimStatus.REVIEW, 0, 0, 0, member_id=MEMBER)

    assert len(tasks_after(Outcome.INVOICE_RESENT, balances=[unknown]).standing) == 1


def test_a_call_of_a_later_day_leaves_nothing_on_an_earlier_one():
    assert tasks_after(Outcome.INVOICE_RESENT, DAY - timedelta(days=1), note="x").standing == []


@pytest.mark.parametrize("outcome", [Outcome.WILL_NOT_PAY, Outcome.REFERRED_TO_PARTNER])
def test_what_the_club_must_decide_after_a_call_waits_for_the_club(outcome):
    tasks = tasks_after(outcome)

    assert [task.kind for task in tasks.waiting_for(WaitsFor.CLUB)] == [TaskKind.DECIDE_CALL]
    assert tasks.page == []


def test_a_reason_may_leave_something_whatever_the_call_ended_in():
    tasks = tasks_after(Outcome.GUIDED, reason=Reason.MANDATE_STOPPED)

    todo = REASON_RULES[Reason.MANDATE_STOPPED].todo
    assert [task.todo for task in tasks.standing] == [todo]


@pytest.mark.parametrize(("ahead", "on_page"), [(0, 1), (6, 1), (7, 0)])
def test_an_interpreter_is_found_in_the_week_of_the_next_call(ahead, on_page):
    tasks = tasks_after(Outcome.NEEDS_INTERPRETER, again_on=DAY + timedelta(days=ahead))

    assert (len(tasks.standing), len(tasks.page)) == (1, on_page)


@pytest.mark.parametrize(("after", "count"), [(0, 1), (7, 1), (8, 0)])
def test_reminders_are_stopped_in_the_member_system_while_a_hold_lasts(after, count):
    last = DAY + timedelta(days=7)

    tasks = tasks_after(
        Outcome.DEFERRAL, DAY + timedelta(days=after), standing_holds=[hold(end_on=last)]
    )

    told = [(STOP, "betalingsutsettelse, til og med 30.11.2026, gjelder Ida")]
    assert texts(tasks, but=()) == told * count


def test_an_open_hold_stays_until_further_notice():
    tasks = tasks_after(
        Outcome.OBJECTION, DAY + timedelta(days=90), standing_holds=[hold(HoldKind.OBJECTION)]
    )

    [(_, detail)] = [row for row in texts(tasks, but=()) if row[0] == STOP]
    assert detail == "innsigelse, inntil videre, gjelder Ida"


def test_reminders_are_to_be_stopped_anew_once_a_hold_is_made_longer():
    [task] = tasks_after(Outcome.DEFERRAL, standing_holds=[hold(end_on=DAY)]).standing
    longer = hold(end_on=DAY + timedelta(days=1))

    rows = {"answers": [answered(task)]}
    same = tasks_after(Outcome.DEFERRAL, standing_holds=[hold(end_on=DAY)], **rows)
    new = tasks_after(Outcome.DEFERRAL, standing_holds=[longer], **rows)

    assert (same.standing, [task.key for task in new.standing]) == ([], [task.key])


@pytest.mark.parametrize(("review_on", "due_on"), [(None, 7), (DAY + timedelta(days=3), 3)])
def test_an_open_hold_is_due_on_its_day_or_after_the_days_of_its_kind(review_on, due_on):
    standing = hold(HoldKind.OBJECTION, review_on=review_on)

    [task] = of_kind(
        tasks_after(Outcome.OBJECTION, standing_holds=[standing]), TaskKind.SETTLE_HOLD
    )

    assert (task.about, task.due_on) == (standing.hold_id, DAY + timedelta(days=due_on))


@pytest.mark.parametrize(
    ("status", "open_ore", "count"),
    [
        (MemberStatus.ACTIVE, 0, 1),
        (MemberStatus.LEFT, 100, 1),
        (MemberStatus.LEFT, 0, 0),
    ],
)
def test_an_open_hold_on_a_membership_stands_while_the_member_is_there_or_owes(
    status, open_ore, count
):
    membership = hold(HoldKind.DECEASED, invoice_id=None)
    people = [Member(MEMBER, status, "Ida", born_on=DAY, phone=PAYER)]

    tasks = tasks_after(
        Outcome.NO_ANSWER, open_ore=open_ore, members=people, standing_holds=[membership]
    )

    assert len(of_kind(tasks, TaskKind.SETTLE_HOLD)) == count


def test_a_correction_stays_until_the_member_system_shows_it():
    after = DAY + timedelta(days=90)

    tasks = tasks_after(Outcome.NO_ANSWER, after, open_ore=0, standing_corrections=[wrong_number()])

    assert texts(tasks) == [("Rett telefonen i medlemssystemet", "900 00 001 → tom")]
    assert tasks_after(Outcome.NO_ANSWER, after, open_ore=0).standing == []


@pytest.mark.parametrize(("field", "told"), [("phone", "telefonen"), ("email", "e-posten")])
def test_a_correction_names_the_field_and_whose_it_is(field, told):
    learnt = Correction("x", "guardians", f"{MEMBER}|guardian|1", field, None, "+4790000002", DAY)

    [task] = tasks_after(Outcome.NO_ANSWER, standing_corrections=[learnt]).standing

    new = "900 00 002" if field == "phone" else "+4790000002"
    assert (task.todo, task.detail) == (f"Rett {told} i medlemssystemet", f"tom → {new}")
    assert (task.name, task.member_id) == ("Ida", MEMBER)


def test_a_number_is_looked_for_only_while_the_payer_has_none():
    learnt = {"standing_corrections": [wrong_number()], "note": "ring Ola"}

    todos = [
        [todo for todo, _ in texts(tasks_after(Outcome.WRONG_NUMBER, contacts=[way], **learnt))]
        for way in (contact(None), contact("+4790000002"))
    ]

    corrected, sought = "Rett telefonen i medlemssystemet", WORKING[Outcome.WRONG_NUMBER]
    note = "Les notatet fra samtalen"
    assert [sorted(found) for found in todos] == [[sought, corrected], sorted([note, corrected])]


def test_a_plan_is_confirmed_part_by_part():
    days = (date(2026, 12, 15), date(2027, 1, 15))
    parts = [
        {"call_id": CALL, "number": n, "due_on": day, "amount_ore": 110000}
        for n, day in enumerate(days, start=1)
    ]
    standing = [hold(HoldKind.PAYMENT_PLAN, DAY + timedelta(days=60))]

    tasks = tasks_after(
        Outcome.PAYMENT_PLAN, confirm=True, instalments=parts, standing_holds=standing
    )

    sums = "15.12.2026: 1\xa0100\xa0kr; 15.01.2027: 1\xa0100\xa0kr"
    assert texts(tasks) == [(CONFIRM, f"til 900 00 001: nedbetalingsplan: {sums}")]


@pytest.mark.parametrize(
    ("after", "is_wanted", "count"), [(7, True, 1), (8, True, 0), (7, False, 0)]
)
def test_what_was_agreed_is_confirmed_where_that_is_wanted_while_it_lasts(after, is_wanted, count):
    standing = [hold(end_on=DAY + timedelta(days=7))]

    tasks = tasks_after(
        Outcome.DEFERRAL, DAY + timedelta(days=after), confirm=is_wanted, standing_holds=standing
    )

    assert texts(tasks) == [(CONFIRM, "til 900 00 001: betalingsutsettelse")] * count


def test_a_new_claim_of_one_who_does_not_want_to_be_phoned_is_news():
    [task] = tasks_after(Outcome.REFUSED_CALLS).standing
    claims = [
        Balance(one, DAY, ClaimStatus.OPEN, 1, 0, 1, member_id=MEMBER) for one in (CLAIM, "k:2")
    ]
    planned = [
        PlanRow(one.claim_id, PAYER, "2026-11-01", PlanReason.STEP_DUE, kind=StepKind.CALL)
        for one in claims
    ]

    rows = {"answers": [answered(task)]}
    more = tasks_after(Outcome.REFUSED_CALLS, balances=claims, plan=planned, **rows)

    assert tasks_after(Outcome.REFUSED_CALLS, **rows).standing == []
    assert [task.key for task in more.standing] == [task.key]


RESTING = [reason for reason in PlanReason if PLAN_REASON_RULES[reason].todo]


def resting_on(reason: PlanReason, about: str = CLAIM, **rows: Any) -> Tasks:
    """Return the tasks of claims that rest for a reason, all waiting for one task."""
    claims = rows.pop("claims", [CLAIM])
    key = f"{PLAN_REASON_RULES[reason].task}:{about}"
    balances = [
        Balance(one, DAY - timedelta(days=n), ClaimStatus.OPEN, 100, 0, 100, member_id=MEMBER)
        for n, one in enumerate(claims)
    ]
    plan = [PlanRow(one, PAYER, "2026-11-01", reason, task=key) for one in claims]
    nouns = [{"claim_id": one, "missing_since": rows.get("missing_since")} for one in claims]
    given = {"balances": balances, "plan": plan, "claims": nouns}
    people = [Member(MEMBER, first_name="Ida", born_on=DAY, phone=PAYER)]
    answers = rows.get("answers", [])
    return tasks_of(day_with(as_of=DAY, members=people, answers=answers, **given))


@pytest.mark.parametrize("reason", RESTING)
def test_a_claim_that_rests_without_a_day_has_the_task_that_its_plan_names(reason):
    tasks = resting_on(reason)

    rules = PLAN_REASON_RULES[reason]
    [task] = tasks.standing
    assert task.key == f"{rules.task}:{CLAIM}"
    assert (task.todo, task.again_days) == (rules.todo, rules.again_days)
    assert (task.name, task.since_on) == ("Ida", DAY)
    assert task.detail == "forfall 23.11.2026: 1\xa0kr"


def test_claims_of_one_task_are_one_with_their_number_and_sum():
    [task] = resting_on(PlanReason.NOT_ASSIGNED, "step:call", claims=["k:1", "k:2", "k:3"]).standing

    assert task.detail == "3 krav, det eldste med forfall 21.11.2026: 3\xa0kr"
    assert (task.since_on, task.invoice_id) == (DAY - timedelta(days=2), None)


def test_an_answer_holds_while_more_claims_come_and_lapses_when_a_claim_is_gone_anew():
    weeks = (DAY - timedelta(weeks=1), DAY)
    [task] = resting_on(PlanReason.UNCONFIRMED, missing_since=weeks[0]).standing
    answer = [answered(task)]

    same, again = (
        resting_on(PlanReason.UNCONFIRMED, missing_since=week, answers=answer) for week in weeks
    )
    [step] = resting_on(PlanReason.NOT_ASSIGNED, "step:call").standing
    more = resting_on(
        PlanReason.NOT_ASSIGNED, "step:call", claims=["k:1", "k:2"], answers=[answered(step)]
    )

    assert (same.standing, len(again.standing)) == ([], 1)
    assert more.standing == []


def test_an_application_is_one_task_that_its_answer_hides_whether_or_not_something_is_owed():
    about = f"{FindingKind.APPLICANT_UNPROCESSED}:{MEMBER}"
    key = f"{TaskKind.DECIDE_APPLICANT}:{about}"
    rows = {
        "members": [Member(MEMBER, MemberStatus.UNPROCESSED, "Ida", born_on=DAY, phone=PAYER)],
        "balances": [Balance(CLAIM, DAY, ClaimStatus.OPEN, 100, 0, 100, member_id=MEMBER)],
        "claims": [{"claim_id": CLAIM}],
    }
    owing = rows | {"plan": [PlanRow(CLAIM, PAYER, "x", PlanReason.APPLICANT, task=key)]}

    [alone], [task] = (tasks_of(day_with(as_of=DAY, **given)).every for given in (rows, owing))

    assert alone == task and task.key == key
    for given in (rows, owing):
        assert tasks_of(day_with(as_of=DAY, **given, answers=[answered(task)])).standing == []


@pytest.mark.parametrize(("about", "kinds"), [
    (MEMBER, [TaskKind.FIND_CONTACT]),
    (CLAIM, [TaskKind.FIND_CONTACT, TaskKind.TIDY]),
])  # fmt: skip
def test_who_owes_and_is_reached_in_no_way_is_asked_of_once(about, kinds):
    key = f"{TaskKind.FIND_CONTACT}:{about}"
    day = day_with(
        as_of=DAY,
        members=[Member(MEMBER, born_on=DAY)],
        balances=[Balance(CLAIM, DAY, ClaimStatus.OPEN, 100, 0, 100, member_id=MEMBER)],
        claims=[{"claim_id": CLAIM}],
        plan=[PlanRow(CLAIM, PAYER, "x", PlanReason.NO_CONTACT, task=key)],
    )

    assert [task.kind for task in tasks_of(day).standing] == kinds


def test_W1_a_shared_phone_is_one_task_that_names_whose_profiles_it_is_on():
    shared = [UnusedValue(PAYER, key, is_shared=True) for key in (MEMBER, "k:2")]
    placeholder = UnusedValue("ukjent@ukjent.no", MEMBER, is_shared=False)
    key = f"find_contact:value:{digest(PAYER)}"
    day = day_with(
        as_of=DAY,
        members=[Member(MEMBER, first_name="Ida"), Member("k:2", first_name="Eva")],
        balances=[Balance(CLAIM, DAY, ClaimStatus.OPEN, 100, 0, 100, member_id=MEMBER)],
        claims=[{"claim_id": CLAIM}],
        plan=[PlanRow(CLAIM, "p", "x", PlanReason.NO_CONTACT, task=key)],
        unused_values=[*shared, placeholder],
    )

    [task] = of_kind(tasks_of(day), TaskKind.FIND_CONTACT)

    assert (task.key, task.todo) == (key, "Hvem sitt er dette?")
    assert task.detail.endswith("står på 2 profiler: Eva, Ida")
    assert json.loads(task.evidence) == sorted([MEMBER, "k:2"])


@pytest.mark.parametrize("reason", PlanReason)
def test_a_reason_has_a_kind_of_task_that_somebody_answers_or_none(reason):
    kind = PLAN_REASON_RULES[reason].task

    assert kind is None or kind in TASK_RULES
    assert kind is not None or not PLAN_REASON_RULES[reason].todo


def listed_hold(**more: Any) -> Hold:
    """Return a hold of the office's own list, on the member."""
    row = Hold("l", HoldKind.FREEZE, DAY, DAY + timedelta(9), member_id="hoopit:7")
    return row._replace(**more)


def stops_of(hold: Hold, system: str = "hoopit", open_ore: int = 100) -> list[Task]:
    due_on, claim_id = DAY - timedelta(30), f"{system}:1"
    claim = Balance(claim_id, due_on, ClaimStatus.OPEN, 100, 100 - open_ore, open_ore)
    claim = claim._replace(member_id="hoopit:7", invoice_id="hoopit:i", title="Avgift")
    tasks = tasks_of(day_with(as_of=DAY, standing_holds=[hold], balances=[claim]))
    return [task for task in tasks.every if task.kind == TaskKind.STOP_REMINDERS]


@pytest.mark.parametrize(
    ("hold", "more", "asked"),
    [
        pytest.param(listed_hold(), {}, True, id="P18 the system reminds by itself"),
        pytest.param(listed_hold(), {"system": "klubbadmin"}, False, id="this one does not"),
        pytest.param(listed_hold(end_on=DAY - timedelta(1)), {}, False, id="over"),
        pytest.param(listed_hold(end_on=None), {}, True, id="without an end"),
        pytest.param(listed_hold(invoice_id="hoopit:i"), {}, True, id="on the order"),
        pytest.param(listed_hold(invoice_id="hoopit:j"), {}, False, id="on another order"),
        pytest.param(listed_hold(), {"open_ore": 0}, False, id="H8 settled: the row is done"),
    ],
)
def test_P18_an_agreement_on_the_list_asks_to_stop_the_systems_own_reminders(hold, more, asked):
    tasks = stops_of(hold, **more)

    assert [task.todo for task in tasks] == ([STOP] if asked else [])
    assert all("medlemskapet er fryst" in task.detail for task in tasks)


@pytest.mark.parametrize(
    ("issued", "joined", "asked"),
    [(-1, -1, None), (0, 0, None), (3, -1, 3), (-1, 5, 5), (3, 5, 5), (3, None, 3)],
)
def test_B9_what_is_counted_from_a_later_day_is_asked_about(issued, joined, asked):
    due_on = DAY - timedelta(30)
    claim = Balance("k:1", due_on, ClaimStatus.OPEN, 100, 0, 100, member_id="k:7")
    claim = claim._replace(issued_on=due_on + timedelta(issued))
    joined_on = None if joined is None else due_on + timedelta(joined)

    day = day_with(as_of=DAY, balances=[claim], members=[Member("k:7", joined_on=joined_on)])

    later = [task for task in tasks_of(day).every if task.about == "k:1:due"]
    days = [(task.since_on - due_on).days for task in later]
    assert days == ([] if asked is None else [asked])


@pytest.mark.parametrize(
    ("status", "dues", "fact"),
    [
        (MemberStatus.ACTIVE, {}, "neste forfall er ikke kjent"),
        (MemberStatus.ACTIVE, {"fees": 20}, "neste forfall 13.12.2026: 3\xa0kr"),
        (MemberStatus.ACTIVE, {"fees": 20, "claims": 30}, "neste forfall 23.12.2026: 1\xa0kr"),
        (MemberStatus.ACTIVE, {"claims": 5}, "neste forfall er ikke kjent"),  # in the freeze
        (MemberStatus.LEFT, {"fees": 20}, None),
    ],
)
def test_p20_what_falls_due_after_a_freeze_is_a_claim_or_else_an_invoice_to_be_made(
    status, dues, fact
):
    ends_on = DAY + timedelta(10)
    freeze = Hold("h", HoldKind.FREEZE, DAY - timedelta(90), ends_on, MEMBER)
    due_on = {what: DAY + timedelta(days) for what, days in dues.items()}
    fees = [
        FeeProposal(
            1,
            FeeAct.NEW,
            MEMBER,
            "r",
            FeeType.TRAINING,
            "Avgift",
            DAY,
            DAY,
            day,
            300,
            FeeNote.MISSING,
        )
        for what, day in due_on.items()
        if what == "fees"
    ]
    claims = [
        Balance(CLAIM, day, ClaimStatus.OPEN, 100, 0, 100, member_id=MEMBER)
        for what, day in due_on.items()
        if what == "claims"
    ]
    member = Member(MEMBER, status)

    tasks = tasks_of(
        day_with(
            as_of=DAY,
            members=[member],
            standing_holds=[freeze],
            fee_proposals=fees,
            balances=claims,
        )
    )

    told = [task.detail for task in tasks.every if task.about == f"freeze:{MEMBER}"]
    assert told == ([] if fact is None else [f"til og med 03.12.2026; {fact}"])


def test_p20_an_invoice_that_the_club_has_said_yes_to_falls_due_after_a_freeze():
    freeze = Hold("h", HoldKind.FREEZE, DAY - timedelta(90), DAY + timedelta(10), MEMBER)
    asked = FeeProposal(
        1, FeeAct.ASK, MEMBER, "r", FeeType.TRAINING, "Avgift", DAY, DAY, DAY + timedelta(20), 300,
        FeeNote.PARTLY_FROZEN, frozen_days=10,
    )  # fmt: skip
    more = {"members": [Member(MEMBER)], "standing_holds": [freeze], "fee_proposals": [asked]}
    every = tasks_of(day_with(as_of=DAY, **more)).every
    [question] = [task for task in every if task.kind == TaskKind.DECIDE_FEE]

    yes = Answer(question.key, question.evidence, TaskAnswer.YES)
    every = tasks_of(day_with(as_of=DAY, answers=[yes], **more)).every

    [told] = [task.detail for task in every if task.about == f"freeze:{MEMBER}"]
    assert "neste forfall 13.12.2026: 3\xa0kr" in told
