"""The panel, the declaration, the scores, the report; and everything that must be refused on the way."""

import json
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError

from organizations.models import Tie
from portal.ground import clock
from portal.ground.ledger.models import Event
from procurement.errors import NotOpenError, OtherWordsError
from procurement.errors.evaluation import (
    IncompleteScoresError,
    NotDeclaredError,
    NotReadyError,
    PanelError,
    PointsError,
    SeatError,
    StaleScoresError,
    TiedError,
)
from procurement.judgement import evaluation, ranking
from procurement.judgement.bids import offers
from procurement.models import Declaration, EvaluationReport, Evaluator, Score
from procurement.permissions import evaluation as permissions_results
from procurement.rules import evaluation as rules
from procurement.rules.merging import mark_of
from procurement.selectors import evaluation as reads
from procurement.selectors import second_person
from procurement.services.evaluation import evaluations, panels
from tests.support import calls, factories, openings, scenes
from tests.support import panels as made

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


_keys = scenes.keys()
_opened = scenes.once(made.opened)


@pytest.fixture
def call(_opened):
    return _opened.again()


@pytest.fixture
def seated(call):
    call.seat_all()
    return call


def strangers(call):
    return (
        calls.office("532503").approver,
        call.lodged[0].leader,
        factories.user(),
        factories.official("supervisor"),
        factories.official("privacy_reviewer"),
    )


# The panel


def test_a_member_by_link_has_a_secret_that_is_kept_as_its_hash_only(call):
    one = call.seat("outsider")
    assert len(one.token) >= 43
    assert one.member.link_hash == reads.hash_of(one.token)
    assert one.token not in json.dumps(list(Event.objects.values("payload", "subject")))
    assert reads.member_by_hash(reads.hash_of(one.token)) == one.member
    assert (one.member.link_by, one.member.user) == (call.office.approver, None)


def test_the_buyers_member_comes_by_account_and_has_no_link(call):
    one = call.seat("buyer", user=call.office.approver)
    assert (one.token, one.member.user, one.member.name) == ("", call.office.approver, "")


def test_the_same_form_seats_once_and_does_not_tell_the_secret_again(call):
    said = {"form_id": uuid4(), "name": "一位专家", "contact": "p1@example.org"}
    first, second = call.seat("outsider", **said), call.seat("outsider", **said)
    assert first.member == second.member
    assert not second.token
    with pytest.raises(OtherWordsError) as told:
        call.seat("outsider", **(said | {"name": "另一个人"}))
    assert told.value.said == {"name": first.member.name}
    with pytest.raises(OtherWordsError) as told:
        call.seat("outsider", by=call.office.approver, **said)
    assert (told.value.shown, told.value.said) == ("", {}), "the form of somebody else tells nothing"
    assert Evaluator.objects.count() == 1


def test_only_the_buyers_people_seat_and_only_after_the_opening(call):
    for person in strangers(call):
        with pytest.raises(PermissionDenied):
            call.seat("outsider", by=person)
    still = openings.closed()
    early = made.Judged(still.tender, still.office, still.lodged)
    with pytest.raises(PermissionDenied):
        early.seat("outsider")


def test_a_programme_panel_takes_no_fourth_and_no_second_of_the_buyer(seated):
    with pytest.raises(PanelError) as error:
        seated.seat("outsider")
    assert [one.code for one in error.value.faults] == ["panel_size"]
    panels.remove(seated.tender.number, seated.members[1].code, by=seated.office.drafter, now=clock.now())
    with pytest.raises(PanelError) as error:
        seated.seat("buyer", user=seated.office.approver)
    assert [one.code for one in error.value.faults] == ["buyer_members"]


def test_who_may_take_which_seat(call):
    cases = [
        ("buyer", {}, "account"),
        ("outsider", {"user": call.office.approver}, "account"),
        ("buyer", {"user": factories.user()}, "not_of_buyer"),
        ("buyer", {"user": calls.office("532503").drafter}, "not_of_buyer"),
        ("community", {"name": "某某"}, "community_named"),
        ("guest", {}, "unknown"),
        ("outsider", {"chosen": "by_friends"}, "unknown"),
    ]
    for seat, more, code in cases:
        with pytest.raises(SeatError) as error:
            call.seat(seat, **more)
        assert error.value.code == code
    assert not Evaluator.objects.exists()


