"""A TOML file to a checked model, or one Norwegian sentence on what is wrong in it."""

import re
import tomllib
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from workbench.model.errors import UsageError

Model = TypeVar("Model", bound=BaseModel)


def read_settings(model: type[Model], path: Path, name: str) -> Model:
    """Read `path` as `model`; raises UsageError with the line or the key, under `name`.

    A missing file raises FileNotFoundError: the caller knows what to do about it.
    """
    try:
        return model.model_validate(tomllib.loads(path.read_bytes().decode("utf-8-sig")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(
            f"{name}: filen kan ikke leses som TOML ({_where(error)}); rett linjen og kjør på nytt."
        ) from error
    except ValidationError as error:
        raise UsageError(f"{name}: {_fault(error)}; rett den og kjør på nytt.") from error


def _where(error: Exception) -> str:
    found = re.search(r"at line (\d+), column (\d+)", str(error))
    if found:
        return f"linje {found[1]}, tegn {found[2]}"
    end = "end of document" in str(error)
    return "slutten av filen" if end else "teksten er ikke gyldig UTF-8"


def _fault(error: ValidationError) -> str:
    first = error.errors()[0]
    key = ".".join(str(part) for part in first["loc"])
    match first["type"]:
        case "missing":
            return f"«{key}» mangler"
        case "extra_forbidden":
            return f"«{key}» er en ukjent innstilling"
        case "literal_error" | "enum":
            expected = str(first["ctx"]["expected"]).replace(" or ", " eller ")
            return f"«{key}» er {_toml(first['input'])}, men må være {_toml(expected)}"
        case "value_error":
            return str(first["ctx"]["error"])
        case _:
            return f"«{key}» har en verdi som ikke kan brukes ({_toml(first['input'])})"


def _toml(value: object) -> str:
    """Write a value as it stands in the file."""
    return str(value).replace("True", "true").replace("False", "false")
