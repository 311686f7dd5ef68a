"""The `workbench` command."""

from workbench.cli import (
    agent_commands,
    club_commands,
    draw_commands,
    handover_commands,
    invoice_commands,
    message_commands,
    money_commands,
    plan_commands,
    step_commands,
    todo,
)
from workbench.cli.command_line import app, main

__all__ = [
    "agent_commands", "app", "club_commands", "draw_commands", "handover_commands",
    "invoice_commands", "main", "message_commands", "money_commands", "plan_commands",
    "step_commands", "todo",
]  # fmt: skip
