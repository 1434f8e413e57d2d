"""The door for public words: a number never passes, a doubt passes once somebody answers for the passage."""

import json
from collections.abc import Iterable
from contextlib import AbstractContextManager, suppress

import pytest
from django.core import signing
from django.db import DatabaseError, connection, transaction

from organizations.models import User
from portal.ground.fields import ticks
from portal.ground.fields.ticks import Passage
from portal.ground.ledger.models import Event
from procurement.errors import PersonalDataError, PersonalFileError
from procurement.judgement import public_words as judgement
from procurement.models import ReadPassage, Tender
from procurement.services import public_words
from procurement.uploads import CleanFile
from tests.support import calls, factories

pytestmark = pytest.mark.django_db
DOUBT = "本次服务由两家承接。玉罕香是感染者，已同意写出。"
NOW = calls.at("07-03 09:00")
CALL = "tender:1"


def guard(text: str, *, about: str = CALL) -> None:
    public_words.guard({"text": text}, about=about)


def refused(text: str, *, about: str = CALL) -> list:
    with pytest.raises(PersonalDataError) as caught:
        guard(text, about=about)
    return caught.value.passages["text"]


def ticking(passages: Iterable[Passage], *, by: User | None = None) -> AbstractContextManager[None]:
    return judgement.ticked([one.token for one in passages if one.token], by=by, now=NOW)


def answered_for(passages: Iterable[Passage], text: str = DOUBT, *, about: str = CALL) -> None:
    with ticking(passages):
        guard(text, about=about)


def test_a_doubt_is_a_way_on_and_the_tick_stands_in_the_event():
    by = factories.official("drafter")
    passages = refused(DOUBT)
    assert any("玉罕香" in one.words for one in passages)
    assert all(one.sentence and one.token for one in passages)
    with ticking(passages, by=by):
        guard(DOUBT)
    guard(DOUBT)
    assert ReadPassage.objects.count() == len(passages)
    event = Event.objects.filter(kind="passage_read").first()
    assert event.actor == by.pseudonym
    assert not event.public
    assert "玉罕香" not in event.payload
    assert json.loads(event.payload)["finding"] in {one.kind for one in passages}


def test_one_tick_is_for_one_sentence_only():
    answered_for(refused(DOUBT))
    refused("另外，玉罕香是感染者，住在曼弄枫。")
    refused(DOUBT.replace("玉罕香", "玉罕凤"))
    guard(DOUBT.replace("两家", "三家"))  # another sentence changed


def test_a_tick_counts_in_its_own_request_and_is_kept_only_by_an_act_that_goes_through():
    with ticking(refused(DOUBT)):
        assert not judgement.in_the_way(DOUBT, about=CALL), "in the form"
        with pytest.raises(PersonalDataError):
            guard(f"{DOUBT}电话13987654321")
        with pytest.raises(PersonalDataError):
            public_words.guard({"text": DOUBT, "other": "岩温是感染者"}, about=CALL)
        with suppress(ValueError), transaction.atomic():
            guard(DOUBT)
            raise ValueError("refused for another reason")
    assert not ReadPassage.objects.exists()
    assert not Event.objects.filter(kind="passage_read").exists()
    refused(DOUBT)


@pytest.mark.parametrize("other", ["tender:2", "tender:11", "tender:1/waiver", ""])
def test_one_tick_is_for_the_words_of_one_call_only(other: str):
    own = refused(DOUBT)
    with ticking(own):
        asked = refused(DOUBT, about=other)
    answered_for(own)
    guard(DOUBT)
    assert [one.words for one in asked] == [one.words for one in own], "another call is asked anew"
    answered_for(asked, about=other)
    guard(DOUBT, about=other)
    refused(DOUBT, about="tender:3")


@pytest.mark.parametrize("place", ["532801", "532822"])
def test_a_tick_of_one_call_says_nothing_for_another_call(place: str):
    ours = calls.office()
    theirs = ours if place == "532801" else calls.office(place)
    first, second = (calls.draft(by, requirement_zh=DOUBT) for by in (ours, theirs))
    with pytest.raises(PersonalDataError) as caught:
        public_words.guard_call(first)
    with ticking(one for passages in caught.value.passages.values() for one in passages):
        public_words.guard_call(first)
    public_words.guard_call(first)
    with pytest.raises(PersonalDataError):
        public_words.guard_call(second)


def asked_of_file(tender: Tender) -> Passage:
    with pytest.raises(PersonalFileError) as caught:
        guard_file(tender)
    return Passage(ticks.FILE, "", token=caught.value.token)


def guard_file(tender: Tender) -> None:
    public_words.guard_file(CleanFile("附件", b"", "application/pdf", "pdf", DOUBT), tender)


def test_a_tick_for_a_file_is_for_one_call_only_and_kept_by_an_act_that_goes_through():
    ours = calls.office()
    call, other = calls.draft(ours), calls.draft(ours)
    tick = asked_of_file(call)
    with ticking([tick]), suppress(ValueError), transaction.atomic():
        guard_file(call)
        raise ValueError("refused for another reason")
    asked_of_file(call)
    with ticking([tick]):
        guard_file(call)
    guard_file(call)
    asked_of_file(other)


def test_a_number_never_passes():
    passages = refused("请打13987654321。" + DOUBT)
    assert [one.token for one in passages if one.kind == "mobile_phone"] == [""]
    with ticking(passages):
        assert [one.kind for one in refused("请打13987654321。" + DOUBT)] == ["mobile_phone"]


def test_a_made_up_tick_counts_for_nothing_and_a_repeated_one_once():
    passages = refused(DOUBT)
    said = signing.loads(passages[0].token, salt=ticks.SALT)
    earlier = signing.dumps(said[:2], salt=ticks.SALT)
    with judgement.ticked([signing.dumps(said, salt="another"), "x", "", earlier], by=None, now=NOW):
        refused(DOUBT)
    for _time in range(2):
        answered_for([*passages, *passages])
    assert Event.objects.filter(kind="passage_read").count() == ReadPassage.objects.count() == len(passages)


def test_what_was_answered_for_is_never_changed():
    answered_for(refused(DOUBT))
    for statement in ("UPDATE procurement_readpassage SET kind = 'x'", "DELETE FROM procurement_readpassage"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
