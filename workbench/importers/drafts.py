"""A club's own profile in the making: the columns and words that a person chose."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from workbench.importers.profiles import NEEDS, OWN, CellType, Column, Kind, Profile, all_columns
from workbench.values.dates import Order
from workbench.values.text import tidy


class ColumnChoice(NamedTuple):
    """A column that may be chosen; `words` are further words for it in headings."""

    type: CellType
    label: str
    words: str


KINDS: Mapping[Kind, str] = {"members": "medlemmer", "bills": "krav", "payments": "innbetalinger"}
NAME = re.compile(r"[\w(][\w .,()&+-]{2,59}")
WORDLESS = "Velg hva ordene i statuskolonnen betyr, eller la kolonnen stå som «brukes ikke»."
IDS: Mapping[Kind, tuple[str, tuple[str, ...]]] = {  # its id column, and the parts of a made id
    "members": ("person", ("first_name", "last_name", "born_on")),
    "bills": ("order", ("member_name", "group", "title")),
    "payments": ("order", ("member_name", "group", "title")),
}
BANK_FOOTER = (
    "(?:sum|totalt|antall|saldo|inngående saldo|utgående saldo)(?: [a-zæøå]+)?:? *[0-9]*",
)
OPTIONAL_PARTS = {"group"}  # of a made id
COLUMNS: Mapping[str, ColumnChoice] = {
    "person": ColumnChoice("id", "medlemsnummer", "kundenr personid medlemsid brukerid medlem id"),
    "name": ColumnChoice("full_name", "fullt navn", "navn medlem deltaker"),
    "first_name": ColumnChoice("name", "fornavn", ""),
    "last_name": ColumnChoice("name", "etternavn", "surname slektsnavn familienavn"),
    "born_on": ColumnChoice("birth_day", "fødselsdato", "født fødselsdag bursdag"),
    "gender": ColumnChoice("gender", "kjønn", ""),
    "phone": ColumnChoice("phone", "telefon", "mobil tlf"),
    "email": ColumnChoice("email", "e-post", "mail"),
    "address": ColumnChoice("text", "adresse", "gateadresse"),
    "postcode": ColumnChoice("postcode", "postnummer", ""),
    "city": ColumnChoice("text", "poststed", "sted"),
    "status": ColumnChoice("word", "status", "tilstand"),
    "joined_on": ColumnChoice("day", "innmeldt dato", "startdato"),
    "left_on": ColumnChoice("day", "utmeldt dato", "sluttdato oppsagt"),
    "group": ColumnChoice("text", "gruppe", "lag parti kurs gren"),
    "groups": ColumnChoice("groups", "grupper (flere i én celle)", "grupper lagene"),
    "guardian_1_name": ColumnChoice("name", "foresatt 1: navn", "foresatt"),
    "guardian_1_first": ColumnChoice("name", "foresatt 1: fornavn", ""),
    "guardian_1_last": ColumnChoice("name", "foresatt 1: etternavn", ""),
    "guardian_1_phone": ColumnChoice("phone", "foresatt 1: telefon", "foresattmobil"),
    "guardian_1_email": ColumnChoice("email", "foresatt 1: e-post", "foresattepost"),
    "guardian_2_name": ColumnChoice("name", "foresatt 2: navn", ""),
    "guardian_2_first": ColumnChoice("name", "foresatt 2: fornavn", ""),
    "guardian_2_last": ColumnChoice("name", "foresatt 2: etternavn", ""),
    "guardian_2_phone": ColumnChoice("phone", "foresatt 2: telefon", "foresatt2mobil"),
    "guardian_2_email": ColumnChoice("email", "foresatt 2: e-post", ""),
    "payer_name": ColumnChoice("name", "betaler: navn", "betaler"),
    "payer_first": ColumnChoice("name", "betaler: fornavn", ""),
    "payer_last": ColumnChoice("name", "betaler: etternavn", ""),
    "payer_phone": ColumnChoice("phone", "betaler: telefon", "betalermobil"),
    "payer_email": ColumnChoice("email", "betaler: e-post", ""),
    "order": ColumnChoice("id", "fakturanummer", "ordrenr bilagsnr gironr"),
    "member_name": ColumnChoice("name", "navnet på medlemmet", "navn medlem deltaker"),
    "recipient": ColumnChoice("name", "mottaker av fakturaen", "kunde betaler"),
    "title": ColumnChoice("text", "hva det gjelder", "tekst beskrivelse produkt betaling"),
    "kid": ColumnChoice("kid", "KID", "kidnr"),
    "message": ColumnChoice("text", "bankens forklaring", "forklaring melding"),
    "issued_on": ColumnChoice("day", "fakturadato", "utstedt"),
    "due_on": ColumnChoice("day", "forfallsdato", "frist"),
    "amount": ColumnChoice("amount", "beløp", "sum totalt"),
    "paid": ColumnChoice("amount", "betalt beløp", "innbetalt betalt"),
    "outstanding": ColumnChoice("amount", "utestående", "restbeløp skyldig saldo"),
    "paid_on": ColumnChoice("day", "betalt dato", "betalingsdato dato"),
    "refunded": ColumnChoice("amount", "refundert beløp", "refusjon"),
    "reminders": ColumnChoice("count", "antall påminnelser", "purringer"),
    "reminded_on": ColumnChoice("past_day", "siste påminnelse", "sistpurret"),
}


@dataclass(frozen=True)
class Draft:
    """What was chosen: canonical column -> its heading, and status word -> our code."""

    title: str
    kind: Kind
    headings: Mapping[str, str]
    words: Mapping[str, str] = field(default_factory=dict)
    day_order: Order = "dmy"
    whole_club: bool = False  # of members: who is not in the list has left it
    many_lines: bool = False  # of bills: one invoice number may stand on several rows


def choosable_columns(kind: Kind) -> list[str]:
    """Return the columns a list of the kind may have, in the order they are offered."""
    return [name for name in COLUMNS if name in all_columns(kind)]


def describe_missing(draft: Draft) -> str:
    """Return a sentence with what must still be chosen; "" if the draft is complete."""
    if not NAME.fullmatch(draft.title):
        return "Gi profilen et navn på 3 til 60 tegn: bokstaver, tall, mellomrom og . , ( ) & + -"
    if needs := [_describe_need(draft.kind, need) for need in unmet_needs(draft)]:
        return f"Velg også hvilken kolonne som har {'; og '.join(needs)}."
    return WORDLESS if "status" in draft.headings and not draft.words else ""


def unmet_needs(draft: Draft) -> list[list[str]]:
    """Return the needs of the kind that no heading meets yet, each as the columns that would."""
    columns = {*draft.headings, *_find_made_ids(draft)}
    needs = [need.split("|") for need in NEEDS[draft.kind].split()]
    return [need for need in needs if columns.isdisjoint(need)]


def _describe_need(kind: Kind, names: list[str]) -> str:
    text = " eller ".join(COLUMNS[name].label for name in names if name in COLUMNS)
    id_column, parts = IDS[kind]
    if id_column in names:
        labels = [COLUMNS[part].label for part in parts if part not in OPTIONAL_PARTS]
        text += f", eller {', '.join(labels[:-1])} og {labels[-1]}"
    return text


def sketch_profile(draft: Draft) -> Profile:
    """Return the profile so far, unchecked, to preview rows.

    Until the draft is complete, rows have no key and are not compared with each other.
    """
    data = _make_data(draft)
    if unmet_needs(draft):
        data["kind"] = "payments"
    columns = {name: Column.model_validate(column) for name, column in data["columns"].items()}
    return Profile.model_construct(**{**data, "columns": columns})


def _find_made_ids(draft: Draft) -> dict[str, tuple[str, ...]]:
    """Return the id column -> its parts, if the list has no id but the parts of one."""
    id_column, parts = IDS[draft.kind]
    names = {*draft.headings}
    if {id_column, "kid"} & names & {*NEEDS[draft.kind].replace("|", " ").split()}:
        return {}
    if "name" in names:
        names |= {"first_name", "last_name"}
    if {*parts} - OPTIONAL_PARTS <= names:
        return {id_column: tuple(part for part in parts if part in names)}
    return {}


def _make_data(draft: Draft) -> dict[str, Any]:
    """Return the contents of the profile's file; it does not state what is as usual."""
    kind, made_ids = draft.kind, _find_made_ids(draft)
    id_column, _ = IDS[kind]
    names = (id_column, "kid", "message")
    key = [next((name for name in names if name in {*draft.headings, *made_ids}), "kid")]
    if draft.many_lines and kind == "bills" and not made_ids:
        key += [name for name in ("person", "member_name", "title") if name in draft.headings]
    data: dict[str, Any] = {"title": draft.title, "system": OWN, "kind": kind, "key": tuple(key)}
    if draft.day_order != "dmy":
        data["day_order"] = draft.day_order
    if draft.whole_club and kind == "members":
        data["whole_club"] = True
    if key in (["kid"], ["message"]) and "amount" in draft.headings:  # a bank's file
        data |= {"incoming_only": True, "footer": BANK_FOOTER, "source": "bank"}
    if made_ids:
        data["ids"] = made_ids
    id_parts = {part for parts in made_ids.values() for part in parts}
    return data | {"columns": _make_columns(draft, id_parts)}


