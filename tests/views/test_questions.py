"""Question pages: no account needed, a code for the answer, and an asker nobody on the buyer's side can see."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.urls import reverse

from portal.ground import clock
from portal.ground.ledger.models import Event
from procurement import confidant
from procurement.models import Asker, Inquiry, Reading, ReadPassage, Report
from procurement.services import timekeeping
from procurement.services.questions import inquiries
from procurement.services.voices import reports
from tests.support import calls, factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _plain_ground(settings):
    """No limits left over from another test; the second factor is test_accounts' subject."""
    cache.clear()
    settings.DEMO = True
    settings.OFFICIAL_SECOND_FACTOR_REQUIRED = False


@pytest.fixture
def call():
    """An open call; the portal's clock stands two days after its publication."""
    made = calls.published(calls.office())
    clock.move_to(calls.at("07-04 09:00"))
    return made


def form_of(response):
    return {
        name: re.search(rf'name="{name}" value="([^"]+)"', response.content.decode()).group(1)
        for name in ("slip",)
    }


def send(client, call, text, **more):
    address = reverse("ask", args=[call.number])
    return client.post(address, form_of(client.get(address)) | {"text": text} | more)


def test_anyone_asks_and_finds_the_question_by_its_code(client, call):
    response = send(client, call, "我们小组没有登记，可以申报吗？")
    inquiry = Inquiry.objects.get()
    code = re.search(r"\w{4}-\w{4}-\w{4}", response.content.decode()).group()
    assert Asker.objects.get().code_hash == inquiries.hash_of(code)
    found = client.post(reverse("question_lookup"), {"code": code.lower()})
    assert inquiry.text in found.content.decode()
    assert code not in found.request["PATH_INFO"]


def test_a_wrong_code_finds_nothing(client, call):
    send(client, call, "我们小组没有登记，可以申报吗？")
    response = client.post(reverse("question_lookup"), {"code": "AAAA-AAAA-AAAA"})
    assert response.status_code == 422
    assert "没有找到这个查询码" in response.content.decode()


def test_codes_cannot_be_tried_without_end(client, call):
    statuses = [
        client.post(reverse("question_lookup"), {"code": f"AAAA-AAAA-{number:04}"}).content.decode()
        for number in range(65)
    ]
    assert "查询次数较多" in statuses[-1]
    assert "查询次数较多" not in statuses[0]


def test_personal_data_is_refused_on_the_field_and_nothing_typed_is_lost(client, call):
    text = "我叫张三，电话13987654321，是感染者，能参加吗？"
    response = send(client, call, text)
    page = response.content.decode()
    assert response.status_code == 422
    assert "13987654321" in page
    assert "张三" in page
    assert "省里的隐私审核员" in page
    assert not Inquiry.objects.exists()
    slip = form_of(response)["slip"]
    clock.move_to(calls.at("07-04 09:20"))
    assert send(client, call, text, to_reviewer="on", slip=slip).status_code == 200
    held = Inquiry.objects.get()
    assert held.state == "held"
    assert held.arrived_at < calls.at("07-04 09:10"), "the first try"


def test_a_doubt_needs_no_tick_of_the_asker_and_the_reviewer_sees_where_it_is(client, call):
    page = send(client, call, "服务时间怎么定？村里就岩香一个感染者，白天没空。")
    assert page.status_code == 200
    assert "省里的隐私审核员" in page.text
    held = Inquiry.objects.get()
    client.force_login(factories.official("privacy_reviewer"))
    assert "岩香" not in client.get(reverse("privacy_queue")).text
    shown = opened(client, held).text
    assert "系统拿不准的地方" in shown
    assert re.search(r'<li class="typed">[^<]*岩香', shown)


def review_page(held):
    return reverse("privacy_review", args=[held.tender.number, held.tag])


def opened(client, held):
    """The page of a question kept back, asked for and looked at once the confidant has answered."""
    asked = client.post(review_page(held), {"act": "read"})
    assert asked.status_code == 302
    assert "岩香" not in client.get(review_page(held)).text
    confidant.open_now()
    return client.get(review_page(held))


def test_a_closed_call_says_so(client, call):
    clock.move_to(call.bids_due + timedelta(hours=1))
    timekeeping.do_due(call.bids_due)
    response = client.get(reverse("ask", args=[call.number]))
    assert response.status_code == 410
    assert reverse("tender", args=[call.number]) in response.content.decode()


def test_a_draft_takes_no_question(client):
    made = calls.draft(calls.office())
    assert client.get(reverse("ask", args=[made.number])).status_code == 404


