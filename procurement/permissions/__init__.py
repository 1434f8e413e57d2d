"""Who may do what: one decision per act, by what the act is done to. Everything not said here is refused."""

from django.core.exceptions import PermissionDenied


def require(allowed: bool) -> None:
    """Raises PermissionDenied unless ``allowed``."""
    if not allowed:
        raise PermissionDenied
