"""The situations an order can be in, with what the policy must then answer. Decided first; the
dates and files are built from it, so that the truth is true by construction.

Days are counted from as_of, negative before it. Batches: M1 and M0 membership last and this year
(due -656, -292), V and H training spring and autumn (-266, -68), A to D newcomers (-21, -9, -3,
+10). In other systems a batch is also named by the days since it was due; F is not due, and the
gym's Y, R, G and H are of growing age.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from workbench.demo.systems import System
from workbench.model.words import PlanReason

Days = tuple[int, int]  # from and to, both included
Agreed = tuple[str, int, int | None]  # kind of hold, from, to


@dataclass(frozen=True)
class Situation:
    """One row of the table: where it may be dealt, what is built, and the answer."""

    name: str
    batches: str
    share: float  # orders per 100 members
    reason: str  # PlanReason, "paid" or "cancelled"
    step: str | None = None
    r1: Days | None = None  # reminder_1 was sent
    r2: Days | None = None
    status: str = "open"  # in the member system
    received: Callable[[int], list[int]] | None = None  # through the bank, of the amount
    hold: Agreed | None = None
    whole: bool = False  # the hold is on the membership, not the order
    # alone, family, applicant, of age, one or several (members in it), many (unpaid claims), or
    # two (guardians of a minor)
    who: str = ""
    account: str = ""
    contact: str = ""  # "none", "email" when there is no phone, "second" for that guardian's only
    left: Days | None = None  # resigned, in days from the due date
    known: bool = False  # the member system has what was received, too
    refunded: bool = False

    @property
    def is_exclusive(self) -> bool:
        """Say whether it touches more than the order, so that nothing else may be dealt there."""
        return self.whole or self.left is not None or self.who in (
            "alone", "family", "many", "two",
        )  # fmt: skip


def all_of_it(ore: int) -> list[int]:
    return [ore]


S, R, CALL, ONE, TWO = Situation, PlanReason, "call", "reminder_1", "reminder_2"
PAID = S("paid", "", 0, "paid", status="paid")
LONG_AGO, LATER = (-62, -50), (-40, -8)  # two reminders, a call is due

# fmt: off
SITUATIONS = (
    # the few applicants first, before their households are taken
    S("applicant", "A B", 0.5, R.APPLICANT, who="applicant", account="3920"),
    S("applicant, not due", "D", 0.25, R.NOT_DUE, who="applicant", account="3920"),
    S("applicant in training", "B", 0.25, R.STEP_DUE, ONE, who="applicant", account="3930"),
    # one person or household each
    S("no contact", "H M0", 0.25, R.NO_CONTACT, r1=(-60, -15), who="alone", contact="none"),
    S("no contact, call", "H M0", 0.25, R.NO_CONTACT, r1=LONG_AGO, r2=LATER, who="alone",
      contact="none"),
    S("no contact, family", "H", 0.25, R.NO_CONTACT, r1=(-60, -15), who="family", contact="none"),
    S("call without a phone", "H M0", 0.4, R.NO_CONTACT, r1=LONG_AGO, r2=LATER, who="alone",
      contact="email"),
    # a guardian owes what was billed before the 18th birthday: the youth is not asked for it
    S("came of age since", "H V", 0.25, R.NO_CONTACT, r1=(-60, -15), who="of age"),
    S("left before due", "H", 0.4, R.RESIGNED, left=(-40, -2)),
    S("left the day before due", "H", 0.2, R.RESIGNED, r1=(-40, -30), left=(-1, -1)),
    S("left on the due day", "H", 0.2, R.STEP_DUE, TWO, r1=(-40, -30), left=(0, 0)),
    S("left after due", "H", 0.25, R.STEP_DUE, TWO, r1=(-40, -30), left=(1, 40)),
    S("deceased", "H M0", 0.2, R.HELD, hold=("deceased", -25, None), whole=True, who="alone"),
    S("guardianship", "H M0", 0.2, R.HELD, hold=("guardianship", -90, None), whole=True,
      who="alone"),
    S("frozen", "H", 0.5, R.HELD, hold=("freeze", -30, 60), whole=True),
    S("hardship", "H", 0.4, R.HELD, r1=(-50, -40), hold=("hardship", -20, None),
      whole=True),
    S("three or more unpaid", "H", 0.75, R.STEP_DUE, CALL, r1=LONG_AGO, r2=LATER, who="many"),
    # agreements on one order
    S("deferred until today", "H", 0.25, R.HELD, r1=(-50, -30), hold=("deferral", -20, 0)),
    S("deferred from today", "H", 0.25, R.HELD, hold=("deferral", 0, 21)),
    S("payment plan", "H V", 0.5, R.HELD, r1=(-60, -50), hold=("payment_plan", -40, 90)),
    S("objection", "H", 0.5, R.HELD, r1=(-50, -20), hold=("objection", -12, None)),
    S("credit under way", "H V", 0.4, R.HELD, hold=("credit_pending", -6, None)),
    S("deferral over", "H", 0.4, R.STEP_DUE, TWO, r1=(-62, -60), hold=("deferral", -58, -40)),
    S("deferred until yesterday", "H", 0.2, R.STEP_DUE, ONE, hold=("deferral", -40, -1)),
    S("deferred from tomorrow", "H", 0.2, R.STEP_DUE, TWO, r1=(-40, -30),
      hold=("deferral", 1, 30)),
    S("the deferral stopped the clock", "B", 0.2, R.WAITING, hold=("deferral", -8, -2)),
    # the member system's own words
    S("to be decided", "H M0", 0.5, R.REVIEW, status="review"),
    S("cancelled", "H V M0", 0.75, "cancelled", status="cancelled"),
    # payments through the bank
    S("paid, both know", "H A B C", 3, "paid", status="paid", received=all_of_it),
    S("paid, the bank knows", "H A B C", 1.5, "paid", received=all_of_it),
    S("paid after reminders", "H", 0.5, "paid", r1=LONG_AGO, r2=LATER, received=all_of_it),
    S("family paid", "M0 A B", 0.3, "paid", r1=(-20, -15), received=all_of_it, who="several"),
    S("paid twice", "H", 0.25, "paid", received=lambda ore: [ore, ore]),
    S("a little is left", "H", 0.25, R.BELOW_MINIMUM, r1=(-50, -15),
      received=lambda ore: [ore - 4999]),
    S("just enough is left", "H", 0.2, R.STEP_DUE, TWO, r1=(-50, -15),
      received=lambda ore: [ore - 5000]),
    S("half paid", "H", 0.4, R.STEP_DUE, TWO, r1=(-50, -15), received=lambda ore: [ore // 2]),
    S("paid in two parts, not all", "H", 0.2, R.STEP_DUE, CALL, r1=LONG_AGO, r2=LATER,
      received=lambda ore: [ore // 4, ore // 4]),
    # nothing special: the days decide
    S("not due", "D", 5, R.NOT_DUE),
    S("due three days ago", "C", 3.5, R.WAITING),
    S("first reminder", "B", 3, R.STEP_DUE, ONE),
    S("first reminder, late", "H", 1.5, R.STEP_DUE, ONE),
    S("second reminder today", "H A", 0.25, R.STEP_DUE, TWO, r1=(-14, -14)),
    S("second reminder tomorrow", "H A", 0.25, R.WAITING, r1=(-13, -13)),
    S("second reminder", "H", 3.5, R.STEP_DUE, TWO, r1=(-45, -15)),
    S("second reminder, newcomer", "A", 1.25, R.STEP_DUE, TWO, r1=(-16, -15)),
    S("second reminder waits", "H A", 4.5, R.WAITING, r1=(-12, -1)),
    S("call today", "H", 0.25, R.STEP_DUE, CALL, r1=(-50, -30), r2=(-7, -7)),
    S("call tomorrow", "H", 0.25, R.WAITING, r1=(-50, -30), r2=(-6, -6)),
    S("call", "H", 1, R.STEP_DUE, CALL, r1=LONG_AGO, r2=LATER),
    S("call waits", "H", 2.5, R.WAITING, r1=(-50, -25), r2=(-5, -1)),
    S("call, spring", "V", 0.25, R.STEP_DUE, CALL, r1=(-200, -100), r2=(-60, -10)),
    S("old, second reminder", "V M0", 1.75, R.STEP_DUE, TWO, r1=(-100, -20)),
    S("old, waits", "V M0", 1, R.WAITING, r1=(-12, -2)),
    S("last year", "M1", 0.25, R.STEP_DUE, TWO, r1=(-300, -100)),
)

# ------------------------------------------------------------------ the other systems

BASE = {row.name: row for row in SITUATIONS}
SENT = (-90, -90)  # by the system, on its own day
UNKNOWN = "unknown_member"
EVERYWHERE = (
    # here the guardian, who owes it, is on file
    S("came of age since", "H V", 0.25, R.STEP_DUE, TWO, r1=(-60, -15), who="of age"),
    S("settled by hand", "H V", 1, "paid", status="paid_manual"),
    replace(BASE["half paid"], who="one", known=True),
    *(replace(BASE[name], who="one")
      for name in ("a little is left", "just enough is left", "paid in two parts, not all")),
)
SECOND = S("only the second guardian", "H", 0.4, R.STEP_DUE, TWO, r1=(-45, -15), who="two",
           contact="second")
NOBODY = S("nobody has that name", "H V", 0.25, UNKNOWN, r1=(-45, -15), who="one")
SAME_NAME = S("two have that name", "", 0.25, UNKNOWN)
TOLD_APART = S("two have that name, in two groups", "", 0.25, R.STEP_DUE, TWO, r1=(-45, -15))
PAIRS = {"spond": [SAME_NAME], "hoopit": [SAME_NAME, TOLD_APART],
         "tryggivann": [SAME_NAME, TOLD_APART]}


def by_rule(batches: str) -> tuple[Situation, ...]:
    """Return the days around each step where the system itself reminds, each in its batch."""
    one, one_soon, two, two_soon, two_later, call, call_soon, call_later = batches.split()
    return (
        S("first reminder today", one, 0.25, R.STEP_DUE, ONE),
        S("first reminder tomorrow", one_soon, 0.25, R.WAITING),
        S("second reminder today", two, 0.25, R.STEP_DUE, TWO, r1=SENT),
        S("second reminder tomorrow", two_soon, 0.25, R.WAITING, r1=SENT),
        S("second reminder waits", two_later, 1, R.WAITING, r1=SENT),
        S("call today", call, 0.25, R.STEP_DUE, CALL, r1=SENT, r2=SENT),
        S("call tomorrow", call_soon, 0.25, R.WAITING, r1=SENT, r2=SENT),
        S("call waits", call_later, 1, R.WAITING, r1=SENT, r2=SENT),
    )


OWN = {
    "spond": (
        SECOND, NOBODY,
        S("refunded", "H V", 0.25, R.STEP_DUE, ONE, received=all_of_it, refunded=True),
    ),
    "hoopit": (
        SECOND, NOBODY, *by_rule("5 4 16 15 14 12 11 9"),
        S("frozen in the system", "H V", 0.5, R.HELD, status="frozen"),
    ),
    "spoortz": (SECOND,),
    "tryggivann": (
        NOBODY, *by_rule("5 4 21 20 9 21 20 16"),
        replace(BASE["first reminder"], batches="9", share=1),
        replace(BASE["not due"], batches="F"),
        replace(BASE["family paid"], batches="H"),
    ),
    "annet": (
        S("frozen membership", "H", 0.5, R.HELD, status="frozen", whole=True),
        S("in collection", "H", 0.5, R.IN_COLLECTION, status="in_collection"),
        replace(BASE["not due"], batches="D F", share=40),
        replace(BASE["due three days ago"], batches="B C Y"),
        replace(BASE["first reminder"], batches="A R G"),
        S("second reminder today", "G H", 0.25, R.STEP_DUE, TWO, r1=(-10, -10)),
        S("second reminder tomorrow", "G H", 0.25, R.WAITING, r1=(-9, -9)),
        replace(BASE["second reminder waits"], batches="G H", r1=(-8, -1)),
    ),
}
# fmt: on


def situations_of(system: System) -> tuple[Situation, ...]:
    """Return the rows to be dealt, a system's own in the place of KlubbAdmin's of the same name."""
    own = {row.name: row for row in (*EVERYWHERE, *OWN[system.name])}
    kept = [own.pop(row.name, row) for row in SITUATIONS if can_say(system, row)]
    return (*own.values(), *kept)


def can_say(system: System, row: Situation) -> bool:
    """Say whether a system's files can express one of KlubbAdmin's situations."""
    newest = row.r2 or row.r1
    return (
        not {*row.batches.split()}.isdisjoint(system.batches.split())
        and not (system.is_by_name and (row.hold or row.left))
        and not (system.reminds and newest and newest[0] > -17)  # on days that are not the rule's
        and row.who not in ("applicant", "several")
        and (row.status != "review" or system.name == "spond")
    )
