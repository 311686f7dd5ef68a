"""What decides what is done about a claim, collected for each claim of the plan."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from workbench.dunning.holds import Holds
from workbench.model.day_rows import Balance, Contact, PlanRow
from workbench.model.kinds import LiableParty
from workbench.model.plan_reasons import PLAN_REASON_RULES, PlanReason
from workbench.model.rows import Hold, Liability, Member, Step
from workbench.model.task_kinds import TaskKind

# why an id must rest until its export is put right, and the key of the task, if there is one
Unconfirmed = tuple[PlanReason, str | None]
OWING_FOR_MEMBER = {LiableParty.GUARDIAN, LiableParty.PAYER}


@dataclass(frozen=True)
class ClaimFacts:
    """Everything that decides what is done about one claim."""

    claim: Balance
    member: Member | None
    contact: Contact | None
    holds: list[Hold]
    sent_days: Mapping[str, date]  # step_id -> the day it was really sent, for today's due date
    unconfirmed: Unconfirmed | None = None  # why the claim must be confirmed first
    doubt_group: str | None = None  # the id of the group of claims that may be the same claim
    is_guardian_unknown: bool = False  # the member has come of age, and a guardian owes the claim

    def row_for(self, reason: PlanReason, about: str | None = None) -> PlanRow:
        """Return the claim's row of the plan with a reason and no step.

        If the reason has a kind of task, the row waits for that task. `about` is what the task is
        about; None means the claim.
        """
        payer_id = self.contact.payer_id if self.contact else None
        row = PlanRow(self.claim.claim_id, payer_id, self.claim.due_on.isoformat(), reason)
        kind = PLAN_REASON_RULES[reason].task
        return row._replace(task=kind and f"{kind}:{about or self.claim.claim_id}")

    def row_without_contact(self) -> PlanRow:
        """Return the claim's row where nobody can be reached as the step demands."""
        if self.contact is not None and self.contact.shared_value:
            return self.row_for(PlanReason.NO_CONTACT, self.contact.shared_value)
        is_unknown = self.is_guardian_unknown
        reason = PlanReason.NO_GUARDIAN if is_unknown else PlanReason.NO_CONTACT
        return self.row_for(reason, self.claim.member_id)

    def row_until(self, reason: PlanReason, next_on: date | None) -> PlanRow:
        """Return the claim's row, to be decided again on `next_on`.

        None means that a hold without an end stops it: then the row waits for the hold's task.
        """
        if next_on is not None:
            return self.row_for(reason)._replace(next_on=next_on)
        endless_hold = next(hold for hold in self.holds if hold.end_on is None)
        return self.row_for(reason)._replace(task=f"{TaskKind.SETTLE_HOLD}:{endless_hold.hold_id}")


@dataclass(frozen=True)
class PlanInputs:
    """What the plan is made from, by member id or by claim id."""

    balances: Sequence[Balance]
    members: Mapping[str | None, Member]
    contacts: Mapping[str | None, Contact]  # by member id
    guardian_contacts: Mapping[str | None, Contact]  # by member id: the contact through a guardian
    named_guardian_contacts: Mapping[str, Contact]  # by claim id: of the guardian it names
    liabilities: Mapping[str, Liability]
    holds: Holds
    sent_days: Mapping[tuple[str, str], Mapping[str, date]]
    unconfirmed: Mapping[str, Unconfirmed]
    doubts: Mapping[str, str]

    def collect_facts(self, claim: Balance) -> ClaimFacts:
        """Return everything that decides what is done about a claim."""
        liability = self.liabilities.get(claim.claim_id)
        contact = self._find_contact(claim, liability)
        own_contact = self.contacts.get(claim.member_id)
        liable_id = liability.liable_member_id if liability else None
        payer_id = contact.payer_id if contact else None
        holds_of_payer = self._holds_by_payer.get(payer_id, [])
        return ClaimFacts(
            claim=claim,
            member=self.members.get(claim.member_id),
            contact=contact,
            holds=self.holds.on(claim, {liable_id, payer_id}, holds_of_payer),
            sent_days=self.sent_days.get((claim.claim_id, claim.due_on.isoformat()), {}),
            unconfirmed=self._find_unconfirmed(claim),
            doubt_group=self.doubts.get(claim.claim_id),
            is_guardian_unknown=(
                own_contact is not None
                and not own_contact.is_minor
                and (contact is None or contact.probably_parent)
            ),
        )

    @cached_property
    def _holds_by_payer(self) -> Mapping[str | None, Sequence[Hold]]:
        """The personal holds on any claim of each payer, also on one that is settled."""
        by_payer: dict[str | None, list[Hold]] = {}
        for claim in self.balances:
            holds = self.holds.personal_on(claim)
            if holds:
                contact = self._find_contact(claim, self.liabilities.get(claim.claim_id))
                by_payer.setdefault(contact.payer_id if contact else None, []).extend(holds)
        by_payer.pop(None, None)
        return by_payer

    def _find_unconfirmed(self, claim: Balance) -> Unconfirmed | None:
        """Return why a claim must be confirmed first, with a task where there is one."""
        ids = (claim.claim_id, claim.invoice_id or "", claim.member_id or "")
        causes = [self.unconfirmed[record_id] for record_id in ids if record_id in self.unconfirmed]
        return min(causes, key=lambda cause: cause[1] is None, default=None)

    def _find_contact(self, claim: Balance, liability: Liability | None) -> Contact | None:
        """Return the contact of whoever owes the claim, else the member's own.

        A member of age is not asked to pay what somebody else owes.
        """
        own_contact = self.contacts.get(claim.member_id)
        if liability is None:
            return own_contact
        guardian_contact = self.guardian_contacts.get(claim.member_id)
        liable_id = liability.liable_member_id
        owes_for_member = liable_id is not None and liable_id != claim.member_id
        if (
            owes_for_member
            and guardian_contact is not None
            and guardian_contact.payer_id == liable_id
        ):
            return guardian_contact
        if liability.liable_party not in OWING_FOR_MEMBER or liable_id in self.contacts:
            return self.contacts.get(liable_id, own_contact)
        if claim.claim_id in self.named_guardian_contacts:
            return self.named_guardian_contacts[claim.claim_id]
        if own_contact is not None and not own_contact.is_minor:
            return guardian_contact
        return own_contact


def group_sent_days(steps: Sequence[Step]) -> dict[tuple[str, str], dict[str, date]]:
    """Return (claim_id, due_version) -> step_id -> the day the step was sent.

    If a step was sent twice, the later day counts: the next step waits for it.
    """
    sent_days: dict[tuple[str, str], dict[str, date]] = {}
    for step in sorted(steps, key=lambda step: step.sent_on):
        sent_days.setdefault((step.claim_id, step.due_version), {})[step.step_id] = step.sent_on
    return sent_days
