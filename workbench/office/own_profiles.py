"""A club's own profiles: one that a person made is kept once its file is found to be read by it."""

import re
from datetime import date
from itertools import count
from pathlib import Path

from workbench.importers.cells import CellReader, Context
from workbench.importers.drafts import COLUMNS, Draft, lacking, to_toml
from workbench.importers.guess import Listing
from workbench.importers.headings import Header, recognise
from workbench.importers.profiles import Profile
from workbench.model.errors import ExportError, UsageError
from workbench.model.settings import read_settings
from workbench.norsk import tall_dato
from workbench.office.desk import Desk, current_user
from workbench.office.exports import context_of, profiles_of
from workbench.office.file_mapping import Strange
from workbench.store.files import written_whole
from workbench.values.national_id import mask
from workbench.values.text import fold, is_blank, tidy


class ProfileExists(UsageError):
    """The club has a profile of that name already; to replace it must be meant."""


def save_profile(
    desk: Desk,
    strange: Strange,
    listing: Listing,
    draft: Draft,
    day: date,
    *,
    who: str = "",
    over: bool = False,
) -> Path:
    """Write the draft as a profile of the club's, once the file is found to be read by it.

    Raises UsageError that says what is missing, ProfileExists where one has the name and `over` is
    not said, and ExportError where another profile fits the file as well, or a column says nothing.
    """
    if lack := lacking(draft):
        raise UsageError(lack)
    path = _place(desk, draft.title, over)
    by = who or current_user()
    note = f"Kartlagt {tall_dato(day)} av {by}, etter filen {mask(strange.name)}."
    with written_whole(path) as unfinished:
        unfinished.write_text(to_toml(draft, note), "utf-8", errors="replace")
        _verify(desk, strange, listing, unfinished, path, day)
    return path


def _place(desk: Desk, title: str, over: bool) -> Path:
    """Return where a profile of that title is to lie, in a folder that is there: one of another
    title whose file would have the same name stays where it is."""
    folder = desk.club.folder / "profiles"
    paths = (folder / f"{_slug(title)}{f'-{n}' if n > 1 else ''}.toml" for n in count(1))
    path = next(one for one in paths if not one.exists() or fold(_title(one)) == fold(title))
    if path.exists() and not over:
        raise ProfileExists(
            f"Profilen «{_title(path)}» finnes fra før; lagre én gang til for å erstatte den, "
            "eller gi denne et annet navn."
        )
    folder.mkdir(mode=0o700, exist_ok=True)
    return path


def _title(path: Path) -> str:
    return read_settings(Profile, path, path.name).title


def _verify(
    desk: Desk, strange: Strange, listing: Listing, made: Path, path: Path, as_of: date
) -> None:
    """Raise unless the file, among all of the club's profiles, is read by the one made."""
    profile = read_settings(Profile, made, f"{desk.club.slug}: profiles/{path.name}")
    mine, others = profiles_of(desk)
    was = read_settings(Profile, path, path.name) if path.exists() else None
    rest = tuple(other for other in mine if other != was)
    if any(fold(other.title) == fold(profile.title) for other in (*rest, *others)):
        raise UsageError(f"«{profile.title}» heter en annen profil; gi denne et annet navn.")
    header = recognise(strange.sheets, (*rest, profile), strange.name, others)
    if header.profile != profile:
        raise ExportError(
            f"{strange.name}: filen leses allerede som «{header.profile.title}»; velg flere "
            "kolonner, så den passer best her."
        )
    if (header.sheet.name, header.at) != (listing.sheet.name, listing.at):
        raise ExportError(
            f"{strange.name}: overskriftene står også et annet sted i filen; ta bort det ene og "
            "prøv igjen."
        )
    _require_readable(header, context_of(desk, as_of), strange.name)


def _require_readable(header: Header, context: Context, name: str) -> None:
    """Raise ExportError where of all that stands under a heading nothing can be read."""
    cells, below = CellReader(header.profile, context), header.sheet.rows[header.at + 1 :]
    for column, index in header.columns.items():
        texts = {row[index] for row in below if index < len(row) and not is_blank(row[index])}
        read, _ = cells.read(column, texts)
        if texts and all(value is None for value in read.values()):
            raise ExportError(
                f"{name}: ingenting under «{mask(tidy(header.sheet.rows[header.at][index]))}» kan "
                f"leses som {COLUMNS[column][1]}; velg noe annet for kolonnen, eller «brukes ikke»."
            )


def _slug(title: str) -> str:
    letters = fold(title).translate(str.maketrans({"æ": "ae", "ø": "o", "å": "a"}))
    return re.sub(r"[^a-z0-9]+", "-", letters).strip("-") or "profil"
