"""Secrets and the gateways made of them."""

import pytest

from workbench.delivery.credentials import find_credential, make_gateway
from workbench.delivery.file_gateway import FileGateway
from workbench.delivery.sms_gateways import LinkGateway, SveveGateway
from workbench.delivery.smtp_gateway import SmtpGateway
from workbench.messages.switch import MessageSettings
from workbench.model.errors import UsageError


@pytest.fixture(autouse=True)
def secrets(monkeypatch, tmp_path):
    """Lay no secret but what a test lays itself."""
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    for name in ("SVEVE_USER", "SVEVE_PASSWORD", "SMTP_HOST", "SMTP_USER", "SMTP_PORT", "LINK_URL"):
        monkeypatch.delenv(f"WORKBENCH_{name}", raising=False)
    return tmp_path


def test_systemds_file_goes_before_the_environment(secrets, monkeypatch):
    monkeypatch.setenv("WORKBENCH_SVEVE_USER", "fra miljøet")
    assert find_credential("sveve_user") == "fra miljøet"

    (secrets / "sveve_user").write_text("fra filen\n", "utf-8")
    assert find_credential("sveve_user") == "fra filen"


def test_a_missing_or_empty_secret_is_none(secrets, monkeypatch):
    (secrets / "sveve_user").write_text("\n", "utf-8")
    monkeypatch.setenv("WORKBENCH_SVEVE_PASSWORD", "")

    assert find_credential("sveve_user") is find_credential("sveve_password") is None


def test_each_name_makes_its_gateway(secrets):
    for name in ("sveve_user", "sveve_password", "smtp_host", "smtp_user", "smtp_password"):
        (secrets / name).write_text(f"{name}-verdi", "utf-8")
    for name in ("link_user", "link_password", "link_platform_id", "link_partner_id"):
        (secrets / name).write_text(f"{name}-verdi", "utf-8")

    assert make_gateway("fil", secrets) == FileGateway(secrets)
    assert make_gateway("sveve", secrets) == SveveGateway(
        "sveve_user-verdi", "sveve_password-verdi"
    )
    link = make_gateway("link", secrets)
    assert isinstance(link, LinkGateway) and link.partner_id == "link_partner_id-verdi"
    smtp = make_gateway("smtp", secrets)
    assert isinstance(smtp, SmtpGateway) and (smtp.host, smtp.port) == ("smtp_host-verdi", 587)
    assert smtp.password == "smtp_password-verdi"


def test_a_missing_secret_is_named_by_its_variable(secrets, monkeypatch):
    monkeypatch.setenv("WORKBENCH_SVEVE_USER", "kontoret")

    with pytest.raises(UsageError, match="WORKBENCH_SVEVE_PASSWORD mangler"):
        make_gateway("sveve", secrets)


def test_an_unknown_way_or_port_is_refused(secrets, monkeypatch):
    with pytest.raises(UsageError, match="'brevdue'"):
        make_gateway("brevdue", secrets)
    with pytest.raises(ValueError, match="epost_leverandoer"):  # it sends SMS alone
        MessageSettings(epost_leverandoer="sveve")

    monkeypatch.setenv("WORKBENCH_SMTP_HOST", "smtp.example.no")
    monkeypatch.setenv("WORKBENCH_SMTP_PORT", "feil")
    with pytest.raises(UsageError, match="WORKBENCH_SMTP_PORT"):
        make_gateway("smtp", secrets)
