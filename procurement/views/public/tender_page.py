"""A tender's page: state and next date first, then everything that was ever published of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext, pgettext
from django.views.decorators.http import etag, require_safe

from portal.ground import clock, formatting
from portal.ground.formatting import foreign_lang, reader_language
from portal.ground.memory import PARTS
from procurement import labels, stated
from procurement.judgement import calls
from procurement.judgement.awards import takes_objections
from procurement.judgement.law import law_of, passed_in_step, pin, said_of_passages
from procurement.kinds import KINDS
from procurement.models import Document, Inquiry, Notice, Tender
from procurement.publication import body, lawful, results
from procurement.publication.call import Call, Words, call_of_values
from procurement.publication.changes import change_rows
from procurement.publication.sheets import RENDERERS, beside, passages_in_words, reasons_in_words, sheet_of
from procurement.rules.procedures import FINAL_STEPS
from procurement.selectors import calls as selectors
from procurement.selectors.awards import public_objections
from procurement.selectors.openings import public_records
from procurement.selectors.voices import replies_about
from procurement.views.attached import attachment
from procurement.views.public import dues, holds, outcomes, result_registers
from procurement.views.public.timeline import course
from procurement.views.public.wechat import wechat_text
from procurement.views.rows import next_of, place_words, status_badge


def published(number: str) -> Tender:
    """The published tender of that number, or 404: a draft is nobody's business."""
    return pin(get_object_or_404(selectors.public_tenders(), number=number))


@dataclass(frozen=True)
class CallWords:
    """What the page of a call says until its next notice, ready."""

    html: SafeString
    crumbs: SafeString
    sheets: SafeString
    agency: SafeString
    title: Words
    at_a_glance: list[str]
    who: list[str]


def words_of(found: Tender, notices: Sequence[Notice]) -> CallWords:
    """The words of a published call, made once for each notice and version. What of them changes without either is in
    the key."""
    newest = notices[-1]
    medium = found.official_medium_url, found.official_medium_published_at
    key = ("call", found.pk, newest.digest, found.version, *medium, found.buyer.slug, found.buyer.name)
    return PARTS.of(key, lambda: _made(found, notices[0], newest))


def _made(found: Tender, first: Notice, newest: Notice) -> CallWords:
    call = full_call(found, body.parse(first.body).get("lawful", {}))
    shown = {
        "call": call,
        "tender": found,
        "latest": newest,
        "place": place_words(found),
        "buyer_lang": foreign_lang(found.buyer.name, reader_language()),
        "project_lang": foreign_lang(found.project_no, reader_language()),
    }
    return CallWords(
        html=render_to_string("public/_call.html", shown),
        crumbs=render_to_string("public/_call_crumbs.html", shown),
        sheets=render_to_string("public/_call_sheets.html", shown),
        agency=render_to_string("public/_call_agency.html", shown),
        title=call.title,
        at_a_glance=call.at_a_glance(),
        who=call.who_sentences(),
    )


@require_safe
def tender(request: HttpRequest, number: str) -> HttpResponse:
    """Everything about one call."""
    found, now = published(number), clock.now()
    held = selectors.held_by(found)
    notices = list(selectors.notices_of(found))
    kind, _moment = next_of(found, now)
    duties = list(selectors.public_duties(found)) if "duties" in held else []
    coming, late = dues.next_point(found, duties, now), dues.overdue(found, duties, now)
    objections = public_objections(found) if "objections" in held else []
    words = words_of(found, notices)
    context = {
        "tender": found,
        "call": words,
        "badges": [
            status_badge(found, now),
            {"kind": "plain", "label": labels.procedure(found.procedure)},
            {"kind": "plain", "label": labels.regime(found.regime)},
        ],
        "points": points(found) + ([coming] if coming else []),
        "late": late,
        "current": coming["kind"] if coming else kind if kind != "published_at" else "",
        "acts": acts(found, now),
        "chosen": result_registers.chosen(found),
        "outcome": outcomes.outcome_sections(found, notices),
        "objections": outcomes.public_objection_rows(objections),
        "takes_objections": takes_objections(found, now=now),
        "heading": labels.step(found.step) if found.step == "suspended" else "",
        "state_words": "" if coming else holds.state_words(found, now),
        "ended": end_of_call(found, notices),
        "notices": (lines := [notice_line(one, found) for one in notices]),
        "corrected": corrected(lines),
        "in_step": _in_step(found),
        "course": course(found, notices, objections, held, duties, now),
        "wechat_lang": words.title.lang,
        "wechat": wechat_text(
            found,
            words.title.text,
            words.who,
            request.build_absolute_uri(reverse("tender", args=[number])),
            now=now,
        ),
        "place": place_words(found),
        "now": now,
        **_lists(found, held, now),
    }
    return render(request, "public/tender.html", context)


def _lists(found: Tender, held: frozenset[str], now: datetime) -> dict[str, Any]:
    """What there may be any number of, asked for only where there is any."""
    files = "documents" in held
    return {
        "questions": _questions(found, now) if "questions" in held else [],
        "replies": list(replies_about(found)) if "replies" in held else [],
        "documents": _files(selectors.current_documents(found)) if files else [],
        "replaced": _files(selectors.replaced_documents(found)) if files else [],
        "chain": selectors.chain_of(found).exclude(pk=found.pk)
        if found.root_id or "followers" in held
        else [],
        "records": public_records(found) if found.step not in ("open", "suspended") else [],
    }


