"""The check that anyone may ask, the deadline, and the calls as data."""

import json
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import Client

from procurement.facts import facts_of, to_mapping
from procurement.judgement import calls as judgement
from procurement.services.calls import tenders
from tests.support import calls

pytestmark = pytest.mark.django_db

CHECK = "/api/v1/rules/check"
DEADLINE = "/api/v1/rules/deadline"


@pytest.fixture(autouse=True)
def law() -> None:
    cache.clear()
    calls.the_law()


def ask(client: Client, facts: Any, **more: Any) -> Any:
    body = facts if isinstance(facts, str) else json.dumps(facts)
    return client.post(CHECK + more.pop("query", ""), body, content_type="application/json", **more)


# --- The check --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "changes", [{}, {"bids_due": calls.at("07-05 17:00")}, {"documents_to": calls.at("07-03 09:00").date()}]
)
def test_the_check_says_what_the_drafts_own_page_says(client: Client, changes: dict[str, Any]) -> None:
    by = calls.office()
    made = calls.draft(by)
    if changes:
        made = tenders.save_part(
            made.number, values=changes, version=made.version, by=by.drafter, now=calls.PUBLISHED
        )
    own = judgement.judge(made, now=calls.PUBLISHED)
    facts = to_mapping(facts_of(made, published_at=calls.PUBLISHED))
    told = ask(client, facts).json()["verdicts"]
    assert [(one["rule"], one["field"], one["answer"], one["earliest"]) for one in told] == [
        (one.rule, one.field, str(one.answer), one.earliest and one.earliest.isoformat()) for one in own
    ]
    assert any(one["answer"] == "breaks" for one in told) is bool(changes), told


def test_the_check_needs_neither_account_nor_token() -> None:
    strict = Client(enforce_csrf_checks=True)
    response = ask(strict, {"procedure": "grant_call", "estimated_value": 220000})
    assert response.status_code == 200
    assert not response.cookies
    assert response.json()["edition"] == "yunnan-2026.2"


def test_nothing_stated_is_an_answer_and_no_crash(client: Client) -> None:
    response = ask(client, {})
    assert response.status_code == 200
    assert response.json()["verdicts"]


def test_a_missing_largest_award_counts_as_the_estimate(client: Client) -> None:
    facts = {
        "procedure": "grant_call",
        "level": "county",
        "published_at": "2024-07-02",
        "bids_due": "2024-07-11",
    }
    one = ask(client, facts | {"estimated_value": 220000}).json()
    other = ask(client, facts | {"estimated_value": 220000, "largest_award": 220000}).json()
    assert one == other


def test_the_message_is_in_the_asked_language(client: Client) -> None:
    facts = {
        "procedure": "grant_call",
        "published_at": "2024-07-02",
        "bids_due": "2024-07-03",
        "estimated_value": 1000,
    }
    chinese = ask(client, facts).json()["verdicts"][0]["message"]
    english = ask(client, facts, query="?lang=en").json()["verdicts"][0]["message"]
    header = ask(client, facts, headers={"Accept-Language": "en-GB"}).json()["verdicts"][0]["message"]
    assert english == header != chinese


@pytest.mark.parametrize(
    ("facts", "field", "code", "words"),
    [
        ({"budget": 1}, "budget", "unknown_key", "这个字段"),
        ({"estimated_value": "much"}, "estimated_value", "not_a_number", ""),
        ({"estimated_value": -1}, "estimated_value", "negative", ""),
        ({"procedure": "raffle"}, "procedure", "unknown_value", ""),
        ({"bids_due": "soon"}, "bids_due", "not_a_moment", ""),
        ({"ask_by": "2024-02-30"}, "ask_by", "not_a_date", ""),
        ({"criteria": "price"}, "criteria", "not_a_list", ""),
        ({"criteria": [{"text": "a", "weight": "x"}]}, "criteria.0.weight", "not_a_number", ""),
        ({"eligibility": {"hosted": True}}, "eligibility.hosted", "unknown_key", ""),
        ({"includes_testing": "yes"}, "includes_testing", "not_true_or_false", ""),
        ({"full_text": "\x00"}, "full_text", "not_text", ""),
        ([], "", "not_an_object", ""),
        ("{", "", "not_json", ""),
        ("\ud800".encode("utf-8", "surrogatepass").decode("latin-1"), "", "not_json", ""),
    ],
)
def test_bad_input_is_refused_by_name_in_the_asked_language(
    client: Client, facts: Any, field: str, code: str, words: str
) -> None:
    for query, language in (("", "zh"), ("?lang=en", "en")):
        response = ask(client, facts, query=query)
        assert response.status_code == 422
        (fault,) = response.json()["errors"]
        assert (fault["field"], fault["code"]) == (field, code)
        assert fault["message"] != code
        assert any("\u3400" <= mark <= "\u9fff" for mark in fault["message"]) is (language == "zh")


