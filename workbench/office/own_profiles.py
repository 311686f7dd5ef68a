"""A club's own profiles: an operator's draft is saved once it reads the file it is made for."""

import re
from datetime import date
from itertools import count
from pathlib import Path

from workbench.importers.cells import CellReader, Context
from workbench.importers.drafts import COLUMNS, Draft, describe_missing, to_toml
from workbench.importers.guess import ListPlace
from workbench.importers.headings import Header, recognise
from workbench.importers.profiles import Profile
from workbench.model.errors import ExportError, UsageError
from workbench.model.settings import read_settings
from workbench.norsk import tall_dato
from workbench.office.desk import Desk, current_user
from workbench.office.exports import context_of, profiles_of
from workbench.office.file_mapping import UnknownSheets
from workbench.store.files import written_whole
from workbench.values.national_id import mask
from workbench.values.text import fold, is_blank, tidy


class ProfileExists(UsageError):
    """The club has a profile of that name already, and was not asked to replace it."""


def save_profile(
    desk: Desk,
    unknown_sheets: UnknownSheets,
    list_place: ListPlace,
    draft: Draft,
    day: date,
    *,
    replace_own: bool = False,
) -> Path:
    """Save the draft as one of the club's profiles, if it reads the file.

    Raises
    - UsageError if the draft is incomplete or no valid profile, or has the name of another system's
      profile;
    - ProfileExists if it has the name of one of the club's own profiles, unless `replace_own`;
    - ExportError if another profile reads the file already, its headings stand in a second place of
      the file, or nothing in a column can be read.
    """
    missing = describe_missing(draft)
    if missing:
        raise UsageError(missing)
    path = _choose_path(desk, draft.title, replace_own)
    note = (
        f"Kartlagt {tall_dato(day)} av {current_user()}, etter filen {mask(unknown_sheets.name)}."
    )
    with written_whole(path) as unfinished:
        unfinished.write_text(to_toml(draft, note), "utf-8", errors="replace")
        _verify(desk, unknown_sheets, list_place, unfinished, path, day)
    return path


def _choose_path(desk: Desk, title: str, replace_own: bool) -> Path:
    """Return the path for a profile of that title, and create its folder. A profile of another
    title whose file would have the same name is not replaced: the name gets a number."""
    folder = desk.club.folder / "profiles"
    paths = (folder / f"{_file_stem(title)}{f'-{n}' if n > 1 else ''}.toml" for n in count(1))
    path = next(path for path in paths if not path.exists() or fold(_title(path)) == fold(title))
    if path.exists() and not replace_own:
        raise ProfileExists(
            f"Profilen «{_title(path)}» finnes fra før; lagre én gang til for å erstatte den, "
            "eller gi denne et annet navn."
        )
    folder.mkdir(mode=0o700, exist_ok=True)
    return path


def _title(path: Path) -> str:
    return read_settings(Profile, path, path.name).title


def _verify(
    desk: Desk,
    unknown_sheets: UnknownSheets,
    list_place: ListPlace,
    draft_path: Path,
    path: Path,
    as_of: date,
) -> None:
    """Raise UsageError or ExportError unless, of all the club's profiles, the new one reads the
    file: it is at `draft_path` and will be saved as `path`."""
    profile = read_settings(Profile, draft_path, f"{desk.club.slug}: profiles/{path.name}")
    mine, others = profiles_of(desk)
    replaced = read_settings(Profile, path, path.name) if path.exists() else None
    remaining = tuple(own for own in mine if own != replaced)
    titles = {fold(existing.title) for existing in (*remaining, *others)}
    if fold(profile.title) in titles:
        raise UsageError(f"«{profile.title}» heter en annen profil; gi denne et annet navn.")
    header = recognise(unknown_sheets.sheets, (*remaining, profile), unknown_sheets.name, others)
    if header.profile != profile:
        raise ExportError(
            f"{unknown_sheets.name}: filen leses allerede som «{header.profile.title}»; velg flere "
            "kolonner, så den passer best her."
        )
    if (header.sheet.name, header.heading_row) != (list_place.sheet.name, list_place.heading_row):
        raise ExportError(
            f"{unknown_sheets.name}: overskriftene står også et annet sted i filen; "
            "ta bort det ene og prøv igjen."
        )
    _require_readable(header, context_of(desk, as_of), unknown_sheets.name)


def _require_readable(header: Header, context: Context, name: str) -> None:
    """Raise ExportError for a column that has texts of which none can be read."""
    reader = CellReader(header.profile, context)
    for column, index in header.columns.items():
        texts = {text for text in header.texts(index) if not is_blank(text)}
        values, _ = reader.read(column, texts)
        if texts and all(value is None for value in values.values()):
            heading = mask(tidy(header.headings[index]))
            raise ExportError(
                f"{name}: ingenting under «{heading}» kan leses som {COLUMNS[column].label}; velg "
                "noe annet for kolonnen, eller «brukes ikke»."
            )


def _file_stem(title: str) -> str:
    letters = fold(title).replace("æ", "ae").replace("ø", "o").replace("å", "a")
    return re.sub(r"[^a-z0-9]+", "-", letters).strip("-") or "profil"
