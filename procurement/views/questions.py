"""Asking without an account, finding the answer by code, answering in public, reviewing for privacy."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from organizations.proof import proved
from portal.ground import clock
from portal.ground.hits import too_many
from portal.ground.pages import device
from procurement.errors import AnsweredMeanwhileError, NotOpenError, OtherWordsError, PersonalDataError
from procurement.facts import facts_of
from procurement.forms.questions import AnswerForm, AskForm, LookupForm, add_findings, answered_meanwhile
from procurement.forms.repeats import stand_already
from procurement.judgement import slips
from procurement.models import Inquiry, Tender
from procurement.permissions import calls as permissions
from procurement.rules.inquiries import is_timely
from procurement.rules.vocabulary import PROGRAMME
from procurement.selectors import calls as selectors
from procurement.selectors.voices import opened_lately
from procurement.services.confidences import UnreadError
from procurement.services.questions import inquiries
from procurement.views import words
from procurement.views.calls.officer import call_or_404, person
from procurement.views.codes import behind
from procurement.views.public.holds import holding
from procurement.views.public.tender_page import published, question_row
from procurement.views.refusals import OverError

ASKED_AN_HOUR = 20


@never_cache
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, number: str) -> HttpResponse:
    """The form, and after sending the slip with the code."""
    tender = published(number)
    now = clock.now()
    if tender.step not in ("open", "suspended"):
        context = {"tender": tender, "typed": request.POST.get("text", "")}
        return render(request, "questions/closed.html", context, status=410)
    late = _is_late(tender, now)
    if request.method == "GET":
        return render(request, "questions/ask.html", {"form": AskForm(), "tender": tender, "late": late})
    form = AskForm(request.POST)
    if form.is_valid():
        if too_many(request, "ask", ASKED_AN_HOUR):
            form.add_error(
                None, gettext("That was many questions within an hour. Please go on a little later.")
            )
        else:
            return sent(request, tender, form, now)
    return render(request, "questions/ask.html", {"form": form, "tender": tender, "late": late}, status=422)


def _is_late(tender: Tender, now: datetime) -> bool:
    """Whether a question that comes now is one that a programme call does not wait for."""
    return tender.regime == PROGRAMME and not is_timely(facts_of(tender), arrived_at=now)


def sent(request: HttpRequest, tender: Tender, form: AskForm, now: datetime) -> HttpResponse:
    """Keep the question and show the slip, or say on the field what stops it."""
    said = form.cleaned_data
    try:
        asked = inquiries.ask(
            tender.number,
            text=said["text"],
            to_reviewer=said["to_reviewer"],
            form_id=said["form_id"],
            code=said["code"],
            first_try=form.first_try,
            now=now,
        )
    except PersonalDataError as error:
        form.remember(said=slips.digest_of(tender.number, said["text"]), at=now)
        add_findings(form, error)
        context = {"form": form, "tender": tender, "stopped": True, "late": _is_late(tender, now)}
        return render(request, "questions/ask.html", context, status=422)
    except OtherWordsError as other:
        form.renew()
        context = {"form": form, "tender": tender, "stands": other, "late": _is_late(tender, now)}
        return render(request, "questions/ask.html", context, status=409)
    except NotOpenError:
        context = {"tender": tender, "typed": request.POST.get("text", "")}
        return render(request, "questions/closed.html", context, status=410)
    context = {"tender": tender, "inquiry": asked.inquiry, "code": asked.code, "now": now}
    return render(request, "questions/asked.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def question_lookup(request: HttpRequest) -> HttpResponse:
    """The answer for whoever holds the code; the code travels in a POST and stands in no address."""
    form = LookupForm(request.POST if request.method == "POST" else None)
    context: dict[str, Any] = {"form": form}
    if form.is_bound:
        nothing = gettext("No question has this code. Please compare it with your slip.")
        question = behind(request, form, selectors.inquiry_by_code, nothing)
        if question is not None:
            if told := words.behind_code(question, form.cleaned_data["code"]):
                question.text = told.text
            row = _row(question, question.tender, clock.now())
            context |= {"question": question, "row": row}
    return render(request, "questions/lookup.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, number: str, tag: str) -> HttpResponse:
    """The buyer answers a question that is shown."""
    now = clock.now()
    tender = call_or_404(request, number, now=now)
    inquiry = get_object_or_404(selectors.public_inquiries(tender), tag=tag)
    if not permissions.may_answer(person(request), inquiry, now=now):
        raise OverError(reverse("tender", args=[number]))
    others = [one for one in selectors.public_inquiries(tender) if one.pk != inquiry.pk and one.answers.all()]
    form = AnswerForm(
        request.POST if request.method == "POST" else None,
        others=others,
        initial={"form_id": uuid4(), "after": len(inquiry.answers.all())},
    )
    if form.is_bound and form.is_valid():
        try:
            inquiries.answer(number, tag, by=person(request), now=now, **form.cleaned_data)
        except PersonalDataError as error:
            add_findings(form, error)
        except OtherWordsError as other:
            stand_already(form, other)
        except AnsweredMeanwhileError:
            inquiry = selectors.public_inquiries(tender).get(tag=tag)
            answered_meanwhile(form, len(inquiry.answers.all()))
        else:
            device.say_saved(request, gettext("Answered. Everyone can read it now."))
            return redirect(f"{reverse('tender', args=[number])}#q-{tag}")
    context = {"form": form, "tender": tender, "inquiry": inquiry, "row": _row(inquiry, tender, now)}
    return render(request, "questions/answer.html", context, status=422 if form.errors else 200)


def _reviewer(request: HttpRequest, now: datetime) -> QuerySet[Inquiry]:
    """What waits for whoever asks. 404 for everyone but the reviewer, and a supervisor who has to stand in: that
    there is a queue is nobody's business."""
    held = selectors.held_inquiries(person(request), now=now)
    if not permissions.may_review_privacy(person(request), now=now) and not held.exists():
        raise Http404
    return held


