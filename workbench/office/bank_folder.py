"""The folder for banks' files of many clubs: each club gets its own part, and no other's."""

from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from workbench.club import Club, club_slugs, find_club, list_folder
from workbench.importers.bank_parts import split_by_account
from workbench.model.errors import ExportError, UsageError
from workbench.store.files import publish, written_whole
from workbench.values.national_id import mask
from workbench.values.text import visible

SHARED_OUT = "delt-ut"  # the folder of the files that were shared out


@dataclass(frozen=True)
class SharedFile:
    """What became of one file: the clubs that got a part, or why it was left where it is."""

    name: str
    clubs: tuple[str, ...] = ()
    fault: str = ""


def share_out(house: Path) -> list[SharedFile]:
    """Put the part of each club of every file in `data/bank` in the club's inbox.

    A file that is damaged, or that has an account of no club or of several, is left where it is,
    and nothing of it is shared out; so is a folder with files. Raises UsageError if there is no
    such folder.
    """
    folder = house / "data" / "bank"
    if not folder.is_dir():
        raise UsageError(f"{folder}: mappen finnes ikke; lag den, og legg bankens filer der.")
    owners = _owners(house)
    shared = []
    for path in sorted(list_folder(folder)):
        if path.is_file():
            shared.append(_share_file(path, owners))
        elif path.is_dir() and path.name != SHARED_OUT and list_folder(path):
            name = mask(visible(path.name))
            fault = f"{name}: filene i mappen leses ikke; legg dem rett i data/bank."
            shared.append(SharedFile(name, fault=fault))
    return shared


def _owners(house: Path) -> dict[str, list[Club]]:
    """Return account -> the clubs whose settings name it."""
    owners: dict[str, list[Club]] = {}
    for slug in club_slugs(house):
        club = find_club(house, slug)
        with suppress(UsageError):  # settings that cannot be read are said when the club is opened
            for account in club.settings().own_accounts:
                owners.setdefault(account, []).append(club)
    return owners


def _share_file(path: Path, owners: dict[str, list[Club]]) -> SharedFile:
    name, content = mask(visible(path.name)), path.read_bytes()
    try:
        parts = split_by_account(content, name)
    except ExportError as fault:
        return SharedFile(name, fault=str(fault))
    for account in sorted(parts):
        count = len(owners.get(account, ()))
        if count != 1:
            whose = "flere klubber har" if count else "ingen klubb har"
            return SharedFile(
                name,
                fault=f"{name}: {whose} konto {account} i club.toml («bankkontoer»); rett det, og "
                "kjør på nytt.",
            )
    for account, part in parts.items():
        [club] = owners[account]
        club.inbox.mkdir(exist_ok=True)
        target = club.inbox / _named_by_content("bank", part, path.suffix)
        with written_whole(target) as unfinished:
            unfinished.write_bytes(part)
    done = path.parent / SHARED_OUT
    done.mkdir(exist_ok=True)
    publish(path, done / _named_by_content(path.stem, content, path.suffix))
    return SharedFile(name, tuple(sorted({owners[account][0].slug for account in parts})))


def _named_by_content(stem: str, content: bytes, suffix: str) -> str:
    """Return a name that no other content has: banks give file after file the same one."""
    return f"{stem}-{sha256(content).hexdigest()[:12]}{suffix}"
