"""A panel drawn from the pool that a prefecture shares: who is in it, who may be drawn, the draw, the next in order."""

import hashlib
import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, transaction

from portal.ground import clock
from portal.ground.clock import legal_date
from portal.ground.ledger import seals
from portal.ground.ledger.models import Event, Letter
from procurement.errors import NotOpenError, OtherWordsError
from procurement.errors.evaluation import DrawError, PanelError, SeatError
from procurement.judgement import draws as judging
from procurement.models import Duty, Evaluator, PanelDraw, PoolEntry
from procurement.permissions import pools as permissions
from procurement.rules import draws as rules
from procurement.selectors import draws as reads
from procurement.selectors import pools as pool_reads
from procurement.services import pools, timekeeping
from procurement.services.evaluation import draws, evaluations, panels
from procurement.services.pools import Somebody
from tests.support import calls, factories, scenes
from tests.support import panels as made
from tests.support import pools as pooled

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)

_keys = scenes.keys()
_opened = scenes.once(made.opened)


@pytest.fixture
def call(_opened):
    return _opened.again()


def codes(found):
    return {one.code for one in found}


# The pool


def test_who_is_entered_counts_once_a_second_person_said_so():
    by = pooled.neighbour()
    entry = pooled.entered(by, confirmed=False)
    assert pool_reads.state_of(entry, clock.now()) == "waiting"
    own = pooled.entered(calls.Office(by.agency, by.approver, by.drafter), number=2, confirmed=False)
    with pytest.raises(PermissionDenied):
        pools.confirm(own.code, by=by.approver, now=clock.now())
    for person in (by.drafter, calls.office("532801").approver, calls.office("532503").approver):
        with pytest.raises(PermissionDenied):
            pools.confirm(entry.code, by=person, now=clock.now())
    assert not pool_reads.standing("532800", legal_date(clock.now())).exists()
    assert list(pool_reads.waiting_entries(by.approver, now=clock.now())) == [entry]
    pools.confirm(entry.code, by=by.approver, now=clock.now())
    assert codes(pool_reads.standing("532800", legal_date(clock.now()))) == {entry.code}
    with pytest.raises(NotOpenError):
        pools.confirm(entry.code, by=by.approver, now=clock.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        PoolEntry.objects.filter(pk=entry.pk).update(confirmed_by=entry.entered_by)


def test_who_leaves_is_not_drawn_at_once_and_how_to_reach_them_goes():
    by = pooled.neighbour()
    entry = pooled.entered(by)
    for person in (calls.office("532801").drafter, factories.user(), factories.official("supervisor")):
        with pytest.raises(PermissionDenied):
            pools.end(entry.code, by=person, now=clock.now())
    pools.end(entry.code, by=by.approver, now=clock.now())
    assert not pool_reads.standing("532800", legal_date(clock.now())).exists()
    with pytest.raises(PermissionDenied):
        pools.confirm(entry.code, by=by.approver, now=clock.now())
    pools.end(entry.code, by=by.approver, now=clock.now())
    second = factories.user()
    factories.member(by.agency, "head", second)
    pools.decline(entry.code, by=second, now=clock.now())
    entry.refresh_from_db()
    assert (pool_reads.state_of(entry, clock.now()), entry.contact != "") == ("standing", True)
    pools.end(entry.code, by=by.drafter, now=clock.now())
    gone = pools.confirm(entry.code, by=by.approver, now=clock.now())
    assert (pool_reads.state_of(gone, clock.now()), gone.contact) == ("left", "")


def test_an_entry_that_is_not_confirmed_is_deleted():
    by = pooled.neighbour()
    entry = pooled.entered(by, confirmed=False)
    with pytest.raises(PermissionDenied):
        pools.decline(entry.code, by=by.drafter, now=clock.now())
    pools.decline(entry.code, by=by.approver, now=clock.now())
    assert not PoolEntry.objects.exists()
    assert entry.name not in json.dumps(list(Event.objects.values("payload", "subject")))


def test_the_contact_goes_when_the_time_is_over():
    by, today = pooled.neighbour(), legal_date(clock.now())
    entry = pooled.entered(by, until_date=today)
    assert pools.forget_contacts(clock.now()) == 0
    clock.move_to(clock.now() + DAY)
    assert pools.forget_contacts(clock.now()) == 1
    entry.refresh_from_db()
    assert (entry.contact, pool_reads.state_of(entry, clock.now())) == ("", "over")


def test_who_cannot_be_entered():
    by, today = pooled.neighbour(), legal_date(clock.now())
    there = pooled.entered(by)
    said = {"name": "一个人", "office": "州医院", "contact": "one@example.org", "home": factories.place()}
    cases = [
        ({"seat": "buyer"} | said, "unknown"),
        ({"seat": "outsider"} | said | {"contact": ""}, "contact_missing"),
        ({"seat": "outsider"} | said | {"home": None}, "home_missing"),
        ({"seat": "outsider"} | said | {"contact": there.contact}, "pooled_already"),
        ({"seat": "community", "name": "某某", "vouched_by": made.voucher().number}, "community_named"),
        ({"seat": "community", "contact": "x", "vouched_by": made.voucher().number}, "community_named"),
        ({"seat": "community", "vouched_by": "没有这家"}, "voucher_unknown"),
    ]
    for who, code in cases:
        with pytest.raises(SeatError) as refused:
            pools.enter(
                by.agency, Somebody(**who), from_date=today, form_id=uuid4(), by=by.drafter, now=clock.now()
            )
        assert refused.value.code == code
    with pytest.raises(SeatError):
        pooled.entered(by, number=2, until_date=today - DAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        PoolEntry.objects.filter(pk=there.pk).update(seat="community")


def test_the_same_form_enters_once():
    by, form_id = pooled.neighbour(), uuid4()
    said = {"seat": "outsider", "office": "州医院", "contact": "one@example.org", "home": factories.place()}
    more = {"from_date": legal_date(clock.now()), "form_id": form_id, "by": by.drafter, "now": clock.now()}
    first = pools.enter(by.agency, Somebody(name="一个人", **said), **more)
    assert pools.enter(by.agency, Somebody(name="一个人", **said), **more) == first
    with pytest.raises(OtherWordsError):
        pools.enter(by.agency, Somebody(name="另一个人", **said), **more)


def test_a_pool_is_read_by_its_prefecture_and_the_supervisor_alone():
    pooled.filled()
    now = clock.now()
    assert permissions.may_read_pool(calls.office("532801").drafter, "532800", now=now)
    assert permissions.may_read_pool(factories.official("supervisor"), "532800", now=now)
    for person in (calls.office("532503").approver, factories.official("privacy_reviewer"), factories.user()):
        assert not permissions.may_read_pool(person, "532800", now=now)
    assert pool_reads.pool_of(factories.place("530000")) == "530000"
    assert pool_reads.pool_of(factories.place("532800")) == "532800"


# Who may be drawn


def test_nobody_near_the_call_may_be_drawn(call):
    fit = pooled.filled()
    by = pooled.neighbour()
    bidder = call.lodged[0]
    bidder.leader.display_name = "投标的人"
    bidder.leader.save(update_fields=["display_name"])
    near = [
        pooled.entered(call.office, number=5, home=factories.place("532823")),
        pooled.entered(by, number=6, home=factories.place("532801")),
        pooled.entered(by, number=7, name="投标的人"),
        pooled.entered(by, number=8, name=call.office.drafter.username),
        pooled.entered(by, "community", vouched_by=bidder.organization.number),
        pooled.entered(by, "community", vouched_by=factories.cso(code="532801").number),
        pooled.entered(by, number=9, from_date=legal_date(clock.now() + DAY)),
        pooled.entered(by, number=10, confirmed=False),
        pooled.entered(calls.office("532503"), number=11),
    ]
    found = judging.eligible(call.tender, now=clock.now())
    assert codes(found) == codes(fit)
    assert not codes(found) & codes(near)
    # Without a word of the clock or a bid they all could have been.
    assert PoolEntry.objects.count() == len(fit) + len(near)


# The draw


def test_the_whole_draw(call):
    fit = {one.code: one for one in pooled.filled()}
    call.seat("buyer", user=call.office.drafter)
    draw = pooled.closed(call)
    closing = Event.objects.get(kind="panel_pool_closed")
    assert closing.public
    assert json.loads(closing.payload) == {"attempt": 1, "digest": draw.digest}
    assert hashlib.sha256(draw.listed.encode()).hexdigest() == draw.digest
    tickets = json.loads(draw.listed)["tickets"]
    assert {code: rules.ticket_of(draw.salt, code) for code in fit} == {
        code: ticket for ticket, _, code in draw.entries
    }
    assert not [code for code in fit if code in draw.listed]

    # Before the seal nothing is drawn, by the clock or by hand.
    assert draws.draw_due(call.tender.number, now=clock.now()) is None
    timekeeping.do_due(clock.now() + timedelta(minutes=10))
    assert [one.seat for one in call.members] == ["buyer"]
    with pytest.raises(SeatError) as refused:
        call.seat("outsider")
    assert refused.value.code == "draw_waits"
    with pytest.raises(DrawError):
        pooled.closed(call)

    seal = seals.seal(clock.now())
    assert [one.kind for one in Duty.objects.of_portal().open().filter(tender=call.tender)] == ["draw_panel"]
    timekeeping.do_due(clock.now() + timedelta(minutes=10))
    assert draws.draw_due(call.tender.number, now=clock.now()) is None, "drawn once"
    draw.refresh_from_db()
    assert draw.seal == seal
    assert not Duty.objects.open().filter(kind="draw_panel").exists()

    # Anybody finds the same from the list and the seal.
    seated = {one.seat: one for one in call.members}
    for seat in ("outsider", "community"):
        (first, *_rest) = rules.by_seat(seal.digest, tickets)[seat]
        assert rules.ticket_of(draw.salt, seated[seat].entry.code) == first
        assert (seated[seat].chosen, seated[seat].link_by, seated[seat].seated_by) == (
            "drawn_here",
            None,
            call.office.drafter,
        )
    assert seated["outsider"].name == fit[seated["outsider"].entry.code].name
    assert (seated["community"].name, seated["community"].contact) == ("", "")
    told = set(Letter.objects.filter(kind="panel_drawn").values_list("recipient", flat=True))
    assert told == {f"user:{call.office.approver.pk}"}
    with pytest.raises(PermissionDenied):
        panels.print_link(
            call.tender.number, seated["outsider"].code, by=call.office.drafter, now=clock.now()
        )
    assert panels.print_link(
        call.tender.number, seated["outsider"].code, by=call.office.approver, now=clock.now()
    ).token


def test_who_may_not_draw_and_what_cannot_be_drawn(call):
    pooled.filled()
    number, now = call.tender.number, clock.now()
    for person in (calls.office("532823").drafter, call.lodged[0].leader, factories.official("supervisor")):
        with pytest.raises(PermissionDenied):
            draws.close(number, wanted=pooled.WANTED, form_id=uuid4(), by=person, now=now)
    for wanted, code in (({}, "nobody_wanted"), ({"buyer": 1}, "nobody_wanted"), ({"expert": 1}, "too_few")):
        with pytest.raises(DrawError) as refused:
            pooled.closed(call, wanted or {"outsider": 0})
        assert refused.value.code == code
    with pytest.raises(PanelError):
        pooled.closed(call, {"outsider": 4})
    assert not PanelDraw.objects.exists()


def test_the_same_form_closes_once_and_what_was_closed_stands(call):
    pooled.filled()
    form_id, by = uuid4(), call.office.drafter
    said = {"form_id": form_id, "by": by, "now": clock.now()}
    first = draws.close(call.tender.number, wanted=pooled.WANTED, **said)
    assert draws.close(call.tender.number, wanted=pooled.WANTED, **said) == first
    with pytest.raises(OtherWordsError):
        draws.close(call.tender.number, wanted={"outsider": 2}, **said)
    for change in ({"entries": []}, {"listed": "{}"}, {"wanted": {}}, {"closed_at": clock.now()}):
        with pytest.raises(DatabaseError), transaction.atomic():
            PanelDraw.objects.filter(pk=first.pk).update(**change)


# The next in the order


def test_who_is_tied_or_declines_is_followed_by_the_next(call):
    draw = pooled.drawn(call)
    order = [one.code for one in reads.tickets_of(draw) if one.seat == "outsider"]
    number, by = call.tender.number, call.office.drafter
    first = next(one for one in call.members if one.seat == "outsider")
    assert first.entry.code == order[0]
    with pytest.raises(SeatError):
        panels.remove(number, first.code, by=by, now=clock.now())
    with pytest.raises(PermissionDenied):
        draws.replace(number, first.code, by=calls.office("532823").drafter, now=clock.now())
    printed = panels.print_link(number, first.code, by=call.office.approver, now=clock.now()).member
    evaluations.declare(printed, ties=[call.lodged[0].bid.number], now=clock.now())

    second = draws.replace(number, first.code, by=by, now=clock.now())
    assert second.entry.code == order[1]
    assert draws.replace(number, first.code, by=by, now=clock.now()) is None, "pressed twice"
    third = draws.replace(number, second.code, by=by, now=clock.now())
    assert third.entry.code == order[2]
    assert draws.replace(number, third.code, by=by, now=clock.now()) is None, "no reserve is left"
    fates = {one.code: reads.fate_of(one, reads.members_by_entry(draw)) for one in reads.tickets_of(draw)}
    assert [fates[code] for code in order] == ["tied", "declined", "declined"]
    assert Evaluator.objects.get(pk=first.pk).contact == ""
    with pytest.raises(DrawError):
        draws.replace(number, call.members[0].code, by=by, now=clock.now())


# Another draw


def test_another_draw_needs_a_reason_and_a_second_person(call):
    pooled.drawn(call)
    number, by, second = call.tender.number, call.office.drafter, call.office.approver
    outsider = next(one for one in call.members if one.seat == "outsider")
    more = {"wanted": {"outsider": 1}, "by": by, "now": clock.now()}
    with pytest.raises(DrawError) as refused:
        draws.close(number, form_id=uuid4(), **more)
    assert refused.value.code == "drawn_already"
    with pytest.raises(PanelError):
        draws.ask_again(number, reason="想换人", form_id=uuid4(), **more)
    draws.replace(number, outsider.code, by=by, now=clock.now())
    again = next(one for one in call.members if one.seat == "outsider")
    panels.leave(again, by, clock.now())
    with pytest.raises(DrawError) as refused:
        draws.ask_again(number, reason=" ", form_id=uuid4(), **more)
    assert refused.value.code == "reason_missing"
    draw = draws.ask_again(number, reason="两人都不能到场", form_id=uuid4(), **more)
    assert draw.closed_at is None
    for person in (by, calls.office("532823").approver, factories.official("supervisor")):
        with pytest.raises(PermissionDenied):
            draws.allow(number, by=person, now=clock.now())
    draws.refuse(number, by=second, now=clock.now())
    with pytest.raises(NotOpenError):
        draws.allow(number, by=second, now=clock.now())

    # Who asked is not the second person, whatever role they hold.
    draws.ask_again(number, reason="两人都不能到场", form_id=uuid4(), **(more | {"by": second}))
    with pytest.raises(PermissionDenied):
        draws.allow(number, by=second, now=clock.now())
    head = factories.member(call.office.agency, "head").user
    draws.allow(number, by=head, now=clock.now())
    last = pooled.sealed(call)
    assert (last.attempt, last.closed_by) == (3, head)
    gone = {outsider.entry.code, again.entry.code}
    assert not gone & {one.code for one in reads.tickets_of(last)}, (
        "who was on this panel is not drawn for it again"
    )
