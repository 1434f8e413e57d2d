"""The door for public words: a number never passes, a doubt passes once somebody answers for the passage."""

import json

import pytest
from django.core import signing
from django.db import DatabaseError, connection, transaction

from portal.ground.ledger.models import Event
from procurement.errors import PersonalDataError
from procurement.judgement import calls as calls_judged
from procurement.judgement import public_words as judgement
from procurement.models import ReadPassage
from procurement.services.read_passages import answer_for
from tests import calls, factories

pytestmark = pytest.mark.django_db
DOUBT = "本次服务由两家承接。玉罕香是感染者，已同意写出。"
NOW = calls.at("07-03 09:00")


def guard(text: str, *, office: int | None = 1) -> None:
    judgement.guard({"text": text}, office=office)


def refused(text: str, *, office: int | None = 1) -> list:
    with pytest.raises(PersonalDataError) as caught:
        guard(text, office=office)
    return caught.value.passages["text"]


def test_a_doubt_is_a_way_on_and_the_tick_stands_in_the_event():
    by = factories.official("drafter")
    passages = refused(DOUBT)
    assert any("玉罕香" in one.words for one in passages)
    assert all(one.sentence and one.token for one in passages)
    assert answer_for([one.token for one in passages], by=by, now=NOW) == len(passages)
    guard(DOUBT)
    event = Event.objects.filter(kind="passage_read").first()
    assert event.actor == by.pseudonym
    assert not event.public
    assert "玉罕香" not in event.payload
    assert json.loads(event.payload)["finding"] in {one.kind for one in passages}


def test_one_tick_is_for_one_sentence_only():
    tokens = [one.token for one in refused(DOUBT)]
    answer_for(tokens, by=None, now=NOW)
    refused("另外，玉罕香是感染者，住在曼弄枫。")
    refused(DOUBT.replace("玉罕香", "玉罕凤"))
    guard(DOUBT.replace("两家", "三家"))  # another sentence changed


@pytest.mark.parametrize("other", [2, 11, None])
def test_one_tick_is_for_the_words_of_one_office_only(other: int | None):
    own = refused(DOUBT)
    answer_for([one.token for one in own], by=None, now=NOW)
    guard(DOUBT)
    asked = refused(DOUBT, office=other)
    assert [one.words for one in asked] == [one.words for one in own], "another office is asked anew"
    answer_for([one.token for one in asked], by=None, now=NOW)
    guard(DOUBT, office=other)
    refused(DOUBT, office=3)


def test_a_tick_of_one_call_says_nothing_for_the_call_of_another_agency():
    ours, theirs = calls.office(), calls.office("532822")
    first, second = (calls.draft(by, requirement_zh=DOUBT) for by in (ours, theirs))
    with pytest.raises(PersonalDataError) as caught:
        calls_judged.guard_texts(first)
    ticks = [one.token for passages in caught.value.passages.values() for one in passages]
    answer_for(ticks, by=ours.drafter, now=NOW)
    calls_judged.guard_texts(first)
    with pytest.raises(PersonalDataError):
        calls_judged.guard_texts(second)


def test_a_tick_for_a_file_is_for_one_office_only():
    token = judgement.file_token(DOUBT, office=1)
    answer_for([token], by=None, now=NOW)
    assert judgement.file_token(DOUBT, office=1) == ""
    assert judgement.file_token(DOUBT, office=2)


def test_a_number_never_passes():
    passages = refused("请打13987654321。" + DOUBT)
    assert [one.token for one in passages if one.kind == "mobile_phone"] == [""]
    answer_for([one.token for one in passages if one.token], by=None, now=NOW)
    assert [one.kind for one in refused("请打13987654321。" + DOUBT)] == ["mobile_phone"]


def test_a_made_up_tick_counts_for_nothing_and_a_repeated_one_once():
    forged = signing.dumps(["somebody", "0" * 64], salt="another")
    assert answer_for([forged, "x", ""], by=None, now=NOW) == 0
    tokens = [one.token for one in refused(DOUBT)]
    answer_for(tokens, by=None, now=NOW)
    assert answer_for(tokens, by=None, now=NOW) == 0
    assert Event.objects.filter(kind="passage_read").count() == ReadPassage.objects.count() == len(tokens)


def test_what_was_answered_for_is_never_changed():
    answer_for([one.token for one in refused(DOUBT)], by=None, now=NOW)
    for statement in ("UPDATE procurement_readpassage SET kind = 'x'", "DELETE FROM procurement_readpassage"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
