"""Clubs that write messages, and what they write about."""

from datetime import date

from workbench.messages.facts import ClaimLine, MessageFacts, PlanPart
from workbench.messages.text_files import load_texts
from workbench.model.message_kinds import WRITTEN, MessageKind

TODAY = date(2026, 11, 20)
TEXTS = load_texts()
LANGUAGES = sorted(TEXTS.phrases)
EVERY = [
    (kind, channel, language)
    for language in LANGUAGES
    for kind in MessageKind
    for channel in WRITTEN
]
SOLVIK = MessageFacts("", "Solvik IL", "22 33 44 55", "solvik.no", "15030012345", system="spond")
CLUBS = {
    "short": SOLVIK,
    "long": MessageFacts(
        "", "Nordre Sandefjord og Omegn Håndball", "40 00 00 00", "nso-handball.no", agent="Kristin"
    ),
    "account": SOLVIK._replace(club="Ås og Ørje Turn", system="annet", agent="Bjørn"),
    "no account": SOLVIK._replace(club="Gjeldnes Idrettslag", system="fiken", site="", account=""),
    "Min idrett": SOLVIK._replace(club="Inkognito Futsal & Basket", system="klubbadmin"),
    "Hoopit": SOLVIK._replace(club='IL "Fram" 1899', system="hoopit"),
    "Spoortz": SOLVIK._replace(club="Łódź og Šumava Klatreklubb", system="spoortz"),
    "Tryggivann": SOLVIK._replace(club="Vannverket Svømmeklubb", system="tryggivann"),
}
FIRST_NAMES = ("Ola", "Emma", "Henrik", "Ingrid", "Olivia", "Bjørn", "Per Øyvind", "Inger Lise")


def facts(**changes: object) -> MessageFacts:
    """Return facts for every kind of message, of Solvik IL."""
    known = SOLVIK._replace(
        name="Kari",
        agent="Bjørn",
        members=("Ola", "Per"),
        claims=(
            ClaimLine("Treningsavgift", date(2026, 10, 15), 210000, "12345678"),
            ClaimLine("Kontingent", date(2026, 10, 1), 115050),
        ),
        total_ore=325050,
        amount_ore=25000,
        deadline_on=date(2026, 11, 30),
        start_on=date(2026, 12, 1),
        until_on=date(2027, 1, 15),
        parts=(
            PlanPart(date(2027, 1, 15), 110000),
            PlanPart(date(2027, 2, 15), 110000),
            PlanPart(date(2027, 3, 15), 105000),
        ),
        reason="Hallen var stengt i uke 45.",
    )
    return known._replace(**changes)  # type: ignore[arg-type]
