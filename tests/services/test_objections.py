"""Objections and challenges: who may, when, what stays private, what they stop."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import translation

from organizations.models import Organization
from portal.ground import clock
from portal.ground.ledger.models import Event
from portal.site.opendata.moments import Moments
from procurement import ocds
from procurement.errors import NotOpenError, OtherWordsError, PersonalDataError
from procurement.judgement import awards as judgement
from procurement.models import Lot, Objection
from procurement.publication import body, results
from procurement.rules.awarding import AwardRefusedError
from procurement.selectors import awards as reads
from procurement.selectors import registers
from procurement.selectors.compliance import Scope, result_figures
from procurement.services.awards import awards, objections
from procurement.services.questions.inquiries import hash_of
from procurement.views.public.outcomes import award_rows
from tests.support import awards as made
from tests.support import calls, factories, lots, rounds, scenes
from tests.views.officer_site import PLAIN_FILES

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
LETTER = {
    "requests": "请重新评审并更正结果。",
    "facts": "评审报告未按公告标准给分。",
    "basis": "《政府采购法》第五十二条",
    "contact": "示例服务中心，昆明市示例路2号，0871-00000000",
}


_keys = scenes.keys(STORAGES=settings.STORAGES | {"staticfiles": {"BACKEND": PLAIN_FILES}})
_listed = scenes.once(made.listed)


@pytest.fixture
def shown(_listed):
    return _listed.again()


@pytest.fixture
def statutory():
    return made.awarded(made.judged_statutory())


def challenge(call, one, **more):
    given = {"by": one.leader, "organization": one.organization, "letter": LETTER}
    return call.object("评分依据与公告不一致。", **(given | more))


def test_anyone_objects_without_an_account_and_nobody_learns_who(shown):
    one, code = shown.object("评分没有考虑转介。")
    assert (one.kind, one.step, one.organization, one.letter) == ("objection", "publicity", None, {})
    assert one.code_hash == hash_of(code)
    assert reads.objection_by_code([hash_of(code)]) == one
    assert code not in json.dumps(list(Objection.objects.values()), default=str)
    fields = {field.name for field in Objection._meta.get_fields()}
    assert not fields & {"user", "by", "asker", "address", "ip"}


def test_who_is_signed_in_is_not_kept_either(shown):
    one, _code = shown.object(by=shown.lodged[1].leader)
    assert one.organization is None


def test_it_is_a_duty_with_seven_working_days(shown):
    one, _code = shown.object()
    duty = shown.tender.duties.open().get(kind="answer_objection")
    assert (duty.subject, duty.holder) == (one.number, "drafter")
    # Thursday 18 July 2024 would be too short to count by hand wrongly: the day stands on the objection.
    assert clock.legal_date(duty.due_at - timedelta(seconds=1)) == one.reply_due
    shown.answer(one)
    assert not shown.tender.duties.open().filter(kind="answer_objection").exists()


def test_to_the_last_minute_of_the_last_day_and_not_after(shown):
    until = reads.objections_until(shown.tender)
    midnight = (
        clock.now()
        .astimezone(clock.LEGAL_ZONE)
        .replace(year=until.year, month=until.month, day=until.day, hour=23, minute=59, second=58)
    )
    clock.move_to(midnight)
    shown.object()
    clock.move_to(midnight + timedelta(minutes=1))
    with pytest.raises(NotOpenError):
        shown.object()


@pytest.mark.parametrize("stage", ["judged", "awarded", "contracted"])
def test_only_while_the_list_stands(stage):
    call = made.judged() if stage == "judged" else made.awarded()
    if stage == "contracted":
        call.sign()
    with pytest.raises(NotOpenError):
        call.object()


def test_the_same_form_is_one_objection_and_shows_its_own_slip_only(shown):
    form_id = uuid4()
    first, code = shown.object(form_id=form_id)
    assert shown.object(form_id=form_id, code=code)[0].pk == first.pk
    with pytest.raises(OtherWordsError) as told:
        shown.object("再发一次，说的是别的。", form_id=form_id, code=code)
    assert (told.value.shown, told.value.code) == ("", code)
    assert Objection.objects.count() == 1


def test_no_personal_data_even_in_private(shown):
    with pytest.raises(PersonalDataError):
        shown.object("请联系我 13812345678")


def test_the_public_learns_that_one_came_when_it_is_due_and_how_it_ended(shown):
    secret = "评审委员是中标单位理事的亲属"
    one, code = shown.object(secret)
    shown.answer(one, "upheld_in_part")
    (public,) = reads.public_objections(shown.tender)
    assert (public.outcome, public.reply_due) == ("upheld_in_part", one.reply_due)
    record = json.dumps([[one.kind, one.payload, one.subject] for one in Event.objects.all()])
    assert secret not in record
    assert one.number not in record
    assert code not in record
    received = Event.objects.get(kind="objection_received")
    assert (received.public, received.actor) == (False, ""), "its minute would tell of who sent it"


def test_only_the_buyers_people_answer_once(shown):
    one, _code = shown.object()
    for person in (
        calls.office("532503").drafter,
        shown.lodged[0].leader,
        shown.lodged[1].leader,
        factories.user(),
        factories.official("supervisor"),
    ):
        with pytest.raises(PermissionDenied):
            objections.answer(one.number, outcome="rejected", reply_zh="不成立", by=person, now=clock.now())
    shown.answer(one)
    with pytest.raises(NotOpenError):
        shown.answer(one, "upheld")
    one.refresh_from_db()
    assert one.outcome == "rejected"


@pytest.mark.parametrize("outcome", ["withdrawn", "ignored"])
def test_a_buyer_cannot_say_anything_else(shown, outcome):
    one, _code = shown.object()
    with pytest.raises(ValueError, match=outcome):
        shown.answer(one, outcome)


def test_a_reply_names_no_person(shown):
    one, _code = shown.object()
    with pytest.raises(PersonalDataError):
        objections.answer(
            one.number,
            outcome="rejected",
            reply_zh="请电 13812345678",
            by=shown.office.drafter,
            now=clock.now(),
        )


def test_a_late_reply_is_said_so(shown):
    one, _code = shown.object()
    clock.move_to(clock.now() + 30 * DAY)
    shown.answer(one)
    said = json.loads(Event.objects.get(kind="objection_decided").payload)
    assert (said["outcome"], said["on_time"]) == ("rejected", False)


def test_a_new_decision_waits_for_every_objection_to_the_old_one(shown):
    one, _code = shown.object()
    other, _code = shown.object("另一件异议：评分标准前后不一致。")
    shown.answer(one, "upheld")
    awards.decide_again(shown.tender.number, by=shown.office.approver, now=clock.now())
    shown.tender.refresh_from_db()
    shown.draft()
    with pytest.raises(AwardRefusedError) as error:
        shown.approve()
    assert [fault.code for fault in error.value.faults] == ["objection_open"]
    shown.answer(other)
    shown.approve()


# To one award alone


def of_three(about=""):
    """Three awards shown as a list, with an objection."""
    call = rounds.judged(4, 3, 30_000)
    call.draft(*call.bids[:3])
    call.approve()
    one, _code = call.object(about=about)
    return call, one


def signs(call, award):
    try:
        return call.sign(award)
    except AwardRefusedError as error:
        return [fault.code for fault in error.faults]


def test_an_objection_to_one_award_holds_that_award_alone():
    call, one = of_three("place-2")
    assert one.bid.number == call.bids[1]
    call.wait_out()
    published = call.award()
    winners = body.parse(published.body)["result"]["winners"]
    assert [bool(each.get("held")) for each in winners] == [False, True, False]
    first, held, third = call.awarded
    assert {each.pk for each in registers.public_awards()} == {first.pk, third.pk}
    assert signs(call, held) == ["objection_open"]
    assert [signs(call, each).award for each in (first, third)] == [first, third]
    assert call.tender.step == "awarded"
    call.answer(one)
    again = call.tender.notices.filter(kind="award").last()
    result = body.parse(again.body)["result"]
    assert (again.seq > published.seq, result["restated"]) == (True, True)
    assert [each.get("held") for each in result["winners"]] == [None] * 3
    assert registers.public_awards().count() == 3
    assert signs(call, held).award == held
    assert call.tender.step == "contracted"


def statuses(notice):
    """The awards of the release of a notice, by their own status in the open data."""
    source = Moments([notice.tender_id]).of_notice(notice)
    return [(one["status"], "date" in one) for one in ocds.release(source)["awards"]]


def test_while_an_objection_holds_an_award_the_open_data_calls_it_pending():
    call, one = of_three("place-2")
    listed = call.tender.notices.get(kind="list_publicity")
    call.wait_out()
    published = call.award()
    call.answer(one)
    again = call.tender.notices.filter(kind="award").last()
    active, pending = ("active", True), ("pending", False)
    assert [statuses(each) for each in (listed, published, again)] == [
        [pending] * 3,
        [active, pending, active],
        [active] * 3,
    ]


def test_an_objection_to_a_lot_holds_what_that_lot_gives():
    call = lots.judged()
    one, other = judgement.to_decide(call.tender)
    first, second = one.keys[0], other.keys
    call.draft(first, *second, void_lots={"3": "too_few"})
    call.approve()
    one, _code = call.object(about="lot-2")
    assert (one.lot.position, one.bid) == (2, None)
    call.wait_out()
    published = call.award()
    assert statuses(published) == [("active", True), ("pending", False), ("pending", False)]
    assert {each.lot.position for each in registers.public_awards()} == {1}
    call.answer(one, "upheld_in_part")
    assert statuses(call.tender.notices.filter(kind="award").last()) == [("active", True)] * 3
    assert registers.public_awards().count() == 3


def test_an_award_whose_objection_is_upheld_is_taken_back_and_never_signed():
    call, one = of_three("place-3")
    call.wait_out()
    call.award()
    first, second, held = call.awarded
    give = {"reason_code": "objection_upheld", "reason_zh": "异议成立，撤回该项结果。", "now": clock.now()}
    for award in (first, held):
        with pytest.raises(PermissionDenied):
            awards.revoke(award.number, by=call.office.approver, **give)
    call.answer(one, "upheld")
    # Until it is taken back it stands nowhere as an award, and everywhere under the same word.
    notice = call.tender.notices.filter(kind="award").last()
    assert statuses(notice) == [("active", True), ("active", True), ("pending", False)]
    assert {each.pk for each in registers.public_awards()} == {first.pk, second.pk}
    assert result_figures(Scope(2024)).awards == 2
    with translation.override("en"):
        [said] = [
            line.value
            for each in results.sections_of(body.parse(notice.body), "en")
            for line in each.lines
            if "upheld" in line.value
        ]
        assert said == award_rows(call.office.approver, [held], clock.now())[0]["held"]
    assert signs(call, held) == ["award_objection_upheld"]
    with pytest.raises(PermissionDenied):
        awards.revoke(first.number, by=call.office.approver, **give)
    awards.revoke(held.number, by=call.office.approver, **give)
    assert [signs(call, each).award for each in (first, second)] == [first, second]
    assert call.tender.step == "contracted"


@pytest.mark.parametrize("about", ["", "place-1 place-2 place-3"])
def test_where_all_is_held_nothing_is_awarded(about):
    call, _one = of_three(about.partition(" ")[0])
    for more in about.split()[1:]:
        call.object("另一件异议：评分前后不一致。", about=more)
    call.wait_out()
    with pytest.raises(AwardRefusedError) as error:
        call.award()
    assert {fault.code for fault in error.value.faults} == {"objection_open"}


def test_the_form_asks_which_award_and_names_nobody_who_may_not_be_named():
    call, one = of_three()
    address = reverse("object", args=[call.tender.number])
    page = Client().get(address)
    choices = dict(page.context["form"].fields["about"].choices)
    assert list(choices) == ["", "place-1", "place-2", "place-3"]
    given = {"slip": page.context["form"]["slip"].value(), "text": "评分没有考虑转介成功率。"}
    assert Client().post(address, given | {"about": "place-9"}).status_code == 422
    assert Client().post(address, given | {"about": "place-2"}).status_code == 200
    mine = Objection.objects.exclude(pk=one.pk).get()
    assert (mine.bid.number, mine.organization) == (call.bids[1], None)
    browser = Client()
    browser.force_login(call.office.drafter)
    shown = browser.get(reverse("objection_answer", args=[mine.number])).content.decode()
    assert mine.bid.lead.name_zh in shown


@pytest.mark.parametrize("about", ["place-0", "place-4", "lot-7", "place-x", "bid-1"])
def test_there_is_nothing_else_to_object_to(about):
    with pytest.raises((ValueError, Lot.DoesNotExist)):
        of_three(about)
    assert not Objection.objects.exists()


def test_one_award_alone_is_not_asked_about_nor_a_statutory_one(shown):
    assert "about" not in Client().get(reverse("object", args=[shown.tender.number])).context["form"].fields
    statutory = made.awarded(made.judged_statutory())
    one, _code = challenge(statutory, statutory.lodged[1], about="place-1")
    assert one.bid is None


# Challenges


def test_a_supplier_that_took_part_challenges_by_name(statutory):
    one, _code = challenge(statutory, statutory.lodged[1])
    assert (one.kind, one.organization, one.step) == (
        "challenge",
        statutory.lodged[1].organization,
        "awarded",
    )
    assert one.letter == LETTER


def test_nobody_else_challenges_a_statutory_result(statutory):
    other = factories.user()
    outsider = factories.cso(other)
    cases = [
        (AnonymousUser(), None),
        (statutory.lodged[1].leader, None),
        (other, outsider),
        (other, statutory.lodged[1].organization),
        (statutory.office.drafter, statutory.lodged[1].organization),
    ]
    for by, organization in cases:
        with pytest.raises(PermissionDenied):
            challenge(statutory, statutory.lodged[1], by=by, organization=organization)
    assert not Objection.objects.exists()


def test_a_challenge_has_seven_working_days_after_the_notice_period(statutory):
    until = reads.objections_until(statutory.tender)
    assert (clock.legal_date(clock.now()), until) == (
        calls.at("07-22 00:00").date(),
        calls.at("08-01 00:00").date(),
    )
    clock.move_to(calls.at("08-01 23:59"))
    challenge(statutory, statutory.lodged[1])
    clock.move_to(calls.at("08-02 00:00"))
    with pytest.raises(NotOpenError):
        challenge(statutory, statutory.lodged[2])


def test_it_stops_signing_until_it_is_answered(statutory):
    one, _code = challenge(statutory, statutory.lodged[1])
    with pytest.raises(AwardRefusedError) as error:
        statutory.sign()
    assert [fault.code for fault in error.value.faults] == ["objection_open"]
    statutory.answer(one)
    statutory.sign()


def test_a_challenge_is_heard_after_signing_too(statutory):
    statutory.sign()
    one, _code = challenge(statutory, statutory.lodged[1])
    assert one.step == "contracted"


def test_an_upheld_challenge_lets_the_award_fall(statutory):
    one, _code = challenge(statutory, statutory.lodged[1])
    statutory.answer(one, "upheld")
    awards.revoke(
        statutory.awarded[0].number,
        reason_code="objection_upheld",
        reason_zh="质疑成立，影响成交结果。",
        medium=statutory.medium("revoked"),
        by=statutory.office.approver,
        now=clock.now(),
    )
    statutory.tender.refresh_from_db()
    statutory.draft(statutory.bids[1])
    statutory.approve()
    assert statutory.awarded[0].supplier == statutory.lodged_as(statutory.bids[1]).organization
    assert Organization.objects.filter(awards__lot__tender=statutory.tender).distinct().count() == 2
