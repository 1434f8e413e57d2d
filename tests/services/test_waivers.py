"""A portal rule set aside by the supervisor, in public; law never."""

import pytest
from django.core.exceptions import PermissionDenied

from procurement.judgement import calls as judgement
from procurement.judgement import law
from procurement.publication import body
from procurement.services.calls import tenders
from procurement.services.oversight import waivers
from procurement.services.oversight.waivers import NotWaivableError
from tests.support import calls, factories

pytestmark = pytest.mark.django_db


def short_call(by):
    """A draft that closes after seven working days where the rule asks for ten."""
    call = calls.draft(by)
    closes = calls.at("07-11 17:00")
    values = {
        "bids_due": closes,
        "opens_at": closes,
        "documents_to": closes.date(),
        "ask_by": calls.at("07-05 00:00").date(),
        "answers_by": calls.at("07-09 00:00").date(),
    }
    return tenders.save_part(
        call.number, values=values, version=call.version, by=by.drafter, now=calls.PUBLISHED
    )


def open_time_rule(call):
    return next(
        one.rule
        for one in judgement.judge(call, now=calls.PUBLISHED)
        if one.field == "bids_due" and one.stops
    )


def test_a_waived_open_time_is_lawful_and_stands_in_the_notice():
    by = calls.office()
    call = short_call(by)
    rule = open_time_rule(call)
    waivers.waive(
        call.number,
        rule=rule,
        reason_zh="年底前须用完。",
        by=factories.official("supervisor"),
        now=calls.PUBLISHED,
    )
    call = tenders.submit(call.number, version=call.version, by=by.drafter, now=calls.PUBLISHED)
    call = tenders.approve(call.number, by=by.approver, now=calls.PUBLISHED)
    assert body.parse(call.notices.get().body)["law"]["waivers"] == {rule: "年底前须用完。"}


@pytest.mark.parametrize("role", ["drafter", "approver", "privacy_reviewer"])
def test_only_a_supervisor_waives(role):
    by = calls.office()
    call = short_call(by)
    with pytest.raises(PermissionDenied):
        waivers.waive(
            call.number,
            rule=open_time_rule(call),
            reason_zh="x",
            by=factories.official(role),
            now=calls.PUBLISHED,
        )


def test_a_supervisor_of_the_buyer_who_also_drafts_there_waives_nothing():
    by = calls.office()
    call = short_call(by)
    factories.member(by.agency, "supervisor", by.drafter)
    with pytest.raises(PermissionDenied):
        waivers.waive(
            call.number, rule=open_time_rule(call), reason_zh="x", by=by.drafter, now=calls.PUBLISHED
        )


def test_law_is_not_waived():
    by = calls.office()
    call = short_call(by)
    with pytest.raises(NotWaivableError):
        waivers.waive(
            call.number,
            rule="GPL.35.open",
            reason_zh="x",
            by=factories.official("supervisor"),
            now=calls.PUBLISHED,
        )


def test_a_published_call_is_past_waiving():
    by = calls.office()
    call = calls.published(by)
    rule = law.waivable_rules()[0]
    with pytest.raises(PermissionDenied):
        waivers.waive(
            call.number, rule=rule, reason_zh="x", by=factories.official("supervisor"), now=calls.PUBLISHED
        )
