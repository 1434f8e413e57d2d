"""Funding, the talk on the plan, the contract, what it owes, acceptance; and all that must be refused."""

import json
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.utils import ProgrammingError
from django.test import Client

from organizations.models import Organization
from portal.ground import clock
from portal.ground.ledger.models import Event
from procurement.errors import MediumNeededError, NotOpenError, OtherWordsError, PersonalDataError
from procurement.judgement.calls import Medium
from procurement.models import Acceptance, Contract, FundingConfirmation, Notice, PlanTalk, RecordDraft
from procurement.publication import body
from procurement.rules.awarding import AwardRefusedError
from procurement.selectors import second_person
from procurement.services.awards import acceptances, before_signing, contracts, records
from procurement.uploads import CleanFile
from tests.support import awards as made
from tests.support import calls, factories, scenes

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
TEXT = CleanFile("协议.pdf", b"%PDF-1.7 agreement", "application/pdf", "pdf")


_keys = scenes.keys()
_awarded = scenes.once(made.awarded)


@pytest.fixture
def call(_awarded):
    return _awarded.again()


def refused(act):
    with pytest.raises(AwardRefusedError) as error:
        act()
    return [one.code for one in error.value.faults]


def strangers(call):
    return (
        calls.office("532503").approver,
        call.lodged[0].leader,
        factories.user(),
        factories.official("supervisor"),
    )


def said_in(notice, part):
    return body.parse(notice.body)[part]


def events(kind):
    return [json.loads(one.payload) for one in Event.objects.filter(kind=kind)]


def owed(call):
    return set(call.tender.duties.open().values_list("kind", "subject"))


# Signing


def test_a_recorded_contract_is_published_by_the_second_person(call):
    award = call.awarded[0]
    contract = call.sign(summary_zh="半年内完成宣传和转介。", document=TEXT)
    assert (call.tender.step, call.tender.lots.get().status) == ("contracted", "contracted")
    notice = Notice.objects.get(kind="contract")
    assert (contract.notice, contract.number) == (notice, f"{call.tender.number}-C1")
    said = said_in(notice, "contract")
    assert said["name_zh"] == award.supplier.name_zh
    assert said["value"] == "180000.00"
    assert [one["share"] for one in said["payments"]] == ["40", "40", "20"]
    assert said["document"]["sha256"] == contract.document_id
    assert events("contract_signed")[0]["published_in_time"] is True
    assert owed(call) == {("make_first_payment", contract.number), ("accept_contract", contract.number)}
    assert call.tender.duties.filter(kind="sign_contract", done_at__isnull=False).exists()


def test_only_a_second_person_of_the_buyer_publishes_a_contract(call):
    for person in strangers(call):
        with pytest.raises(PermissionDenied):
            call.record_contract(by=person)
    kept = call.record_contract()
    for person in (*strangers(call), call.office.drafter):
        with pytest.raises(PermissionDenied):
            contracts.sign(kept.pk, by=person, now=clock.now())
    own = call.record_contract(by=call.office.approver)
    with pytest.raises(PermissionDenied):
        contracts.sign(own.pk, by=call.office.approver, now=clock.now())
    assert not Contract.objects.exists()
    assert not Notice.objects.filter(kind="contract").exists()
    assert call.tender.step == "awarded"


def test_nothing_of_a_contract_that_waits_is_public(call):
    kept = call.record_contract(summary_zh="半年内完成宣传和转介。")
    assert not events("contract_signed")
    for path in (
        "/contracts/",
        f"/notices/{call.tender.number}/",
        f"/notices/{call.tender.number}/timeline/",
    ):
        assert "半年内完成宣传和转介" not in Client().get(path, follow=True).content.decode()
    assert "sign_contract" in {kind for kind, _subject in owed(call)}
    assert kept.state == "submitted"


