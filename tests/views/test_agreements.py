"""Agreements of one call at once: typed once, recorded and confirmed row by row, each with its own fault."""

import csv
import io
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from organizations.models import Organization
from portal.ground import clock
from procurement import labels
from procurement.errors import MediumNeededError, PersonalDataError
from procurement.judgement.calls import Medium
from procurement.models import Contract, RecordDraft
from procurement.rules.duties import OF_AGREEMENTS
from procurement.selectors import second_person
from procurement.services.awards import agreements, awards, contracts
from tests.support import awards as made
from tests.support import calls, factories, rounds, scenes
from tests.support.rounds import WHY
from tests.views.officer_site import PLAIN_FILES
from tests.views.test_awards import of

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
_keys = scenes.keys(STORAGES=settings.STORAGES | {"staticfiles": {"BACKEND": PLAIN_FILES}})


def _awarded(call, awards):
    call.draft(*call.bids[:awards])
    call.approve()
    call.wait_out()
    call.award()
    return call


_few = scenes.once(lambda: _awarded(rounds.of_12(), 8))


@pytest.fixture
def call(_few):
    return _few.again()


def terms(**more):
    today = clock.legal_date(clock.now())
    given = {
        "starts_on": today,
        "ends_on": today + 180 * DAY,
        "payments": made.schedule(today),
        "summary_zh": "半年内完成宣传和转介。",
    }
    return agreements.Terms(**(given | more))


def record(call, *awards, by=None, form_id=None, days=None, **more):
    today = clock.legal_date(clock.now())
    own = [agreements.Own(one, (days or {}).get(one, today)) for one in awards]
    given = {"form_id": form_id or uuid4(), "by": by or call.office.drafter, "now": clock.now()}
    return agreements.record(call.tender.number, terms(**more), own, **given)


def confirm(call, by=None, act=agreements.confirm, **more):
    waiting = RecordDraft.objects.filter(state="submitted").values_list("pk", flat=True)
    by = by or call.office.approver
    return act(call.tender.number, list(waiting), by=by, now=clock.now(), **more)


def codes(against):
    return {key: [one.code for one in faults] for key, faults in against.items()}


def test_one_template_becomes_an_agreement_for_each_award(call):
    assert record(call, *call.awarded) == {}
    assert not Contract.objects.exists()
    assert confirm(call) == {}
    signed = {one.award_id: one for one in Contract.objects.all()}
    for award in call.awarded:
        own = signed[award.pk]
        assert (own.value, own.signatory, own.summary_zh) == (
            award.value, award.supplier, "半年内完成宣传和转介。",
        )  # fmt: skip
        assert own.notice.kind == "contract"
    call.tender.refresh_from_db()
    assert call.tender.step == "contracted"
    owed = call.tender.duties.open().filter(kind="make_first_payment")
    assert set(owed.values_list("subject", flat=True)) == {one.number for one in signed.values()}


def test_a_fault_of_one_row_stops_no_other(call):
    first, second, *_rest = call.awarded
    early = clock.legal_date(first.at) - DAY
    against = record(call, first, second, days={first: early})
    assert codes(against) == {first.number: ["signed_before_award"]}
    assert RecordDraft.objects.get().subject == second.number


def test_what_waits_is_not_replaced_and_a_second_press_is_the_first(call):
    first, second, *_rest = call.awarded
    form_id = uuid4()
    assert record(call, first, form_id=form_id) == {}
    assert record(call, first, second, form_id=form_id) == {}
    assert RecordDraft.objects.filter(state="submitted").count() == 2
    assert codes(record(call, first, by=call.office.approver)) == {first.number: ["waits_already"]}
    assert RecordDraft.objects.filter(drafted_by=call.office.drafter).count() == 2


