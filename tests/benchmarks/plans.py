"""The plan of very many claims, beside making as many rows of it as named tuples."""

import resource
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from random import Random

from tests.benchmarks.bench import Bench
from workbench.dunning.claim_facts import Terms
from workbench.dunning.plan import plan
from workbench.dunning.plan_inputs import Policies
from workbench.dunning.policy import load_policy
from workbench.dunning.promises import Agreements, PaymentSources, judge_agreements
from workbench.model.day_rows import Balance, Contact, Freshness, PlanRow
from workbench.model.hold_kinds import HOLD_RULES, HoldKind
from workbench.model.kinds import Channel, ClaimStatus, LiableParty
from workbench.model.rows import Hold, Liability, Member, Step
from workbench.office.desk import paused_gc

AS_OF = date(2026, 11, 22)
BANK_FILE = Freshness("bank", "payments", "Bankfilen", AS_OF, AS_OF, AS_OF - timedelta(days=2))
ROOT = Path(__file__).parents[2]
KINDS = [kind for kind in HoldKind if HOLD_RULES[kind].needs_end]
BOUND = 8  # times the named tuples


def plan_benches(claims: int) -> list[Bench]:
    """Return the bench of a plan with holds on a fifth of the claims and steps on half of them."""
    make_plan = prepare(claims)
    rows = make_plan()

    @paused_gc()
    def make_rows() -> list[PlanRow]:
        return [PlanRow(*row) for row in rows]

    yardstick = "like mange rader som navngitte tupler"
    return [
        Bench(
            f"planen for {claims:,} krav".replace(",", " "), make_plan, yardstick, make_rows, BOUND
        )
    ]


def prepare(count: int) -> Callable[[], list[PlanRow]]:
    """Make the rows that a plan is made from; return the function that makes the plan."""
    rng = Random(20261122)
    members = [f"k:{number}" for number in range(count // 2)]
    claims = [make_claim(rng, number, rng.choice(members)) for number in range(count)]
    contacts = [Contact(key, key, "Kari Li", False, False, "+4790000001") for key in members]
    holds = [make_hold(rng, number, claim) for number, claim in enumerate(claims[: count // 5])]
    agreements = judge_agreements(
        holds,
        instalments=[],
        call_claims=[],
        balances=[],
        steps=[],
        sources=PaymentSources(BANK_FILE),
        as_of=AS_OF,
    )
    steps = [make_step(rng, claim) for claim in claims[::2]]
    liabilities = [
        Liability(claim.claim_id, LiableParty.MEMBER, claim.member_id, "", False)
        for claim in claims
    ]
    people = [Member(key, joined_on=date(2020, 1, 1)) for key in members]
    policy = load_policy(ROOT / "data" / "policies" / "idrettslag.toml").policy

    @paused_gc()
    def make_plan() -> list[PlanRow]:
        return plan(
            claims,
            members=people,
            contacts=contacts,
            liabilities=liabilities,
            agreements=Agreements(agreements.holds, agreements.judgements),
            steps=steps,
            policies=Policies(policy),
            terms=Terms(AS_OF),
        )

    return make_plan


def make_claim(rng: Random, number: int, member_id: str) -> Balance:
    due_on = AS_OF - timedelta(days=rng.randint(-30, 300))
    return Balance(
        f"k:{number:07d}",
        due_on,
        ClaimStatus.OPEN,
        500_00,
        0,
        500_00,
        invoice_id=f"i:{number:07d}",
        member_id=member_id,
        issued_on=due_on - timedelta(days=14),
    )


def make_hold(rng: Random, number: int, claim: Balance) -> Hold:
    start_on = claim.due_on + timedelta(days=rng.randint(-10, 60))
    end_on = start_on + timedelta(days=rng.randint(1, 60))
    kind = rng.choice(KINDS)
    return Hold(f"h{number}", kind, start_on, end_on, claim.member_id, claim.invoice_id)


def make_step(rng: Random, claim: Balance) -> Step:
    sent_on = claim.due_on + timedelta(days=rng.randint(5, 20))
    due = claim.due_on.isoformat()
    return Step(claim.claim_id, "reminder_1", due, sent_on, Channel.MEMBER_SYSTEM)


def peak_megabytes() -> float:
    """Return the most memory that this process has had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
