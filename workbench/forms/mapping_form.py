"""The operators' form: an unknown file gets a profile, and rejected values get repairs."""

import os
from collections.abc import Sequence
from contextlib import closing
from html import escape
from itertools import count

from ipywidgets import HTML, Box, Dropdown, Text

from workbench.forms.column_panel import ColumnPanel
from workbench.forms.guard import Guard
from workbench.forms.keys import Keys
from workbench.forms.parts import (
    OPERATOR_STYLE,
    area,
    button,
    class_names,
    close_all,
    paragraph,
    text_widget,
)
from workbench.forms.repair_panel import RepairPanel, RepairTexts
from workbench.forms.row_view import render_preview
from workbench.importers.drafts import Draft, describe_missing
from workbench.model.errors import UsageError, WorkbenchError
from workbench.norsk import antall
from workbench.office import agents, file_mapping, own_profiles, value_repairs
from workbench.office.desk import AGENT_VARIABLE, Desk, clock
from workbench.office.exports import context_of, profiles_of
from workbench.office.file_mapping import UnknownFile
from workbench.office.own_profiles import ProfileExists

NOBODY = (
    "Ingen er logget inn. Åpne kartleggingen i nettleseren og logg inn, eller skriv klubbens "
    "mappenavn i parameteren «club»."
)
ALL_KNOWN = "Alle filene i innboksen kjennes igjen."
PREVIEW_TITLE = "Uten navn ennå"  # the profile's title until the operator saves it


def mapping_form(club: str = "", file: str = "") -> Box | HTML:
    """Return the form of the operator who is logged in; `club` and its `file` if nobody is."""
    name = os.environ.get(AGENT_VARIABLE, "")
    clubs = [club] if club else []
    try:
        if name:
            clubs = agents.operator_clubs(name)
        return MappingForm(name, clubs, file).box if clubs else HTML(paragraph(NOBODY))
    except WorkbenchError as error:
        return HTML(paragraph(str(error)))


