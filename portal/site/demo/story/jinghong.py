"""Jinghong: the real call as it was, the lawful one that came of it, and the round before, up to its acceptance."""

from datetime import date

from portal.site.demo import calls, earlier_calls
from portal.site.demo.story.acts import Story, at
from portal.site.demo.story.awarding import accepted, awarded, listed, paid, signed
from portal.site.demo.story.bidding import begun, lodged, opened, tied
from portal.site.demo.story.judging import judged
from procurement.models import Tender


def current(story: Story) -> None:
    """The real call as it was, and the lawful one that came of it: open, with two questions, corrected once."""
    story.draft(
        "jinghong as it was",
        "jinghong",
        calls.JINGHONG_AS_IT_WAS | {"bids_due": at("07-11 23:59")},
        "07-02 08:40",
    )
    call = story.published(
        "jinghong",
        "jinghong",
        calls.JINGHONG,
        "07-02 09:27",
        ask_by=at("07-15 00:00").date(),
        answers_by=at("07-18 00:00").date(),
        documents_to=at("07-22 00:00").date(),
        bids_due=at("07-22 18:00"),
        opens_at=at("07-23 09:30"),
    )
    first = story.asked(call, "我们小组没有登记，做过两年同伴教育。可以申报吗？", "07-03 15:20")
    story.answered(
        call,
        first,
        "jinghong",
        "可以。请找一家已登记的社会组织托管，双方在平台上确认；协议由托管组织签订，项目由你们实施，托管费不超过 8%。",
        "Yes. Find a registered organisation as host and confirm it on the portal, both of you. The host signs, you do "
        "the work, and the fee is at most 8 per cent.",
        "07-08 10:05",
    )
    story.corrected(
        call,
        "jinghong",
        {
            "place_detail_zh": "江北街道曼斗社区和曼弄枫片区",
            "place_detail_en": "Mandou and Mannongfeng, Jiangbei subdistrict",
            "contact_phone": "0691-0000000",
        },
        "07-09 09:10",
        reason_code="requirement_clarified",
        reason_zh="服务地点原来漏写曼弄枫片区，联系电话写错。",
        reason_en="One area was left out and the telephone was wrong.",
    )
    story.asked(call, "晚上和周末在工地做动员，加班补助能不能列在人员费用里？", "07-09 09:42")
    story.held(call, "我是去年项目里的服务对象，想参加这次验收，名字写在哪里别人看不到？", "07-09 20:15")
    story.sent("jinghong waiting", "jinghong", calls.JINGHONG | calls.JINGHONG_WAITING, "07-09 17:20")


def earlier(story: Story) -> None:
    """The round of 2023: three bids, one of them typed in by a host for its group, which won; now accepted.
    And the beginning of that group's bid for the open call."""
    call = story.published(
        "jinghong 2023",
        "jinghong",
        earlier_calls.JINGHONG_BEFORE,
        "2023-08-28 09:20",
        bids_due=at("2023-09-20 18:00"),
        opens_at=at("2023-09-21 09:30"),
    )
    tied(story, "lancang", "mandou", "2023-09-04 10:00")
    group = lodged(story, call, "lancang", "168000", "2023-09-18 20:10", lead="mandou")
    second = lodged(story, call, "yulin", "176000", "2023-09-19 11:30")
    third = lodged(story, call, "honghe", "179500", "2023-09-20 16:45")
    opened(story, call, "jinghong", "2023-09-21 09:31")
    judged(
        story,
        call,
        "jinghong",
        {
            group.number: ("0.92", "0.95", "0.97"),
            second.number: ("0.84", "0.80", "0.82"),
            third.number: ("0.70", "0.74", "0.66"),
        },
        seats="2023-09-21 14:00",
        report="2023-09-26 10:20",
    )
    listed(
        story, call, "jinghong", group, "2023-09-27 15:00",
        reason_zh="小组成员就住在服务片区，方案可行，保密做法最细，预算合理。",
        reason_en="The group lives where the work is; its plan is sound, its care for confidentiality the best.",
    )  # fmt: skip
    award = awarded(story, call, "jinghong", "2023-10-10 09:40")
    contract = signed(
        story, award, "jinghong", "2023-10-16 15:30",
        term=(date(2023, 11, 1), date(2024, 4, 30)), fee="6",
        summary_zh="半年内在两个街道做同伴宣传和检测动员，陪需要的人到治疗点；半年付清，首付四成。",
        summary_en="Half a year of peer education and testing in two subdistricts; 40 percent is paid first.",
    )  # fmt: skip
    paid(story, contract, "jinghong", "2023-10-27 16:00", passed_on=date(2023, 10, 31))
    accepted(
        story, contract, "jinghong", "2024-05-14 10:00",
        quantity_zh="同伴宣传 72 场，动员检测 640 人次，按编号转介并陪同到治疗点。",
        quality_zh="转介按约定完成；不记名打分平均 4.6 分；没有发生泄露。",
        users_zh="服务对象代表以编号参加验收，认为时间合适、说得明白，希望周末再多几场。",
        summary_en="Seventy-two sessions, 640 tests, referrals as agreed. Service users took part under codes.",
    )  # fmt: skip
    lawful = Tender.objects.get(title_zh=calls.JINGHONG["title_zh"])
    begun(story, lawful, "mandou", "07-09 21:40", answers=("approach", "people", "team"))
