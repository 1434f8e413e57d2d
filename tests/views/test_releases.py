"""Everything published as OCDS releases: valid by the standard, written once, complete, and with nobody in it."""

import csv
import io
import json
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import jsonschema
import openpyxl
import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.test import Client

from portal.ground import clock
from portal.ground.formatting import machine
from portal.ground.ledger.models import Event
from portal.site.opendata import exports, releases
from portal.site.opendata.models import Release
from procurement import ocds
from procurement.models import Notice, Tender
from procurement.rules.inquiries import end_of
from procurement.services.awards import contracts
from procurement.services.calls import closings
from procurement.services.questions import inquiries
from tests.support import awards as made
from tests.support import calls, openings
from tests.support.records import compiled

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
        "changes": {
            "estimated_value": {"before": "220000.00", "after": "230000", "weight": "material"},
        },
        "reason": {"zh": "应询问澄清"},
    }
    said = ocds.release(ocds.Source(ocid=call.ocid, body=body, site="https://x.example"))
    assert said["tag"] == ["tenderAmendment"]
    (amendment,) = said["tender"]["amendments"]
    assert "220,000" in amendment["description"]
    assert "230,000" in amendment["description"]
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


# What is said between notices


def record_of(call: Tender) -> dict[str, Any]:
    """The call as whoever merges its releases has it; each of them valid, with known fields only."""
    checker = jsonschema.Draft4Validator(SCHEMA, format_checker=jsonschema.FormatChecker())
    own = json.loads(read(f"/api/v1/records/{call.ocid}"))["releases"]
    for one in own:
        assert not [f"{list(fault.path)}: {fault.message}" for fault in checker.iter_errors(one)]
        assert not unknown(one, SCHEMA)
    assert len({one["id"] for one in own}) == len(own)
    return compiled(own)


def told() -> None:
    """What the worker does of all events so far."""
    releases.write_missing()
    for event in Event.objects.filter(kind__in=ocds.SAID).order_by("id"):
        releases.on_said(event)


def test_every_question_is_told_with_its_answer_and_nobody_who_asked() -> None:
    by = calls.office()
    call = calls.published(by)
    shown = calls.asked(call, "可以两家联合申报吗？", now=calls.PUBLISHED + timedelta(hours=1))
    calls.asked(call, "这个问题还没有公开。", now=calls.PUBLISHED + timedelta(hours=30), shown=False)
    told()
    (enquiry,) = record_of(call)["tender"]["enquiries"]
    assert (enquiry["id"], "answer" in enquiry) == (shown.tag, False)
    assert enquiry["date"] == shown.shown_at.isoformat()
    answered_at = shown.shown_at + timedelta(hours=5)
    inquiries.answer(
        call.number, shown.tag, kind="answer", text_zh="可以，写明牵头的一家。", by=by.drafter,
        now=answered_at, form_id=calls.uuid4(),
    )  # fmt: skip
    told()
    found = record_of(call)
    (enquiry,), (owed,) = found["tender"]["enquiries"], found["tender"]["milestones"]
    assert (enquiry["answer"], enquiry["dateAnswered"]) == ("可以，写明牵头的一家。", answered_at.isoformat())
    assert (owed["id"], owed["status"], owed["dateMet"]) == (
        f"answer-{shown.tag}", "met", machine(answered_at),
    )  # fmt: skip
    every = read("/data/releases.jsonl").decode()
    assert "这个问题还没有公开" not in every
    assert machine(shown.arrived_at) not in every
    assert Release.objects.count() == 3


def test_silence_is_told_from_the_end_of_the_last_day_on_and_once() -> None:
    call = calls.published(calls.office())
    asked = calls.asked(call, now=calls.PUBLISHED + timedelta(hours=1))
    told()
    due = end_of(asked.answer_due)
    assert releases.write_silent(due - timedelta(minutes=1)) == 0
    (owed,) = record_of(call)["tender"]["milestones"]
    assert (owed["status"], owed["code"]) == ("scheduled", "answer_question")
    assert releases.write_silent(due + timedelta(minutes=1)) == 1
    assert releases.write_silent(due + timedelta(days=1)) == 0
    (owed,) = record_of(call)["tender"]["milestones"]
    assert owed["status"] == "notMet"
    assert owed["dueDate"] == machine(due - timedelta(seconds=1))
    assert "answer" not in record_of(call)["tender"]["enquiries"][0]


