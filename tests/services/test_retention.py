"""What is forgotten, when, and by a process with just the rights: each end of the table in docs/privacy.md."""

import re
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings as site
from django.db import DatabaseError, connection, transaction

from organizations.models import Invitation, Tie
from organizations.models.memberships import OFFER_STANDS
from organizations.services import retention as of_accounts
from organizations.services import standing
from organizations.services.standing import StandingError
from portal.ground import clock
from portal.ground.clock import LEGAL_ZONE, years_before
from portal.ground.ledger import letters
from portal.ground.ledger.models import Event, Letter
from procurement import confidant
from procurement.judgement import law
from procurement.judgement.bids import offers
from procurement.models import (
    BidItem,
    BidPackage,
    Confidence,
    Contract,
    KeyWrap,
    OpenedOffer,
    Reading,
    Receipt,
    Report,
    Tender,
)
from procurement.sealing import SealError
from procurement.services import retention
from procurement.services.bids import receipts
from procurement.services.questions import inquiries
from procurement.services.voices import reports
from tests.support import awards, calls, confidences, factories, openings
from tests.support.database import as_owner, as_role

pytestmark = pytest.mark.django_db
NOW = calls.at("07-04 09:00")
DAY = timedelta(days=1)
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def _ground(settings):
    openings.give_keys(settings)
    clock.move_to(NOW)


def years_after(moment, years):
    return moment.astimezone(LEGAL_ZONE).replace(year=moment.year + years)


def test_years_before_the_29th_of_february_is_the_28th():
    leap = datetime(2028, 2, 29, 9, tzinfo=LEGAL_ZONE)
    assert years_before(leap, 1) == datetime(2027, 2, 28, 9, tzinfo=LEGAL_ZONE)
    assert years_before(leap, 4) == datetime(2024, 2, 29, 9, tzinfo=LEGAL_ZONE)


class TestOffersOfRoles:
    @pytest.fixture
    def offer(self):
        founder, person = factories.user(), factories.user()
        house = factories.cso(founder)
        return standing.invite(house, person, "writer", by=founder, now=NOW)

    def test_it_stands_thirty_days_and_is_forgotten_then(self, offer):
        last = offer.until - timedelta(seconds=1)
        assert offer.until == NOW + 30 * DAY
        assert of_accounts.forget_invitations(last) == 0
        with pytest.raises(StandingError, match="gone"):
            standing.accept(offer.pk, by=offer.user, now=offer.until)
        assert of_accounts.forget_invitations(offer.until) == 1
        assert not Invitation.objects.exists()

    def test_it_is_agreed_to_until_the_last_second(self, offer):
        standing.accept(offer.pk, by=offer.user, now=offer.until - timedelta(seconds=1))
        assert offer.user.memberships.get().role == "writer"

    def test_it_is_offered_anew_after_its_end_and_not_before(self, offer):
        with pytest.raises(StandingError, match="invited"):
            standing.invite(offer.organization, offer.user, "writer", by=offer.by, now=offer.until - DAY)
        again = standing.invite(offer.organization, offer.user, "writer", by=offer.by, now=offer.until)
        assert Invitation.objects.get() == again

    def test_the_worker_reads_not_whom_it_was_for(self, offer):
        for column in ("user_id", "organization_id", "role"):
            _refused("worker", f"SELECT {column} FROM organizations_invitation")


class TestLetters:
    def letter(self, state="sent", **more):
        sent = {"sent_at": NOW} if state == "sent" else {}
        return Letter.objects.create(
            recipient="user:1", subject=f"x{Letter.objects.count()}", kind="published", state=state, payload={},
            address="a@example.org", due_at=NOW, message_id=f"<{uuid4()}>", **sent, **more,
        )  # fmt: skip

    def test_the_address_leaves_after_a_year_and_the_letter_after_fifteen(self):
        self.letter()
        letters.forget(years_after(NOW, 1) - DAY)
        assert Letter.objects.get().address
        letters.forget(years_after(NOW, 1) + DAY)
        assert Letter.objects.get().address == ""
        assert letters.forget(years_after(NOW, 15) - DAY) == 0
        assert letters.forget(years_after(NOW, 15) + DAY) == 1

    def test_what_has_not_left_stays_as_it_is(self):
        self.letter("queued")
        assert letters.forget(years_after(NOW, 16)) == 0
        assert Letter.objects.get().address


