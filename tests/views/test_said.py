"""What a public page says of a call is what is known: its state, since when, and whether it still invites."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from portal.ground import clock, formatting
from procurement.labels import deadlines
from procurement.models import SearchEntry
from procurement.rules import inquiries as rules
from procurement.services.calls import amendments, tenders
from procurement.views.public.wechat import wechat_text
from tests.support import awards, calls, openings

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _demonstration(settings):
    settings.DEMO = True


def test_a_finished_call_is_dated_by_its_notice_and_never_by_today(settings, tmp_path):
    openings.give_keys(settings)
    settings.VAR_DIR = tmp_path
    call, contract = awards.contracted()
    call.accept(contract)
    done = clock.now()
    clock.move_to(done + timedelta(days=3))
    page = Client().get(reverse("tender", args=[call.tender.number])).text
    course = page[page.index('class="timeline"') :]
    said = course[course.index('class="now"') :].split("</li>")[0]
    assert formatting.day(done, "zh") in said
    assert formatting.day(clock.now(), "zh") not in said


@pytest.mark.parametrize(
    ("step", "said", "unsaid"),
    [
        ("open", "截止：", "已不能申报"),
        ("suspended", "截止时间暂停", "截止："),
        ("closed", "已不能申报", "截止："),
        ("void", "已不能申报", "可以报"),
    ],
)
def test_a_message_for_a_group_invites_only_while_applications_are_taken(step, said, unsaid):
    call = calls.published(calls.office())
    call.step = step
    text = wechat_text(
        call, "检测动员", ["没有登记注册？可以报。"], "https://portal.example/1", now=calls.PUBLISHED
    )
    assert said in text
    assert unsaid not in text


def test_a_message_does_not_invite_once_the_closing_has_passed():
    call = calls.published(calls.office())
    text = wechat_text(call, "检测动员", ["可以报。"], "https://portal.example/1", now=call.bids_due)
    assert "已不能申报" in text
    assert "可以报。" not in text


def test_a_group_on_no_register_finds_what_it_may_apply_to_through_a_host():
    call = calls.published(calls.office())
    entry = SearchEntry.objects.get(tender=call)
    assert "hosted" in entry.who_may_bid
    home = Client().get("/").text
    assert "who=unregistered" in home
    assert call.number in Client().get("/notices/?who=unregistered&status=open").text


def test_published_reasons_stand_under_the_words_of_their_rule_and_never_under_its_code():
    office = calls.office()
    draft = calls.draft(office, experience_required="做过艾滋病项目")
    draft = tenders.give_reason(
        draft.number,
        rule="YN.P.experience",
        reason="服务对象信任老队伍。",
        by=office.drafter,
        now=calls.PUBLISHED,
    )
    draft = tenders.submit(draft.number, version=draft.version, by=office.drafter, now=calls.PUBLISHED)
    call = tenders.approve(draft.number, by=office.approver, now=calls.PUBLISHED)
    plain = Client().get(reverse("notice_file", args=[call.number, 1, "txt"]))
    pages = [
        b"".join(plain).decode() if plain.streaming else plain.text,
        Client().get(reverse("notice", args=[call.number, 1])).text,
        Client().get(reverse("tender", args=[call.number])).text,
    ]
    for page in pages:
        assert "服务对象信任老队伍。" in page
        assert "YN.P.experience：" not in page
        assert "YN.P.experience</dt>" not in page


def test_the_page_of_a_corrected_call_says_so_at_its_top():
    office = calls.office()
    call = calls.published(office)
    clock.move_to(calls.at("07-04 10:00"))
    address = reverse("tender", args=[call.number])
    assert "更正过" not in Client().get(address).text
    for phone in ("0691-1111111", "0691-2222222"):
        amendments.draft_correction(
            call.number, offered={"contact_phone": phone}, reason_code="error_in_notice", reason_zh="写错了。",
            form_id=uuid4(), by=office.drafter, now=clock.now(),
        )  # fmt: skip
        amendments.approve(call.number, by=office.approver, now=clock.now())
    page = Client().get(address).text
    head = page[: page.index('class="cols side-right notice"')]
    assert "这份公告更正过 2 次" in head
    assert "联系电话" in head
    assert formatting.day(clock.now(), "zh", year=False) in head
    assert reverse("notice", args=[call.number, 3]) in head


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("kept", "不到一个工作日就答复，按期"),
        ("answered_late", "迟答复，迟了不到一个工作日"),
        ("late", "已超期，不到一个工作日"),
        ("running", "7月5日前答复，今天是最后一天"),
    ],
)
def test_no_clock_counts_nought_working_days(state, said):
    with translation.override("zh-hans"):
        told = deadlines.clock_words(state, due="7月5日", working_days=0, suspends=False)
        assert told == said
        assert "0" not in deadlines.clock_words(state, due="七月五日", working_days=0, suspends=True)


def test_after_the_days_for_questions_no_answer_in_time_is_promised():
    call = calls.published(calls.office())
    address = reverse("ask", args=[call.number])
    clock.move_to(calls.PUBLISHED + timedelta(hours=1))
    assert "提问期已过" not in Client().get(address).text
    clock.move_to(rules.end_of(call.ask_by))
    page = Client().get(address).text
    assert "提问期已过" in page
    assert "不等这个答复" in page


def test_no_day_of_a_contract_is_written_before_somebody_wrote_it(settings, tmp_path):
    openings.give_keys(settings)
    settings.VAR_DIR = tmp_path
    call = awards.awarded()
    client = Client()
    client.force_login(call.office.drafter)
    page = client.get(reverse("contract", args=[call.awarded[0].number])).text
    today = f"{clock.legal_date(clock.now())}"
    assert f'value="{today}"' not in page
    assert 'name="signed_on"' in page


def test_a_fault_in_a_payment_of_a_contract_is_linked_at_the_top(settings, tmp_path):
    openings.give_keys(settings)
    settings.VAR_DIR = tmp_path
    call = awards.awarded()
    client = Client()
    client.force_login(call.office.drafter)
    address = reverse("contract", args=[call.awarded[0].number])
    rows = {"pay-TOTAL_FORMS": "1", "pay-INITIAL_FORMS": "0", "pay-0-share": "40元"}
    page = client.post(address, {"form_id": str(uuid4()), **rows}).text
    head = page[page.index('aria-labelledby="faults"') :].split("</section>")[0]
    assert 'href="#id_pay-0-share"' in head
    assert "第 1 行：" in head
    assert "“40元”：这一栏的单位是百分之几（%）" in head
    assert 'id="id_pay-0-share"' in page
