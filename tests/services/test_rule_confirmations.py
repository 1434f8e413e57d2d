"""The finance office confirms a row by its document: two people, that very text, an event, no deployment."""

from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.urls import reverse

from portal.ground.ledger.models import Event
from portal.ground.province import chosen
from procurement.errors import AnotherWaitsError, NotOpenError, OtherWordsError
from procurement.judgement import law
from procurement.labels import source_words
from procurement.models import RuleConfirmation
from procurement.publication.body import plain_verdict
from procurement.rules.publication import check_publication
from procurement.services import editions
from procurement.services.oversight import confirmations
from procurement.services.oversight.confirmations import DocumentDayError, Named
from tests.rules.calls import CONSULTATION
from tests.support import calls, factories

pytestmark = pytest.mark.django_db
ROW, OTHER = "YN.threshold", "YN.threshold.open_tender.local"
DOCUMENT = Named("云财采〔2024〕7号（示例）", date(2024, 2, 1))
NOW = calls.PUBLISHED


@pytest.fixture(autouse=True)
def _no_second_factor(settings):
    settings.OFFICIAL_SECOND_FACTOR_REQUIRED = False


@pytest.fixture
def office():
    """The book as it is delivered, and two supervisors."""
    editions.load_rulebook(law.book_in_force().with_medium("example"), province=chosen().code, now=NOW)
    editions.load_calendar(law.calendar_on_disk(), now=NOW)
    return factories.official("supervisor"), factories.official("supervisor")


def named(by, rule=ROW, **more):
    given = {"form_id": uuid4(), "by": by, "now": NOW} | more
    return confirmations.propose(rule, given.pop("named", DOCUMENT), **given)


def confirmed(office, rule=ROW):
    one, two = office
    return confirmations.confirm(named(one, rule).pk, by=two, now=NOW)


def verdicts():
    book, calendar = law.current()
    return check_publication(CONSULTATION, book=book, calendar=calendar)


def doubted():
    return {one.rule for one in verdicts() if one.code == "threshold_unconfirmed"}


def test_two_people_turn_unconfirmed_into_confirmed_without_a_deployment(office):
    assert doubted() == {ROW, OTHER}
    named(office[0])
    assert doubted() == {ROW, OTHER}, "one person's word confirms nothing"
    [waiting] = RuleConfirmation.objects.all()
    confirmations.confirm(waiting.pk, by=office[1], now=NOW)
    assert doubted() == {OTHER}
    confirmed(office, OTHER)
    assert doubted() == set()
    events = Event.objects.filter(kind="rule_confirmed").order_by("pk")
    assert [one.subject for one in events] == [f"rule:{ROW}", f"rule:{OTHER}"]
    assert all(one.public for one in events)
    assert f'"confirmation":{waiting.pk}' in events[0].payload


def test_verdicts_notices_and_check_sheets_name_document_and_event(office):
    word = confirmed(office, OTHER)
    [verdict] = [one for one in verdicts() if one.rule == OTHER and one.code == "below_open_tender_threshold"]
    said = f"{DOCUMENT.document_no}（2024-02-01，确认第{word.confirmation_id}号）"
    assert verdict.confirmed_by == said
    assert said in source_words(verdict)
    assert plain_verdict(verdict)["confirmed_by"] == said


def test_the_wrong_people_confirm_nothing(office):
    by = calls.office()
    for user in (by.drafter, by.approver, factories.official("privacy_reviewer"), factories.user()):
        with pytest.raises(PermissionDenied):
            named(user)
    waiting = named(office[0])
    for user in (office[0], by.approver):
        for act in (confirmations.confirm, confirmations.decline):
            with pytest.raises(PermissionDenied):
                act(waiting.pk, by=user, now=NOW)
    assert doubted() == {ROW, OTHER}


