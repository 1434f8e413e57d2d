"""Whatever form was refused: what it drew as a choice, its page gives back in words."""

import ast
import inspect
import sys
import textwrap

import pytest
from django import forms
from django.test import RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from organizations import kept
from portal.ground import clock
from portal.ground.fields import OneAtHandField, SomeAtHandField, shown
from portal.site.website.views.kit_samples import SampleForm
from procurement.models import Tender
from tests.support import calls, factories
from tests.views.test_amendments import as_posted

pytestmark = pytest.mark.django_db
ROOMS = ("organizations", "portal", "procurement")


def views_loaded(patterns):
    for one in patterns:
        assert isinstance(one, URLPattern | URLResolver)
        if isinstance(one, URLResolver):
            views_loaded(one.url_patterns)


def form_classes():
    """Every form of the house, as the views have them."""
    views_loaded(get_resolver().url_patterns)
    found = {
        one
        for name, module in list(sys.modules.items())
        if name.split(".")[0] in ROOMS
        for one in vars(module).values()
        if isinstance(one, type)
        and issubclass(one, forms.BaseForm)
        and hasattr(one, "base_fields")
        and one.__module__.split(".")[0] in ROOMS
        and one is not SampleForm  # drawn to be looked at, sent nowhere
    }
    assert len(found) > 50
    return sorted(found, key=lambda one: (one.__module__, one.__qualname__))


def declared(form):
    return form.base_fields | getattr(form, "each", {})


def test_every_choice_of_every_form_is_known_without_its_case():
    calls.published(calls.office())
    reader = factories.user()
    for form in form_classes():
        for name, field in declared(form).items():
            if not isinstance(field, forms.ChoiceField) or field.widget.is_hidden:
                continue
            where = f"{form.__qualname__}.{name}"
            if isinstance(field, OneAtHandField | SomeAtHandField):
                assert field.named("", reader) == "", where
                continue
            words = {code: told for code, told in shown.chosen(field).items() if code}
            assert words, f"{where}: give its choices on the class, or take OneAtHandField"
            for code, told in words.items():
                assert kept._in_words(field, code, reader) == told, where


def made_at_run_time(form):
    """The names, or beginnings of names, under which ``__init__`` gives the form boxes."""
    if "__init__" not in vars(form):
        return
    tree = ast.parse(textwrap.dedent(inspect.getsource(form.__init__)))
    room = vars(sys.modules[form.__module__])
    for node in ast.walk(tree):
        for target in getattr(node, "targets", ()):
            if isinstance(target, ast.Subscript) and ast.unparse(target.value) == "self.fields":
                first = target.slice.values[0] if isinstance(target.slice, ast.JoinedStr) else target.slice
                if isinstance(first, ast.Constant):
                    yield first.value
                elif isinstance(first, ast.FormattedValue):
                    name = ast.unparse(first.value)
                    if name not in room:  # one of several kinds, each a copy of what is declared
                        assert f"self.each[{name}]" in ast.unparse(node), (form, name)
                        continue
                    yield room[name]


def test_every_box_a_form_makes_at_run_time_is_declared_on_its_class():
    made = {(form, name) for form in form_classes() for name in made_at_run_time(form)}
    assert {name for _form, name in made} >= {"points_", "comment_", "bid-", "reason:"}
    for form, name in made:
        assert name in declared(form), (
            f"{form.__qualname__} makes {name}: declare it, or its beginning in each"
        )


@pytest.fixture
def by(settings):
    settings.DEMO = True
    settings.OFFICIAL_SECOND_FACTOR_REQUIRED = False
    return calls.office()


@pytest.mark.parametrize(
    ("page", "code", "words"),
    [
        ("call_amend", "requirement_clarified", "需求说明不清，予以澄清"),
        ("call_terminate", "funding_withdrawn", "经费取消"),
    ],
)
def test_a_reason_chosen_for_a_call_that_is_over_comes_back(client, by, page, code, words):
    call = calls.published(by)
    clock.move_to(call.bids_due)
    Tender.objects.filter(pk=call.pk).update(step="closed")
    client.force_login(by.drafter)
    posted = as_posted(call, reason_code=code)
    if page == "call_terminate":
        posted = {name: posted[name] for name in ("form_id", "reason_code", "reason_zh", "do")}
    answer = client.post(reverse(page, args=[call.number]), posted)
    assert answer.status_code == 403
    text = answer.content.decode()
    assert "写错了。" in text
    assert words in text


def test_boxes_made_for_each_of_several_come_back_together():
    form_id, text = "6f0b4a1e-3a50-4f3c-9a5e-0d8f5a0a1b2c", "写得清楚。"
    said = kept_words(points_17="12.5", comment_17=text, points_18="3", act="next")
    assert said == ["12.5 分 · 写得清楚。", "3 分"]
    said = kept_words(
        form_id=form_id, version="1", decided_body="办公会", decided_on="2026-07-01", decided_minute="3号",
        reason_zh=text, **{"bid-B-7K3MQ9T2XY": "on", "over-B-8K3MQ9T2XY": "withdrew"},
    )  # fmt: skip
    assert {"已勾选", "书面放弃"} <= set(" ".join(said).split()), said


def kept_words(**data):
    request = RequestFactory().post("/", data)
    request.user, request.resolver_match = factories.user(), None
    return [one.text for one in kept.words_of(request)]
