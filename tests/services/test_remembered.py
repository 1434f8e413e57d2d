"""What is laid down again is what was walked; what makes a difference is walked."""

from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from organizations.models import Organization, User
from portal.ground import clock
from procurement.models import Tender
from procurement.services.calls import tenders
from tests.support import calls, openings, remembered
from tests.support.database import as_owner

pytestmark = pytest.mark.django_db


@pytest.fixture
def kept(monkeypatch):
    """Nothing is remembered yet."""
    if not remembered._now.works:
        pytest.skip("a database of somebody else's lets nobody lay rows down")
    monkeypatch.setattr(remembered._now, "kept", {})
    return remembered._now.kept


def everything():
    """Every row of every table but those that pass, in words."""
    tables = connection.introspection.table_names()
    with as_owner() as cursor:
        found = {}
        for name in sorted(set(tables) - {"django_migrations"}):
            cursor.execute(f'SELECT t::text FROM "{name}" t ORDER BY 1')
            found[name] = cursor.fetchall()
    return found


def taken_back_between(*acts):
    """What each gives, each as if a test of its own had begun with it."""
    for act in acts:
        remembered._now.steps, remembered._now.clock = (), "real"
        point = connection.savepoint()
        yield act()
        connection.savepoint_rollback(point)


def test_a_test_that_replaces_nothing_remembers():
    if not remembered._now.works:
        pytest.skip("a database of somebody else's lets nobody lay rows down")
    calls.office()
    assert remembered._now.steps


def test_one_that_replaces_something_walks(monkeypatch):
    calls.office()
    assert remembered._now.steps is None


def test_the_rows_are_the_same_and_what_was_given_is_nobody_elses(kept, settings):
    openings.give_keys(settings)

    def opened():
        closed = openings.closed()
        closed.confirm_both()
        closed.open()
        return everything(), closed

    (walked, first), (laid, second) = taken_back_between(opened, opened)
    assert len(kept) == 3
    assert laid == walked
    assert second.tender == first.tender
    assert second.tender is not first.tender
    assert second.tender.step == first.tender.step
    assert [one.bid.number for one in second.lodged] == [one.bid.number for one in first.lodged]


def test_what_a_step_did_to_its_arguments_it_does_again(kept, settings):
    openings.give_keys(settings)

    def closed():
        office = calls.office()
        tender = openings.opened_to_bids(office)
        before = tender.step
        made = openings.close(tender, office, [])
        return before, tender.step, tender.bids_due, made.office is office, clock.now() > tender.bids_due

    walked, laid = taken_back_between(closed, closed)
    assert walked == laid
    assert laid[3:] == (True, True)


def test_after_anything_else_was_written_a_step_is_walked(kept):
    def published(before):
        before()
        return calls.published(calls.office())

    def write():
        User.objects.update(language="en")

    list(taken_back_between(lambda: published(lambda: None)))
    known = len(kept)
    list(taken_back_between(lambda: published(write)))
    assert len(kept) == known


def test_other_arguments_settings_or_clock_are_another_step(kept, settings):
    settings.DEMO = True
    list(taken_back_between(calls.office))
    for act in (
        lambda: calls.office("532503"),
        lambda: (clock.move_to(calls.PUBLISHED), calls.office()),
        lambda: (setattr(settings, "LANGUAGE_COOKIE_AGE", 5), calls.office()),
    ):
        known = len(kept)
        list(taken_back_between(act))
        assert len(kept) == known + 1


def test_a_number_goes_on_where_it_was(kept):
    """What comes after rows that were laid down takes none of their keys."""

    def two():
        office = calls.office()
        first = calls.published(office)
        other = tenders.copy_tender(first.number, form_id=uuid4(), by=office.drafter, now=calls.PUBLISHED)
        return first.number, other.number, Tender.objects.count(), Organization.objects.count()

    walked, laid = taken_back_between(two, two)
    assert laid[0] == walked[0]
    assert laid[1] not in (laid[0], walked[1])
    assert laid[2:] == walked[2:]


def test_every_guard_of_the_database_stands_after_rows_were_laid_down(kept, settings):
    openings.give_keys(settings)

    def guards():
        closed = openings.closed()
        with connection.cursor() as cursor:
            cursor.execute("SELECT tgrelid, tgname, tgenabled FROM pg_trigger ORDER BY 1, 2")
            standing = cursor.fetchall()
            cursor.execute("SELECT current_user, current_setting('session_replication_role')")
            standing += cursor.fetchall()
        with as_owner() as cursor, pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            cursor.execute(
                "UPDATE procurement_notice SET kind = 'void' WHERE tender_id = %s", [closed.tender.pk]
            )
        return standing

    walked, laid = taken_back_between(guards, guards)
    assert laid == walked
