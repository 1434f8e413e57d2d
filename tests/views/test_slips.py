"""The slip of somebody without an account: one text, one code, made here and nowhere else."""

import re
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.urls import reverse

from portal.ground import clock
from procurement.errors import OtherWordsError
from procurement.judgement import slips
from procurement.models import Answer, Asker, Inquiry, Report
from procurement.services.questions import inquiries
from tests.support import calls

pytestmark = pytest.mark.django_db
FIRST, SECOND = "没有登记的小组可以申报吗？", "房租可以列支多少？一年都可以吗？"


@pytest.fixture
def call():
    return calls.published(calls.office())


@pytest.fixture(autouse=True)
def _plain_ground(settings):
    cache.clear()
    settings.DEMO = True
    calls.office()
    clock.move_to(calls.at("07-05 10:00"))


def hidden(page):
    return re.search(r'name="slip" value="([^"]+)"', page.content.decode())[1]


def code_in(page):
    return re.search(r"\w{4}-\w{4}-\w{4}", page.content.decode())[0]


def test_other_words_under_the_same_form_are_never_called_received(client, call):
    address = reverse("ask", args=[call.number])
    said = {"slip": hidden(client.get(address)), "text": FIRST}
    sent = client.post(address, said)
    assert FIRST in sent.content.decode(), "the slip says what it stands for"
    assert code_in(client.post(address, said)) == code_in(sent), "the same words again"
    other = client.post(address, said | {"text": SECOND})
    page = other.content.decode()
    assert other.status_code == 409
    assert FIRST in page
    assert SECOND in page
    assert code_in(other) == code_in(sent), "whose first answer was lost finds its code"
    again = client.post(address, {"slip": hidden(other), "text": SECOND})
    assert code_in(again) != code_in(sent)
    assert set(Inquiry.objects.values_list("text", flat=True)) == {FIRST, SECOND}


def test_of_a_question_that_is_held_back_the_words_are_not_repeated(client, call):
    address = reverse("ask", args=[call.number])
    said = {"slip": hidden(client.get(address)), "text": FIRST, "to_reviewer": "on"}
    client.post(address, said)
    other = client.post(address, said | {"text": SECOND})
    assert other.status_code == 409
    assert FIRST not in other.content.decode()
    assert SECOND in other.content.decode()
    assert Inquiry.objects.count() == 1


def test_a_slip_that_was_used_at_another_call_is_no_error(client, call):
    slip = slips.fresh()
    client.post(reverse("ask", args=[call.number]), {"slip": slip, "text": FIRST})
    other = calls.published(calls.office())
    address = reverse("ask", args=[other.number])
    page = client.post(address, {"slip": slip, "text": SECOND})
    assert page.status_code == 409
    assert SECOND in page.content.decode()
    assert client.post(address, {"slip": hidden(page), "text": SECOND}).status_code == 200
    assert Asker.objects.count() == 2


def test_a_known_code_under_another_form_tells_nothing_of_it(call):
    said = {"text": FIRST, "now": calls.at("07-05 10:00")}
    inquiries.ask(call.number, form_id=uuid4(), code="2345-6789-ACDE", **said)
    with pytest.raises(OtherWordsError) as told:
        inquiries.ask(call.number, form_id=uuid4(), code="2345-6789-ACDE", **said)
    assert (told.value.shown, told.value.code) == ("", "")


@pytest.mark.parametrize("slip", ["", "1111", "1111:abc:def", "W10:x:y"])
@pytest.mark.parametrize("name", ["ask", "missing_report", "confidential_report"])
def test_a_slip_that_a_browser_chose_is_refused_and_the_words_stay(client, call, name, slip):
    address = reverse(name, args=[call.number] if name == "ask" else [])
    page = client.post(address, {"slip": slip, "text": SECOND, "division": "530000", "code": "1111"})
    assert page.status_code == 422
    assert SECOND in page.content.decode()
    assert slips.opened(hidden(page)).code
    assert not Asker.objects.exists()
    assert not Report.objects.exists()


@pytest.mark.parametrize("name", ["missing_report", "confidential_report"])
def test_a_second_word_to_the_province_is_one_of_its_own(client, call, name):
    address = reverse(name)
    said = {"slip": hidden(client.get(address)), "text": FIRST, "division": "530000"}
    client.post(address, said)
    assert client.post(address, said).status_code == 200
    other = client.post(address, said | {"text": SECOND})
    assert other.status_code == 409
    assert (FIRST in other.content.decode()) == (name == "missing_report")
    assert client.post(address, said | {"text": SECOND, "slip": hidden(other)}).status_code == 200
    assert Report.objects.count() == 2


def test_what_is_kept_of_the_words_for_comparing_needs_a_key(call, settings):
    kept = slips.digest_of("confidential", FIRST)
    assert kept == slips.digest_of("confidential", FIRST + "\r\n")
    settings.PSEUDONYM_KEY = "another"
    assert kept != slips.digest_of("confidential", FIRST)


def test_an_answer_in_other_words_is_not_called_answered(call):
    made = calls.asked(call, FIRST, now=calls.at("07-04 10:00"))
    said = {"kind": "answer", "form_id": uuid4(), "by": call.drafted_by, "now": calls.at("07-05 11:00")}
    inquiries.answer(call.number, made.tag, text_zh="可以。", **said)
    inquiries.answer(call.number, made.tag, text_zh="可以。", **said)
    with pytest.raises(OtherWordsError, match="other words"):
        inquiries.answer(call.number, made.tag, text_zh="不可以。", **said)
    assert Answer.objects.get().text_zh == "可以。"