def _in_step(found: Tender) -> dict[str, Any] | None:
    """That a date broke its rule when the call was published in step with the official medium, what of that stands, and
    by when it is to be corrected."""
    passed = passed_in_step(found)
    if passed is None:
        return None
    owed = found.duties.open().filter(kind="correct_date_fault").first()
    names = [labels.field_name(one["field"]) for one in passed.faults]
    return {
        "passed": passed,
        "fields": pgettext("between fields", "; ").join(dict.fromkeys(map(str, names))),
        "faults": [labels.verdict_message(one) for one in calls.standing_faults(found)],
        "owed": owed,
    }


def _files(documents: Iterable[Document]) -> list[dict[str, Any]]:
    return [{"file": one, "lang": foreign_lang(one.title, reader_language())} for one in documents]


def _questions(found: Tender, now: datetime) -> list[dict[str, Any]]:
    holding = holds.holding(found, now)
    return [question_row(one, found, now, holding=holding) for one in selectors.public_inquiries(found)]


def full_call(found: Tender, said: Mapping[str, Any]) -> Call:
    """The call as it stands; ``said``: the part of its first notice that the law wants beside its words."""
    values, language = stated.read(found) | {"published_at": found.published_at}, reader_language()
    return Call(
        values,
        language,
        place=place_words(found),
        lawful=lawful.of_call(
            said, values, buyer=found.buyer.name, medium_url=found.official_medium_url, language=language
        ),
        reasons=_reasons(found, {"reasons": found.reasons, "cleared": said_of_passages(found)}),
    )


def _reasons(found: Tender, law: Mapping[str, Any]) -> dict[str, str]:
    """Published reasons in words, as the part of a notice on the law has them."""
    reasons, language = law["reasons"], reader_language()
    said = reasons_in_words(reasons, law_of(found)[0], language) if reasons else {}
    return {**said, **passages_in_words(law.get("cleared", ()), language)}


def points(found: Tender) -> list[dict[str, Any]]:
    """The four dates of the sun track."""
    named = ("published_at", "ask_by", "answers_by", "bids_due")
    return [
        {"kind": name, "moment": moment, "label": dues.date_label(found, name)}
        for name in named
        if (moment := getattr(found, name))
    ]


def acts(found: Tender, now: datetime) -> list[dict[str, str]]:
    """What a reader may do now."""
    follow = {
        "label": gettext("Follow"),
        "url": f"{reverse('alerts')}?kind=tender&key={found.number}",
        "kind": "",
    }
    if takes_objections(found, now=now):
        words = gettext("Challenge") if found.regime == "statutory" else gettext("Object")
        return [{"label": words, "url": reverse("object", args=[found.number]), "kind": ""}, follow]
    if found.step not in ("open", "suspended"):
        return [] if found.step in FINAL_STEPS else [follow]
    return [
        {"label": gettext("Write a bid"), "url": reverse("bid_begin", args=[found.number]), "kind": "go"},
        {"label": gettext("Ask a question"), "url": reverse("ask", args=[found.number]), "kind": ""},
        follow,
    ]


def end_of_call(found: Tender, notices: list[Notice]) -> dict[str, Any] | None:
    """Why a call ended without a result, and where that was published."""
    if found.step not in ("terminated", "void") or not notices:
        return None
    last = notices[-1]
    code, text = ([*reason_words(body.parse(last.body)), "", ""])[:2]
    return {
        "title": labels.step(found.step),
        "code": code,
        "text": text,
        "text_lang": foreign_lang(text, reader_language()),
        "url": reverse("notice", args=[found.number, last.seq]),
        "moment": last.legal_at,
    }


def question_row(
    question: Inquiry, found: Tender, now: datetime, *, holding: frozenset[str]
) -> dict[str, Any]:
    """A question with its clock, as the public sees it. ``holding``: see
    :func:`procurement.views.public.holds.holding`."""
    _book, calendar = law_of(found)
    answers = list(question.answers.all())
    row: dict[str, Any] = {
        "tag": question.tag,
        "shown_at": question.shown_at,
        "text": question.text,
        "text_lang": foreign_lang(question.text, reader_language()),
        "due": question.answer_due,
        "suspends": question.tag in holding,
    }
    if answers:
        first, *added = answers
        row |= {
            "answer": (said := "\n".join([answer_words(first), *map(_added, added)])),
            "answer_lang": foreign_lang(said, reader_language()),
            "answered_by": found.buyer.name,
            "by_lang": foreign_lang(found.buyer.name, reader_language()),
            "answered_at": first.at,
            "state": "kept" if first.on_time else "answered_late",
            "working_days": first.working_days
            if first.on_time
            else calendar.workdays_between(question.answer_due, clock.legal_date(first.at)),
        }
        return row
    today = clock.legal_date(now)
    late = today > question.answer_due
    ends = (question.answer_due, today) if late else (today, question.answer_due)
    consequence = (
        gettext("Waiting for the answer. Until it is given, applications cannot close.")
        if holds.may_hold(found, question)
        else gettext("Waiting for the answer.")
    )
    return row | {
        "state": "late" if late else "running",
        "working_days": calendar.workdays_between(*ends),
        "consequence": consequence,
    }