def test_a_record_that_was_replaced_or_sent_back_is_not_published(call):
    first = call.record_contract()
    second = call.record_contract(value=Decimal(170000))
    now = clock.now()
    with pytest.raises(NotOpenError):
        contracts.sign(first.pk, by=call.office.approver, now=now)
    with pytest.raises(PermissionDenied):
        records.send_back(second.pk, comment="请核对", by=call.office.drafter, now=now)
    records.send_back(second.pk, comment="请核对金额。", by=call.office.approver, now=now)
    with pytest.raises(NotOpenError):
        contracts.sign(second.pk, by=call.office.approver, now=now)
    assert call.tender.reviews.last().comment == "请核对金额。"
    assert call.sign().value == Decimal("180000.00")


def test_what_waits_for_the_second_person_stands_as_it_was_written(call):
    kept = call.record_contract()
    for act in (
        lambda: RecordDraft.objects.filter(pk=kept.pk).update(said={}),
        lambda: RecordDraft.objects.filter(pk=kept.pk).update(drafted_by=call.office.approver),
        lambda: RecordDraft.objects.filter(pk=kept.pk).delete(),
    ):
        with pytest.raises(ProgrammingError), transaction.atomic():
            act()
    assert contracts.sign(kept.pk, by=call.office.approver, now=clock.now()).award == call.awarded[0]


def test_the_desk_of_the_second_person_says_what_waits_and_nobody_elses(call):
    def kinds(user):
        return [one.kind for one in second_person.waiting_for(user, now=clock.now())]

    kept = call.record_contract()
    assert kinds(call.office.approver) == ["contract"]
    assert kinds(call.office.drafter) == []
    for person in strangers(call):
        assert kinds(person) == []
    contract = contracts.sign(kept.pk, by=call.office.approver, now=clock.now())
    assert kinds(call.office.approver) == []
    call.record_acceptance(contract)
    assert kinds(call.office.approver) == ["acceptance"]


def test_a_signed_award_is_not_signed_again(call):
    award = call.awarded[0]
    call.sign()
    with pytest.raises(PermissionDenied):
        call.sign(award)


def test_a_second_press_gives_the_first_contract(call):
    form_id = uuid4()
    kept = call.record_contract(form_id=form_id)
    assert call.record_contract(form_id=form_id).pk == kept.pk
    with pytest.raises(OtherWordsError) as told:
        call.record_contract(form_id=form_id, summary_zh="另外的话")
    assert told.value.said == {"summary_zh": kept.said["summary_zh"]}
    assert RecordDraft.objects.count() == 1
    first = contracts.sign(kept.pk, by=call.office.approver, now=clock.now())
    assert contracts.sign(kept.pk, by=call.office.approver, now=clock.now()).pk == first.pk
    assert Contract.objects.count() == Notice.objects.filter(kind="contract").count() == 1


def test_all_faults_at_once_and_nothing_is_written(call):
    today = clock.legal_date(clock.now())
    call_terms = {
        "value": Decimal(190000),
        "ends_on": today + 300 * DAY,
        "payments": made.schedule(today, "30", "70"),
        "host_fee_percent": Decimal(5),
    }
    assert refused(lambda: call.sign(**call_terms)) == [
        "above_award",
        "longer_than_call",
        "first_payment_low",
        "host_fee_without_host",
    ]
    assert not Contract.objects.exists()
    assert not Notice.objects.filter(kind="contract").exists()


def test_late_publication_is_recorded_as_late(call):
    signed = clock.legal_date(clock.now())
    clock.move_to(clock.now() + 10 * DAY)
    terms = {"signed_on": signed, "payments": made.schedule(signed, "40", "40", "20")}
    call.sign(**terms)
    assert events("contract_signed")[0]["published_in_time"] is False


def test_a_summary_names_no_person(call):
    with pytest.raises(PersonalDataError):
        call.sign(summary_zh="项目负责人电话 13812345678")


def test_each_award_is_signed_by_itself_and_the_last_moves_the_call():
    call = made.judged_of(*[factories.cso() for _ in range(3)])
    call.tender.lots.update(awards_by="money", max_awards=None)
    type(call.tender).objects.filter(pk=call.tender.pk).update(estimated_value=900000)
    call.tender.refresh_from_db()
    call.draft(*call.bids[:2])
    call.approve()
    call.wait_out()
    call.award()
    one, other = call.awarded
    first = call.sign(one)
    assert call.tender.step == "awarded"
    second = call.sign(other)
    assert call.tender.step == "contracted"
    clock.move_to(clock.now() + 30 * DAY)
    call.accept(first)
    assert call.tender.step == "contracted"
    call.accept(second)
    assert call.tender.step == "completed"


