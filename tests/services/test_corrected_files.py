"""What a correction does beside dates and words: lists, conditions, files, asking that is taken up again."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from portal.ground.clock import legal_date
from procurement import stated
from procurement.errors import AnotherWaitsError
from procurement.judgement.corrections import document_row
from procurement.models import Document
from procurement.publication import body
from procurement.rules.corrections import asks_confirmation
from procurement.rules.verdicts import RuleError
from procurement.selectors.bids import binding_terms
from procurement.selectors.calls import current_documents
from procurement.services.calls import amendments, closings, documents, tenders
from procurement.uploads import CleanFile
from tests.support import calls

pytestmark = pytest.mark.django_db

NOW = calls.at("07-04 10:00")
WORDS = "评审办法：由专家打分。"
PAPER = CleanFile("评审办法", WORDS.encode(), "text/plain", "txt", text=WORDS)

NEWER = replace(PAPER, name="评审办法（改）", data=b"2", text="由专家打分，满分100分。")


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.VAR_DIR = tmp_path


def correct(call, by, offered, *, now=NOW):
    return amendments.draft_correction(
        call.number,
        offered=offered,
        reason_code="error_in_notice",
        reason_zh="写错了。",
        form_id=uuid4(),
        by=by.drafter,
        now=now,
    )


def corrected(call, by, offered, *, now=NOW):
    correct(call, by, offered, now=now)
    notice = amendments.approve(call.number, by=by.approver, now=now)
    call.refresh_from_db()
    return notice


def attach(call, by, file=PAPER, *, now=NOW):
    return documents.attach(call.number, file=file, by=by, now=now)


def files(*some):
    return {"documents": [document_row(one) for one in some]}


def test_payments_criteria_and_conditions_are_corrected_field_by_field():
    by = calls.office()
    call = calls.published(by)
    payments = [
        {"share": Decimal(50), "within_days": 15, "basis": "agreement"},
        {"share": Decimal(50), "within_days": 15, "basis": "acceptance"},
    ]
    rows = stated.read(call)["criteria"]
    weights = [rows[0] | {"weight": Decimal(50)}, rows[1] | {"weight": Decimal(15)}, *rows[2:]]
    notice = corrected(
        call,
        by,
        {
            "payment_schedule": payments,
            "criteria": weights,
            "contract_months": Decimal(7),
            "client_data": "none",
        },
    )
    said = body.changes(notice.body)
    assert set(said) == {"payment_schedule", "criteria", "contract_months", "client_data"}
    assert {one["weight"] for one in said.values()} == {"material"}
    assert [row.weight for row in call.first_lot.criteria.all()][:2] == [Decimal(50), Decimal(15)]
    assert [row["share"] for row in call.terms["payment_schedule"]] == ["50", "50"]
    assert binding_terms(call) == call.terms_version == 2


def test_a_wider_call_binds_nobody_who_sealed_before():
    by = calls.office()
    call = calls.published(by)
    wider = [*call.terms["eligibility"]["legal_forms"], "unregistered"]
    notice = corrected(call, by, {"legal_forms": wider, "staff_ceiling": Decimal(60)})
    changes = body.changes(notice.body)
    assert changes["legal_forms"]["binds"] is False
    assert "binds" not in changes["staff_ceiling"]
    assert asks_confirmation({"legal_forms": changes["legal_forms"]}) is False
    assert binding_terms(call) == 2


def test_what_the_law_lets_nobody_correct_is_refused_on_its_field_with_the_way_on():
    by = calls.office()
    call = calls.published_statutory(by)
    for name, value in (
        ("legal_forms", ["enterprise"]),
        ("services", ["testing"]),
        ("sme_reservation", "reserved"),
    ):
        with pytest.raises(RuleError) as stopped:
            correct(call, by, {name: value})
        assert [(one.field, one.code, one.rule) for one in stopped.value.verdicts] == [
            (name, "change_forbidden", "87.27.forbidden")
        ]
    assert call.amendments.count() == 0


def test_a_reason_that_a_rule_asks_for_comes_with_the_correction():
    by = calls.office()
    call = calls.published(by)
    limit = {"area_limit": "仅限景洪市登记的组织"}
    with pytest.raises(RuleError) as stopped:
        correct(call, by, limit)
    (asked,) = stopped.value.verdicts
    notice = corrected(call, by, limit | {"reasons": {asked.rule: "服务要在本社区每天进行。"}})
    assert call.reasons[asked.rule] == "服务要在本社区每天进行。"
    assert body.changes(notice.body)["reasons"]["weight"] == "informative"


def test_a_file_waits_for_its_correction_and_the_old_one_stays_readable():
    by = calls.office()
    call = calls.published(by)
    old = attach(call, by.drafter)
    corrected(call, by, files(old))
    new = attach(call, by.drafter, NEWER)
    page = reverse("document", args=[call.number, new.pk])
    assert Client().get(page).status_code == 404
    assert current_documents(call) == [old]
    notice = corrected(call, by, files(new))
    assert current_documents(call) == [new]
    said = body.parse(notice.body)
    assert [one["sha256"] for one in said["documents"]] == [new.blob_id]
    assert [one["sha256"] for one in said["changes"]["documents"]["before"]] == [old.blob_id]
    assert Client().get(page).status_code == 200
    assert Client().get(reverse("document", args=[call.number, old.pk])).status_code == 200
    shown = Client().get(reverse("tender", args=[call.number])).content.decode()
    assert shown.index("已被更正替换") < shown.rindex("SHA-256")
    assert "评审办法（改）" in shown


def test_what_was_taken_off_a_draft_or_never_published_is_nobodys():
    by = calls.office()
    draft = calls.draft(by)
    gone = documents.attach(draft.number, file=PAPER, by=by.drafter, now=calls.PUBLISHED)
    documents.withdraw(draft.number, gone.pk, by=by.drafter, now=calls.PUBLISHED)
    draft.refresh_from_db()
    tenders.submit(draft.number, version=draft.version, by=by.drafter, now=calls.PUBLISHED)
    call = tenders.approve(draft.number, by=by.approver, now=calls.PUBLISHED)
    never = attach(call, by.drafter)
    documents.withdraw(call.number, never.pk, by=by.drafter, now=NOW)
    corrected(call, by, {"contact_phone": "0691-1111111"})
    for one in (gone, never):
        assert Client().get(reverse("document", args=[call.number, one.pk])).status_code == 404
    assert current_documents(call) == []


def test_the_words_of_a_new_file_are_judged_as_those_of_the_first():
    by = calls.office()
    call = calls.published(by)
    words = "申报单位须按月报送服务对象姓名和身份证号名单。"
    bad = attach(call, by.drafter, replace(PAPER, data=words.encode(), text=words))
    with pytest.raises(RuleError) as stopped:
        correct(call, by, files(bad))
    assert {one.field for one in stopped.value.verdicts} == {"annex"}
    assert current_documents(call) == []


def test_only_the_office_adds_files_and_not_while_another_person_decides():
    by, other = calls.office(), calls.office("532503")
    call = calls.published(by)
    first = attach(call, by.drafter)
    for user in (other.drafter, other.approver):
        with pytest.raises(PermissionDenied):
            attach(call, user)
        with pytest.raises(PermissionDenied):
            documents.withdraw(call.number, first.pk, by=user, now=NOW)
    correct(call, by, files(first))
    with pytest.raises(AnotherWaitsError):
        documents.withdraw(call.number, first.pk, by=by.drafter, now=NOW)
    amendments.approve(call.number, by=by.approver, now=NOW)
    with pytest.raises(Document.DoesNotExist):
        documents.withdraw(call.number, first.pk, by=by.drafter, now=NOW)
    call.refresh_from_db()
    closings.close(call.number, now=call.bids_due)
    with pytest.raises(PermissionDenied):
        attach(call, by.drafter, now=call.bids_due)


def test_a_correction_brings_no_file_of_another_call():
    by = calls.office()
    call, other = calls.published(by), calls.published(by)
    foreign = attach(other, by.drafter)
    with pytest.raises(Document.DoesNotExist):
        correct(call, by, files(foreign))


def test_a_correction_that_moves_closing_takes_questions_again():
    by = calls.office()
    call = calls.published(by)
    late = call.bids_due - timedelta(days=3)
    assert call.ask_by < legal_date(late)
    notice = corrected(
        call, by, {"requirement_zh": call.texts["requirement_zh"] + "另加一个社区。"}, now=late
    )
    assert {"ask_by", "answers_by", "bids_due"} <= body.changes(notice.body).keys()
    assert legal_date(late) <= call.ask_by < call.answers_by < legal_date(call.bids_due)
    asked = calls.asked(call, now=late + timedelta(hours=1))
    assert asked.timely
    duty = call.duties.open().get(kind="answer_question", subject=asked.tag)
    assert legal_date(duty.due_at - timedelta(seconds=1)) <= call.answers_by
    assert call.duties.open().filter(kind="suspend_closing").exists()


def test_what_follows_the_closing_follows_it_to_where_it_stands_when_the_second_person_approves():
    by = calls.office()
    call = calls.published(by)
    late = call.bids_due - timedelta(days=3)
    words = {"requirement_zh": call.texts["requirement_zh"] + "另加一个社区。"}
    before = correct(call, by, words, now=late).changes
    amendments.approve(call.number, by=by.approver, now=late + timedelta(days=2))
    call.refresh_from_db()
    for name in ("bids_due", "opens_at", "documents_to", "ask_by", "answers_by"):
        assert getattr(call, name) > stated.typed(name, before[name]["after"]), name


def test_a_correction_that_moves_nothing_leaves_the_days_for_asking():
    by = calls.office()
    call = calls.published(by)
    notice = corrected(call, by, {"contact_phone": "0691-1111111"})
    assert body.changes(notice.body).keys() == {"contact_phone"}