def test_nobody_who_belongs_to_a_bidder_is_seated(call):
    factories.member(call.lodged[0].organization, "leader", call.office.approver)
    with pytest.raises(TiedError):
        call.seat("buyer", user=call.office.approver)


def test_outsiders_are_known_and_the_community_never():
    call = made.opened(("400000.00", "420000.00", "440000.00"), statutory=True)
    assert call.seat("expert", name="李专家", office="云南大学").member.name == "李专家"
    with pytest.raises(SeatError) as error:
        call.seat("expert", name="")
    assert error.value.code == "name_missing"
    with pytest.raises(SeatError):
        call.seat("community", name="某某")


def test_a_member_who_left_can_do_nothing_and_makes_room(seated):
    gone = seated.members[1]
    evaluations.declare(gone, ties=(), now=clock.now())
    for _twice in range(2):
        panels.remove(seated.tender.number, gone.code, by=seated.office.drafter, now=clock.now())
    with pytest.raises(NotOpenError):
        seated.score(gone)
    with pytest.raises(PermissionDenied):
        offers.offer_content(seated.offers[0], by=fresh(gone), now=clock.now())
    assert len(seated.members) == 2
    seated.seat("outsider")


def fresh(member):
    return Evaluator.objects.select_related("tender", "declaration").get(pk=member.pk)


def test_only_the_buyer_removes_and_renews_and_not_after_handing_in(seated):
    code = seated.members[1].code
    for act in (panels.remove, panels.print_link):
        for person in strangers(seated):
            with pytest.raises(PermissionDenied):
                act(seated.tender.number, code, by=person, now=clock.now())
    seated.judge()
    for act in (panels.remove, panels.print_link):
        with pytest.raises(NotOpenError):
            act(seated.tender.number, code, by=seated.office.approver, now=clock.now())


def test_who_gives_a_seat_never_holds_its_link(seated):
    """The attack: one official seats everybody, presses for a link and scores in every seat."""
    number, now = seated.tender.number, clock.now()
    for member in seated.members[1:]:
        with pytest.raises(PermissionDenied):
            panels.print_link(number, member.code, by=seated.office.drafter, now=now)
    # Nor does the second person hold one for a seat of their own giving, or while sitting on the panel.
    panels.remove(number, seated.members[1].code, by=seated.office.drafter, now=now)
    own = panels.seat(
        number, seat="outsider", chosen="pool", name="另一位", office="州医院", contact="other@example.org",
        form_id=uuid4(), by=seated.office.approver, now=now,
    )  # fmt: skip
    assert own.token == ""
    for person in (seated.office.approver, seated.office.drafter):
        with pytest.raises(PermissionDenied):
            panels.print_link(number, own.member.code, by=person, now=now)
    assert Evaluator.objects.get(pk=own.member.pk).link_by is None


def test_a_second_person_who_judges_prints_no_link(call):
    call.seat("buyer", user=call.office.approver)
    with pytest.raises(PermissionDenied):
        call.seat("outsider")


def test_what_an_earlier_link_gave_counts_when_the_member_says_so(seated):
    first = seated.seated[0]
    evaluations.declare(first.member, ties=(), now=clock.now())
    seated.score(first.member)
    version = fresh(first.member).version
    panels.print_link(seated.tender.number, first.member.code, by=seated.office.approver, now=clock.now())
    member = fresh(first.member)
    assert reads.state_of(member, clock.now()) == "unconfirmed"
    for act in (
        lambda: seated.score(member),
        lambda: evaluations.hand_in(member, version=version, now=clock.now()),
        lambda: seated.hand_in(member),
    ):
        with pytest.raises(NotDeclaredError):
            act()
    assert not Score.objects.exists()
    evaluations.confirm_earlier(member, stands=True, now=clock.now())
    assert seated.hand_in(member).handed_in_at


