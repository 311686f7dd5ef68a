"""What a cell of a list says in bokmål, where it is not the value itself."""

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import Any

from workbench.model.fee_kinds import FeeNote
from workbench.model.hold_kinds import HoldKind
from workbench.model.message_kinds import MessageState
from workbench.model.payment_kinds import CreditKind, PaymentUse
from workbench.model.plan_reasons import PlanReason
from workbench.model.task_kinds import OF_CLUB, TASK_RULES, TaskAnswer, TaskKind, WaitsFor
from workbench.norsk import detail_text, step_name, tall_dato, text_of
from workbench.reports import wording


def text_in(codes: type[StrEnum]) -> Callable[[str], str]:
    """Return the function that gives the text of a code of this set.

    >>> text_in(TaskKind)("stop_reminders")
    'Stans påminnelser i medlemssystemet'
    """
    return lambda code: text_of(codes(code))


def describe_flag(flag: bool) -> str | None:
    return "ja" if flag else None


def describe_role(is_operator: bool) -> str:
    return "operatør" if is_operator else "agent"


def describe_access(is_active: bool) -> str:
    return "åpen" if is_active else "stengt"


def describe_claims(count: int, needs_talk: bool) -> str:
    return f"{count} – trenger en prat" if needs_talk else str(count)


def describe_reason(reason: str, detail: str | None) -> str:
    """Return why a claim is not followed up; of a hold, the text of its kind.

    >>> describe_reason("held", "freeze"), describe_reason("waiting", None)
    ('medlemskapet er fryst', 'venter – det er for kort tid siden forfall eller forrige steg')
    """
    if reason == PlanReason.HELD and detail in list(HoldKind):
        return text_of(HoldKind(detail))
    text = wording.reason_name(reason)
    return text if detail is None else f"{text} ({detail_text(detail)})"


def describe_message_state(state: str | None, note: str | None) -> str:
    """Return what became of a message, or why it waits.

    >>> describe_message_state("sent", None), describe_message_state(None, "venter til i morgen")
    ('sendt', 'venter til i morgen')
    """
    return " – ".join(filter(None, (text_of(MessageState(state)) if state else None, note)))


def describe_fee(why: str, how: str) -> str:
    """Return why an invoice is proposed, and how its sum came about.

    >>> describe_fee("missing", "sibling cut")
    'har ikke fått faktura; søskenrabatt; begynte etter periodens første dag'
    """
    return "; ".join(text_of(FeeNote(note)) for note in (why, *how.split()))


def mark_unchanged(file: Mapping[str, Any]) -> dict[str, Any]:
    """Return a file that was read before, with the day on which it was read in its title."""
    return {**file, "title": f"{file['title']} (uendret, lest {tall_dato(file['imported_on'])})"}


def describe_task(key: str) -> str:
    """Return what must be done in the task with this key.

    >>> describe_task("settle_hold:call:7")
    'Avklar det som hviler uten sluttdato'
    """
    return text_of(TaskKind(key.partition(":")[0]))


def describe_waiting_for(kind: str, answer: str, hides_task: bool) -> str:
    """Return who must act after an answer, or that none must: an answer that decides has done so,
    and the task of another may be gone, or stand again."""
    if answer in OF_CLUB and hides_task:
        return text_of(WaitsFor.OPERATOR)
    if answer != TaskAnswer.DONE:
        return "avgjort"
    if not hides_task:
        return "skjuler ingenting"
    return text_of(TASK_RULES[TaskKind(kind)].then_waits_for)


def describe_rehearsed(step_id: str) -> str:
    return step_name(step_id) if step_id else "Før noe ble sendt"


def describe_payment(payer_name: str | None, message: str | None, kid: str | None) -> str:
    """Return whom money is from, as the bank has it."""
    quoted = f"«{message}»" if message else None
    return ", ".join(filter(None, (payer_name, quoted, f"KID {kid}" if kid else None)))


def join_texts(first: str | None, second: str | None) -> str:
    return ": ".join(filter(None, (first, second)))


def describe_credit(kind: str) -> str:
    """Return what kind of credit it is; money that was kept is none that was given."""
    return "innbetaling" if kind == PaymentUse.KEPT else text_of(CreditKind(kind))


def describe_repair(proposal: str | None, repaired: str | None) -> str | None:
    return proposal if repaired is None else f"rettet til {repaired}"


def describe_file(
    left_out: str | None,
    noted: str | None,
    forced: str | None,
    unread: Sequence[str],
    missing: Sequence[str],
) -> str:
    """Return what was left out of a file, what has changed in many of its rows, why it was read in
    spite of a guard, and the headings that nobody reads or that are missing.

    >>> describe_file(None, None, None, ["Draktnr"], ["Kjønn", "Sted"])
    'leses ikke: Draktnr; mangler: Kjønn, Sted'
    """
    notes = []
    if left_out:
        notes.append(f"utelatt: {left_out}")
        if "fødselsnummer" in left_out:
            notes.append("kopien vår har stjerner")
    if noted:
        notes.append(noted)
    if forced:
        notes.append(f"tatt likevel: {forced}")
    if unread:
        notes.append(f"leses ikke: {', '.join(unread)}")
    if missing:
        notes.append(f"mangler: {', '.join(missing)}")
    return "; ".join(notes)