class MappingForm:
    """The whole form, shown as its `box`; one file at a time."""

    def __init__(self, name: str, clubs: Sequence[str], file: str = "") -> None:
        self.name, self.chosen_file = name, "" if name else file
        self.unknown_files: list[UnknownFile] = []
        self.is_listing = False  # the options of `file` are being replaced
        self.panel: ColumnPanel | None = None
        self.refused_draft: Draft | None = None  # saved again, it replaces the profile of its name
        self.case_numbers = count(1)
        self.guard = Guard(self._show_fault)
        self._make_parts(clubs)
        style = HTML(f"<style>{OPERATOR_STYLE}</style>")
        work = area("work", self.left, self.right)
        children = (style, self.keys, self._bar(), work, self.repair_panel)
        self.box = Box(children=children, _dom_classes=("wb", *class_names("operator")))
        self.guard(self._open_club)()
        self.keys.move_to(self.file)

    def _make_parts(self, clubs: Sequence[str]) -> None:
        self.keys = Keys(self.guard(self._save), {})
        club_options = [*zip(agents.club_names(clubs), clubs, strict=True)]
        choice = class_names("choice")
        self.club = Dropdown(description="Klubb", options=club_options, _dom_classes=choice)
        self.file = Dropdown(description="Fil", options=[], _dom_classes=choice)
        self.pick = area("pick", self.club, self.file)
        self.club.observe(self.guard(self._open_club), "value")
        self.file.observe(self.guard(self._open_file), "index")
        self.why, self.alert = text_widget("why"), text_widget("alert")
        self.saved, self.preview = text_widget("saved"), text_widget("seen")
        self.missing_text, self.moved_text = text_widget("lacks"), text_widget("moved")
        self.title = Text(description="Profilens navn", _dom_classes=class_names("named"))
        self.save = button("save", "Lagre profilen", self.guard(self._save))
        self.foot = area(
            "foot", self.title, self.moved_text, self.missing_text, self.alert, self.save
        )
        self.again = button("again", "Se etter nye filer", self.guard(self._open_club))
        self.repair_panel = RepairPanel(self.keys, self._accept)
        self.left = area("left", self.pick, self.why, self.again, self.alert)
        self.right = area("right")

    def _bar(self) -> Box:
        agent = text_widget("agent", escape(self.name.title()))
        return area("top", text_widget("title", "Kartlegging"), self.saved, agent)

    # What the operator does

    def _open_club(self) -> None:
        """List the unknown files of the club, and open the first."""
        with closing(self._desk()) as desk:
            self.unknown_files = file_mapping.unknown_files(desk, self.chosen_file)
            self.repair_panel.show(value_repairs.unrepaired_rows(desk))
        self.is_listing = True
        self.file.options = [unknown.file.name for unknown in self.unknown_files]
        self.file.index = 0 if self.unknown_files else None
        self.is_listing = False
        self._open_file()

    def _open_file(self) -> None:
        """Show the chosen file with our guesses, or that all files are known."""
        if self.is_listing:
            return
        old_panel, self.panel, self.refused_draft = self.panel, None, None
        unknown = self.unknown_files[self.file.index] if self.unknown_files else None
        self.why.value, self.alert.value = paragraph(unknown.why if unknown else ALL_KNOWN), ""
        self.title.value, self.keys.case = "", f"{next(self.case_numbers)}"
        try:
            if unknown is not None:
                self.panel = self._read_columns(unknown)
        finally:
            self._show_panel()
            if old_panel is not None:
                close_all(old_panel)
        self._update()
        self.keys.unsaved = False  # the operator has not chosen anything yet

    def _read_columns(self, unknown: UnknownFile) -> ColumnPanel:
        with closing(self._desk()) as desk:
            unknown_sheets = file_mapping.read_unknown(unknown.file)
            club_profiles, other_profiles = profiles_of(desk)
            context = context_of(desk, clock().date())
        profiles = [*club_profiles, *other_profiles]
        return ColumnPanel(unknown_sheets, profiles, context, self.guard, self._update)

    def _show_panel(self) -> None:
        self.file.layout.display = None if self.unknown_files else "none"
        below = [self.panel] if self.panel else [self.again, self.alert]
        self.left.children = (self.pick, self.why, *below)
        self.right.children = (self.preview, self.foot) if self.panel else ()

    def _update(self) -> None:
        """Show the first rows as they would be read now, and what is still to be chosen."""
        if self.panel is None:
            return
        self.alert.value = ""
        draft = self.panel.draft(PREVIEW_TITLE)
        self.keys.unsaved = True
        self.missing_text.value = paragraph(describe_missing(draft))
        self.moved_text.value = f'<p role="status">{escape(self.panel.moved_message)}</p>'
        absent_members = None
        with closing(self._desk()) as desk:
            list_place, today = self.panel.list_place, clock().date()
            preview = file_mapping.preview(desk, list_place, draft, today)
            if draft.whole_club:
                absent_members = file_mapping.missing_members(desk, list_place, draft, today)
        self.preview.value = render_preview(preview)
        self.panel.absent_text.value = paragraph(_describe_absent(absent_members))

    def _save(self) -> None:
        if self.panel is None:
            return
        draft = self.panel.draft(self.title.value.strip())
        with closing(self._desk()) as desk:
            try:
                own_profiles.save_profile(
                    desk,
                    self.panel.unknown_sheets,
                    self.panel.list_place,
                    draft,
                    clock().date(),
                    replace_own=draft == self.refused_draft,
                )
            except ProfileExists:
                self.refused_draft = draft
                raise
        confirmation = f"Lagret: filer som denne leses nå som «{draft.title}»."
        self.saved.value = f'<p role="status">{escape(confirmation)}</p>'
        self.chosen_file = ""
        self._open_club()
        self.keys.move_to(self.file)

    def _accept(self, texts: RepairTexts) -> None:
        """Save what rejected values are to be read as, in the files of later weeks as well."""
        if not texts:
            raise UsageError("Velg minst én verdi, og skriv hva den skal leses som.")
        with closing(self._desk()) as desk:
            today = clock().date()
            repaired_rows = value_repairs.accept_repairs(desk, texts, today)
            self.repair_panel.show(value_repairs.unrepaired_rows(desk))
        values = antall(len(repaired_rows), "verdi er rettet", "verdier er rettet")
        self.saved.value = f'<p role="status">{values} og blir husket.</p>'

    def _desk(self) -> Desk:
        return agents.open_for_operator(self.name, self.club.value)

    def _show_fault(self, fault: str) -> None:
        self.keys.show_fault(self.alert, fault)


def _describe_absent(absent_members: int | None) -> str:
    if absent_members is None:
        return ""
    members = antall(absent_members, "medlem", "medlemmer")
    return f"{members} står ikke i filen og regnes som borte."
