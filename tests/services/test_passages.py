"""A passage that a rule takes wrongly passes on a second person's public word, in that very wording alone."""

import pytest
from django.core.exceptions import PermissionDenied

from portal.ground.ledger.models import Event
from procurement.errors import OtherWordsError, PersonalDataError
from procurement.judgement import calls as judgement
from procurement.models import ClearedPassage
from procurement.publication import body
from procurement.rules.verdicts import RuleError
from procurement.services.calls import passages, tenders
from procurement.services.calls.passages import NoSuchPassageError
from tests.support import calls, factories

pytestmark = pytest.mark.django_db

WRONG = "有的地方曾强制检测，本项目不学"
REASON = "这句话说的是别处的错误做法。"
NOW = calls.PUBLISHED


def worded(by, sentence=WRONG, call=None):
    """A draft whose requirement has ``sentence`` in it."""
    call = call or calls.draft(by)
    text = f"{call.texts['requirement_zh']}{sentence}。"
    return tenders.save_part(
        call.number, values={"requirement_zh": text}, version=call.version, by=by.drafter, now=NOW
    )


def taken(call):
    return [one for one in judgement.judge(call, now=NOW) if one.stops and one.params.get("key")]


def key_of(call):
    [one] = taken(call)
    return one.params["key"]


def clear(call, *, by, key=None, reason=REASON, now=NOW):
    return passages.clear_passage(call.number, key=key or key_of(call), reason=reason, by=by, now=now)


def submit(call, by):
    call.refresh_from_db()
    return tenders.submit(call.number, version=call.version, by=by.drafter, now=NOW)


def test_the_words_stop_a_call_at_every_step():
    by = calls.office()
    call = worded(by)
    with pytest.raises(RuleError) as stopped:
        submit(call, by)
    assert [(one.field, one.rule) for one in stopped.value.verdicts] == [
        ("requirement_zh", "HIV.23.voluntary")
    ]
    sent = submit(calls.draft(by), by)
    type(sent).objects.filter(pk=sent.pk).update(texts=call.texts)
    with pytest.raises(RuleError):
        tenders.approve(sent.number, by=by.approver, now=NOW)


def test_a_cleared_passage_passes_and_stands_in_public():
    by = calls.office()
    call = worded(by)
    clear(call, by=by.approver)
    call = tenders.approve(submit(call, by).number, by=by.approver, now=NOW)
    [said] = body.parse(call.notices.get().body)["law"]["cleared"]
    assert said == {
        "asks": "consent_denied",
        "words": WRONG,
        "reason": REASON,
        "role": "approver",
        "at": NOW.isoformat(),
    }
    event = Event.objects.get(kind="passage_cleared")
    assert (event.actor, event.public) == (by.approver.pseudonym, False)


def test_another_wording_is_another_passage():
    by = calls.office()
    call = worded(by)
    clear(call, by=by.approver)
    call.refresh_from_db()
    assert taken(call) == []
    call = worded(by, "有的地方曾强制检测，本项目要学", call=call)
    assert [one.params["words"] for one in taken(call)] == ["有的地方曾强制检测，本项目要学"]


@pytest.mark.parametrize("who", ["drafter", "supervisor", "privacy_reviewer", "stranger"])
def test_only_the_second_person_of_the_agency_clears(who):
    by = calls.office()
    call = worded(by)
    person = {"drafter": by.drafter, "stranger": factories.official("approver")}.get(
        who
    ) or factories.official(who)
    with pytest.raises(PermissionDenied):
        clear(call, by=person)
    assert not ClearedPassage.objects.exists()


def test_who_drafts_the_call_after_all_has_cleared_nothing():
    """Whoever sends the call has written it: their word on their own words is no second person's."""
    by = calls.office()
    call = worded(by)
    clear(call, by=by.approver)
    call.refresh_from_db()
    call = tenders.submit(call.number, version=call.version, by=by.approver, now=NOW)
    head = factories.user()
    factories.member(by.agency, "head", head)
    with pytest.raises(RuleError):
        tenders.approve(call.number, by=head, now=NOW)
    clear(call, by=head)
    call = tenders.approve(call.number, by=head, now=NOW)
    assert [one["role"] for one in body.parse(call.notices.get().body)["law"]["cleared"]] == ["head"]


def test_nothing_is_cleared_once_the_call_is_public():
    by = calls.office()
    call = worded(by)
    key = key_of(call)
    clear(call, by=by.approver)
    call = tenders.approve(submit(call, by).number, by=by.approver, now=NOW)
    with pytest.raises(PermissionDenied):
        clear(call, by=by.approver, key=key)


def test_said_twice_it_stands_once_and_another_reason_is_refused():
    by = calls.office()
    call = worded(by)
    key = key_of(call)
    assert clear(call, by=by.approver, key=key) == clear(call, by=by.approver, key=key)
    assert Event.objects.filter(kind="passage_cleared").count() == 1
    with pytest.raises(OtherWordsError):
        clear(call, by=by.approver, key=key, reason="别的理由。")
    assert ClearedPassage.objects.get().reason == REASON


def test_words_that_have_gone_are_not_cleared():
    by = calls.office()
    with pytest.raises(NoSuchPassageError):
        clear(calls.draft(by), by=by.approver, key="0" * 64)


def test_a_reason_names_nobody():
    by = calls.office()
    call = worded(by)
    with pytest.raises(PersonalDataError):
        clear(call, by=by.approver, reason="请打13987654321问我。")
    assert not ClearedPassage.objects.exists()
