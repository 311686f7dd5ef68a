"""What the agent says first: who is asked for and, to the right person only, what it is about."""

from collections.abc import Iterable

from workbench.calls.cases import Case

MOST_NAMES = 4


def opening(case: Case, agent: str, club: str) -> str:
    """Return how a call begins: with nothing of what it is about, and never asking for a child."""
    return f"«Hei, jeg heter {agent} og ringer for {club}. Snakker jeg med {_whom(case)}?»"


def about(case: Case) -> str:
    """Return what it is about, in the words of somebody who asks."""
    claims = case.talked
    if not claims:
        return "Alt hviler, så det er ikke noe vi skal ta opp. Spør hva det gjelder."
    fees = _listed(claim.fee for claim in claims)
    names = _listed(claim.concerns for claim in claims)
    whose = f" for {names}" if names and names != case.contact_name.partition(" ")[0] else ""
    several = len({claim.invoice_id for claim in claims}) > 1
    question = "Har du fått fakturaene?" if several else "Har du fått fakturaen?"
    return f"«Det gjelder {fees}{whose}. {question}»"


def _whom(case: Case) -> str:
    if not case.ask_guardian:
        return case.contact_name
    return f"en av de foresatte til {_listed(claim.concerns for claim in case.claims)}"


def _listed(words: Iterable[str]) -> str:
    """Join words as one says them: each once, and of many the first few."""
    said = [word for word in dict.fromkeys(words) if word]
    if len(said) > MOST_NAMES:
        said = [*said[: MOST_NAMES - 1], f"{len(said) - MOST_NAMES + 1} til"]
    return " og ".join([", ".join(said[:-1]), said[-1]]) if len(said) > 1 else "".join(said)
