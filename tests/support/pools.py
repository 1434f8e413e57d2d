"""A pool with people, for tests of drawing a panel."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from portal.ground import clock
from portal.ground.clock import legal_date
from portal.ground.ledger import seals
from procurement.models import PanelDraw, PoolEntry
from procurement.services import pools
from procurement.services.evaluation import draws
from procurement.services.pools import Somebody
from tests.support import calls, factories
from tests.support.panels import Judged, voucher
from tests.support.remembered import remembered

WANTED = {"outsider": 1, "community": 1}


@remembered
def neighbour() -> calls.Office:
    """An agency of another county of the same prefecture."""
    return calls.office("532823")


@remembered
def entered(
    by: calls.Office, seat: str = "outsider", number: int = 1, *, confirmed: bool = True, **more: Any
) -> PoolEntry:
    """Somebody entered by the drafter of ``by`` and confirmed by its approver."""
    who: dict[str, Any] = {"seat": seat}
    if seat == "community":
        who["vouched_by"] = voucher().number
    else:
        who |= {"name": f"库中人{number}", "office": "州医院", "contact": f"pool{number}@example.org"}
        who |= {"home": factories.place("532823"), "knows": ("testing",)}
    days = {name: more.pop(name) for name in ("from_date", "until_date") if name in more}
    days.setdefault("from_date", legal_date(clock.now()))
    made = pools.enter(
        by.agency, Somebody(**who | more), **days, form_id=uuid4(), by=by.drafter, now=clock.now()
    )
    return pools.confirm(made.code, by=by.approver, now=clock.now()) if confirmed else made


@remembered
def filled() -> list[PoolEntry]:
    """Three people from outside and two community members, entered by the neighbour."""
    by = neighbour()
    outside = [entered(by, "outsider", number) for number in range(1, 4)]
    return [*outside, *(entered(by, "community", number) for number in range(2))]


@remembered
def closed(call: Judged, wanted: dict[str, int] | None = None) -> PanelDraw:
    """The pool is closed for the first draw of ``call``."""
    return draws.close(
        call.tender.number,
        wanted=wanted or WANTED,
        form_id=uuid4(),
        by=call.office.drafter,
        now=clock.now(),
    )


def drawn(call: Judged) -> PanelDraw:
    """The pool is filled and closed, the seal stands, the portal has drawn; the buyer's own sits."""
    filled()
    call.seat("buyer", user=call.office.drafter)
    closed(call)
    return sealed(call)


def sealed(call: Judged) -> PanelDraw:
    """The next seal, and what the portal then owes."""
    clock.move_to(clock.now() + timedelta(minutes=6))
    seals.seal(clock.now())
    made = draws.draw_due(call.tender.number, now=clock.now())
    assert made is not None
    return made
