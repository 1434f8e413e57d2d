"""Who may do what with a bid. Officials never may; everything not said here is refused."""

from collections.abc import Iterable
from datetime import datetime

from organizations.models import Organization, Role
from organizations.models.codes import Kind
from organizations.permissions import Person, is_official, organizations_where
from procurement.models import Bid, BidParty, Consultation, Tender
from procurement.selectors.bids import WRITERS
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
    return _acts_for_any(user, [Role.LEADER], organizations, now)


def _writes_any(user: Person, organizations: Iterable[int | None], now: datetime) -> bool:
    """Whether ``user`` leads one of them or writes for it, and works for no agency, supervisor or reviewer."""
    return _acts_for_any(user, WRITERS, organizations, now)


def _acts_for_any(
    user: Person, roles: Iterable[str], organizations: Iterable[int | None], now: datetime
) -> bool:
    wanted = {pk for pk in organizations if pk is not None}
    own = organizations_where(user, roles, now=now).filter(pk__in=wanted, kind=Kind.CSO)
    return own.exists() and not is_official(user, now=now)


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
    """Leaders of those who write it: the lead, its partners, and the host that types it in. A host that only
    signs for the group writes nothing and reads nothing of it: see :func:`may_see_bid`."""
    return _leads_any(user, [*_own_people(bid), bid.assisted_by_id], now)


def _own_people(bid: Bid) -> Iterable[int]:
    """The lead and the partners that agreed."""
    agreed = bid.parties.filter(part__in=("lead", "partner"), agreed_at__isnull=False)
    return agreed.values_list("organization_id", flat=True)


def may_see_bid(user: Person, bid: Bid, *, now: datetime) -> bool:
    """Know that it is there, for whom and how far it is: whoever writes it, and the host that signs."""
    behind = bid.parties.values_list("organization_id", flat=True)
    return _leads_any(user, [*behind, bid.assisted_by_id], now) or may_write_for(user, bid, now=now)


def may_write_for(user: Person, bid: Bid, *, now: datetime) -> bool:
    """Whether ``user`` leads or writes for one of those who write it: of what is sealed a writer reads nothing."""
    return _writes_any(user, [*_own_people(bid), bid.assisted_by_id], now)


def may_see_sum(user: Person, bid: Bid, *, now: datetime) -> bool:
    """Read what a draft asks for in all: the host that signs for it and answers for that sum, once it has agreed."""
    agreed = bid.parties.filter(part="host", agreed_at__isnull=False)
    hosts = agreed.values_list("organization_id", flat=True)
    return bid.draft_revision is not None and _leads_any(user, hosts, now)


def may_read_shown(user: Person, bid: Bid, *, now: datetime) -> bool:
    """Read the answers and the budget of a draft that was never sealed: the host that signs, where the group lets
    it."""
    hosts = bid.parties.filter(part="host", shown_at__isnull=False).values_list("organization_id", flat=True)
    return bid.status == "draft" and bid.draft_revision is not None and _leads_any(user, hosts, now)


def may_show_to_host(user: Person, party: BidParty, *, now: datetime) -> bool:
    """Let the host read the draft, or take that back, until it is sealed: the lead alone. A host that types it in
    reads it anyway."""
    typed = party.bid.assisted_by_id == party.organization_id
    return (
        party.part == "host"
        and not typed
        and is_unsealed(party.bid, now=now)
        and is_of_lead(user, party.bid, now=now)
    )


def may_agree_to_draft(user: Person, bid: Bid, *, now: datetime) -> bool:
    """Say for the group that a draft its host types in stands as it is: the lead alone."""
    typed = bid.assisted_by_id is not None
    return typed and is_written(bid, now=now) and is_of_lead(user, bid, now=now)


def needs_word_of_lead(user: Person, bid: Bid, *, now: datetime) -> bool:
    """Whether ``user`` cannot seal what a host typed in, because the group has not said yes to it as it stands.
    Whoever leads the group says so by sealing."""
    typed = bid.assisted_by_id is not None
    return typed and not bid.is_agreed_by_lead and not is_of_lead(user, bid, now=now)


def may_answer_party(user: Person, party: BidParty, *, now: datetime) -> bool:
    """Say for a partner or a host whether it stands behind a bid, or step back: before the bid is sealed."""
    return (
        party.part != "lead"
        and is_unsealed(party.bid, now=now)
        and _leads_any(user, [party.organization_id], now)
    )