def test_what_was_not_the_members_own_is_thrown_away(seated):
    first = seated.seated[0]
    evaluations.declare(first.member, ties=(), now=clock.now())
    seated.score(first.member)
    panels.print_link(seated.tender.number, first.member.code, by=seated.office.approver, now=clock.now())
    for _twice in range(2):
        evaluations.confirm_earlier(first.member, stands=False, now=clock.now())
    assert fresh(first.member).draft == {}
    with pytest.raises(IncompleteScoresError):
        seated.hand_in(fresh(first.member))


@pytest.mark.parametrize(
    ("seat", "more", "code"),
    [
        ("outsider", {"chosen": "drawn"}, "draw_untold"),
        ("outsider", {"drawn_how": "财政局监督抽取。"}, "draw_unasked"),
        ("outsider", {"chosen": "buyer"}, "origin_of_buyer"),
        ("outsider", {"name": " "}, "name_missing"),
        ("outsider", {"contact": ""}, "contact_missing"),
        ("community", {"vouched_by": ""}, "voucher_unknown"),
        ("community", {"contact": "a@example.org"}, "community_named"),
    ],
)
def test_origin_and_person_are_said_as_they_are(call, seat, more, code):
    with pytest.raises(SeatError) as error:
        call.seat(seat, **more)
    assert error.value.code == code


def test_no_bidder_and_nobody_of_the_place_vouches(call):
    bidder = call.lodged[0].organization
    host, hidden = factories.cso(code="530921"), factories.cso(code="530921", registered=False)
    now = clock.now()
    Tie.objects.create(
        upper=host, member=bidder, kind="host", upper_confirmed_at=now, member_confirmed_at=now
    )
    for near in (bidder, factories.cso(code="532801"), host):
        with pytest.raises(SeatError) as error:
            call.seat("community", vouched_by=near.number)
        assert error.value.code == "voucher_near"
    # Whether a group without a public page is there, is not said.
    for unknown in (hidden.number, hidden.name_zh, "", "没有这个组织"):
        with pytest.raises(SeatError) as error:
            call.seat("community", vouched_by=unknown)
        assert error.value.code == "voucher_unknown"


def test_who_vouches_is_named_as_on_its_page(call):
    voucher = made.voucher()
    for called in (voucher.number.lower(), f" {voucher.name_zh}", voucher.uscc):
        member = call.seat("community", vouched_by=called).member
        assert member.vouched_by == voucher
        panels.remove(call.tender.number, member.code, by=call.office.drafter, now=clock.now())


@pytest.mark.parametrize(
    "more",
    [
        {"name": "李专家", "office": "云南大学"},
        {"name": "李·专家"},
        {"name": "另一位", "contact": "+86 138-7100-0001"},
        {"name": "另一位", "contact": "１３８７１０００００１（办公室）"},
        {"name": "另一位", "contact": "LI@Example.org "},
        {"name": "另一位", "contact": "微信：weixin；邮箱：li@example.org"},
    ],
)
def test_one_person_holds_one_seat(call, more):
    call.seat("outsider", name="李 专家", office="州医院", contact="13871000001，li@example.org")
    with pytest.raises(SeatError) as error:
        call.seat("outsider", **more)
    assert error.value.code == "seated_already"


def test_a_member_is_known_again_after_the_contact_was_deleted(seated):
    (first, *_more) = [one for one in seated.members if one.seat == "outsider"]
    contact = first.contact
    evaluations.declare(first, ties=(), now=clock.now())
    seated.score(first)
    seated.hand_in(fresh(first))
    assert fresh(first).contact == ""
    community = next(one for one in seated.members if one.seat == "community")
    panels.remove(seated.tender.number, community.code, by=seated.office.drafter, now=clock.now())
    with pytest.raises(SeatError) as error:
        seated.seat("outsider", name="改了名字", contact=contact)
    assert error.value.code == "seated_already"
    assert contact not in str(fresh(first).marks)


def test_a_colleague_is_no_outsider_and_an_outsider_no_colleague(call):
    drafter = call.office.drafter
    drafter.display_name, drafter.email = "岩起草", "draft@example.org"
    drafter.save()
    for more in ({"name": "岩 起草"}, {"contact": "DRAFT@example.org"}):
        with pytest.raises(SeatError) as error:
            call.seat("outsider", **more)
        assert error.value.code == "outsider_of_buyer"
    call.seat("buyer", user=drafter)
    with pytest.raises(SeatError) as error:
        call.seat("buyer", user=drafter)
    assert error.value.code == "seated_already"


