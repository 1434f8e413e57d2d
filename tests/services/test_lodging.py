"""Pressing seal, withdraw and confirm: received first, judged by the moment of receipt and nothing else."""

import threading
import time
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction

from portal.ground import ledger
from portal.ground.files import FilesAwayError
from portal.ground.ledger.models import Event, Letter
from procurement.errors import NotOpenError
from procurement.errors.bids import BeingSealedError, KeyTakenError, NothingToSealError, StaleTermsError
from procurement.judgement.bids import drafts
from procurement.models import Bid, BidItem, BidPackage, Consultation, Intake, IntakeVerdict, KeyWrap, Tender
from procurement.rules.bidding import BidRefusedError
from procurement.selectors import bids as selectors_bids
from procurement.services.bids import bids, letters, lodging, receipts
from procurement.services.calls import amendments, closings, tenders
from tests.support import calls, factories, sealed

pytestmark = pytest.mark.django_db
MICRO, MILLI = timedelta(microseconds=1), timedelta(milliseconds=1)
NOW = calls.PUBLISHED + timedelta(days=1)


@pytest.fixture
def office():
    return calls.office()


@pytest.fixture
def call(office):
    return calls.published(office)


@pytest.fixture
def who():
    return sealed.bidder()


@pytest.fixture
def clock_at():
    with sealed.at(NOW) as move:
        yield move


def wraps(bid, revision=None):
    held = KeyWrap.objects.filter(bid=bid, revision=revision or bid.revision)
    return sorted(held.values_list("recipient", flat=True))


@pytest.mark.parametrize(
    ("offset", "verdict"),
    [(-MICRO, "accepted"), (timedelta(), "late"), (MICRO, "late"), (MILLI, "late")],
    ids=["one microsecond before", "equal", "one microsecond after", "one millisecond after"],
)
def test_in_time_is_strictly_before_the_closing(call, who, offset, verdict):
    bid = sealed.written(call, who, now=NOW)
    with sealed.at(call.bids_due + offset, ticking=False):
        intake = sealed.pressed(bid, who)
        assert intake.received_at == call.bids_due + offset
        assert intake.due_at == call.bids_due
    # Whenever it is decided: days later changes nothing.
    assert lodging.decide(intake.pk, now=call.bids_due + timedelta(days=3)).verdict == verdict


def test_lodging_takes_the_key_from_the_web_and_gives_it_to_the_opener_and_the_safe(call, who, clock_at):
    bid = sealed.written(call, who, now=NOW)
    assert wraps(bid, 1) == ["draft"]
    intake = sealed.pressed(bid, who)
    assert wraps(bid, 1) == ["draft", "opening", "recovery"]
    assert sealed.decided(intake).verdict == "accepted"
    bid.refresh_from_db()
    assert (bid.status, bid.revision, bid.draft_revision) == ("lodged", 1, None)
    assert wraps(bid) == ["opening", "recovery"]
    with pytest.raises(PermissionDenied):
        drafts.draft_of(bid, by=who.leader, now=NOW)


def test_a_bid_with_its_photographs_is_sealed_while_no_file_can_be_kept(
    call, who, clock_at, settings, tmp_path
):
    """They are rows of the database; nothing of a bid lies where files lie."""
    settings.VAR_DIR = tmp_path / "no-folder"
    settings.VAR_DIR.touch()
    with pytest.raises(FilesAwayError):
        ledger.blobs.put(b"of a call", "text/plain")
    intake = sealed.pressed(sealed.written(call, who, now=NOW), who)
    assert sealed.decided(intake).verdict == "accepted"


def test_a_replayed_press_is_the_same_intake_and_the_same_receipt(call, who, clock_at):
    bid = sealed.written(call, who, now=NOW)
    key = uuid4()
    first = sealed.pressed(bid, who, key=key)
    assert sealed.pressed(bid, who, key=key) == first
    sealed.decided(first)
    receipt = receipts.receipt_of(first)
    again = sealed.pressed(bid, who, key=key)
    assert again == first
    assert sealed.decided(again) == first.verdict
    assert receipts.receipt_of(again) == receipt
    assert (Intake.objects.count(), BidPackage.objects.count()) == (1, 1)
    assert Event.objects.filter(kind="bid_lodged").count() == 1


