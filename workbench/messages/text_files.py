"""The texts of messages as TOML files: the package's own, and those that a club puts over them."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import Field, model_validator

from workbench.model.errors import TAKE_OUT, UsageError
from workbench.model.kinds import Channel
from workbench.model.message_kinds import LANGUAGE_TEXTS, Language, MessageKind
from workbench.model.settings import SettingsTable, read_settings

SHIPPED = Path(__file__).parent / "texts"
ANY_SYSTEM = "annet"  # how to pay where the member system has no sentence of its own


class KindTexts(SettingsTable):
    """The texts of a kind; an empty one is not stated."""

    sms: str = ""
    subject: str = ""
    email: str = ""


class Phrases(SettingsTable):
    """What texts of a language share; each but the patterns of days is a template too."""

    and_word: str = Field(alias="og", default="")
    guardians: str = Field(alias="foresatte_til", default="")
    day: str = Field(alias="dag", default="")  # as Babel writes patterns
    day_and_year: str = Field(alias="dag_og_aar", default="")
    objecting: str = Field(alias="uenig", default="")
    claim_lines: str = Field(alias="kravliste", default="")
    closing: str = Field(alias="hilsen", default="")
    paying: dict[str, str] = Field(alias="betal", default_factory=dict)  # by member system


class Words(SettingsTable):
    """Words that some texts may not say; a star stands for any letters."""

    unpaid: tuple[str, ...] = Field(alias="ubetalt", min_length=1)
    money: tuple[str, ...] = Field(alias="penger", min_length=1)
    collection: tuple[str, ...] = Field(alias="inkasso", min_length=1)
    threats: tuple[str, ...] = Field(alias="trusler", min_length=1)
    promotion: tuple[str, ...] = Field(alias="reklame", min_length=1)


class TextFile(SettingsTable):
    """The contents of a file of texts: a table for each kind beside the phrases and words."""

    is_verified: bool = Field(alias="verified", default=True)
    phrases: Phrases = Field(default_factory=Phrases)
    words: Words | None = None
    kinds: dict[MessageKind, KindTexts] = Field(default_factory=dict)

    @model_validator(mode="before")
    @classmethod
    def _gather_kinds(cls, tables: dict[str, Any]) -> dict[str, Any]:
        shared = {key: tables[key] for key in ("verified", "phrases", "words") if key in tables}
        return shared | {"kinds": {key: tables[key] for key in tables if key not in shared}}


class TextEntry(NamedTuple):
    """A text as templates, and where it stands."""

    body: str
    subject: str  # of an e-mail
    where: str


@dataclass(frozen=True)
class Texts:
    """Every text that may be used: one of a language that nobody has verified is not among them."""

    entries: Mapping[tuple[MessageKind, Channel, Language], TextEntry]
    phrases: Mapping[Language, Phrases]
    words: Mapping[Language, Words]

    def find(self, kind: MessageKind, channel: Channel, language: Language) -> TextEntry:
        """Return a text; raise UsageError if there is none that may be used."""
        entry = self.entries.get((kind, channel, language))
        if entry is None:
            raise UsageError(
                f"{language}.toml: det finnes ingen ferdig tekst på {LANGUAGE_TEXTS[language]} for "
                f"«{kind}» ({channel}); velg et annet språk."
            )
        return entry


def load_texts(own_folder: Path | None = None, *, shipped_folder: Path = SHIPPED) -> Texts:
    """Return the package's texts with those of a club's folder over them, entry by entry.

    Raises UsageError for a file that cannot be read, or in a language that cannot be checked.
    """
    files = _read_files(shipped_folder, "")
    own_files = _read_files(own_folder, "texts/") if own_folder else {}
    for language, own_file in own_files.items():
        if language not in files or own_file.words:
            raise UsageError(
                f"texts/{language}.toml: {LANGUAGE_TEXTS[language]} har ingen ordlister her, eller "
                f"filen har sine egne under «words»; bruk et annet språk, eller {TAKE_OUT}."
            )
    phrases = {language: file.phrases for language, file in files.items()}
    words = {language: file.words for language, file in files.items() if file.words}
    entries: dict[tuple[MessageKind, Channel, Language], TextEntry] = {}
    for language, file in files.items():
        _add_entries(entries, language, file, f"{language}.toml")
    for language, file in own_files.items():
        phrases[language] = _join_phrases(phrases[language], file.phrases)
        _add_entries(entries, language, file, f"texts/{language}.toml")
    return Texts(entries, phrases, words)


def _read_files(folder: Path, name: str) -> dict[Language, TextFile]:
    """Return the verified files of a folder; `name` is how a fault calls the folder."""
    files = {}
    for path in sorted(folder.glob("*.toml")):
        if path.stem not in list(Language):
            raise UsageError(
                f"{name}{path.name}: filen har ikke navn etter et språk; kall den "
                f"{', '.join(f'{language}.toml' for language in Language)}, eller {TAKE_OUT}."
            )
        file = read_settings(TextFile, path, f"{name}{path.name}")
        if file.is_verified:
            files[Language(path.stem)] = file
    return files


def _add_entries(
    entries: dict[tuple[MessageKind, Channel, Language], TextEntry],
    language: Language,
    file: TextFile,
    name: str,
) -> None:
    """Put the texts of a file over those that are there."""
    for kind, texts in file.kinds.items():
        if texts.sms:
            where = f"{name}, «{kind}.sms»"
            entries[kind, Channel.SMS, language] = TextEntry(texts.sms, "", where)
        if texts.email or texts.subject:
            earlier = entries.get((kind, Channel.EMAIL, language), TextEntry("", "", ""))
            entries[kind, Channel.EMAIL, language] = TextEntry(
                texts.email or earlier.body,
                texts.subject or earlier.subject,
                f"{name}, «{kind}.email»",
            )


def _join_phrases(shipped: Phrases, own: Phrases) -> Phrases:
    paying = shipped.paying | own.paying
    return shipped.model_copy(update=own.model_dump(exclude_defaults=True) | {"paying": paying})