def test_a_supervisor_reads_who_sits_there_and_it_is_recorded(seated):
    supervisor, number = factories.official("supervisor"), seated.tender.number
    assert not Event.objects.filter(kind="panel_people_read").exists()
    people = panels.read_people(number, by=supervisor, now=clock.now())
    assert [one.code for one in people] == [one.code for one in seated.members]
    event = Event.objects.get(kind="panel_people_read")
    assert (event.actor, event.public) == (supervisor.pseudonym, False)
    refused = [one for one in strangers(seated) if not one.memberships.filter(role="supervisor").exists()]
    assert len(refused) == len(strangers(seated)) - 1
    for person in (*refused, seated.office.drafter, seated.office.approver):
        with pytest.raises(PermissionDenied):
            panels.read_people(number, by=person, now=clock.now())
    assert Event.objects.filter(kind="panel_people_read").count() == 1


def test_a_supervisor_of_the_buyer_itself_reads_no_names_as_one(seated):
    factories.member(factories.agency("530000"), "supervisor", seated.office.approver)
    with pytest.raises(PermissionDenied):
        panels.read_people(seated.tender.number, by=seated.office.approver, now=clock.now())


def test_links_to_print_stand_on_the_desk_of_who_may_print_them(call):
    def kinds(user):
        return [one.kind for one in second_person.waiting_for(user, now=clock.now())]

    who = {"name": "李专家", "office": "州医院", "contact": "li@example.org"}
    given = who | {"seat": "outsider", "chosen": "pool", "form_id": uuid4(), "now": clock.now()}
    made_by = panels.seat(call.tender.number, by=call.office.drafter, **given).member
    assert kinds(call.office.approver) == ["link"]
    for person in (call.office.drafter, *strangers(call)):
        assert kinds(person) == []
    panels.print_link(call.tender.number, made_by.code, by=call.office.approver, now=clock.now())
    assert kinds(call.office.approver) == []


def test_how_to_reach_a_member_is_forgotten_with_the_last_need(seated):
    assert all(one.contact for one in seated.members if one.seat == "outsider")
    seated.judge()
    assert not any(one.contact for one in seated.members)


def test_a_new_link_ends_the_old_one_and_keeps_what_was_saved(seated):
    first = seated.seated[0]
    evaluations.declare(first.member, ties=(), now=clock.now())
    seated.score(first.member)
    again = panels.print_link(
        seated.tender.number, first.member.code, by=seated.office.approver, now=clock.now()
    )
    assert reads.member_by_hash(reads.hash_of(first.token)) is None
    assert reads.member_by_hash(reads.hash_of(again.token)).draft


# Declaring


def test_nothing_is_read_and_nothing_scored_before_declaring(seated):
    member = seated.members[1]
    with pytest.raises(NotDeclaredError):
        seated.score(member)
    with pytest.raises(NotDeclaredError):
        seated.hand_in(member)
    with pytest.raises(PermissionDenied):
        offers.offer_content(seated.offers[0], by=fresh(member), now=clock.now())
    evaluations.declare(member, ties=(), now=clock.now())
    assert offers.offer_content(seated.offers[0], by=fresh(member), now=clock.now()).answers


def test_a_tie_ends_the_members_part_and_the_word_stands(seated):
    member = seated.members[1]
    tied = evaluations.declare(member, ties=[seated.lodged[0].bid.number], now=clock.now())
    assert tied.conflict
    assert evaluations.declare(member, ties=(), now=clock.now()) == tied
    with pytest.raises(NotDeclaredError):
        seated.score(member)
    with pytest.raises(PermissionDenied):
        offers.offer_content(seated.offers[0], by=fresh(member), now=clock.now())
    assert Declaration.objects.count() == 1


def test_a_tie_names_a_bid_of_this_call(seated):
    other = made.opened()
    with pytest.raises(SeatError):
        evaluations.declare(seated.members[1], ties=[other.lodged[0].bid.number], now=clock.now())


