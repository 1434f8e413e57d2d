"""Who may do what with a bid. Officials never may; everything not said here is refused."""

from collections.abc import Iterable
from datetime import datetime

from organizations.models import Organization, Role
from organizations.models.codes import Kind
from organizations.permissions import Person, is_official, organizations_where
from procurement.models import Bid, Consultation, Tender
from procurement.selectors.evaluation import is_out

# The steps of a call whose result is shown, or that ended without one.
_OVER = ("publicity", "awarded", "contracted", "completed", "terminated", "void")


def takes_bids(tender: Tender, *, now: datetime) -> bool:
    """A public call before its closing, or one whose closing is on hold."""
    if tender.step == "suspended":
        return True
    return tender.step == "open" and tender.bids_due is not None and now < tender.bids_due


def takes_final_offers(tender: Tender, *, now: datetime) -> bool:
    """A consultation that waits for final offers (Fin. Library [2014] 214, art. 20)."""
    asked = Consultation.objects.filter(tender=tender).first() if tender.step == "evaluating" else None
    return asked is not None and now < asked.final_due


def _leads_any(user: Person, organizations: Iterable[int | None], now: datetime) -> bool:
    """Whether ``user`` leads one of them and works for no agency, supervisor or reviewer."""
    wanted = {pk for pk in organizations if pk is not None}
    led = organizations_where(user, [Role.LEADER], now=now).filter(pk__in=wanted, kind=Kind.CSO)
    return led.exists() and not is_official(user, now=now)


def may_bid(
    user: Person,
    tender: Tender,
    lead: Organization,
    *,
    assisted_by: Organization | None = None,
    now: datetime,
) -> bool:
    """A leader of the organisation, or of the confirmed host that types its bid in."""
    if lead.kind != Kind.CSO or not takes_bids(tender, now=now):
        return False
    if assisted_by is None:
        return _leads_any(user, [lead.pk], now)
    stands = lead.ties_above.standing().filter(upper=assisted_by, kind="host").exists()
    return stands and _leads_any(user, [lead.pk, assisted_by.pk], now)


def may_read_bid(user: Person, bid: Bid, *, now: datetime) -> bool:
    """Leaders of whoever stands behind the bid, and of the host that types it in."""
    return _leads_any(user, [*bid.parties.values_list("organization_id", flat=True), bid.assisted_by_id], now)


def _answers_for(user: Person, bid: Bid, now: datetime) -> bool:
    """Leaders of the lead, of its host and of the host that types it in: a partner reads and writes, but
    does not lodge or take back what another answers for."""
    behind = bid.parties.filter(part__in=("lead", "host")).values_list("organization_id", flat=True)
    return _leads_any(user, [*behind, bid.assisted_by_id], now)


def is_open(bid: Bid, *, now: datetime) -> bool:
    """Whether this bid may be written now: before the closing, or where its final offer is asked for."""
    if bid.status in ("draft", "lodged"):
        return takes_bids(bid.tender, now=now)
    return bid.status == "opened" and takes_final_offers(bid.tender, now=now) and not is_out(bid)


def may_edit_bid(user: Person, bid: Bid, *, now: datetime) -> bool:
    """Write what is not sealed yet."""
    return bid.draft_revision is not None and is_open(bid, now=now) and may_read_bid(user, bid, now=now)


def may_read_draft(user: Person, bid: Bid, *, now: datetime) -> bool:
    """Read what is not sealed: also after the closing, for a bid that came too late."""
    return bid.draft_revision is not None and may_read_bid(user, bid, now=now)


def may_lodge(user: Person, bid: Bid, *, now: datetime) -> bool:
    """Press *seal*. Whether it is in time is a verdict, not a permission."""
    return bid.status in ("draft", "lodged", "opened") and _answers_for(user, bid, now)


def may_give_pulse(user: Person, bid: Bid, *, now: datetime) -> bool:
    """Say how the purchase was, once, when what became of it is public."""
    over = bid.status in ("opened", "not_opened") and bid.tender.step in _OVER
    return over and not bid.pulse_given and _answers_for(user, bid, now)


def may_replace(user: Person, bid: Bid, *, now: datetime) -> bool:
    """Begin another revision of a lodged bid, or the final offer a consultation asks for."""
    return bid.status in ("lodged", "opened") and is_open(bid, now=now) and may_read_bid(user, bid, now=now)


def may_withdraw(user: Person, bid: Bid, *, now: datetime) -> bool:
    """Take a lodged bid back. Whether it is in time is a verdict."""
    return bid.status == "lodged" and _answers_for(user, bid, now)


def may_confirm(user: Person, bid: Bid, *, now: datetime) -> bool:
    """Say that a lodged bid holds under corrected terms. Whether it is in time is a verdict."""
    return may_withdraw(user, bid, now=now)


def may_discard_bid(user: Person, bid: Bid, *, now: datetime) -> bool:
    """Put away what is not sealed."""
    return bid.status != "withdrawn" and _answers_for(user, bid, now)
