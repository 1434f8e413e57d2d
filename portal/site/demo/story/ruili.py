"""Ruili: a call that closes soon and a draft with faults; one being scored, one void and called again."""

from portal.site.demo import calls, earlier_calls
from portal.site.demo.story.acts import Story, at, form_id
from portal.site.demo.story.bidding import lodged, opened
from portal.site.demo.story.judging import declared, scored, seated
from procurement.services.calls import voids


def current(story: Story) -> None:
    """One open call that closes soon, with a correction that waits; one draft with faults."""
    call = story.published("ruili", "ruili", calls.RUILI, "06-27 09:00")
    story.corrects(
        call,
        "ruili",
        {"contact_phone": "0692-0000000"},
        "07-09 11:30",
        reason_code="error_in_notice",
        reason_zh="联系电话写错。",
        reason_en="The telephone was wrong.",
    )
    faulty = {
        name: value for name, value in calls.RUILI.items() if name not in ("criteria", "capacity_amount")
    }
    story.draft(
        "ruili faulty",
        "ruili",
        faulty | {"title_zh": "瑞丽市口岸流动人口检测动员", "title_en": "", "bids_due": at("07-15 17:00")},
        "07-09 14:00",
    )


def earlier(story: Story) -> None:
    """One being scored: two members have handed in, one has not. One nobody answered, void and called again."""
    call = story.published(
        "ruili judged",
        "ruili",
        earlier_calls.RUILI_JUDGED,
        "06-14 09:00",
        bids_due=at("07-04 17:00"),
        opens_at=at("07-05 09:30"),
    )
    first = lodged(story, call, "honghe", "86000", "07-02 14:20")
    second = lodged(story, call, "lancang", "79500", "07-04 11:05")
    opened(story, call, "ruili", "07-05 09:33")
    buyer, outsider, community = seated(story, call, "ruili", "07-05 15:00")
    declared([buyer, outsider, community], "07-05 16:30")
    scored(buyer, {first.number: "0.82", second.number: "0.9"}, "07-08 10:00")
    scored(outsider, {first.number: "0.85", second.number: "0.88"}, "07-09 20:40")
    scored(community, {first.number: "0.8"}, "07-09 21:10", hand_in=False)
    _nobody_came(story)


def _nobody_came(story: Story) -> None:
    call = story.published(
        "ruili void",
        "ruili",
        earlier_calls.RUILI_VOID,
        "05-27 09:00",
        bids_due=at("06-13 17:00"),
        opens_at=at("06-14 09:30"),
    )
    opened(story, call, "ruili", "06-14 09:31")
    voids.declare_void(
        call.number,
        reason_code="too_few_suppliers",
        reason_zh="截止时没有组织申报。经费偏少，重新征集时提高。",
        reason_en="Nobody applied. There was too little money; the new call has more.",
        form_id=form_id("ruili void"),
        by=story.who["ruili-drafter"],
        now=at("06-17 10:00"),
    )
    voids.approve(call.number, by=story.who["ruili-approver"], now=at("06-17 15:20"))
    again = voids.re_tender(
        call.number, form_id=form_id("ruili again"), by=story.who["ruili-drafter"], now=at("06-19 09:30")
    )
    story.goes_on(
        again,
        "ruili",
        {
            "estimated_value": "48000",
            "summary_zh": "市里出 4.8 万元，请一家组织向货运司机宣传防治知识，为期一年。",
            "summary_en": "The city pays 48,000 yuan for a year of prevention work among lorry drivers.",
        },
        "06-28 09:00",
        bids_due=at("07-19 17:00"),
        opens_at=at("07-22 09:30"),
    )