def test_pressing_twice_under_two_keys_is_one_intake(call, who, clock_at):
    bid = sealed.written(call, who, now=NOW)
    first = sealed.pressed(bid, who)
    assert sealed.pressed(bid, who) == first
    sealed.decided(first)
    with pytest.raises(NothingToSealError):
        sealed.pressed(bid, who)


def test_a_key_of_another_bid_or_another_act_gives_nothing(call, who, clock_at):
    other = sealed.bidder()
    bid, foreign = sealed.lodged(call, who, now=NOW), sealed.written(call, other, now=NOW)
    key = Intake.objects.get(bid=bid).key
    with pytest.raises(KeyTakenError):
        sealed.pressed(foreign, other, key=key)
    with pytest.raises(KeyTakenError):
        lodging.withdraw(bid.number, key=key, by=who.leader)
    assert Intake.objects.count() == 1


def test_a_replacement_takes_the_place_and_what_it_replaced_opens_no_more(call, who, clock_at):
    bid = sealed.lodged(call, who, now=NOW)
    first = bid.current
    bids.begin_replacement(bid.number, by=who.leader, now=NOW)
    bid = sealed.filled(bid, who, now=NOW)
    # Until the replacement is lodged the sealed one is in force.
    assert list(selectors_bids.live_packages(call, round=1)) == [first]
    assert sealed.decided(sealed.pressed(bid, who)).verdict == "accepted"
    bid.refresh_from_db()
    assert bid.revision == 2
    assert list(selectors_bids.live_packages(call, round=1)) == [bid.current]
    assert bid.current.revision == 2
    assert wraps(bid, 1) == []
    assert wraps(bid, 2) == ["opening", "recovery"]


def test_what_comes_too_late_leaves_the_sealed_one_in_force_and_can_be_opened_by_nobody(call, who, clock_at):
    bid = sealed.lodged(call, who, now=NOW)
    first = bid.current
    bids.begin_replacement(bid.number, by=who.leader, now=NOW)
    bid = sealed.filled(bid, who, now=NOW)
    clock_at(call.bids_due)
    closings.close(call.number, now=call.bids_due)
    intake = sealed.pressed(bid, who)
    assert wraps(bid, 2) == ["draft"]  # it was never wrapped for the opener, not even for a moment
    assert sealed.decided(intake).verdict == "late"
    bid.refresh_from_db()
    assert (bid.status, bid.current, bid.revision) == ("lodged", first, 1)
    assert wraps(bid, 1) == ["opening", "recovery"]
    assert wraps(bid, 2) == ["draft"]
    # Its bidder can still read what came too late, and holds a receipt that says so.
    assert drafts.draft_of(bid, by=who.leader, now=call.bids_due).answers == sealed.ANSWERS
    assert '"verdict":"late"' in receipts.receipt_of(intake).text
    assert list(selectors_bids.live_packages(call, round=1)) == [first]


def test_a_late_draft_goes_on_when_closing_is_put_off(call, who, clock_at):
    bid = sealed.written(call, who, now=NOW)
    due = call.bids_due
    clock_at(due)
    late = sealed.pressed(bid, who)
    assert sealed.decided(late).verdict == "late"
    calls.put_off(call, timedelta(days=7), now=due)
    bid.refresh_from_db()
    bids.save_answers(
        bid.number, answers={"risks": "改了。"}, version=bid.version, by=who.leader, now=due + MILLI
    )
    again = sealed.pressed(bid, who)
    assert again != late
    assert sealed.decided(again).verdict == "accepted"
    bid.refresh_from_db()
    assert bid.revision == 2
    assert wraps(bid, 1) == []


def test_a_withdrawn_bid_lives_no_more_and_leaves_no_key(call, who, clock_at):
    bid = sealed.lodged(call, who, now=NOW)
    bids.begin_replacement(bid.number, by=who.leader, now=NOW)
    key = uuid4()
    intake = lodging.withdraw(bid.number, key=key, by=who.leader)
    assert sealed.decided(intake).verdict == "accepted"
    bid.refresh_from_db()
    assert (bid.status, bid.draft_revision) == ("withdrawn", None)
    assert not KeyWrap.objects.filter(bid=bid).exists()
    assert not selectors_bids.live_packages(call, round=1).exists()
    assert lodging.withdraw(bid.number, key=key, by=who.leader) == intake
    # It may begin anew.
    sealed.lodged(call, who, now=NOW)


