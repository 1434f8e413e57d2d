"""A calendar announced after publication moves no date; whoever published owes a correction."""

from datetime import date
from io import StringIO
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.urls import reverse

from procurement.judgement.law import calendar_on_disk
from procurement.models import CalendarEdition
from procurement.services.calls import amendments
from tests.support import calls

pytestmark = pytest.mark.django_db


@pytest.fixture
def announced(tmp_path):
    """Imports the year 2024 as it was, with ``more`` days off; returns what the command printed."""

    def read_in(*more):
        known = calendar_on_disk()
        days = [
            *((day, "off") for day in sorted({*known.days_off, *more}) if day.year == 2024),
            *((day, "work") for day in sorted(known.make_up_workdays) if day.year == 2024),
        ]
        file = tmp_path / "2024.csv"
        file.write_text(
            "date,kind,reason,source\n"
            + "".join(f"{day},{kind},special_day,国务院办公厅\n" for day, kind in days)
        )
        said = StringIO()
        call_command("import_calendar", str(file), stdout=said)
        return said.getvalue()

    return read_in


def owed(call):
    return call.duties.open().filter(kind="correct_for_calendar")


def test_days_that_became_days_off_raise_a_duty_and_move_nothing(announced):
    by = calls.office()
    call = calls.published(by)
    before = call.bids_due
    said = announced(date(2024, 7, 8), date(2024, 7, 9))
    assert "published calls whose dates are to be corrected: 1" in said
    duty = owed(call).get()
    assert (duty.holder, duty.due_at) == ("drafter", before)
    call.refresh_from_db()
    assert call.bids_due == before
    assert CalendarEdition.objects.count() == 2


def test_a_calendar_that_takes_no_day_away_raises_nothing(announced):
    by = calls.office()
    call = calls.published(by)
    said = announced(date(2024, 11, 29))
    assert "to be corrected: 0" in said
    assert not owed(call).exists()


def test_a_call_that_is_only_a_draft_owes_nothing(announced):
    by = calls.office()
    call = calls.draft(by)
    announced(date(2024, 7, 8), date(2024, 7, 9))
    assert not owed(call).exists()


def test_a_correction_keeps_the_duty_and_the_workspace_leads_to_it(announced, client, settings):
    settings.OFFICIAL_SECOND_FACTOR_REQUIRED = False
    by = calls.office()
    call = calls.published(by)
    announced(date(2024, 7, 8), date(2024, 7, 9))
    client.force_login(by.drafter)
    page = client.get("/workspace/").content.decode()
    assert reverse("call_amend", args=[call.number]) in page
    duty = owed(call).get()
    amendments.draft_correction(
        call.number,
        offered={"bids_due": calls.at("07-24 17:00")},
        reason_code="timetable_changed",
        reason_zh="放假安排变了。",
        form_id=uuid4(),
        by=by.drafter,
        now=calls.at("07-03 10:00"),
    )
    amendments.approve(call.number, by=by.approver, now=calls.at("07-03 11:00"))
    duty.refresh_from_db()
    assert duty.done_at is not None
    assert not owed(call).exists()
