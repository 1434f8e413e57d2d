"""Rows of a list: an emptied row is a removed one, and one in which something stands never vanishes."""

import pytest
from django import forms
from django.urls import get_resolver

from portal.ground.fields import DayField, MoneyField
from portal.ground.fields.sizes import Sized
from procurement.forms.awards.contracts import PaymentDay
from procurement.forms.rows import CriterionRow, LotRow, PaymentRow

pytestmark = pytest.mark.django_db


def _rows():
    assert get_resolver().url_patterns, "every form is loaded with the addresses"
    return {one for one in _all_of(forms.Form) if hasattr(one, "row")}


def _all_of(kind):
    for one in kind.__subclasses__():
        yield one
        yield from _all_of(one)


def _sent(row, said, **more):
    """A row of an office's own words is read for that office."""
    own = {CriterionRow: {"about": "tender:1"}, LotRow: {"about": "tender:1", "within": []}}
    return row(said, **own.get(row, {}), **more)


def _typed(field):
    if isinstance(field, forms.ChoiceField):
        return str(next(code for code, _words in field.choices if code))
    if isinstance(field, DayField):
        return "2024-08-01"
    if isinstance(field, MoneyField):
        return "20000"
    return "20" if isinstance(field, Sized) else "宣传"


BOXES = [
    (row, name)
    for row in (CriterionRow, PaymentRow, LotRow, PaymentDay)
    for name in row.base_fields
    if name != "seen"
]


def test_every_list_is_tried_here():
    assert {row for row, _name in BOXES} == _rows()


@pytest.mark.parametrize(("row", "name"), BOXES)
def test_a_row_in_which_one_box_is_filled_is_asked_about(row, name):
    form = _sent(row, {name: _typed(row.base_fields[name])})
    assert not form.is_valid()
    assert name not in form.errors


@pytest.mark.parametrize(("row", "name"), BOXES)
def test_a_whole_row_does_not_vanish_for_a_nought(row, name):
    said = {one: _typed(field) for one, field in row.base_fields.items() if one != "seen"}
    whole = _sent(row, said)
    assert whole.is_valid(), whole.errors
    assert whole.row is not None
    nought = _sent(row, said | {name: "0"})
    assert not nought.is_valid() or nought.row is not None


@pytest.mark.parametrize("row", [CriterionRow, PaymentRow, LotRow, PaymentDay])
def test_an_empty_row_is_none(row):
    stood = {name: _typed(row.base_fields[name]) for name in row.base_fields if name != "seen"}
    form = _sent(row, {}, initial=stood)
    assert form.is_valid()
    assert form.row is None