def _added(answer: Any) -> str:
    """What was added to the first answer says when."""
    return gettext("Added on %(moment)s: %(words)s") % {
        "moment": formatting.daytime(answer.at, reader_language()), "words": answer_words(answer),
    }  # fmt: skip


def answer_words(answer: Any) -> str:
    if answer.kind == "answered_in":
        return gettext("See the answer to question %(tag)s.") % {"tag": answer.same_as.tag}
    own, other = ("text_en", "text_zh") if reader_language() == "en" else ("text_zh", "text_en")
    text = getattr(answer, own) or getattr(answer, other)
    if answer.kind == "out_of_scope":
        return "\n".join(part for part in (gettext("This is outside the call."), text) if part)
    return str(text)


def corrected(lines: Sequence[Mapping[str, Any]]) -> dict[str, Any] | None:
    """That a call was corrected, for the head of its page: how often, when last, and which fields."""
    made = [one for one in lines if one["notice"].kind == "correction"]
    if not made:
        return None
    last = made[-1]
    names = [str(change["label"]) for change in last["changes"]]
    return {**last, "number": len(made), "fields": pgettext("between fields", "; ").join(names)}


def notice_line(notice: Notice, found: Tender) -> dict[str, Any]:
    return {
        "notice": notice,
        "label": labels.notice_kind(notice.kind),
        "url": reverse("notice", args=[found.number, notice.seq]),
        "changes": change_rows(body.changes(notice.body)) if KINDS[notice.kind].part == "changes" else [],
    }


@require_safe
def notice(request: HttpRequest, number: str, seq: int) -> HttpResponse:
    """One notice as it was published, for ever."""
    found = published(number)
    row = get_object_or_404(found.notices, seq=seq)
    parts = body.parse(row.body)
    call = call_of_values(
        parts["call"] | {"published_at": row.published_at},
        language=reader_language(),
        place=place_words(found),
        reasons=_reasons(found, parts["law"]),
        lawful=lawful.of_call(
            parts.get("lawful", {}),
            parts["call"],
            buyer=found.buyer.name,
            medium_url=row.medium_url,
            language=reader_language(),
        ),
    )
    context = {
        "tender": found,
        "notice": row,
        "call": call,
        "label": labels.notice_kind(row.kind),
        "sections": [
            *results.sections_of(parts, reader_language()),
            *beside(parts, row, found.buyer.name, reader_language()),
        ],
        "contract_file": parts["contract"]["number"] if parts.get("contract", {}).get("document") else "",
        "changes": change_rows(body.changes(row.body)),
        "reason": [
            {"text": text, "lang": foreign_lang(text, reader_language())}
            for text in reason_words(parts)
            if text
        ],
        "buyer_lang": foreign_lang(found.buyer.name, reader_language()),
        "part_digests": {
            labels.notice_part(name): digest for name, digest in body.part_digests(parts).items()
        },
        "now": clock.now(),
    }
    return render(request, "public/notice.html", context)


def reason_words(parts: dict[str, Any]) -> list[str]:
    reason = parts.get("reason")
    if not reason:
        return []
    text = reason.get("en") if reader_language() == "en" else ""
    return [str(labels.amendment_reason(reason["code"])), text or reason.get("zh", "")]


def notice_tag(request: HttpRequest, number: str, seq: int, extension: str) -> str | None:
    """What a published notice is never changes, so its digest says whether a copy is still right."""
    digest = (
        Notice.objects.filter(tender__in=selectors.public_tenders().filter(number=number), seq=seq)
        .values_list("digest", flat=True)
        .first()
    )
    return f'"{digest}-{extension}-{reader_language()}"' if digest else None


@require_safe
@etag(notice_tag)
def notice_file(request: HttpRequest, number: str, seq: int, extension: str) -> HttpResponse:
    """The same notice as a sheet to print, a file for Word, plain text or JSON."""
    found = published(number)
    row = get_object_or_404(found.notices, seq=seq)
    if extension == "json":
        response = HttpResponse(row.body, content_type="application/json; charset=utf-8")
    else:
        renderer = RENDERERS[extension]
        url = request.build_absolute_uri(reverse("notice", args=[number, seq]))
        sheet = sheet_of(found, row, law_of(found)[0], reader_language(), place=place_words(found), url=url)
        response = HttpResponse(renderer.render(sheet), content_type=renderer.media_type)
        response["Content-Disposition"] = f'inline; filename="{number}-{seq}.{extension}"'
    return response


@require_safe
def document(request: HttpRequest, number: str, pk: int) -> HttpResponse | FileResponse:
    """A file of the call, free and open to everyone from the minute of publication."""
    found = published(number)
    row = selectors.public_document(found, pk)
    if row is None:
        raise Http404
    return attachment(row.blob, name=row.title, extension=row.extension)
