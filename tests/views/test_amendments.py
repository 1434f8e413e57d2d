"""Correction and end of a call in the browser's own way: form, preview, second person, published."""

import re
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from portal.ground import clock
from portal.ground.formatting import day
from procurement.fields import FIELDS
from procurement.fields.row import Rows, Text
from procurement.forms.calls import screens
from procurement.forms.calls.amendments import CorrectionForm
from procurement.forms.calls.screens import BY_SLUG
from tests.support import calls, factories
from tests.views.officer_site import word_file

pytestmark = pytest.mark.django_db

NOW = calls.at("07-04 10:00")


@pytest.fixture(autouse=True)
def _plain_ground(settings):
    settings.DEMO = True
    settings.OFFICIAL_SECOND_FACTOR_REQUIRED = False


@pytest.fixture
def by():
    return calls.office()


@pytest.fixture
def call(by):
    made = calls.published(by)
    clock.move_to(NOW)
    return made


def as_posted(call, **changed):
    """The correction form as a browser sends it back."""
    values = {"form_id": str(uuid4())}
    for name, value in screens.initial_of(call).items():
        if isinstance(value, datetime):
            local = value.astimezone(clock.LEGAL_ZONE)
            values |= {f"{name}_0": f"{local:%Y-%m-%d}", f"{name}_1": f"{local:%H:%M}"}
        elif not isinstance(FIELDS[name].value, Rows) and value is not False:
            values[name] = value
    return values | {"reason_code": "error_in_notice", "reason_zh": "写错了。", "do": "check"} | changed


def test_a_correction_is_shown_before_it_is_sent_and_published_by_another(client, by, call):
    call.refresh_from_db()
    client.force_login(by.drafter)
    address = reverse("call_amend", args=[call.number])
    assert client.get(address).status_code == 200
    posted = as_posted(call, contact_phone="0691-1111111")
    page = client.post(address, posted).content.decode()
    assert "0691-1111111" in page
    assert not call.amendments.exists()
    assert client.post(address, posted | {"do": "send"}).status_code == 302
    waiting = reverse("amendment_review", args=[call.number])
    assert client.post(waiting, {"act": "approve"}).status_code == 403
    client.force_login(by.approver)
    assert "0691-1111111" in client.get(waiting).content.decode()
    response = client.post(waiting, {"act": "approve"})
    assert response.url == reverse("notice", args=[call.number, 2])
    public = type(client)().get(response.url).content.decode()
    assert "0871-00000000" in public
    assert "0691-1111111" in public


def test_the_ceilings_on_management_and_pay_can_be_corrected(client, by, call):
    call.refresh_from_db()
    client.force_login(by.drafter)
    posted = as_posted(call, management_ceiling="8", staff_ceiling="60%", english_stands="on")
    page = client.post(reverse("call_amend", args=[call.number]), posted).content.decode()
    assert re.search("管理费上限.{0,400}8%", page, re.DOTALL)
    assert re.search("人员费用上限.{0,400}60%", page, re.DOTALL)


def test_the_page_says_that_a_late_change_moves_the_closing(client, by, call):
    call.refresh_from_db()
    late = call.bids_due - timedelta(days=3)
    clock.move_to(late)
    client.force_login(by.drafter)
    more = {"requirement_zh": call.texts["requirement_zh"] + "另加一个社区。", "english_stands": "on"}
    posted = as_posted(call, **more)
    page = client.post(reverse("call_amend", args=[call.number]), posted).content.decode()
    assert "申报截止" in page
    assert day(call.bids_due, "zh") in page


def test_an_earlier_date_is_refused_on_its_field(client, by, call):
    call.refresh_from_db()
    client.force_login(by.drafter)
    earlier = call.bids_due - timedelta(days=1)
    response = client.post(
        reverse("call_amend", args=[call.number]), as_posted(call, bids_due_0=f"{earlier:%Y-%m-%d}")
    )
    assert response.status_code == 422
    assert re.search(r'id="[^"]*bids_due[^"]*error"', response.content.decode())


def test_nothing_changed_says_so(client, by, call):
    call.refresh_from_db()
    client.force_login(by.drafter)
    response = client.post(reverse("call_amend", args=[call.number]), as_posted(call))
    assert response.status_code == 422
    assert "还没有改动任何内容" in response.content.decode()


def test_an_end_is_final(client, by, call):
    client.force_login(by.drafter)
    address = reverse("call_terminate", args=[call.number])
    posted = {"form_id": uuid4(), "reason_code": "funding_withdrawn", "reason_zh": "经费调整。"}
    assert client.post(address, posted).status_code == 302
    client.force_login(by.approver)
    client.post(reverse("amendment_review", args=[call.number]), {"act": "approve"})
    assert client.get(address).status_code == 403
    assert "已终止" in client.get(reverse("tender", args=[call.number])).content.decode()


@pytest.mark.parametrize("name", ["call_amend", "call_terminate", "amendment_review"])
@pytest.mark.parametrize("who", ["stranger", "supervisor", "leader"])
def test_nobody_else_reaches_these_pages(client, call, name, who):
    user = {
        "stranger": lambda: calls.office("532503").approver,
        "supervisor": lambda: factories.official("supervisor"),
        "leader": factories.user,
    }[who]()
    client.force_login(user)
    assert client.get(reverse(name, args=[call.number])).status_code == 404


