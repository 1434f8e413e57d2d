"""A call from its first word to its publication, below the pages: who, when, once, and what is recorded."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied

from organizations.models import User
from portal.ground.ledger.models import Event
from procurement import fields, stated
from procurement.errors import OtherWordsError, PersonalDataError, StaleVersionError
from procurement.judgement import calls as judgement
from procurement.models import Review, Tender
from procurement.rules.procedures import StepError
from procurement.rules.verdicts import RuleError
from procurement.services.calls import documents, tenders
from procurement.uploads import CleanFile
from tests.support import drafts as calls
from tests.support import factories, files

pytestmark = pytest.mark.django_db

NOW = calls.NOW
PDF = files.clean_pdf()


@pytest.fixture
def people() -> tuple[Any, User, User]:
    """An agency, its drafter and its approver."""
    calls.load_law()
    agency = factories.agency()
    return agency, factories.official("drafter", of=agency), factories.official("approver", of=agency)


def events(tender: Tender) -> list[str]:
    return list(Event.objects.filter(subject=tender.subject).order_by("pk").values_list("kind", flat=True))


def test_one_form_makes_one_draft(people: Any):
    agency, drafter, _ = people
    form_id = uuid4()
    first = tenders.create_draft(buyer=agency, values={}, form_id=form_id, by=drafter, now=NOW)
    again = tenders.create_draft(buyer=agency, values={}, form_id=form_id, by=drafter, now=NOW)
    assert first == again
    assert events(first) == ["draft_created"]


def test_a_form_that_began_a_draft_begins_no_other_and_says_so(people: Any):
    agency, drafter, second = people
    form_id = uuid4()
    said = {"title_zh": "检测动员", "bids_due": NOW}
    first = tenders.create_draft(buyer=agency, values=said, form_id=form_id, by=drafter, now=NOW)
    tenders.save_part(first.number, values={"title_zh": "改过"}, version=first.version, by=drafter, now=NOW)
    # What was written on since is no other beginning.
    again = tenders.create_draft(buyer=agency, values=said, form_id=form_id, by=drafter, now=NOW)
    assert again == first
    for by, values in ((drafter, said | {"title_zh": "别的"}), (second, said)):
        with pytest.raises(OtherWordsError):
            tenders.create_draft(buyer=agency, values=values, form_id=form_id, by=by, now=NOW)
    assert Tender.objects.count() == 1


def test_a_save_on_an_old_version_changes_nothing_and_tells_both(people: Any):
    agency, drafter, second = people
    draft = calls.draft(drafter, agency)
    tenders.save_part(draft.number, values={"title_zh": "先到"}, version=draft.version, by=second, now=NOW)
    with pytest.raises(StaleVersionError) as caught:
        tenders.save_part(
            draft.number, values={"title_zh": "后到"}, version=draft.version, by=drafter, now=NOW
        )
    assert caught.value.current.title_zh == "先到"
    assert caught.value.offered == {"title_zh": "后到"}
    draft.refresh_from_db()
    assert draft.title_zh == "先到"


def test_sending_stops_with_every_fault_at_once(people: Any):
    agency, drafter, _ = people
    draft = calls.draft(
        drafter, agency, dates=False, client_data="names", indirect_payable=[], indirect_ceiling=None
    )
    with pytest.raises(RuleError) as caught:
        tenders.submit(draft.number, version=draft.version, by=drafter, now=NOW)
    at_fault = {one.field for one in caught.value.verdicts}
    assert {"bids_due", "client_data", "indirect_costs"} <= at_fault
    draft.refresh_from_db()
    assert draft.step == "draft"


def test_a_text_that_may_identify_somebody_is_not_sent(people: Any):
    agency, drafter, _ = people
    draft = calls.draft(drafter, agency, requirement_zh="张三（身份证号 110101199003077758）需要随访。")
    with pytest.raises(PersonalDataError) as caught:
        tenders.submit(draft.number, version=draft.version, by=drafter, now=NOW)
    assert "requirement_zh" in caught.value.findings


def test_the_office_telephone_is_no_personal_data(people: Any):
    agency, drafter, _ = people
    draft = calls.draft(drafter, agency, contact_phone="0691-2123456，13908761234")
    assert tenders.submit(draft.number, version=draft.version, by=drafter, now=NOW).step == "submitted"


def test_the_whole_way_is_recorded_without_a_person(people: Any):
    agency, drafter, second = people
    tender = calls.published(drafter, second, agency)
    assert events(tender) == ["draft_created", "submitted", "approved", "published"]
    public = Event.objects.filter(subject=tender.subject, public=True)
    assert [one.kind for one in public] == ["published"]
    for one in Event.objects.filter(subject=tender.subject):
        assert drafter.username not in one.payload
        assert drafter.username not in one.actor


def test_a_published_notice_holds_the_law_and_no_private_word(people: Any):
    agency, drafter, second = people
    tender = calls.published(drafter, second, agency, source_text="私下的原文")
    body = json.loads(tender.notices.get().body)
    assert tender.edition is not None
    assert body["law"]["rulebook_digest"] == tender.edition.digest
    assert not fields.PRIVATE & set(body["call"])
    assert body["verdicts"]


def test_publication_at_a_set_time_happens_once(people: Any):
    agency, drafter, second = people
    later = NOW + timedelta(days=2)
    made = calls.draft(drafter, agency, publish_at=later)
    tenders.submit(made.number, version=made.version, by=drafter, now=NOW)
    assert tenders.approve(made.number, by=second, now=NOW).step == "scheduled"
    assert tenders.publish_scheduled(made.number, now=later - timedelta(minutes=1)).step == "scheduled"
    for moment in (later, later + timedelta(minutes=1)):
        made = tenders.publish_scheduled(made.number, now=moment)
    assert made.step == "open"
    assert made.published_at == later
    assert made.notices.count() == 1


def test_an_official_time_moves_every_count(people: Any):
    agency, drafter, second = people
    made = calls.submitted(drafter, agency, **calls.statutory(agency))
    assert tenders.approve(made.number, by=second, now=NOW).step == "awaiting_medium"
    with pytest.raises(RuleError):
        tenders.record_official_medium(
            made.number,
            url="https://medium.example/1",
            published_at=NOW + timedelta(days=3),
            by=drafter,
            now=NOW + timedelta(days=3),
        )
    made = tenders.record_official_medium(
        made.number,
        url="https://medium.example/1",
        published_at=NOW,
        by=drafter,
        now=NOW + timedelta(hours=2),
    )
    assert made.notices.get().legal_at == NOW
    assert made.notices.get().medium_url == "https://medium.example/1"


def test_sending_back_keeps_the_words_and_needs_a_fresh_approval(people: Any):
    agency, drafter, second = people
    made = calls.submitted(drafter, agency)
    made = tenders.send_back(made.number, comment="请补房租", by=second, now=NOW)
    assert made.step == "draft"
    assert made.approved_by is None
    assert Review.objects.get(tender=made).comment == "请补房租"
    with pytest.raises(PermissionDenied):
        tenders.approve(made.number, by=second, now=NOW)


def test_a_copy_has_new_number_and_no_dates(people: Any):
    agency, drafter, second = people
    source = calls.published(drafter, second, agency, project_no="JH-1", source_text="原文")
    copy = tenders.copy_tender(source.number, form_id=uuid4(), by=drafter, now=NOW)
    said = stated.read(copy)
    assert copy.number != source.number
    assert not fields.NOT_COPIED & set(said)
    assert said["title_zh"] == source.title_zh
    assert source.first_lot.criteria.count() == copy.first_lot.criteria.count()


def test_reasons_are_given_and_taken_back(people: Any):
    agency, drafter, _ = people
    draft = calls.draft(drafter, agency, area_limit="只限本县")
    asking = [one for one in judgement.judge(draft, now=NOW) if one.field == "eligibility.area_limit"]
    assert asking[0].stops
    draft = tenders.give_reason(draft.number, rule=asking[0].rule, reason="山路远", by=drafter, now=NOW)
    assert not any(one.stops for one in judgement.judge(draft, now=NOW))
    draft = tenders.give_reason(draft.number, rule=asking[0].rule, reason="", by=drafter, now=NOW)
    assert any(one.stops for one in judgement.judge(draft, now=NOW))


ACTS: dict[str, Callable[[Tender, User], object]] = {
    "save": lambda one, by: tenders.save_part(one.number, values={}, version=one.version, by=by, now=NOW),
    "dates": lambda one, by: tenders.take_lawful_dates(one.number, version=one.version, by=by, now=NOW),
    "reason": lambda one, by: tenders.give_reason(one.number, rule="x", reason="y", by=by, now=NOW),
    "submit": lambda one, by: tenders.submit(one.number, version=one.version, by=by, now=NOW),
    "discard": lambda one, by: tenders.discard_draft(one.number, by=by, now=NOW),
    "attach": lambda one, by: documents.attach(one.number, file=PDF, by=by, now=NOW),
    "approve": lambda one, by: tenders.approve(one.number, by=by, now=NOW),
    "send_back": lambda one, by: tenders.send_back(one.number, comment="x", by=by, now=NOW),
    "take_back": lambda one, by: tenders.take_back(one.number, by=by, now=NOW),
    "copy": lambda one, by: tenders.copy_tender(one.number, form_id=uuid4(), by=by, now=NOW),
}


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("stranger", ["drafter", "approver", "supervisor", "leader"])
def test_nobody_else_does_anything(people: Any, act: str, stranger: str):
    agency, drafter, _ = people
    tender = (
        calls.submitted(drafter, agency)
        if act in ("approve", "send_back", "take_back")
        else calls.draft(drafter, agency)
    )
    if stranger == "leader":
        somebody = factories.user()
        factories.cso(somebody)
    elif stranger == "supervisor":
        somebody = factories.official("supervisor", of=agency)
    else:
        somebody = factories.official(stranger, of=factories.agency("532822"))
    with pytest.raises(PermissionDenied):
        ACTS[act](tender, somebody)


@pytest.mark.parametrize("act", ["save", "dates", "reason", "submit", "discard", "attach"])
def test_nothing_is_written_once_it_is_sent(people: Any, act: str):
    agency, drafter, _ = people
    tender = calls.submitted(drafter, agency)
    with pytest.raises((PermissionDenied, StepError)):
        ACTS[act](tender, drafter)


def test_a_drafter_approves_nothing(people: Any):
    agency, drafter, _ = people
    with pytest.raises(PermissionDenied):
        tenders.approve(calls.submitted(drafter, agency).number, by=drafter, now=NOW)


# Files -----------------------------------------------------------------------------------------------------


PNG = CleanFile(name="图", data=files.photo(kind="PNG"), media_type="image/png", extension="png")


def test_the_same_file_twice_is_one_and_a_removed_one_leaves_the_notice(
    people: Any, settings: Any, tmp_path: Any
):
    settings.VAR_DIR = tmp_path
    agency, drafter, second = people
    draft = calls.draft(drafter, agency)
    first = documents.attach(draft.number, file=PDF, by=drafter, now=NOW)
    again = documents.attach(draft.number, file=replace(PDF, name="另一个"), by=drafter, now=NOW)
    assert first == again
    documents.withdraw(draft.number, first.pk, by=drafter, now=NOW)
    kept = documents.attach(draft.number, file=PNG, by=drafter, now=NOW)
    tenders.submit(draft.number, version=draft.version, by=drafter, now=NOW)
    tenders.approve(draft.number, by=second, now=NOW)
    body = json.loads(draft.notices.get().body)
    assert [one["id"] for one in body["documents"]] == [kept.pk]


def test_a_title_that_names_a_person_and_their_illness_is_refused(people: Any, settings: Any, tmp_path: Any):
    settings.VAR_DIR = tmp_path
    agency, drafter, _ = people
    draft = calls.draft(drafter, agency)
    with pytest.raises(PersonalDataError):
        documents.attach(draft.number, file=PDF, title="张三 13908761234", by=drafter, now=NOW)


def test_a_call_takes_twenty_files_and_no_more(people: Any, settings: Any, tmp_path: Any):
    settings.VAR_DIR = tmp_path
    agency, drafter, _ = people
    draft = calls.draft(drafter, agency)
    for place in range(documents.MOST_DOCUMENTS):
        documents.attach(draft.number, file=replace(PDF, data=b"%d" % place), by=drafter, now=NOW)
    with pytest.raises(documents.TooManyDocumentsError):
        documents.attach(draft.number, file=PDF, by=drafter, now=NOW)
