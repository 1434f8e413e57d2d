"""Everything published as OCDS releases: valid by the standard, written once, complete, and with nobody in it."""

import csv
import io
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import jsonschema
import openpyxl
import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client

from portal.ground import clock
from portal.ground.ledger.models import Event
from portal.site.opendata import exports, releases
from portal.site.opendata.models import Release
from procurement import ocds
from procurement.models import Notice, Tender
from procurement.services.questions import inquiries
from tests.support import awards as made
from tests.support import calls, openings

pytestmark = pytest.mark.django_db
SCHEMA = json.loads((Path(__file__).parents[1] / "data" / "ocds-release-1.1.json").read_text())
PACKAGE = {
    "required": ["uri", "publisher", "publishedDate", "releases", "version"],
    "properties": {
        "uri": {"type": "string", "format": "uri"},
        "version": {"const": "1.1"},
        "extensions": {"type": "array", "items": {"type": "string", "format": "uri"}},
        "publishedDate": {"type": "string", "format": "date-time"},
        "releases": {"type": "array", "minItems": 1, "uniqueItems": True},
        "publisher": {"required": ["name"]},
        "license": {"const": "https://creativecommons.org/licenses/by/4.0/"},
    },
}


@pytest.fixture(autouse=True)
def _ground(settings: Any, tmp_path: Path) -> None:
    openings.give_keys(settings)
    settings.VAR_DIR = tmp_path


def unknown(value: Any, schema: dict[str, Any], where: str = "") -> list[str]:
    """Fields that neither the standard nor an extension in use knows: the schema itself lets them pass."""
    if "$ref" in schema:
        schema = SCHEMA["definitions"][schema["$ref"].rsplit("/", 1)[1]]
    if isinstance(value, list):
        return [fault for one in value for fault in unknown(one, schema.get("items", {}), where)]
    if not isinstance(value, dict) or "properties" not in schema:
        return []
    found = []
    for name, one in value.items():
        own = schema["properties"].get(name.removesuffix("_en"))
        if own is None:
            found.append(f"{where}/{name}")
        else:
            found += unknown(one, own, f"{where}/{name}")
    return found


def read(path: str) -> bytes:
    response = Client().get(path)
    assert response.status_code == 200, path
    return b"".join(response.streaming_content) if response.streaming else response.content


def lines(path: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in read(path).decode().splitlines()]


def the_whole_way() -> made.Decided:
    """From the call to its acceptance, with a question, a challenge and a statutory call beside it."""
    call, contract = made.contracted()
    clock.move_to(clock.now() + timedelta(days=30))
    call.accept(contract)
    other = calls.published(calls.office("530100"))
    calls.asked(other, now=calls.PUBLISHED + timedelta(hours=1))
    releases.write_missing()
    return call


def test_the_whole_way_is_valid_and_uses_known_fields_only() -> None:
    call = the_whole_way()
    package = json.loads(read("/api/v1/releases"))
    jsonschema.validate(package, PACKAGE)
    checker = jsonschema.Draft4Validator(SCHEMA, format_checker=jsonschema.FormatChecker())
    for one in package["releases"]:
        assert not [f"{list(fault.path)}: {fault.message}" for fault in checker.iter_errors(one)]
        assert not unknown(one, SCHEMA)
    own = [one for one in package["releases"] if one["ocid"] == call.tender.ocid]
    assert [one["tag"] for one in own] == [["tender"], ["award"], ["award"], ["contract"], ["implementation"]]
    assert len(package["releases"]) == Notice.objects.count()
    assert {one["id"] for one in package["releases"]} == {
        f"{notice.tender.ocid}-{notice.seq:03d}" for notice in Notice.objects.select_related("tender")
    }


def test_the_award_its_contract_and_its_acceptance_belong_together() -> None:
    call = the_whole_way()
    own = [one for one in lines("/data/releases.jsonl") if one["ocid"] == call.tender.ocid]
    pending, active, contract, accepted = (
        own[1]["awards"][0],
        own[2]["awards"][0],
        own[3]["contracts"][0],
        own[4],
    )
    assert (pending["status"], active["status"]) == ("pending", "active")
    assert pending["id"] == active["id"] == contract["awardID"] == accepted["contracts"][0]["awardID"]
    assert active["value"] == {"amount": 180000, "currency": "CNY"}
    supplier = call.awarded[0].supplier
    assert [one["name"] for one in active["suppliers"]] == [supplier.name_zh]
    assert {one["name"] for one in own[2]["parties"]} == {supplier.name_zh, call.office.agency.name_zh}
    (record,) = [one for one in lines("/data/records.jsonl") if one["ocid"] == call.tender.ocid]
    assert record["releases"] == own


def test_a_release_is_written_once_and_never_again() -> None:
    calls.published(calls.office())
    assert [releases.write_missing(), releases.write_missing()] == [1, 0]
    releases.on_notice(Event.objects.filter(kind="published").get())
    assert Release.objects.count() == 1
    for role, refused in (("portal_app", "permission denied"), ("NONE", "append-only")):
        for act in ("UPDATE opendata_release SET body = ''", "DELETE FROM opendata_release"):
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(f"SET LOCAL ROLE {role}")
                with pytest.raises(DatabaseError, match=refused), transaction.atomic():
                    cursor.execute(act)
                cursor.execute("SET LOCAL ROLE portal_app")


