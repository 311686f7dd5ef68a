"""The situations an order can be in, with what the policy must then answer.

They are decided first; dates and files are built from them: the truth is true by construction.

Days are counted from as_of, negative before it; `due` counts the days since the order was due. A
club's orders were due 658 and 292 days ago (membership), 266 and 68 (training in spring and
autumn), and those of newcomers as their system has it.
"""

from dataclasses import dataclass, replace

from workbench.demo.systems import System
from workbench.model.plan_reasons import PlanReason

Days = tuple[int, int]  # from and to, both included
Agreed = tuple[str, int, int | None]  # kind of hold, from, to


@dataclass(frozen=True)
class Situation:
    """One row of the table: which orders it may be dealt to, what is built, and the answer."""

    name: str
    share: float  # orders per 100 members
    reason: str  # PlanReason, "paid" or "cancelled"
    step: str | None = None
    due: Days = (57, 200)  # by default those of this autumn
    r1: Days | None = None  # reminder_1 was sent
    r2: Days | None = None
    status: str = "open"  # in the member system
    received: tuple[int, ...] = ()  # through the bank: the whole amount, a half (2), a quarter (4)
    short_ore: int = 0  # so much less was received
    hold: Agreed | None = None
    is_whole: bool = False  # the hold is on the membership, not the order
    # alone, family, applicant, of age, one or several (members in it), many (unpaid claims), or
    # two (guardians of a minor)
    who: str = ""
    account: str = ""
    contact: str = ""  # "none", "email" when there is no phone, "second" for that guardian's only
    left: Days | None = None  # resigned, in days from the due date
    is_stated: bool = False  # the member system has what was received, too
    is_refunded: bool = False
    is_misnamed: bool = False  # the row has a name that nobody has
    systems: str = ""  # those it is for; without, all whose files can say it

    @property
    def is_exclusive(self) -> bool:
        """Whether it touches more than the order, so that nothing else may be dealt there."""
        is_wide = self.who in ("alone", "family", "many", "two", "applicant")
        return self.is_whole or self.left is not None or is_wide

    @property
    def hold_kind(self) -> str | None:
        """The kind of the agreement that holds the claim, if one does."""
        return self.hold[0] if self.hold and self.reason in ("held", "frozen_period") else None

    def payments_of(self, amount_ore: int) -> list[int]:
        """Return the sums received of an amount."""
        return [amount_ore // divisor - self.short_ore for divisor in self.received]


S, R, CALL, ONE, TWO = Situation, PlanReason, "call", "reminder_1", "reminder_2"
NOT_DUE, OLD, THIS_YEAR, LAST_YEAR = (-40, 0), (201, 400), (57, 400), (401, 999)
LONG_AGO, LATER = (-62, -50), (-40, -8)  # two reminders, a call is due
ALL = (1,)
PAID = S("paid", 0, "paid", status="paid")
CLUBS, BY_NAME = "klubbadmin spond hoopit spoortz", "spond hoopit tryggivann"


# fmt: off
SITUATIONS = (
    # the few applicants first, before their households are taken
    S("applicant", 0.5, R.APPLICANT, due=(5, 30), who="applicant", account="3920",
      systems="klubbadmin"),
    S("applicant, not due", 0.25, R.NOT_DUE, due=NOT_DUE, who="applicant", account="3920",
      systems="klubbadmin"),
    S("applicant in training", 0.25, R.STEP_DUE, ONE, due=(5, 13), who="applicant", account="3930",
      systems="klubbadmin"),
    # one person or household each
    S("no contact", 0.25, R.NO_CONTACT, due=THIS_YEAR, r1=(-60, -15), who="alone", contact="none"),
    S("no contact, call", 0.25, R.NO_CONTACT, due=THIS_YEAR, r1=LONG_AGO, r2=LATER, who="alone",
      contact="none"),
    S("no contact, family", 0.25, R.NO_CONTACT, r1=(-60, -15), who="family", contact="none"),
    S("call without a phone", 0.4, R.NO_CONTACT, due=THIS_YEAR, r1=LONG_AGO, r2=LATER, who="alone",
      contact="email"),
    S("only the second guardian", 0.4, R.STEP_DUE, TWO, r1=(-45, -15), who="two", contact="second",
      systems="spond hoopit spoortz"),
    # a guardian owes what was billed before the 18th birthday: the youth is not asked for it
    S("came of age since", 0.25, R.NO_GUARDIAN, due=THIS_YEAR, r1=(-60, -15), who="of age",
      systems="klubbadmin"),
    # but where the guardian is on file, that one is
    S("came of age since", 0.25, R.STEP_DUE, TWO, due=THIS_YEAR, r1=(-60, -15), who="of age",
      systems="spond hoopit spoortz tryggivann annet"),
    S("left before due", 0.4, R.RESIGNED, left=(-40, -2)),
    S("left the day before due", 0.2, R.RESIGNED, r1=(-40, -30), left=(-1, -1)),
    S("left on the due day", 0.2, R.STEP_DUE, TWO, r1=(-40, -30), left=(0, 0)),
    S("left after due", 0.25, R.STEP_DUE, TWO, r1=(-40, -30), left=(1, 40)),
    S("deceased", 0.2, R.HELD, due=THIS_YEAR, hold=("deceased", -25, None), who="alone",
      is_whole=True),
    S("guardianship", 0.2, R.HELD, due=THIS_YEAR, hold=("guardianship", -90, None), who="alone",
      is_whole=True),
    S("frozen", 0.5, R.HELD, hold=("freeze", -30, 60), is_whole=True,
      systems="klubbadmin spoortz"),
    S("frozen in the month of the fee", 0.5, R.FROZEN_PERIOD, due=(1, 10),
      hold=("freeze", -30, 60), is_whole=True, systems="annet"),
    S("frozen membership", 0.5, R.FROZEN, status="frozen", is_whole=True, systems="annet"),
    S("hardship", 0.4, R.HELD, r1=(-50, -40), hold=("hardship", -20, None), is_whole=True),
    S("three or more unpaid", 0.75, R.STEP_DUE, CALL, r1=LONG_AGO, r2=LATER, who="many"),
    # agreements on one order
    S("deferred until today", 0.25, R.HELD, r1=(-50, -30), hold=("deferral", -20, 0)),
    S("deferred from today", 0.25, R.HELD, hold=("deferral", 0, 21)),
    S("payment plan", 0.5, R.HELD, due=THIS_YEAR, r1=(-60, -50), hold=("payment_plan", -40, 90)),
    S("objection", 0.5, R.HELD, r1=(-50, -20), hold=("objection", -12, None)),
    S("credit under way", 0.4, R.HELD, due=THIS_YEAR, hold=("credit_pending", -6, None)),
    S("deferral over", 0.4, R.STEP_DUE, TWO, r1=(-62, -60), hold=("deferral", -58, -40)),
    # a payment of yesterday stands in no file yet
    S("deferred until yesterday", 0.2, R.HELD, hold=("deferral", -40, -1)),
    S("deferred until two weeks ago", 0.2, R.STEP_DUE, ONE, hold=("deferral", -40, -14)),
    S("deferred from tomorrow", 0.2, R.STEP_DUE, TWO, r1=(-40, -30), hold=("deferral", 1, 30)),
    S("a pending mandate stopped the clock", 0.2, R.WAITING, due=(9, 11),
      hold=("mandate_pending", -8, -2)),
    # the member system's own words
    S("to be decided", 0.5, R.REVIEW, due=THIS_YEAR, status="review", systems="klubbadmin spond"),
    S("in collection", 0.5, R.IN_COLLECTION, status="in_collection", systems="annet"),
    S("frozen in the system", 0.5, R.FROZEN, due=THIS_YEAR, status="frozen", systems="hoopit"),
    S("cancelled", 0.75, "cancelled", due=THIS_YEAR, status="cancelled"),
    S("nobody has that name", 0.25, R.UNKNOWN_MEMBER, due=THIS_YEAR, r1=(-45, -15), who="one",
      is_misnamed=True, systems=BY_NAME),
    # payments
    S("paid, both know", 3, "paid", due=(1, 200), status="paid", received=ALL),
    S("paid, the bank knows", 1.5, "paid", due=(1, 200), received=ALL),
    S("paid after reminders", 0.5, "paid", r1=LONG_AGO, r2=LATER, received=ALL),
    S("family paid", 0.3, "paid", due=THIS_YEAR, r1=(-20, -15), received=ALL, who="several",
      systems="klubbadmin tryggivann"),
    S("paid twice", 0.25, "paid", received=(1, 1)),
    S("settled by hand", 1, "paid", due=THIS_YEAR, status="paid_manual"),
    S("refunded", 0.25, R.STEP_DUE, ONE, due=THIS_YEAR, received=ALL, is_refunded=True,
      systems="spond"),
    S("a little is left", 0.25, R.BELOW_MINIMUM, r1=(-50, -15), who="one", received=ALL,
      short_ore=4999),
    S("just enough is left", 0.2, R.STEP_DUE, TWO, r1=(-50, -15), who="one", received=ALL,
      short_ore=5000),
    S("half paid", 0.4, R.STEP_DUE, TWO, r1=(-50, -15), who="one", received=(2,), is_stated=True),
    S("paid in two parts, not all", 0.2, R.STEP_DUE, CALL, r1=LONG_AGO, r2=LATER, who="one",
      received=(4, 4)),
)


def by_days(first: int, second: int, third: int) -> tuple[Situation, ...]:
    """Return those with nothing special, under a policy with so many days before each step."""
    return (
        S("first reminder today", 0.25, R.STEP_DUE, ONE, due=(first, first),
          systems="hoopit tryggivann"),
        S("first reminder tomorrow", 0.25, R.WAITING, due=(first - 1, first - 1),
          systems="hoopit tryggivann"),
        S("not due", 5, R.NOT_DUE, due=NOT_DUE, systems=f"{CLUBS} tryggivann"),
        S("not due", 40, R.NOT_DUE, due=NOT_DUE, systems="annet"),
        S("due three days ago", 3.5, R.WAITING, due=(1, first - 1)),
        S("first reminder", 3, R.STEP_DUE, ONE, due=(first, 30)),
        S("first reminder, late", 1.5, R.STEP_DUE, ONE),
        S("second reminder today", 0.25, R.STEP_DUE, TWO, due=(20, 200), r1=(-second, -second)),
        S("second reminder tomorrow", 0.25, R.WAITING, due=(20, 200), r1=(1 - second, 1 - second)),
        S("second reminder", 3.5, R.STEP_DUE, TWO, r1=(-45, -15)),
        S("second reminder, newcomer", 1.25, R.STEP_DUE, TWO, due=(21, 30), r1=(-18, -second),
          systems=CLUBS),
        S("second reminder waits", 4.5, R.WAITING, due=(20, 200), r1=(2 - second, -1)),
        S("call today", 0.25, R.STEP_DUE, CALL, r1=(-50, -30), r2=(-third, -third)),
        S("call tomorrow", 0.25, R.WAITING, r1=(-50, -30), r2=(1 - third, 1 - third)),
        S("call", 1, R.STEP_DUE, CALL, r1=LONG_AGO, r2=LATER),
        S("call waits", 2.5, R.WAITING, r1=(-50, -25), r2=(2 - third, -1)),
        S("call, spring", 0.25, R.STEP_DUE, CALL, due=OLD, r1=(-200, -100), r2=(-60, -10),
          systems=CLUBS),
        S("old, second reminder", 1.75, R.STEP_DUE, TWO, due=OLD, r1=(-100, -20), systems=CLUBS),
        S("old, waits", 1, R.WAITING, due=OLD, r1=(2 - second, -2), systems=CLUBS),
        S("last year", 0.25, R.STEP_DUE, TWO, due=LAST_YEAR, r1=(-300, -100), systems=CLUBS),
    )
# fmt: on


# two people of one name: in one group, which only a number would tell apart, and in two
NAMESAKES = (
    S("two have that name", 0.25, R.UNKNOWN_MEMBER, systems=BY_NAME),
    S("two have that name, in two groups", 0.25, R.STEP_DUE, TWO, r1=(-45, -15),
      systems="hoopit tryggivann"),
)  # fmt: skip


def situations_of(system: System) -> tuple[Situation, ...]:
    """Return the rows to be dealt in a system."""
    rows = (*SITUATIONS, *by_days(*system.terms))
    return tuple(on_own_reminders(system, row) for row in rows if can_state(system, row))


def on_own_reminders(system: System, row: Situation) -> Situation:
    """Return the row for orders so old that the system itself reminded on such a day.

    There are few of them.
    """
    newest = row.r2 or row.r1
    if not system.reminds or newest is None or newest[0] < -17:
        return row
    days = system.reminds[1 if row.r2 else 0]
    due = (days - newest[1], days - newest[0])
    return replace(row, due=due, share=min(row.share, 1))


def can_state(system: System, row: Situation) -> bool:
    """Return whether a system's files can express the situation."""
    if row.systems:
        return system.name in row.systems.split()
    return not (system.is_by_name and (row.hold or row.left))
