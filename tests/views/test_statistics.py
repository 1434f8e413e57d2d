"""Figures of keeping the rules: each equals the calls it leads to, says what it covers, and names no group."""

import csv
import io
import re
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from organizations.models import Division
from portal.ground import clock
from portal.site.website.views.statistics import MEASURES, history
from procurement.models import Duty, Tender
from procurement.rules.indicators import INDICATORS, Kept, Share
from procurement.selectors import compliance
from procurement.selectors.compliance import Scope
from procurement.selectors.process import process_figures
from procurement.services.calls import amendments
from procurement.services.questions import inquiries
from procurement.services.voices import reports
from tests.support import awards as made
from tests.support import calls, factories, openings

pytestmark = pytest.mark.django_db
YEAR = 2024


@pytest.fixture(autouse=True)
def _ground(settings: Any, tmp_path: Path) -> None:
    openings.give_keys(settings)
    settings.VAR_DIR = tmp_path
    settings.DEMO = True
    clock.move_to(calls.PUBLISHED)


def read(path: str) -> str:
    response = Client().get(path)
    assert response.status_code == 200, path
    return response.content.decode()


def behind(code: str, **more: Any) -> set[str]:
    """The numbers of the calls on the page behind a figure."""
    query = "&".join(f"{name}={value}" for name, value in {"figure": code, "year": YEAR, **more}.items())
    return set(re.findall(r"/notices/(YN\d{4}-\d{6})/", read(f"/statistics/calls/?{query}")))


def duty(
    tender: Tender, kind: str, *, due: Any, done: Any = None, dropped: bool = False, subject: str = ""
) -> Duty:
    return Duty.objects.create(
        tender=tender, kind=kind, subject=subject, holder="drafter", version=9, due_at=due, planned_at=calls.PUBLISHED,
        done_at=done, dropped_at=due if dropped else None,
    )  # fmt: skip


def test_duties_are_in_time_late_or_overdue_and_dropped_ones_were_never_owed() -> None:
    by = calls.office()
    call, other = calls.published(by), calls.published(calls.office("530100"))
    Duty.objects.update(dropped_at=calls.PUBLISHED)
    due = calls.PUBLISHED + timedelta(days=3)
    now = due + timedelta(days=10)
    duty(call, "sign_contract", due=due, done=due)
    duty(call, "decide_award", due=due, done=due + timedelta(microseconds=1))
    duty(call, "publish_result", due=due)
    duty(call, "make_award", due=due, dropped=True)
    duty(call, "accept_contract", due=now + timedelta(seconds=1))
    duty(call, "approve", due=due)
    duty(other, "publish_result", due=due + timedelta(days=365))
    mine = compliance.duties_kept(Scope(YEAR, agency=by.agency), now=now)
    assert {one.kind: (one.on_time, one.late, one.overdue) for one in mine} == {
        "sign_contract": (1, 0, 0),
        "decide_award": (0, 1, 0),
        "publish_result": (0, 0, 1),
    }
    assert compliance.duties_kept(Scope(YEAR, agency=other.buyer), now=now) == []
    assert compliance.kept_by_prefecture(YEAR, now=now) == {"532800": Kept("", 1, 1, 1)}
    for code, expected in (
        ("sign_contract", set()),
        ("decide_award", {call.pk}),
        ("publish_result", {call.pk}),
    ):
        found = compliance.calls_behind(f"late:{code}", Scope(YEAR), now=now)
        assert found is not None
        assert {entry.tender_id for entry in found} == expected


def test_a_question_nobody_may_know_of_is_in_no_figure() -> None:
    by = calls.office()
    call = calls.published(by)
    hidden = calls.asked(call, now=calls.PUBLISHED + timedelta(hours=1), shown=False)
    Duty.objects.update(dropped_at=calls.PUBLISHED)
    due = calls.PUBLISHED + timedelta(days=3)
    duty(call, "answer_question", due=due, subject=hidden.tag)
    assert compliance.duties_kept(Scope(YEAR), now=due + timedelta(days=1)) == []


def test_money_leaves_out_what_ended_without_an_award() -> None:
    first, by = calls.published(calls.office()), calls.office("530100")
    ended = calls.published(by)
    amendments.draft_termination(
        ended.number, reason_code="funding_withdrawn", reason_zh="经费调整。", form_id=uuid4(), by=by.drafter,
        now=calls.PUBLISHED,
    )  # fmt: skip
    both = compliance.call_figures(Scope(YEAR))
    assert both.money == first.estimated_value + ended.estimated_value
    amendments.approve(ended.number, by=by.approver, now=calls.PUBLISHED)
    one = compliance.call_figures(Scope(YEAR))
    assert (one.calls, one.money) == (2, first.estimated_value)
    assert compliance.calls_by_prefecture(YEAR)["530100"] == (1, 0)


