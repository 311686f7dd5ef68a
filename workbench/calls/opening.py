"""The agent's first words: who is asked for and, to the right person, what the call is about."""

from collections.abc import Iterable

from workbench.calls.cases import Case, Person
from workbench.calls.persons import join_names

MAX_NAMES = 4


def greeting(case: Case, agent: str, club: str) -> str:
    """Return the first sentence of a call, which never asks for a child or mentions a claim."""
    return f"«Hei, jeg heter {agent} og ringer for {club}. Snakker jeg med {_name_callee(case)}?»"


def describe_subject(case: Case) -> str:
    """Return what the agent says that the call is about, as a friendly question."""
    claims = case.claims_to_raise
    if not claims:
        return "Alt hviler, så det er ikke noe vi skal ta opp. Spør hva det gjelder."
    fees = _join_first(claim.fee_name for claim in claims)
    names = _join_first(claim.concerns for claim in claims)
    is_own = {claim.member_id for claim in claims} == {case.payer_member_id}
    for_members = f" for {names}" if names and not is_own else ""
    has_several = len({claim.invoice_id for claim in claims}) > 1
    question = "Har du fått fakturaene?" if has_several else "Har du fått fakturaen?"
    return f"«Det gjelder {fees}{for_members}. {question}»"


def describe_proof(child: Person) -> str:
    """Return how the agent knows that a guardian without a name is the right person."""
    surname = child.name.rpartition(" ")[2]
    facts = f"{surname}, {child.birth_year}" if child.birth_year else surname
    return f"Spør om etternavnet eller fødselsåret til {child.first_name}: {facts}."


def _name_callee(case: Case) -> str:
    """Return whom the agent asks for; of a child no more than the first name."""
    return f"en av de foresatte til {case.child.first_name}" if case.child else case.contact_name


def _join_first(texts: Iterable[str]) -> str:
    """Join different texts with commas and "og"; of many only the first and a count."""
    unique_texts = [text for text in dict.fromkeys(texts) if text]
    if len(unique_texts) > MAX_NAMES:
        shown = unique_texts[: MAX_NAMES - 1]
        unique_texts = [*shown, f"{len(unique_texts) - len(shown)} til"]
    return join_names(unique_texts)
