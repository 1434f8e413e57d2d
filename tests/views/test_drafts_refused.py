"""Drafts: who may not, what is not sent, and what a screen costs."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from portal.ground import clock
from procurement.forms.calls import screens
from procurement.services.calls import tenders
from tests.support import drafts as calls
from tests.support import factories
from tests.views.officer_site import Office, form_data, office, part_url, paste

__all__ = ["office"]


def test_nobody_without_an_account_sees_a_draft(office: Office, client: Client):
    draft = calls.draft(office.drafter, office.agency)
    for url in (
        reverse("call_new"),
        part_url(draft, "project"),
        reverse("call_preview", args=[draft.number]),
    ):
        answer = client.get(url)
        assert answer.status_code == 302
        assert "/accounts/" in answer["Location"]


@pytest.mark.parametrize("role", ["drafter", "approver", "head"])
def test_to_an_official_of_another_agency_a_draft_does_not_exist(office: Office, role: str):
    draft = calls.draft(office.drafter, office.agency)
    stranger = office.of(factories.official(role, of=factories.agency("532822")))
    for part in screens.BY_SLUG:
        assert stranger.get(part_url(draft, part)).status_code == 404
        assert stranger.post(part_url(draft, part), {"act": "check", "version": 0}).status_code == 404
    for name in ("call_preview", "call_check_sheet", "call_review", "call_pack", "call_discard"):
        assert stranger.get(reverse(name, args=[draft.number])).status_code == 404
    for name in ("call_dates", "call_take_back", "call_medium", "call_review"):
        assert stranger.post(reverse(name, args=[draft.number]), {"version": 0}).status_code == 404


@pytest.mark.parametrize("role", ["supervisor", "privacy_reviewer"])
def test_a_supervisor_reads_no_draft_and_begins_none(office: Office, role: str):
    draft = calls.draft(office.drafter, office.agency)
    client = office.of(factories.official(role, of=office.agency))
    assert client.get(part_url(draft, "project")).status_code == 404
    assert client.get(reverse("call_new")).status_code == 403


def test_a_leader_of_an_organisation_begins_no_call(office: Office):
    leader = factories.user()
    factories.cso(leader)
    client = office.of(leader)
    assert client.get(reverse("call_new")).status_code == 403
    assert paste(client, office).status_code == 403


def test_somebody_whose_membership_ended_sees_nothing(office: Office):
    draft = calls.draft(office.drafter, office.agency)
    office.drafter.memberships.update(to_date=date(2026, 5, 31))
    assert office.writing.get(part_url(draft, "project")).status_code == 404


def test_a_sent_draft_is_not_edited(office: Office):
    draft = calls.draft(office.drafter, office.agency)
    page = office.writing.get(part_url(draft, "project"))
    tenders.submit(draft.number, version=draft.version, by=office.drafter, now=calls.NOW)
    sent = office.writing.post(part_url(draft, "project"), form_data(page, title_zh="偷偷改", act="check"))
    assert sent.status_code == 403
    told = sent.content.decode()
    assert "偷偷改" in told, "what was typed is given back"
    assert "这一步现在不能办" in told
    assert f'href="{reverse("call_review", args=[draft.number])}"' in told
    assert office.writing.get(part_url(draft, "project"))["Location"] == reverse(
        "call_review", args=[draft.number]
    )
    assert office.writing.post(reverse("call_dates", args=[draft.number]), {"version": 99}).status_code == 403
    assert office.writing.post(reverse("call_discard", args=[draft.number])).status_code == 403
    draft.refresh_from_db()
    assert draft.title_zh != "偷偷改"


def test_a_draft_with_faults_is_not_sent(office: Office):
    draft = calls.draft(office.drafter, office.agency, dates=False)
    page = office.writing.get(part_url(draft, "send"))
    answer = office.writing.post(part_url(draft, "send"), form_data(page, act="send"))
    assert answer.status_code == 200
    assert not answer.context["state"].is_ready
    draft.refresh_from_db()
    assert draft.step == "draft"


def test_a_draft_without_its_plain_words_is_not_sent(office: Office):
    """No rule asks for the summary; the screens do."""
    draft = calls.draft(office.drafter, office.agency, summary_zh="")
    page = office.writing.get(part_url(draft, "send"))
    assert [one.url for one in page.context["state"].missing] == [
        f"{part_url(draft, 'project')}#f-summary_zh"
    ]
    office.writing.post(part_url(draft, "send"), form_data(page, act="send"))
    draft.refresh_from_db()
    assert draft.step == "draft"


def test_what_a_notice_must_say_by_law_is_missing_on_the_screens_too(office: Office):
    values = calls.statutory(office.agency, contact_person="")
    draft = calls.draft(office.drafter, office.agency, **values)
    page = office.writing.get(part_url(draft, "send"))
    assert [one.url for one in page.context["state"].missing] == [
        f"{part_url(draft, 'dates')}#f-contact_person"
    ]
    answer = office.writing.post(part_url(draft, "send"), form_data(page, act="send"))
    assert answer.status_code == 200
    draft.refresh_from_db()
    assert draft.step == "draft"


def test_a_discarded_draft_is_gone(office: Office):
    draft = calls.draft(office.drafter, office.agency)
    url = reverse("call_discard", args=[draft.number])
    assert office.writing.get(url).status_code == 200
    assert office.writing.post(url)["Location"] == reverse("workspace")
    assert office.writing.get(part_url(draft, "project")).status_code == 404


def test_dates_go_stale_by_themselves(office: Office):
    """A draft that was lawful is judged by today, not by the day it was written."""
    draft = calls.draft(office.drafter, office.agency)
    assert office.writing.get(part_url(draft, "send")).context["state"].is_ready
    clock.move_to(calls.NOW + timedelta(days=7))
    assert not office.writing.get(part_url(draft, "send")).context["state"].is_ready


@pytest.mark.parametrize("path", ["", "en/"])
@pytest.mark.parametrize("part", ["project", "terms", "dates", "send"])
def test_each_screen_costs_a_fixed_number_of_queries(
    office: Office, part: str, path: str, django_assert_max_num_queries: Any
):
    draft = calls.draft(office.drafter, office.agency)
    client = office.writing
    url = f"/{path}workspace/calls/{draft.number}/{part}/"
    client.get(url)
    with django_assert_max_num_queries(24):
        assert client.get(url).status_code == 200


OLD_TAB: dict[str, tuple[dict[str, Any], list[str]]] = {
    "project": (
        {"procedure": "open_tender", "populations": ["youth"],
            "contract_months": "11", "service_from": "2026-09-01"},
        ["公开招标", "青少年", "11 个月", "2026-09-01"],
    ),
    "terms": (
        {
            "legal_forms": ["foundation"], "consortium_allowed": "on", "client_data": "codes_only",
            "indirect_ceiling": "8",
            "payments-0-share": "37", "payments-0-basis": "agreement", "payments-0-within_days": "29",
        },
        ["基金会", "已勾选", "8%", "37% · ", " · 29 天"],
    ),
    "dates": (
        {
            "criteria-0-text_zh": "方案", "criteria-0-weight": "43", "bids_due_0": "2026-08-03", "bids_due_1": "17:00",
        },
        ["方案 · 43 分", "2026-08-03 · 17:00"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("part", OLD_TAB)
def test_an_old_tab_gives_back_all_that_was_filled_in_as_its_boxes_say_it(office: Office, part: str):
    draft = calls.draft(office.drafter, office.agency)
    changed, told = OLD_TAB[part]
    sent = form_data(office.writing.get(part_url(draft, part)), act="check") | changed
    tenders.submit(draft.number, version=draft.version, by=office.drafter, now=calls.NOW)
    refused = office.writing.post(part_url(draft, part), sent)
    assert refused.status_code == 403
    page = refused.text.partition("<main")[2]
    assert [one for one in told if one not in page] == []
    words = re.findall(r"<dd[^>]*>(.*?)</dd>", page, re.S)
    assert not [one for one in words if re.search(r"\b[a-z]+_[a-z_]+\b|^[a-z]+$|^on$", one)], words
    assert "532801" not in page, "a place by its name"
