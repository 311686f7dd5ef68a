"""What an unreadable value may have been meant to say."""

from workbench.importers.cells import Context
from workbench.importers.profiles import Profile


def propose(profile: Profile, field: str, text: str, context: Context) -> str | None:
    """Return the one plausible reading, as it would be written, or None."""
    return None
