"""The people and organisations of the table of access: one agency, those who bid, and those who watch over both."""

from dataclasses import dataclass, field
from datetime import datetime

from organizations.models import Organization, User
from organizations.services import standing
from portal.ground import clock
from portal.ground.clock import legal_date
from procurement.models import Bid, Inquiry, Receipt, Tender
from procurement.services.evaluation.panels import Seated
from tests.support import calls, factories
from tests.support.remembered import remembered


@dataclass
class Scene:
    """A call at one stage. ``own`` is the bid whose people are asked, ``question`` waits for its answer."""

    tender: Tender
    moment: datetime
    own: Bid | None = None
    receipt: Receipt | None = None
    question: Inquiry | None = None
    held: Inquiry | None = None
    # The name of a file that lies in the own bid's draft.
    file: str = ""
    # Whether the call may be ended or extended for want of bids, or ended while bids are judged.
    ends: bool = False
    # Who sits on the panel, the members by link with their secrets.
    seated: list[Seated] = field(default_factory=list)


@dataclass
class World:
    """Who is asked, by the names of the table's columns, and the stages, by those of its lines."""

    cast: dict[str, User | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        clock.move_to(calls.PUBLISHED)
        self._officials()
        self._organisations()

    def _officials(self) -> None:
        self.office = calls.office()
        head = factories.official("head", of=self.office.agency, app=False)
        province = factories.agency("530000")
        self.cast |= {
            "nobody": None,
            "former": factories.user(),
            "drafter": self.office.drafter,
            "second": self.office.approver,
            "head": head,
            "other": calls.office("532503").approver,
            "superv": factories.official("supervisor", of=province, app=False),
            "privacy": factories.official("privacy_reviewer", of=province, app=False),
        }
        gone = factories.member(self.office.agency, "approver", self.cast["former"])
        gone.to_date = legal_date(factories.LONG_AGO)
        gone.save(update_fields=["to_date"])

    def _organisations(self) -> None:
        """A group on no register with its host and a partner; a rival; a centre for statutory calls."""
        people = {name: factories.user() for name in ("lead", "writer", "partner", "host", "rival", "both")}
        self.cast |= people
        self.group = factories.cso(people["lead"], registered=False, verified=False)
        self.centre = factories.cso(people["lead"])
        self.partner = factories.cso(people["partner"])
        self.host = factories.cso(people["host"])
        self.rival = factories.cso(people["rival"])
        for house in (self.group, self.centre):
            factories.member(house, "writer", people["writer"])
        # Leads the group too, and works for an agency: whoever does sees no bid.
        factories.member(self.group, "leader", people["both"])
        factories.member(factories.agency("532502"), "drafter", people["both"])
        left = factories.member(self.group, "leader", self.cast["former"])
        left.to_date = legal_date(factories.LONG_AGO)
        left.save(update_fields=["to_date"])
        for lead in (self.group, self.centre):
            self._tie("network", upper=self.partner, member=lead)
        self._tie("host", upper=self.host, member=self.group)

    def _tie(self, kind: str, *, upper: Organization, member: Organization) -> None:
        by = factories.user()
        made = standing.ask_tie(
            kind, upper=upper, member=member, asked_by=upper, by=by, now=factories.LONG_AGO
        )
        standing.confirm_tie(made, member, by=by, now=factories.LONG_AGO)


@remembered
def settled() -> World:
    """The world before anything happens in it."""
    return World()