def test_a_statutory_contract_stands_on_the_official_medium_first():
    call = made.awarded(made.judged_statutory())
    with pytest.raises(MediumNeededError):
        call.sign(medium=None)
    contract = call.sign()
    assert contract.notice.medium_url == "https://medium.example/contract"
    assert owed(call) == {("file_contract", contract.number)}


def test_nothing_stands_on_the_official_medium_before_what_it_follows():
    call = made.awarded(made.judged_statutory())
    result = call.tender.notices.get(kind="award").legal_at
    kept = call.record_contract()

    def sign(at):
        return contracts.sign(
            kept.pk, medium=Medium("https://medium.example/c", at), by=call.office.approver, now=clock.now()
        )

    with pytest.raises(AwardRefusedError) as refused:
        sign(result - timedelta(seconds=1))
    assert [(one.code, one.limit) for one in refused.value.faults] == [
        ("medium_too_early", result.isoformat())
    ]
    assert sign(result).notice.legal_at == result


# Hosts


def hosted_call(*, in_bid):
    leader = factories.user()
    group = factories.cso(leader, registered=False)
    host = made.hosted(group, leader)
    hosts = {group.pk: host} if in_bid else None
    return made.awarded(made.judged_of(group, factories.cso(), hosts=hosts)), group, host


def test_a_host_signs_for_the_group_and_keeps_at_most_eight_per_cent():
    call, group, host = hosted_call(in_bid=True)
    assert refused(call.sign) == ["host_fee_missing"]
    assert refused(lambda: call.sign(host_fee_percent=Decimal("8.01"))) == ["host_fee_high"]
    contract = call.sign(host_fee_percent=Decimal(8))
    assert contract.signatory == host
    assert group.name_zh not in contract.notice.body
    assert said_in(contract.notice, "contract")["host_fee_percent"] == "8"


def test_a_group_without_host_finds_one_before_signing():
    call, group, host = hosted_call(in_bid=False)
    assert refused(call.sign) == ["signatory_not_registered"]
    stranger = factories.cso()
    with pytest.raises(PermissionDenied):
        call.sign(host=stranger, host_fee_percent=Decimal(5))
    contract = call.sign(host=host, host_fee_percent=Decimal(5))
    assert contract.signatory == host
    assert group.name_zh not in contract.notice.body


def test_the_group_is_named_where_it_agreed():
    call, group, _host = hosted_call(in_bid=True)
    Organization.objects.filter(pk=group.pk).update(named_in_awards=True)
    contract = call.sign(host_fee_percent=Decimal(5))
    assert said_in(contract.notice, "contract")["implementer_zh"] == group.name_zh


# Conditional money


@pytest.fixture
def conditional(call):
    call.tender.terms = call.tender.terms | {"funding": "conditional"}
    call.tender.save(update_fields=["terms"])
    return call


def confirm(call, by=None, **more):
    given = {"document_no": "景财预〔2024〕31号", "form_id": uuid4()}
    return before_signing.confirm_funding(
        call.tender.number, by=by or call.office.approver, now=clock.now(), **(given | more)
    )


def test_nothing_is_signed_on_conditional_money(conditional):
    assert refused(conditional.sign) == ["funding_not_confirmed"]
    confirm(conditional)
    contract = conditional.sign()
    assert said_in(contract.notice, "contract")["funding"] == "景财预〔2024〕31号"


def test_an_approver_confirms_money_once(conditional):
    for person in (*strangers(conditional), conditional.office.drafter):
        with pytest.raises(PermissionDenied):
            confirm(conditional, by=person)
    form_id = uuid4()
    assert confirm(conditional, form_id=form_id) == confirm(conditional, form_id=form_id)
    with pytest.raises(PermissionDenied):
        confirm(conditional)
    assert FundingConfirmation.objects.count() == 1


