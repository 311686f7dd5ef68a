"""Templates that clubs may edit: they show facts, choose and repeat, and can do nothing else."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache, lru_cache
from typing import Any

from jinja2 import (
    StrictUndefined,
    Template,
    TemplateError,
    TemplateSyntaxError,
    UndefinedError,
    nodes,
)
from jinja2.exceptions import SecurityError
from jinja2.meta import find_undeclared_variables
from jinja2.sandbox import SandboxedEnvironment

from workbench.model.errors import UsageError
from workbench.values.text import visible

FILTERS = ("capitalize", "first", "join", "last", "length", "lower", "map", "upper")
# what a wrong expression raises while a template is filled
_FAULTS = (TemplateError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError)


class _ClubTemplates(SandboxedEnvironment):
    """Templates without calls, and without the signs that can make a text without end."""

    intercepted_binops = frozenset({"*", "**", "%"})

    def is_safe_callable(self, obj: Any) -> bool:
        return False

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        raise SecurityError(operator)


def fill(template: str, values: Mapping[str, object], where: str) -> str:
    """Return a template with its values; raise UsageError if it says what is not among them.

    >>> fill("Hei {{ navn }}!", {"navn": "{{ 7*7 }}"}, "nb.toml")
    'Hei {{ 7*7 }}!'
    """
    with _explained(where):
        return _compile(template).render(values)


@lru_cache(500)  # asked at every message
def names_in(template: str, where: str) -> frozenset[str]:
    """Return the names that a template takes from outside; raise UsageError if it is no template.

    >>> sorted(names_in("{% for k in krav %}{{ k.belop }}{% endfor %}{{ sum }}", "nb.toml"))
    ['krav', 'sum']
    """
    with _explained(where):
        return frozenset(find_undeclared_variables(_parse(template)))


def shown_names(template: str, where: str) -> set[str]:
    """Return the names whose values a template shows, and not those it only asks about."""
    with _explained(where):
        tree = _parse(template)
    shown = [*tree.find_all(nodes.Output), *(loop.iter for loop in tree.find_all(nodes.For))]
    named = [node for node in shown if isinstance(node, nodes.Name)]
    named += [name for node in shown for name in node.find_all(nodes.Name)]
    return {name.name for name in named}


def written_text(template: str) -> str:
    """Return what a template itself says, in every branch, a line for each piece."""
    tree = _parse(template)
    constants = [str(node.value) for node in tree.find_all(nodes.Const)]
    return "\n".join([*(data.data for data in tree.find_all(nodes.TemplateData)), *constants])


def tidy_lines(text: str) -> str:
    """Return a text without invisible characters, spare spaces and more than one empty line."""
    lines = [re.sub(" +", " ", visible(line)).strip(" ") for line in text.split("\n")]
    return re.sub("\n{3,}", "\n\n", "\n".join(lines)).strip("\n")


@lru_cache(1024)
def _compile(template: str) -> Template:
    return _environment().from_string(template)


@lru_cache(1024)
def _parse(template: str) -> nodes.Template:
    return _environment().parse(template)


@cache
def _environment() -> SandboxedEnvironment:
    environment = _ClubTemplates(
        autoescape=False, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.globals.clear()
    environment.filters = {name: environment.filters[name] for name in FILTERS}
    return environment


@contextmanager
def _explained(where: str) -> Iterator[None]:
    """Raise UsageError, a sentence of what to do, for what Jinja2 raises."""
    try:
        yield
    except _FAULTS as error:
        raise UsageError(f"{where}: {_describe(error)}.") from error


def _describe(error: Exception) -> str:
    if isinstance(error, TemplateSyntaxError):
        return f"linje {error.lineno} i teksten kan ikke leses som mal; rett den"
    name = re.search(r"'(\w+)' is undefined|has no attribute '(\w+)'", str(error))
    if isinstance(error, UndefinedError) and name:
        return f"«{name[1] or name[2]}» er ikke kjent her; fyll det ut, eller ta det ut av teksten"
    return "malen regner eller kaller noe; bruk bare navn, «if» og «for»"
