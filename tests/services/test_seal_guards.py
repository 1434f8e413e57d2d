"""What the database itself refuses: an earlier closing, a moment of one's own, a verdict that does not fit, a
key of receipts nobody was told of. Tried with the web's own role, past every service."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.db.utils import IntegrityError, ProgrammingError

from portal.ground import clock, ledger
from portal.ground.ledger.models import Event
from procurement.judgement.bids import receipts as judgement
from procurement.models import (
    Consultation,
    Intake,
    IntakeVerdict,
    Notice,
    OpenedOffer,
    Opening,
    OpeningConfirmation,
)
from procurement.publication.body import canonical, parse, root_of
from procurement.selectors.openings import RecordBrokenError
from procurement.services import openings
from procurement.services.bids import lodging, receipts
from tests.support import calls, database, sealed
from tests.support import openings as made

DAY = timedelta(days=1)
NOW = calls.PUBLISHED + DAY
pytestmark = pytest.mark.django_db


@pytest.fixture
def lodged(settings):
    """An open call with a sealed bid, days before its closing."""
    made.give_keys(settings)
    office = calls.office()
    call = made.opened_to_bids(office)
    made.lodge(call)
    call.refresh_from_db()
    return made.Closed(call, office, [])


@pytest.fixture
def pressed(settings):
    made.give_keys(settings)
    call, who = calls.published(calls.office()), sealed.bidder()
    bid = sealed.written(call, who, now=NOW)
    with sealed.at(NOW) as move:
        yield call, who, bid, move


def correction(call, *, by=-2 * DAY, **changed):
    """The next notice as an intruder would write it: whole, canonical, under a fitting digest."""
    last = call.notices.order_by("-seq").first()
    parts = parse(last.body)
    for name in ("bids_due", "opens_at"):
        parts["call"][name] = (getattr(call, name) + by).isoformat()
    parts["call"] |= changed
    parts["identity"] |= {"seq": last.seq + 1, "kind": "correction"}
    return Notice(
        tender=call,
        seq=last.seq + 1,
        kind="correction",
        terms_version=last.terms_version,
        deadline_version=last.deadline_version,
        body=canonical(parts),
        digest=root_of(parts),
        legal_at=clock.now(),
        published_at=clock.now(),
    )


def refused(act, match):
    with pytest.raises((IntegrityError, ProgrammingError), match=match), transaction.atomic():
        act()


def test_a_correction_into_the_past_two_words_and_a_bell_open_nothing(lodged):
    """As it was done: the whole attack by the web alone, twelve days before the opening."""
    call, early = lodged.tender, clock.now() - DAY
    with database.as_role("web"):
        earlier = correction(call)
        earlier.body = earlier.body.replace(call.bids_due.isoformat(), early.isoformat())
        refused(earlier.save, "earlier than was published")
        call.bids_due = call.opens_at = early
        refused(call.save, "earlier than was published")
        call.refresh_from_db()
        call.step = "closed"
        call.save(update_fields=["step"])
        for by in (lodged.office.drafter, lodged.office.approver):
            OpeningConfirmation.objects.create(
                tender=call, round=1, deadline_version=call.deadline_version, by=by, at=early, salt="00",
                live_hash=openings.live_hash(call, 1, "00"),
            )  # fmt: skip
    with database.as_role("opener"):
        assert lodged.open() is None
    assert not Opening.objects.exists()
    assert not OpenedOffer.objects.exists()


@pytest.mark.parametrize(
    "changed",
    [{"bids_due": None}, {"opens_at": None, "bids_due": None}],
    ids=["no closing", "neither closing nor opening"],
)
def test_a_notice_may_not_take_the_closing_away(lodged, changed):
    refused(correction(lodged.tender, by=DAY, **changed).save, "earlier than was published")


def test_a_notice_may_not_open_earlier_though_it_closes_as_before(lodged):
    notice = correction(lodged.tender, by=timedelta(), opens_at=(lodged.tender.bids_due - DAY).isoformat())
    refused(notice.save, "earlier than was published")


def test_a_notice_may_not_go_back_to_an_earlier_deadline(lodged):
    calls.put_off(lodged.tender, 2 * DAY, now=clock.now())
    lodged.tender.refresh_from_db()
    refused(correction(lodged.tender, by=-DAY).save, "earlier than was published")
    later = correction(lodged.tender, by=timedelta())
    later.deadline_version -= 1
    refused(later.save, "earlier than was published")


def test_what_a_notice_says_of_itself_in_columns_is_its_body(lodged):
    notice = correction(lodged.tender, by=DAY)
    notice.closes_at = notice.opens_at = clock.now() - DAY
    notice.save()
    notice.refresh_from_db()
    assert notice.closes_at == lodged.tender.bids_due + DAY
    assert notice.opens_at == lodged.tender.opens_at + DAY


def test_the_opener_reads_the_whole_chain_and_not_the_last_notice_alone(lodged):
    """Should the trigger ever be off: a chain in which a deadline was set back opens nothing."""
    call = lodged.tender
    earlier = correction(call, by=-DAY)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET ROLE NONE")
        cursor.execute("ALTER TABLE procurement_notice DISABLE TRIGGER never_earlier")
        cursor.execute("ALTER TABLE procurement_tender DISABLE TRIGGER never_earlier")
        earlier.save()
        call.bids_due, call.opens_at, call.step = call.bids_due - DAY, call.opens_at - DAY, "closed"
        call.save()
        cursor.execute("ALTER TABLE procurement_notice ENABLE ALWAYS TRIGGER never_earlier")
        cursor.execute("ALTER TABLE procurement_tender ENABLE ALWAYS TRIGGER never_earlier")
        database.back_to_work(cursor)
    with pytest.raises(RecordBrokenError, match="earlier"):
        lodged.open()


def test_the_web_names_the_bid_of_a_press_and_nothing_else(pressed):
    _call, _who, bid, _move = pressed
    early = NOW - DAY
    for column, value in {"received_at": early, "due_at": early, "on_hold": True, "round": 2}.items():
        with database.as_role("web"), connection.cursor() as cursor:
            statement = f"INSERT INTO procurement_press (bid_id, {column}) VALUES (%s, %s)"
            refused(lambda s=statement, v=value: cursor.execute(s, [bid.pk, v]), "permission denied")


def test_even_its_owner_does_not_choose_the_moment_of_a_press(pressed):
    call, _who, bid, _move = pressed
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE NONE")
        cursor.execute(
            "INSERT INTO procurement_press (bid_id, received_at, due_at, on_hold, round) VALUES (%s, %s, NULL, true, 2)"
            " RETURNING received_at, due_at, on_hold, round",
            [bid.pk, NOW - DAY],
        )
        received, due, on_hold, round_ = cursor.fetchone()
        database.back_to_work(cursor)
    assert received >= NOW
    assert (due, on_hold, round_) == (call.bids_due, False, 1)


def test_an_intake_takes_its_moment_from_its_press_whatever_it_says(pressed, monkeypatch):
    call, who, bid, move = pressed
    move(call.bids_due + timedelta(hours=16))
    stamp = lodging._stamp
    backdated = {"received_at": call.bids_due - DAY, "due_at": call.bids_due + DAY}
    monkeypatch.setattr(lodging, "_stamp", lambda pk: stamp(pk)._replace(**backdated))
    intake = sealed.pressed(bid, who)
    intake.refresh_from_db()
    assert intake.received_at > intake.due_at == call.bids_due
    with database.as_role("web"):
        refused(
            lambda: IntakeVerdict.objects.create(intake=intake, verdict="accepted", at=clock.now()),
            "does not fit",
        )
    assert sealed.decided(intake).verdict == "late"
    assert '"verdict":"late"' in receipts.receipt_of(intake).text


def test_a_press_in_time_cannot_be_called_late(pressed):
    _call, who, bid, _move = pressed
    intake = sealed.pressed(bid, who)
    refused(
        lambda: IntakeVerdict.objects.create(intake=intake, verdict="late", at=clock.now()), "does not fit"
    )


def test_a_receipt_cannot_say_another_moment_than_its_press(pressed, monkeypatch):
    _call, who, bid, _move = pressed
    intake = sealed.pressed(bid, who)
    sealed.decided(intake)
    said = receipts._said
    for other in (
        {"received_at": "2024-07-01T00:00:00.000000Z"},
        {"due_at": None},
        {"verdict": "late"},
        {"act": "withdraw"},
        {"bid": "YN0000"},
        {"envelope": "0" * 64},
        {"envelope": None},
    ):
        monkeypatch.setattr(receipts, "_said", lambda *a, _o=other, **k: said(*a, **k) | _o)
        refused(lambda: receipts.receipt_of(intake), "what its press")


def test_a_press_of_another_bid_or_none_is_no_press(pressed):
    call, who, bid, _move = pressed
    other = sealed.written(call, sealed.bidder(), now=NOW)
    stamp = lodging._stamp(other.pk)
    for press in (stamp.press, None):
        intake = Intake(
            key=uuid4(), act="withdraw", bid=bid, by=who.leader, press_id=press, received_at=NOW, due_at=NOW
        )
        refused(intake.save, "press of its own transaction")


def test_a_press_kept_open_for_longer_than_ten_minutes_is_no_press(pressed):
    _call, who, bid, _move = pressed
    young, old = lodging._stamp(bid.pk).press, lodging._stamp(bid.pk).press
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET ROLE NONE")
        cursor.execute("ALTER TABLE procurement_press DISABLE TRIGGER USER")
        aged = (
            "UPDATE procurement_press SET stamped_at = stamped_at - make_interval(mins => %s) WHERE id = %s"
        )
        cursor.executemany(aged, [(9, young), (11, old)])
        cursor.execute("ALTER TABLE procurement_press ENABLE TRIGGER USER")
        database.back_to_work(cursor)

    def intake(press: int) -> Intake:
        return Intake(
            key=uuid4(), act="withdraw", bid=bid, by=who.leader, press_id=press, received_at=NOW, due_at=NOW
        )

    refused(intake(old).save, "press of its own transaction")
    intake(young).save()


def test_what_the_database_refuses_is_not_told_as_a_key_in_use(pressed, monkeypatch):
    call, who, bid, _move = pressed
    other, stamp = sealed.written(call, sealed.bidder(), now=NOW), lodging._stamp
    monkeypatch.setattr(lodging, "_stamp", lambda _pk: stamp(other.pk))
    with pytest.raises(IntegrityError, match="press of its own transaction"):
        sealed.pressed(bid, who)


@pytest.mark.django_db(transaction=True)
def test_a_press_kept_in_stock_is_good_for_nothing(settings):
    made.give_keys(settings)
    call, who = calls.published(calls.office()), sealed.bidder()
    bid = sealed.written(call, who, now=NOW)
    with sealed.at(NOW):
        stock = lodging._stamp(bid.pk)
    intake = Intake(
        key=uuid4(), act="withdraw", bid=bid, by=who.leader, press_id=stock.press, received_at=NOW
    )
    refused(intake.save, "press of its own transaction")


def test_a_hold_that_the_record_does_not_tell_of_is_none(pressed):
    call, _who, bid, _move = pressed
    call.step = "suspended"
    call.save(update_fields=["step"])
    stamp = lodging._stamp(bid.pk)
    assert (stamp.due_at, stamp.on_hold) == (call.bids_due, False)


@pytest.mark.parametrize("public", [True, False])
def test_the_web_cannot_tell_of_a_hold_or_an_opening(pressed, public):
    """Else a bid written late would be in time under a hold that never was."""
    call, _who, bid, move = pressed
    move(call.bids_due + timedelta(hours=16))
    with database.as_role("web"):
        for kind in ("closing_suspended", "bids_opened", "too_few_bids"):
            refused(
                lambda kind=kind: ledger.record(kind, subject=call.subject, at=NOW, public=public),
                "may not tell",
            )
    with database.as_role("worker"):
        refused(lambda: ledger.record("bids_opened", subject=call.subject, at=NOW), "may not tell")
    assert lodging._stamp(bid.pk).on_hold is False


def test_a_hold_told_in_silence_is_none(pressed):
    call, _who, bid, _move = pressed
    with transaction.atomic():
        ledger.record("closing_suspended", subject=call.subject, at=NOW, public=False)
    call.step = "suspended"
    call.save(update_fields=["step"])
    assert lodging._stamp(bid.pk).on_hold is False


def test_a_package_of_the_first_round_is_not_taken_as_a_final_offer(pressed):
    """The web may write a bid's status and a call's step; by that a closing of the second round would be had."""
    call, who, bid, move = pressed
    sealed.decided(sealed.pressed(bid, who))
    bid.refresh_from_db()
    package, bid.status, call.step = bid.current, "opened", "evaluating"
    move(call.bids_due + timedelta(hours=16))
    with database.as_role("web"):
        bid.save(update_fields=["status"])
        call.save(update_fields=["step"])
        Consultation.objects.create(
            tender=call, final_due=call.bids_due + DAY, by=who.leader, at=NOW, form_id=uuid4()
        )
        stamp = lodging._stamp(bid.pk)
        assert stamp.round == 2
        intake = Intake(
            key=uuid4(), act="lodge", bid=bid, by=who.leader, package=package, press_id=stamp.press,
            received_at=NOW,
        )  # fmt: skip
        refused(intake.save, "round of its press")


def test_a_web_that_calls_the_clock_doubted_gains_no_minute(pressed):
    """``doubted_after`` is the database's, and so is the moment a doubted press is judged by."""
    call, who, bid, move = pressed
    with database.as_role("worker"):
        ledger.seals.seal(NOW)
    move(call.bids_due)
    with database.as_role("worker"):
        newest = ledger.seals.seal(call.bids_due)
    move(call.bids_due + timedelta(minutes=3))
    with database.as_role("web"):
        stamp = lodging._stamp(bid.pk)
        intake = Intake.objects.create(
            key=uuid4(),
            act="withdraw",
            bid=bid,
            by=who.leader,
            press_id=stamp.press,
            received_at=NOW,
            doubted_after=1,
        )
        intake.refresh_from_db()
        assert intake.doubted_after == newest.number
        refused(
            lambda: IntakeVerdict.objects.create(
                intake=intake, verdict="accepted", at=clock.now(), held_at=call.bids_due - DAY
            ),
            "does not fit",
        )
        verdict = IntakeVerdict.objects.create(
            intake=intake, verdict="late", at=clock.now(), held_at=call.bids_due - DAY
        )
    verdict.refresh_from_db()
    assert verdict.held_at is None


