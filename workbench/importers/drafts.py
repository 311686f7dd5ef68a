"""A club's own profile in the making: which heading says what, as a person chose it."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from workbench.importers.profiles import (
    NEEDS,
    OWN,
    CellType,
    Column,
    Kind,
    Profile,
    kept,
    worked_on,
)
from workbench.values.text import tidy

KINDS: Mapping[Kind, str] = {"members": "medlemmer", "bills": "krav", "payments": "innbetalinger"}
NAME = re.compile(r"[\w(][\w .,()&+-]{2,59}")
WORDLESS = "Velg hva ordene i statuskolonnen betyr, eller la kolonnen stå som «brukes ikke»."
IDS: Mapping[Kind, tuple[str, tuple[str, ...]]] = {  # the id a list may lack, and what makes one
    "members": ("person", ("first_name", "last_name", "born_on")),
    "bills": ("order", ("member_name", "group", "title")),
    "payments": ("order", ("member_name", "group", "title")),
}
BANK_FOOTER = (
    "(?:sum|totalt|antall|saldo|inngående saldo|utgående saldo)(?: [a-zæøå]+)?:? *[0-9]*",
)
MAY_LACK = {"group"}  # among what makes an id
COLUMNS: Mapping[str, tuple[CellType, str, str]] = {  # type, its name, and further words for it
    "person": ("id", "medlemsnummer", "kundenr personid medlemsid brukerid medlem id"),
    "name": ("full_name", "fullt navn", "navn medlem deltaker"),
    "first_name": ("name", "fornavn", ""),
    "last_name": ("name", "etternavn", "surname slektsnavn familienavn"),
    "born_on": ("birth_day", "fødselsdato", "født fødselsdag bursdag"),
    "gender": ("gender", "kjønn", ""),
    "phone": ("phone", "telefon", "mobil tlf"),
    "email": ("email", "e-post", "mail"),
    "address": ("text", "adresse", "gateadresse"),
    "postcode": ("postcode", "postnummer", ""),
    "city": ("text", "poststed", "sted"),
    "status": ("word", "status", "tilstand"),
    "joined_on": ("day", "innmeldt dato", "startdato"),
    "left_on": ("day", "utmeldt dato", "sluttdato oppsagt"),
    "group": ("text", "gruppe", "lag parti kurs gren"),
    "groups": ("groups", "grupper (flere i én celle)", "grupper lagene"),
    "guardian_1_name": ("name", "foresatt 1: navn", "foresatt"),
    "guardian_1_first": ("name", "foresatt 1: fornavn", ""),
    "guardian_1_last": ("name", "foresatt 1: etternavn", ""),
    "guardian_1_phone": ("phone", "foresatt 1: telefon", "foresattmobil"),
    "guardian_1_email": ("email", "foresatt 1: e-post", "foresattepost"),
    "guardian_2_name": ("name", "foresatt 2: navn", ""),
    "guardian_2_first": ("name", "foresatt 2: fornavn", ""),
    "guardian_2_last": ("name", "foresatt 2: etternavn", ""),
    "guardian_2_phone": ("phone", "foresatt 2: telefon", "foresatt2mobil"),
    "guardian_2_email": ("email", "foresatt 2: e-post", ""),
    "payer_name": ("name", "betaler: navn", "betaler"),
    "payer_first": ("name", "betaler: fornavn", ""),
    "payer_last": ("name", "betaler: etternavn", ""),
    "payer_phone": ("phone", "betaler: telefon", "betalermobil"),
    "payer_email": ("email", "betaler: e-post", ""),
    "order": ("id", "fakturanummer", "ordrenr bilagsnr gironr"),
    "member_name": ("name", "navnet på medlemmet", "navn medlem deltaker"),
    "recipient": ("name", "mottaker av fakturaen", "kunde betaler"),
    "title": ("text", "hva det gjelder", "tekst beskrivelse produkt betaling"),
    "kid": ("kid", "KID", "kidnr"),
    "issued_on": ("day", "fakturadato", "utstedt"),
    "due_on": ("day", "forfallsdato", "frist"),
    "amount": ("amount", "beløp", "sum totalt"),
    "paid": ("amount", "betalt beløp", "innbetalt betalt"),
    "outstanding": ("amount", "utestående", "restbeløp skyldig saldo"),
    "paid_on": ("day", "betalt dato", "betalingsdato dato"),
    "refunded": ("amount", "refundert beløp", "refusjon"),
    "reminders": ("count", "antall påminnelser", "purringer"),
    "reminded_on": ("past_day", "siste påminnelse", "sistpurret"),
}


@dataclass(frozen=True)
class Draft:
    """What was chosen: canonical column -> the heading, and the status words -> our codes."""

    title: str
    kind: Kind
    headings: Mapping[str, str]
    words: Mapping[str, str] = field(default_factory=dict)
    day_order: Literal["dmy", "ymd"] = "dmy"
    whole_club: bool = False  # of members: who is not in the list has left it
    many_lines: bool = False  # of bills: one invoice number may stand on several rows


def columns_of(kind: Kind) -> list[str]:
    """Return the columns a list of the kind may have, in the order they are offered."""
    known = worked_on(kind) | kept(kind)
    return [name for name in COLUMNS if name in known]


def describe_lack(draft: Draft) -> str:
    """Say in one sentence what has to be chosen still; "" when nothing has."""
    if not NAME.fullmatch(draft.title):
        return "Gi profilen et navn på 3 til 60 tegn: bokstaver, tall, mellomrom og . , ( ) & + -"
    if found := [_either(draft.kind, need) for need in unmet(draft)]:
        return f"Velg også hvilken kolonne som har {'; og '.join(found)}."
    return WORDLESS if "status" in draft.headings and not draft.words else ""


def unmet(draft: Draft) -> list[list[str]]:
    """Return the needs of the kind that no heading meets yet, each as the columns that would."""
    have = {*draft.headings, *_ids(draft)}
    needs = [need.split("|") for need in NEEDS[draft.kind].split()]
    return [need for need in needs if not have & {*need}]


def _either(kind: Kind, names: list[str]) -> str:
    said = " eller ".join(COLUMNS[name][1] for name in names if name in COLUMNS)
    if IDS[kind][0] in names:
        parts = [COLUMNS[part][1] for part in IDS[kind][1] if part not in MAY_LACK]
        said += f", eller {', '.join(parts[:-1])} og {parts[-1]}"
    return said


def sketch(draft: Draft) -> Profile:
    """Return the profile as far as it has come, unchecked: for looking at rows.

    While something lacks, rows cannot be told apart, and so are not judged against each other.
    """
    data = _data(draft) | ({"kind": "payments"} if unmet(draft) else {})
    columns = {name: Column.model_validate(one) for name, one in data["columns"].items()}
    return Profile.model_construct(**{**data, "columns": columns})


def _ids(draft: Draft) -> dict[str, tuple[str, ...]]:
    """Return what an id is made of, where the list has none and the parts stand there."""
    name, parts = IDS[draft.kind]
    if {name, "kid"} & draft.headings.keys() & {*NEEDS[draft.kind].replace("|", " ").split()}:
        return {}
    have = {*draft.headings, *(["first_name", "last_name"] if "name" in draft.headings else [])}
    made = tuple(part for part in parts if part in have)
    return {name: made} if {*parts} - MAY_LACK <= have else {}


def _data(draft: Draft) -> dict[str, Any]:
    """Return the profile as it is written: what is as always is left out."""
    ids, kind = _ids(draft), draft.kind
    makes = {part for parts in ids.values() for part in parts} & draft.headings.keys()
    key = [IDS[kind][0] if IDS[kind][0] in {*draft.headings, *ids} else "kid"]
    if draft.many_lines and kind == "bills" and not ids:
        key += [name for name in ("person", "member_name", "title") if name in draft.headings]
    is_bank = key == ["kid"] and "amount" in draft.headings
    options = {
        "day_order": draft.day_order if draft.day_order != "dmy" else None,
        "whole_club": (draft.whole_club and kind == "members") or None,
        "incoming_only": is_bank or None,
        "footer": BANK_FOOTER if is_bank else None,
        "left_out": {"kid": ("",)} if is_bank else None,
        "ids": ids or None,
    }
    always = {*NEEDS[kind].replace("|", " ").split(), "status", "kid", *makes}
    columns = {
        name: {
            "type": COLUMNS[name][0],
            **({"required": True} if name in always else {}),
            **({"needed": True} if name in makes - {"born_on", *MAY_LACK} else {}),
            "seen": (tidy(heading),),
            **({"words": dict(draft.words)} if COLUMNS[name][0] == "word" else {}),
        }
        for name, heading in draft.headings.items()
    }
    about = {"title": draft.title, "system": OWN, "kind": kind, "key": tuple(key)}
    return {**about, **{k: v for k, v in options.items() if v is not None}, "columns": columns}


def to_toml(draft: Draft, note: str) -> str:
    """Write the draft as a profile's file, under a note of one line."""
    data = _data(draft)
    columns = data.pop("columns")
    top = [f"{name} = {_toml(value)}" for name, value in data.items()]
    below = [f"{name} = {_toml(value)}" for name, value in columns.items()]
    return "\n".join([f"# {tidy(note)}", *top, "", "[columns]", *below, ""])


def _toml(value: Any) -> str:
    match value:
        case dict():
            return f"{{ {', '.join(f'{_key(k)} = {_toml(v)}' for k, v in value.items())} }}"
        case tuple():
            return f"[{', '.join(map(_toml, value))}]"
        case _:  # a JSON string is a TOML string too, but for DEL
            return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _key(text: str) -> str:
    return text if re.fullmatch(r"[a-z0-9_]+", text) else _toml(text)