def test_only_the_buyers_people_record_and_only_while_there_is_an_award(call):
    strangers = (calls.office("532503").approver, call.lodged[0].leader, factories.official("supervisor"))
    for person in strangers:
        with pytest.raises(PermissionDenied):
            record(call, *call.awarded, by=person)
    listed = made.listed()
    with pytest.raises(PermissionDenied):
        record(listed, *call.awarded)
    # An award of another call, or one that was taken back, gets none by this way.
    other = call.awarded[0]
    awards.revoke(
        other.number, reason_code="withdrew", reason_zh=WHY, by=call.office.approver, now=clock.now()
    )
    assert codes(record(call, other)) == {other.number: ["done_meanwhile"]}
    mine = made.awarded()
    assert record(mine, call.awarded[1]) == {}
    assert not RecordDraft.objects.exists()


def test_words_that_name_somebody_stop_all_before_any_is_recorded(call):
    with pytest.raises(PersonalDataError):
        record(call, *call.awarded, summary_zh="请联系张伟 13812345678")
    assert not RecordDraft.objects.exists()


def test_only_a_second_person_confirms_and_only_once(call):
    record(call, *call.awarded[:2])
    for person in (calls.office("532503").approver, call.lodged[0].leader, call.office.drafter):
        with pytest.raises(PermissionDenied):
            confirm(call, by=person)
    one = RecordDraft.objects.first()
    own = agreements.Own(call.awarded[2], clock.legal_date(clock.now()))
    given = {"form_id": uuid4(), "by": call.office.approver, "now": clock.now()}
    agreements.record(call.tender.number, terms(), [own], **given)
    assert list(codes(confirm(call)).values()) == [["done_meanwhile"]], "their own stays"
    assert Contract.objects.count() == 2
    again = agreements.send_back(
        call.tender.number, [one.pk], comment="请核对。", by=call.office.approver, now=clock.now()
    )
    assert codes(again) == {one.pk: ["done_meanwhile"]}


def test_many_are_sent_back_with_the_same_words(call):
    record(call, *call.awarded[:3])
    assert confirm(call, act=agreements.send_back, comment="请核对日期。") == {}
    assert not Contract.objects.exists()
    assert RecordDraft.objects.filter(state="discarded").count() == 3
    assert record(call, *call.awarded[:3]) == {}


def test_statutory_contracts_are_confirmed_at_once_each_with_its_own_address():
    call = made.judged_statutory(
        ("200000.00", "210000.00", "220000.00"), awards_by="number", max_awards=2, ceiling_price="240000"
    )
    call.draft(*call.bids[:2])
    call.approve()
    assert record(call, *call.awarded) == {}
    address, second = reverse("agreements_review", args=[call.tender.number]), of(call.office.approver)
    one, other = second.get(address).context["form"].keys
    now = clock.now().astimezone(clock.LEGAL_ZONE)
    there = Medium("https://medium.example/one", clock.now())
    for lacking in ({}, {one: there}, {one: there, other: Medium("https://medium.example/2", now + DAY)}):
        with pytest.raises(MediumNeededError):
            confirm(call, media=lacking)
    boxes = {f"take-{pk}": "on" for pk in (one, other)} | {"act": "confirm"}
    boxes |= {f"url-{pk}": f"https://medium.example/{pk}" for pk in (one, other)}
    moments = {pk: {f"at-{pk}_0": f"{now:%Y-%m-%d}", f"at-{pk}_1": f"{now:%H:%M}"} for pk in (one, other)}
    later = {f"at-{other}_0": f"{now + DAY:%Y-%m-%d}"}
    for lacking in (moments[one], moments[one] | moments[other] | later):
        refused = second.post(address, boxes | lacking)
        assert refused.status_code == 422
        assert list(refused.context["form"].errors) == [f"at-{other}"]
        assert f'href="#f-at-{other}"' in refused.content.decode()
    assert not Contract.objects.exists(), "the one that lacks nothing waits, too"
    assert second.post(address, boxes | moments[one] | moments[other]).status_code == 302
    found = {one.notice.medium_url for one in Contract.objects.all()}
    assert found == {f"https://medium.example/{pk}" for pk in (one, other)}