def test_a_withdrawal_that_comes_too_late_changes_nothing(call, who, clock_at):
    bid = sealed.lodged(call, who, now=NOW)
    clock_at(call.bids_due)
    assert sealed.decided(lodging.withdraw(bid.number, key=uuid4(), by=who.leader)).verdict == "late"
    bid.refresh_from_db()
    assert bid.status == "lodged"
    assert selectors_bids.live_packages(call, round=1).get() == bid.current


def test_presses_of_one_bid_are_decided_in_the_order_they_were_received(call, who, clock_at):
    bid = sealed.lodged(call, who, now=NOW)
    bids.begin_replacement(bid.number, by=who.leader, now=NOW)
    sealed.filled(bid, who, now=NOW)
    replaced = sealed.pressed(bid, who)
    withdrawn = lodging.withdraw(bid.number, key=uuid4(), by=who.leader)
    # Asked about the second, both are decided, the first first.
    assert sealed.decided(withdrawn).verdict == "accepted"
    assert IntakeVerdict.objects.get(intake=replaced).verdict == "accepted"
    bid.refresh_from_db()
    assert bid.status == "withdrawn"


def test_a_final_offer_is_sealed_beside_the_opened_bid_until_its_own_deadline(office, call, who, clock_at):
    bid, silent = sealed.lodged(call, who, now=NOW), sealed.lodged(call, now=NOW)
    first, opened_at = bid.current, call.bids_due + timedelta(days=1)
    Bid.objects.update(status="opened")
    Tender.objects.filter(pk=call.pk).update(step="evaluating")
    bid.refresh_from_db()
    clock_at(opened_at)
    with pytest.raises(PermissionDenied):  # nobody has asked for final offers
        bids.begin_replacement(bid.number, by=who.leader, now=opened_at)
    due = opened_at + timedelta(days=2)
    Consultation.objects.create(tender=call, final_due=due, by=office.drafter, at=opened_at, form_id=uuid4())
    bids.begin_replacement(bid.number, by=who.leader, now=opened_at)
    bid = sealed.filled(bid, who, now=opened_at, files=())
    intake = sealed.pressed(bid, who)
    assert intake.due_at == due
    assert sealed.decided(intake).verdict == "accepted"
    bid.refresh_from_db()
    assert (bid.status, bid.revision, bid.current.round) == ("opened", 2, 2)
    assert '"round":2' in bid.current.envelope
    assert wraps(bid, 1) == ["opening", "recovery"]  # the first one was opened and stays readable
    assert list(selectors_bids.live_packages(call, round=2)) == [bid.current]
    assert first != bid.current
    with pytest.raises(PermissionDenied):
        lodging.withdraw(bid.number, key=uuid4(), by=who.leader)
    assert silent.current not in selectors_bids.live_packages(call, round=2)
    clock_at(due)
    with pytest.raises(PermissionDenied):
        bids.begin_replacement(bid.number, by=who.leader, now=due)


def test_while_closing_is_on_hold_bids_are_taken(office, call, who, clock_at):
    bid = sealed.written(call, who, now=NOW)
    calls.asked(call, now=calls.at("07-03 10:00"))
    held = closings.suspend(call.number, now=calls.at("07-30 09:00"))
    assert held.step == "suspended"
    clock_at(call.bids_due + timedelta(days=2))
    intake = sealed.pressed(bid, who)
    assert intake.due_at is None
    assert sealed.decided(intake).verdict == "accepted"


def corrected(office, call, *, now, **offered):
    amendments.draft_correction(
        call.number, offered=offered, reason_code="clarification", reason_zh="更正说明", form_id=uuid4(),
        by=office.drafter, now=now,
    )  # fmt: skip
    amendments.approve(call.number, by=office.approver, now=now)
    call.refresh_from_db()


