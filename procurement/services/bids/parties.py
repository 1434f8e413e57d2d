"""Who stands behind a bid: the lead asks, each one says yes itself, and anyone can be let go before the seal."""

from datetime import datetime

from django.db import transaction

from organizations.models import User
from portal.ground import ledger
from procurement.errors.bids import StaleBidError
from procurement.judgement.bids import parts as judgement
from procurement.models import Bid, BidParty
from procurement.permissions import bids as permissions
from procurement.permissions import require
from procurement.rules.bidding import BidRefusedError, Fault
from procurement.services.bids import letters, parts
from procurement.services.savepoints import or_taken


def _locked(bid_number: str, party_id: int) -> tuple[Bid, BidParty | None]:
    """The bid, and the party as it stands; None once it was let go."""
    bid = parts.locked(bid_number)
    found = bid.parties.select_related("organization", "bid__tender", "bid__lead").filter(pk=party_id).first()
    return bid, found


@transaction.atomic
def agree(bid_number: str, party_id: int, *, by: User, now: datetime) -> None:
    """Say that the organisation stands behind this bid. Twice is harmless.

    Raises PermissionDenied, also after it was let go; BeingSealedError; BidRefusedError where it stands behind
    another bid of the call."""
    bid, party = _locked(bid_number, party_id)
    require(party is not None and permissions.may_answer_party(by, party, now=now))
    assert party is not None
    if party.agreed_at is not None:
        return
    party.agreed_at = now
    with or_taken(lambda: BidRefusedError([Fault("partners", "party_not_free")])):
        party.save(update_fields=["agreed_at"])
    parts.writable(bid, now=now).restate(now)
    ledger.record(
        "bid_party_agreed", subject=bid.subject, actor=by.pseudonym, at=now, public=False, part=party.part
    )
    letters.tell_answered(bid, now=now, form=f"{party.pk}/yes")


@transaction.atomic
def let_go(bid_number: str, party_id: int, *, by: User, now: datetime) -> None:
    """Decline, step back, or be taken off by the lead: from then on it reads nothing. Twice is harmless.

    Raises PermissionDenied, BeingSealedError."""
    bid, party = _locked(bid_number, party_id)
    if party is None:
        return
    own = permissions.may_answer_party(by, party, now=now)
    require(own or permissions.may_remove_party(by, party, now=now))
    pk, part = party.pk, party.part
    party.delete()
    parts.writable(bid, now=now).restate(now)
    ledger.record("bid_party_left", subject=bid.subject, actor=by.pseudonym, at=now, public=False, part=part)
    if own:
        letters.tell_answered(bid, now=now, form=f"{pk}/no")


@transaction.atomic
def agree_to_draft(bid_number: str, *, version: int, by: User, now: datetime) -> None:
    """Say for the group that the draft its host types in stands as it was read at ``version``. Twice is harmless.

    Raises PermissionDenied, StaleBidError where it was changed since, BeingSealedError."""
    bid = parts.locked(bid_number)
    require(permissions.may_agree_to_draft(by, bid, now=now))
    judgement.refuse_while_pressed(bid)
    if bid.version != version:
        raise StaleBidError(bid)
    if bid.is_agreed_by_lead:
        return
    bid.lead_agreed_version = version
    bid.save(update_fields=["lead_agreed_version"])
    ledger.record("bid_agreed_by_lead", subject=bid.subject, actor=by.pseudonym, at=now, public=False)
    letters.tell_answered(bid, now=now, form=f"lead/{version}")


@transaction.atomic
def show_to_host(bid_number: str, party_id: int, *, shown: bool, by: User, now: datetime) -> None:
    """Let the host that signs read the answers and the budget until the bid is sealed, or take that back. Twice is
    harmless. Raises PermissionDenied, BeingSealedError."""
    bid, party = _locked(bid_number, party_id)
    require(party is not None and permissions.may_show_to_host(by, party, now=now))
    assert party is not None
    judgement.refuse_while_pressed(bid)
    if (party.shown_at is not None) == shown:
        return
    party.shown_at = now if shown else None
    party.save(update_fields=["shown_at"])
    kind = "bid_shown_to_host" if shown else "bid_hidden_from_host"
    ledger.record(kind, subject=bid.subject, actor=by.pseudonym, at=now, public=False)
