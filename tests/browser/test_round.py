"""Twelve applications (sixty-two with `make walks`) decided on at once, in a browser at both widths."""

import pytest
from django.urls import reverse

from portal.ground import clock
from procurement.models import AwardDraft
from tests.browser.inside import Walked, language, site, walked
from tests.browser.visitor import Visitor
from tests.support import rounds, scenes
from tests.support.awards import REASON, Decided
from tests.support.rounds import WHY
from tests.support.whole import WHOLE

__all__ = ["language", "site", "walked"]

pytestmark = pytest.mark.django_db
_keys = scenes.keys()
_round = scenes.once(rounds.of_62 if WHOLE else rounds.of_12)


@pytest.fixture
def call(_round: scenes.Scene[Decided]) -> Decided:
    return _round.again()


def test_all_are_decided_on_at_once(call: Decided, walked: Walked) -> None:
    number, bids, today = call.tender.number, call.bids, clock.legal_date(clock.now())
    reached = 42 if WHOLE else 8
    cut, passed, next_one = bids[reached - 2], bids[1], bids[reached]

    def decide(drafter: Visitor) -> None:
        drafter.go(reverse("decision", args=[number]))
        ticks = drafter.page.locator("main input[type=checkbox][name^='bid-']")
        assert [tick.is_checked() for tick in ticks.all()] == [place < reached for place in range(len(bids))]
        drafter.fill(
            {
                f"bid-{passed}": False,
                f"bid-{next_one}": True,
                f"sum-{cut}": "4000",
                "decided_body": "局长办公会",
                "decided_on": f"{today:%Y-%m-%d}",
                "decided_minute": "〔2024〕12号",
                "reason_zh": REASON,
            }
        )
        drafter.press("Send to the second person", expect=422)
        assert drafter.value(f"sum-{cut}") == "4000"
        drafter.fill({f"over-{passed}": "withdrew", f"why-{cut}": WHY})
        drafter.press("Send to the second person")

    walked(call.office.drafter, decide)
    draft = AwardDraft.objects.get()
    assert (len(draft.winners), set(draft.cuts), set(draft.passed_over)) == (reached, {cut}, {passed})

    def approve(approver: Visitor) -> None:
        approver.go(reverse("decision_review", args=[number]))
        approver.reads(WHY)
        approver.press_on(approver.page.locator("main button[name=act][value=approve]"))
        approver.go(reverse("decision", args=[number]))
        approver.go(reverse("evaluation_report", args=[number]))

    walked(call.office.approver, approve)
    call.tender.refresh_from_db()
    assert call.tender.step == "publicity"
