"""Letters that gather: one at eight, with everything, once, and none when there is nothing to say."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.db import transaction

from portal.ground import clock, ledger
from portal.ground.ledger.models import Event, Letter
from portal.site.alerts import digests, services
from portal.site.alerts.listeners import tell_followers
from portal.site.alerts.models import News, Rhythm, Subscription
from procurement.services.calls import amendments
from tests.support import calls
from tests.support.followers import ADDRESS, NOW, follow, open_call, post, start_of_day


@pytest.fixture(autouse=True)
def the_day(db, settings):
    start_of_day(settings)


def eight(text):
    return datetime.fromisoformat(f"2024-{text}T08:00").replace(tzinfo=clock.LEGAL_ZONE)


def gathered(now):
    """What goes out at that time."""
    clock.move_to(now)
    digests.send_due(now)
    return post(now)


@pytest.mark.parametrize(
    ("rhythm", "now", "due"),
    [
        (Rhythm.DAILY, "2024-07-02T09:30", "07-03"),
        (Rhythm.DAILY, "2024-07-02T07:59", "07-02"),
        (Rhythm.DAILY, "2024-07-02T08:00", "07-03"),
        (Rhythm.WEEKLY, "2024-07-02T09:30", "07-08"),
        (Rhythm.WEEKLY, "2024-07-08T07:59", "07-08"),
        (Rhythm.WEEKLY, "2024-07-08T08:00", "07-15"),
    ],
)
def test_the_hour_of_the_next_letter(rhythm, now, due):
    moment = datetime.fromisoformat(now).replace(tzinfo=clock.LEGAL_ZONE)
    assert digests.next_at(rhythm, moment) == eight(due)


class TestGathering:
    def test_two_calls_of_a_day_are_one_letter_the_next_morning(self):
        follow("place", "530000", rhythm=Rhythm.DAILY)
        follow("place", "530000", email="weekly@example.org", rhythm=Rhythm.WEEKLY)
        follow("place", "530000", email="english@example.org", rhythm=Rhythm.DAILY, language="en")
        first, second = calls.published(calls.office()), calls.published(calls.office("530102"))
        assert post() == [], "nothing at once"
        assert gathered(eight("07-03") - timedelta(minutes=1)) == []
        assert [address for address, _ in gathered(eight("07-03"))] == ["english@example.org", ADDRESS]
        english, chinese = sorted((one.body for one in mail.outbox), key=lambda body: "您好" in body)
        for body in (english, chinese):
            assert first.number in body
            assert second.number in body
        assert first.title_zh in chinese
        assert "新公告" in chinese
        assert first.title_en in english
        assert gathered(eight("07-04")) == [], "nothing to say, no letter"
        assert gathered(eight("07-08")) == [("weekly@example.org", "阳光购买：您关注的内容，汇总一次告诉您")]
        assert not News.objects.exists()

    def test_the_quickest_rhythm_chosen_is_the_one_that_counts(self):
        follow("place", "530000", rhythm=Rhythm.WEEKLY)
        follow("place", "532801", rhythm=Rhythm.AT_ONCE)
        calls.published(calls.office())
        assert len(post()) == 1
        assert not News.objects.exists()

    def test_a_listener_that_runs_again_notes_nothing_twice(self):
        follow("place", "530000", rhythm=Rhythm.DAILY)
        calls.published(calls.office())
        post()
        tell_followers(Event.objects.get(kind="published"))
        assert News.objects.count() == 1

    def test_after_an_outage_of_days_one_letter_says_it_all(self):
        follow("place", "530000", rhythm=Rhythm.DAILY)
        calls.published(calls.office())
        post()
        clock.move_to(NOW + timedelta(days=1))
        calls.published(calls.office("530102"), now=NOW + timedelta(days=1))
        post()
        assert len(gathered(eight("07-06"))) == 1
        assert mail.outbox[0].body.count("新公告") == 2
        assert gathered(eight("07-06") + timedelta(minutes=5)) == []

    def test_a_worker_killed_midway_neither_loses_nor_repeats(self):
        follow("place", "530000", rhythm=Rhythm.DAILY)
        calls.published(calls.office())
        post()
        with pytest.raises(RuntimeError):
            self.killed_before_the_commit()
        assert not Letter.objects.filter(kind="digest").exists()
        assert len(gathered(eight("07-03"))) == 1
        assert gathered(eight("07-03")) == []

    @staticmethod
    @transaction.atomic
    def killed_before_the_commit():
        assert digests.send_due(eight("07-03")) == 1
        raise RuntimeError

    def test_news_noted_while_the_letter_was_written_is_in_the_next_one(self):
        subscriber = follow("place", "530000", rhythm=Rhythm.DAILY)
        calls.published(calls.office())
        post()
        assert len(gathered(eight("07-03"))) == 1
        late = calls.published(calls.office("530102"), now=eight("07-03") - timedelta(seconds=1))
        post()
        News.objects.update(due_at=eight("07-03"))
        assert gathered(eight("07-03") + timedelta(minutes=5)) == []
        assert News.objects.get().due_at == eight("07-04")
        assert gathered(eight("07-04")) == [(subscriber.email, "阳光购买：您关注的内容，汇总一次告诉您")]
        assert late.number in mail.outbox[0].body

    def test_who_stops_meanwhile_gets_nothing(self):
        subscriber = follow("place", "530000", rhythm=Rhythm.DAILY)
        calls.published(calls.office())
        post()
        services.stop(subscriber.recipient, now=NOW)
        assert gathered(eight("07-03")) == []

    def test_a_rhythm_changed_on_the_page_counts_from_the_next_news(self, client):
        subscriber = follow("place", "530000")
        row = Subscription.objects.get()
        page = client.get(f"/alerts/manage/{subscriber.token}/").text
        assert f'value="{row.pk}:7"' in page
        client.post(f"/alerts/manage/{subscriber.token}/", {"rhythm": f"{row.pk}:7"})
        row.refresh_from_db()
        assert row.rhythm == Rhythm.WEEKLY
        for nonsense in (f"{row.pk}:3", "x:1", "1" * 30 + ":1", f"{row.pk}:"):
            assert client.post(f"/alerts/manage/{subscriber.token}/", {"rhythm": nonsense}).status_code == 302
        stranger = follow("place", "530000", email="stranger@example.org")
        client.post(f"/alerts/manage/{stranger.token}/", {"rhythm": f"{row.pk}:0"})
        row.refresh_from_db()
        assert row.rhythm == Rhythm.WEEKLY, "somebody else's is not theirs to change"


class TestWhatChanged:
    def test_the_letter_about_a_correction_says_field_by_field_what_changed(self):
        call = open_call()
        post()
        follow("tender", call.number)
        follow("tender", call.number, email="english@example.org", language="en")
        later = NOW + timedelta(days=1)
        amendments.draft_correction(
            call.number, offered={"place_detail_zh": "江北街道曼斗社区和曼听社区"}, reason_code="requirement_clarified",
            reason_zh="写清服务地点", form_id=uuid4(), by=call.office.drafter, now=later,
        )  # fmt: skip
        amendments.approve(call.number, by=call.office.approver, now=later)
        clock.move_to(later)
        post()
        english, chinese = sorted((one.body for one in mail.outbox), key=lambda body: "您好" in body)
        assert "→ 江北街道曼斗社区和曼听社区" in chinese
        assert "现在的截止时间：2024年7月16日（周二）" in chinese
        assert "What changed:" in english
        assert "→ 江北街道曼斗社区和曼听社区" in english

    def test_a_letter_that_came_before_its_reader_followed_is_not_sent_later(self):
        call = open_call()
        follow("tender", call.number, now=NOW + timedelta(hours=1))
        post()
        assert not Letter.objects.filter(kind="followed").exists()
        assert ledger.deliver_due(NOW) == 0