def sent(page, **more):
    """The form of a page as a browser sends it."""
    form, rows = page.context["form"], page.context["rows"]
    today = clock.legal_date(clock.now())
    data = {"form_id": str(form["form_id"].value()), "signed_on": today, "starts_on": today}
    data |= {"ends_on": today + 180 * DAY, "summary_zh": "半年内完成。"}
    data |= {name: "on" for name in form.fields if name.startswith("take-")}
    data |= {"pay-TOTAL_FORMS": len(rows.forms), "pay-INITIAL_FORMS": rows.initial_form_count()}
    for place, line in enumerate(made.schedule(today)):
        data |= {f"pay-{place}-share": line.share, f"pay-{place}-due_on": line.due_on}
        data |= {f"pay-{place}-basis": line.basis}
    return data | more


def test_both_pages_say_the_fault_of_a_row_on_its_row(call):
    address = reverse("agreements", args=[call.tender.number])
    browser, first = of(call.office.drafter), call.awarded[0]
    page = browser.get(address)
    early = clock.legal_date(first.at) - DAY
    refused = browser.post(address, sent(page, **{f"day-{first.number}": early}))
    assert refused.status_code == 422
    assert [one.award.number for one in refused.context["form"].parties] == [first.number]
    assert f'value="{early}"' in refused.content.decode()
    assert RecordDraft.objects.count() == 7
    assert browser.post(address, sent(browser.get(address))).status_code == 302
    assert browser.get(address).status_code == 302, "nothing is left to record"
    (waiting,) = second_person.waiting_for(call.office.approver, now=clock.now())
    assert (waiting.kind, waiting.page) == ("contracts", "agreements_review")
    review, second = reverse(waiting.page, args=waiting.args), of(call.office.approver)
    page = second.get(review)
    assert len(page.context["groups"]) == 1
    assert second.post(review, {"act": "send_back", "comment": ""}).status_code == 422
    ticks = {name: "on" for name in page.context["form"].fields if name.startswith("take-")}
    assert len(ticks) == 8
    assert second.post(review, ticks | {"act": "confirm"}).status_code == 302
    assert Contract.objects.count() == 8


def test_a_group_on_no_register_signs_through_its_host():
    leader = factories.user()
    group = factories.cso(leader, registered=False)
    call = made.awarded(made.judged_of(group, factories.cso()))
    browser, address = of(call.office.drafter), reverse("agreements", args=[call.tender.number])
    assert "需要托管组织签约" in browser.get(address).content.decode()
    host, (award,) = made.hosted(group, leader), call.awarded
    page = browser.get(address)
    refused = browser.post(address, sent(page, **{f"host-{award.number}": host.number}))
    assert refused.status_code == 422
    assert list(refused.context["form"].errors) == [f"fee-{award.number}"]
    more = {f"host-{award.number}": host.number, f"fee-{award.number}": "5"}
    assert browser.post(address, sent(page, **more)).status_code == 302
    said = RecordDraft.objects.get().said
    assert (said["host"], said["host_fee_percent"]) == (host.number, "5")
    assert confirm(call) == {}
    contract, today = Contract.objects.get(), clock.legal_date(clock.now())
    assert owed(call) == [("make_first_payment", "单位负责人")]
    contracts.record_payment(contract.number, paid_on=today, by=call.office.drafter, now=clock.now())
    assert owed(call) == [("pass_on_payment", host.name_zh)]
    contracts.record_payment(
        contract.number, paid_on=today, passed_on=today, by=call.office.drafter, now=clock.now()
    )
    assert [kind for kind, _who in owed(call)] == ["accept_contract"]


# What agreements still owe


def runs(course, by=None, **asked):
    return of(by or course.office.drafter).get(reverse("open_runs"), asked)


def owed(course, **asked):
    """What each row of the page says is owed, and by whom."""
    kinds = {labels.duty(code, ""): code for code in OF_AGREEMENTS}
    rows = runs(course, **asked).context["rows"]
    return [(kinds[one["words"]], one["host"].name_zh if one["host"] else one["role"]) for one in rows]


