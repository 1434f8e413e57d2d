"""One fault is told once, in words: no field of the code by its name, no box called empty that was filled in."""

import pytest
from django.utils.translation import override

from portal.ground.pages.forms import error_summary
from procurement.forms.awards.decisions import RecordReviewForm
from procurement.forms.calls.amendments import AmendmentReviewForm
from procurement.forms.calls.reviews import ReviewForm
from procurement.forms.evaluation import SeatForm
from procurement.forms.openings import EndReviewForm
from procurement.forms.questions import AnswerForm
from procurement.forms.rows import CriterionRow, PaymentRow
from tests.support import calls

FORM_ID = "6f0b4a1e-3a50-4f3c-9a5e-0d8f5a0a1b2c"


def told(form):
    with override("zh-hans"):
        return [one["text"] for one in error_summary(form)["faults"]]


@pytest.mark.parametrize("act", [{}, {"act": ""}, {"act": "else"}])
@pytest.mark.parametrize("form", [ReviewForm, AmendmentReviewForm, EndReviewForm, RecordReviewForm])
def test_a_review_sent_without_a_button_says_which_to_press(form, act):
    more = {"regime": "programme", "now": calls.at("07-04 10:00")} if form is RecordReviewForm else {}
    said = told(form({"version": "1", "comment": "再想想。", **act}, **more))
    assert said == ["请按表格下面的按钮选择一项。"]


@pytest.mark.parametrize("version", ["", "x"])
def test_a_mark_of_the_page_that_was_lost_is_told_without_its_name(version):
    said = told(ReviewForm({"version": version, "act": "approve"}))
    assert said == ["这一页有些内容没有传完整。请看一遍，再提交一次。"]


@pytest.mark.parametrize(
    ("form", "data", "more", "name"),
    [
        (
            AnswerForm,
            {"form_id": FORM_ID, "kind": "answer", "text_zh": "长" * 6000},
            {"others": []},
            "text_zh",
        ),
        (AnswerForm, {"form_id": FORM_ID, "kind": "answered_in", "same_as": "Q9"}, {"others": []}, "same_as"),
        (ReviewForm, {"act": "send_back", "version": "1", "comment": "长" * 3000}, {}, "comment"),
        (AmendmentReviewForm, {"act": "send_back", "comment": "长" * 3000}, {}, "comment"),
        (EndReviewForm, {"act": "send_back", "comment": "长" * 3000}, {}, "comment"),
        (
            SeatForm,
            {"form_id": FORM_ID, "seat": "buyer", "user": "9"},
            {"people": [], "named": False},
            "user",
        ),
        (PaymentRow, {"share": "50", "basis": "else"}, {}, "basis"),
        (CriterionRow, {"text_zh": "做法", "weight": "很多"}, {"about": "x"}, "weight"),
    ],
)
def test_what_was_typed_and_not_taken_is_not_called_empty_as_well(form, data, more, name):
    bound = form(data, **more)
    assert len(bound.errors[name]) == 1


def test_a_criterion_of_no_points_is_not_called_empty():
    assert "weight" not in CriterionRow({"text_zh": "做法", "weight": "0"}, about="x").errors