def may_remove_party(user: Person, party: BidParty, *, now: datetime) -> bool:
    """Take a partner or a host off a bid that is not sealed: the lead alone."""
    return party.part != "lead" and is_unsealed(party.bid, now=now) and is_of_lead(user, party.bid, now=now)


def is_unsealed(bid: Bid, *, now: datetime) -> bool:
    """Whether those asked to stand behind it can still answer: before it is sealed and before the closing."""
    return bid.status == "draft" and takes_bids(bid.tender, now=now)


def _answers_for(user: Person, bid: Bid, now: datetime) -> bool:
    """Leaders of the lead, and of the host that types it in for the lead: a partner reads and writes, but
    does not lodge what another answers for, and a host that only signs does neither."""
    return _leads_any(user, [bid.lead_id, bid.assisted_by_id], now)


def is_of_lead(user: Person, bid: Bid, *, now: datetime) -> bool:
    """Whether ``user`` leads the lead itself, and not only a partner or a host."""
    return _leads_any(user, [bid.lead_id], now)


def is_opened(bid: Bid) -> bool:
    """Whether what was sealed first has been opened, so that what is written now is a final offer."""
    return bid.status == "opened"


def is_open(bid: Bid, *, now: datetime) -> bool:
    """Whether this bid may be written now: before the closing, or where its final offer is asked for."""
    if bid.status in ("draft", "lodged"):
        return takes_bids(bid.tender, now=now)
    return bid.status == "opened" and takes_final_offers(bid.tender, now=now) and not is_out(bid)


def is_written(bid: Bid, *, now: datetime) -> bool:
    """Whether something is being written that can still be sealed."""
    return bid.draft_revision is not None and is_open(bid, now=now)


def may_edit_bid(user: Person, bid: Bid, *, now: datetime) -> bool:
    """Write what is not sealed yet."""
    return is_written(bid, now=now) and may_read_draft(user, bid, now=now)


def may_read_draft(user: Person, bid: Bid, *, now: datetime) -> bool:
    """Read what is not sealed: also after the closing, for a bid that came too late. Leaders of those who write it, as
    in :func:`may_read_bid`, and their writers."""
    return bid.draft_revision is not None and may_write_for(user, bid, now=now)


def may_lodge(user: Person, bid: Bid, *, now: datetime) -> bool:
    """Press *seal*. Whether it is in time is a verdict, not a permission."""
    return bid.status in ("draft", "lodged", "opened") and _answers_for(user, bid, now)


def may_give_pulse(user: Person, bid: Bid, *, now: datetime) -> bool:
    """Say how the purchase was, once, when what became of it is public."""
    over = bid.status in ("opened", "not_opened") and bid.tender.step in _OVER
    return over and not bid.pulse_given and _answers_for(user, bid, now)


def may_replace(user: Person, bid: Bid, *, now: datetime) -> bool:
    """Begin another revision of a lodged bid: the lead and its partners, no host in their place, which may type it
    in once they began. Or begin the final offer that a consultation asks for."""
    if bid.status not in ("lodged", "opened") or not is_open(bid, now=now):
        return False
    if is_opened(bid):
        return may_read_bid(user, bid, now=now)
    return _leads_any(user, _own_people(bid), now)


def waits_for_group_to_replace(user: Person, bid: Bid, *, now: datetime) -> bool:
    """Whether ``user`` types in a sealed bid that only the group itself can begin to replace."""
    sealed = bid.status == "lodged" and bid.draft_revision is None and is_open(bid, now=now)
    return sealed and _leads_any(user, [bid.assisted_by_id], now) and not may_replace(user, bid, now=now)


def may_withdraw(user: Person, bid: Bid, *, now: datetime) -> bool:
    """Take a lodged bid back: the lead alone, no host in its place. Whether it is in time is a verdict."""
    return bid.status == "lodged" and is_of_lead(user, bid, now=now)


def may_confirm(user: Person, bid: Bid, *, now: datetime) -> bool:
    """Say that a lodged bid holds under corrected terms: the lead alone, no host in its place. Whether it is in
    time is a verdict."""
    return bid.status == "lodged" and is_of_lead(user, bid, now=now)


def may_discard_bid(user: Person, bid: Bid, *, now: datetime) -> bool:
    """Put away what is not sealed: the lead alone."""
    return bid.status != "withdrawn" and is_of_lead(user, bid, now=now)
