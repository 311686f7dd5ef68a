"""The operators' form: what is guessed, chosen, shown and saved, and what is refused."""

import json
import os
import subprocess
import sys
from threading import Thread

import pytest
from ipywidgets import HTML
from ipywidgets.widgets.widget import _instances
from traitlets import TraitError

from workbench.forms.mapping_form import MappingForm, mapping_form
from workbench.model.frames import records
from workbench.office import import_inbox, open_desk, parse_as_of
from workbench.office.agents import disable_agent, save_agent
from workbench.runs.notebooks import execute
from workbench.server.forms_server import MAPPING

HOSTILE = "<img src=x onerror=alert(1)>"
TITLE = "Medlemmer fra Turnplan"
UNSEEN = """Utskrift fra Turnplan;;;;;
Utøvernr;Fornavn på utøver;Slektsnavn;Kom til verden;Mobil utøver;Tilstand
1001;Kari;Nordmann;12.03.2011;928 84 492;På parti
1002;Ola;Hansen;01.02.2012;41O 00 002;Sluttet i høst
1003;Per;Olsen;24.12.2010;410 00 003;På venteliste
"""


@pytest.fixture
def inbox(club):
    """The club's inbox, with one file that nobody knows."""
    for path in (club / "inbox").iterdir():
        path.unlink()
    (club / "inbox" / "utskrift.csv").write_text(UNSEEN, "utf-8")
    return club / "inbox"


@pytest.fixture
def form(inbox) -> MappingForm:
    """The form of whoever sits at the machine."""
    return MappingForm("", ["solvik-il"])


def chosen(form: MappingForm) -> dict[str, str]:
    """Return heading -> what is chosen for it."""
    headings = form.panel.list_place.headings
    return {headings[n]: field.value for n, field in form.panel.fields.items()}


def choose(form: MappingForm, heading: str, name: str) -> None:
    form.panel.fields[form.panel.list_place.headings.index(heading)].value = name


def explain(form: MappingForm) -> None:
    """Say what the status words mean, and give the profile its name."""
    codes = {"På parti": "active", "Sluttet i høst": "left", "På venteliste": "unprocessed"}
    for word, code in codes.items():
        form.panel.words[word].value = code
    form.title.value = TITLE


def profiles(inbox) -> list[str]:
    return [path.name for path in inbox.parent.glob("profiles/*")]


def test_a_file_opens_with_its_guesses_samples_and_rows(form):
    assert form.panel.kind.value == "members"
    assert form.panel.header.label.startswith("Rad 2: Utøvernr, Fornavn på utøver")
    assert chosen(form) == {
        "Utøvernr": "person",
        "Fornavn på utøver": "first_name",
        "Slektsnavn": "last_name",
        "Kom til verden": "born_on",
        "Mobil utøver": "phone",
        "Tilstand": "status",
    }
    assert "<span>Kari</span><span>Ola</span><span>Per</span>" in _samples(form)
    assert "3 rader tas inn, 0 legges til side." in form.preview.value
    assert "Velg hva ordene i statuskolonnen betyr" in form.missing_text.value
    assert form.panel.whole.value is False
    explain(form)
    assert form.missing_text.value == '<p class="wb-plain"></p>'


def _samples(form) -> str:
    return "".join(row.children[1].value for row in form.panel.rows.children)


def test_every_choice_shows_the_rows_anew(form):
    assert "velg hva ordet betyr" in form.preview.value

    explain(form)

    assert "velg hva ordet betyr" not in form.preview.value
    assert "<td>søknaden er ikke behandlet</td>" in form.preview.value
    choose(form, "Utøvernr", "")
    assert "1001" not in form.preview.value
    choose(form, "Kom til verden", "")
    assert "medlemsnummer, eller fornavn, etternavn og fødselsdato" in form.missing_text.value


def test_only_what_somebody_chose_is_unsaved(form):
    assert form.keys.unsaved is False

    choose(form, "Kom til verden", "joined_on")

    assert form.keys.unsaved is True


def test_a_column_that_is_chosen_again_is_taken_from_where_it_stood(form):
    choose(form, "Kom til verden", "joined_on")
    choose(form, "Slektsnavn", "joined_on")

    assert (chosen(form)["Slektsnavn"], chosen(form)["Kom til verden"]) == ("joined_on", "")
    said = "Innmeldt dato leses nå fra «Slektsnavn»; «Kom til verden» brukes ikke."
    assert said in form.moved_text.value
    choose(form, "Slektsnavn", "last_name")
    assert said not in form.moved_text.value


