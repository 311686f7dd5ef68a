"""The writer of a club's messages, each in its receiver's language."""

from dataclasses import replace
from pathlib import Path

from workbench.messages.gate import find_faults
from workbench.messages.rendering import name_guardians, render
from workbench.messages.text_files import load_texts
from workbench.model.errors import UsageError
from workbench.model.kinds import Channel
from workbench.model.message_kinds import MESSAGE_RULES, Language, MessageGroup, MessageKind
from workbench.office.day import Day
from workbench.office.desk import Desk
from workbench.office.wanted import Wanted, club_facts
from workbench.store.queries import load

QUERIES = load(Path(__file__).with_suffix(".sql"))
NOT_BY_SMS = (
    "et brev med gebyr må si beløpet, og et inkassovarsel hva det er, som en SMS ikke kan; la "
    "trinnet gå på e-post"
)
GUARDIANS_OF = "foresatte til "  # how a contact of unknown name is called


class Writer:
    """Puts messages in words by the club's texts, each held against what it must and may say; it
    holds no database."""

    def __init__(self, desk: Desk, day: Day) -> None:
        self.settings, self.as_of = desk.settings, day.as_of
        self.texts = load_texts(desk.club.folder / "texts")
        contacts = [row[0] for row in QUERIES.contact_names(day.db.conn)]
        self.names = [name.split()[0] for name in contacts if name.strip()]
        self.stated = {address: Language(code) for address, code in QUERIES.languages(day.db.conn)}
        self.faults: dict[tuple[MessageKind, Channel, Language, str], str] = {}

    @property
    def languages(self) -> tuple[Language, ...]:
        """The languages that there are texts in."""
        return tuple(language for language in Language if language in self.texts.phrases)

    @property
    def offered_languages(self) -> tuple[Language, ...]:
        """The languages to choose among; none where the club lets the office send nothing."""
        settings = self.settings.messages
        return self.languages if settings.sms or settings.email else ()

    @property
    def confirms_calls(self) -> bool:
        """Whether the office sends an SMS that confirms a call."""
        return MessageGroup.CONFIRMATIONS in self.settings.messages.groups_of(Channel.SMS)

    def language_of(self, *addresses: str) -> Language:
        """Return the language of whoever has one of these addresses; the club's if none is stated,
        or there are no texts in it any more."""
        stated = [self.stated[address] for address in addresses if address in self.stated]
        usual = self.settings.messages.language
        return next((each for each in stated if each in self.languages), usual)

    def put_in_words(self, wanted: Wanted) -> Wanted:
        """Return the message with its words, or with why its text cannot be used."""
        language = wanted.language or self.language_of(wanted.address)
        facts = wanted.facts._replace(name=self._address(wanted.contact_name, language))
        wanted = replace(wanted, language=language)
        try:
            words = render(
                self.texts, wanted.kind, wanted.channel, language, facts, as_of=self.as_of
            )
        except UsageError as error:
            return replace(wanted, waits=str(error))
        fault = self._fault(wanted.kind, wanted.channel, language, facts.reason)
        if wanted.channel == Channel.SMS and (
            facts.fee_ore or MESSAGE_RULES[wanted.kind].may_say_collection
        ):
            fault = fault or NOT_BY_SMS
        return replace(wanted, words=words, waits=fault)

    def _address(self, contact_name: str, language: Language) -> str:
        """Return how somebody is addressed: by the first name, or as guardians of a child."""
        child = contact_name.removeprefix(GUARDIANS_OF).split()[:1]
        if contact_name.startswith(GUARDIANS_OF):
            return name_guardians(self.texts, language, child)
        return "".join(child)

    def _fault(self, kind: MessageKind, channel: Channel, language: Language, reason: str) -> str:
        """Return what is wrong with a text, of which nothing is sent; "" if nothing is."""
        key = (kind, channel, language, reason)
        if key not in self.faults:
            club = club_facts(self.settings, [])._replace(reason=reason)
            found = find_faults(self.texts, kind, channel, language, club, self.names)
            self.faults[key] = " ".join(found)
        return self.faults[key]
