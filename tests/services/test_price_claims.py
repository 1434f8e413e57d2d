"""Small and micro enterprises in a call that is not reserved: declared, confirmed, judged lower, signed as offered."""

import json
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import translation

from portal.ground import clock
from procurement.errors import NotOpenError, OtherWordsError, PersonalDataError
from procurement.errors.evaluation import NotReadyError
from procurement.judgement import law, results
from procurement.models import BidResult, PriceClaim
from procurement.publication import body
from procurement.publication.sheets import sheet_of
from procurement.rules import statements
from procurement.rules.bidding import BidRefusedError
from procurement.selectors import evaluation as reads
from procurement.services.bids import lodging
from procurement.services.evaluation import claims
from procurement.services.evaluation import panels as panels_service
from tests.support import awards as made
from tests.support import calls, factories, openings, panels, scenes
from tests.support.remembered import remembered

pytestmark = pytest.mark.django_db
WHY = "与统计分类和社保人数相符。"

_keys = scenes.keys()


@remembered
def scored() -> made.Decided:
    """A consultation with its final offers: the dearest bidder declares itself a micro enterprise."""
    call = panels.consulted("400000.00", "420000.00", "440000.00", stated=(None, None, openings.MICRO))
    call.judge(0.5, 0.5, 0.5)
    return made.Decided(call.tender, call.office, call.lodged, call.seated)


def claim_of(call) -> PriceClaim:
    return reads.claims_of(call.tender).get()


def decided(call, *, granted=True, reason=WHY, by=None):
    return claims.decide(
        claim_of(call).pk, granted=granted, reason=reason, by=by or call.office.drafter, now=clock.now()
    )


def test_nothing_is_ranked_before_every_declaration_was_decided():
    call = scored()
    with pytest.raises(NotReadyError) as refused:
        call.report()
    assert refused.value.codes == ["claim_open"]
    decided(call)
    call.report()
    with pytest.raises(OtherWordsError):
        decided(call, granted=False)
    claims.reopen(call.tender)
    with pytest.raises(NotOpenError):
        decided(call)


def test_points_use_the_lower_price_and_the_award_the_offered_one():
    call = scored()
    decided(call)
    call.report()
    micro = call.lodged[2].bid.number
    first, *rest = call.ranking
    # 440,000 less 10 % are 396,000: the lowest price that is judged, and all ten points.
    assert (first["bid"], first["price_score"], first["total"]) == (micro, "10.00", "440000.00")
    assert first["priced"]["judged"] == "396000.00"
    assert [one.get("priced") for one in rest] == [None, None]
    assert rest[0]["price_score"] == "9.90"
    call.draft()
    notice = call.approve()
    [award] = call.awarded
    assert (award.value, award.supplier_contact) == (440_000, openings.STATED["contact"])
    [winner] = body.parse(notice.body)["result"]["winners"]
    assert (winner["value"], winner["judged"], winner["for"]) == ("440000.00", "396000.00", ["small"])
    with translation.override("zh-hans"):
        book, _calendar = law.law_of(call.tender)
        shown = sheet_of(call.tender, notice, book, "zh", place="", url="https://portal.example/1")
    said = {line.label: line.value for one in shown.sections for line in one.lines}
    assert said["中小企业声明函"].startswith("微型企业；所属行业：其他未列明行业；从业人员：8")
    assert "396,000" in said["评审价格"]
    told = BidResult.objects.get(bid__number=micro)
    assert (told.priced["claims"][0]["reason"], told.priced["share"]) == (WHY, "10")
    other = BidResult.objects.exclude(pk=told.pk)
    assert {json.dumps(one.priced) for one in other} == {"{}"}


def test_a_refused_declaration_changes_nothing_and_is_not_published():
    call = scored()
    decided(call, granted=False, reason="从业人员与社保人数不符。")
    call.report()
    last = call.ranking[2]
    assert (last["bid"], last["priced"]["judged"]) == (call.lodged[2].bid.number, "440000.00")
    call.draft()
    assert "declared" not in call.approve().body
    told = BidResult.objects.get(bid=call.lodged[2].bid)
    assert told.priced["claims"][0]["granted"] is False


def test_only_the_buyers_people_decide_while_bids_are_judged():
    call = scored()
    for person in (
        calls.office("532503").drafter,
        call.lodged[2].leader,
        factories.official("supervisor"),
    ):
        with pytest.raises(PermissionDenied):
            decided(call, by=person)
    with pytest.raises(PersonalDataError):
        decided(call, reason="问了张伟，电话13812345678。")
    decided(call)
    assert decided(call).granted, "the same word again"
    call.report()
    call.draft()
    call.approve()
    with pytest.raises(PermissionDenied):
        decided(call)


def test_another_panel_decides_anew():
    call = scored()
    decided(call)
    panels_service.disband(call.tender, by=call.office.approver, now=clock.now())
    again = claim_of(call)
    assert (again.granted, again.reason, again.decided_at) == (None, "", None)


def test_of_two_declarations_only_the_confirmed_one_is_published():
    said = {"said": {}, "counts": True, "reason": WHY}
    both = [said | {"policy": "small", "granted": True}, said | {"policy": "domestic", "granted": False}]
    row = {"priced": {"judged": "90.00", "share": "10", "claims": both}}
    found = results._priced(row, law.case_of(scored().tender))
    assert [one["policy"] for one in found["declared"]] == found["for"] == ["small"]


def test_a_figure_below_nought_is_no_figure():
    assert statements.figure("-1") is statements.figure("NaN") is None
    assert statements.figure("0") == 0


def drafted(**said):
    office = calls.office()
    tender = openings.opened_to_bids(office, statutory=True)
    return openings.drafted(tender, "400000.00", stated=said)


@pytest.mark.parametrize(
    ("said", "where"),
    [
        ({"address": ""}, "statement/address"),
        ({"contact": ""}, "statement/contact"),
        (openings.MICRO | {"staff": ""}, "statement/staff"),
        (openings.MICRO | {"trade": ""}, "statement/trade"),
    ],
)
def test_what_the_law_has_published_is_asked_before_sealing(said, where):
    one = drafted(**said)
    with pytest.raises(BidRefusedError) as refused:
        lodging.seal(one.bid.number, key=uuid4(), by=one.leader)
    assert [fault.where for fault in refused.value.faults] == [where]


@pytest.mark.parametrize(
    "said",
    [
        {"contact": "13812345678"},
        {"contact": "张伟 0871-00000000"},
        {"address": "健康路2号 13812345678"},
    ],
)
def test_a_persons_own_number_or_name_is_not_kept(said):
    one = drafted()
    with pytest.raises(PersonalDataError) as refused:
        openings.state(one.bid, one.leader, **said)
    assert set(refused.value.findings) == set(said)


def test_a_programme_call_asks_for_nothing_and_judges_no_price_lower():
    call = made.judged()
    assert not PriceClaim.objects.exists()
    assert not any("priced" in row for row in call.ranking)