def test_an_official_who_joined_a_bidder_cannot_say_there_is_no_tie(seated):
    factories.member(seated.lodged[0].organization, "leader", seated.office.drafter)
    with pytest.raises(TiedError):
        evaluations.declare(seated.members[0], ties=(), now=clock.now())


def test_a_link_that_ran_out_declares_and_scores_nothing(seated):
    member = seated.members[1]
    with pytest.raises(NotOpenError):
        evaluations.declare(member, ties=(), now=member.link_until)
    evaluations.declare(member, ties=(), now=member.link_until - SECOND)
    with pytest.raises(NotOpenError):
        evaluations.save_scores(member, seated.offers[0], points={}, now=member.link_until)


# Scoring


def first_criterion(call):
    return call.tender.lots.get().criteria.first()


def test_points_outside_their_criterion_save_nothing(seated):
    member, offer = seated.members[1], seated.offers[0]
    evaluations.declare(member, ties=(), now=clock.now())
    criterion = first_criterion(seated)
    for wrong in (criterion.weight + Decimal("0.01"), Decimal("-1"), Decimal("1.001")):
        with pytest.raises(PointsError):
            evaluations.save_scores(member, offer, points={criterion.pk: wrong}, now=clock.now())
    with pytest.raises(PointsError):
        evaluations.save_scores(member, offer, points={0: Decimal(1)}, now=clock.now())
    assert fresh(member).draft == {}


def test_parts_are_saved_by_themselves_and_can_be_emptied(seated):
    member, offer = seated.members[1], seated.offers[0]
    evaluations.declare(member, ties=(), now=clock.now())
    one, other = [each.pk for each in seated.tender.lots.get().criteria.all()[:2]]
    evaluations.save_scores(
        member, offer, points={one: Decimal(7)}, comments={one: "有思路"}, now=clock.now()
    )
    evaluations.save_scores(member, offer, points={other: Decimal("3.5")}, now=clock.now())
    assert fresh(member).draft == {
        str(offer.pk): {
            str(one): {"points": "7.00", "comment": "有思路"},
            str(other): {"points": "3.50", "comment": ""},
        }
    }
    evaluations.save_scores(member, offer, points={one: None}, comments={one: ""}, now=clock.now())
    assert str(one) in fresh(member).draft[str(offer.pk)], "nothing goes that was not read before"
    read = {name: mark_of(box.text) for name, box in evaluation.boxes_of(fresh(member), offer).items()}
    evaluations.save_scores(member, offer, points={one: None}, comments={one: ""}, read=read, now=clock.now())
    assert list(fresh(member).draft[str(offer.pk)]) == [str(other)]
    with pytest.raises(IncompleteScoresError) as error:
        seated.hand_in(member)
    assert set(error.value.offers) == {each.pk for each in seated.offers}
    assert not Score.objects.exists()


def test_an_offer_of_another_call_cannot_be_scored(seated):
    other = made.opened()
    evaluations.declare(seated.members[1], ties=(), now=clock.now())
    with pytest.raises(other.offers[0].DoesNotExist):
        evaluations.save_scores(seated.members[1], other.offers[0], points={}, now=clock.now())


def test_what_is_handed_in_is_what_was_read_and_stands(seated):
    member = seated.members[1]
    evaluations.declare(member, ties=(), now=clock.now())
    seated.score(member)
    member = fresh(member)
    with pytest.raises(StaleScoresError):
        evaluations.hand_in(member, version=member.version - 1, now=clock.now())
    for _twice in range(2):
        evaluations.hand_in(member, version=member.version, now=clock.now())
    assert Score.objects.count() == len(seated.offers) * seated.tender.lots.get().criteria.count()
    assert Event.objects.filter(kind="scores_handed_in").count() == 1
    with pytest.raises(NotOpenError):
        seated.score(member)
    with pytest.raises(IntegrityError):
        Score.objects.create(
            evaluator=member,
            offer=seated.offers[0],
            criterion=first_criterion(seated),
            points=1,
            at=clock.now(),
        )


# The report


