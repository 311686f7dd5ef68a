"""Read a TOML file into a checked model, or raise one Norwegian sentence on what is wrong in it."""

import re
import tomllib
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from workbench.model.errors import UsageError

Model = TypeVar("Model", bound=BaseModel)


class SettingsTable(BaseModel):
    """A table of a settings file: a key that it does not know is a fault, and it never changes."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def read_settings(model: type[Model], path: Path, name: str) -> Model:
    """Return the settings in the TOML file `path`, as `parse_settings` does.

    Raises FileNotFoundError for a missing file: the caller knows what to do about it.
    """
    return parse_settings(model, path.read_bytes(), name)


def parse_settings(model: type[Model], content: bytes, name: str) -> Model:
    """Return the settings in a TOML text.

    Raises UsageError with the line or the key that is wrong; its sentence begins with `name`.
    """
    try:
        return model.model_validate(tomllib.loads(content.decode("utf-8-sig")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(
            f"{name}: filen kan ikke leses som TOML ({_describe_position(error)}); "
            "rett linjen og kjør på nytt."
        ) from error
    except ValidationError as error:
        raise UsageError(
            f"{name}: {_describe_first_fault(error)}; rett den og kjør på nytt."
        ) from error


def _describe_position(error: Exception) -> str:
    position = re.search(r"at line (\d+), column (\d+)", str(error))
    if position:
        return f"linje {position[1]}, tegn {position[2]}"
    is_at_end = "end of document" in str(error)
    return "slutten av filen" if is_at_end else "teksten er ikke gyldig UTF-8"


def _describe_first_fault(error: ValidationError) -> str:
    first = error.errors()[0]
    key = ".".join(str(part) for part in first["loc"])
    match first["type"]:
        case "missing":
            return f"«{key}» mangler"
        case "extra_forbidden":
            return f"«{key}» er en ukjent innstilling"
        case "literal_error" | "enum":
            expected = str(first["ctx"]["expected"]).replace(" or ", " eller ")
            return f"«{key}» er {_as_toml(first['input'])}, men må være {_as_toml(expected)}"
        case "value_error":
            return str(first["ctx"]["error"])
        case _:
            return f"«{key}» har en verdi som ikke kan brukes ({_as_toml(first['input'])})"


def _as_toml(value: object) -> str:
    """Return a value as it is written in the file."""
    return str(value).replace("True", "true").replace("False", "false")
