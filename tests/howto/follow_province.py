"""Run with PROVINCE=linshan in a tree to which docs/how-to/province.md was applied."""

import io
from datetime import timedelta

import pypdf
import pytest
from django.core.management import CommandError, call_command
from django.test import TestCase

from organizations.models import Division
from portal.ground.people import doubts
from portal.site.demo.calls import JINGHONG
from portal.site.demo.management.commands import load_demo
from procurement.models import RulebookEdition
from tests.support import calls, database, factories

pytestmark = pytest.mark.django_db
PAGES = [
    "",
    "notices/",
    "awards/",
    "organizations/",
    "agencies/",
    "places/",
    "places/990000/",
    "places/990101/",
]
PAGES += ["statistics/", "statistics/benefit/", "notices/fit/", "notices/missing/", "alerts/", "receipts/"]
PAGES += ["help/", "help/contact/", "data/", "data/api/", "rules/", "rules/calculator/", "no-such-page/"]
SAID = {
    "/": ("林山省政府购买艾滋病社会服务公开平台", "法定发布媒体是林山省政府采购网", "检测、随访、北渡"),
    "/en/": (
        "HIV social services, Linshan",
        "the Linshan Government Procurement Website",
        "follow-up, Beidu",
    ),
}
NOT_SAID = ("云南", "Yunnan", "景洪", "Jinghong", "YN20", "53280", "530000")


def moved(value):
    """The example's words, told of a place of this province."""
    if isinstance(value, dict):
        return {name: moved(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [moved(one) for one in value]
    return value.replace("景洪", "北渡").replace("Jinghong", "Beidu") if isinstance(value, str) else value


@pytest.fixture(scope="module")
def released(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        atomics = TestCase._enter_atomics()
        try:
            with database.as_owner():
                call_command("release", verbosity=0, stdout=io.StringIO())
            yield
        finally:
            TestCase._rollback_atomics(atomics)


@pytest.fixture(scope="module")
def call(released, django_db_blocker):
    with django_db_blocker.unblock():
        return calls.published(calls.office("990101"), moved(JINGHONG))


def test_a_release_brings_its_places_and_its_book(released):
    assert set(Division.objects.values_list("code", flat=True)) == {"990000", "990100", "990101"}
    edition = RulebookEdition.objects.get()
    assert (edition.edition, edition.province) == ("linshan-2026.1", "990000")


def test_a_call_is_numbered_there_and_held_to_its_book(call):
    assert call.number.startswith("LS2024-")
    assert call.ocid == f"ocds-linsh0-{call.number}"
    # twelve working days, where Yunnan asks for fewer
    assert call.bids_due - call.published_at > timedelta(days=16)


@pytest.mark.parametrize("root", SAID)
def test_every_page_names_it_and_no_other(client, call, root):
    for path in (*PAGES, f"notices/{call.number}/", f"agencies/{call.buyer.slug}/"):
        page = client.get(root + path).content.decode()
        assert [words for words in SAID[root][:2] if words not in page] == [], path
        assert [word for word in NOT_SAID if word in page] == [], path
    assert SAID[root][2] in client.get(root).content.decode()


def test_what_machines_read_names_it(client, call):
    assert "in Linshan." in client.get("/api/v1/openapi.json").json()["info"]["description"]
    assert client.get("/api/v1/rules").json()["edition"] == "linshan-2026.1"
    assert client.get("/api/v1/notices?place=990000").json()["results"][0]["number"] == call.number


def test_a_sheet_names_it(client, call):
    sheet = client.get(f"/notices/{call.number}/1.pdf")
    text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(sheet.getvalue())).pages)
    assert "林山省政府购买艾滋病社会服务公开平台" in text
    assert [word for word in NOT_SAID if word in text] == []


def test_its_names_are_guarded():
    assert doubts("呼和查出阳性")
    assert not doubts("勒排早查出阳性")


def test_the_example_calls_are_of_another(settings):
    settings.DEMO = True
    with pytest.raises(CommandError, match="another province"):
        load_demo.Command().handle()


def test_places_of_follow_province_are_refused(released, tmp_path):
    strange = tmp_path / "divisions.csv"
    strange.write_text(
        "code,parent,level,name_zh,short_zh,name_en,pinyin\n110000,,province,京,京,Beijing,Beijing\n"
    )
    with database.as_owner(), pytest.raises(ValueError, match="110000"):
        call_command("load_divisions", strange)
    assert factories.place("990000").name_zh == "林山省"