def test_money_that_was_sure_is_not_confirmed(call):
    with pytest.raises(PermissionDenied):
        confirm(call)


# The talk on the plan


def talk(call, by=None, **more):
    given = {
        "held_on": clock.legal_date(clock.now()),
        "changes_zh": "外展时间改到晚上。",
        "form_id": uuid4(),
    }
    return before_signing.record_plan_talk(
        call.awarded[0].number, by=by or call.office.drafter, now=clock.now(), **(given | more)
    )


def test_one_talk_is_recorded_and_published_with_the_contract(call):
    form_id = uuid4()
    assert talk(call, form_id=form_id) == talk(call, form_id=form_id)
    with pytest.raises(PermissionDenied):
        talk(call)
    assert PlanTalk.objects.count() == 1
    contract = call.sign(value=Decimal(170000))
    assert said_in(contract.notice, "contract")["talk"]["zh"] == "外展时间改到晚上。"


def test_who_may_talk_and_when(call):
    for person in strangers(call):
        with pytest.raises(PermissionDenied):
            talk(call, by=person)
    assert refused(lambda: talk(call, held_on=clock.legal_date(clock.now()) + DAY)) == ["held_in_future"]
    with pytest.raises(PersonalDataError):
        talk(call, changes_zh="由张老师 13812345678 负责")
    call.sign()
    with pytest.raises(PermissionDenied):
        talk(call)


def test_with_one_bid_price_and_plan_are_talked_over_before_the_agreement():
    alone = made.awarded(made.judged(("180000.00",)))
    assert refused(alone.sign) == ["minutes_missing"]
    talk(alone)
    assert alone.sign().value == Decimal("180000.00")


def test_a_statutory_winners_plan_does_not_change():
    with pytest.raises(PermissionDenied):
        talk(made.awarded(made.judged_statutory()))


# Payment and filing


def pay(call, contract, by=None, **more):
    given = {"paid_on": clock.legal_date(clock.now())}
    return contracts.record_payment(
        contract.number, by=by or call.office.drafter, now=clock.now(), **(given | more)
    )


def test_the_first_payment_is_recorded_once(call):
    contract = call.sign()
    for person in strangers(call):
        with pytest.raises(PermissionDenied):
            pay(call, contract, by=person)
    today = clock.legal_date(clock.now())
    assert refused(lambda: pay(call, contract, paid_on=today + DAY)) == ["day_in_future"]
    assert refused(lambda: pay(call, contract, paid_on=today - DAY)) == ["day_before_signing"]
    pay(call, contract)
    assert ("make_first_payment", contract.number) not in owed(call)
    with pytest.raises(NotOpenError):
        pay(call, contract)


def test_a_hosts_passing_on_may_be_recorded_later():
    call, _group, _host = hosted_call(in_bid=True)
    contract = call.sign(host_fee_percent=Decimal(5))
    pay(call, contract)
    paid = clock.legal_date(clock.now())
    clock.move_to(clock.now() + 5 * DAY)
    later = clock.legal_date(clock.now())
    done = pay(call, contract, passed_on=later)
    # The day of the payment itself stands.
    assert (done.first_paid_on, done.first_passed_on) == (paid, later)
    with pytest.raises(NotOpenError):
        pay(call, contract, passed_on=later)


def test_finance_has_its_copy():
    call, contract = made.contracted(made.judged_statutory())
    given = {"filed_on": clock.legal_date(clock.now()), "filed_no": "备〔2024〕7号"}
    for person in strangers(call):
        with pytest.raises(PermissionDenied):
            contracts.record_filing(contract.number, by=person, now=clock.now(), **given)
    contracts.record_filing(contract.number, by=call.office.drafter, now=clock.now(), **given)
    assert owed(call) == set()
    with pytest.raises(NotOpenError):
        contracts.record_filing(contract.number, by=call.office.drafter, now=clock.now(), **given)


