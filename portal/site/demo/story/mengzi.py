"""Mengzi: a call on hold, one ended, one waiting for approval; one whose result is shown for objections."""

from portal.site.demo import calls, earlier_calls
from portal.site.demo.story.acts import Story, at, form_id
from portal.site.demo.story.awarding import listed
from portal.site.demo.story.bidding import lodged, opened
from portal.site.demo.story.judging import drawn, judged, pooled
from procurement.services.calls import amendments, closings


def current(story: Story) -> None:
    """One call on hold because of an overdue question, one ended, one waiting for approval."""
    call = story.published("mengzi", "mengzi", calls.MENGZI, "06-24 10:00")
    story.asked(call, "随访人员的交通费可以列支吗？", "06-27 11:00")
    closings.suspend(call.number, now=at("07-05 09:30"))
    ended = story.published("mengzi ended", "mengzi", calls.MENGZI_ENDED, "06-26 15:00")
    amendments.draft_termination(
        ended.number,
        reason_code="funding_withdrawn",
        reason_zh="经费调整到下半年，届时重新征集。",
        reason_en="The money moved to the second half of the year; the call will be made again then.",
        form_id=form_id("mengzi ends"),
        by=story.who["mengzi-drafter"],
        now=at("07-01 09:00"),
    )
    amendments.approve(ended.number, by=story.who["mengzi-approver"], now=at("07-01 10:30"))
    story.sent(
        "mengzi waiting",
        "mengzi",
        calls.MENGZI | calls.MENGZI_WAITING | {"publish_at": at("07-12 09:00")},
        "07-09 16:00",
    )


def earlier(story: Story) -> None:
    """Two bids, scored and decided; the intended result is shown until the end of this week."""
    call = story.published(
        "mengzi listed",
        "mengzi",
        earlier_calls.MENGZI_LISTED,
        "06-03 09:00",
        bids_due=at("06-26 18:00"),
        opens_at=at("06-27 09:30"),
    )
    first = lodged(story, call, "honghe", "126000", "06-24 10:15")
    second = lodged(story, call, "yulin", "129800", "06-26 09:50")
    opened(story, call, "mengzi", "06-27 09:32")
    pooled(story, "06-20 10:00")
    judged(
        story,
        call,
        "mengzi",
        {first.number: ("0.93", "0.90", "0.96"), second.number: ("0.78", "0.81", "0.75")},
        seats="06-27 15:00",
        report="07-03 11:00",
        seating=drawn,
    )
    listed(
        story, call, "mengzi", first, "07-08 10:00",
        reason_zh="社工力量足，随访经验多，编号管理的做法具体。",
        reason_en="Enough social workers, long experience of follow-up, and a concrete way of working under codes.",
    )  # fmt: skip