class TestWords:
    def told(self, text="局里有人把名单给了一家公司"):
        calls.the_law()
        return reports.file(
            kind="confidential", text=text, code=inquiries.new_code(), form_id=uuid4(), now=NOW
        )

    def test_words_in_confidence_go_three_years_after_the_reply_and_not_before_it(self):
        supervisor = factories.official("supervisor", of=factories.agency("530000"))
        answered, open_ = self.told(), self.told("另一句保密的话")
        reports.decide(answered.number, outcome="answered", reply_zh="谢谢。", by=supervisor, now=NOW)
        assert confidant.forget_now(years_after(NOW, 3) - DAY) == 0
        assert confidant.forget_now(years_after(NOW, 3) + DAY) == 1
        assert Confidence.objects.get().report == open_
        assert Report.objects.count() == 2, "that somebody told stays a number"
        assert confidant.forget_now(years_after(NOW, 20)) == 0

    def test_what_an_agency_was_asked_to_publish_is_not_settled_and_stays(self):
        supervisor, agency = factories.official("supervisor"), factories.agency("532801")
        calls.the_law()
        report = reports.file(
            kind="missing", text="公告里印着患者的手机13987654321", code=inquiries.new_code(), form_id=uuid4(),
            division_id="532801", now=NOW,
        )  # fmt: skip
        said = {"outcome": "asked", "agency": agency, "reply_zh": "已要求补发。"}
        reports.decide(report.number, by=supervisor, now=NOW, **said)
        assert confidant.forget_now(years_after(NOW, 4)) == 0

    def test_an_earlier_reply_in_clear_goes_with_them(self):
        supervisor = factories.official("supervisor", of=factories.agency("530000"))
        report = self.told()
        with as_owner():
            Confidence.objects.update(reader="")
        reports.decide(report.number, outcome="answered", reply_zh="谢谢。", by=supervisor, now=NOW)
        assert Report.objects.get().reply_zh
        confidant.forget_now(years_after(NOW, 3) + DAY)
        assert Report.objects.get().reply_zh == ""

    def test_what_the_province_found_in_public_stays(self):
        supervisor = factories.official("supervisor", of=factories.agency("530000"))
        calls.the_law()
        report = reports.file(
            kind="missing", text="州里的同伴教育服务采购", code=inquiries.new_code(), form_id=uuid4(),
            division_id="532801", now=NOW,
        )  # fmt: skip
        reports.decide(report.number, outcome="not_found", reply_zh="没有查到。", by=supervisor, now=NOW)
        confidant.forget_now(years_after(NOW, 20))
        assert Report.objects.get().reply_zh == "没有查到。"

    def test_a_question_that_was_kept_unpublished_goes_after_a_year_and_one_that_waits_stays(self, client):
        call = calls.published(calls.office())
        codes = [inquiries.new_code(), inquiries.new_code()]
        refused, held = (
            inquiries.ask(
                call.number,
                text="我叫张三，电话13987654321",
                to_reviewer=True,
                form_id=uuid4(),
                code=code,
                now=NOW,
            ).inquiry
            for code in codes
        )
        inquiries.refuse(call.number, refused.tag, by=factories.official("privacy_reviewer"), now=NOW)
        assert confidant.forget_now(years_after(NOW, 1) - DAY) == 0
        assert confidant.forget_now(years_after(NOW, 1) + DAY) == 1
        assert Confidence.objects.get().inquiry == held
        page = client.post("/questions/", {"code": codes[0]})
        assert page.status_code == 200
        assert "看不到您写的话了" in page.text
        assert "张三" in client.post("/questions/", {"code": codes[1]}).text

    def test_requests_are_forgotten_after_thirty_days_and_the_record_is_not(self):
        call = calls.published(calls.office())
        reviewer = factories.official("privacy_reviewer")
        held = inquiries.ask(
            call.number, text="我叫张三，电话13987654321", to_reviewer=True, form_id=uuid4(),
            code=inquiries.new_code(), now=NOW,
        ).inquiry  # fmt: skip
        confidences.read(held, reviewer, now=NOW)
        clock.move_to(NOW + 29 * DAY)
        confidant.open_now()
        assert Reading.objects.exists()
        clock.move_to(NOW + 31 * DAY)
        confidant.open_now()
        assert not Reading.objects.exists()
        assert Event.objects.filter(kind="words_opened").count() == 1