def test_words_are_asked_about_only_where_a_column_has_them(form):
    assert [*form.panel.words] == ["På parti", "Sluttet i høst", "På venteliste"]

    choose(form, "Tilstand", "")

    assert (form.panel.words, form.panel.statuses.children) == ({}, ())
    choose(form, "Slektsnavn", "status")
    assert [*form.panel.words] == ["Nordmann", "Hansen", "Olsen"]


def test_words_that_were_explained_stay_so_while_their_column_is_not_used(form):
    explain(form)

    choose(form, "Tilstand", "")
    choose(form, "Tilstand", "status")
    said = [field.value for field in form.panel.words.values()]
    form.panel.kind.value = "bills"
    choose(form, "Tilstand", "status")
    of_bills = [field.value for field in form.panel.words.values()]

    assert said == ["active", "left", "unprocessed"]
    assert of_bills == ["", "", ""]


@pytest.mark.parametrize(("more", "end"), [("", ""), (";", ""), ("", ";")])
def test_a_row_with_a_cell_too_many_has_no_status_word(inbox, more, end):
    ragged = UNSEEN.replace("På venteliste", f"På venteliste{end}")
    ragged = ragged.replace("parti\n", f"parti{end}\n").replace("høst\n", f"høst{end}\n")
    ragged += f"1004;Åse;Berg;enda et navn;01.02.2012;410 00 004;På parti{more}\n"
    (inbox / "utskrift.csv").write_text(ragged, "utf-8")

    form = MappingForm("", ["solvik-il"])

    assert [*form.panel.words] == ["På parti", "Sluttet i høst", "På venteliste"]


def test_who_says_that_the_list_is_the_whole_clubs_sees_how_many_are_not_in_it(aside, inbox):
    fewer = UNSEEN.replace("Utøvernr", "Nr").rpartition("1003")[0]
    (inbox / "ny.csv").write_text(fewer, "utf-8")
    aside.again.click()
    choose(aside, "Nr", "person")
    before = aside.panel.absent_text.value

    aside.panel.whole.value = True

    assert before == '<p class="wb-plain"></p>'
    assert "1 medlem står ikke i filen og regnes som borte." in aside.panel.absent_text.value
    choose(aside, "Nr", "")
    choose(aside, "Kom til verden", "")
    assert aside.panel.absent_text.value == before


def test_of_a_club_without_members_nobody_is_gone(form):
    form.panel.whole.value = True

    assert form.panel.absent_text.value == '<p class="wb-plain"></p>'


def test_another_kind_and_another_row_of_headings_are_guessed_anew(form):
    form.panel.kind.value = "bills"

    assert {"order", "amount"} & {name for _, name in form.panel.fields[0].options}
    assert form.panel.whole.layout.display == "none"
    third = next(n for said, n in form.panel.header.options if said.startswith("Rad 3:"))
    form.panel.header.value = third
    assert "Kari" in chosen(form)
    assert form.alert.value == ""


def test_what_is_saved_reads_the_file_at_the_next_import(form, inbox):
    explain(form)

    form.save.click()

    desk = open_desk("solvik-il")
    done = import_inbox(desk, parse_as_of(None))
    (file,) = records(done.inbox.files)
    desk.close()
    assert form.alert.value == ""
    assert f"leses nå som «{TITLE}»" in form.saved.value
    assert (file["title"], file["rows_taken"], file["values_aside"]) == (TITLE, 3, 1)
    assert (form.panel, form.why.value) == (
        None, '<p class="wb-plain">Alle filene i innboksen kjennes igjen.</p>',
    )  # fmt: skip
    assert form.keys.unsaved is False


@pytest.mark.parametrize(
    ("title", "sentence"),
    [("", "Gi profilen et navn"), (HOSTILE, "Gi profilen et navn"), ("../../x", "Gi profilen")],
)
def test_what_cannot_be_saved_is_said_in_one_sentence_and_the_choices_stand(
    form, inbox, title, sentence
):
    explain(form)
    form.title.value = title

    form.save.click()

    assert sentence in form.alert.value
    assert form.panel.words["På parti"].value == "active"
    assert profiles(inbox) == []


def test_a_profile_is_replaced_only_at_the_second_press(form, inbox):
    explain(form)
    form.save.click()
    again = MappingForm("", ["solvik-il"], "utskrift.csv")
    explain(again)
    choose(again, "Mobil utøver", "")

    again.save.click()
    asked, before = again.alert.value, (inbox.parent / "profiles" / profiles(inbox)[0]).read_text()
    again.save.click()

    after = (inbox.parent / "profiles" / profiles(inbox)[0]).read_text()
    assert "finnes fra før" in asked
    assert "phone" in before and "phone" not in after


