"""The province: a call with an overdue question, one waiting for its two openers, one under contract."""

from datetime import date

from portal.site.demo import calls, earlier_calls
from portal.site.demo.story.acts import Story, at
from portal.site.demo.story.awarding import awarded, listed, paid, signed
from portal.site.demo.story.bidding import lodged, opened
from portal.site.demo.story.judging import judged
from procurement.services.calls import closings


def current(story: Story) -> None:
    """The province: an open call with an overdue question, one waiting for approval."""
    call = story.published("yunnan", "yunnan", calls.YUNNAN, "07-01 09:30")
    story.asked(call, "培训可以请外省的小组来讲吗？路费怎么算？", "07-03 10:40")
    story.sent("yunnan waiting", "yunnan", calls.YUNNAN | calls.YUNNAN_WAITING, "07-09 15:10")


def earlier(story: Story) -> None:
    """One closed over sealed bids that its two people may open since nine this morning; one under contract."""
    sealed = story.published(
        "yunnan sealed",
        "yunnan",
        earlier_calls.YUNNAN_SEALED,
        "06-17 09:00",
        bids_due=at("07-09 18:00"),
        opens_at=at("07-10 09:00"),
    )
    lodged(story, sealed, "lancang", "112000", "07-05 09:20")
    lodged(story, sealed, "yulin", "118500", "07-08 19:45")
    lodged(story, sealed, "honghe", "116000", "07-09 17:20")
    closings.close(sealed.number, now=at("07-09 18:00"))
    _signed(story)


def _signed(story: Story) -> None:
    call = story.published(
        "yunnan signed",
        "yunnan",
        earlier_calls.YUNNAN_SIGNED,
        "03-11 09:00",
        bids_due=at("04-02 18:00"),
        opens_at=at("04-03 09:30"),
    )
    first = lodged(story, call, "yulin", "152000", "03-29 10:30")
    second = lodged(story, call, "honghe", "158000", "04-01 15:00")
    opened(story, call, "yunnan", "04-03 09:31")
    judged(
        story,
        call,
        "yunnan",
        {first.number: ("0.9", "0.94", "0.91"), second.number: ("0.83", "0.85", "0.8")},
        seats="04-03 14:30",
        report="04-10 10:00",
    )
    listed(
        story, call, "yunnan", first, "04-12 10:00",
        reason_zh="骨干培训经验多，评估方法清楚，费用合理。",
        reason_en="Long experience of training peers, a clear way to judge it, a reasonable price.",
    )  # fmt: skip
    award = awarded(story, call, "yunnan", "04-22 10:00")
    contract = signed(
        story, award, "yunnan", "04-29 15:00",
        term=(date(2024, 5, 1), date(2025, 4, 30)),
        summary_zh="一年内培训 120 名青年同伴骨干，做前后评估；首付四成。",
        summary_en="Training of 120 young peer educators within a year, judged before and after; 40 percent first.",
    )  # fmt: skip
    paid(story, contract, "yunnan", "05-10 16:00")