def test_no_page_of_the_buyer_differs_by_asker(client):
    """The same question by two askers, one signed in: every page the buyer can open is the same."""
    pages = []
    for signed_in in (False, True):
        by = calls.office()
        made = calls.published(by)
        clock.move_to(calls.at("07-04 09:00"))
        asking = type(client)()
        if signed_in:
            asking.force_login(factories.user("曼斗组长"))
        send(asking, made, "房租能不能列支？请说明")
        question = Inquiry.objects.get(tender=made)
        inquiries.show_batch(made.number, now=question.show_at)
        clock.move_to(calls.at("07-04 11:00"))
        reading = type(client)()
        reading.force_login(by.drafter)
        for name, args in (
            ("workspace", []),
            ("answer", [made.number, question.tag]),
            ("call_review", [made.number]),
            ("tender", [made.number]),
        ):
            page = reading.get(reverse(name, args=args))
            assert page.status_code == 200
            text = page.content.decode()
            for own in (made.number, question.tag, by.agency.name_zh, by.agency.slug, str(by.drafter)):
                text = text.replace(own, "…")
            pages.append(
                (
                    signed_in,
                    name,
                    re.sub(r"(csrfmiddlewaretoken|slip)\" value=\"[^\"]+|[0-9a-f]{8,}", "", text),
                )
            )
    half = len(pages) // 2
    for (_, name, anonymous), (_, _, signed) in zip(pages[:half], pages[half:], strict=True):
        assert "曼斗组长" not in signed, name
        assert len(anonymous.split()) == len(signed.split()), name


def answer_page(client, call, question, user, **said):
    client.force_login(user)
    address = reverse("answer", args=[call.number, question.tag])
    if not said:
        return client.get(address)
    return client.post(address, {"form_id": uuid4(), "kind": "answer"} | said)


@pytest.mark.parametrize(
    ("who", "status"),
    [("drafter", 200), ("approver", 200), ("stranger", 404), ("supervisor", 404), ("leader", 404)],
)
def test_who_may_open_the_answer(client, who, status):
    by = calls.office()
    made = calls.published(by)
    question = calls.asked(made, now=calls.at("07-03 15:20"))
    clock.move_to(calls.at("07-04 09:00"))
    user = {
        "drafter": lambda: by.drafter,
        "approver": lambda: by.approver,
        "stranger": lambda: calls.office("532503").drafter,
        "supervisor": lambda: factories.official("supervisor"),
        "leader": factories.user,
    }[who]()
    assert answer_page(client, made, question, user).status_code == status


def test_two_officials_do_not_answer_past_each_other(client):
    by = calls.office()
    made = calls.published(by)
    question = calls.asked(made, now=calls.at("07-03 15:20"))
    clock.move_to(calls.at("07-04 09:00"))
    read = re.search(
        r'name="after" value="(\d+)"', answer_page(client, made, question, by.drafter).content.decode()
    )[1]
    assert answer_page(client, made, question, by.drafter, text_zh="可以。", after=read).status_code == 302
    other = answer_page(client, made, question, by.approver, text_zh="不可以。", after=read)
    page = other.content.decode()
    assert other.status_code == 422
    assert "已经有人答复了这个问题" in page
    assert page.index("可以。") < page.index("不可以。")
    assert question.answers.count() == 1
    again = re.search(r'name="after" value="(\d+)"', page)[1]
    assert (
        answer_page(client, made, question, by.approver, text_zh="最多一万元。", after=again).status_code
        == 302
    )
    assert "补充：最多一万元。" in client.get(f"/notices/{made.number}/").content.decode()


def test_an_answer_is_public_at_once(client):
    by = calls.office()
    made = calls.published(by)
    question = calls.asked(made, now=calls.at("07-03 15:20"))
    clock.move_to(calls.at("07-04 09:00"))
    response = answer_page(client, made, question, by.drafter, text_zh="可以，请找托管组织。")
    assert response.status_code == 302
    assert (
        "可以，请找托管组织。" in type(client)().get(reverse("tender", args=[made.number])).content.decode()
    )


