"""The confidant stops: who wants to read is told so, nothing is lost, and it goes on where it was."""

import contextlib
import re
from typing import Any

import psycopg2
import pytest

from tests.faults.test_stack import Anyone, until
from tests.support.stack import Stack
from tests.support.whole import with_walks

pytestmark = pytest.mark.faults
HELD = "我是去年项目里的服务对象"


def asked(site: Stack, statement: str) -> Any:
    with contextlib.closing(psycopg2.connect(site.said("DATABASE_URL"))) as owner, owner.cursor() as sql:
        sql.execute(statement)
        return sql.fetchall()


@with_walks
def test_words_wait_for_the_process_that_reads_them(own_stack: Stack) -> None:
    site, texts = own_stack, "SELECT text FROM procurement_inquiry WHERE state <> 'shown'"
    reviewer = Anyone(site)
    page = "/accounts/login/"
    reviewer.post(page, reviewer.form(page) | {"login": "reviewer", "password": "sunlight-2024"})
    (address,) = re.findall(r'href="(/workspace/privacy/[^"]+)"', reviewer.get("/workspace/privacy/"))
    site.hold("confidant")
    _status, text = reviewer.post(address, reviewer.form(address) | {"act": "read"})
    assert "正在打开" in text
    until(lambda: "什么也没有丢" in reviewer.get(address), "the page says that it is away")
    site.release("confidant")
    until(lambda: HELD in reviewer.get(address), "the words are opened")
    site.hold("confidant")
    _status, text = reviewer.post(address, reviewer.form(address) | {"act": "release"})
    assert "已处理" in text or "查询码" in text
    assert asked(site, texts) == [("",)], "the web cannot write what it cannot read"
    site.release("confidant")
    until(lambda: HELD in asked(site, texts)[0][0], "the confidant writes what was let go")
    assert asked(site, "SELECT count(*) FROM ledger_event WHERE kind = 'words_opened'") == [(2,)]