def test_a_programme_files_nothing(call):
    contract = call.sign()
    with pytest.raises(PermissionDenied):
        contracts.record_filing(
            contract.number,
            filed_on=clock.legal_date(clock.now()),
            filed_no="1",
            by=call.office.drafter,
            now=clock.now(),
        )


# Acceptance


def test_acceptance_is_published_and_completes_the_call(call):
    contract = call.sign()
    clock.move_to(clock.now() + 180 * DAY)
    acceptance = call.accept(contract)
    assert call.tender.step == "completed"
    said = said_in(acceptance.notice, "acceptance")
    assert (said["result"], said["service_users_took_part"]) == ("passed", True)
    assert said["quantity_zh"] != said["quality_zh"]
    assert said["users_zh"] == made.PARTIES
    assert events("accepted")[0]["published_in_time"] is True
    assert owed(call) == set()


def test_only_a_second_person_accepts_and_once(call):
    contract, now = call.sign(), clock.now()
    for person in strangers(call):
        with pytest.raises(PermissionDenied):
            call.record_acceptance(contract, by=person)
    own = call.record_acceptance(contract, by=call.office.approver)
    with pytest.raises(PermissionDenied):
        acceptances.accept(own.pk, by=call.office.approver, now=now)
    kept = call.record_acceptance(contract)
    for person in (*strangers(call), call.office.drafter):
        with pytest.raises(PermissionDenied):
            acceptances.accept(kept.pk, by=person, now=now)
    assert not Acceptance.objects.exists()
    assert not Notice.objects.filter(kind="acceptance").exists()
    with pytest.raises(NotOpenError):
        acceptances.accept(own.pk, by=call.office.approver, now=now)
    first = acceptances.accept(kept.pk, by=call.office.approver, now=now)
    assert acceptances.accept(kept.pk, by=call.office.approver, now=now) == first
    with pytest.raises(PermissionDenied):
        call.record_acceptance(contract)
    assert Acceptance.objects.count() == 1


def test_a_day_that_cannot_be(call):
    contract = call.sign()
    today = clock.legal_date(clock.now())
    assert refused(lambda: call.accept(contract, accepted_on=today + DAY)) == ["accepted_in_future"]
    assert refused(lambda: call.accept(contract, accepted_on=today - DAY)) == ["accepted_before_start"]


def test_before_the_service_ends_the_reason_is_published(call):
    contract = call.sign()
    assert refused(lambda: call.accept(contract, early_zh="")) == ["accepted_before_end"]
    acceptance = call.accept(contract, early_zh="全部活动提前完成，双方书面同意。")
    assert said_in(acceptance.notice, "acceptance")["early_zh"] == "全部活动提前完成，双方书面同意。"


def test_small_counts_of_people_and_names_are_refused(call):
    contract = call.sign()
    for field, text in (
        ("quantity_zh", "新发现3名感染者并全部转介。"),
        ("users_zh", "感染者李某某表示满意。"),
        ("quality_zh", "请电 13812345678"),
    ):
        with pytest.raises(PersonalDataError) as error:
            call.accept(contract, **{field: text})
        assert set(error.value.findings) == {field}


def test_the_law_wants_service_users_in_a_statutory_acceptance():
    call, contract = made.contracted(made.judged_statutory())
    assert refused(lambda: call.accept(contract, service_users_took_part=False)) == ["users_missing"]
    with pytest.raises(MediumNeededError):
        call.accept(contract, medium=None)
    call.accept(contract)


def test_in_a_programme_a_reason_stands_where_none_took_part(call):
    contract = call.sign()
    acceptance = call.accept(contract, service_users_took_part=False, users_zh="服务对象已离开本地。")
    assert said_in(acceptance.notice, "acceptance")["users_zh"] == "服务对象已离开本地。"


@pytest.mark.parametrize(
    "table", ["procurement_acceptance", "procurement_plantalk", "procurement_fundingconfirmation"]
)
def test_what_was_said_is_only_added_to(conditional, table):
    confirm(conditional)
    talk(conditional)
    conditional.accept(conditional.sign())
    denied = pytest.raises(ProgrammingError, match="permission denied")
    with denied, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table}")
