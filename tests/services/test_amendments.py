"""Corrections and ends: the second person, dates that only move later, versions linked, everyone told."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from portal.ground.ledger.models import Event
from procurement import stated
from procurement.errors import MediumNeededError, NothingChangedError, OtherWordsError, PersonalDataError
from procurement.judgement import corrections
from procurement.models import SearchEntry
from procurement.publication import body
from procurement.rules.verdicts import RuleError
from procurement.selectors import second_person
from procurement.services.calls import amendments
from procurement.services.voices import replies
from tests.support import calls

pytestmark = pytest.mark.django_db

NOW = calls.at("07-04 10:00")


def correct(call, by, offered, *, now=NOW, reason_zh="写错了。", form_id=None):
    return amendments.draft_correction(
        call.number,
        offered=offered,
        reason_code="error_in_notice",
        reason_zh=reason_zh,
        form_id=form_id or uuid4(),
        by=by.drafter,
        now=now,
    )


def terminate(call, by):
    return amendments.draft_termination(
        call.number,
        reason_code="funding_withdrawn",
        reason_zh="经费调整。",
        form_id=uuid4(),
        by=by.drafter,
        now=NOW,
    )


def test_a_correction_keeps_before_and_after_and_links_to_what_it_corrects():
    by = calls.office()
    call = calls.published(by)
    correct(call, by, {"contact_phone": "0691-1111111"})
    notice = amendments.approve(call.number, by=by.approver, now=NOW)
    call.refresh_from_db()
    assert (notice.kind, notice.seq, notice.corrects.seq) == ("correction", 2, 1)
    change = body.parse(notice.body)["changes"]["contact_phone"]
    assert (change["before"], change["after"], change["weight"]) == (
        "0871-00000000",
        "0691-1111111",
        "informative",
    )
    assert (call.terms_version, call.deadline_version) == (2, 1)
    assert "0871-00000000" in call.notices.get(seq=1).body
    assert Event.objects.filter(subject=call.subject, kind="corrected").count() == 1


def test_a_correction_sent_again_in_another_spelling_is_the_same_correction():
    by = calls.office()
    call = calls.published(by)
    form_id, sent = uuid4(), {"estimated_value": Decimal("230000"), "contact_phone": "0691-1111111"}
    made = correct(call, by, sent, form_id=form_id)
    again = {
        "estimated_value": Decimal("230000.00"),
        "contact_phone": " ０６９１-1111111",
        "ask_by": call.ask_by,
    }
    assert correct(call, by, again, form_id=form_id) == made
    with pytest.raises(OtherWordsError):
        correct(call, by, again | {"estimated_value": Decimal("230000.10")}, form_id=form_id)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (Decimal("220000"), "220000.00", True),
        ("220000", "220000.00", True),
        (Decimal("12.5"), "12.50", True),
        ("012345", "12345", False),
        ("一\r\n二 ", "一\n二", True),
        ("１２　３", "12 3", True),
        ("一\n二", "一二", False),
        (date(2024, 7, 12), "2024-07-12", True),
        (calls.at("07-12 17:00"), "2024-07-12T09:00:00+00:00", True),
        (calls.at("07-12 17:00"), "2024-07-12", False),
        (None, "", True),
        ([], None, True),
        (["rent", "staff"], ["staff", "rent"], True),
        (["rent", "staff"], ["staff"], False),
        (False, "", False),
        ([{"text_zh": "质量", "weight": Decimal("40")}], [{"text_zh": "质量", "weight": "40.00"}], True),
        ([{"text_zh": "质量", "weight": Decimal("40")}], [{"text_zh": "质量", "weight": "41"}], False),
    ],
)
def test_two_entries_are_compared_by_what_they_say(one, other, same):
    assert stated.alike(one, other) is same
    assert stated.alike(other, one) is same


def test_a_form_given_back_as_it_stands_changes_nothing():
    call = calls.published(calls.office())
    standing = stated.read(call)
    for offered in (standing, {name: stated.plain(value) for name, value in standing.items()}):
        assert corrections.changes_between(call, offered, corrected_at=NOW) == {}


def test_a_late_material_change_moves_the_closing():
    by = calls.office()
    call = calls.published(by)
    late = call.bids_due - timedelta(days=3)
    amendment = correct(
        call, by, {"requirement_zh": call.texts["requirement_zh"] + "另加一个社区。"}, now=late
    )
    assert "bids_due" in amendment.changes
    before = call.bids_due
    amendments.approve(call.number, by=by.approver, now=late)
    call.refresh_from_db()
    assert call.bids_due > before
    assert call.opens_at >= call.bids_due
    assert call.deadline_version == 2
    assert SearchEntry.objects.get(tender=call).bids_due == call.bids_due


def test_an_early_material_change_leaves_the_closing():
    by = calls.office()
    call = calls.published(by)
    amendment = correct(call, by, {"requirement_zh": call.texts["requirement_zh"] + "另加一个社区。"})
    assert "bids_due" not in amendment.changes


def test_a_deadline_never_moves_earlier():
    by = calls.office()
    call = calls.published(by)
    with pytest.raises(RuleError) as caught:
        correct(call, by, {"bids_due": call.bids_due - timedelta(days=1)})
    assert "bids_due" in {one.field for one in caught.value.verdicts}


def test_the_procedure_cannot_be_corrected():
    by = calls.office()
    call = calls.published(by)
    with pytest.raises(RuleError) as caught:
        correct(call, by, {"procedure": "below_threshold_selection"})
    assert "procedure" in {one.field for one in caught.value.verdicts}


def test_a_correction_that_breaks_a_rule_is_refused_and_leaves_nothing():
    by = calls.office()
    call = calls.published(by)
    with pytest.raises(RuleError):
        correct(call, by, {"criteria": [{"text_zh": "质量", "text_en": "", "weight": "90"}]})
    call.refresh_from_db()
    assert call.terms_version == 1
    assert sum(row.weight for row in call.first_lot.criteria.all()) == 100


def test_nothing_changed_is_no_correction():
    by = calls.office()
    call = calls.published(by)
    with pytest.raises(NothingChangedError):
        correct(call, by, {"title_zh": call.title_zh})


def test_personal_data_is_refused_in_the_reason_and_in_a_criterion():
    by = calls.office()
    call = calls.published(by)
    criteria = [{"text_zh": "请找感染者张三，13987654321。", "text_en": "", "weight": "100"}]
    with pytest.raises(PersonalDataError):
        correct(call, by, {"criteria": criteria})
    with pytest.raises(PersonalDataError):
        correct(call, by, {"contact_phone": "0691-1111111"}, reason_zh="请找感染者张三，13987654321。")


def test_what_waits_stands_on_the_second_persons_desk_and_on_no_other(settings):
    settings.OFFICIAL_SECOND_FACTOR_REQUIRED = False
    by, other = calls.office(), calls.office("532503")
    call, ended = calls.published(by), calls.published(by)

    def kinds(user):
        return [one.kind for one in second_person.waiting_for(user, now=NOW)]

    correct(call, by, {"contact_phone": "0691-1111111"})
    terminate(ended, by)
    said = {"text_zh": "我们已经更正电话。"}  # about no call at all
    replies.write(by.agency, form_id=uuid4(), by=by.drafter, now=NOW, **said)
    assert sorted(kinds(by.approver)) == ["correction", "reply", "termination"]
    for user in (by.drafter, other.approver, other.drafter):
        assert kinds(user) == []
    client = Client()
    client.force_login(by.approver)
    desk = client.get("/workspace/").content.decode()
    assert f"/workspace/calls/{call.number}/amendment/" in desk
    assert desk.index("更正公告等您批准或退回") < desk.index("我们的公告")
    amendments.approve(call.number, by=by.approver, now=NOW)
    assert sorted(kinds(by.approver)) == ["reply", "termination"]


@pytest.mark.parametrize("who", ["drafter", "stranger"])
def test_only_the_second_person_of_the_buyer_approves(who):
    by = calls.office()
    call = calls.published(by)
    correct(call, by, {"contact_phone": "0691-1111111"})
    other = by.drafter if who == "drafter" else calls.office("532503").approver
    with pytest.raises(PermissionDenied):
        amendments.approve(call.number, by=other, now=NOW)
    assert call.notices.count() == 1


def test_a_replayed_form_gives_the_same_amendment():
    by = calls.office()
    call = calls.published(by)
    form_id = uuid4()
    first = correct(call, by, {"contact_phone": "0691-1111111"}, form_id=form_id)
    assert correct(call, by, {"contact_phone": "0691-1111111"}, form_id=form_id).pk == first.pk


def test_ending_a_call_is_final_and_public():
    by = calls.office()
    call = calls.published(by)
    terminate(call, by)
    notice = amendments.approve(call.number, by=by.approver, now=NOW)
    call.refresh_from_db()
    assert (call.step, notice.kind) == ("terminated", "termination")
    assert body.parse(notice.body)["reason"]["zh"] == "经费调整。"
    assert call.lots.get().status == "terminated"
    assert not call.duties.open().filter(holder="portal").exists()
    with pytest.raises(PermissionDenied):
        correct(call, by, {"contact_phone": "0691-1111111"})


def test_a_statutory_amendment_stands_on_the_official_medium_first():
    by = calls.office("530100")
    call = calls.published_statutory(by)
    terminate(call, by)
    with pytest.raises(MediumNeededError):
        amendments.approve(call.number, by=by.approver, now=NOW)
    notice = amendments.approve(call.number, by=by.approver, now=NOW, medium_url="https://medium.example/2")
    assert notice.medium_url == "https://medium.example/2"


def test_a_statutory_amendment_stands_on_the_medium_of_the_first_notice():
    by = calls.office()
    call = calls.published_statutory(by)
    correct(call, by, {"contact_phone": "0871-11111111"})
    with pytest.raises(RuleError) as stopped:
        amendments.approve(call.number, by=by.approver, now=NOW, medium_url="https://www.ccgp.gov.cn/2")
    assert [one.code for one in stopped.value.verdicts] == ["medium_other_than_first"]
    amendments.approve(call.number, by=by.approver, now=NOW, medium_url="https://medium.example/2")


def test_what_was_sent_back_is_not_published_and_the_words_stay():
    by = calls.office()
    call = calls.published(by)
    correct(call, by, {"contact_phone": "0691-1111111"})
    amendments.send_back(call.number, comment="电话核实后再改", by=by.approver, now=NOW)
    call.refresh_from_db()
    assert call.texts["contact_phone"] == "0871-00000000"
    assert call.reviews.get(act="sent_back").comment == "电话核实后再改"


@pytest.mark.parametrize(
    ("name", "plain", "value"),
    [
        ("deposit", "2000.50", Decimal("2000.50")),
        ("contract_months", 5, Decimal(5)),
        ("bids_due", "2024-07-16T17:00:00+08:00", calls.at("07-16 17:00")),
        ("ask_by", "2024-07-10", date(2024, 7, 10)),
        ("project_no", None, ""),
        ("contact_email", "", ""),
        ("deposit", None, None),
        ("deposit", "much", "much"),
        ("ask_by", "soon", "soon"),
        ("gone_since", "2024", "2024"),
        (
            "criteria",
            [{"text_zh": "质量", "weight": "40.0"}],
            [{"text_zh": "质量", "weight": Decimal("40.0")}],
        ),
        ("criteria", [{"text_zh": "质量"}], [{"text_zh": "质量"}]),
    ],
)
def test_what_a_notice_says_is_typed_again_by_its_row(name, plain, value):
    assert stated.typed(name, plain) == value
    assert type(stated.typed(name, plain)) is type(value)
