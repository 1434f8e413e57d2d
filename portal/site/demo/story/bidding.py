"""The bids of the demonstration, sealed at set times, and their opening by the two people of the office."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from organizations.models import Organization
from organizations.services import standing
from portal.ground import clock
from portal.site.demo import offers
from portal.site.demo.story.acts import Story, at, form_id
from procurement import opener
from procurement.models import Bid, Opening, Tender
from procurement.services import openings
from procurement.services.bids import bids, lodging, parties, receipts
from procurement.services.calls import closings
from procurement.uploads import CleanFile

SOON = timedelta(minutes=4)


def begun(
    story: Story, call: Tender, login: str, when: str, *, lead: str = "", answers: Sequence[str] = ()
) -> Bid:
    """A bid that is still written: with some of its answers, without a budget. ``lead`` names the group for
    which ``login`` types it in as host."""
    _clock(at(when))
    own = story.organization(login)
    group = story.organization(lead) if lead else own
    host = own if lead else None
    bid = bids.begin(
        call.number,
        lead=group,
        assisted_by=host,
        host=host,
        form_id=form_id(f"{call.number} {group.number} {when}"),
        by=story.who[login],
        now=clock.now(),
    )
    said = offers.ANSWERS[lead or login]
    kept = {name: said[name] for name in answers or said}
    return bids.save_answers(
        bid.number, answers=kept, version=bid.version, by=story.who[login], now=clock.now()
    )


def lodged(story: Story, call: Tender, login: str, total: str, when: str, *, lead: str = "") -> Bid:
    """A sealed bid over ``total`` yuan with its receipt; an attached response where the law asks for one."""
    bid = begun(story, call, login, when, lead=lead)
    _sealed(story, bid, login, total)
    return bid


def _sealed(story: Story, bid: Bid, login: str, total: str) -> None:
    by = story.who[login]
    lots = [{"position": 1, "lines": offers.lines(Decimal(total))}]
    bid = bids.save_budget(bid.number, lots=lots, version=bid.version, by=by, now=clock.now())
    if bid.tender.regime == "statutory":
        response = CleanFile(
            name="响应文件", data=offers.RESPONSE, media_type="application/pdf", extension="pdf"
        )
        bids.add_file(bid.number, title="响应文件", upload=response, by=by, now=clock.now())
        bids.write_statement(
            bid.number,
            said={"address": offers.ADDRESS, "contact": offers.CONTACT},
            read={},
            choices={},
            by=by,
            now=clock.now(),
        )
        bid.refresh_from_db()
    if bid.assisted_by is not None:
        leader = bid.lead.memberships.filter(role="leader").select_related("user").first()
        assert leader is not None
        parties.agree_to_draft(bid.number, version=bid.version, by=leader.user, now=clock.now())
    intake = lodging.seal(bid.number, key=form_id(f"seal {bid.number}"), by=by)
    assert lodging.decide(intake.pk, now=clock.now()).verdict == "accepted", bid.number
    receipts.receipt_of(intake)


def opened(story: Story, call: Tender, office: str, when: str) -> Opening:
    """Closed, confirmed by both people of the office, opened by the opener."""
    call.refresh_from_db()
    assert call.bids_due is not None
    closings.close(call.number, now=call.bids_due)
    for number, role in enumerate(("drafter", "approver")):
        openings.confirm(call.number, by=story.who[f"{office}-{role}"], now=at(when) + number * SOON)
    _clock(at(when) + 2 * SOON)
    opening = opener.open_now(call.number)
    assert opening is not None, call.title_zh
    call.refresh_from_db()
    return opening


def _clock(moment: datetime) -> None:
    """What seals and opens asks the database for the time, so the time must have come there."""
    clock.move_to(moment)


def tied(story: Story, host: str, group: str, when: str) -> Organization:
    """The host signs for the group: both sides have said so."""
    upper, member, now = story.organization(host), story.organization(group), at(when)
    tie = standing.ask_tie("host", upper=upper, member=member, asked_by=member, by=story.who[group], now=now)
    standing.confirm_tie(tie, upper, by=story.who[host], now=now + SOON)
    return upper
