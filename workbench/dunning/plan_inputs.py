"""What the plan is made from, and what of it decides about each claim."""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from workbench.dunning.claim_facts import (
    NO_PROPOSALS,
    NO_STEPS,
    OWING_FOR_MEMBER,
    Acknowledged,
    ClaimCall,
    ClaimFacts,
    Unconfirmed,
    day_text,
)
from workbench.dunning.holds import NO_HOLDS, Holds, period_of, separate_freezes
from workbench.dunning.policy import Policy
from workbench.dunning.promises import Judgement
from workbench.model.day_rows import Balance, ClaimMandate, Contact, Suggestion
from workbench.model.hold_kinds import HOLD_RULES
from workbench.model.kinds import ProposalState
from workbench.model.partner_rows import Handover
from workbench.model.periods import Period
from workbench.model.rows import (
    Acknowledgement,
    Hold,
    Liability,
    Member,
    PolicyChoice,
    Proposal,
    Step,
)


@dataclass(frozen=True)
class Policies:
    """The policy of each claim: the claim's own, else its payer's, else the club's."""

    club: Policy
    by_id: Mapping[str, Policy] = field(default_factory=dict)
    choices: Mapping[str, PolicyChoice] = field(default_factory=dict)  # by claim id or member id

    @cached_property
    def ids_with_steps_per_payer(self) -> frozenset[str]:
        """The ids of the policies with one step for each payer."""
        return frozenset(each.id for each in self._all if each.steps_per == "payer")

    @cached_property
    def has_payer_rules(self) -> bool:
        """Whether a payer's claims must be looked at together."""
        return any(each.steps_per == "payer" or each.minimum_per == "payer" for each in self._all)

    @property
    def _all(self) -> tuple[Policy, ...]:
        return self.club, *self.by_id.values()

    def choose(self, claim: Balance, payer_ids: Iterable[str | None]) -> PolicyChoice | None:
        """Return what was chosen for the claim, or for one of its payer's ids; None if nothing."""
        keys = (claim.claim_id, *payer_ids)
        return next((self.choices[key] for key in keys if key and key in self.choices), None)

    def policy_of(self, choice: PolicyChoice | None) -> Policy | None:
        """Return the chosen policy; None if the choice exempts from dunning."""
        if choice is None:
            return self.club
        return self.by_id.get(choice.policy, self.club) if choice.policy else None


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
    judgements: Mapping[str, Judgement]  # by hold id
    acknowledged: Mapping[str, Acknowledged]  # by claim id
    sent_days: Mapping[str, Mapping[str, Mapping[str, date]]]  # by claim id and due version
    policies: Policies
    unconfirmed: Mapping[str, Unconfirmed]
    doubts: Mapping[str, str]
    calls: Mapping[str, Sequence[ClaimCall]]  # by claim id
    decided: Mapping[str, Mapping[tuple[str, str], Proposal]]  # by claim id
    money: Mapping[str, Suggestion]  # by claim id
    mandates: Mapping[str, ClaimMandate]  # by claim id
    resumed: Set[str]  # the claims that are the first ones after a freeze that ended a mandate
    handovers: Mapping[str, Handover]  # by claim id
    fee_periods: Mapping[str, Period]  # by claim id, else the month of the due date
    freeze_credited: Set[str]  # ids of claims: what is left of them is owed
    as_of: date

    def collect_facts(self, claim: Balance) -> ClaimFacts:
        """Return everything that decides what is done about a claim."""
        claim_id, member_id = claim.claim_id, claim.member_id
        liability = self.liabilities.get(claim_id)
        contact = own_contact = self.contacts.get(member_id)
        liable_id = liability.liable_member_id if liability else None
        if liability is not None and liable_id != member_id:
            contact = self._find_contact(claim, liability)
        payer_id = contact.payer_id if contact else None
        holds_of_payer = self._holds_by_payer.get(payer_id, NO_HOLDS)
        holds = self.holds.on(claim, liable_id, payer_id, holds_of_payer)
        choice = None
        if self.policies.choices:
            choice = self.policies.choose(claim, (liable_id, payer_id, member_id))
        policy = self.policies.policy_of(choice)
        freeze = None
        if holds and policy is not None and policy.fee_period == "month":
            freeze, holds = separate_freezes(claim, holds, self.fee_periods.get(claim_id))
            freeze = None if claim_id in self.freeze_credited else freeze
        return ClaimFacts(
            claim,
            self.members.get(member_id),
            contact,
            holds,
            self._find_sent_days(claim) if claim_id in self.sent_days else NO_STEPS,
            policy,
            choice.after_step if choice else None,
            self.acknowledged.get(claim_id, ()),
            liability is not None and liability.incurred_as_minor,
            freeze,
            self._find_judgement(holds) if holds and self.judgements else None,
            self._find_unconfirmed(claim) if self.unconfirmed else None,
            self.doubts.get(claim_id),
            own_contact is not None
            and not own_contact.is_minor
            and (contact is None or contact.probably_parent),
            self.calls.get(claim_id, ()),
            self.decided.get(claim_id, NO_PROPOSALS),
            self.money.get(claim_id),
            self.mandates.get(claim_id),
            liability,
            self.handovers.get(claim_id),
            claim_id in self.resumed,
        )

    def _find_sent_days(self, claim: Balance) -> Mapping[str, date]:
        """Return the steps sent for the claim's due date of today."""
        return self.sent_days[claim.claim_id].get(day_text(claim.due_on), NO_STEPS)

    def _find_judgement(self, holds: Sequence[Hold]) -> Judgement | None:
        """Return the judgement on the newest agreement to pay that covers the day, else on the
        newest one: an older one does not count, but for one that still holds the claim."""
        to_pay = [hold for hold in holds if HOLD_RULES[hold.kind].awaits_payment]
        covering = [hold for hold in to_pay if self.as_of in period_of(hold)]
        decisive = (covering or to_pay)[-1:]
        return self.judgements.get(decisive[0].hold_id) if decisive else None

    @cached_property
    def _holds_by_payer(self) -> Mapping[str | None, Sequence[Hold]]:
        """The personal holds on any claim or member of each payer, also on a claim that is settled,
        and on a member without any."""
        by_payer: dict[str | None, list[Hold]] = {}
        for claim in self.balances:
            holds = self.holds.personal_on(claim)
            if holds:
                contact = self._find_contact(claim, self.liabilities.get(claim.claim_id))
                by_payer.setdefault(contact.payer_id if contact else None, []).extend(holds)
        for contact in (*self.contacts.values(), *self.guardian_contacts.values()):
            holds = self.holds.personal_of(contact.member_id)
            if holds:
                by_payer.setdefault(contact.payer_id, []).extend(holds)
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