def _make_columns(draft: Draft, id_parts: set[str]) -> dict[str, dict[str, Any]]:
    """Return the contents of each chosen column; `id_parts` are those that an id is made of."""
    required = {*NEEDS[draft.kind].replace("|", " ").split(), "status", "kid", *id_parts}
    columns = {}
    for name, heading in draft.headings.items():
        column: dict[str, Any] = {"type": COLUMNS[name].type}
        if name in required:
            column["required"] = True
        if name in id_parts - {"born_on", *OPTIONAL_PARTS}:
            column["needed"] = True
        column["seen"] = (tidy(heading),)
        if column["type"] == "word":
            column["words"] = dict(draft.words)
        columns[name] = column
    return columns


def to_toml(draft: Draft, note: str) -> str:
    """Return the draft as a profile's file, under a note of one line."""
    data = _make_data(draft)
    columns = data.pop("columns")
    settings = [f"{name} = {_format_value(value)}" for name, value in data.items()]
    column_lines = [f"{name} = {_format_value(column)}" for name, column in columns.items()]
    return "\n".join([f"# {tidy(note)}", *settings, "", "[columns]", *column_lines, ""])


def _format_value(value: Any) -> str:
    match value:
        case dict():
            pairs = [f"{_format_key(key)} = {_format_value(part)}" for key, part in value.items()]
            return f"{{ {', '.join(pairs)} }}"
        case tuple():
            return f"[{', '.join(map(_format_value, value))}]"
        case _:  # a JSON string is a TOML string too, but for DEL
            return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _format_key(text: str) -> str:
    return text if re.fullmatch(r"[a-z0-9_]+", text) else _format_value(text)
