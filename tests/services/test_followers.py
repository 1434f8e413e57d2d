"""Who follows what gets a letter about it: once, in their language, in time, and not after they stopped."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.core import mail

from portal.ground import clock, ledger
from portal.ground.formatting import daytime
from portal.ground.ledger.models import Event, Letter
from portal.site.alerts import digests, services
from portal.site.alerts.listeners import tell_followers
from portal.site.alerts.models import Subscriber
from procurement.rules.inquiries import end_of
from procurement.services.calls import amendments, closings
from procurement.services.questions import inquiries
from tests.support import calls
from tests.support.followers import ADDRESS, NOW, follow, open_call, post, start_of_day


@pytest.fixture(autouse=True)
def the_day(db, settings):
    start_of_day(settings)


@pytest.fixture
def call():
    return open_call()


class TestFollowing:
    def test_a_new_call_reaches_those_whose_scope_it_fits(self):
        office = calls.office("532801")
        fitting = {
            "county": ("place", "532801", ""),
            "prefecture": ("place", "532800", ""),
            "province": ("place", "530000", ""),
            "agency": ("agency", office.agency.slug, ""),
            "search": ("search", "", "q=%E6%A2%85%E6%AF%92"),
            "facets": ("search", "", "place=532800&population=mobile_population"),
        }
        other = {
            "county2": ("place", "532822", ""),
            "prefecture2": ("place", "530100", ""),
            "search2": ("search", "", "q=%E7%BE%8E%E6%B2%99%E9%85%AE"),
            "facets2": ("search", "", "place=530100&population=mobile_population"),
        }
        for name, scope in {**fitting, **other}.items():
            follow(*scope, email=f"{name}@example.org")
        calls.published(office)
        assert [address for address, _ in post()] == sorted(f"{name}@example.org" for name in fitting)
        assert mail.outbox[0].subject == "阳光购买：您关注的范围有一份新公告"
        assert post() == []

    def test_one_letter_however_many_ways_somebody_follows_it(self):
        office = calls.office("532801")
        for scope in [("place", "532801", ""), ("place", "530000", ""), ("agency", office.agency.slug, "")]:
            follow(*scope)
        calls.published(office)
        assert len(post()) == 1

    def test_nobody_is_told_what_happened_before_they_followed(self, call):
        later = NOW + timedelta(minutes=5)
        follow("tender", call.number, now=later)
        follow("place", "530000", now=later)
        assert post() == []

    def test_who_did_not_confirm_or_has_stopped_gets_nothing(self):
        services.subscribe("half@example.org", kind="place", key="530000", query="", language="en", now=NOW)
        Letter.objects.all().delete()
        stopped = follow("place", "530000", email="stopped@example.org")
        services.stop(stopped.recipient, now=NOW)
        calls.published(calls.office())
        assert post() == []
        assert not Letter.objects.filter(kind="followed").exists(), "not even queued"

    def test_a_correction_reaches_followers_of_the_call_alone_and_once(self, call):
        post()
        follow("tender", call.number)
        follow("place", "530000", email="place@example.org")
        self._correct(call, NOW + timedelta(days=1))
        clock.move_to(NOW + timedelta(days=1, minutes=1))
        assert post() == [(ADDRESS, "阳光购买：您关注的一个项目有变化")]
        assert f"/notices/{call.number}/" in mail.outbox[0].body
        tell_followers(Event.objects.get(kind="corrected"))
        assert post() == []

    def test_questions_of_one_batch_are_one_letter(self, call):
        post()
        follow("tender", call.number)
        asked = NOW + timedelta(minutes=10)
        calls.asked(call, "预算表可以写志愿者的交通补贴吗？", now=asked, shown=False)
        last = calls.asked(call, "方案有没有字数限制？", now=asked + timedelta(minutes=1))
        clock.move_to(last.show_at)
        assert post() == [(ADDRESS, "阳光购买：您关注的一个项目有变化")]
        assert "新的提问" in mail.outbox[0].body

    def test_each_in_the_language_they_chose(self, call):
        post()
        follow("tender", call.number)
        follow("tender", call.number, email="english@example.org", language="en")
        self._correct(call, NOW + timedelta(days=1))
        clock.move_to(NOW + timedelta(days=1, minutes=1))
        assert post() == [
            ("english@example.org", "Yangguang: a change in something you follow"),
            (ADDRESS, "阳光购买：您关注的一个项目有变化"),
        ]

    @staticmethod
    def _correct(call, now, **offered):
        offered = offered or {"place_detail_zh": "江北街道曼斗社区和曼听社区"}
        amendments.draft_correction(
            call.number, offered=offered, reason_code="requirement_clarified", reason_zh="写清服务地点",
            form_id=uuid4(), by=call.office.drafter, now=now,
        )  # fmt: skip
        amendments.approve(call.number, by=call.office.approver, now=now)
        call.refresh_from_db()


def reminders(state="queued"):
    rows = Letter.objects.filter(kind="closing_soon", state=state).order_by("due_at")
    return [(row.lead_days, row.due_at.astimezone(clock.LEGAL_ZONE)) for row in rows]


def nine(text):
    return datetime.fromisoformat(f"2024-{text}T09:00").replace(tzinfo=clock.LEGAL_ZONE)


class TestReminders:
    def test_seven_three_and_one_working_days_before_closing(self, call):
        """Tuesday 16 July: one working day before is Monday 15, three Thursday 11, seven Friday 5."""
        assert clock.legal_date(call.bids_due).isoformat() == "2024-07-16", "the day these dates count from"
        post()
        follow("tender", call.number)
        assert reminders() == [(7, nine("07-05")), (3, nine("07-11")), (1, nine("07-15"))]
        assert post(nine("07-11") - timedelta(minutes=1)) == [
            (ADDRESS, "阳光购买：您关注的一个项目快到截止时间")
        ]
        clock.move_to(nine("07-11"))
        post()
        assert "还有 3 个工作日截止：2024年7月16日（周二）" in mail.outbox[0].body
        assert post() == []

    def test_who_comes_late_gets_those_that_lie_ahead(self, call):
        late = nine("07-12")
        clock.move_to(late)
        follow("tender", call.number, now=late)
        assert reminders() == [(1, nine("07-15"))]

    def test_a_moved_deadline_calls_back_and_plans_anew(self, call):
        post()
        follow("tender", call.number)
        before, now = call.deadline_version, NOW + timedelta(days=6)
        clock.move_to(now)
        later = call.bids_due + timedelta(days=7)
        TestFollowing._correct(call, now, bids_due=later, opens_at=later)
        assert call.deadline_version == before + 1
        post()
        assert set(
            Letter.objects.filter(state="queued", kind="closing_soon").values_list(
                "deadline_version", flat=True
            )
        ) == {before + 1}
        assert reminders() == [(7, nine("07-12")), (3, nine("07-18")), (1, nine("07-22"))]
        assert {lead for lead, _ in reminders("cancelled")} >= {3, 1}

    def test_a_call_that_was_called_off_reminds_nobody(self, call):
        post()
        follow("tender", call.number)
        now = NOW + timedelta(days=1)
        amendments.draft_termination(
            call.number, reason_code="funding_withdrawn", reason_zh="资金调整", form_id=uuid4(),
            by=call.office.drafter, now=now,
        )  # fmt: skip
        amendments.approve(call.number, by=call.office.approver, now=now)
        clock.move_to(now + timedelta(minutes=1))
        assert len(post()) == 1
        assert "终止" in mail.outbox[0].body
        assert reminders() == []
        follow("tender", call.number, email="late@example.org", now=now)
        assert reminders() == []

    def test_on_hold_nobody_is_reminded_of_a_date_that_does_not_hold(self, call):
        post()
        follow("tender", call.number)
        calls.asked(call, now=NOW + timedelta(minutes=10))
        held = datetime.combine(call.answers_by + timedelta(days=1), nine("07-01").timetz())
        closings.suspend(call.number, now=held)
        clock.move_to(held + timedelta(minutes=1))
        ledger.deliver_due(clock.now())
        assert reminders() == []
        call.refresh_from_db()
        assert call.step == "suspended"


class TestOnHold:
    """The hold, the answer that ends it and the closing that follows: one letter each time."""

    @pytest.fixture
    def held(self, call):
        post()
        follow("tender", call.number)
        follow("tender", call.number, email="english@example.org", language="en")
        follow("tender", call.number, email="daily@example.org", rhythm=1)
        question = calls.asked(call, now=NOW + timedelta(minutes=10))
        clock.move_to(question.shown_at)
        post()
        since = end_of(call.answers_by) + timedelta(hours=9)
        closings.suspend(call.number, now=since)
        clock.move_to(since + timedelta(minutes=1))
        return question

    def _answered(self, call, question, after=timedelta(days=6)):
        now = clock.now() + after
        inquiries.answer(
            call.number, question.tag, kind="answer", text_zh="可以。", form_id=uuid4(), by=call.office.drafter,
            now=now,
        )  # fmt: skip
        clock.move_to(now + timedelta(minutes=1))
        call.refresh_from_db()

    def test_the_hold_is_told_once(self, call, held):
        told = [address for address, _subject in post()]
        assert told == ["english@example.org", ADDRESS]
        by_address = {message.to[0]: message.body for message in mail.outbox}
        assert "暂停" in by_address[ADDRESS]
        assert "Closing is on hold" in by_address["english@example.org"]
        closings.suspend(call.number, now=clock.now())
        tell_followers(Event.objects.get(kind="closing_suspended"))
        assert post() == []

    def test_the_answer_and_the_closing_that_follows_are_one_letter(self, call, held):
        post()
        before = call.bids_due
        self._answered(call, held)
        assert call.bids_due > before
        told = [address for address, _subject in post()]
        assert told == ["english@example.org", ADDRESS]
        by_address = {message.to[0]: message.body for message in mail.outbox}
        for language, address in (("zh", ADDRESS), ("en", "english@example.org")):
            assert daytime(call.bids_due, language) in by_address[address]
            assert daytime(before, language) not in by_address[address]
        for event in Event.objects.filter(kind__in=("answered", "corrected", "closing_resumed")):
            tell_followers(event)
        assert post() == []

    def test_a_letter_that_gathers_says_both_and_the_new_closing(self, call, held):
        post()
        self._answered(call, held)
        ledger.deliver_due(clock.now())
        clock.move_to(clock.now() + timedelta(days=1))
        digests.send_due(clock.now())
        post()
        (body,) = [message.body for message in mail.outbox if message.to == ["daily@example.org"]]
        assert body.count("截止不再暂停") == 1
        assert daytime(call.bids_due, "zh") in body

    def test_an_answer_that_ends_no_hold_is_told_by_itself(self, call):
        post()
        follow("tender", call.number)
        question = calls.asked(call, now=NOW + timedelta(minutes=10))
        clock.move_to(question.shown_at)
        post()
        self._answered(call, question, after=timedelta(hours=2))
        assert len(post()) == 1
        assert "答复" in mail.outbox[0].body


class TestForgetting:
    def test_addresses_not_confirmed_and_long_stopped_go(self):
        stopped = follow("place", "530000", email="stopped@example.org")
        services.stop(stopped.recipient, now=NOW)
        keeper = follow("place", "530000")
        services.subscribe("half@example.org", kind="place", key="530000", query="", language="en", now=NOW)
        services.subscribe(ADDRESS, kind="place", key="532801", query="", language="en", now=NOW)
        Letter.objects.update(address="x@example.org")
        assert services.forget(NOW + timedelta(days=6)) == 0
        assert services.forget(NOW + timedelta(days=8)) == 1
        assert services.forget(NOW + timedelta(days=31)) == 1
        assert list(Subscriber.objects.all()) == [keeper]
        assert keeper.subscriptions.count() == 1
        assert Letter.objects.get(recipient=keeper.recipient).address == "x@example.org"
        assert set(Letter.objects.exclude(recipient=keeper.recipient).values_list("address", flat=True)) == {
            ""
        }
