"""A message that somebody writes by hand: an errand, what was answered, that all is paid.

It goes to the payer of one member, by the same rules as all others: only what the club allows, by
texts that hold, within the hours, and one a day.
"""

from datetime import date
from pathlib import Path

from workbench.messages.facts import ClaimLine, MessageFacts
from workbench.model.errors import UsageError
from workbench.model.kinds import Channel
from workbench.model.message_kinds import MESSAGE_RULES, MessageGroup, MessageKind
from workbench.office.day import Day, day_of
from workbench.office.delivering import Clock, Gateways, Sent, send_one
from workbench.office.desk import Desk
from workbench.office.outbox import ready_to_send
from workbench.office.task_messages import by_channel, left_alone
from workbench.office.wanted import MemberToTell, Wanted, club_facts
from workbench.store.queries import load, typed
from workbench.values.text import tidy

QUERIES = load(Path(__file__).with_suffix(".sql"))
BY_HAND = (
    *(kind for kind, rules in MESSAGE_RULES.items() if rules.allowed_as == MessageGroup.ERRANDS),
    MessageKind.ALL_PAID,
    MessageKind.CREDIT,
    MessageKind.CLOSURE,
    MessageKind.OBJECTION_ANSWERED,
)
LONGEST_REASON = 300  # characters


def write_to(
    desk: Desk,
    now: Clock,
    kind: str,
    who: str,
    *,
    reason: str = "",
    dry_run: bool = False,
    gateways: Gateways | None = None,
) -> Sent:
    """Write to the payer of a member, named by id or name; return the message and what became of
    it, or that it waits and why.

    `reason` is why, or what was answered, where the text says that. Raises UsageError for a kind
    that is not written by hand, a name of several members or none, and a payer whom nothing that
    the club allows reaches.
    """
    if kind not in BY_HAND:
        raise UsageError(f"{kind!r} skrives ikke for hånd; velg en av {', '.join(BY_HAND)}.")
    if len(reason) > LONGEST_REASON:
        raise UsageError(
            f"Teksten er på {len(reason)} tegn; kort den ned til {LONGEST_REASON}, eller skriv et "
            "brev."
        )
    if kind == MessageKind.OBJECTION_ANSWERED and not tidy(reason):
        raise UsageError("Skriv hva som ble svart, med --reason.")
    with day_of(desk, now().date()) as day:
        wanted = _wanted(day, desk, MessageKind(kind), who, tidy(reason))
        (wanted,) = ready_to_send(day, desk, [wanted], now())
    if dry_run or wanted.waits:
        return Sent(waiting=[wanted])
    return send_one(desk, now, wanted, gateways)


def _wanted(day: Day, desk: Desk, kind: MessageKind, who: str, reason: str) -> Wanted:
    people = typed(MemberToTell, QUERIES.people_named(day.db.conn, text=who))
    if len(people) != 1:
        raise UsageError(
            f"{who!r} passer til {len(people)} medlemmer; skriv mer av navnet, eller id."
        )
    (person,) = people
    if person.member_id in left_alone(day):
        raise UsageError(
            f"{who!r}: noe står om dette hjemmet, så det skrives ikke dit; ring heller."
        )
    ((open_claims,),) = QUERIES.count_open(day.db.conn, member=person.member_id)
    if kind == MessageKind.ALL_PAID and open_claims:
        raise UsageError(f"{who!r}: alt er ikke betalt; {open_claims} krav er åpne.")
    facts = club_facts(desk.settings, [person.first_name])._replace(reason=reason)
    if kind in (MessageKind.CREDIT, MessageKind.CLOSURE):
        facts = _with_credits(day, facts, person.member_id)
    wanted = Wanted(kind, Channel.SMS, "", person.contact_name or "", facts, ())
    for reached in by_channel(desk, wanted, person):
        return reached
    raise UsageError(
        f"{who!r} kan ikke skrives til: [meldinger] i club.toml åpner ikke for "
        f"«{MESSAGE_RULES[kind].allowed_as}» på en måte som når betaleren."
    )


def _with_credits(day: Day, facts: MessageFacts, member_id: str) -> MessageFacts:
    """Return the facts with what was credited to a member in the last month. Raises UsageError if
    nothing was."""
    rows = [*QUERIES.credits_of(day.db.conn, member=member_id, day=day.as_of)]
    if not rows:
        raise UsageError("Ingenting er kreditert denne måneden, så det er ikke noe å si fra om.")
    reasons = "; ".join(dict.fromkeys(reason for _, reason, *_ in rows))
    return facts._replace(
        reason=facts.reason or reasons,
        amount_ore=sum(ore for ore, *_ in rows),
        claims=tuple(
            ClaimLine(title, date.fromisoformat(due_on), open_ore)
            for _, _, title, due_on, open_ore in rows
            if due_on
        ),
    )
