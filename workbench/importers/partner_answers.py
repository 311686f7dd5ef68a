"""The collection partner's answers: news in our own format, as JSON or as a workbook."""

import json
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple, TypeVar

from workbench.importers.reading import cell_at, read_sheets
from workbench.model.errors import ExportError, Unreadable
from workbench.model.partner_kinds import (
    ANSWER,
    CLOSING_RULES,
    FORMAT,
    HEADER_SHEET,
    NEWS_HEADINGS,
    NEWS_RULES,
    NEWS_SHEET,
    VERSION,
    Closing,
    NewsKind,
)
from workbench.model.partner_rows import CaseNews
from workbench.norsk import text_of
from workbench.values.amounts import parse_ore
from workbench.values.dates import parse_day
from workbench.values.text import fold, tidy

Code = TypeVar("Code", bound=StrEnum)


class PartnerAnswer(NamedTuple):
    """What a partner's file says, and of which club."""

    organisation_number: str
    news: tuple[CaseNews, ...]


def read_partner_answer(content: bytes, name: str) -> PartnerAnswer:
    """Read a partner's file; `name` is for the message. Raises ExportError with one sentence for
    another format or version, and for a row that cannot be read."""
    is_json = content.lstrip().startswith(b"{")
    header, records = _read_json(content, name) if is_json else _read_workbook(content, name)
    if (header.get("format"), header.get("kind")) != (FORMAT, ANSWER):
        raise ExportError(f"{name}: dette er ikke et svar fra en inkassopartner i vårt format.")
    if str(header.get("version")) != str(VERSION):
        version = header.get("version")
        raise ExportError(f"{name}: versjon {version!r} er ukjent; vi leser versjon {VERSION}.")
    news = tuple(
        _news_of(record, f"{name}, nr. {n}", is_json=is_json) for n, record in enumerate(records, 1)
    )
    return PartnerAnswer(str(header.get("organisation_number")), news)


def _read_json(content: bytes, name: str) -> tuple[Mapping[str, Any], list[Mapping[str, Any]]]:
    try:
        header = json.loads(content)
    except ValueError as error:
        raise ExportError(f"{name}: filen er ikke hel; be partneren om den på nytt.") from error
    records = header.get("news")
    if not isinstance(records, list) or not all(isinstance(each, dict) for each in records):
        raise ExportError(f"{name}: «news» må være en liste av rader.")
    return header, records


def _read_workbook(content: bytes, name: str) -> tuple[Mapping[str, Any], list[Mapping[str, Any]]]:
    sheets = {sheet.name: sheet.rows for sheet in read_sheets(content, name)}
    header = {row[0]: row[1] for row in sheets.get(HEADER_SHEET, []) if len(row) > 1}
    headings, *rows = sheets.get(NEWS_SHEET, [[]])
    columns = {field: _place(headings, text) for field, text in NEWS_HEADINGS.items()}
    missing = [NEWS_HEADINGS[field] for field, at in columns.items() if at == len(headings)]
    if missing:
        raise ExportError(f"{name}: arket «{NEWS_SHEET}» mangler kolonnen {missing[0]!r}.")
    records: list[Mapping[str, Any]] = [
        {field: cell_at(row, place) for field, place in columns.items()} for row in rows if any(row)
    ]
    return header, records


def _place(headings: Any, text: str) -> int:
    folded = [fold(heading) for heading in headings]
    return folded.index(fold(text)) if fold(text) in folded else len(folded)


def _ore(amount: Any, *, is_json: bool) -> int:
    """Return an amount in øre: JSON has whole øre, a workbook has kroner."""
    if not is_json:
        return parse_ore(tidy(str(amount or ""))) or 0
    if amount is None:
        return 0
    if isinstance(amount, bool) or not isinstance(amount, int):
        raise Unreadable(f"beløpet {amount!r} må være hele øre, som 20000 for 200 kr")
    return amount


def _news_of(record: Mapping[str, Any], place: str, *, is_json: bool) -> CaseNews:
    """Return a row of a partner's file."""
    texts = {field: tidy(str(record.get(field) or "")) for field in NEWS_HEADINGS}
    try:
        kind = _code(NewsKind, texts["kind"])
        if not NEWS_RULES[kind].is_from_partner:
            raise Unreadable(f"{texts['kind']!r} er ikke partnerens å melde")
        outcome = _code(Closing, texts["outcome"]) if kind == NewsKind.CLOSED else None
        if outcome is not None and not CLOSING_RULES[outcome].is_by_partner:
            raise Unreadable(f"utfallet {texts['outcome']!r} er ikke partnerens å melde")
        amount_ore = _ore(record.get("amount_ore"), is_json=is_json)
        if kind == NewsKind.PAID and (amount_ore <= 0 or not texts["ref"]):
            raise Unreadable("en betaling må ha et beløp og en referanse")
        happened_on = _day(texts["happened_on"])
    except Unreadable as error:
        raise ExportError(f"{place}: {error}.") from error
    return CaseNews(
        texts["case_ref"], texts["claim_id"], kind, texts["ref"], happened_on, amount_ore, outcome
    )


def _code(codes: type[Code], word: str) -> Code:
    """Return the code with this name, or with this Norwegian text."""
    for code in codes:
        if fold(word) in (fold(code), fold(text_of(code))):
            return code
    raise Unreadable(f"{word!r} er ukjent; skriv {', '.join(codes)}")


def _day(text: str) -> date:
    day = parse_day(text)
    if day is None:
        raise Unreadable("datoen mangler")
    return day
