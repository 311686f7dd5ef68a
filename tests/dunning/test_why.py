"""What a row of the plan says to whoever has to answer for it."""

from datetime import date

import pytest

from workbench.dunning.why import Explained, answers, describe_change, describe_clock, explain
from workbench.model.day_rows import Freshness
from workbench.model.hold_kinds import HoldKind
from workbench.model.kinds import Channel, StepKind
from workbench.model.plan_reasons import PlanReason as R
from workbench.model.reason_rules import PLAN_REASON_RULES
from workbench.model.task_kinds import TaskKind
from workbench.norsk import text_of

DUE = date(2026, 2, 20)
BANK = Freshness("bank", "payments", "Bankfilen", date(2026, 11, 20), date(2026, 11, 22))
NO_FACTS = Explained(
    claim_id="a", payer_id="p", name="Ida By", contact_name="Kim By",
    title="Treningsavgift", due_on=DUE, open_ore=1_250_00, reason=R.WAITING, step_id=None,
    kind=None, channel=None, due_version="2026-02-20", detail=None, next_on=None, task=None,
    policy=None, since_on=None, days=None, held_days=None, promised_on=None, hold_kind=None,
    hold_start_on=None, hold_end_on=None, other_titles=None,
)  # fmt: skip
REMINDER = {
    "reason": R.STEP_DUE, "step_id": "reminder_1", "kind": StepKind.REMINDER,
    "channel": Channel.MEMBER_SYSTEM, "since_on": DUE, "days": 10,
}  # fmt: skip
CALL = REMINDER | {"step_id": "call", "kind": StepKind.CALL, "channel": Channel.PHONE}
PROMISE = {
    "reason": R.HELD, "promised_on": date(2026, 12, 1), "next_on": date(2026, 12, 3),
    "hold_kind": HoldKind.PROMISE,
}  # fmt: skip
FREEZE = {
    "reason": R.FROZEN_PERIOD, "hold_kind": HoldKind.FREEZE, "hold_start_on": date(2026, 3, 1),
    "hold_end_on": date(2026, 3, 31), "title": "avgiften for mars",
}  # fmt: skip


def row(**facts):
    return NO_FACTS._replace(**facts)


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        pytest.param(
            REMINDER,
            "Påminnelse nr. 1 til Kim By (fra medlemssystemet): "
            "10 dager etter forfall 20. februar.",
            id="a reminder",
        ),
        pytest.param(
            REMINDER | {"channel": None, "step_id": None},
            " til Kim By: 10 dager etter forfall 20. februar.",
            id="a step without channel and id",
        ),
        pytest.param(
            CALL | {"since_on": date(2026, 3, 1), "days": 1, "held_days": 4},
            "Kim By ringes: 1 dag siden 1. mars, uten 4 dager da det hvilte.",
            id="a call after held days",
        ),
        pytest.param(
            CALL | {"contact_name": "foresatte til Ida By"},
            "Foresatte til Ida By ringes: 10 dager etter forfall 20. februar.",
            id="a call to whoever answers for a child",
        ),
        pytest.param(
            CALL | {"held_days": 1},
            "Kim By ringes: 10 dager etter forfall 20. februar, uten 1 dag da det hvilte.",
            id="a call after a held day",
        ),
        pytest.param(
            CALL | {"promised_on": date(2026, 12, 1)},
            "Kim By ringes: betaling var lovet innen 1. desember og er ikke kommet.",
            id="P8 a broken promise",
        ),
        pytest.param(
            PROMISE,
            "Kim By ringes ikke nå: betaling er lovet innen 1. desember, og en fil med "
            "innbetalinger som kan vise det, kommer 3. desember. "
            "Mangler pengene da, står betaleren først.",
            id="P8 a promise",
        ),
        pytest.param(
            PROMISE | {"next_on": None},
            "Kim By ringes ikke nå: betaling er lovet innen 1. desember, og en fil med "
            "innbetalinger som kan vise det, er ikke lest. "
            "Mangler pengene da, står betaleren først.",
            id="B5 a promise whose file is not read",
        ),
        pytest.param(
            FREEZE | {"next_on": date(2026, 4, 3), "other_titles": "treningsavgiften"},
            "Ingen purring på Kim By før 3. april: medlemskapet er fryst fra 1. mars til 31. mars,"
            " og avgiften for mars skal ikke betales. Ikke med i frysen: treningsavgiften.",
            id="B8 a freeze",
        ),
        pytest.param(
            FREEZE | {"reason": R.PARTLY_FROZEN, "hold_end_on": None, "title": None},
            "Ingen purring på Kim By: medlemskapet er fryst fra 1. mars, som er en del av tiden"
            " avgiften gjelder.",
            id="B8 frozen for a part of the time",
        ),
        pytest.param(
            FREEZE | {"reason": R.HELD},
            "Ingen purring på Kim By: medlemskapet er fryst fra 1. mars til 31. mars.",
            id="a freeze of another time",
        ),
        pytest.param(
            {"reason": R.NOT_DUE, "next_on": date(2026, 3, 2)},
            "Ingen purring på Kim By før 2. mars: Treningsavgift forfaller 20. februar.",
            id="not due",
        ),
        pytest.param(
            {"reason": R.NOT_DUE, "next_on": date(2026, 3, 2), "title": None},
            "Ingen purring på Kim By før 2. mars: kravet forfaller 20. februar.",
            id="not due, without a title",
        ),
        pytest.param(
            {"next_on": date(2026, 3, 2), "since_on": DUE, "days": 3},
            "Ingen purring på Kim By før 2. mars: 3 dager etter forfall 20. februar.",
            id="waiting",
        ),
        pytest.param(
            {"reason": R.HELD, "hold_kind": HoldKind.OBJECTION},
            "Ingen purring på Kim By: har sagt seg uenig i kravet.",
            id="H3 a hold without an end",
        ),
        pytest.param(
            {
                "reason": R.HELD,
                "hold_kind": HoldKind.DEFERRAL,
                "hold_end_on": date(2026, 3, 9),
            },
            "Ingen purring på Kim By: har fått betalingsutsettelse til 9. mars.",
            id="H1 a hold until a day",
        ),
        pytest.param(
            {"reason": R.NO_NOTICE, "detail": "handover"},
            "Ingen purring på Kim By: inkassovarsel er ikke gitt, eller fristen i det er ikke ute"
            " (Oversendelse til inkassopartneren).",
            id="what the reason is about",
        ),
        pytest.param(
            {"reason": R.EXEMPT, "contact_name": None},
            "Ingen purring på Ida By: unntatt fra oppfølging.",
            id="nobody to contact",
        ),
        pytest.param(
            {"reason": R.EXEMPT, "contact_name": None, "name": None},
            "Ingen purring på betaleren: unntatt fra oppfølging.",
            id="nobody known",
        ),
    ],
)
def test_a_row_says_what_happens_and_why(facts, sentence):
    assert explain(row(**facts)) == sentence