def test_a_material_correction_asks_for_confirmation_and_a_confirmed_bid_lives(office, call, who, clock_at):
    bid, other = sealed.lodged(call, who, now=NOW), sealed.lodged(call, now=NOW)
    later = NOW + timedelta(hours=2)
    corrected(office, call, now=later, requirement_zh="面向流动人口开展宣传，并提供上门咨询。")
    assert selectors_bids.needs_confirmation(bid)
    assert not selectors_bids.live_packages(call, round=1).exists()
    assert selectors_bids.unconfirmed_packages(call, round=1).count() == 2
    clock_at(later + timedelta(hours=1))
    with pytest.raises(StaleTermsError):
        lodging.confirm(bid.number, key=uuid4(), by=who.leader, terms_version=1)
    key = uuid4()
    intake = lodging.confirm(bid.number, key=key, by=who.leader, terms_version=2)
    assert sealed.decided(intake).verdict == "accepted"
    assert lodging.confirm(bid.number, key=key, by=who.leader) == intake
    assert not selectors_bids.needs_confirmation(bid)
    assert selectors_bids.live_packages(call, round=1).get() == bid.current
    assert selectors_bids.unconfirmed_packages(call, round=1).get() == other.current


def test_a_confirmation_after_the_closing_is_late(office, call, who, clock_at):
    bid = sealed.lodged(call, who, now=NOW)
    later = NOW + timedelta(hours=2)
    corrected(office, call, now=later, requirement_zh="面向流动人口开展宣传，并提供上门咨询。")
    clock_at(call.bids_due)
    assert sealed.decided(lodging.confirm(bid.number, key=uuid4(), by=who.leader)).verdict == "late"
    assert not selectors_bids.live_packages(call, round=1).exists()


def test_a_correction_of_a_telephone_number_asks_nobody(office, call, who, clock_at):
    bid = sealed.lodged(call, who, now=NOW)
    corrected(office, call, now=NOW + timedelta(hours=2), contact_office="防艾办")
    assert not selectors_bids.needs_confirmation(bid)
    assert selectors_bids.live_packages(call, round=1).get() == bid.current


def test_a_ceiling_that_rises_asks_nobody_and_one_that_falls_asks_everybody(office, call, who, clock_at):
    bid = sealed.lodged(call, who, now=NOW)
    corrected(office, call, now=NOW + timedelta(hours=1), indirect_ceiling="20")
    assert not selectors_bids.needs_confirmation(bid)
    assert selectors_bids.live_packages(call, round=1).get() == bid.current
    corrected(office, call, now=NOW + timedelta(hours=2), indirect_ceiling="10")
    assert selectors_bids.needs_confirmation(bid)


def test_bidders_are_told_once_that_a_correction_needs_their_word(office, call, who, clock_at):
    bid = sealed.lodged(call, who, now=NOW)
    corrected(office, call, now=NOW + timedelta(hours=2), requirement_zh="面向流动人口开展宣传和咨询。")
    event = Event.objects.get(kind="corrected")
    letters.tell_bidders(event)
    letters.tell_bidders(event)
    letter = Letter.objects.get(kind="bid_confirm")
    assert letter.recipient == f"user:{who.leader.pk}"
    assert letter.payload["path"] == f"/workspace/bids/{bid.number}/"


def test_a_bid_lodged_under_the_new_terms_needs_no_confirmation(office, call, who, clock_at):
    bid = sealed.written(call, who, now=NOW)
    later = NOW + timedelta(hours=2)
    corrected(office, call, now=later, requirement_zh="面向流动人口开展宣传，并提供上门咨询。")
    clock_at(later + timedelta(hours=1))
    with pytest.raises(StaleTermsError):
        lodging.seal(bid.number, key=uuid4(), by=who.leader, terms_version=1)
    assert sealed.decided(sealed.pressed(bid, who)).verdict == "accepted"
    bid.refresh_from_db()
    assert bid.current.terms_version == 2
    assert not selectors_bids.needs_confirmation(bid)


def test_an_incomplete_bid_is_not_taken_and_leaves_no_trace(call, who, clock_at):
    bid = sealed.begun(call, who, now=NOW)
    with pytest.raises(BidRefusedError) as refused:
        sealed.pressed(bid, who)
    assert {fault.code for fault in refused.value.faults} == {"answer_missing", "budget_missing"}
    assert not Intake.objects.exists()
    assert wraps(bid, 1) == ["draft"]


def test_what_was_pressed_is_written_no_more(call, who, clock_at):
    bid = sealed.written(call, who, now=NOW)
    sealed.pressed(bid, who)
    with pytest.raises(BeingSealedError):
        bids.save_answers(bid.number, answers={"risks": "x"}, version=bid.version, by=who.leader, now=NOW)
    with pytest.raises(BeingSealedError):
        bids.discard_draft(bid.number, by=who.leader, now=NOW)


