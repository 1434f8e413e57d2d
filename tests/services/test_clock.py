"""The one clock: from the database, aware, moved only in a demonstration."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import override_settings

from portal.ground import clock

pytestmark = pytest.mark.django_db


def test_now_is_the_database_clock_and_moves_within_a_transaction():
    first, second = clock.now(), clock.now()
    assert first.tzinfo is not None
    assert first < second
    assert abs(first - datetime.now(UTC)) < timedelta(minutes=1)


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 3, 2, 15, 59, 59, tzinfo=UTC), date(2026, 3, 2)),
        (datetime(2026, 3, 2, 16, 0, tzinfo=UTC), date(2026, 3, 3)),
        (datetime(2026, 12, 31, 16, 0, tzinfo=UTC), date(2027, 1, 1)),
        (datetime(2026, 3, 2, 23, 59, tzinfo=clock.LEGAL_ZONE), date(2026, 3, 2)),
    ],
)
def test_the_legal_date_is_the_date_in_yunnan(moment, day):
    assert clock.legal_date(moment) == day


def test_a_naive_moment_has_no_date():
    with pytest.raises(ValueError, match="without a time zone"):
        clock.legal_date(datetime(2026, 3, 2, 9, 0))


def test_outside_a_demonstration_nobody_moves_the_clock():
    with pytest.raises(clock.ClockRefusedError):
        clock.move_by(timedelta(days=1))
    with pytest.raises(CommandError, match="demonstration"):
        call_command("demo_clock", "--advance", "1d")
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(minutes=1)


@override_settings(DEMO=True)
def test_the_demonstration_sets_and_advances_a_clock_that_ticks_on(capsys):
    call_command("demo_clock", "--set", "2026-03-02T09:00")
    assert capsys.readouterr().out == "2026-03-02T09:00:00+08:00\n"
    first = clock.now()
    assert timedelta() < clock.now() - first < timedelta(seconds=5)
    call_command("demo_clock", "--advance", "3d4h30m")
    call_command("demo_clock", "--show")
    assert capsys.readouterr().out == "2026-03-05T13:30:00+08:00\n" * 2
    call_command("demo_clock", "--set", "2026-03-02T01:00:00+00:00")
    assert capsys.readouterr().out == "2026-03-02T09:00:00+08:00\n"


@override_settings(DEMO=True)
def test_the_portals_role_comes_back_after_the_clock_moved():
    clock.move_by(timedelta(days=1))
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("portal_app",)


@pytest.mark.parametrize("step", ["", "3", "3 days", "-1d", "4h3d"])
def test_a_step_nobody_understands_is_refused(step):
    with override_settings(DEMO=True), pytest.raises(CommandError, match="argument --advance"):
        call_command("demo_clock", "--advance", step)


def test_the_portals_role_cannot_replace_the_clock():
    with connection.cursor() as cursor, pytest.raises(Exception, match=r"must be owner|permission denied"):
        cursor.execute(clock.clock_sql("'2000-01-01'::timestamptz"))