def test_all_faults_are_named_at_once(client: Client) -> None:
    response = ask(client, {"budget": 1, "ask_by": "x", "estimated_value": []})
    assert {one["field"] for one in response.json()["errors"]} == {"budget", "ask_by", "estimated_value"}


def test_too_long_a_body_is_refused(client: Client) -> None:
    assert ask(client, {"full_text": "字" * 400_000}).status_code in (413, 422)


def test_the_check_is_limited_in_rate(client: Client) -> None:
    answers = [ask(client, {}).status_code for _ in range(61)]
    assert answers[:60] == [200] * 60
    assert answers[60] == 429


def test_every_answer_says_what_is_left_of_the_minute_until_nothing_is(client: Client, settings: Any) -> None:
    settings.API_PER_MINUTE = 2
    with time_machine.travel("2026-03-04T09:30:10+08:00", tick=False) as moment:
        told = [client.get("/api/v1/notices", REMOTE_ADDR="192.0.2.7") for _ in range(3)]
        assert [one.status_code for one in told] == [200, 200, 429]
        assert [one.headers["RateLimit-Remaining"] for one in told] == ["1", "0", "0"]
        assert {(one.headers["RateLimit-Limit"], one.headers["RateLimit-Reset"]) for one in told} == {
            ("2", "51")
        }
        assert client.get("/api/v1/notices", REMOTE_ADDR="192.0.2.8").status_code == 200
        moment.shift(50)
        assert client.get("/api/v1/notices", REMOTE_ADDR="192.0.2.7").status_code == 200
    assert "每分钟最多 2 次" in client.get("/data/api/").content.decode()


def test_a_page_of_calls_is_one_question(client: Client, django_assert_num_queries: Any) -> None:
    by = calls.office()
    made = [calls.published(by) for _ in range(3)]
    with django_assert_num_queries(1):
        told = client.get("/api/v1/notices").json()["results"]
    assert {one["number"] for one in told} == {one.number for one in made}
    assert {one["buyer"] for one in told} == {made[0].buyer.name_zh}


# --- The deadline: vectors of the law's own counting ------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "days", "unit", "last_day"),
    [
        ("2025-05-06", 7, "working", "2025-05-15"),
        ("2024-07-02", 10, "working", "2024-07-16"),
        ("2024-07-02", 20, "calendar", "2024-07-22"),
        ("2024-09-27", 3, "working", "2024-10-08"),
        ("2024-09-30", 5, "calendar", "2024-10-08"),
    ],
)
def test_a_deadline(client: Client, start: str, days: int, unit: str, last_day: str) -> None:
    response = client.get(DEADLINE, {"start": start, "days": days, "unit": unit})
    assert response.status_code == 200
    assert response.json()["last_day"] == last_day
    assert response.json()["provisional"] is False


def test_a_deadline_in_the_promised_form(client: Client) -> None:
    told = client.get(DEADLINE, {"start": "2025-05-06", "days": 7, "unit": "working"}).json()
    assert told == {
        "last_day": "2025-05-15",
        "provisional": False,
        "skipped": [{"date": "2025-05-10", "reason": "weekend"}, {"date": "2025-05-11", "reason": "weekend"}],
    }


def test_a_year_that_is_not_announced_is_provisional(client: Client) -> None:
    assert client.get(DEADLINE, {"start": "2040-01-04", "days": 20}).json()["provisional"] is True


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"start": "2025-05-06", "days": -1}, "days"),
        ({"start": "2025-05-06", "days": 1001}, "days"),
        ({"start": "2025-05-06", "days": 10**30}, "days"),
        ({"start": "2025-05-06", "days": "x"}, "days"),
        ({"start": "1066-10-14", "days": 1}, "start"),
        ({"start": "9999-12-31", "days": 1}, "start"),
        ({"start": "2025-13-01", "days": 1}, "start"),
        ({"days": 1}, "start"),
        ({"start": "2025-05-06", "days": 1, "unit": "moons"}, "unit"),
    ],
)
def test_a_deadline_that_cannot_be_counted(client: Client, asked: dict[str, Any], field: str) -> None:
    response = client.get(DEADLINE, asked)
    assert response.status_code == 422
    (fault,) = response.json()["errors"]
    assert fault["field"] == field
    assert any("\u3400" <= mark <= "\u9fff" for mark in fault["message"])


@pytest.mark.parametrize("start", ["2000-01-01", "2095-12-31"])
@pytest.mark.parametrize("unit", ["working", "calendar"])
def test_the_ends_of_what_can_be_counted_answer(client: Client, start: str, unit: str) -> None:
    response = client.get(DEADLINE, {"start": start, "days": 1000, "unit": unit})
    assert response.status_code in (200, 422)


# --- Calls as data ----------------------------------------------------------------------------------------


