"""What judgements and services of an evaluation may refuse with, beside PermissionDenied and NotOpenError."""

from collections.abc import Sequence

from procurement.rules.evaluation import PanelFault


class PanelError(Exception):
    """The panel is not lawful so; ``faults`` say what is."""

    def __init__(self, faults: Sequence[PanelFault]) -> None:
        super().__init__(", ".join(one.code for one in faults))
        self.faults = list(faults)


class TiedError(Exception):
    """This person belongs to a bidder of the call, or to what stands above one."""


class SeatError(Exception):
    """The seat and who is to take it do not fit; ``code`` says how."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class DrawError(Exception):
    """The panel is not drawn so; ``code`` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class NotDeclaredError(Exception):
    """Scores come after the declaration, and a tie ends a member's part."""


class PointsError(Exception):
    """Points outside 0 and the most of a criterion, or with more than two decimals. By criterion."""

    def __init__(self, criteria: Sequence[int]) -> None:
        super().__init__(", ".join(str(one) for one in criteria))
        self.criteria = list(criteria)


class IncompleteScoresError(Exception):
    """Offers that lack points still, by their ids."""

    def __init__(self, offers: Sequence[int]) -> None:
        super().__init__(", ".join(str(one) for one in offers))
        self.offers = list(offers)


class StaleScoresError(Exception):
    """The scores changed since the page to be handed in was read."""


class NotReadyError(Exception):
    """The report cannot be made yet; ``codes`` say why."""

    def __init__(self, codes: Sequence[str]) -> None:
        super().__init__(", ".join(codes))
        self.codes = list(codes)
