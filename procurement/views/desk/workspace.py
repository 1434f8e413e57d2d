"""The first page after signing in: the nearest act, what waits, the calls of one's own agencies."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from organizations.models import Kind, Organization, Role, User
from organizations.permissions import organizations_where
from organizations.selectors import invitations_of
from portal.ground import clock, formatting
from portal.ground.fields.asked import asked_of
from portal.ground.formatting import reader_language
from procurement import labels
from procurement.facets import FACETS
from procurement.models import Duty, Tender
from procurement.permissions import calls as permissions
from procurement.rules.procedures import PUBLIC_STEPS
from procurement.selectors import bids as selectors_bids
from procurement.selectors import calls as selectors
from procurement.selectors import evaluation as judging
from procurement.selectors import second_person
from procurement.views.bids.bids import bid_rows
from procurement.views.calls.officer import person
from procurement.views.desk.bidder_acts import acts_of
from procurement.views.desk.posts import acts_of_posts
from procurement.views.rows import cursor_url, notice_row, status_badge, title_of

CALLS_A_PAGE = 20
MOST_ACTS = 30
MOST_FITTING = MOST_BIDS = 5
_WAITING_STEPS = ("submitted", "awaiting_medium")
# Duties that stand as acts of their own below, with the call they belong to.
_SHOWN_AS_DRAFTS = ("approve", "enter_official_medium")


@login_required
@require_safe
def workspace(request: HttpRequest) -> HttpResponse:
    """What waits for this person, by date. One agency at a time may be chosen with ``?agency=``."""
    now = clock.now()
    by = person(request)
    agencies = list(selectors.agencies_of(by, now=now).order_by("pk"))
    posts = acts_of_posts(by, now=now)
    offered = {"invitations": invitations_of(by, now=now)}
    if posts and not agencies:
        return render(request, "desk/posts.html", offered | {"acts": posts, "first": posts[0], "now": now})
    if not agencies:
        return render(request, "desk/organisation.html", offered | _of_organisation(by, now))
    asked = asked_of(request)
    chosen = asked.one("agency", {str(one.pk): one for one in agencies}.get, label=gettext_lazy("Agency"))
    calls = selectors.calls_of(by, now=now)
    duties = selectors.duties_of(by, now=now).exclude(kind__in=_SHOWN_AS_DRAFTS)
    if chosen:
        calls, duties = calls.filter(buyer=chosen), duties.filter(tender__buyer=chosen)
    if not chosen:
        posts = [*_seat_acts(by), *posts]
    # What only this person can move on comes before their own dates, and what is owed before what is only begun.
    owed = _second_acts(by, chosen, now) + _acts(by, calls, duties[:MOST_ACTS], posts, now)
    drafts = _draft_acts(by, calls)
    page = asked.paginate(calls, order=("-saved_at", "-id"), size=CALLS_A_PAGE)
    context = offered | {
        "first": owed[0] if owed else None,
        "drafts": len(drafts),
        "agencies": agencies,
        "chosen": chosen or (agencies[0] if len(agencies) == 1 else None),
        "acts": owed + drafts,
        "rows": [_row(call, now) for call in page],
        "previous_url": cursor_url(request.GET, page.previous),
        "next_url": cursor_url(request.GET, page.next),
        "now": now,
    }
    return render(request, "desk/workspace.html", context)


def _headline_of_organisation(by: User, number: int) -> str:
    if not number:
        return gettext("%(name)s, no call is open at the moment.") % {"name": by}
    words = ngettext("%(name)s, %(number)d open call fits.", "%(name)s, %(number)d open calls fit.", number)
    return words % {"name": by, "number": number}


def _acts(
    by: User, calls: Any, duties: Iterable[Duty], posts: list[dict[str, Any]], now: datetime
) -> list[dict[str, Any]]:
    """Duties and calls that wait in one list, the nearest first; what has no date comes last, the newest on top."""
    waiting = calls.filter(step__in=_WAITING_STEPS)[:MOST_ACTS]
    approving = set(organizations_where(by, permissions.APPROVERS, now=now).values_list("pk", flat=True))
    acts = [_duty_act(duty) | {"kind": "duty"} for duty in duties]
    for call in waiting:
        acts += _waiting_act(by, call, may_approve=call.buyer_id in approving)
    acts += [_judging_act(call) for call in judging.calls_being_judged(calls)[:MOST_ACTS]]
    acts += posts
    dated = sorted((one for one in acts if one["moment"]), key=lambda one: one["moment"])
    return dated + [one for one in acts if not one["moment"]]


def _title(call: Tender) -> tuple[str, str]:
    words = title_of(call)
    return words.text or gettext("Call without a name"), words.lang


_PAGE_OF = {
    "open_bids": "opening",
    "decide_void": "opening",
    "correct_for_calendar": "call_amend",
    "correct_date_fault": "call_amend",
    "score_bids": "evaluation",
    "decide_award": "decision",
    "publish_result": "decision_review",
    "make_award": "decision",
    "sign_contract": "decision",
    "make_first_payment": "decision",
    "pass_on_payment": "decision",
    "file_contract": "decision",
    "accept_contract": "decision",
}


def _seat_acts(by: User) -> list[dict[str, Any]]:
    """Panels this person sits on and has not handed in for, until the time runs out."""
    acts = []
    for member in judging.seats_waiting(by)[:MOST_ACTS]:
        title, lang = _title(member.tender)
        url = reverse("panel_desk", args=[member.tender.number])
        words = gettext("Score the offers as a member of the panel")
        act = _act(member.link_until, words, title, lang, member.tender, url, button=gettext("Score"))
        acts.append(act | {"ends_of_day": False})
    return acts


_SECOND_WORDS = {
    "correction": gettext_lazy("A correction waits for you: approve or send back"),
    "termination": gettext_lazy("The end of a call waits for you: approve or send back"),
    "in_step": gettext_lazy(
        "A notice stands on the official medium with a date that breaks a rule: publish it here"
    ),
    "extension": gettext_lazy("A longer closing waits for you: approve or send back"),
    "void": gettext_lazy("A void call waits for you: approve or send back"),
    "contract": gettext_lazy("An agreement waits for you: confirm or send back"),
    "contracts": gettext_lazy("Several agreements wait for you: confirm or send back"),
    "acceptance": gettext_lazy("An acceptance waits for you: confirm or send back"),
    "link": gettext_lazy("A panel member's link waits for you: print it and hand it over"),
    "redraw": gettext_lazy("Another draw of a panel waits for you: yes or no"),
    "pool": gettext_lazy("Somebody of the pool for panels waits for you: confirm or not"),
    "reply": gettext_lazy("A public reply waits for you"),
}


def _second_acts(by: User, chosen: Organization | None, now: datetime) -> list[dict[str, Any]]:
    """What waits for this person as the second one, each with when it must be done or since when it waits."""
    acts = []
    for one in second_person.waiting_for(by, now=now):
        if chosen and one.agency.pk != chosen.pk:
            continue
        words, url = str(_SECOND_WORDS[one.kind]), reverse(one.page, args=one.args)
        title, lang = _title(one.tender) if one.tender else (one.agency.name, "")
        since = formatting.day(one.at, reader_language(), year=False, weekday=False)
        until = one.until if one.until and one.until > now else None
        acts.append(
            {
                "moment": until,
                "ends_of_day": False,
                "words": words,
                "call": title,
                "big": "" if until else gettext("Waits for you"),
                "small": "" if until else gettext("since %(day)s") % {"day": since},
                "title": f"{words}{gettext(': ')}{title}",
                "title_lang": lang,
                "text": f"{one.tender.number} · {one.agency.name}" if one.tender else one.agency.name,
                "is_example": one.agency.is_example,
                "action": {"label": gettext("Read"), "url": url, "kind": ""},
            }
        )
    return acts


def _judging_act(call: Tender) -> dict[str, Any]:
    """A call that is judged where no rule says until when."""
    title, lang = _title(call)
    words = gettext("Go on with the evaluation")
    return _act(None, words, title, lang, call, reverse("evaluation", args=[call.number]))


def _duty_act(duty: Duty) -> dict[str, Any]:
    title, lang = _title(duty.tender)
    words = labels.duty(duty.kind, duty.subject)
    if duty.kind == "answer_question":
        url = reverse("answer", args=[duty.tender.number, duty.subject])
        return _act(duty.due_at, words, title, lang, duty.tender, url, button=gettext("Answer"))
    if duty.kind == "answer_objection":
        url = reverse("objection_answer", args=[duty.subject])
        return _act(duty.due_at, words, title, lang, duty.tender, url, button=gettext("Answer"))
    page = _PAGE_OF.get(duty.kind, "call_review")
    url = reverse(page, args=[duty.tender.number])
    return _act(duty.due_at, words, title, lang, duty.tender, url, button=gettext("To the call"))


def _draft_acts(by: User, calls: Any) -> list[dict[str, Any]]:
    """The drafts that this person began; nobody owes one, so none has a date. Those without a name come last."""
    own = [
        (_title(call), call, reverse("call_part", args=[call.number, "project"]))
        for call in calls.filter(step="draft", drafted_by=by)[:MOST_ACTS]
    ]
    own.sort(key=lambda one: not title_of(one[1]).text)
    words = gettext("Go on with the draft")
    return [_act(None, words, title, lang, call, url) for (title, lang), call, url in own]


def _waiting_act(by: User, call: Tender, *, may_approve: bool) -> list[dict[str, Any]]:
    """What a call that was sent waits for, if it waits for this person."""
    title, lang = _title(call)
    review = reverse("call_review", args=[call.number])
    if call.step == "submitted" and call.drafted_by_id != by.pk and may_approve:
        return [_act(call.publish_at, gettext("Approve or send back"), title, lang, call, review)]
    if call.step == "awaiting_medium":
        words = gettext("Enter the official address and time")
        return [_act(call.publish_at, words, title, lang, call, review)]
    return []


def _act(
    moment: datetime | None, words: str, title: str, lang: str, call: Tender, url: str, *, button: str = ""
) -> dict[str, Any]:
    colon = gettext(": ")
    return {
        "moment": moment,
        "ends_of_day": True,
        "words": words,
        "call": title,
        "big": "" if moment else gettext("No date"),
        "small": "" if moment else _saved(call),
        "title": f"{words}{colon}{title}",
        "title_lang": lang,
        "text": f"{call.number} · {call.buyer.name}",
        "is_example": call.buyer.is_example,
        "action": {"label": button or words, "url": url, "kind": ""},
    }


def _saved(call: Tender) -> str:
    day = formatting.day(call.saved_at, reader_language(), year=False, weekday=False)
    return gettext("saved %(day)s") % {"day": day}


def _row(call: Tender, now: datetime) -> dict[str, Any]:
    title, lang = _title(call)
    public = call.step in PUBLIC_STEPS
    first = "call_part" if call.step == "draft" else "call_review"
    args = [call.number, "project"] if call.step == "draft" else [call.number]
    return {
        "title": title,
        "lang": lang,
        "url": reverse(first, args=args),
        "public_url": reverse("tender", args=[call.number]) if public else "",
        "badge": status_badge(call, now) if public else _badge(call),
        "value": call.estimated_value,
        "closes_at": call.closes_at,
        "on_hold": call.step == "suspended",
        "number": call.number,
    }


def _badge(call: Tender) -> dict[str, str]:
    return {"kind": "plain" if call.step == "draft" else "why", "label": str(labels.step(call.step))}


def _of_organisation(by: User, now: datetime) -> dict[str, Any]:
    """What the person of an organisation, or of none yet, needs: calls that fit, letters, who they act for."""
    own = list(organizations_where(by, selectors_bids.WRITERS, now=now).filter(kind=Kind.CSO))
    led = set(organizations_where(by, (Role.LEADER,), now=now).values_list("pk", flat=True))
    entries = selectors.public_entries().filter(status="open").order_by("sort_key", "tender_id")
    fitting = _fitting(entries, own)
    acts = acts_of(by, now=now)
    return {
        "acts": acts,
        "first": acts[0] if acts else None,
        "person": by,
        "headline": _headline_of_organisation(by, len(fitting)),
        "organisations": [one for one in own if one.pk in led],
        "writes_for": [one for one in own if one.pk not in led],
        "rows": [notice_row(entry, now) for entry in fitting],
        "bids": bid_rows(selectors_bids.bids_seen_by(by, now=now)[:MOST_BIDS], now=now),
        "now": now,
    }


def _fitting(entries: Any, own: list[Organization]) -> list[Any]:
    """Open calls near the organisations that admit one like them, the nearest closing first."""
    if not own:
        return list(entries[:MOST_FITTING])
    admitted = {form for one in own for form in _forms(one)}
    near = {one.division_id[:4] + "00" for one in own}
    open_to_them = entries.filter(codes__overlap=FACETS["who"].of(sorted(admitted)))
    local = list(open_to_them.filter(prefecture_code__in=sorted(near))[:MOST_FITTING])
    if len(local) < MOST_FITTING:
        known = [entry.pk for entry in local]
        local += list(open_to_them.exclude(pk__in=known)[: MOST_FITTING - len(local)])
    return local


def _forms(organisation: Organization) -> tuple[str, ...]:
    """Under which words of a call an organisation is admitted."""
    if organisation.is_registered:
        return (organisation.legal_form,)
    return (organisation.legal_form, "hosted")