def test_three_hand_in_and_the_drafter_has_the_report_made(seated):
    seated.judge(0.9, 0.6)
    report = seated.report()
    body = reads.body_of(report)
    cheap, dear = seated.offers
    assert [(one["bid"], one["rank"], one["score"]) for one in body["ranking"]] == [
        (cheap.bid.number, 1, "90.00"),
        (dear.bid.number, 2, "60.00"),
    ]
    assert (body["formula"], body["invalid"], body["rounding"]) == ("criteria_only", [], "half_up_0.01")
    assert body["ranking"][0]["total"] == "180000.00"
    assert seated.report() == report
    assert EvaluationReport.objects.count() == 1
    (event,) = Event.objects.filter(kind="evaluation_reported")
    assert json.loads(event.payload)["digest"] == report.digest
    assert event.public
    assert cheap.bid.number not in event.payload
    assert not seated.tender.duties.open().filter(kind="score_bids").exists()


def test_no_report_before_everybody_has_handed_in(seated):
    with pytest.raises(NotReadyError) as error:
        seated.report()
    assert error.value.codes == ["scores"]
    seated.declare_all()
    for member in seated.members[:2]:
        seated.score(member)
        seated.hand_in(member)
    assert not reads.all_handed_in(seated.tender)
    with pytest.raises(NotReadyError):
        seated.report()


def test_no_report_without_a_whole_panel(call):
    call.seat("outsider")
    call.judge()
    with pytest.raises(NotReadyError) as error:
        call.report()
    assert error.value.codes == ["panel_size"]


def test_nobody_else_makes_the_report(seated):
    seated.judge()
    for person in strangers(seated):
        with pytest.raises(PermissionDenied):
            seated.report(by=person)


def test_the_mean_of_the_members_counts(seated):
    seated.declare_all()
    criterion = first_criterion(seated)
    for member, given in zip(seated.members, ("10.00", "10.00", "10.01"), strict=True):
        seated.score(member, 1)
        boxes = evaluation.boxes_of(fresh(member), seated.offers[0])
        evaluations.save_scores(
            member,
            seated.offers[0],
            points={criterion.pk: Decimal(given)},
            read={name: mark_of(box.text) for name, box in boxes.items()},
            now=clock.now(),
        )
        seated.hand_in(member)
    row = reads.body_of(seated.report())["ranking"][1]
    assert row["criteria"][0] == {"criterion": criterion.pk, "points": "10.00", "of": str(criterion.weight)}
    assert row["weakest"] == [criterion.pk]


def test_an_offer_above_the_ceiling_is_not_ranked(seated):
    # The bidder's form refuses it; what a changed client sealed is found here.
    seated.tender.ceiling_price = Decimal(190000)
    seated.tender.save(update_fields=["ceiling_price"])
    seated.judge()
    body = reads.body_of(seated.report())
    assert [one["code"] for one in body["invalid"]] == ["over_ceiling"]
    assert len(body["ranking"]) == 1


def test_after_an_objection_another_panel_makes_the_second_report(seated):
    seated.judge(0.9, 0.6)
    first = seated.report()
    panels.disband(seated.tender, by=seated.office.approver, now=clock.now())
    with pytest.raises(NotReadyError):
        seated.report()
    seated.seat_all()
    seated.judge(0.5, 0.8)
    second = seated.report()
    assert (first.attempt, second.attempt) == (1, 2)
    assert reads.body_of(second)["ranking"][0]["bid"] == seated.offers[1].bid.number


def test_who_scored_alone(call):
    call.seat("buyer", user=call.office.drafter)
    call.judge()
    assert permissions_results.has_scored_alone(call.office.drafter, call.tender)
    assert not permissions_results.has_scored_alone(call.office.approver, call.tender)
    call.seat("outsider")
    call.seat("community")
    for member in call.members[1:]:
        evaluations.declare(member, ties=(), now=clock.now())
        call.score(member)
        call.hand_in(member)
    assert not permissions_results.has_scored_alone(call.office.drafter, call.tender)


def test_a_price_that_is_no_clear_criterion_stops_before_anybody_scores(call):
    call.tender.terms = {**call.tender.terms, "price_weight": "15"}
    call.tender.save(update_fields=["terms"])
    with pytest.raises(rules.PriceUnclearError):
        call.seat("outsider")


def test_hindrances_are_said_all_at_once(call):
    assert ranking.hindrances(call.tender) == ["panel_size", "scores"]