class TestBids:
    def over(self, **step):
        made = openings.closed()
        made.confirm_both()
        made.open()
        Tender.objects.filter(pk=made.tender.pk).update(**({"step": "terminated"} | step))
        return made

    def last_day(self, made):
        return max(one.published_at for one in made.tender.notices.all())

    def test_after_fifteen_years_nobody_reads_what_was_sealed_and_receipts_and_sums_stay(self):
        made = self.over()
        receipts.receipt_of(made.lodged[0].bid.intakes.get())
        offer = OpenedOffer.objects.first()
        until = years_after(self.last_day(made), 15)
        assert retention.forget_bids(until - DAY) == 0
        assert KeyWrap.objects.exists()
        assert retention.forget_bids(until + DAY) > 0
        assert not KeyWrap.objects.filter(bid__tender=made.tender).exists()
        with pytest.raises(SealError):
            offers.parts_of(offer.package)
        for stays in (Receipt, OpenedOffer, BidPackage, BidItem):
            assert stays.objects.exists(), stays

    def test_fifteen_is_what_the_book_says(self):
        calls.the_law()
        book, _calendar = law.current()
        assert book.row(retention.RECORDS).number == 15

    def test_it_counts_from_the_last_notice_and_not_from_the_first(self):
        made = self.over(published_at=years_before(NOW, 5))
        assert retention.forget_bids(years_after(NOW, 12)) == 0
        assert retention.forget_bids(years_after(self.last_day(made), 15) + DAY) > 0

    def test_what_still_runs_keeps_its_keys_however_old(self):
        self.over(step="evaluating")
        assert retention.forget_bids(years_after(NOW, 40)) == 0

    def test_a_contract_counts_from_its_own_end(self):
        made, contract = awards.contracted()
        Tender.objects.filter(pk=made.tender.pk).update(step="completed")
        assert retention.forget_bids(years_after(clock.now(), 40)) == 0, "it is not accepted"
        end = clock.now().date().replace(year=clock.now().year + 10)
        with as_owner():
            Contract.objects.filter(pk=contract.pk).update(state="completed", ends_on=end)
        assert retention.forget_bids(years_after(clock.now(), 24)) == 0
        assert retention.forget_bids(years_after(clock.now(), 26)) > 0

    def test_the_worker_deletes_keys_and_reads_none(self):
        _refused("worker", "SELECT wrapped FROM procurement_keywrap")


def _refused(role, statement):
    with as_role(role), pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        connection.cursor().execute(statement)


def test_every_task_that_the_table_names_is_rung_once_a_day():
    table = (ROOT / "docs" / "privacy.md").read_text().split("## How long it is kept")[1]
    named = set(re.findall(r"`(\S+?)`", table))
    daily = {one["task"] for one in site.CELERY_BEAT_SCHEDULE.values() if hasattr(one["schedule"], "hour")}
    forgetting = {name for name in daily if re.search("forget|close_accounts", name)}
    assert forgetting
    assert forgetting <= named, "a task that forgets and no row says so"
    assert {name for name in named if re.search(r"\.forget|close_accounts", name)} <= daily
    assert "no end yet" not in table


def test_a_request_to_a_host_goes_when_nobody_answers_it():
    host, group, other = factories.cso(), factories.cso(registered=False), factories.cso(registered=False)
    asked = {
        one: standing.ask_tie(
            "host", upper=host, member=one, asked_by=one, word="三个人", by=factories.user(), now=NOW
        )
        for one in (group, other)
    }
    standing.confirm_tie(asked[other], host, by=factories.user(), now=NOW)
    with as_role("worker"):
        assert of_accounts.forget_ties(NOW + OFFER_STANDS - timedelta(seconds=1)) == 0
        assert of_accounts.forget_ties(NOW + OFFER_STANDS) == 1
    assert list(Tie.objects.values_list("pk", flat=True)) == [asked[other].pk], "what counts stays"
    _refused("worker", "SELECT word FROM organizations_tie")
    _refused("opener", "SELECT word FROM organizations_tie")
