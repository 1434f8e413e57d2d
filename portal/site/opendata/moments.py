"""What stood beside the notices of calls at each moment, for their releases: read at once for many calls."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.conf import settings

from portal.ground.ledger.models import Event
from procurement import ocds
from procurement.models import Award, Contract, Inquiry, Notice, Opening, Tender
from procurement.publication import body
from procurement.rules.inquiries import end_of
from procurement.selectors.calls import shown_inquiries

_PAID = "first_payment_made"


class Moments:
    """Of some published calls. Seven queries for all of them."""

    def __init__(self, tenders: Iterable[int]) -> None:
        self.tenders = Tender.objects.in_bulk(set(tenders))
        subjects = [one.subject for one in self.tenders.values()]
        self._said: dict[str, list[Event]] = defaultdict(list)
        said = Event.objects.filter(subject__in=subjects, kind__in=[*ocds.SAID, "closed"], public=True)
        for event in said.order_by("at", "id"):
            self._said[event.subject].append(event)
        self._notices = _by_call(Notice.objects.filter(tender__in=self.tenders).order_by("seq"))
        self._inquiries = _by_call(shown_inquiries().filter(tender__in=self.tenders))
        self._openings = _by_call(Opening.objects.filter(tender__in=self.tenders, round=1))
        self._awards: dict[int, list[Award]] = defaultdict(list)
        for award in Award.objects.filter(lot__tender__in=self.tenders).select_related("lot").order_by("at"):
            self._awards[award.lot.tender_id].append(award)
        contracts = Contract.objects.filter(tender__in=self.tenders, notice__isnull=False)
        self._contracts = {one.number: one for one in contracts.select_related("award", "notice")}

    def of_notice(self, notice: Notice) -> ocds.Source:
        """A notice with what stood beside it when it was published."""
        return self._source(self.tenders[notice.tender_id], notice, notice.published_at, "")

    def between(self, tender: Tender, at: datetime) -> ocds.Source:
        """The newest notice with what stood beside it at a moment of :meth:`moments_between`."""
        newest = [one for one in self._notices[tender.pk] if one.published_at <= at][-1]
        kinds = {one.kind for one in self._said[tender.subject] if one.at == at}
        tag = next((tag for kind, tag in ocds.SAID.items() if kind in kinds), "tenderUpdate")
        return self._source(tender, newest, at, tag)

    def moments_between(self, tender: Tender, *, now: datetime) -> list[datetime]:
        """When something was said of a call that no notice says, and when an answer was due and not given."""
        published = {one.published_at for one in self._notices[tender.pk]}
        said = {one.at for one in self._said[tender.subject] if one.kind in ocds.SAID}
        silent = {due for one in self._inquiries[tender.pk] if (due := _silent_from(one)) and due <= now}
        return sorted((said | silent) - published)

    def _source(self, tender: Tender, notice: Notice, at: datetime, tag: str) -> ocds.Source:
        said = [one for one in self._said[tender.subject] if one.at <= at]
        parts = body.parse(notice.body)
        awards = [one for one in self._awards[tender.pk] if one.at <= at]
        places = _places(awards)
        openings = [one for one in self._openings[tender.pk] if one.opened_at <= at]
        ended = parts["identity"]["kind"] == "termination"
        return ocds.Source(
            ocid=tender.ocid,
            body=parts,
            site=settings.SITE_URL,
            at=at,
            tag=tag,
            places=places,
            awarded_at={
                places[one.number]: one.at for one in awards if one.revoked_at is None or one.revoked_at > at
            },
            awards_of_contracts={
                number: one.award.number
                for number, one in self._contracts.items()
                if one.tender_id == tender.pk
            },
            questions=tuple(
                _question(one, at)
                for one in self._inquiries[tender.pk]
                if one.shown_at and one.shown_at <= at
            ),
            holds=_holds(said),
            called_off=ended and not any(one.kind == "closed" for one in said),
            bids=openings[-1].bids if openings else None,
            payments=self._payments(said),
            published_at=tender.published_at,
        )

    def _payments(self, said: list[Event]) -> tuple[ocds.Payment, ...]:
        """Of each contract, as it was told last; its notice names whom."""
        found: dict[str, ocds.Payment] = {}
        for event in said:
            if event.kind != _PAID:
                continue
            told: dict[str, Any] = body.parse(event.payload)
            contract = self._contracts[told["contract"]]
            assert contract.notice is not None, "only published contracts are read"
            named = body.parse(contract.notice.body)["contract"]
            found[contract.number] = ocds.Payment(
                contract=contract.number,
                award=contract.award.number,
                paid_on=date.fromisoformat(told["paid_on"]),
                passed_on=date.fromisoformat(told["passed_on"]) if told["passed_on"] else None,
                name_zh=named.get("name_zh", ""),
                name_en=named.get("name_en", ""),
            )
        return tuple(found.values())


def _by_call(rows: Iterable[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for one in rows:
        found[one.tender_id].append(one)
    return found


def _silent_from(one: Inquiry) -> datetime | None:
    """When a question that everybody could read was not answered in time; None where it was."""
    due = end_of(one.answer_due)
    first = next(iter(one.answers.all()), None)
    shown = one.shown_at is not None and one.shown_at < due
    return due if shown and (first is None or first.at > due) else None


def _question(one: Inquiry, at: datetime) -> ocds.Question:
    assert one.shown_at is not None, "only what is shown is read"
    answers = tuple((answer.at, answer.text_zh) for answer in one.answers.all() if answer.at <= at)
    return ocds.Question(one.tag, one.shown_at, one.text, one.answer_due, answers)


def _holds(said: list[Event]) -> tuple[ocds.Hold, ...]:
    found: list[ocds.Hold] = []
    for event in said:
        if event.kind == "closing_suspended":
            found.append(ocds.Hold(event.at))
        elif event.kind == "closing_resumed" and found:
            found[-1] = ocds.Hold(found[-1].since, event.at)
    return tuple(found)


def _places(awards: Iterable[Award]) -> dict[str, str]:
    """The places of awards by number, as the notice that made them has them."""
    found: dict[str, str] = {}
    for _at, together in groupby(sorted(awards, key=lambda one: (one.at, one.pk)), key=lambda one: one.at):
        made = list(together)
        found |= dict(
            zip(
                (one.number for one in made),
                ocds.places_of((one.lot.position, one.rank) for one in made),
                strict=True,
            )
        )
    return found