def test_a_call_that_ended_meanwhile_takes_nothing(office, call, who, clock_at):
    bid = sealed.written(call, who, now=NOW)
    intake = sealed.pressed(bid, who)
    Tender.objects.filter(pk=call.pk).update(step="terminated")
    verdict = sealed.decided(intake)
    assert (verdict.verdict, verdict.code) == ("refused", "call_ended")
    assert wraps(bid, 1) == ["draft"]
    with pytest.raises(NotOpenError):
        sealed.pressed(bid, who)


def test_nobody_but_its_leaders_presses_anything(office, call, who, clock_at):
    bid = sealed.written(call, who, now=NOW)
    official = factories.user()
    factories.member(factories.agency(), "drafter", official)
    factories.member(who.organization, "leader", official)  # who works for an agency does not bid
    strangers = [office.drafter, office.approver, sealed.bidder().leader, factories.user(), official]
    for stranger in strangers:
        with pytest.raises(PermissionDenied):
            lodging.seal(bid.number, key=uuid4(), by=stranger)
    sealed.decided(sealed.pressed(bid, who))
    for stranger in strangers:
        for act in (lodging.withdraw, lodging.confirm):
            with pytest.raises(PermissionDenied):
                act(bid.number, key=uuid4(), by=stranger)
    assert Intake.objects.count() == 1


def test_the_receipt_letter_goes_out_once_and_says_nothing_outside(call, who, clock_at):
    bid = sealed.lodged(call, who, now=NOW)
    letter = Letter.objects.get(kind="bid_receipt")
    assert letter.recipient == f"user:{who.leader.pk}"
    assert set(letter.payload) == {"path", "received_at", "act", "verdict"}
    assert bid.tender.number not in str(letter.payload)


def test_events_of_a_bid_are_never_public(call, who, clock_at):
    bid = sealed.lodged(call, who, now=NOW)
    sealed.decided(lodging.withdraw(bid.number, key=uuid4(), by=who.leader))
    told = Event.objects.filter(subject=bid.subject)
    assert set(told.values_list("kind", flat=True)) == {"bid_begun", "bid_lodged", "bid_withdrawn"}
    assert not told.filter(public=True).exists()


def test_parts_of_a_sealed_revision_cannot_be_changed_even_by_a_fault(call, who, clock_at):
    bid = sealed.lodged(call, who, now=NOW)
    with pytest.raises(Exception, match="parts of a sealed revision stand"), transaction.atomic():
        BidItem.objects.filter(bid=bid).update(ciphertext=b"")


def test_waiting_presses_are_decided_together(call, clock_at):
    left = [
        sealed.pressed(sealed.written(call, one, now=NOW), one) for one in (sealed.bidder(), sealed.bidder())
    ]
    with transaction.atomic():
        assert lodging.decide_waiting(tenders.locked(call.number), now=NOW) == 2
        assert lodging.decide_waiting(tenders.locked(call.number), now=NOW) == 0
    assert {one.verdict for one in IntakeVerdict.objects.filter(intake__in=left)} == {"accepted"}


def test_what_a_dead_process_left_is_decided_by_the_clock(call, who, clock_at):
    sealed.pressed(sealed.written(call, who, now=NOW), who)
    assert lodging.decide_forgotten(NOW + timedelta(seconds=5)) == 0
    assert lodging.decide_forgotten(NOW + timedelta(minutes=1)) == 1
    assert IntakeVerdict.objects.get().verdict == "accepted"
    assert lodging.decide_forgotten(NOW + timedelta(minutes=2)) == 0


def test_lodging_touches_neither_the_call_nor_anything_the_buyer_reads(office, call, who, clock_at):
    bid = sealed.written(call, who, now=NOW)
    before = Tender.objects.filter(pk=call.pk).values().get()
    with connection.execute_wrapper(_refuse_writes_to(*PUBLIC_TABLES)):
        sealed.decided(sealed.pressed(bid, who))
    assert Tender.objects.filter(pk=call.pk).values().get() == before


PUBLIC_TABLES = ("procurement_tender", "procurement_lot", "procurement_searchentry", "procurement_notice")


