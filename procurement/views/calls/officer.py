"""What every page of an official's call shares: finding it, saying its faults, its five steps."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from organizations.models import User
from procurement import fields
from procurement.forms.calls import screens
from procurement.judgement import calls
from procurement.labels import verdict_message
from procurement.models import Tender
from procurement.permissions import calls as permissions
from procurement.rules.verdicts import Answer, Verdict
from procurement.views.refusals import OverError, concerns


def person(request: HttpRequest) -> User:
    """Who is signed in; views stand behind ``login_required``."""
    assert isinstance(request.user, User)
    return request.user


def call_or_404(request: HttpRequest, number: str, *, now: datetime) -> Tender:
    """A call of one of the reader's own agencies. To everybody else it does not exist."""
    found = get_object_or_404(Tender.objects.select_related("buyer__agency"), number=number)
    if not permissions.may_read_draft(person(request), found, now=now):
        raise Http404
    if found.step == "discarded":
        concerns(request, found, back=reverse("workspace"))
        raise OverError(reverse("workspace")) if request.method == "POST" else Http404
    concerns(request, found, back=reverse("call_review", args=[found.number]))
    return found


def not_shown(request: HttpRequest, tender: Tender, *, now: datetime) -> Exception:
    """For a page of ``tender`` that this step does not have: whoever pressed something on it is told how it stands if
    it is a call of their own; to everybody else there is no such page."""
    if request.method != "POST" or not permissions.works_for(person(request), tender.buyer, now=now):
        return Http404()
    back = reverse("call_review", args=[tender.number])
    concerns(request, tender, back=back)
    return OverError(back)


@dataclass(frozen=True)
class Fault:
    """One thing that keeps a call from being sent, with the way to its field."""

    url: str
    text: str
    part: str
    answer: str


@dataclass(frozen=True)
class State:
    """How a draft stands by the rules as of now. ``verdicts`` leaves out what only later acts can say;
    ``sent`` is whether it left the drafter's hands, so that its fields cannot be mended where it lies."""

    verdicts: list[Verdict]
    faults: list[Fault]
    missing: list[Fault]
    ours: list[Fault] = field(default_factory=list)
    sent: bool = False

    @property
    def is_ready(self) -> bool:
        return not self.faults and not self.missing and not self.ours

    def headline(self) -> str:
        """The state in one sentence."""
        counted = [words % {"number": number} for number, words in self._counts() if number]
        if not counted:
            return gettext(
                "Nothing is missing: every rule that the portal checks is met, or departed from with a reason given."
            )
        words = (
            gettext("Cannot be published yet: %(faults)s")
            if self.sent
            else gettext("Cannot be sent yet: %(faults)s")
        )
        return words % {"faults": gettext(", ").join(counted)}

    def _counts(self) -> list[tuple[int, str]]:
        breaks = sum(fault.answer == Answer.BREAKS for fault in self.faults)
        unclear = sum(fault.answer == Answer.CANNOT_TELL for fault in self.faults)
        reasons = sum(fault.answer == Answer.NEEDS_REASON for fault in self.faults)
        empty, ours = len(self.missing), len(self.ours)
        return [
            (breaks, ngettext("%(number)d does not meet a rule", "%(number)d do not meet a rule", breaks)),
            (unclear, ngettext("%(number)d cannot be told", "%(number)d cannot be told", unclear)),
            (reasons, ngettext("%(number)d needs a reason", "%(number)d need a reason", reasons)),
            (empty, ngettext("%(number)d is not filled in", "%(number)d are not filled in", empty)),
            (
                ours,
                ngettext(
                    "%(number)d entry of ours to look at", "%(number)d entries of ours to look at", ours
                ),
            ),
        ]

    def of_part(self, slug: str) -> tuple[int, int]:
        """How many points of a screen are at fault and how many are empty."""
        return (
            sum(fault.part == slug for fault in self.faults),
            sum(fault.part == slug for fault in self.missing),
        )


def state_of(tender: Tender, *, now: datetime) -> State:
    """Judge a draft and say all its faults at once."""
    verdicts = [
        replace(one, field=fields.of_fact(one.field))
        for one in calls.judge(tender, now=now)
        if one.field not in calls.STATED_LATER
    ]
    faults = [
        _fault(tender, one.field, verdict_message(one, source=False), str(one.answer))
        for one in verdicts
        if one.stops
    ]
    missing = [
        _fault(tender, name, gettext("not filled in"), "missing")
        for name in screens.missing_of(tender, verdicts, calls.unsaid(tender, now=now))
    ]
    ours = [
        _fault(tender, name, gettext("filled in by the portal, please look"), "ours")
        for name in calls.unlooked(tender)
    ]
    return State(verdicts, faults, missing, ours, sent=tender.step != "draft")


def _fault(tender: Tender, name: str, text: str, answer: str) -> Fault:
    slug = screens.part_of(name)
    url = reverse("call_part", args=[tender.number, slug])
    label = screens.label_of(name)
    # What is said of an annex names it.
    said = text if text.startswith(label) else f"{label}{gettext(': ')}{text}"
    return Fault(f"{url}#f-{name}", said, slug, answer)


def steps(tender: Tender, state: State, current: str) -> list[dict[str, Any]]:
    """The bar of the five screens. The first one, the paste, is behind every draft."""
    bar: list[dict[str, Any]] = [
        {"label": gettext("Begin"), "url": "", "state": "done", "note": gettext("Done")}
    ]
    for part in screens.PARTS:
        wrong, empty = state.of_part(part.slug)
        if part.slug == "send":
            note = "" if current == "send" or not state.is_ready else gettext("Ready")
        elif wrong:
            note = ngettext("%(number)d to mend", "%(number)d to mend", wrong) % {"number": wrong}
        elif empty:
            note = ngettext("%(number)d not filled in", "%(number)d not filled in", empty) % {"number": empty}
        else:
            note = gettext("Done")
        whole = not wrong and not empty and (part.slug != "send" or tender.step != "draft")
        bar.append(
            {
                "label": part.title,
                "url": reverse("call_part", args=[tender.number, part.slug]),
                "state": "cur" if part.slug == current else "done" if whole else "todo",
                "note": note,
                "bad": bool(wrong),
            }
        )
    return bar
