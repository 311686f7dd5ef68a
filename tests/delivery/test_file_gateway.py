"""Letters as files."""

import threading
from email import message_from_bytes
from email.policy import default

import pytest

from tests.delivery.test_letters import KEY, MAIL, SMS
from workbench.delivery.file_gateway import FileGateway, write_once
from workbench.delivery.gateways import NotNow, NotSent


def test_an_sms_is_a_file_that_only_its_owner_reads(tmp_path):
    assert FileGateway(tmp_path / "ut").send(SMS) == f"{KEY}.sms.txt"

    path = tmp_path / "ut" / f"{KEY}.sms.txt"
    assert path.read_text("utf-8") == f"Til: {SMS.address}\nFra: Solvik IL\n\n{SMS.text}\n"
    assert path.stat().st_mode & 0o777 == 0o600
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_a_mail_is_the_mime_message_itself(tmp_path):
    name = FileGateway(tmp_path).send(MAIL)

    mail = message_from_bytes((tmp_path / name).read_bytes(), policy=default)
    assert mail["Subject"] == MAIL.subject


@pytest.mark.parametrize("letter", [MAIL, SMS], ids=["mail", "sms"])
def test_the_same_letter_again_is_the_same_message(letter, tmp_path):
    gateway = FileGateway(tmp_path)
    name = gateway.send(letter)
    written = (tmp_path / name).read_bytes()

    assert gateway.send(letter) == name

    assert (tmp_path / name).read_bytes() == written


@pytest.mark.parametrize("letter", [MAIL, SMS], ids=["mail", "sms"])
def test_another_letter_with_the_same_key_is_refused(letter, tmp_path):
    gateway = FileGateway(tmp_path)
    name = gateway.send(letter)
    written = (tmp_path / name).read_bytes()

    with pytest.raises(NotSent, match="samme nøkkel"):
        gateway.send(letter._replace(text="noe annet"))

    assert (tmp_path / name).read_bytes() == written


def test_a_damaged_file_of_that_key_is_not_taken_for_the_letter(tmp_path):
    (tmp_path / f"{KEY}.eml").write_bytes(b"")

    with pytest.raises(NotSent):
        FileGateway(tmp_path).send(MAIL)


def test_a_folder_that_cannot_be_written_to_is_tried_again_later(tmp_path):
    (tmp_path / "ut").write_text("a file")

    with pytest.raises(NotNow, match="ut: meldingen kunne ikke skrives"):
        FileGateway(tmp_path / "ut").send(SMS)


def test_of_many_at_once_one_writes(tmp_path):
    results: list[bool] = []
    writers = [
        threading.Thread(target=lambda n=n: results.append(write_once(tmp_path / "a", b"%d" % n)))
        for n in range(8)
    ]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()

    assert sorted(results) == [False] * 7 + [True]
