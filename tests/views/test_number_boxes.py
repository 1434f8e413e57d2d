"""Boxes for figures: what people type with its unit is taken; another unit is told which one the box counts in."""

from decimal import ROUND_UP, Decimal

import pytest
from django import forms
from django.urls import get_resolver
from django.utils import translation

from portal.ground.fields import FigureField, WholeField
from portal.ground.fields.words import UNITS
from portal.ground.values.sizes import SIZES, UNASKED

BOXES = {
    "weight": FigureField(unit="weight", meant_for="weight", max_digits=5, max_value=100),
    "percent": FigureField(unit="percent", meant_for="share", max_value=100),
    "days": WholeField(unit="days", meant_for="within_days"),
    "months": FigureField(unit="months", meant_for="months", decimal_places=1),
    "yuan": FigureField(unit="yuan", meant_for="question"),
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
        ("percent", "三分之一", "“三分之一”除不尽。请直接写数字，例如 33.33%"),
        ("weight", "1.5万", "不能大于 100。"),
        ("months", "600个月", "这里写的是 600 个月。这一栏只收 0.5 个月至 120 个月之间的数，请核对。"),
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


def _boxes():
    assert get_resolver().url_patterns, "every form is loaded with the addresses"
    return [
        (f"{form.__module__}.{form.__name__}.{name}", field)
        for form in _all_of(forms.BaseForm)
        for name, field in getattr(form, "base_fields", {}).items()
        if isinstance(field, FigureField | WholeField) and not field.widget.is_hidden
    ]


def test_every_box_for_a_figure_says_what_it_counts():
    boxes = _boxes()
    assert len(boxes) > 12
    assert [name for name, field in boxes if field.unit not in UNITS] == []


def test_every_box_for_a_figure_has_bounds_or_a_written_reason():
    without = [name for name, field in _boxes() if field.meant_for not in SIZES | UNASKED]
    assert without == []
    assert [name for name, field in _boxes() if field.meant_for == "mark"] == []
    assert {field.meant_for for _name, field in _boxes()} >= set(SIZES) - {"service_days"}


def test_every_bound_box_refuses_what_nobody_means_and_asks_once_about_what_is_odd():
    tried = set()
    for name, field in _boxes():
        if field.meant_for not in SIZES or f"{field.meant_for} {field.required}" in tried:
            continue
        tried.add(f"{field.meant_for} {field.required}")
        size = SIZES[field.meant_for]
        impossible = [size.least - Decimal("0.01"), *([size.most * 10] if size.most < 10**12 else [])]
        impossible += [] if size.none else [Decimal(0)]
        for figure in impossible:
            if not (size.none and figure == 0):
                assert len(_asked(field, figure).errors["box"]) == 1, (name, figure)
        for slip in {size.low, size.high} - {size.least, size.most}:
            odd = (
                (slip * Decimal("0.6")).quantize(_smallest(field), ROUND_UP) if slip == size.low else slip + 1
            )
            if not size.is_possible(odd) or (isinstance(field, WholeField) and odd != int(odd)):
                continue
            first = _asked(field, odd)
            assert [one.code for one in first.errors["box"].as_data()] == ["unusual"], (name, odd)
            assert _asked(field, odd, sure=first.doubts["box"].token).is_valid(), (name, odd)
            assert not _asked(field, odd, sure="box:1").is_valid(), "a tick is for one figure"
            assert _asked(field, odd, stands=odd).is_valid(), "what stands is not asked about again"
        assert _asked(field, (size.low + size.high) // 2).is_valid()
    assert len(tried) > 10


def _asked(field, figure, *, sure="", stands=None):
    made = type("Asked", (forms.Form,), {"box": field})
    return made({"box": f"{figure:f}", "sure": sure}, initial={"box": stands})


def _smallest(field):
    return Decimal(1).scaleb(-(getattr(field, "decimal_places", 0) or 0))