def test_every_figure_equals_the_calls_it_leads_to() -> None:
    first, _contract = made.contracted()
    second = calls.published(calls.office("530100"))
    Tender.objects.filter(pk=second.pk).update(
        deadline_version=2, terms=second.terms | {"invited_only_reason": "secrecy"}
    )
    scope = Scope(YEAR)
    figures, results = compliance.call_figures(scope), compliance.result_figures(scope)
    assert figures.calls == 2 == len(behind("all"))
    assert figures.money == first.tender.estimated_value + second.estimated_value
    assert figures.public == Share(1, 2)
    assert figures.moved == Share(1, 2)
    assert behind("not_public") == behind("moved_deadline") == {second.number}
    assert behind("all", place="530100") == {second.number}
    assert behind("all", agency=first.office.agency.slug) == {first.tender.number}
    local = [
        (clock.legal_date(one.bids_due) - clock.legal_date(one.published_at)).days
        for one in Tender.objects.all()
    ]
    assert figures.days_given == sum(local) / 2
    assert figures.least_days == min(local)
    assert (results.awards, results.money, results.bidders) == (1, first.awarded[0].value, 2)
    shares = compliance.reasons_to_look(scope, figures)
    assert set(shares) == set(INDICATORS)
    for code, share in shares.items():
        assert len(behind(code)) == share.part, code
    assert compliance.call_figures(Scope(YEAR - 1)).calls == 0


def test_how_a_purchase_went_for_those_who_took_part() -> None:
    made.contracted()
    asked = calls.published(calls.office("530100"))
    question = calls.asked(asked, now=calls.at("07-03 15:20"))
    inquiries.answer(
        asked.number, question.tag, kind="answer", text_zh="可以。", form_id=uuid4(), by=asked.drafted_by,
        now=calls.at("07-04 09:20"),
    )  # fmt: skip
    leaked = reports.file(
        kind="missing",
        text="县里的同伴教育采购",
        code=inquiries.new_code(),
        form_id=uuid4(),
        now=calls.PUBLISHED,
    )
    reports.decide(
        leaked.number, outcome="asked", agency=asked.buyer, reply_zh="已要求补发。", now=calls.PUBLISHED,
        by=factories.official("supervisor", of=factories.agency("530000"), app=False),
    )  # fmt: skip
    found = process_figures(Scope(YEAR), calls=2)
    assert (found.days_to_answer, found.hours_to_approve) == (None, None), "fewer than five tell of one"
    assert found.first_time == Share(2, 2)
    assert found.assisted == Share(0, 2)
    assert found.reasons_given == Share(1, 1), "the one not chosen reads its points"
    assert found.leaked == Share(1, 3)
    before = process_figures(Scope(YEAR - 1), calls=0)
    assert (before.days_to_answer, before.first_time, before.leaked) == (None, Share(0, 0), Share(0, 0))


def test_how_long_answers_took_tells_no_hour_of_asking() -> None:
    """From the day a question was shown, whenever it arrived, and only from five on."""
    asked = calls.published(calls.office("530100"))
    for minute in range(5):
        question = calls.asked(asked, now=calls.at(f"07-03 1{minute}:07"))
        assert process_figures(Scope(YEAR), calls=1).days_to_answer is None
        inquiries.answer(
            asked.number, question.tag, kind="answer", text_zh="可以。", form_id=uuid4(), by=asked.drafted_by,
            now=calls.at("07-05 09:20"),
        )  # fmt: skip
    assert process_figures(Scope(YEAR), calls=1).days_to_answer == 2


def test_pages_say_what_they_cover_before_any_figure() -> None:
    call = calls.published(calls.office())
    for path in ("/statistics/", f"/agencies/{call.buyer.slug}/", "/places/532801/", "/places/533103/"):
        said = read(path)
        assert said.index("平台以外") < said.index('class="tiles'), path
        assert "少于 5 件，不显示比例" in said
        assert "%(" not in read(f"/en{path}")
    assert "2024" in read("/statistics/?year=abc")
    assert Client().get("/statistics/calls/?figure=nothing").status_code == 404


def test_every_prefecture_has_its_row_also_an_empty_one() -> None:
    calls.published(calls.office())
    said = read("/statistics/")
    for place in Division.objects.filter(level="prefecture"):
        assert f'href="/places/{place.code}/"' in said


def test_every_plot_has_its_table_its_file_and_its_method() -> None:
    made.contracted()
    said = read("/statistics/benefit/")
    assert said.count("<figure") == said.count("<details") == len(MEASURES) + len(history())
    for one in MEASURES:
        assert f'id="{one.code}"' in said
        rows = list(
            csv.DictReader(io.StringIO(read(reverse("measure_csv", args=[one.code])).lstrip("\ufeff")))
        )
        assert [row["year"] for row in rows] == ["2024"]
    assert Client().get("/statistics/benefit/nothing.csv").status_code == 404
    for one in history():
        assert one["source_zh"]
        assert one["title_zh"] in said


def test_a_group_on_no_register_is_a_count_and_no_name() -> None:
    leader = factories.user()
    group = factories.cso(leader, registered=False, name_zh="无名同伴小组丙")
    signer = made.hosted(group, leader)
    call = made.judged_of(group, factories.cso(), hosts={group.pk: signer})
    made.awarded(call)
    assert compliance.result_figures(Scope(YEAR)).through_host == Share(1, 1)
    for path in ("/statistics/", "/statistics/benefit/", "/statistics/calls/?figure=all&year=2024"):
        assert group.name_zh not in read(path)


def test_the_pages_cost_the_same_however_many_calls_there_are() -> None:
    by = calls.office()
    counts = []
    for _ in range(2):
        calls.published(by)
        with CaptureQueriesContext(connection) as asked:
            read("/statistics/")
            read(f"/agencies/{by.agency.slug}/")
            read("/statistics/calls/?figure=all&year=2024")
        counts.append(len(asked))
    assert counts[1] <= counts[0]
