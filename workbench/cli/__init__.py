"""The `workbench` command."""

from workbench.cli import agents, commands, todo
from workbench.cli.app import app, main

__all__ = ["agents", "app", "commands", "main", "todo"]
