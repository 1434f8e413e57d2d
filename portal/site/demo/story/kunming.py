"""Kunming, statutory: one open, one waiting for its official address, one waiting for final offers."""

from portal.site.demo import calls, earlier_calls
from portal.site.demo.story.acts import Story, at, form_id
from portal.site.demo.story.bidding import lodged, opened
from portal.site.demo.story.judging import declared, seated
from procurement.services.calls import tenders
from procurement.services.evaluation import consultations


def current(story: Story) -> None:
    """Statutory: one published after its official notice, one approved and waiting for its official address."""
    call = story.sent(
        "kunming",
        "kunming",
        calls.KUNMING,
        "07-01 09:00",
        bids_due=at("07-22 09:30"),
        opens_at=at("07-22 09:30"),
    )
    tenders.approve(call.number, by=story.who["kunming-approver"], now=at("07-01 11:00"))
    tenders.record_official_medium(
        call.number,
        url="https://official-medium.example/notices/2024/018",
        published_at=at("07-01 16:30"),
        by=story.who["kunming-drafter"],
        now=at("07-01 17:00"),
    )
    waiting = story.sent(
        "kunming waiting",
        "kunming",
        calls.KUNMING | calls.KUNMING_WAITING,
        "07-09 10:00",
        documents_from=at("07-11 00:00").date(),
        documents_to=at("07-18 00:00").date(),
        bids_due=at("07-23 09:30"),
        opens_at=at("07-23 09:30"),
    )
    tenders.approve(waiting.number, by=story.who["kunming-approver"], now=at("07-09 15:00"))
    story.sent(
        "kunming submitted",
        "kunming",
        calls.KUNMING | calls.KUNMING_SUBMITTED,
        "07-09 16:40",
        documents_from=at("07-12 00:00").date(),
        documents_to=at("07-19 00:00").date(),
        bids_due=at("07-24 09:30"),
        opens_at=at("07-24 09:30"),
    )


def earlier(story: Story) -> None:
    """Three bids opened; the panel has consulted, each bidder owes one sealed final offer."""
    drafter = story.who["kunming-drafter"]
    call = story.sent(
        "kunming consulted",
        "kunming",
        earlier_calls.KUNMING_CONSULTED,
        "06-05 09:00",
        bids_due=at("06-27 09:30"),
        opens_at=at("06-27 09:30"),
    )
    tenders.approve(call.number, by=story.who["kunming-approver"], now=at("06-05 11:00"))
    call = tenders.record_official_medium(
        call.number,
        url="https://official-medium.example/notices/2024/015",
        published_at=at("06-05 16:30"),
        by=drafter,
        now=at("06-05 17:00"),
    )
    for login, total, when in (
        ("lancang", "468000", "06-25 15:10"),
        ("yulin", "452000", "06-26 10:40"),
        ("honghe", "475000", "06-26 16:25"),
    ):
        lodged(story, call, login, total, when)
    opened(story, call, "kunming", "06-27 09:31")
    members = seated(story, call, "kunming", "07-08 09:00")
    declared(members, "07-08 09:30")
    consultations.call(
        call.number,
        changes_zh="随访由每月一次改为前半年每月两次；其余要求不变。请据此提交最后报价。",
        changes_en="Follow-up is twice a month in the first half year instead of once; all else stands. Make your "
        "final offer on this basis.",
        final_due=at("07-12 17:00"),
        form_id=form_id("kunming final offers"),
        by=drafter,
        now=at("07-09 15:00"),
    )