@login_required
@require_safe
def privacy_queue(request: HttpRequest) -> HttpResponse:
    """Questions kept back until the reviewer has read them, the oldest first. Their words are opened one by one."""
    now = clock.now()
    context = {
        "held": list(_reviewer(request, now)[:100]),
        "watch": words.watch_lines(now),
        "opened": opened_lately("inquiry"),
    }
    return render(request, "questions/privacy.html", context)


@proved
@login_required
@device.unkept
@require_http_methods(["GET", "POST"])
def privacy_review(request: HttpRequest, number: str, tag: str) -> HttpResponse:
    """One of them: have its words opened, then let it go on or keep it unpublished."""
    now, by = clock.now(), person(request)
    question = _reviewer(request, now).filter(tender__number=number, tag=tag).first()
    page = reverse("privacy_review", args=[number, tag])
    if request.method == "POST":
        return _reviewed(request, number, tag, question, page, now)
    if question is None:
        raise Http404
    found = words.shown(request, question.confidence, by=by, now=now)
    context = {"question": question, "shown": found, "page": page}
    return words.looks_again(render(request, "questions/review.html", context), found)


def _reviewed(
    request: HttpRequest, number: str, tag: str, question: Inquiry | None, page: str, now: datetime
) -> HttpResponse:
    act, by = request.POST.get("act", ""), person(request)
    acts = {"release": inquiries.release, "refuse": inquiries.refuse}
    if act not in {"read", *acts}:
        raise Http404
    if question is None:
        messages.info(request, gettext("This question was already decided."))
        return redirect("privacy_queue")
    if act == "read":
        return words.ask(request, question.confidence, page=page, by=by, now=now)
    try:
        acts[act](number, tag, by=by, now=now)
    except UnreadError:
        messages.error(request, gettext("Read the question first."))
        return redirect(page)
    except (Inquiry.DoesNotExist, Tender.DoesNotExist):
        messages.info(request, gettext("This question was already decided."))
    else:
        messages.success(request, gettext("Done. The asker finds it under the code."))
    return redirect("privacy_queue")


def _row(question: Inquiry, found: Tender, now: datetime) -> dict[str, Any]:
    return question_row(question, found, now, holding=holding(found, now))