def test_a_doubt_in_an_answer_is_shown_with_its_tick_and_a_number_without(client):
    by = calls.office()
    made = calls.published(by)
    question = calls.asked(made, now=calls.at("07-03 15:20"))
    clock.move_to(calls.at("07-04 09:00"))
    doubted = "可以参照玉罕香的做法，她是感染者，已同意。"
    page = answer_page(client, made, question, by.drafter, text_zh=doubted)
    assert page.status_code == 422
    assert "从中认不出任何人" in page.text
    assert doubted in page.text
    ticks = re.findall(r'name="read_passage" value="([^"]+)"', page.text)
    assert ticks
    number = answer_page(
        client, made, question, by.drafter, text_zh=f"{doubted}电话13987654321", read_passage=ticks
    )
    assert number.status_code == 422
    assert re.findall(r'name="read_passage" value="([^"]+)" checked', number.text) == ticks
    assert not question.answers.exists()
    other = answer_page(
        client, made, question, by.drafter, text_zh=doubted, kind="answered_in", read_passage=ticks
    )
    assert other.status_code == 422, "which question it is answered in was not said"
    again = re.findall(r'name="read_passage" value="([^"]+)" checked', other.text)
    assert again == ticks, "the page gives the tick back as it was sent"
    assert not ReadPassage.objects.exists(), "nothing is remembered of a form that was refused"
    asked = answer_page(client, made, question, by.drafter, text_zh=doubted)
    assert asked.status_code == 422, "and another page asks again"
    assert len(re.findall(r'name="read_passage" value="([^"]+)">', asked.text)) == len(ticks)
    sent = answer_page(client, made, question, by.drafter, text_zh=doubted, read_passage=again)
    assert sent.status_code == 302
    event = Event.objects.filter(kind="passage_read").first()
    assert event.actor == by.drafter.pseudonym


def test_an_empty_answer_is_refused_on_the_field(client):
    by = calls.office()
    made = calls.published(by)
    question = calls.asked(made, now=calls.at("07-03 15:20"))
    clock.move_to(calls.at("07-04 09:00"))
    assert answer_page(client, made, question, by.drafter, text_zh=" ").status_code == 422


@pytest.mark.parametrize(
    ("role", "status"), [("privacy_reviewer", 200), ("supervisor", 404), ("drafter", 404)]
)
def test_only_the_reviewer_sees_the_queue(client, role, status):
    calls.the_law()
    client.force_login(factories.official(role))
    assert client.get(reverse("privacy_queue")).status_code == status


def test_the_reviewer_lets_a_held_question_go_on(client, call):
    send(client, call, "我叫张三，电话13987654321，是感染者，能参加吗？", to_reviewer="on")
    held = Inquiry.objects.get()
    address = reverse("privacy_review", args=[call.number, held.tag])
    client.force_login(factories.official("supervisor"))
    assert client.post(address, {"act": "release"}).status_code == 404
    client.force_login(factories.official("privacy_reviewer"))
    assert client.post(address, {"act": "release"}).status_code == 302
    held.refresh_from_db()
    assert held.state == "held", "nobody lets go what they have not read"
    assert "13987654321" in opened(client, held).text
    assert client.post(address, {"act": "release"}).status_code == 302
    held.refresh_from_db()
    assert (held.state, held.text) == ("waiting", "")
    assert client.post(address, {"act": "refuse"}).status_code == 302
    assert client.get(address).status_code == 404
    confidant.open_now()
    held.refresh_from_db()
    assert (held.state, held.text) == ("waiting", "我叫张三，电话13987654321，是感染者，能参加吗？")


@pytest.fixture
def held(client, call):
    send(client, call, "服务时间怎么定？村里就岩香一个感染者，白天没空。")
    return Inquiry.objects.get()


def test_opening_words_asks_who_it_is_once_more(client, held, settings):
    settings.PROOF_SECONDS = 0
    reviewer = factories.official("privacy_reviewer", app=False)
    client.force_login(reviewer)
    asked = client.post(review_page(held), {"act": "read"})
    assert asked.status_code == 403
    assert not Reading.objects.exists()
    wrong = client.post(review_page(held), {"act": "read", "proof_password": "not the one"})
    assert wrong.status_code == 403
    assert not Reading.objects.exists()
    right = client.post(review_page(held), {"act": "read", "proof_password": factories.PASSWORD})
    assert right.status_code == 302
    assert Reading.objects.get().by == reviewer


def test_what_was_opened_stands_in_that_browser_alone(client, held):
    reviewer = factories.official("privacy_reviewer")
    client.force_login(reviewer)
    shown = opened(client, held)
    assert "岩香" in shown.text
    assert "no-store" in shown["Cache-Control"]
    cookie = client.cookies["opens"]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == (review_page(held), True, "Strict")
    other = type(client)()
    other.force_login(reviewer)
    assert "岩香" not in other.get(review_page(held)).text
    other.cookies["opens"] = cookie.value
    assert "岩香" not in other.get(review_page(held)).text, "another session"
    client.cookies["opens"] = "x"
    assert "岩香" not in client.get(review_page(held)).text, "another key"
    clock.move_by(timedelta(minutes=6))
    client.cookies["opens"] = cookie.value
    assert "岩香" not in client.get(review_page(held)).text, "after its minutes"