def test_a_closing_on_hold_has_no_date_until_it_goes_on() -> None:
    by = calls.office()
    call = calls.published(by)
    asked = calls.asked(call, now=calls.PUBLISHED + timedelta(hours=1))
    late = end_of(call.answers_by) + timedelta(hours=1)
    closings.suspend(call.number, now=late)
    told()
    found = record_of(call)["tender"]
    (hold,) = [one for one in found["milestones"] if one["id"] == "hold-1"]
    assert (hold["code"], hold["status"], "dateMet" in hold) == ("closing_suspended", "notMet", False)
    assert "endDate" not in found["tenderPeriod"]
    assert "date" not in found["bidOpening"]
    assert found["status"] == "active"
    answered_at = late + timedelta(hours=2)
    inquiries.answer(
        call.number,
        asked.tag,
        kind="answer",
        text_zh="可以。",
        by=by.drafter,
        now=answered_at,
        form_id=calls.uuid4(),
    )
    told()
    call.refresh_from_db()
    found = record_of(call)["tender"]
    (hold,) = [one for one in found["milestones"] if one["id"] == "hold-1"]
    assert (hold["status"], hold["dateMet"]) == ("met", machine(answered_at))
    assert found["tenderPeriod"]["endDate"] == machine(call.bids_due)
    # The correction that set the new closing says the answer too: one release of one moment.
    moments = list(Release.objects.values_list("at", flat=True))
    assert len(moments) == len(set(moments))


def test_how_many_bids_is_told_by_the_opening_and_never_before() -> None:
    call = openings.closed()
    told()
    assert "numberOfTenderers" not in read("/data/releases.jsonl").decode()
    call.confirm_both()
    told()
    assert "numberOfTenderers" not in read("/data/releases.jsonl").decode()
    clock.move_to(call.at + timedelta(minutes=3))
    assert call.open()
    told()
    assert record_of(call.tender)["tender"]["numberOfTenderers"] == 2
    names = [one.organization.name_zh for one in call.lodged]
    assert not [name for name in names if name in read("/data/releases.jsonl").decode()]


def test_a_payment_is_told_by_its_day() -> None:
    call, contract = made.contracted()
    clock.move_to(clock.now() + timedelta(days=3))
    paid_on = clock.legal_date(clock.now())
    contracts.record_payment(contract.number, paid_on=paid_on, by=call.office.drafter, now=clock.now())
    told()
    (found,) = record_of(call.tender)["contracts"]
    (paid,) = found["implementation"]["transactions"]
    assert paid["date"].startswith(paid_on.isoformat())
    assert (paid["payer"]["name"], paid["payee"]["name"]) == (
        call.office.agency.name_zh, contract.signatory.name_zh,
    )  # fmt: skip
    assert "value" not in paid
    first, *others = found["implementation"]["milestones"]
    assert (first["id"], first["status"], first["title"]) == ("payment-1", "met", "40%")
    assert {one["status"] for one in others} == {"scheduled"}
    parties = {one["id"] for one in record_of(call.tender)["parties"]}
    assert {paid["payer"]["id"], paid["payee"]["id"]} <= parties
    assert Release.objects.order_by("-id").first().tag == "implementation"  # type: ignore[union-attr]


def test_what_is_written_late_says_what_stood_at_its_moment() -> None:
    by = calls.office()
    call = openings.opened_to_bids(by)
    asked = calls.asked(call, now=clock.now())
    lodged = [openings.lodge(call)]
    inquiries.answer(
        call.number, asked.tag, kind="answer", text_zh="可以。", by=by.drafter,
        now=asked.shown_at + timedelta(hours=2), form_id=calls.uuid4(),
    )  # fmt: skip
    closed = openings.close(call, by, lodged)
    closed.confirm_both()
    clock.move_to(closed.at + timedelta(minutes=3))
    assert closed.open()
    told()
    published, shown, answered, opened = (
        json.loads(one.body)["tender"] for one in Release.objects.order_by("at")
    )
    assert "enquiries" not in published
    assert "answer" not in shown["enquiries"][0]
    assert answered["enquiries"][0]["answer"] == "可以。"
    assert ["numberOfTenderers" in one for one in (published, shown, answered, opened)] == [False] * 3 + [
        True
    ]


def test_what_was_said_before_releases_told_of_it_is_written_after_an_upgrade() -> None:
    call = calls.published(calls.office())
    calls.asked(call, now=calls.PUBLISHED + timedelta(hours=1))
    for written in (True, False):
        said = StringIO()
        call_command("write_releases", stdout=said)
        assert bool(said.getvalue()) is written
    # Published, asked, and by today without an answer.
    assert Release.objects.filter(ocid=call.ocid).count() == 3


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
    book = openpyxl.load_workbook(io.BytesIO(read("/data/contracts.xlsx")), read_only=True)
    data, notes = book.worksheets
    header, row = data.values
    assert dict(zip(header, row, strict=True))["number"] == contract.number
    said = {(column, code or ""): (zh, en) for column, code, zh, en in notes.values}
    assert set(header) <= {column for column, _code in said}
    assert said["signatory", ""] == ("签约机构", "Who signed")
    assert said["acceptance", "passed"][0]


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