def test_a_choice_between_the_presses_asks_again(form, inbox):
    explain(form)
    form.save.click()
    again = MappingForm("", ["solvik-il"], "utskrift.csv")
    explain(again)
    again.save.click()

    choose(again, "Mobil utøver", "")
    again.save.click()

    assert "finnes fra før" in again.alert.value


def test_a_save_meant_for_another_file_does_nothing(form, inbox):
    explain(form)

    form.keys._handle_message(form.keys, {"kind": "save", "case": "en annen"}, [])
    assert profiles(inbox) == []
    form.keys._handle_message(form.keys, {"kind": "save", "case": form.keys.case}, [])

    assert profiles(inbox) == ["medlemmer-fra-turnplan.toml"]


def test_the_browser_cannot_choose_what_is_not_offered(form):
    field = form.panel.fields[0]

    for index in (-1, len(field.options), "../../etc/passwd"):
        with pytest.raises(TraitError):
            field.set_state({"index": index})

    assert field.value == "person"


def test_hostile_headings_cells_and_names_are_text(club, inbox):
    hostile = UNSEEN.replace("Slektsnavn", HOSTILE).replace("Kari", HOSTILE)
    (inbox / "utskrift.csv").write_text(hostile.replace("På parti", f"{HOSTILE}2"), "utf-8")
    (inbox / f"{HOSTILE[:16]}.csv").write_text("a;b\n1;2\n", "utf-8")

    form = MappingForm("", ["solvik-il"])
    form.file.index = form.file.options.index("utskrift.csv")
    choose(form, HOSTILE, "last_name")

    assert HOSTILE in form.panel.words or f"{HOSTILE}2" in form.panel.words
    for text in (form.why.value, form.preview.value, _samples(form)):
        assert "<img" not in text
    assert "&lt;img" in form.preview.value


def test_birth_numbers_are_hidden_among_samples_words_and_rows(inbox):
    leaky = UNSEEN.replace("På parti", "01019012345").replace("Hansen", "010190 12345")
    (inbox / "utskrift.csv").write_text(leaky, "utf-8")

    form = MappingForm("", ["solvik-il"])

    seen = form.preview.value + _samples(form) + "".join(form.panel.words)
    assert "***********" in seen
    assert "01019012345" not in seen and "010190" not in seen


@pytest.mark.parametrize("content", [b"\x89PNG\r\n\x1a\n\x00", b"Husk dugnad", b"PK\x03\x04"])
def test_a_file_without_a_list_ends_in_a_sentence_and_another_can_be_chosen(inbox, content):
    (inbox / "a.csv").write_bytes(content)

    form = MappingForm("", ["solvik-il"])

    assert 'role="alert"' in form.alert.value and form.alert in form.left.children
    assert form.panel is None
    form.file.index = 1
    assert form.alert.value == "" and form.panel is not None


def test_a_damaged_profile_of_the_clubs_ends_in_a_sentence(inbox):
    (inbox.parent / "profiles").mkdir()
    (inbox.parent / "profiles" / "egen.toml").write_text("title = [", "utf-8")

    form = MappingForm("", ["solvik-il"])

    assert "profiles/egen.toml: filen kan ikke leses som TOML" in form.alert.value
    assert form.alert in form.left.children


def test_new_files_are_looked_for_when_asked(inbox):
    (inbox / "utskrift.csv").unlink()
    form = MappingForm("", ["solvik-il"])
    assert form.panel is None

    (inbox / "ny.csv").write_text(UNSEEN, "utf-8")
    form.again.click()

    assert form.panel.unknown_sheets.name == "ny.csv"


def test_a_file_goes_away_with_all_its_widgets(form, inbox):
    (inbox / "enda_en.csv").write_text(UNSEEN.replace("Turnplan", "Turnplan 2"), "utf-8")
    form.again.click()
    counts = []

    for n in (1, 0, 1, 0, 1):
        form.file.index = n
        counts.append(len(_instances))

    assert counts[0] == counts[2] == counts[4]
    assert counts[1] == counts[3]


def test_it_works_from_another_thread_as_jupyterlab_does(form, inbox):
    explain(form)
    clicked = Thread(target=form.save.click)

    clicked.start()
    clicked.join()

    assert profiles(inbox) == ["medlemmer-fra-turnplan.toml"]


# Who may


@pytest.fixture
def logged_in(inbox, monkeypatch):
    def enter(name: str, *, operator: bool = True):
        save_agent(name, "en frase som er lang", ["solvik-il"], operator=operator)
        monkeypatch.setenv("HTTP_X_WORKBENCH_AGENT", name)

    return enter


def test_an_operator_has_their_own_clubs_and_no_file_of_the_notebooks(logged_in, add_club):
    add_club("nordby-il")
    logged_in("kari")

    form = MappingForm("kari", ["solvik-il"], "/etc/passwd")

    assert [slug for _, slug in form.club.options] == ["solvik-il"]
    assert form.file.options == ("utskrift.csv",)
    assert "kartlegging" in str(mapping_form("nordby-il").children[2].children[0].value).lower()


