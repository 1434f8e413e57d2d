"""Run in a tree to which docs/how-to/procedure.md was applied: the new procedure from its draft to its release."""

import json
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.test import Client

from portal.site.opendata.models import Release
from procurement.forms import choices
from procurement.judgement.calls import verdicts_on
from procurement.reading import read_call
from procurement.rules.verdicts import Answer, RuleError
from tests.support import calls
from tests.support.followers import post, start_of_day

CEILING = "YN.P.price.follow_on"


@pytest.fixture(autouse=True)
def the_day(db, settings):
    start_of_day(settings)


def page(path):
    response = Client().get(path)
    assert response.status_code == 200
    return response.content.decode()


def test_it_needs_no_migration():
    call_command("makemigrations", check_changes=True, dry_run=True)


def wanted(price=20):
    """What the call says otherwise than a grant call, with so many points for the price."""
    criteria = [
        {"text_zh": "方案与服务质量", "text_en": "Plan and quality", "weight": Decimal(100 - price)},
        {"text_zh": "价格", "text_en": "Price", "weight": Decimal(price)},
    ]
    return {"procedure": "follow_on_grant", "price_weight": Decimal(price), "criteria": criteria}


def judged(tender):
    return {one.rule: one for one in verdicts_on(tender)}


def test_it_is_offered_and_known_in_a_pasted_text():
    offered = dict(choices.procedures()[1:])["可以在这里发布"]
    assert ("follow_on_grant", "滚动资助") in offered
    found = read_call("景洪市2024年滚动资助公告\n一、事项", divisions=[])
    assert found.values["procedure"] == "follow_on_grant"


def test_its_own_figure_judges_it():
    office = calls.office()
    kept = judged(calls.draft(office, **wanted()))
    assert (kept[CEILING].answer, kept[CEILING].params["number"]) == (Answer.MEETS, 20)
    assert kept["YN.P.instrument.follow_on"].answer is Answer.MEETS
    assert judged(calls.draft(office, **wanted(price=21)))[CEILING].answer is Answer.BREAKS
    with pytest.raises(RuleError, match="price_weight_high"):
        calls.submitted(office, **wanted(price=21))


def test_it_is_judged_published_shown_found_and_told_in_its_words():
    call = calls.published(calls.office(), **wanted())
    assert judged(call)["YN.P.open.middle"].answer is Answer.MEETS, "a figure of its regime"
    post()
    assert (call.step, call.instrument, call.notices.get().kind) == ("open", "grant", "grant_call")
    assert "滚动资助" in page(f"/notices/{call.number}/")
    assert "Follow-on grant" in page(f"/en/notices/{call.number}/")
    assert call.number in page("/notices/?procedure=follow_on_grant")
    assert call.number not in page("/notices/?procedure=grant_call")
    tender = json.loads(Release.objects.get(ocid=call.ocid).body)["tender"]
    assert tender["procurementMethod"] == "selective"
    assert tender["procurementMethodDetails"] == "滚动资助"
