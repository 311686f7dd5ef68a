"""Who may be written to by what (meldinger): the section of that name in `club.toml`."""

import json
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from workbench.model.kinds import Channel
from workbench.model.message_kinds import WRITTEN, Language, MessageGroup
from workbench.model.settings import SettingsTable
from workbench.values.text import visible


class MessageSettings(SettingsTable):
    """What the club allows the office to send itself, and how; nothing unless it is named.

    `fil` as a gateway writes each message to the club's folder `outbox`, so that nothing leaves by
    accident.
    """

    sms: tuple[MessageGroup, ...] = Field(alias="sms", default=())
    email: tuple[MessageGroup, ...] = Field(alias="epost", default=())
    phone: str = Field(alias="telefon", default="", pattern=r"^(\+?[\d ]{5,20})?$")
    site: str = Field(alias="nettsted", default="", pattern=r"^([a-z0-9.-]+\.[a-z]{2,})?$")
    from_email: str = Field(alias="fra_epost", default="", pattern=r"^([^@\s<>]+@[a-z0-9.-]+)?$")
    # a number that can be answered
    from_phone: str = Field(alias="fra_sms", default="", pattern=r"^(\+\d{6,15})?$")
    usual_language: Literal["nb", "nb-enkel", "nn", "en"] = Field(alias="maalform", default="nb")
    sms_gateway: Literal["fil", "sveve", "link"] = Field(alias="sms_leverandoer", default="fil")
    email_gateway: Literal["fil", "smtp"] = Field(alias="epost_leverandoer", default="fil")
    # how the club is called in an SMS, where its name is long
    short_name: Annotated[str, AfterValidator(visible)] = Field(
        alias="kortnavn", default="", max_length=40
    )

    @model_validator(mode="after")
    def _require_senders(self) -> "MessageSettings":
        """Refuse a way of writing that cannot be answered, or that names no number to ring."""
        missing = {
            "meldinger.fra_sms": self.sms and not self.from_phone,
            "meldinger.fra_epost": self.email and not self.from_email,
            "meldinger.telefon": (self.sms or self.email) and not self.phone,
        }
        for key, is_missing in missing.items():
            if is_missing:
                raise ValueError(f"«{key}» mangler; uten den kan ingen svare på meldingene")
        return self

    @property
    def language(self) -> Language:
        """The language of whoever has stated none."""
        return Language(self.usual_language)

    @property
    def sent_here(self) -> str:
        """What the office sends itself, as the day has it: a JSON list of channel and group."""
        return json.dumps(
            [f"{channel}:{group}" for channel in WRITTEN for group in self.groups_of(channel)]
        )

    @property
    def step_channels(self) -> frozenset[Channel]:
        """The channels by which the office sends notices and reminders itself."""
        return frozenset(c for c in WRITTEN if MessageGroup.STEPS in self.groups_of(c))

    def groups_of(self, channel: Channel) -> tuple[MessageGroup, ...]:
        """Return what may be sent by SMS or e-mail; nothing goes by another channel."""
        return {Channel.SMS: self.sms, Channel.EMAIL: self.email}.get(channel, ())

    def gateway_of(self, channel: Channel) -> str:
        """Return the name of the gateway for SMS or e-mail."""
        return self.sms_gateway if channel == Channel.SMS else self.email_gateway