def test_a_promise_names_the_file_that_can_show_the_money():
    assert "og bankfilen som kan vise det, kommer 3. desember" in explain(row(**PROMISE), BANK)


@pytest.mark.parametrize(
    "facts", [{}, {"since_on": DUE}, {"days": 3}], ids=["no facts", "no days", "no first day"]
)
def test_where_no_clock_runs_nothing_is_said_of_one(facts):
    assert describe_clock(row(**facts)) == ""


@pytest.mark.parametrize("reason", R)
def test_every_reason_says_what_would_change_it(reason):
    changes_when = PLAN_REASON_RULES[reason].changes_when

    assert describe_change(row(reason=reason)) == f"Det endrer seg når {changes_when}."


def test_a_why_card_answers_what_can_be_answered():
    facts = REMINDER | {"next_on": date(2026, 3, 9), "task": "decide_claim:a", "policy": "fast"}

    assert answers(row(**facts)) == [
        ("Hvem", "Kim By for Ida By"),
        ("Hva", "Treningsavgift, 1\xa0250\xa0kr, forfall 20.02.2026"),
        ("Nå", explain(row(**facts))),
        ("Klokken", "10 dager etter forfall 20. februar"),
        ("Neste dag", "09.03.2026"),
        ("Venter på", "Avgjør hva som skal skje med kravet"),
        ("Endring", describe_change(row(**facts))),
        ("Regel", f"R1: {PLAN_REASON_RULES[R.STEP_DUE].text} (purreløp fast)"),
    ]


def test_a_why_card_leaves_out_what_has_no_answer():
    card = dict(answers(row(reason=R.EXEMPT, name="Kim By", title=None)))

    assert [*card] == ["Hvem", "Hva", "Nå", "Endring", "Regel"]
    assert card["Hvem"] == "Kim By"
    assert card["Hva"] == "Krav, 1\xa0250\xa0kr, forfall 20.02.2026"
    assert card["Regel"] == f"A4: {PLAN_REASON_RULES[R.EXEMPT].text}"


def test_a_task_about_a_doubt_is_named_by_its_kind():
    waits = row(reason=R.CONTRADICTED, task="unread_row:doubt:1f")

    assert dict(answers(waits))["Venter på"] == text_of(TaskKind.UNREAD_ROW)


def test_a_why_card_names_the_file_too():
    assert "bankfilen" in dict(answers(row(**PROMISE), BANK))["Nå"]
