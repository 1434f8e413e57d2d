"""Codes of kinds and procedures are rows: what has none is refused by the database, what has one keeps it."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import ProgrammingError

from procurement.kinds import KINDS
from procurement.models import KindCode, ProcedureCode, Tender
from procurement.rules.procedures import PROCEDURES
from procurement.services.codes import load_codes
from tests.support import calls
from tests.support.database import as_owner

pytestmark = pytest.mark.django_db


def codes(model):
    with as_owner():
        return set(model.objects.values_list("code", flat=True))


def test_a_migrated_database_has_every_code():
    assert codes(KindCode) == set(KINDS)
    assert codes(ProcedureCode) == {"", *PROCEDURES}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("time", ["before a flush", "after it"])
def test_a_flush_leaves_them(time):
    assert codes(KindCode) == set(KINDS)
    assert codes(ProcedureCode) == {"", *PROCEDURES}


def test_a_second_load_changes_nothing_and_deletes_no_code_of_an_earlier_version():
    with as_owner():
        KindCode.objects.create(code="of_an_earlier_version")
        assert load_codes() == len(KINDS) + len(PROCEDURES) + 1
    assert codes(KindCode) == {*KINDS, "of_an_earlier_version"}
    assert codes(ProcedureCode) == {"", *PROCEDURES}


def test_a_code_without_a_row_is_refused_at_once_and_one_with_a_row_is_not():
    tender = calls.draft(calls.office())
    with pytest.raises(IntegrityError, match="tender_procedure_known"), transaction.atomic():
        Tender.objects.filter(pk=tender.pk).update(procedure="raffle")
    with as_owner():
        ProcedureCode.objects.create(code="raffle")
    assert Tender.objects.filter(pk=tender.pk).update(procedure="raffle") == 1


def test_a_notice_of_no_kind_is_refused():
    call = calls.published(calls.office())
    notice = call.notices.get()
    notice.pk, notice.seq, notice.kind = None, 2, "rumour"
    with pytest.raises(IntegrityError, match="notice_kind_known"), transaction.atomic():
        notice.save(force_insert=True)


def test_what_was_published_under_a_code_keeps_it():
    calls.published(calls.office())
    for table in ("kindcode", "procedurecode"):
        with as_owner() as cursor, pytest.raises(IntegrityError, match="_known"), transaction.atomic():
            cursor.execute(f"DELETE FROM procurement_{table}")


@pytest.mark.parametrize(
    "act", ["INSERT INTO procurement_kindcode VALUES ('x')", "DELETE FROM procurement_kindcode"]
)
def test_no_process_adds_or_deletes_a_code(act):
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        connection.cursor().execute(act)
