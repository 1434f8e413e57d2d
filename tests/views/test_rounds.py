"""The rounds as they were: 62 applications and 42 awards, 201 and 106: from sealed bids to signed agreements by two
officials and three members of a panel, with pages that stay small and ask the database no more for more bids. Every run
asks it of 12 and of 24 applications and counts on; `make walks` of all of them."""

import re
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal.ground import clock
from procurement.models import Award, BidResult, Contract, RecordDraft
from procurement.publication import body
from procurement.rules.awarding import Cut
from procurement.services.awards import agreements
from tests.support import rounds, scenes
from tests.support.awards import schedule
from tests.support.rounds import WHY
from tests.support.whole import with_walks
from tests.views.officer_site import PLAIN_FILES
from tests.views.test_awards import of
from tests.views.test_choosing import filled

pytestmark = pytest.mark.django_db
MOST_BYTES = 60_000
_keys = scenes.keys(STORAGES=settings.STORAGES | {"staticfiles": {"BACKEND": PLAIN_FILES}})
_few = scenes.once(rounds.of_12)
_more = scenes.once(rounds.of_24)


@pytest.fixture
def few(_few):
    return _few.again


@pytest.fixture
def more(_more):
    return _more.again


@dataclass(frozen=True)
class Drawn:
    """How often a page asks the database, drawn a second time, and its bytes."""

    queries: int
    size: int


def drawn(browser, address):
    """A page that is small enough for a weak line."""
    browser.get(address)
    with CaptureQueriesContext(connection) as asked:
        page = browser.get(address)
    assert page.status_code == 200, address
    assert len(page.content) < MOST_BYTES, (address, len(page.content))
    return Drawn(len(asked), len(page.content))


def pages_of(call, *names):
    return {name: drawn(of(call.office.drafter), reverse(name, args=[call.tender.number])) for name in names}


def queries(pages):
    return {name: one.queries for name, one in pages.items()}


def decided(call, reached):
    """Down to the line by the page; the last five and one behind the line get less."""
    browser, address = of(call.office.drafter), reverse("decision", args=[call.tender.number])
    page = browser.get(address)
    less = {f"sum-{bid}": "4000" for bid in call.bids[reached - 5 : reached]}
    less |= {f"why-{bid}": WHY for bid in call.bids[reached - 5 : reached]}
    while True:
        data = filled(page)
        shown = {row["one"].number for row in page.context["form"].rows()}
        data |= {name: text for name, text in less.items() if name.partition("-")[2] in shown}
        later = [one for one in page.context["form"].turns() if one["first"] > page.context["form"].page * 65]
        if not later:
            break
        page = browser.post(address, data | {"turn": later[0]["number"]})
    assert browser.post(address, data).status_code == 302
    call.tender.refresh_from_db()


def recorded(call):
    """The agreements of all awards, of one template."""
    today = clock.legal_date(clock.now())
    given = {"starts_on": today, "ends_on": today + timedelta(days=170), "payments": schedule(today)}
    own = [agreements.Own(one, today) for one in call.awarded]
    more = {"form_id": uuid4(), "by": call.office.drafter, "now": clock.now()}
    assert agreements.record(call.tender.number, agreements.Terms(**given), own, **more) == {}


def confirmed(call):
    """By the second person, all at once."""
    waiting = RecordDraft.objects.filter(tender=call.tender, state="submitted").values_list("pk", flat=True)
    given = {"by": call.office.approver, "now": clock.now()}
    assert agreements.confirm(call.tender.number, list(waiting), **given) == {}


def run(call, applications, awards):
    number = call.tender.number
    before = pages_of(call, "decision", "evaluation_report", "call_review", "evaluation", "opening")
    decided(call, awards)
    before |= {"decision_review": pages_of(call, "decision_review")["decision_review"]}
    shown = call.approve()
    results = BidResult.objects.filter(bid__tender=call.tender)
    before |= {"listed": drawn(Client(), reverse("notice", args=[number, shown.seq]))}
    assert results.count() == applications
    assert results.exclude(cut_reason="").count() == 5
    assert WHY not in shown.body
    call.wait_out()
    published = call.award()
    values = [Decimal(one["value"]) for one in body.parse(published.body)["result"]["winners"]]
    assert len(values) == Award.objects.filter(lot__tender=call.tender).count() == awards
    assert values == [one.value for one in call.awarded]
    assert values[-5:] == [Decimal(4000)] * 5
    assert sum(values) <= call.tender.estimated_value
    before |= {"agreements": pages_of(call, "agreements")["agreements"]}
    recorded(call)
    review = reverse("agreements_review", args=[number])
    return before | {
        "agreements_review": drawn(of(call.office.approver), review),
        "awarded": pages_of(call, "decision")["decision"],
        "public": drawn(Client(), reverse("tender", args=[number])),
        "register": drawn(Client(), reverse("award_list")),
    }


def test_with_more_applications_pages_ask_no_more_and_those_of_62_stay_small(few, more):
    of_few, of_more = run(few(), 12, 8), run(more(), 24, 16)
    assert queries(of_more) == queries(of_few), "a page asks the database more often for more bids"
    grown = {name: one.size + (one.size - of_few[name].size) * 38 // 12 for name, one in of_more.items()}
    assert {name: size for name, size in grown.items() if size >= MOST_BYTES} == {}


@with_walks
def test_62_applications_become_42_awards(few):
    of_few = queries(run(few(), 12, 8))
    call = rounds.of_62()
    assert queries(run(call, 62, 42)) == of_few
    confirmed(call)
    browser, address = of(call.office.drafter), reverse("open_runs")
    drawn(browser, address)
    page = browser.get(address)
    assert len(page.context["rows"]) == 40
    assert len(browser.get(address + page.context["next_url"]).context["rows"]) == 2
    signed = {one.award_id: one.value for one in Contract.objects.filter(tender=call.tender)}
    assert signed == {award.pk: award.value for award in call.awarded}
    own = call.lodged_as(call.bids[41])
    page = of(own.leader).get(reverse("bid_result", args=[own.bid.number])).content.decode()
    assert WHY in page
    assert re.search(r"4,000 元", page)


@with_walks
def test_201_applications_become_106_awards(few):
    of_few = queries(run(few(), 12, 8))
    call = rounds.of_201()
    assert queries(run(call, 201, 106)) == of_few


def test_what_is_decided_is_held_to_the_line_of_the_call(few):
    """A cut for one more behind the line is taken; one more than the call says is not."""
    call = few()
    more = call.bids[:9]
    with pytest.raises(Exception, match="too_many"):
        call.draft(*more, cuts={bid: Cut(Decimal(3000), WHY) for bid in more})
