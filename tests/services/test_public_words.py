"""The door for public words: a number never passes, a doubt passes once somebody answers for the passage."""

import json

import pytest
from django.core import signing
from django.db import DatabaseError, connection, transaction

from portal.ledger.models import Event
from procurement.models import ReadPassage
from procurement.services import public_words
from procurement.services.errors import PersonalDataError
from tests import calls, factories

pytestmark = pytest.mark.django_db
DOUBT = "本次服务由两家承接。玉罕香是感染者，已同意写出。"
NOW = calls.at("07-03 09:00")


def refused(text: str) -> list:
    with pytest.raises(PersonalDataError) as caught:
        public_words.guard({"text": text})
    return caught.value.passages["text"]


def test_a_doubt_is_a_way_on_and_the_tick_stands_in_the_event():
    by = factories.official("drafter")
    passages = refused(DOUBT)
    assert any("玉罕香" in one.words for one in passages)
    assert all(one.sentence and one.token for one in passages)
    assert public_words.answer_for([one.token for one in passages], by=by, now=NOW) == len(passages)
    public_words.guard({"text": DOUBT})
    event = Event.objects.filter(kind="passage_read").first()
    assert event.actor == by.pseudonym
    assert not event.public
    assert "玉罕香" not in event.payload
    assert json.loads(event.payload)["finding"] in {one.kind for one in passages}


def test_one_tick_is_for_one_sentence_only():
    tokens = [one.token for one in refused(DOUBT)]
    public_words.answer_for(tokens, by=None, now=NOW)
    refused("另外，玉罕香是感染者，住在曼弄枫。")
    refused(DOUBT.replace("玉罕香", "玉罕凤"))
    public_words.guard({"text": DOUBT.replace("两家", "三家")})  # another sentence changed


def test_a_number_never_passes():
    passages = refused("请打13987654321。" + DOUBT)
    assert [one.token for one in passages if one.kind == "mobile_phone"] == [""]
    public_words.answer_for([one.token for one in passages if one.token], by=None, now=NOW)
    assert [one.kind for one in refused("请打13987654321。" + DOUBT)] == ["mobile_phone"]


def test_a_made_up_tick_counts_for_nothing_and_a_repeated_one_once():
    forged = signing.dumps(["somebody", "0" * 64], salt="another")
    assert public_words.answer_for([forged, "x", ""], by=None, now=NOW) == 0
    tokens = [one.token for one in refused(DOUBT)]
    public_words.answer_for(tokens, by=None, now=NOW)
    assert public_words.answer_for(tokens, by=None, now=NOW) == 0
    assert Event.objects.filter(kind="passage_read").count() == ReadPassage.objects.count() == len(tokens)


def test_what_was_answered_for_is_never_changed():
    public_words.answer_for([one.token for one in refused(DOUBT)], by=None, now=NOW)
    for statement in ("UPDATE procurement_readpassage SET kind = 'x'", "DELETE FROM procurement_readpassage"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
