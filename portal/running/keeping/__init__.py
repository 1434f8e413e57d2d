"""Backups: making one, bringing one back, and whether all that is kept holds together."""


class KeepingError(Exception):
    """A backup could not be made or brought back. Says why and what to do."""