def test_a_correction_and_an_end_say_so() -> None:
    by = calls.office()
    call = calls.published(by)
    body = {
        "identity": {
            "number": call.number,
            "seq": 2,
            "kind": "correction",
            "legal_at": "",
            "published_at": "",
        },
        "buyer": {"number": "1", "name_zh": "示例"},
        "call": {"procedure": "grant_call"},
        "changes": {"bids_due": {}},
        "reason": {"zh": "应询问澄清"},
    }
    said = ocds.release(ocds.Source(ocid=call.ocid, body=body, site="https://x.example"))
    assert said["tag"] == ["tenderAmendment"]
    (amendment,) = said["tender"]["amendments"]
    assert (amendment["rationale"], amendment["amendsReleaseID"]) == ("应询问澄清", f"{call.ocid}-001")
    for kind, status in (("termination", "cancelled"), ("void", "unsuccessful")):
        ended = body | {"identity": body["identity"] | {"kind": kind}}
        said = ocds.release(ocds.Source(ocid=call.ocid, body=ended, site="https://x.example"))
        assert (said["tag"], said["tender"]["status"]) == (["tenderCancellation"], status)


def test_the_change_feed_misses_nothing_and_gives_nothing_twice() -> None:
    by = calls.office()
    numbers = [calls.published(by).number]
    releases.write_missing()
    seen, since = [], "0"
    for turn in range(4):
        answer = Client().get(f"/api/v1/releases?since={since}&limit=1")
        seen += [one["tender"]["id"] for one in answer.json()["releases"]]
        since = answer["X-Last-Key"]
        if turn < 2:
            numbers.append(calls.published(by).number)
            releases.write_missing()
    assert seen == numbers


def test_a_record_is_one_calls_and_what_is_not_there_is_not_found() -> None:
    first, second = (calls.published(calls.office(code)) for code in ("532801", "530100"))
    draft = calls.draft(calls.office("533102"))
    releases.write_missing()
    (only,) = Client().get(f"/api/v1/records/{first.ocid}").json()["releases"]
    assert only["tender"]["id"] == first.number
    assert second.number not in json.dumps(only)
    for ocid in (draft.ocid, "ocds-x"):
        assert Client().get(f"/api/v1/records/{ocid}").status_code == 404


def test_who_asked_is_in_no_release_and_what_was_shown_is() -> None:
    by = calls.office()
    call = calls.published(by)
    shown = calls.asked(call, "可以两家联合申报吗？", now=calls.PUBLISHED + timedelta(hours=1))
    waiting = calls.asked(
        call, "这个问题还没有公开。", now=calls.PUBLISHED + timedelta(hours=30), shown=False
    )
    inquiries.answer(
        call.number, shown.tag, kind="answer", text_zh="可以，写明牵头的一家。", by=by.drafter,
        now=shown.shown_at + timedelta(hours=5), form_id=calls.uuid4(),
    )  # fmt: skip
    notice = Notice.objects.get(tender=call)
    found = releases._enquiries(Notice(tender=call, published_at=shown.shown_at + timedelta(hours=40)))
    assert [(one["id"], one["answer"]) for one in found] == [(shown.tag, "可以，写明牵头的一家。")]
    assert waiting.text not in json.dumps(found, ensure_ascii=False)
    assert releases._enquiries(notice) == ()


# Tables


def test_the_tables_are_what_the_site_shows_filtered_alike() -> None:
    call, contract = made.contracted()
    other = calls.published(calls.office("530100"))
    rows = list(csv.DictReader(io.StringIO(read("/data/notices.csv").decode("utf-8-sig"))))
    assert [row["number"] for row in rows] == [call.tender.number, other.number]
    narrowed = read("/data/notices.csv?place=530100").decode()
    assert other.number in narrowed
    assert call.tender.number not in narrowed
    (award,) = csv.DictReader(io.StringIO(read("/data/awards.csv?year=2024").decode("utf-8-sig")))
    assert (award["value"], award["supplier"]) == ("180000.00", call.awarded[0].supplier.name_zh)
    assert read("/data/awards.csv?year=2023").decode("utf-8-sig").splitlines()[1:] == []
    sheet = openpyxl.load_workbook(io.BytesIO(read("/data/contracts.xlsx")), read_only=True).active
    header, row = sheet.values
    assert dict(zip(header, row, strict=True))["number"] == contract.number


def test_a_filter_that_cannot_be_read_is_named() -> None:
    answer = Client().get("/data/notices.csv?min_value=viel")
    assert (answer.status_code, "min_value" in answer.content.decode()) == (422, True)


@pytest.mark.parametrize("begin", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_is_a_formula(begin: str) -> None:
    evil = f'{begin}HYPERLINK("http://x.example","景洪")'
    call = calls.published(calls.office())
    Tender.objects.filter(pk=call.pk).update(title_zh=evil)
    (row,) = csv.DictReader(io.StringIO(read("/data/notices.csv").decode("utf-8-sig"), newline=""))
    assert row["title_zh"] == f"'{evil}"
    assert exports.cell(evil).startswith("'")


def test_parts_join_without_a_gap(monkeypatch: pytest.MonkeyPatch) -> None:
    by = calls.office()
    numbers = [calls.published(by).number for _ in range(3)]
    releases.write_missing()
    monkeypatch.setattr(exports, "AT_ONCE", 2)
    monkeypatch.setattr(exports, "ROWS_AT_ONCE", 2)
    assert [one["tender"]["id"] for one in lines("/data/releases.jsonl")] == numbers
    assert len(lines("/data/records.jsonl")) == 3
    assert len(read("/data/notices.csv").splitlines()) == 4


def test_questions_are_asked_from_the_first_publication_on() -> None:
    call = calls.published(calls.office())
    calls.put_off(call, timedelta(days=20), now=calls.PUBLISHED + timedelta(days=9))
    releases.write_missing()
    periods = [json.loads(one.body)["tender"]["enquiryPeriod"] for one in Release.objects.order_by("id")]
    assert len(periods) == 2
    assert {one["startDate"] for one in periods} == {calls.PUBLISHED.isoformat()}
    assert all(one["startDate"] < one["endDate"] for one in periods)
