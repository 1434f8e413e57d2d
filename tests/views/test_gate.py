"""What passes the gate of the forms and what does not, on pages."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from procurement.facts import facts_and_faults
from procurement.services import tenders
from tests import calls

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("typed", ["NaN", "Infinity", "1e309", "9" * 49, "一万二"])
def test_the_calculator_shows_a_wrong_sum_as_it_was_typed(client, typed):
    page = client.get(reverse("calculator"), {"published": "2024-07-02", "value": typed})
    assert page.status_code == 200
    assert typed in page.content.decode()


def test_a_short_password_is_refused_in_the_language_of_the_page(client):
    page = client.post(reverse("account_signup"), {"username": "小草", "password": "abc"}).content.decode()
    assert "密码至少要有 10 个字符" in page
    assert "This password" not in page


@pytest.mark.parametrize("name", ["bids_due", "opens_at", "publish_at"])
def test_the_database_keeps_no_moment_that_the_rules_cannot_judge(name):
    made = calls.draft(calls.office())
    setattr(made, name, datetime(24, 7, 30, tzinfo=UTC))
    with pytest.raises(IntegrityError), transaction.atomic():
        made.save(update_fields=[name])


def test_a_draft_with_a_fact_that_cannot_be_read_opens_and_says_so(client):
    office = calls.office()
    made = calls.draft(office)
    made.terms = {**made.terms, "deposit": "NaN"}
    made.save(update_fields=["terms"])
    assert [one.field for one in facts_and_faults(made)[1]] == ["deposit"]
    assert any(one.code == "unreadable" and one.stops for one in tenders.judge(made, now=calls.PUBLISHED))
