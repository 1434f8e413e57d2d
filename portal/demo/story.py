"""What has happened by the first morning of the demonstration, Wednesday 10 July 2024, 9:30 in Yunnan."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.db import transaction

from organizations.models import Organization, User
from portal import clock
from portal.demo import calls, people
from procurement.models import Tender
from procurement.services import amendments, closings, inquiries, tenders


def at(text: str) -> datetime:
    """A moment of 2024 in Yunnan: ``at("07-02 09:27")``."""
    return datetime.fromisoformat(f"2024-{text}").replace(tzinfo=clock.LEGAL_ZONE)


FIRST_MORNING = at("07-10 09:30")
_LONG_BEFORE = at("05-06 09:00")


def form_id(name: str) -> Any:
    return uuid5(NAMESPACE_URL, f"demo:{name}")


class Story:
    """Acts at set times, by named people; each is a real service with all its checks."""

    def __init__(self, who: Mapping[str, User]) -> None:
        self.who = who

    def draft(self, name: str, office: str, values: Mapping[str, Any], when: str) -> Tender:
        buyer = Organization.objects.select_related("division").get(slug=f"{office}-health")
        return tenders.create_draft(
            buyer=buyer, values=values, form_id=form_id(name), by=self.who[f"{office}-drafter"], now=at(when)
        )

    def sent(self, name: str, office: str, values: Mapping[str, Any], when: str, **dates: Any) -> Tender:
        """Drafted with all lawful dates, then with those of ``dates`` that are later, and sent for approval."""
        by, now = self.who[f"{office}-drafter"], at(when)
        draft = self.draft(name, office, values, when)
        draft = tenders.take_lawful_dates(draft.number, version=draft.version, by=by, now=now)
        if dates:
            draft = tenders.save_part(draft.number, values=dates, version=draft.version, by=by, now=now)
        return tenders.submit(draft.number, version=draft.version, by=by, now=now)

    def published(self, name: str, office: str, values: Mapping[str, Any], when: str, **dates: Any) -> Tender:
        call = self.sent(name, office, values, when, **dates)
        return tenders.approve(call.number, by=self.who[f"{office}-approver"], now=at(when))

    def asked(self, call: Tender, text: str, when: str) -> str:
        """A question, shown with the next batch; returns its tag."""
        asked = inquiries.ask(
            call.number,
            text=text,
            form_id=form_id(f"{call.number} {text}"),
            code=inquiries.new_code(),
            now=at(when),
        )
        inquiries.show_batch(call.number, now=asked.inquiry.show_at)
        return asked.inquiry.tag

    def held(self, call: Tender, text: str, when: str) -> None:
        """A question its asker sent to the privacy reviewer first."""
        inquiries.ask(
            call.number,
            text=text,
            to_reviewer=True,
            form_id=form_id(f"{call.number} {text}"),
            code=inquiries.new_code(),
            now=at(when),
        )

    def answered(self, call: Tender, tag: str, office: str, zh: str, en: str, when: str) -> None:
        inquiries.answer(
            call.number,
            tag,
            kind="answer",
            text_zh=zh,
            text_en=en,
            form_id=form_id(f"{call.number} {tag} answer"),
            by=self.who[f"{office}-drafter"],
            now=at(when),
        )

    def corrects(
        self, call: Tender, office: str, offered: Mapping[str, Any], when: str, **reason: str
    ) -> None:
        """A correction, sent to the second person."""
        amendments.draft_correction(
            call.number,
            offered=offered,
            form_id=form_id(f"{call.number} {when}"),
            by=self.who[f"{office}-drafter"],
            now=at(when),
            **reason,
        )

    def corrected(
        self, call: Tender, office: str, offered: Mapping[str, Any], when: str, **reason: str
    ) -> None:
        self.corrects(call, office, offered, when, **reason)
        amendments.approve(call.number, by=self.who[f"{office}-approver"], now=at(when))


@transaction.atomic
def tell() -> None:
    """Write the whole demonstration; everything or nothing."""
    story = Story(people.make_people(_LONG_BEFORE))
    jinghong(story)
    mengzi(story)
    ruili(story)
    kunming(story)
    yunnan(story)


def jinghong(story: Story) -> None:
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
        {"place_detail_zh": "江北街道曼斗社区和曼弄枫片区", "contact_phone": "0691-0000000"},
        "07-09 09:10",
        reason_code="requirement_clarified",
        reason_zh="服务地点原来漏写曼弄枫片区，联系电话写错。",
        reason_en="One area was left out and the telephone was wrong.",
    )
    story.asked(call, "晚上和周末在工地做动员，加班补助能不能列在人员费用里？", "07-09 09:42")
    story.held(call, "我是去年项目里的服务对象，想参加这次验收，名字写在哪里别人看不到？", "07-09 20:15")
    story.sent("jinghong waiting", "jinghong", calls.JINGHONG | calls.JINGHONG_WAITING, "07-09 17:20")


def mengzi(story: Story) -> None:
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


def ruili(story: Story) -> None:
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


def kunming(story: Story) -> None:
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


def yunnan(story: Story) -> None:
    """The province: an open call with an overdue question, one waiting for approval."""
    call = story.published("yunnan", "yunnan", calls.YUNNAN, "07-01 09:30")
    story.asked(call, "培训可以请外省的小组来讲吗？路费怎么算？", "07-03 10:40")
    story.sent("yunnan waiting", "yunnan", calls.YUNNAN | calls.YUNNAN_WAITING, "07-09 15:10")