@pytest.mark.parametrize(
    ("name", "club", "sentence"),
    [("", "", "Ingen er logget inn"), ("", "ukjent-il", "klubben finnes ikke")],
)
def test_without_a_log_in_a_club_must_be_named(house, monkeypatch, name, club, sentence):
    monkeypatch.delenv("HTTP_X_WORKBENCH_AGENT", raising=False)

    shown = mapping_form(club)

    assert isinstance(shown, HTML) and sentence in shown.value


@pytest.mark.parametrize(
    ("values", "shown"),
    [({}, "Ingen er logget inn"), ({"club": "solvik-il", "file": "utskrift.csv"}, "Box(")],
)
def test_the_notebook_runs_as_it_does_in_jupyterlab(inbox, tmp_path, values, shown):
    execute(MAPPING.notebook, tmp_path / "kjort.ipynb", values)

    cells = json.loads((tmp_path / "kjort.ipynb").read_text("utf-8"))["cells"]
    assert shown in "".join(cells[-1]["outputs"][0]["data"]["text/plain"])


def test_an_agent_who_is_no_operator_sees_no_form(logged_in):
    logged_in("ola", operator=False)

    shown = mapping_form("solvik-il")

    assert isinstance(shown, HTML) and "har ikke tilgang" in shown.value


def test_an_operator_who_is_shut_out_meanwhile_saves_nothing(logged_in, inbox):
    logged_in("kari")
    form = MappingForm("kari", ["solvik-il"])
    explain(form)

    disable_agent("kari")
    form.save.click()

    assert "stengt" in form.alert.value
    assert profiles(inbox) == []


# What was set aside


@pytest.fixture
def aside(form) -> MappingForm:
    """The form after the file was imported: a phone number could not be read."""
    explain(form)
    form.save.click()
    desk = open_desk("solvik-il")
    import_inbox(desk, parse_as_of(None))
    desk.close()
    form.again.click()
    return form


def phones() -> dict[str, str | None]:
    desk = open_desk("solvik-il")
    found = records(desk.read_books()["members"])
    desk.close()
    return {row["first_name"]: row["phone"] for row in found}


def test_what_was_set_aside_stands_with_its_reason_and_a_field(aside):
    ((row, tick, field),) = aside.repair_panel.rows

    assert row["value"] == "41O 00 002"
    assert tick.description == "utskrift.csv, rad 4, Mobil utøver"
    assert field.description == "Les rad 4, Mobil utøver som"
    assert (tick.value, field.value) == (True, "410 00 002")
    assert "1 verdi kunne ikke leses." in aside.repair_panel.count_text.value


def test_a_repair_that_is_accepted_is_in_the_books_at_once(aside):
    ((_, tick, field),) = aside.repair_panel.rows
    field.value = "412 34 567"
    assert tick.value

    aside.repair_panel.button.click()

    assert aside.repair_panel.alert.value == ""
    assert "1 verdi er rettet og blir husket." in aside.saved.value
    assert phones()["Ola"] == "+4741234567"
    assert aside.repair_panel.rows == []


@pytest.mark.parametrize("text", ["", "ikke et nummer", HOSTILE])
def test_a_repair_that_cannot_be_read_changes_nothing(aside, text):
    ((_, tick, field),) = aside.repair_panel.rows
    field.value = text
    tick.value = True

    aside.repair_panel.button.click()

    said, shown = aside.repair_panel.alert.value, aside.repair_panel.children
    assert 'role="alert"' in said and "<img" not in said
    assert shown.index(aside.repair_panel.alert) + 1 == shown.index(aside.repair_panel.button)
    assert phones()["Ola"] is None
    assert aside.repair_panel.rows[0][2].value == text


def test_nothing_is_accepted_that_is_not_ticked(aside):
    ((_, tick, field),) = aside.repair_panel.rows
    field.value = "412 34 567"
    tick.value = False

    aside.repair_panel.button.click()

    assert "Velg minst én verdi" in aside.repair_panel.alert.value
    assert phones()["Ola"] is None


def test_the_kernel_of_the_form_loads_nothing_that_is_slow_to_load(house):
    code = (
        "import sys, json; import workbench.forms.mapping_form; "
        "print(json.dumps([n for n in ('nbformat', 'jsonschema', 'papermill', 'voila', "
        "'python_calamine') if n in sys.modules]))"
    )

    said = subprocess.run([sys.executable, "-c", code], capture_output=True, env=dict(os.environ))

    assert json.loads(said.stdout) == []
