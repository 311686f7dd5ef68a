"""The bank's file as banks vary it: nothing here may cost a payment."""

import netsgiro

END_OF_ASSIGNMENT = "NY090088"
LATEST = slice(53, 59)  # of that record


def latest_day_ahead(content: bytes) -> bytes:
    """State a latest day a week after the payments'."""
    lines = content.decode("latin-1").split("\r\n")
    for n, line in enumerate(lines):
        if line.startswith(END_OF_ASSIGNMENT):
            day = int(line[LATEST][:2]) + 7
            lines[n] = line[: LATEST.start] + f"{day:02d}" + line[LATEST.start + 2 :]
    return "\r\n".join(lines).encode("latin-1")


def with_plain_line_ends(content: bytes) -> bytes:
    return content.replace(b"\r\n", b"\n")


def beside_mandates(content: bytes) -> bytes:
    """Put an assignment of AvtaleGiro mandates before the payments."""
    file = netsgiro.parse(content.decode("latin-1"))
    [payments] = file.assignments
    mandates = file.add_assignment(
        service_code=netsgiro.ServiceCode.AVTALEGIRO,
        assignment_type=netsgiro.AssignmentType.AVTALEGIRO_AGREEMENTS,
        number="0000002",
        account=payments.account,
        date=file.date,
    )
    mandates.transactions.append(
        netsgiro.Agreement(
            service_code=netsgiro.ServiceCode.AVTALEGIRO,
            number=1,
            registration_type=netsgiro.AvtaleGiroRegistrationType.NEW_OR_UPDATED_AGREEMENT,
            kid=payments.transactions[0].kid,
            notify=False,
        )
    )
    file.assignments.reverse()
    return (file.to_ocr().replace("\n", "\r\n") + "\r\n").encode("latin-1")
