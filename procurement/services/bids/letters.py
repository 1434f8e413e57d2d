"""Letters to bidders: neutral on the outside, a page's address inside."""

from datetime import datetime

from organizations.models import Role
from organizations.selectors import recipients
from portal.ground import ledger
from portal.ground.clock import legal_date
from portal.ground.ledger.models import Event
from procurement.models import Bid, BidParty, Intake, Tender
from procurement.selectors import bids as selectors_bids


def _page_of(bid: Bid) -> str:
    """The path of the bidder's page, without the language."""
    return f"/workspace/bids/{bid.number}/"


def _leaders(bid: Bid, now: datetime) -> list[str]:
    """Who answers for the bid: leaders of the lead, and of the host that types it in."""
    behind = {pk for pk in (bid.lead_id, bid.assisted_by_id) if pk is not None}
    return recipients(legal_date(now), role=Role.LEADER, organization_id__in=behind)


def tell_leaders(
    bid: Bid, kind: str, *, now: datetime, payload: dict[str, str], page: str = "", subject: str = ""
) -> None:
    """One letter of ``kind`` to whoever answers for the bid, with the way to its page."""
    ledger.letters.queue(
        _leaders(bid, now),
        subject=subject or bid.subject,
        kind=kind,
        due_at=now,
        payload={"path": _page_of(bid) + page, **payload},
    )


def tell_asked(party: BidParty, *, now: datetime) -> None:
    """An organisation is asked to stand behind a bid: a letter to its leaders."""
    _ask(party.organization_id, party.bid, "bid_asked", f"party/{party.pk}", now)


def ask_lead(bid: Bid, *, now: datetime) -> None:
    """What a host types in for a group waits for its yes: a letter to the group's leaders, one for each version."""
    _ask(bid.lead_id, bid, "bid_typed_in", f"lead/{bid.version}", now)


def _ask(organization_id: int, bid: Bid, kind: str, about: str, now: datetime) -> None:
    """A letter to the leaders of one organisation, with the way to the page of those behind the bid."""
    ledger.letters.queue(
        recipients(legal_date(now), role=Role.LEADER, organization_id__in=[organization_id]),
        subject=f"{bid.subject}/{about}",
        kind=kind,
        due_at=now,
        payload={"path": f"{_page_of(bid)}party/"},
    )


def tell_answered(bid: Bid, *, now: datetime, form: str) -> None:
    """One that was asked has answered or stepped back: a letter to whoever answers for the bid."""
    tell_leaders(
        bid, "bid_answered", now=now, payload={}, page="party/", subject=f"{bid.subject}/answer/{form}"
    )


def tell_receipt(bid: Bid, intake: Intake, verdict: str, *, received_at: datetime, now: datetime) -> None:
    """A receipt is ready: one letter for each press, whatever came of it."""
    ledger.letters.queue(
        _leaders(bid, now),
        subject=f"{bid.subject}/{intake.pk}",
        kind="bid_receipt",
        due_at=now,
        payload={
            "path": _page_of(bid),
            "received_at": received_at.isoformat(),
            "act": intake.act,
            "verdict": verdict,
        },
    )


def tell_result(bid: Bid, tender: Tender, *, now: datetime) -> None:
    """A result is shown, awarded or taken back, and the bidder's own page says so: one letter for each."""
    ledger.letters.queue(
        _leaders(bid, now),
        subject=bid.subject,
        kind="bid_result",
        deadline_version=tender.version,
        due_at=now,
        payload={"path": f"{_page_of(bid)}result/"},
    )


def tell_bidders(event: Event) -> None:
    """A correction was published: every standing bid it overtook must be confirmed or replaced.

    Told by the ledger, perhaps twice; a letter about one version of the terms goes out once."""
    number = event.subject.removeprefix("tender:")
    tender = Tender.objects.get(number=number)
    for package in selectors_bids.unconfirmed_packages(tender, round=1).select_related("bid"):
        bid = package.bid
        ledger.letters.queue(
            _leaders(bid, event.at),
            subject=bid.subject,
            kind="bid_confirm",
            deadline_version=selectors_bids.binding_terms(tender),
            due_at=event.at,
            payload={
                "path": _page_of(bid),
                "due_at": tender.closes_at.isoformat() if tender.closes_at else "",
            },
        )