def group_sent_days(steps: Sequence[Step]) -> dict[str, dict[str, dict[str, date]]]:
    """Return claim id -> due version -> step_id -> the day the step was sent.

    If a step was sent twice, the later day counts: the next step waits for it.
    """
    sent_days: dict[str, dict[str, dict[str, date]]] = {}
    for step in steps:
        by_version = sent_days.setdefault(step.claim_id, {})
        by_step = by_version.setdefault(step.due_version, {})
        by_step[step.step_id] = max(step.sent_on, by_step.get(step.step_id, date.min))
    return sent_days


def group_acknowledged(rows: Iterable[Acknowledgement]) -> dict[str, Acknowledged]:
    """Return claim id -> the days of the payment plans that were accepted for it."""
    by_claim: dict[str, Acknowledged] = {}
    for row in rows:
        days = (row.accepted_on, row.first_due_on)
        by_claim[row.claim_id] = (*by_claim.get(row.claim_id, ()), days)
    return by_claim


def group_calls(calls: Iterable[ClaimCall]) -> dict[str, list[ClaimCall]]:
    """Return claim id -> its calls, in the order given."""
    by_claim: dict[str, list[ClaimCall]] = {}
    for call in calls:
        by_claim.setdefault(call.claim_id, []).append(call)
    return by_claim


def group_money(suggestions: Iterable[Suggestion]) -> dict[str, Suggestion]:
    """Return claim id -> the money that it waits for the longest."""
    longest_first = sorted(suggestions, key=lambda row: row.until_on or date.max, reverse=True)
    by_claim: dict[str, Suggestion] = {}
    for suggestion in longest_first:
        by_claim.setdefault(suggestion.claim_id, suggestion)
    return by_claim


def group_decided(
    proposals: Iterable[Proposal], as_of: date
) -> dict[str, dict[tuple[str, str], Proposal]]:
    """Return claim id -> step_id and due version -> the proposal, of those whose step must not be
    proposed on the day: approved before it, or set aside until a later day."""
    by_claim: dict[str, dict[tuple[str, str], Proposal]] = {}
    for each in proposals:
        if each.state == ProposalState.APPROVED:
            stands = each.decided_on is not None and each.decided_on < as_of
        else:
            stands = each.until_on is not None and each.until_on > as_of
        if stands:
            by_claim.setdefault(each.claim_id, {})[each.step_id, each.due_version] = each
    return by_claim