def test_colleagues_see_who_opened_which_words_and_nobody_the_words_of_the_other_role(
    client, held, django_assert_max_num_queries
):
    reviewer = factories.official("privacy_reviewer", app=False)
    supervisor = factories.official("supervisor", of=factories.agency("530000"))
    client.force_login(reviewer)
    opened(client, held)
    colleague, above = type(client)(), type(client)()
    colleague.force_login(factories.official("privacy_reviewer", app=False))
    above.force_login(supervisor)
    page = colleague.get(reverse("privacy_queue")).text
    assert f"{reviewer} · {held.tender.number} · {held.tag}" in page
    assert "岩香" not in page
    assert str(reviewer) not in above.get(reverse("oversight")).text
    for _ in range(5):
        opened(client, held)
    colleague.get(reverse("privacy_queue"))
    with django_assert_max_num_queries(25):
        assert colleague.get(reverse("privacy_queue")).text.count(f"{reviewer} · ") == 6


def test_the_page_looks_again_by_itself_and_no_longer_than_half_a_minute(client, held):
    client.force_login(factories.official("privacy_reviewer"))
    client.post(review_page(held), {"act": "read"})
    assert client.get(review_page(held))["Refresh"] == "2"
    clock.move_by(timedelta(seconds=40))
    away = client.get(review_page(held))
    assert "Refresh" not in away
    assert "什么也没有丢" in away.text


def test_a_supervisor_opens_a_word_in_confidence_and_replies_beneath_it(client, call):
    calls.the_law()
    code = "2345-6789-ACDE"
    report = reports.file(
        kind="confidential",
        text="有人打听专家名单，请省里留意。",
        code=code,
        form_id=uuid4(),
        now=clock.now(),
    )
    page = reverse("report_decide", args=[report.number])
    client.force_login(factories.official("supervisor", of=factories.agency("530000")))
    assert "专家名单" not in client.get(page).text
    assert client.post(page, {"act": "read"}).status_code == 302
    waiting = client.get(page)
    assert waiting["Refresh"] == "2"
    assert 'name="reply_zh"' not in waiting.text, "what is typed would be lost"
    confidant.open_now()
    assert "专家名单" in client.get(page).text
    faulty = client.post(page, {"reply_zh": ""})
    assert faulty.status_code == 422
    assert "专家名单" in faulty.text
    assert client.post(page, {"reply_zh": "谢谢，已经提醒。"}).status_code == 302
    assert Report.objects.get().reply_zh == ""
    found = type(client)().post(reverse("report_lookup"), {"code": code}).text
    assert "谢谢，已经提醒。" in found
    assert "专家名单" in found
    client.post(page, {"act": "read"})
    assert "谢谢，已经提醒。" not in client.get(page).text
    confidant.open_now()
    assert "谢谢，已经提醒。" in client.get(page).text


def test_what_is_said_to_be_missing_in_words_that_name_somebody_is_opened_too_and_never_published(
    client, call
):
    calls.the_law()
    report = reports.file(
        kind="missing", text="名单里写着刀小美是艾滋病感染者", code="2345-6789-ACDE", form_id=uuid4(),
        seen_at="村口公告栏", division_id="532801", now=clock.now(),
    )  # fmt: skip
    page = reverse("report_decide", args=[report.number])
    client.force_login(factories.official("supervisor", of=factories.agency("530000")))
    closed = client.get(page).text
    assert "刀小美" not in closed
    assert "村口公告栏" not in closed
    client.post(page, {"act": "read"})
    confidant.open_now()
    shown = client.get(page).text
    assert "刀小美" in shown
    assert "村口公告栏" in shown
    assert "反映的原话不公开" in shown
    assert client.post(page, {"outcome": "not_ours", "reply_zh": "已经撤下。"}).status_code == 302
    public = type(client)().get(reverse("missing_list")).text
    assert "已经撤下。" in public
    assert "刀小美" not in public


def test_a_report_in_clear_has_nothing_to_open(client, call):
    calls.the_law()
    report = reports.file(
        kind="missing", text="州里的同伴教育服务采购", code="2345-6789-ACDE", form_id=uuid4(),
        division_id="532801", now=clock.now(),
    )  # fmt: skip
    client.force_login(factories.official("supervisor", of=factories.agency("530000")))
    page = reverse("report_decide", args=[report.number])
    assert client.post(page, {"act": "read"}).status_code == 422
    assert not Reading.objects.exists()