def test_calls_as_data(client: Client) -> None:
    made = calls.published(calls.office())
    calls.draft(calls.office("532503"))
    told = client.get("/api/v1/notices").json()
    assert [row["number"] for row in told["results"]] == [made.number]
    record = client.get(f"/api/v1/notices/{made.number}").json()
    assert record["notices"][0]["digest"] == made.notices.get().digest
    assert record["notices"][0]["call"]["title_zh"] == made.title_zh
    assert "source_text" not in json.dumps(record)


def test_a_filter_that_is_not_understood_is_named(client: Client) -> None:
    response = client.get("/api/v1/notices", {"status": "ajar"})
    assert response.status_code == 422
    assert response.json()["errors"][0]["field"] == "status"


def test_pages_follow_each_other(client: Client) -> None:
    by = calls.office()
    numbers = {calls.published(by, title_zh=f"第{n}号项目").number for n in range(5)}
    seen: list[str] = []
    cursor = ""
    while True:
        told = client.get("/api/v1/notices", {"limit": 2, "cursor": cursor}).json()
        seen += [row["number"] for row in told["results"]]
        cursor = told["next"]
        if not cursor:
            break
    assert sorted(seen) == sorted(numbers)


@pytest.mark.parametrize("address", ["/api/v1/notices", "/api/v1/releases?since=0", "/api/v1/rules"])
def test_what_is_known_already_is_not_sent_again(client: Client, address: str) -> None:
    by = calls.office()
    calls.published(by)
    first = client.get(address)
    again = client.get(address, headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert "RateLimit-Remaining" in again
    assert client.get(address, headers={"if-none-match": 'W/"another"'}).status_code == 200


def test_a_new_call_has_another_tag(client: Client) -> None:
    by = calls.office()
    calls.published(by)
    tag = client.get("/api/v1/notices")["ETag"]
    calls.published(by)
    assert client.get("/api/v1/notices", headers={"if-none-match": tag}).status_code == 200


def test_the_rulebook_as_data(client: Client) -> None:
    told = client.get("/api/v1/rules").json()
    assert told["edition"] == "yunnan-2026.2"
    assert len(told["digest"]) == 64
    assert {"id", "source", "article", "confidence"} <= set(told["rows"][0])


def test_the_description_is_whole(client: Client) -> None:
    told = client.get("/api/v1/openapi.json").json()
    assert told["openapi"].startswith("3.")
    assert {"/api/v1/rules/check", "/api/v1/rules/deadline", "/api/v1/notices"} <= set(told["paths"])
    defined = set(told["components"]["schemas"])
    named = {one.rsplit("/", 1)[1] for one in references(told)}
    assert named <= defined
    ids = [act["operationId"] for path in told["paths"].values() for act in path.values()]
    assert len(ids) == len(set(ids))


def references(thing: Any) -> list[str]:
    if isinstance(thing, dict):
        own = [thing["$ref"]] if "$ref" in thing else []
        return own + [one for value in thing.values() for one in references(value)]
    if isinstance(thing, list):
        return [one for value in thing for one in references(value)]
    return []


# --- The same from a terminal -----------------------------------------------------------------------------


def notice_file(tmp_path: Any, facts: Any) -> str:
    path = tmp_path / "call.json"
    path.write_text(facts if isinstance(facts, str) else json.dumps(facts), encoding="utf-8")
    return str(path)


def test_the_command_says_the_same_as_the_address(client: Client, tmp_path: Any, capsys: Any) -> None:
    facts = {"procedure": "grant_call", "published_at": "2024-07-02", "bids_due": "2024-07-11"}
    with pytest.raises(SystemExit) as stopped:
        call_command("check_notice", notice_file(tmp_path, facts), "--json")
    assert stopped.value.code == 1
    told = json.loads(capsys.readouterr().out)
    same = (
        "rule",
        "answer",
        "field",
        "earliest",
        "latest",
        "source",
        "article",
        "confidence",
        "confirmed_by",
        "message",
    )
    asked = ask(client, facts).json()
    assert told["edition"] == asked["edition"]
    assert [{name: one[name] for name in same} for one in told["verdicts"]] == [
        {name: one[name] for name in same} for one in asked["verdicts"]
    ]


def test_the_command_is_content_with_a_lawful_call(tmp_path: Any, capsys: Any) -> None:
    made = calls.draft(calls.office())
    facts = to_mapping(facts_of(made, published_at=calls.PUBLISHED))
    call_command("check_notice", notice_file(tmp_path, facts), "--lang", "en")
    out = capsys.readouterr().out
    assert "Meets the rule" in out
    assert "Does not meet" not in out


@pytest.mark.parametrize("facts", ["{", "[]", {"budget": 1}])
def test_the_command_refuses_what_it_cannot_read(tmp_path: Any, facts: Any) -> None:
    with pytest.raises(CommandError) as refused:
        call_command("check_notice", notice_file(tmp_path, facts))
    assert refused.value.returncode == 2


def test_a_file_that_is_not_there(tmp_path: Any) -> None:
    with pytest.raises(CommandError):
        call_command("check_notice", str(tmp_path / "none.json"))
