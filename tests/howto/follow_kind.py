"""Run in a tree to which docs/how-to/kind.md was applied: the new kind in every room that asks kinds.py."""

import json

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client

from organizations.models import Division
from portal.ground import clock
from portal.site.alerts import digests
from portal.site.alerts.models import Rhythm
from portal.site.opendata.models import Release
from procurement.judgement import law
from procurement.reading import read_call
from procurement.services.calls import notices
from procurement.services.codes import load_codes
from tests.support.calls import at
from tests.support.database import as_owner
from tests.support.followers import ADDRESS, follow, open_call, post, start_of_day

CHANGES = {"place_detail_zh": {"before": "曼斗社区", "after": "曼斗社区和曼听社区", "weight": "informative"}}
REASON = {"code": "requirement_clarified", "zh": "有申报方问到服务的地点。", "en": ""}


@pytest.fixture(autouse=True)
def the_day(db, settings):
    start_of_day(settings)


def test_it_needs_no_migration():
    call_command("makemigrations", check_changes=True, dry_run=True)


def clarify(call):
    now = clock.now()
    with transaction.atomic():
        notice = notices.add_notice(
            call, kind="clarification", legal_at=now, now=now, extra={"changes": CHANGES, "reason": REASON}
        )
        notices.after_notice(call, notice, law.case_of(call), actor="", now=now)
    return notice


@pytest.fixture
def clarified():
    call = open_call()
    post()
    follow("tender", call.number)
    follow("tender", call.number, email="daily@example.org", rhythm=Rhythm.DAILY)
    clock.move_to(at("07-03 10:00"))
    return clarify(call)


def page(path):
    response = Client().get(path)
    assert response.status_code == 200
    return b"".join(response.streaming_content if response.streaming else [response.content]).decode()


def test_pages_and_print_say_it_in_both_languages(clarified):
    number = clarified.tender.number
    for path in (f"/notices/{number}/", f"/notices/{number}/2/", f"/notices/{number}/2.txt"):
        assert "澄清公告" in page(path), path
        assert "曼斗社区和曼听社区" in page(path), path
        assert "Clarification" in page(f"/en{path}"), path


def test_its_release_has_its_tag(clarified):
    post()
    release = Release.objects.get(notice=clarified)
    body = json.loads(release.body)
    assert (release.tag, body["tag"]) == ("tenderUpdate", ["tenderUpdate"])
    own = body["tender"]["documents"][0]
    assert (own["documentType"], own["title"]) == ("clarifications", "澄清公告")


def test_followers_read_of_it_at_once_or_in_the_letter_that_gathers(clarified):
    assert [address for address, _ in post()] == [ADDRESS]
    assert "您关注的项目发布了澄清。" in mail.outbox[0].body
    clock.move_to(at("07-04 08:00"))
    digests.send_due(clock.now())
    assert [address for address, _ in post()] == ["daily@example.org"]
    assert "有澄清：" in mail.outbox[0].body


def test_a_pasted_title_is_known():
    places = Division.objects.all()
    assert read_call("景洪市宣传检测项目答疑公告\n一、事项", divisions=places).kind == "clarification"


def test_a_release_makes_it_a_row_of_a_database_that_had_none():
    call = open_call()
    with as_owner() as cursor:
        cursor.execute("DELETE FROM procurement_kindcode WHERE code = 'clarification'")
    with pytest.raises(IntegrityError, match="notice_kind_known"), transaction.atomic():
        clarify(call)
    with as_owner():
        load_codes()
    assert clarify(call).seq == 2
