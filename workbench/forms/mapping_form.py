"""The operators' form: a file that nobody knows is mapped heading by heading, and kept as a
profile; values that were set aside are put right.
"""

import os
from collections.abc import Sequence
from contextlib import closing
from html import escape
from itertools import count
from pathlib import Path

from ipywidgets import HTML, Box, Dropdown, Text

from workbench.forms.call_form import LOGGED_IN, STYLE
from workbench.forms.column_panel import ColumnPanel
from workbench.forms.guard import Guard
from workbench.forms.keys import Keys
from workbench.forms.parts import area, button, discard, line, names, words
from workbench.forms.repair_panel import Chosen, RepairPanel
from workbench.forms.row_view import seen
from workbench.importers.drafts import Draft, lacking
from workbench.model.errors import UsageError, WorkbenchError
from workbench.norsk import antall
from workbench.office import file_mapping, own_profiles, value_repairs
from workbench.office.desk import Desk, clock
from workbench.office.exports import context_of, profiles_of
from workbench.office.file_mapping import UnknownFile
from workbench.office.own_profiles import ProfileExists

NOBODY = (
    "Ingen er logget inn. Åpne kartleggingen i nettleseren og logg inn, eller skriv klubbens "
    "mappenavn i parameteren «club»."
)
ALL_KNOWN = "Alle filene i innboksen kjennes igjen."
MAPPING_STYLE = (Path(__file__).parent / "mapping.css").read_text("utf-8")
UNSURE = "Uten navn ennå"  # a title for looking at rows with


def mapping_form(club: str = "", file: str = "") -> Box | HTML:
    """Return the form of the operator who is logged in; else for the club named, and its file."""
    name = os.environ.get(LOGGED_IN, "")
    try:
        clubs = file_mapping.operator_clubs(name) if name else [club] if club else []
        return MappingForm(name, clubs, file).box if clubs else HTML(line(NOBODY))
    except WorkbenchError as fault:
        return HTML(line(str(fault)))


