"""The pool for panels and its draw in the browser: entering, drawing, the next in order, the record, the result."""

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from portal.ground import clock
from portal.ground.clock import legal_date
from procurement.judgement import results
from procurement.models import PanelDraw, PoolEntry
from procurement.publication.body import canonical, parse
from procurement.publication.results import sections_of
from procurement.selectors import draws as reads
from procurement.selectors import pools as pool_reads
from tests.support import calls, factories, scenes
from tests.support import panels as made
from tests.support import pools as pooled

pytestmark = pytest.mark.django_db

_keys = scenes.keys()
_opened = scenes.once(made.opened)


@pytest.fixture
def call(_opened):
    return _opened.again()


def of(user):
    browser = Client()
    browser.force_login(user)
    return browser


def address(name, *parts, language="zh-hans"):
    with translation.override(language):
        return reverse(name, args=parts)


def page(user, url):
    response = of(user).get(url)
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def test_somebody_is_entered_and_confirmed_on_the_pages(call, django_assert_max_num_queries):
    office, pool = pooled.neighbour(), address("pool", "532800")
    drafter, approver = of(office.drafter), of(office.approver)
    said = {
        "form_id": uuid4(),
        "seat": "outsider",
        "name": "州医院的人",
        "office": "州医院",
        "contact": "13800000000",
    }
    said |= {"from_date": f"{legal_date(clock.now())}", "knows": ["testing"]}
    refused = drafter.post(address("pool_enter", "532800"), said)
    assert refused.status_code == 422
    assert "请选这个人在哪个县" in refused.content.decode()
    assert "州医院的人" in refused.content.decode()
    drafter.post(address("pool_enter", "532800"), said | {"home": "532823"})
    entry = PoolEntry.objects.get()
    url = address("pool_entry", "532800", entry.code)
    assert "13800000000" in page(office.approver, url)
    assert "13800000000" not in page(call.office.drafter, url), "another agency of the prefecture"
    assert "有人等您确认" in page(office.approver, address("workspace"))
    assert approver.post(url, {"act": "confirm"}).status_code == 302
    entry.refresh_from_db()
    assert pool_reads.state_of(entry, clock.now()) == "standing"
    pooled.filled()
    reader = of(call.office.drafter)
    with django_assert_max_num_queries(13):
        told = reader.get(pool).content.decode()
    assert "州医院的人" in told
    assert "13800000000" not in told
    assert of(calls.office("532503").approver).get(pool).status_code == 404
    assert "People for panels" in page(office.drafter, address("pool", "532800", language="en"))


def test_the_pool_is_closed_drawn_and_followed_on_the_pages(call):
    number, office = call.tender.number, call.office
    url = address("evaluation_draw", number)
    empty = page(office.drafter, url)
    assert "没有人可抽" in empty
    assert "锁定名单并抽取" not in empty, "no press that can only be refused"
    pooled.filled()
    call.seat("buyer", user=office.drafter)
    shown = page(office.drafter, url)
    assert "从人员库" in shown
    said = {"form_id": uuid4(), "outsider": "1", "community": "1", "expert": "9"}
    assert of(office.drafter).post(url, said).status_code == 422
    assert of(office.drafter).post(url, said | {"expert": "0"}).status_code == 302
    assert "名单已经锁定" in page(office.drafter, address("evaluation", number))
    pooled.sealed(call)
    draw = PanelDraw.objects.get()
    told = page(office.approver, address("evaluation", number))
    assert "由本平台从人员库抽取" in told
    outsider = next(one for one in call.members if one.seat == "outsider")
    replace = address("evaluation_seat_replace", number, outsider.code)
    assert "下一位" in page(office.drafter, replace)
    assert of(office.drafter).post(replace).status_code == 302
    record = page(office.drafter, address("evaluation_draw_record", number, 1))
    assert draw.digest in record
    assert reads.drawn(call.tender).get().seal.digest in record
    assert "没有接受，由后一位接替" in record
    assert "库中人" not in record, "a record names nobody"
    supervisor = factories.official("supervisor", app=False)
    assert draw.digest in page(supervisor, address("evaluation_draw_record", number, 1))


def test_another_draw_is_read_and_allowed_by_a_second_person(call):
    pooled.filled()
    number, office = call.tender.number, call.office
    pooled.closed(call, {"community": 1})
    pooled.sealed(call)
    said = {"form_id": uuid4(), "outsider": "1", "community": "0", "expert": "0"}
    url = address("evaluation_draw", number)
    assert of(office.drafter).post(url, said).status_code == 422
    assert of(office.drafter).post(url, said | {"reason": "还差一个人"}).status_code == 302
    allow = address("evaluation_draw_allow", number)
    assert of(office.drafter).get(allow).status_code == 403
    read = page(office.approver, allow)
    assert all(
        one in read
        for one in ("还差一个人", str(office.drafter), "要抽：", "上一次", address("evaluation", number))
    )
    assert "再抽评审小组的申请等您决定" in page(office.approver, address("workspace"))
    assert of(office.approver).post(allow, {"act": "allow"}).status_code == 302
    assert pooled.sealed(call).attempt == 2


def test_the_result_says_who_was_drawn_and_how_and_the_list_is_there_only_then(call):
    pooled.drawn(call)
    call.tender.evaluators.filter(seat="outsider").update(chosen="named", draw=None)
    part = {
        "stage": "list",
        "panel": [results._member(one, named=False) for one in call.members],
        "draws": [results._draw(one) for one in reads.drawn(call.tender)],
    }
    with translation.override("zh-hans"):
        shown = next(
            one for one in sections_of({"call": {}, "result": RESULT | part}, "zh") if one.key == "panel"
        )
    told = "".join(line.value for line in shown.paragraphs)
    draw = PanelDraw.objects.get()
    assert "外部成员（没有抽取）" in told
    assert "（由本平台抽取）" in told
    assert all(str(one) in told for one in (draw.digest, draw.seal.number, draw.seal.digest, "5 人中抽 2 人"))
    assert not [one.code for one in PoolEntry.objects.all() if one.code in told]
    url = address("draw_list", call.tender.number, 1)
    assert Client().get(url).status_code == 404
    notice = call.tender.notices.last()
    notice.body = canonical(parse(notice.body) | {"result": part})
    notice.pk, notice.seq = None, notice.seq + 1
    notice.save(force_insert=True)
    assert Client().get(url).content.decode() == draw.listed


RESULT = {
    "winners": [], "others": [], "void": [], "invalid": 0,
    "decided": {"body": "", "on": "2024-08-01", "minute": "", "reason_zh": "", "reason_en": ""},
}  # fmt: skip
