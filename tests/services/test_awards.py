"""The decision by two people, the list, the award, each bidder's own result; and all that must be refused."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.utils import ProgrammingError

from organizations.models import Organization
from organizations.services import profiles
from portal.ground import clock
from portal.ground.ledger.models import Event, Letter
from procurement import stated
from procurement.errors import (
    MediumNeededError,
    NotOpenError,
    OtherWordsError,
    PersonalDataError,
    StaleDecisionError,
)
from procurement.judgement.calls import Medium
from procurement.models import Award, AwardDraft, BidResult, Notice, Review
from procurement.publication import body
from procurement.rules.awarding import AwardRefusedError
from procurement.selectors import awards as reads
from procurement.services.awards import awards, decisions
from tests.support import awards as made
from tests.support import calls, factories, openings, panels, scenes, sealed

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


_keys = scenes.keys()
_judged = scenes.once(made.judged)


@pytest.fixture
def call(_judged):
    return _judged.again()


def refused(act):
    with pytest.raises(AwardRefusedError) as error:
        act()
    return {(one.code, one.bid) for one in error.value.faults}


def strangers(call):
    return (
        calls.office("532503").approver,
        call.lodged[0].leader,
        factories.user(),
        factories.official("supervisor"),
        factories.official("privacy_reviewer"),
    )


def result_in(notice):
    return body.parse(notice.body)["result"]


def events(call, kind):
    return [json.loads(one.payload) for one in Event.objects.filter(kind=kind, subject=call.tender.subject)]


def owed(call):
    return set(call.tender.duties.open().values_list("kind", flat=True))


# The decision


def test_one_writes_down_another_approves_and_the_list_is_shown(call):
    assert owed(call) == {"decide_award"}
    call.draft()
    assert owed(call) == {"publish_result"}
    notice = call.approve()
    assert (notice.kind, call.tender.step) == ("list_publicity", "publicity")
    assert owed(call) == {"make_award"}
    said = result_in(notice)
    winner = call.lodged_as(call.bids[0]).organization
    assert [one["name_zh"] for one in said["winners"]] == [winner.name_zh]
    assert said["winners"][0]["value"] == "180000.00"
    assert said["others"] == [
        # One such organisation is known to the portal: its kind would name it.
        {"lot": 1, "number": 1, "legal_form": "", "band": said["others"][0]["band"], "code": ""}
    ]
    assert said["until"] == said["objections_until"]
    assert said["decided"]["minute"] == "〔2024〕12号"
    assert {one["seat"] for one in said["panel"]} == {"buyer", "outsider", "community"}
    assert {one["name"] for one in said["panel"]} == {""}
    assert not Award.objects.exists()
    assert [one["notice_kind"] for one in events(call, "list_published")] == ["list_publicity"]


def test_the_loser_is_nowhere_in_the_notice(call):
    call.draft()
    notice = call.approve()
    loser = call.lodged_as(call.bids[1])
    for word in (
        loser.organization.name_zh,
        loser.organization.name_en,
        loser.organization.number,
        call.bids[1],
    ):
        assert word not in notice.body


def test_who_wrote_it_down_does_not_approve_it(call):
    call.draft(by=call.office.approver)
    with pytest.raises(PermissionDenied):
        call.approve(by=call.office.approver)
    # And who may only draft approves nothing.
    with pytest.raises(PermissionDenied):
        call.approve(by=call.office.drafter)


def test_who_alone_scored_does_not_approve(call):
    call.draft()
    others = call.tender.evaluators.exclude(user=None)
    assert others.count() == 1
    call.tender.evaluators.filter(user=None).update(left_at=clock.now())
    call.tender.evaluators.update(user=call.office.approver)
    with pytest.raises(PermissionDenied):
        call.approve()


def test_only_the_buyers_people_decide(call):
    for person in strangers(call):
        with pytest.raises(PermissionDenied):
            call.draft(by=person)
    call.draft()
    for person in strangers(call):
        with pytest.raises(PermissionDenied):
            call.approve(by=person)
        with pytest.raises(PermissionDenied):
            decisions.send_back(call.tender.number, version=1, comment="请改", by=person, now=clock.now())
    assert not Notice.objects.filter(kind="list_publicity").exists()


def test_nothing_is_decided_without_a_report():
    early = panels.opened()
    early.seat_all()
    early.judge(0.9, 0.5)
    unreported = made.Decided(early.tender, early.office, early.lodged)
    with pytest.raises(NotOpenError):
        unreported.draft(early.lodged[0].bid.number)


def test_nothing_is_decided_twice(call):
    made.listed(call)
    with pytest.raises(PermissionDenied):
        call.draft(call.bids[1])
    made.awarded(made.judged())


def test_all_faults_of_a_decision_at_once(call):
    tomorrow = clock.legal_date(clock.now()) + timedelta(days=1)
    assert refused(lambda: call.draft(call.bids[1], decided_on=tomorrow)) == {
        ("out_of_order", call.bids[0]),
        ("decided_in_future", ""),
    }
    assert refused(lambda: call.draft(*call.bids)) == {("too_many", ""), ("above_budget", "")}
    yesterday = clock.legal_date(clock.now()) - timedelta(days=1)
    assert refused(lambda: call.draft(decided_on=yesterday)) == {("decided_before_report", "")}
    assert not AwardDraft.objects.exists()


def test_nobody_is_chosen_whom_nobody_verified(call):
    first = call.lodged_as(call.bids[0]).organization
    Organization.objects.filter(pk=first.pk).update(verified_at=None)
    assert refused(call.draft) == {("not_verified", call.bids[0])}
    call.draft(call.bids[1], passed_over={call.bids[0]: "not_verified"})
    said = result_in(call.approve())
    assert [one["code"] for one in said["others"]] == ["not_verified"]
    assert BidResult.objects.get(bid__number=call.bids[0]).outcome == "passed_over"


def test_verification_withdrawn_meanwhile_stops_the_approval(call):
    call.draft()
    Organization.objects.filter(pk=call.lodged_as(call.bids[0]).organization.pk).update(verified_at=None)
    assert refused(call.approve) == {("not_verified", call.bids[0])}


def test_reasons_name_no_person(call):
    for field in ("reason_zh", "reason_en", "decided_body", "decided_minute"):
        with pytest.raises(PersonalDataError) as error:
            call.draft(**{field: "电话 13812345678"})
        assert set(error.value.findings) == {field}


def test_the_same_form_writes_once_and_another_needs_the_version(call):
    form_id = uuid4()
    first = call.draft(form_id=form_id)
    assert call.draft(form_id=form_id).pk == first.pk
    with pytest.raises(OtherWordsError) as told:
        call.draft(form_id=form_id, decided_minute="〔2024〕99号")
    assert told.value.said == {"decided_minute": first.decided_minute}
    assert AwardDraft.objects.get().version == 1
    with pytest.raises(StaleDecisionError):
        call.draft()
    again = call.draft(version=1, decided_minute="〔2024〕13号")
    assert (again.version, again.decided_minute) == (2, "〔2024〕13号")
    # What the second person read is not what stands now.
    with pytest.raises(StaleDecisionError):
        call.approve(version=1)
    with pytest.raises(StaleDecisionError):
        decisions.send_back(
            call.tender.number, version=1, comment="请改", by=call.office.approver, now=clock.now()
        )
    call.approve(version=2)


def test_sent_back_with_words_and_decided_anew(call):
    call.draft()
    decisions.send_back(
        call.tender.number, version=1, comment="会议纪要编号写错", by=call.office.approver, now=clock.now()
    )
    assert not AwardDraft.objects.exists()
    assert Review.objects.filter(act="sent_back").get().comment == "会议纪要编号写错"
    assert owed(call) == {"decide_award"}
    call.draft()
    call.approve()


# The award


def test_the_list_becomes_the_award_only_after_its_last_day(call):
    made.listed(call)
    shown = reads.shown_result(call.tender)
    last = clock.LEGAL_ZONE
    end = (
        clock.now()
        .astimezone(last)
        .replace(year=shown.until.year, month=shown.until.month, day=shown.until.day, hour=23, minute=59)
    )
    clock.move_to(end)
    assert refused(call.award) == {("publicity_runs", "")}
    clock.move_to(end + MINUTE)
    notice = call.award()
    (award,) = call.awarded
    assert (notice.kind, call.tender.step) == ("award", "awarded")
    assert award.number == f"{call.tender.number}-A1"
    assert award.supplier == call.lodged_as(call.bids[0]).organization
    assert (str(award.value), award.rank, award.decided_minute) == ("180000.00", 1, "〔2024〕12号")
    assert [lot.status for lot in call.tender.lots.all()] == ["awarded"]
    assert owed(call) == {"sign_contract"}
    assert call.tender.duties.filter(kind="make_award", done_at__isnull=False).exists()


def test_only_an_approver_of_the_buyer_awards(call):
    made.listed(call)
    call.wait_out()
    for person in (*strangers(call), call.office.drafter):
        with pytest.raises(PermissionDenied):
            awards.award(call.tender.number, by=person, now=clock.now())
    call.award()
    with pytest.raises(PermissionDenied):
        call.award()
    assert Award.objects.count() == 1


def test_an_open_objection_stops_the_award_and_an_upheld_one_too(call):
    made.listed(call)
    one, _code = call.object()
    call.wait_out()
    assert refused(call.award) == {("objection_open", "")}
    call.answer(one, "upheld")
    assert refused(call.award) == {("objection_upheld", "")}


@pytest.mark.parametrize("outcome", ["rejected", "upheld_in_part"])
def test_an_answered_objection_lets_it_go_on(call, outcome):
    made.listed(call)
    one, _code = call.object()
    call.answer(one, outcome)
    call.wait_out()
    call.award()


@pytest.mark.parametrize("act", ["UPDATE procurement_award SET value = 1", "DELETE FROM procurement_award"])
def test_awards_are_only_added_to(act):
    made.awarded()
    denied = pytest.raises(ProgrammingError, match="permission denied")
    with denied, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(act)


# Judged or decided again


def test_another_panel_judges_after_an_upheld_objection_and_only_then(call):
    made.listed(call)
    again = lambda: awards.evaluate_again(  # noqa: E731
        call.tender.number, by=call.office.approver, now=clock.now()
    )
    with pytest.raises(PermissionDenied):
        again()
    one, _code = call.object()
    with pytest.raises(PermissionDenied):
        again()
    call.answer(one, "upheld")
    for person in (*strangers(call), call.office.drafter):
        with pytest.raises(PermissionDenied):
            awards.evaluate_again(call.tender.number, by=person, now=clock.now())
    again()
    call.tender.refresh_from_db()
    assert call.tender.step == "evaluating"
    assert not AwardDraft.objects.exists()
    assert call.members == []
    # Another panel, the other way round.
    call.seat_all()
    call.judge(0.3, 0.9)
    call.report()
    call.draft()
    call.approve()
    assert call.lodged_as(call.bids[0]).organization == call.lodged[1].organization
    assert [
        one.attempt for one in BidResult.objects.filter(bid__number=call.bids[0]).order_by("attempt")
    ] == [1, 2]
    # The old objection says nothing about the new list.
    with pytest.raises(PermissionDenied):
        again()
    call.wait_out()
    call.award()


def test_an_upheld_objection_may_change_the_decision_alone(call):
    made.listed(call)
    one, _code = call.object()
    call.answer(one, "upheld")
    awards.decide_again(call.tender.number, by=call.office.approver, now=clock.now())
    call.tender.refresh_from_db()
    assert (call.tender.step, owed(call)) == ("evaluating", {"decide_award"})
    call.draft(call.bids[1], passed_over={call.bids[0]: "objection_upheld"})
    assert result_in(call.approve())["others"][0]["code"] == "objection_upheld"


# The winner does not sign


def revoke(call, award=None, by=None, code="did_not_sign", **more):
    notice = awards.revoke(
        (award or call.awarded[0]).number,
        reason_code=code,
        reason_zh="成交单位书面表示放弃。",
        by=by or call.office.approver,
        now=clock.now(),
        **more,
    )
    call.tender.refresh_from_db()
    return notice


def test_the_next_candidate_follows_a_winner_that_does_not_sign():
    call = made.awarded()
    first = call.awarded[0]
    notice = revoke(call)
    assert notice.kind == "correction"
    assert body.parse(notice.body)["revoked"]["number"] == first.number
    first.refresh_from_db()
    assert first.revoked_at is not None
    assert (call.tender.step, call.tender.lots.get().status) == ("evaluating", "evaluating")
    assert owed(call) == {"decide_award"}
    assert refused(call.draft) == {("award_fell", call.bids[0])}
    call.draft(call.bids[1])
    call.approve()
    call.wait_out()
    call.award()
    (second,) = call.awarded
    assert second.number == f"{call.tender.number}-A2"
    assert second.supplier == call.lodged_as(call.bids[1]).organization
    call.sign()
    assert call.tender.step == "contracted"


def test_an_award_falls_by_an_approver_for_a_known_reason_before_signing_only():
    call = made.awarded()
    for person in (*strangers(call), call.office.drafter):
        with pytest.raises(PermissionDenied):
            revoke(call, by=person)
    for code in ("we_changed_our_mind", "objection_upheld"):
        with pytest.raises(PermissionDenied):
            revoke(call, code=code)
    call.sign()
    with pytest.raises(PermissionDenied):
        revoke(call)


def test_one_of_several_awards_falls_and_the_others_stand():
    people = [factories.cso() for _ in range(3)]
    call = made.judged_of(*people)
    call.tender.lots.update(awards_by="money", max_awards=None)
    type(call.tender).objects.filter(pk=call.tender.pk).update(estimated_value=900000)
    call.tender.refresh_from_db()
    call.draft(*call.bids[:2])
    call.approve()
    call.wait_out()
    call.award()
    first, second = call.awarded
    call.sign(second)
    assert call.tender.step == "awarded"
    revoke(call, first)
    assert call.tender.step == "contracted"
    assert [one.number for one in call.awarded] == [second.number]


# Statutory


def test_a_statutory_result_is_awarded_at_once_from_its_official_time():
    call = made.judged_statutory()
    call.draft()
    notice = call.approve(medium=Medium("https://medium.example/r", clock.now() - timedelta(hours=2)))
    assert (notice.kind, call.tender.step) == ("award", "awarded")
    said = result_in(notice)
    assert {one["name"] for one in said["panel"]} >= {"评审专家2", "评审专家3"}
    assert said["winners"][0]["address"] == "昆明市示例路1号"
    assert said["others"] == []
    assert (notice.medium_url, notice.legal_at < notice.published_at) == ("https://medium.example/r", True)
    # The call's own address on the medium stays what it was.
    assert call.tender.official_medium_url == "https://medium.example/call"
    # A working day of notice, then seven for a challenge.
    assert (said["until"], said["objections_until"]) == ("2024-07-23", "2024-08-01")
    assert BidResult.objects.count() == 3


@pytest.mark.parametrize(
    "medium",
    [None, Medium("", calls.PUBLISHED), Medium("https://x.example/", calls.PUBLISHED + timedelta(days=900))],
)
def test_it_stands_on_the_official_medium_first(medium):
    call = made.judged_statutory()
    call.draft()
    with pytest.raises(MediumNeededError):
        decisions.approve(
            call.tender.number, version=1, by=call.office.approver, now=clock.now(), medium=medium
        )


def test_a_statutory_result_is_decided_only_with_its_documents():
    call = made.judged_statutory()
    stated.write(call.tender, {"documents_url": ""})
    call.tender.save(update_fields=["terms"])
    assert refused(call.draft) == {("documents_missing", "")}
    stated.write(call.tender, {"documents_url": "https://medium.example/1/documents"})
    call.tender.save(update_fields=["terms"])
    assert call.draft().winners == call.bids[:1]


def test_it_says_where_the_supplier_is_as_its_bid_does():
    call = made.judged_statutory()
    call.draft(supplier_address="")
    call.approve()
    assert {one.supplier_address for one in call.awarded} == {openings.STATED["address"]}


def test_of_a_bid_of_an_earlier_version_the_office_writes_it():
    call = made.judged_statutory()
    sealed._as_owner("SET CONSTRAINTS ALL IMMEDIATE")
    sealed._as_owner(
        "ALTER TABLE procurement_bidstatement DISABLE TRIGGER USER; DELETE FROM procurement_bidstatement"
    )
    assert refused(lambda: call.draft(supplier_address="")) == {("address_missing", "")}
    call.draft()
    call.approve()
    assert {one.supplier_address for one in call.awarded} == {"昆明市示例路1号"}


# What each bidder learns


def test_each_bidder_learns_its_own_result_in_time_to_object(call):
    made.listed(call)
    won, lost = (BidResult.objects.get(bid__number=number) for number in call.bids)
    assert (won.outcome, won.rank, lost.outcome, lost.rank) == ("won", 1, "lost", 2)
    assert sum(float(one["points"]) for one in lost.criteria) == pytest.approx(float(lost.score))
    assert len(lost.weakest) == 2
    subjects = set(Letter.objects.filter(kind="bid_result").values_list("subject", "recipient"))
    assert len(subjects) == 2
    call.wait_out()
    call.award()
    # The same two people, told once more that it is awarded.
    assert Letter.objects.filter(kind="bid_result").count() == 4
    assert BidResult.objects.count() == 2


# Unregistered groups


def group(*, page=False, named=False):
    leader = factories.user()
    made_group = factories.cso(leader, registered=False, asks_page=page)
    if named:
        profiles_named(made_group, leader)
    return made_group, leader


def profiles_named(made_group, leader):
    Organization.objects.filter(pk=made_group.pk).update(named_in_awards=True)
    made_group.refresh_from_db()


def test_the_host_is_the_party_and_the_group_is_named_by_its_consent_only():
    for named in (False, True):
        one, leader = group(named=named)
        host = made.hosted(one, leader)
        call = made.listed(made.judged_of(one, factories.cso(), hosts={one.pk: host}))
        winner = result_in(call.tender.notices.last())["winners"][0]
        assert winner["name_zh"] == host.name_zh
        assert winner["implementer_zh"] == (one.name_zh if named else "")


def test_a_group_without_host_is_named_only_where_it_asked_for_a_page():
    for page in (False, True):
        one, _leader = group(page=page)
        call = made.listed(made.judged_of(one, factories.cso()))
        winner = result_in(call.tender.notices.last())["winners"][0]
        assert winner["name_zh"] == (one.name_zh if page else "")
        assert winner["legal_form"] == "unregistered"


def test_the_service_of_consent_exists():
    """What this module sets by hand is a field of the group's own profile form."""
    assert "named_in_awards" in profiles.OWN