def test_every_agreement_stands_with_what_comes_next_and_is_overdue_first(call):
    first, second, *rest = call.awarded
    assert [one["unsigned"] for one in runs(call).context["rows"]] == ["8 项中选还没有签协议"]
    assert record(call, first, second, *rest) == {}
    assert confirm(call) == {}
    page = runs(call)
    shown = {one["contract"].award_id: one["contract"].value for one in page.context["rows"]}
    assert shown == {one.pk: one.value for one in call.awarded}
    assert not any(one["is_late"] for one in page.context["rows"])
    paid = Contract.objects.get(award=first)
    today = clock.legal_date(clock.now())
    contracts.record_payment(paid.number, paid_on=today, by=call.office.drafter, now=clock.now())
    found = owed(call)
    assert [kind for kind, _who in found] == ["make_first_payment"] * 7 + ["accept_contract"]
    assert len(owed(call, owed="accept_contract")) == 8
    assert len(owed(call, owed="make_first_payment", call=call.tender.number)) == 7
    clock.move_to(clock.now() + 40 * DAY)
    rows = runs(call).context["rows"]
    assert [one["is_late"] for one in rows] == [True] * 7 + [False]
    assert reverse("contract_payment", args=[rows[0]["contract"].number]) in runs(call).content.decode()


def test_what_is_owed_is_narrowed_by_when(call):
    first, *_others = call.awarded
    record(call, first)
    confirm(call)
    assert [len(runs(call, until=one).context["rows"]) for one in ("overdue", "7", "30", "90")] == [
        0,
        0,
        2,
        2,
    ]
    clock.move_to(clock.now() + 40 * DAY)
    assert all(one["is_late"] for one in runs(call, until="overdue").context["rows"])
    assert len(owed(call, until="overdue")) == 2
    assert len(owed(call, until="7", owed="accept_contract")) == 0
    assert len(runs(call, until="soon").context["rows"]) == 2


def file_of(call, by=None, **asked):
    return of(by or call.office.drafter).get(reverse("open_runs_file"), asked)


def test_the_file_has_all_that_each_agreement_owes_and_no_formula(call):
    first, second, *_rest = call.awarded
    Organization.objects.filter(pk=first.supplier_id).update(name_zh="=1+1（示例）")
    record(call, first, second)
    confirm(call)
    answer = file_of(call)
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    text = answer.content.decode("utf-8-sig")
    head, *lines = csv.reader(io.StringIO(text))
    assert head[:4] == ["采购单位", "项目编号（平台）", "公告", "协议"]
    found = [dict(zip(head, line, strict=True)) for line in lines]
    assert [one["协议"] for one in found].count("") == 1, "six awards without an agreement"
    own = [one for one in found if one["协议"]]
    assert len(own) == 4, "of each its payment and its acceptance"
    assert {one["中选单位"] for one in own} == {"'=1+1（示例）", second.supplier.name_zh}
    assert {Decimal(one["金额（元）"]) for one in own} == {first.value, second.value}
    assert len(list(csv.reader(io.StringIO(file_of(call, owed="accept_contract").content.decode())))) == 3
    assert file_of(call, until="soon").url == reverse("open_runs") + "?until=soon"
    other = calls.office("532503").drafter
    assert len(file_of(call, by=other).content.decode().splitlines()) == 1
    for person in (call.lodged[0].leader, factories.official("supervisor")):
        assert file_of(call, by=person).status_code == 403


def test_the_list_asks_the_database_no_more_for_more_agreements(call):
    browser, address = of(call.office.drafter), reverse("open_runs")

    def queries():
        browser.get(address)
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(address).status_code == 200
        return len(asked)

    record(call, *call.awarded[:2])
    confirm(call)
    few = queries()
    record(call, *call.awarded[2:])
    confirm(call)
    assert queries() == few - 1, "no award waits any more, so nobody counts them"


def test_only_their_own_agency_reads_what_its_agreements_owe(call):
    record(call, *call.awarded[:2])
    confirm(call)
    assert runs(call, by=calls.office("532503").drafter).context["rows"] == []
    for person in (call.lodged[0].leader, factories.official("supervisor")):
        assert runs(call, by=person).status_code == 403