def test_a_word_is_said_once(office):
    one, two = office
    form = uuid4()
    waiting = named(one, form_id=form)
    assert named(one, form_id=form) == waiting
    with pytest.raises(OtherWordsError):
        named(one, form_id=form, named=replace(DOCUMENT, document_no="云财采〔2025〕1号（示例）"))
    with pytest.raises(AnotherWaitsError):
        named(two)
    confirmations.confirm(waiting.pk, by=two, now=NOW)
    for act in (confirmations.confirm, confirmations.decline):
        with pytest.raises(NotOpenError):
            act(waiting.pk, by=two, now=NOW)


def test_a_document_that_is_not_accepted_leaves_the_row_and_the_way_for_another(office):
    one, two = office
    confirmations.decline(named(one).pk, by=two, now=NOW)
    assert ROW in doubted()
    confirmations.confirm(named(two).pk, by=one, now=NOW)
    assert ROW not in doubted()


@pytest.mark.parametrize("rule", ["nothing.such", "GPL.52.challenge", "YN.client_data"])
def test_a_row_that_is_unknown_read_or_the_portals_own_takes_no_document(office, rule):
    with pytest.raises(NotOpenError):
        named(office[0], rule)


def test_no_document_is_of_a_day_to_come(office):
    with pytest.raises(DocumentDayError):
        named(office[0], named=replace(DOCUMENT, document_on=date(2024, 7, 3)))
    with pytest.raises(NotOpenError):
        confirmations.confirm(4711, by=office[1], now=NOW)


def test_a_confirmation_holds_for_the_text_it_was_given_for(office):
    one, two = office
    confirmed(office)
    waiting = named(one, OTHER)
    book = law.book_on_disk()
    edited = replace(
        book,
        rows=tuple(
            replace(row, number=row.number + 1) if row.id in (ROW, OTHER) else row for row in book.rows
        ),
    )
    assert set(law.confirmations(book)) == {ROW}
    assert law.confirmations(edited) == {}
    editions.load_rulebook(edited, province=chosen().code, now=NOW)
    with pytest.raises(NotOpenError):
        confirmations.confirm(waiting.pk, by=two, now=NOW)
    assert named(two, OTHER).text != waiting.text


def test_a_release_keeps_what_was_confirmed(office):
    confirmed(office)
    assert not law.book_in_force().row(ROW).unconfirmed
    assert law.book_in_force().row(OTHER).unconfirmed
    assert law.book_on_disk().row(ROW).unconfirmed


def test_nobody_changes_a_word_afterwards(office):
    word = confirmed(office)
    for row, change in ((word, {"act": "declined"}), (word.confirmation, {"document_no": "别的文件"})):
        with pytest.raises(DatabaseError), transaction.atomic():
            type(row).objects.filter(pk=row.pk).update(**change)


def test_the_pages_lead_from_the_list_to_the_second_word(office, client):
    one, two = office
    address = reverse("rule_confirm", args=[ROW])
    client.force_login(one)
    assert ROW in client.get(reverse("rule_confirmations")).content.decode()
    said = {"form_id": str(uuid4()), "document_no": DOCUMENT.document_no, "document_on": "2024-02-01"}
    assert client.post(address, said | {"document_on": "2031-02-01"}).status_code == 422
    assert client.post(address, said).status_code == 302
    own = client.get(address).content.decode()
    assert 'value="confirm"' not in own
    [waiting] = RuleConfirmation.objects.all()
    press = {"act": "confirm", "waiting": waiting.pk}
    assert client.post(address, press).status_code == 403
    client.force_login(two)
    assert DOCUMENT.document_no in client.get(address).content.decode()
    assert client.post(address, press).status_code == 302
    assert (
        f"确认第{waiting.pk}号" in client.get(reverse("rule_row", args=[ROW]), follow=True).content.decode()
    )
    client.force_login(calls.office().approver)
    assert client.get(address).status_code == 404
    assert client.post(address, press).status_code == 404
    assert client.get(reverse("rule_confirmations")).status_code == 404
