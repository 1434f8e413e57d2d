"""Every row once and in order, a part at a time, whatever is added meanwhile."""

from datetime import timedelta

import pytest

from portal.ground import clock, ledger
from portal.ground.keyset import walk
from portal.ground.ledger import seals, verify
from portal.ground.ledger.models import Event

pytestmark = pytest.mark.django_db


def recorded(count, *, at):
    for _ in range(count):
        ledger.record("test_happened", subject="test:1", actor="system", at=at, public=True)


@pytest.fixture
def sealed():
    """Seven events under three seals, some seals with several."""
    now = clock.now() - timedelta(hours=1)
    for count in (3, 0, 4):
        recorded(count, at=now)
        seals.seal(now)


@pytest.mark.parametrize("size", [1, 2, 3, 7, 8])
def test_rows_are_walked_by_two_keys(sealed, size):
    rows = Event.objects.filter(seal__isnull=False)
    wanted = list(rows.order_by("seal_id", "id").values_list("seal_id", "id"))
    assert len(wanted) == 7
    assert [(row.seal_id, row.pk) for row in walk(rows, "seal_id", "id", size=size)] == wanted


def test_as_many_are_asked_as_there_are_parts(sealed, django_assert_num_queries):
    with django_assert_num_queries(4):
        assert len(list(walk(Event.objects.all(), "id", size=2))) == 7
    with django_assert_num_queries(1):
        assert len(list(walk(Event.objects.all(), "id"))) == 7


def test_what_comes_meanwhile_is_walked_to_and_nothing_twice(sealed):
    found = []
    for row in walk(Event.objects.all(), "id", size=2):
        found.append(row.pk)
        if len(found) == 4:
            recorded(2, at=clock.now())
    assert found == sorted(set(found))
    assert len(found) == 9


def test_the_record_in_parts_is_the_record(sealed, monkeypatch):
    whole = list(seals.audit_lines())
    monkeypatch.setattr(seals, "walk", lambda rows, *keys, size=0: walk(rows, *keys, size=1))
    assert list(seals.audit_lines()) == whole
    assert len(verify.verify_lines(whole)) == 3
    assert len(list(seals.checkpoint_lines())) == 3
