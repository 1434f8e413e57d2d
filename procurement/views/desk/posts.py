"""What waits for those who look after more than their own calls: oversight, privacy review, verification."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from organizations.models import Organization, User
from organizations.permissions import AGENCY_ROLES, organizations_where
from organizations.selectors import waiting_for_verification
from portal.ground.ledger import trust
from procurement.permissions import calls as permissions
from procurement.selectors import calls as selectors


def acts_of_posts(by: User, *, now: datetime) -> list[dict[str, Any]]:
    """One act for each post ``by`` holds; that of an agency only while an organisation waits for it."""
    return [*_oversight(by, now), *_privacy(by, now), *_verification(by, now)]


def _act(title: str, moment: datetime | None, url: str, button: str, text: str = "") -> dict[str, Any]:
    return {
        "moment": moment,
        "ends_of_day": True,
        "big": "" if moment else gettext("No date"),
        "words": title,
        "call": "",
        "title": title,
        "text": text,
        "action": {"label": button, "url": url, "kind": ""},
    }


def _oversight(by: User, now: datetime) -> Iterator[dict[str, Any]]:
    if not permissions.may_oversee(by, now=now):
        return
    if trust.standing().doubt:
        doubted = gettext("The portal's clock is doubted")
        why = gettext("Until it is certain again, nothing is published, closed, judged or opened.")
        yield _act(doubted, now, reverse("portal_clock"), gettext("To the clock"), why) | {"kind": "duty"}
    overdue = selectors.overdue_duties(now=now)
    number, first = overdue.count(), overdue.first()
    title = gettext("Nothing is overdue in the province")
    if number:
        title = ngettext(
            "%(counter)s duty is overdue in the province",
            "%(counter)s duties are overdue in the province",
            number,
        ) % {"counter": number}
    more = gettext("Rules of this portal can be set aside there too, in public.")
    due = first.due_at if first else None
    act = _act(title, due, reverse("oversight"), gettext("To the oversight"), more)
    yield act | {"kind": "duty"}


def _privacy(by: User, now: datetime) -> Iterator[dict[str, Any]]:
    held = selectors.held_inquiries(by, now=now)
    number, first = held.count(), held.first()
    if not number and not permissions.may_review_privacy(by, now=now):
        return
    title = gettext("No question waits for you")
    if number:
        title = ngettext(
            "%(counter)s question waits for you", "%(counter)s questions wait for you", number
        ) % {"counter": number}
    since = first.arrived_at if first else None
    act = _act(title, since, reverse("privacy_queue"), gettext("To the privacy review"))
    yield act | {"ends_of_day": False, "left": gettext("waiting") if first else ""}


def _verification(by: User, now: datetime) -> Iterator[dict[str, Any]]:
    for agency in organizations_where(by, AGENCY_ROLES, now=now).order_by("pk"):
        waiting = list(waiting_for_verification(agency))
        if waiting:
            yield _to_verify(agency, waiting)


def _to_verify(agency: Organization, waiting: list[Organization]) -> dict[str, Any]:
    title = ngettext(
        "%(counter)s organisation asks to be verified",
        "%(counter)s organisations ask to be verified",
        len(waiting),
    ) % {"counter": len(waiting)}
    since = waiting[0].verification_asked_at
    act = _act(title, since, reverse("verification"), gettext("Look at the papers"), agency.name)
    return act | {"ends_of_day": False, "left": gettext("waiting")}