@pytest.mark.parametrize(
    ("role", "status"), [("supervisor", 200), ("approver", 404), ("privacy_reviewer", 404)]
)
def test_the_supervisors_desk_is_the_supervisors(client, call, role, status):
    client.force_login(factories.official(role))
    assert client.get(reverse("oversight")).status_code == status


def test_line_ends_are_no_change(client, by, call):
    """A browser sends CRLF where the row has LF: a sealed bid must not need to be confirmed for that."""
    call.refresh_from_db()
    call.texts = {**call.texts, "requirement_zh": "第一行\n第二行"}
    call.save(update_fields=["texts"])
    client.force_login(by.drafter)
    sent = as_posted(call) | {"requirement_zh": "第一行\r\n第二行"}
    response = client.post(reverse("call_amend", args=[call.number]), sent)
    assert response.status_code == 422


@pytest.mark.parametrize("year", ["0024", "2204", "9999", "2034"])
def test_a_closing_nobody_means_is_refused_with_what_was_typed(client, by, call, year):
    client.force_login(by.drafter)
    sent = as_posted(call) | {"bids_due_0": f"{year}-07-30", "summary_zh": "这一段不能丢。"}
    response = client.post(reverse("call_amend", args=[call.number]), sent)
    text = response.content.decode()
    assert response.status_code == 422
    assert f"{year}-07-30" in text
    assert "请看看年份对不对" in text
    assert "这一段不能丢。" in text


@pytest.mark.parametrize("sum_", ["NaN", "Infinity", "1e309", "9" * 49])
def test_a_sum_that_is_none_comes_back_as_it_was_typed(client, by, call, sum_):
    client.force_login(by.drafter)
    sent = as_posted(call) | {"estimated_value": sum_, "summary_zh": "这一段不能丢。"}
    response = client.post(reverse("call_amend", args=[call.number]), sent)
    assert response.status_code == 422
    assert sum_ in response.content.decode()
    assert "这一段不能丢。" in response.content.decode()


@pytest.mark.parametrize("name", ["title_zh", "requirement_zh", "contact_office", "contact_phone"])
def test_no_correction_takes_out_what_a_call_cannot_be_read_without(client, by, call, name):
    client.force_login(by.drafter)
    call.refresh_from_db()
    answer = client.post(reverse("call_amend", args=[call.number]), as_posted(call, **{name: ""}))
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [name]


def test_english_that_stays_behind_the_chinese_is_asked_about(client, by, call):
    client.force_login(by.drafter)
    call.refresh_from_db()
    address = reverse("call_amend", args=[call.number])
    changed = as_posted(call, summary_zh="市里出 25 万元，支持一家组织。")
    asked = client.post(address, changed)
    assert list(asked.context["form"].errors) == ["summary_en"]
    assert 'name="english_stands"' in asked.content.decode()
    for more in (
        {"summary_en": "The city gives 250,000 yuan."},
        {"summary_en": ""},
        {"english_stands": "on"},
    ):
        assert client.post(address, changed | more).status_code == 200


def test_a_correction_takes_as_much_as_the_screen_took(by):
    for row in (row for row in FIELDS.values() if row.corrected_in and isinstance(row.value, Text)):
        box = BY_SLUG[row.box.screen].base_fields[row.name]
        assert CorrectionForm.base_fields[row.name].max_length == box.max_length == row.value.most


def test_a_file_and_the_lists_go_out_with_one_correction(client, by, call, settings, tmp_path):
    settings.VAR_DIR = tmp_path
    call.refresh_from_db()
    client.force_login(by.drafter)
    address = reverse("call_amend", args=[call.number])
    form = client.get(address).context["form"]
    posted = as_posted(call, file=word_file("评审办法", "由专家打分。"), title="评审办法")
    for table in (form.criteria, form.payments):
        posted |= {box.html_name: box.value() or "" for box in table.management_form}
        posted |= {box.html_name: box.value() or "" for row in table for box in row}
    posted |= {"criteria-0-weight": "45", "criteria-1-weight": "20"}
    page = client.post(address, posted)
    assert page.status_code == 200
    said = page.content.decode()
    assert "评审办法（DOCX）" in said or "评审办法 (DOCX)" in said
    assert "照样有效" not in said
    assert "不确认也不更换的，不予开启" in said
    [kept] = call.documents.all()
    del posted["file"]
    assert client.post(address, posted | {"do": "send"}).status_code == 302
    client.force_login(by.approver)
    waiting = reverse("amendment_review", args=[call.number])
    assert reverse("call_document", args=[call.number, kept.pk]) in client.get(waiting).content.decode()
    client.post(waiting, {"act": "approve"})
    assert [row.weight for row in call.first_lot.criteria.all()][:2] == [45, 20]
    assert call.documents.standing().get() == kept


def test_a_reason_that_is_missing_has_its_box_beside_what_asks_for_it(client, by, call):
    call.refresh_from_db()
    client.force_login(by.drafter)
    address = reverse("call_amend", args=[call.number])
    posted = as_posted(call, area_limit="仅限景洪市登记的组织")
    asked = client.post(address, posted)
    [name] = asked.context["form"].errors
    assert name.startswith("reason:")
    assert f'name="{name}"' in asked.content.decode()
    assert client.post(address, posted | {name: "服务要每天在本社区进行。"}).status_code == 200
