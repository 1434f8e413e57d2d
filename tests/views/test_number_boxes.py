"""Boxes for figures: what people type with its unit is taken; another unit is told which one the box counts in."""

from decimal import Decimal

import pytest
from django import forms
from django.urls import get_resolver
from django.utils import translation

from portal.fields import FigureField, WholeField
from portal.fields.words import UNITS

BOXES = {
    "weight": FigureField(unit="weight", max_value=100),
    "percent": FigureField(unit="percent", max_value=100),
    "days": WholeField(unit="days"),
    "months": FigureField(unit="months", decimal_places=1),
    "yuan": FigureField(unit="yuan"),
}


@pytest.mark.parametrize(
    ("unit", "typed", "figure"),
    [
        ("weight", "40分", 40),
        ("weight", "20%", 20),
        ("percent", "百分之二十", 20),
        ("days", "15天", 15),
        ("days", "二十", 20),
        ("days", "１２", 12),
        ("months", "一年半", 18),
        ("yuan", "8千", 8000),
        ("yuan", "1.5万元", 15000),
    ],
)
def test_a_box_takes_a_figure_with_its_unit(unit, typed, figure):
    assert BOXES[unit].clean(typed) == Decimal(figure)


@pytest.mark.parametrize(
    ("unit", "typed", "said"),
    [
        ("percent", "20元", "“20元”：这一栏的单位是百分之几（%）。请写成这样：20%"),
        ("weight", "20元", "“20元”：这一栏的单位是分。请写成这样：40"),
        ("days", "3个工作日", "“3个工作日”：这一栏的单位是天（日历天，周末和节假日都算）。请写成这样：30"),
        ("yuan", "20%", "“20%”：这一栏的单位是元。请写成这样：12000"),
        ("months", "30天", "“30天”：这一栏的单位是月。请写成这样：12"),
        ("days", "很久", "“很久”看不出是多少。请写成这样：30"),
        ("percent", "百分之一百二十", "不能大于 100。"),
    ],
)
def test_another_unit_is_told_what_the_box_counts_in(unit, typed, said):
    with translation.override("zh-hans"), pytest.raises(forms.ValidationError) as refused:
        BOXES[unit].clean(typed)
    assert refused.value.messages == [said]


def _all_of(kind):
    for one in kind.__subclasses__():
        yield one
        yield from _all_of(one)


def test_every_box_for_a_figure_says_what_it_counts():
    assert get_resolver().url_patterns, "every form is loaded with the addresses"
    boxes = [
        (f"{form.__module__}.{form.__name__}.{name}", field)
        for form in _all_of(forms.BaseForm)
        for name, field in getattr(form, "base_fields", {}).items()
        if isinstance(field, FigureField | WholeField) and not field.widget.is_hidden
    ]
    assert len(boxes) > 12
    assert [name for name, field in boxes if field.unit not in UNITS] == []
