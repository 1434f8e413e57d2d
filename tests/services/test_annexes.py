"""The files of a call are judged with it: what can be read by its words, what cannot is said to be unread."""

from dataclasses import replace

import pytest

from procurement.judgement import annexes
from procurement.judgement import calls as judgement
from procurement.labels import verdict_message
from procurement.rules.verdicts import Answer, RuleError
from procurement.services.calls import documents, passages, tenders
from procurement.uploads import CleanFile
from tests.support import calls, files
from tests.views.officer_site import word_file

pytestmark = pytest.mark.django_db

NOW = calls.PUBLISHED
WRONG = "服务对象必须接受检测，无须本人同意"
WORD = CleanFile("技术要求", word_file("服务内容", f"{WRONG}。").read(), "application/msword", "docx")
PHOTO = CleanFile("图", files.photo(kind="PNG"), "image/png", "png", text="")


@pytest.fixture
def office(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    return calls.office()


def attach(call, file, by):
    return documents.attach(call.number, file=file, by=by.drafter, now=NOW)


def of_annex(call):
    return [one for one in judgement.judge(call, now=NOW) if one.field == annexes.ANNEX]


def submit(call, by):
    return tenders.submit(call.number, version=call.version, by=by.drafter, now=NOW)


def test_the_words_of_an_annex_stop_a_call_at_every_step_and_name_the_file(office):
    call = calls.draft(office)
    attach(call, WORD, office)
    with pytest.raises(RuleError) as stopped:
        submit(call, office)
    [verdict] = stopped.value.verdicts
    assert (verdict.field, verdict.rule, verdict.params["words"]) == ("annex", "HIV.23.voluntary", WRONG)
    assert "技术要求" in verdict_message(verdict)
    sent = submit(calls.draft(office), office)
    sent.documents.create(
        title="附件",
        terms_version=1,
        words=WRONG,
        blob=call.documents.get().blob,
        extension="docx",
        added_at=NOW,
    )
    with pytest.raises(RuleError):
        tenders.approve(sent.number, by=office.approver, now=NOW)


def test_a_passage_of_an_annex_passes_on_a_second_persons_word(office):
    call = calls.draft(office)
    attach(call, WORD, office)
    [verdict] = of_annex(call)
    passages.clear_passage(
        call.number, key=verdict.params["key"], reason="这是反面例子。", by=office.approver, now=NOW
    )
    call.refresh_from_db()
    assert [one.code for one in of_annex(call)] == ["passage_cleared"]
    assert submit(call, office).step == "submitted"


def test_an_annex_that_is_not_read_is_said_so_and_stops_nothing(office):
    call = calls.draft(office)
    attach(call, PHOTO, office)
    [verdict] = of_annex(call)
    assert (verdict.code, verdict.answer, verdict.stops) == ("annex_not_read", Answer.CANNOT_TELL, False)
    assert "图" in verdict_message(verdict)
    assert submit(call, office).step == "submitted"


def test_of_more_than_people_would_wait_for_the_rest_is_said_to_be_unread(office, monkeypatch):
    monkeypatch.setattr(annexes, "MOST_WORDS", len(WRONG) + 10)
    call = calls.draft(office)
    for title in ("甲", "乙"):
        file = replace(PHOTO, data=f"{title}".encode(), text=f"{title}：{WRONG}。")
        documents.attach(call.number, file=file, title=title, by=office.drafter, now=NOW)
    assert [(one.code, one.params["file"]) for one in of_annex(call)] == [
        ("asks_consent_denied", "甲"),
        ("annex_not_read", "乙"),
    ]


def test_an_annex_that_was_taken_off_is_judged_no_more(office):
    call = calls.draft(office)
    for file in (WORD, PHOTO):
        documents.withdraw(call.number, attach(call, file, office).pk, by=office.drafter, now=NOW)
    assert of_annex(call) == []


@pytest.mark.parametrize(
    ("text", "read"),
    [("甲乙", True), (" \n", False), (None, False), ("字" * annexes.MOST_WORDS, True)],
)
def test_a_pdf_is_read_by_the_words_it_came_with(text, read):
    assert (annexes.words_of(replace(files.clean_pdf(), text=text)) is not None) is read


def test_a_file_longer_than_people_would_wait_for_is_not_read():
    assert annexes.words_of(replace(PHOTO, text="字" * (annexes.MOST_WORDS + 1))) is None