def test_a_moved_column_makes_nobody_in_time(pressed):
    """The tender's own closing may be set later by whoever writes it; a press believes the notices."""
    call, _who, bid, move = pressed
    due = call.bids_due
    call.bids_due += 5 * DAY
    call.opens_at += 5 * DAY
    call.save(update_fields=["bids_due", "opens_at"])
    move(due + DAY)
    assert lodging._stamp(bid.pk).due_at == due


def key_of():
    kid, x = receipts.signing.signing_key()
    return {"kid": kid, "x": x, "from": clock.now() - 30 * DAY}


def insert_key(cursor, kid, x, moment):
    cursor.execute(
        "INSERT INTO procurement_receiptkey (kid, x, valid_from) VALUES (%s, %s, %s) RETURNING valid_from",
        [kid, x, moment],
    )
    return cursor.fetchone()[0]


def test_a_key_of_receipts_is_public_with_its_first_receipt(pressed):
    _call, who, bid, _move = pressed
    intake = sealed.pressed(bid, who)
    sealed.decided(intake)
    receipt = receipts.receipt_of(intake)
    (event,) = Event.objects.filter(kind="receipt_key", public=True)
    assert json.loads(event.payload) == {"kid": receipt.kid, "x": judgement.public_keys()[0]["x"]}
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # what is asked at the commit


def test_a_key_nobody_was_told_of_is_refused_at_the_commit(pressed):
    key = key_of()
    with database.as_role("web"), connection.cursor() as cursor:

        def in_silence():
            assert insert_key(cursor, key["kid"], key["x"], key["from"]) >= NOW, (
                "valid from the database's moment"
            )
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

        refused(in_silence, "public record")
        refused(lambda: insert_key(cursor, "0" * 16, key["x"], NOW), "named by its hash")


@pytest.mark.parametrize(
    "act",
    [
        "UPDATE procurement_receiptkey SET x = 'AAAA'",
        "UPDATE procurement_receiptkey SET valid_from = now() - interval '1 year'",
        "DELETE FROM procurement_receiptkey",
    ],
)
def test_a_key_of_receipts_stands(act):
    with database.as_role("web"), connection.cursor() as cursor:
        refused(lambda: cursor.execute(act), "permission denied")
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE NONE")
        if act.startswith("DELETE"):
            refused(lambda: cursor.execute(act), "append-only")
        database.back_to_work(cursor)
