"""What judgements and services of bids may refuse with, beside BidRefusedError, NotOpenError and PermissionDenied."""

from procurement.models import Bid, Intake


class AlreadyBiddingError(Exception):
    """The organisation has a live bid for this call: ``bid``."""

    def __init__(self, bid: Bid) -> None:
        super().__init__(bid.number)
        self.bid = bid


class StaleBidError(Exception):
    """Somebody of the same bid saved first; nothing was overwritten."""

    def __init__(self, bid: Bid) -> None:
        super().__init__(f"{bid.number} is at version {bid.version}")
        self.bid = bid


class BeingSealedError(Exception):
    """The draft was pressed to be sealed and the verdict is not written yet."""

    def __init__(self, intake: Intake) -> None:
        super().__init__(str(intake.key))
        self.intake = intake


class DraftGoneError(Exception):
    """The draft was sealed or put away after its bid was read."""


class NothingToSealError(Exception):
    """No draft stands beside what was sealed already."""


class StaleTermsError(Exception):
    """A correction was published since the page was read; the bidder must see it first."""

    def __init__(self, terms_version: int) -> None:
        super().__init__(str(terms_version))
        self.terms_version = terms_version


class KeyTakenError(Exception):
    """The key of this request belongs to another request."""


class OwnCopyError(Exception):
    """The file is not the bidder's own copy of this bid."""