def _refuse_writes_to(*tables):
    def wrapper(execute, sql, params, many, context):
        verb, _, rest = sql.lstrip().partition('"')
        written = rest.partition('"')[0] if verb.split()[0] in ("UPDATE", "INSERT", "DELETE") else ""
        assert written not in tables, sql
        return execute(sql, params, many, context)

    return wrapper


def in_thread(work):
    """Runs ``work`` on a connection of its own; gives a function that waits and says how it ended."""
    ended = {}

    def run():
        try:
            ended["result"] = work()
        except BaseException as error:
            ended["error"] = error
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()

    def result(seconds=20):
        thread.join(seconds)
        assert not thread.is_alive(), "it still waits"
        if "error" in ended:
            raise ended["error"]
        return ended["result"]

    return result


@pytest.mark.django_db(transaction=True)
def test_a_lock_on_the_call_across_the_deadline_makes_nobody_late():
    call, who = calls.published(calls.office()), sealed.bidder()
    bid = sealed.written(call, who, now=NOW)
    with sealed.at(call.bids_due - timedelta(seconds=2)) as move:
        with transaction.atomic():
            tenders.locked(call.number)
            pressed = in_thread(lambda: sealed.pressed(bid, who))
            intake = pressed()  # committed, though the call is locked by somebody else
            waiting = in_thread(lambda: sealed.decided(intake))
            move(call.bids_due + timedelta(seconds=5))
            with pytest.raises(AssertionError, match="still waits"):
                waiting(0.5)
        assert waiting().verdict == "accepted"
        assert intake.received_at < call.bids_due


@pytest.mark.django_db(transaction=True)
def test_a_transaction_that_began_early_does_not_carry_its_early_moment():
    """`now()` stands still from the first statement of a transaction; the stamp is of the press itself."""
    call, who = calls.published(calls.office()), sealed.bidder()
    bid = sealed.written(call, who, now=NOW)
    began = threading.Event()

    def late_press():
        def wrapper(execute, sql, params, many, context):
            if "pg_advisory_xact_lock_shared" in sql:
                began.set()  # the transaction has begun; now it waits for whoever opens
            return execute(sql, params, many, context)

        with connection.execute_wrapper(wrapper):
            return sealed.pressed(bid, who)

    with sealed.at(call.bids_due - timedelta(seconds=1)):
        with transaction.atomic():
            lodging._advisory_lock(call.pk, "pg_advisory_xact_lock")
            pressed = in_thread(late_press)
            assert began.wait(20)
            time.sleep(1.5)  # the clock ticks across the deadline
        assert pressed().received_at > call.bids_due
        assert sealed.decided(pressed()).verdict == "late"


@pytest.mark.django_db(transaction=True)
def test_whoever_opens_waits_for_presses_that_are_still_on_their_way():
    call, who = calls.published(calls.office()), sealed.bidder()
    bid = sealed.written(call, who, now=NOW)
    held, go_on = threading.Event(), threading.Event()

    def slow_press():
        def wrapper(execute, sql, params, many, context):
            if sql.startswith('INSERT INTO "procurement_intake"'):
                held.set()
                go_on.wait(20)
            return execute(sql, params, many, context)

        with connection.execute_wrapper(wrapper):
            return sealed.pressed(bid, who)

    def open_up():
        with transaction.atomic():
            return lodging.decide_waiting(tenders.locked(call.number), now=call.bids_due + MILLI)

    with sealed.at(call.bids_due - timedelta(seconds=1)) as move:
        pressed = in_thread(slow_press)
        assert held.wait(20)
        move(call.bids_due + timedelta(seconds=1))
        closings.close(call.number, now=call.bids_due + MILLI)
        opening = in_thread(open_up)
        with pytest.raises(AssertionError, match="still waits"):
            opening(0.5)
        go_on.set()
        assert pressed().received_at < call.bids_due
        assert opening() == 1
        assert IntakeVerdict.objects.get().verdict == "accepted"


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_one_moment_are_one_package():
    call, who = calls.published(calls.office()), sealed.bidder()
    bid = sealed.written(call, who, now=NOW)
    with sealed.at(NOW):
        both = [in_thread(lambda: sealed.pressed(bid, who)) for _ in range(2)]
        assert both[0]() == both[1]()
        assert BidPackage.objects.count() == 1
