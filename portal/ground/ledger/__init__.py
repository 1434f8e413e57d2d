"""What happened, what is owed, what was sent: `from portal import ledger`, then `ledger.record(...)`."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from portal.ground.ledger import blobs, letters, seals
    from portal.ground.ledger.delivery import deliver, deliver_due
    from portal.ground.ledger.recording import record

__all__ = ["blobs", "deliver", "deliver_due", "letters", "record", "seals"]

# Django imports this package before its models may be imported, so names are looked up when first used.
_HOMES = {"record": "recording", "deliver": "delivery", "deliver_due": "delivery"}
_ROOMS = {"blobs", "letters", "seals"}

if not TYPE_CHECKING:

    def __getattr__(name: str) -> Any:
        if name in _HOMES:
            return getattr(import_module(f"portal.ground.ledger.{_HOMES[name]}"), name)
        if name in _ROOMS:
            return import_module(f"portal.ground.ledger.{name}")
        raise AttributeError(f"the ledger has no {name}")