class MappingForm:
    """The whole form, shown as its `box`; one file at a time."""

    def __init__(self, name: str, clubs: Sequence[str], file: str = "") -> None:
        self.name, self.file_named = name, "" if name else file
        self.unknown: list[UnknownFile] = []
        self.is_listing = False  # the files are being listed: none is chosen yet
        self.panel: ColumnPanel | None = None
        self.warned: Draft | None = None  # saved once, and found to have a profile's name
        self.turns = count(1)
        self.guard = Guard(self._refuse)
        self._make_parts(clubs)
        style = HTML(f"<style>{STYLE}{MAPPING_STYLE}</style>")
        work = area("work", self.left, self.right)
        shown = (style, self.keys, self._bar(), work, self.repairs)
        self.box = Box(children=shown, _dom_classes=("wb", *names("mapping")))
        self.guard(self._open_club)()
        self.keys.move_to(self.file)

    def _make_parts(self, clubs: Sequence[str]) -> None:
        self.keys = Keys(self.guard(self._save), {})
        known = [*zip(file_mapping.club_names(clubs), clubs, strict=True)]
        self.club = Dropdown(description="Klubb", options=known, _dom_classes=names("choice"))
        self.file = Dropdown(description="Fil", options=[], _dom_classes=names("choice"))
        self.pick = area("pick", self.club, self.file)
        self.club.observe(self.guard(self._open_club), "value")
        self.file.observe(self.guard(self._open_file), "index")
        self.why, self.alert, self.saved = words("why"), words("alert"), words("saved")
        self.seen, self.lacks, self.moved = words("seen"), words("lacks"), words("moved")
        self.title = Text(description="Profilens navn", _dom_classes=names("named"))
        self.save = button("save", "Lagre profilen", self.guard(self._save))
        foot = area("foot", self.title, self.moved, self.lacks, self.alert, self.save)
        self.again = button("again", "Se etter nye filer", self.guard(self._open_club))
        self.repairs = RepairPanel(self.keys, self._accept)
        self.left = area("left", self.pick, self.why, self.again, self.alert)
        self.right = area("right")
        self.shown = (self.seen, foot)

    def _bar(self) -> Box:
        agent = words("agent", escape(self.name.title()))
        return area("top", words("title", "Kartlegging"), self.saved, agent)

    # What the operator does

    def _open_club(self) -> None:
        """List the files of the club that nobody knows, and open the first."""
        with closing(self._desk()) as desk:
            self.unknown = file_mapping.unknown_files(desk, self.file_named)
            self.repairs.show(value_repairs.unrepaired_rows(desk))
        self.is_listing = True
        self.file.options = [one.file.name for one in self.unknown]
        self.file.index = 0 if self.unknown else None
        self.is_listing = False
        self._open_file()

    def _open_file(self) -> None:
        """Put a file on the screen with our guesses, or nothing."""
        if self.is_listing:
            return
        before, self.panel, self.warned = self.panel, None, None
        one = self.unknown[self.file.index] if self.unknown else None
        self.why.value, self.alert.value = line(one.why if one else ALL_KNOWN), ""
        self.title.value, self.keys.case = "", f"{next(self.turns)}"
        try:
            if one is not None:
                self.panel = self._panel(one)
        finally:
            self.file.layout.display = None if self.unknown else "none"
            shown = [self.panel] if self.panel else [self.again, self.alert]
            self.left.children = (self.pick, self.why, *shown)
            self.right.children = self.shown if self.panel else ()
            discard(*([before] if before else []))
        self._changed()
        self.keys.unsaved = False  # nothing was chosen yet

    def _panel(self, one: UnknownFile) -> ColumnPanel:
        with closing(self._desk()) as desk:
            strange = file_mapping.read_unknown(one.file)
            mine, others = profiles_of(desk)
            profiles, context = [*mine, *others], context_of(desk, clock().date())
        return ColumnPanel(strange, profiles, context, self.guard, self._changed)

    def _changed(self) -> None:
        """Show the first rows as they would be read now, and what has to be chosen still."""
        if self.panel is None:
            return
        self.alert.value = ""
        draft = self.panel.draft(UNSURE)
        self.keys.unsaved = True
        self.lacks.value = line(lacking(draft))
        self.moved.value = f'<p role="status">{escape(self.panel.moved)}</p>'
        with closing(self._desk()) as desk:
            asked = (desk, self.panel.listing, draft, clock().date())
            found = file_mapping.preview(*asked)
            gone = file_mapping.missing_members(*asked) if draft.whole_club else None
        self.seen.value = seen(found)
        said = antall(gone or 0, "medlem", "medlemmer")
        said += " står ikke i filen og regnes som borte."
        self.panel.gone.value = line("" if gone is None else said)

    def _save(self) -> None:
        if self.panel is None:
            return
        draft = self.panel.draft(self.title.value.strip())
        with closing(self._desk()) as desk:
            try:
                own_profiles.save_profile(
                    desk,
                    self.panel.strange,
                    self.panel.listing,
                    draft,
                    clock().date(),
                    who=self.name,
                    over=draft == self.warned,
                )
            except ProfileExists:
                self.warned = draft
                raise
        said = f"Lagret: filer som denne leses nå som «{draft.title}»."
        self.saved.value = f'<p role="status">{escape(said)}</p>'
        self.file_named = ""
        self._open_club()
        self.keys.move_to(self.file)

    def _accept(self, chosen: Chosen) -> None:
        """Have the values read as chosen from now on."""
        if not chosen:
            raise UsageError("Velg minst én verdi, og skriv hva den skal leses som.")
        with closing(self._desk()) as desk:
            done = value_repairs.accept_repairs(desk, chosen, clock().date(), who=self.name or None)
            self.repairs.show(value_repairs.unrepaired_rows(desk))
        said = antall(len(done), "verdi er rettet", "verdier er rettet")
        self.saved.value = f'<p role="status">{said} og blir husket.</p>'

    def _desk(self) -> Desk:
        return file_mapping.open_for_operator(self.name, self.club.value)

    def _refuse(self, fault: str) -> None:
        self.keys.point_out(self.alert, fault)
