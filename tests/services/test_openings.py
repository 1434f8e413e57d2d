"""The opening: two people, two clocks, live hashes, once; and everything that must keep it shut."""

import json
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import connection

from portal.ground import clock, keys, roles
from portal.ground.ledger.models import Event
from portal.ground.ledger.trust import ClockDoubtedError
from procurement.errors import NotOpenError
from procurement.judgement import law
from procurement.judgement import openings as judgement
from procurement.judgement.bids import offers
from procurement.models import BidItem, KeyWrap, Notice, OpenedOffer, Opening, OpeningConfirmation
from procurement.rules import opening as rules
from procurement.rules.opening import Gate
from procurement.sealing import SealError
from procurement.selectors.openings import RecordBrokenError, public_records
from procurement.services import openings, timekeeping
from procurement.services.bids import lodging
from procurement.services.calls import amendments, closings
from procurement.services.questions import inquiries
from tests.support import calls, factories, scenes
from tests.support import openings as made

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


_keys = scenes.keys()
_closed = scenes.once(made.closed)


@pytest.fixture
def call(_closed):
    return _closed.again()


def tamper(table, statement, *values):
    """Somebody with the owner's rights and the triggers off, within this test's own transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET LOCAL ROLE NONE")
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(statement, values)
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        cursor.execute("SELECT set_config('role', %s, true)", [roles.APP])


def events(call, kind):
    return [json.loads(one.payload) for one in Event.objects.filter(kind=kind, subject=call.tender.subject)]


def test_two_people_and_the_clock_open_everything_once(call):
    call.confirm_both()
    first = call.open()
    assert (first.bids, first.least, first.alone) == (2, 1, False)
    assert [str(one.total) for one in first.offers.order_by("total")] == ["180000.00", "200000.00"]
    assert {one.bid.status for one in first.offers.all()} == {"opened"}
    assert first.offers.first().lines[0]["label"] == "同伴工作补贴"
    call.tender.refresh_from_db()
    assert call.tender.step == "evaluating"
    assert [lot.status for lot in call.tender.lots.all()] == ["evaluating"]
    assert KeyWrap.objects.filter(recipient="evaluation").count() == 2
    assert call.tender.duties.filter(kind="open_bids", done_at__isnull=False).exists()
    assert not call.tender.duties.open().filter(kind__in=("open_bids", "unseal")).exists()
    assert call.tender.duties.open().filter(kind="score_bids").exists()
    (said,) = events(call, "bids_opened")
    assert (said["bids"], said["alone"], said["faults"]) == (2, False, 0)
    # Ringing again changes nothing.
    assert call.open() == first
    assert Opening.objects.count() == 1
    assert OpenedOffer.objects.count() == 2
    assert len(events(call, "bids_opened")) == 1


def test_one_person_is_not_two(call):
    call.confirm(call.office.drafter)
    call.confirm(call.office.drafter, after=timedelta(hours=1))
    assert OpeningConfirmation.objects.count() == 1
    assert call.open() is None
    assert not Opening.objects.exists()


def test_nobody_has_confirmed(call):
    assert call.open() is None


@pytest.mark.parametrize("role", ["drafter", "approver", "head"])
def test_each_role_of_the_buyer_may_give_a_word(call, role):
    person = factories.user()
    factories.member(call.office.agency, role, person)
    call.confirm(person)
    assert judgement.gate_of(call.tender, law.case_of(call.tender), round=1, now=clock.now()) is Gate.WAITS


def test_a_supervisor_stands_in_for_one_and_not_for_two(call):
    one, other = factories.official("supervisor"), factories.official("supervisor")
    call.confirm(one, other)
    assert [given.stands_in for given in OpeningConfirmation.objects.all()] == [True, True]
    assert call.open() is None
    call.confirm(call.office.drafter)
    assert call.open().enough


def test_people_of_another_agency_bidders_and_strangers_may_not(call):
    for person in (
        calls.office("532503").approver,
        call.lodged[0].leader,
        factories.user(),
        factories.official("privacy_reviewer"),
    ):
        with pytest.raises(PermissionDenied):
            call.confirm(person)


def test_who_left_the_agency_before_confirming_does_not_count(call):
    """The opener asks for the role as of the confirmation, whatever the table of confirmations says."""
    stranger = factories.user()
    call.confirm(call.office.drafter)
    standing = OpeningConfirmation.objects.get()
    OpeningConfirmation.objects.create(
        tender=call.tender,
        round=1,
        deadline_version=standing.deadline_version,
        by=stranger,
        at=standing.at,
        salt=standing.salt,
        live_hash=standing.live_hash,
    )
    assert call.open() is None


def test_before_the_closing_nothing_is_confirmed_and_nothing_opens():
    office = calls.office()
    tender = made.opened_to_bids(office)
    made.lodge(tender)
    for step in ("open", "closed"):
        with pytest.raises((NotOpenError, PermissionDenied)):
            openings.confirm(tender.number, by=office.drafter, now=clock.now())
        tender.refresh_from_db()
        assert judgement.gate_of(tender, law.case_of(tender), round=1, now=clock.now()) is Gate.TOO_EARLY
        assert made.Closed(tender, office, []).open() is None
        if step == "open":
            # Closed too early by whatever mishap: the notice's own time still stands in the way.
            tender.step = "closed"
            tender.save(update_fields=["step"])


def test_a_confirmation_from_before_the_deadline_does_not_count(call):
    call.confirm(call.office.drafter)
    OpeningConfirmation.objects.create(
        tender=call.tender,
        round=1,
        deadline_version=call.tender.deadline_version,
        by=call.office.approver,
        at=call.at - timedelta(microseconds=1),
        salt="00",
        live_hash=openings.live_hash(call.tender, 1, "00"),
    )
    assert call.open() is None


def test_a_moved_column_does_not_open_earlier_than_the_notice(call):
    call.confirm_both()
    call.tender.refresh_from_db()
    tamper(
        "procurement_tender",
        "UPDATE procurement_tender SET bids_due = %s, opens_at = %s",
        call.at - DAY,
        call.at - DAY,
    )
    with pytest.raises(RecordBrokenError):
        call.open()
    assert not Opening.objects.exists()


def test_a_changed_notice_keeps_everything_shut_though_the_tender_agrees_with_it(call):
    call.confirm_both()
    call.tender.refresh_from_db()
    earlier_at = call.at - DAY
    day, earlier = (f"{one.astimezone(clock.LEGAL_ZONE):%Y-%m-%dT}" for one in (call.at, earlier_at))
    tamper("procurement_notice", "UPDATE procurement_notice SET body = replace(body, %s, %s)", day, earlier)
    tamper(
        "procurement_tender",
        "UPDATE procurement_tender SET bids_due = %s, opens_at = %s",
        earlier_at,
        earlier_at,
    )
    with pytest.raises(RecordBrokenError, match="digest"):
        call.open()
    assert not Opening.objects.exists()


def test_a_suspended_call_is_not_opened(settings):
    office = calls.office()
    tender = made.opened_to_bids(office)
    made.lodge(tender)
    calls.asked(tender, now=clock.now())
    tender.refresh_from_db()
    later = datetime.combine(tender.answers_by, datetime.min.time(), clock.LEGAL_ZONE) + timedelta(days=1)
    tender = closings.suspend(tender.number, now=later)
    assert tender.step == "suspended"
    clock.move_to(tender.bids_due + timedelta(days=10))
    closings.close(tender.number, now=clock.now())
    with pytest.raises(PermissionDenied):
        openings.confirm(tender.number, by=office.drafter, now=clock.now())
    assert made.Closed(tender, office, []).open() is None


def test_bids_that_changed_after_a_word_void_that_word(call):
    call.confirm(call.office.drafter)
    gone = call.lodged[0].bid.pk
    tamper("procurement_bid", "UPDATE procurement_bid SET status = 'withdrawn' WHERE id = %s", gone)
    call.confirm(call.office.approver)
    assert call.open() is None
    assert not Opening.objects.exists()


@pytest.mark.parametrize("alone", [False, True])
def test_a_press_before_the_deadline_that_nobody_decided_is_decided_first(alone):
    office = calls.office()
    tender = made.opened_to_bids(office)
    known = made.lodge(tender)
    undecided = made.lodge(tender, "150000.00")
    # As if the process had died between the press and the verdict.
    tamper(
        "procurement_intakeverdict",
        "DELETE FROM procurement_intakeverdict WHERE intake_id IN"
        " (SELECT id FROM procurement_intake WHERE bid_id = %s)",
        undecided.bid.pk,
    )
    tamper(
        "procurement_bid",
        "UPDATE procurement_bid SET status = 'draft', current_id = NULL, revision = 0, draft_revision = 1"
        " WHERE id = %s",
        undecided.bid.pk,
    )
    call = made.close(tender, office, [known, undecided])
    if alone:
        clock.move_to(call.at + 10 * DAY)
    else:
        call.confirm_both()
    assert call.open().bids == 2


def test_clocks_that_differ_open_nothing(call):
    call.confirm_both()
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=2)), pytest.raises(ClockDoubtedError):
        call.open()
    assert not Opening.objects.exists()


def test_outside_a_demonstration_a_shifted_clock_opens_nothing(call, settings):
    call.confirm_both()
    settings.DEMO = False
    with pytest.raises(ClockDoubtedError):
        call.open()


def test_programme_after_three_working_days_the_clock_opens_alone(call):
    call.confirm(call.office.drafter)
    _book, calendar = law.law_of(call.tender)
    from_then = rules.alone_from(call.at, calendar=calendar)
    clock.move_to(from_then - timedelta(seconds=30))
    assert call.open() is None
    clock.move_to(from_then)
    opened = call.open()
    assert opened.alone
    (said,) = events(call, "bids_opened")
    assert said["alone"] is True
    assert public_records(call.tender)[0].opening.alone


def test_statutory_the_clock_never_opens_alone():
    call = made.closed(["400000.00"] * 3, statutory=True)
    clock.move_to(call.at + timedelta(days=40))
    assert call.open() is None


def test_statutory_an_overdue_question_blocks():
    office = calls.office()
    tender = made.opened_to_bids(office, statutory=True)
    lodged = [made.lodge(tender, "400000.00") for _ in range(3)]
    question = calls.asked(tender, now=clock.now())
    call = made.close(tender, office, lodged)
    with pytest.raises(openings.OpeningBlockedError):
        call.confirm(office.drafter)
    inquiries.answer(
        tender.number,
        question.tag,
        kind="answer",
        text_zh="可以联合申报。",
        form_id=uuid4(),
        by=office.drafter,
        now=clock.now(),
    )
    call.confirm_both()
    assert call.open().enough


def test_the_wrong_key_records_nothing(call, settings):
    call.confirm_both()
    for name, value in keys.make().items():
        setattr(settings, name, value)
    with pytest.raises(openings.NothingOpensError):
        call.open()
    assert not Opening.objects.exists()
    call.tender.refresh_from_db()
    assert call.tender.step == "closed"


def test_one_bid_that_does_not_open_does_not_keep_the_others_shut(call):
    call.confirm_both()
    broken = call.lodged[0].bid
    tamper(
        "procurement_biditem",
        "UPDATE procurement_biditem SET ciphertext = set_byte(ciphertext, 20, 255 - get_byte(ciphertext, 20))"
        " WHERE bid_id = %s AND name = 'budget'",
        broken.pk,
    )
    opened = call.open()
    assert [(one.bid_id, one.code) for one in opened.faults.all()] == [(broken.pk, "does_not_open")]
    assert opened.offers.count() == 1
    broken.refresh_from_db()
    assert broken.status == "not_opened"


def test_a_bid_overtaken_by_a_correction_is_not_opened():
    office = calls.office()
    tender = made.opened_to_bids(office)
    old = made.lodge(tender)
    tender.refresh_from_db()
    now = clock.now()
    amendments.draft_correction(
        tender.number,
        offered={"requirement_zh": tender.texts["requirement_zh"] + "另加一个社区。"},
        reason_code="requirement_clarified",
        reason_zh="写得不清楚。",
        form_id=uuid4(),
        by=office.drafter,
        now=now,
    )
    amendments.approve(tender.number, by=office.approver, now=now)
    new = made.lodge(tender, "190000.00")
    call = made.close(tender, office, [old, new])
    call.confirm_both()
    opened = call.open()
    assert opened.bids == 1
    assert [(one.bid_id, one.code) for one in opened.faults.all()] == [(old.bid.pk, "not_confirmed")]
    assert [one.bid_id for one in opened.offers.all()] == [new.bid.pk]


def test_a_withdrawn_bid_is_not_opened():
    office = calls.office()
    tender = made.opened_to_bids(office)
    gone, stays = made.lodge(tender), made.lodge(tender, "170000.00")
    pressed = lodging.withdraw(gone.bid.number, key=uuid4(), by=gone.leader)
    lodging.decide(pressed.pk, now=clock.now())
    call = made.close(tender, office, [gone, stays])
    call.confirm_both()
    assert [one.bid_id for one in call.open().offers.all()] == [stays.bid.pk]


def test_an_envelope_copied_to_another_row_does_not_open(call):
    call.confirm_both()
    first, second = (one.bid for one in call.lodged)
    tamper(
        "procurement_bidpackage",
        "UPDATE procurement_bidpackage a SET envelope = b.envelope FROM procurement_bidpackage b"
        " WHERE a.bid_id = %s AND b.bid_id = %s",
        first.pk,
        second.pk,
    )
    assert [one.bid_id for one in call.open().faults.all()] == [first.pk]


def test_confirmations_say_nothing_about_the_number_of_bids():
    none, some = made.closed([]), made.closed(["1000.00", "2000.00"])
    for call in (none, some):
        call.confirm(call.office.drafter)
    said = [events(call, "opening_confirmed")[0] for call in (none, some)]
    assert all(set(one) == {"round", "stands_in", "live_hash"} for one in said)
    again = made.closed([])
    again.confirm(again.office.drafter)
    assert events(again, "opening_confirmed")[0]["live_hash"] != said[0]["live_hash"]


def test_the_clock_rings_until_it_is_done(call, monkeypatch):
    rung = []
    monkeypatch.setattr(openings.bell, "ring_task", lambda *what: rung.append(what))
    timekeeping.do_due(clock.now())
    assert rung == []
    call.confirm_both()
    timekeeping.do_due(clock.now())
    timekeeping.do_due(clock.now())
    assert rung == [(openings.TASK, call.tender.number, 1)] * 2
    call.open()
    timekeeping.do_due(clock.now())
    assert len(rung) == 2


def test_what_was_opened_is_read_by_the_agency_and_by_nobody_else(call):
    call.confirm_both()
    offer = call.open().offers.order_by("total").first()
    read = offers.offer_content(offer, by=call.office.drafter, now=clock.now())
    assert read.answers["approach"] == "我们的回答：approach"
    for person in (
        calls.office("532503").approver,
        call.lodged[1].leader,
        factories.official("supervisor"),
    ):
        with pytest.raises(PermissionDenied):
            offers.offer_content(offer, by=person, now=clock.now())


def test_an_offer_whose_parts_were_exchanged_is_not_shown(call):
    call.confirm_both()
    offer = call.open().offers.first()
    other = BidItem.objects.get(bid=offer.bid, revision=offer.package.revision, name="budget")
    tamper(
        "procurement_biditem",
        "UPDATE procurement_biditem SET ciphertext = %s WHERE bid_id = %s AND name = 'answers'",
        bytes(other.ciphertext),
        offer.bid_id,
    )
    with pytest.raises(SealError):
        offers.offer_content(offer, by=call.office.drafter, now=clock.now())


def test_the_record_is_no_notice_and_names_nobody_in_the_programme_regime(call):
    call.confirm_both()
    call.open()
    assert list(Notice.objects.values_list("kind", flat=True)) == ["grant_call"]
    (record,) = public_records(call.tender)
    assert record.lines == (), "the winner's sum is public, so of two the other would be the loser's"


def test_a_consultation_publishes_its_number_alone():
    call = made.closed(["400000.00", "410000.00", "420000.00"], statutory=True)
    call.confirm_both()
    assert call.open().enough
    (record,) = public_records(call.tender)
    assert (record.opened, record.lines) == (3, ())


def test_a_file_of_an_opened_bid_is_read_by_its_name_alone():
    call = made.closed(["400000.00", "410000.00", "420000.00"], statutory=True)
    call.confirm_both()
    offer, by = call.open().offers.first(), call.office.approver
    (file,) = offers.offer_content(offer, by=by, now=clock.now()).files
    assert (file.title, file.media_type) == ("响应文件", "application/pdf")
    assert offers.offer_file(offer, file.name, by=by, now=clock.now()) == (file, made.PDF.data)
    for name in ("answers", "budget", "manifest", "file-99"):
        with pytest.raises(KeyError):
            offers.offer_file(offer, name, by=by, now=clock.now())
    with pytest.raises(PermissionDenied):
        offers.offer_file(offer, file.name, by=call.lodged[1].leader, now=clock.now())
