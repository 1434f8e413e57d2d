"""How the demonstration is told: acts at set times, by named people, each a real service with all its checks."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from organizations.models import Organization, User
from portal.ground import clock
from procurement.models import Evaluator, Tender
from procurement.selectors.evaluation import hash_of
from procurement.services.calls import amendments, tenders
from procurement.services.questions import inquiries


def at(text: str) -> datetime:
    """A moment in Yunnan: ``at("07-02 09:27")`` is of 2024, ``at("2023-09-04 09:30")`` of the year it names."""
    year = "" if len(text) > len("07-02 09:27") else "2024-"
    return datetime.fromisoformat(f"{year}{text}").replace(tzinfo=clock.LEGAL_ZONE)


def form_id(name: str) -> Any:
    return uuid5(NAMESPACE_URL, f"demo:{name}")


class Story:
    """Acts at set times, by named people; each is a real service with all its checks."""

    def __init__(self, who: Mapping[str, User]) -> None:
        self.who = who
        # The secret of every panel member seated by link.
        self.links: list[str] = []

    def organization(self, login: str) -> Organization:
        """The one this leader leads."""
        return Organization.objects.get(memberships__user=self.who[login], memberships__role="leader")

    def draft(self, name: str, office: str, values: Mapping[str, Any], when: str) -> Tender:
        buyer = Organization.objects.get(slug=f"{office}-health")
        return tenders.create_draft(
            buyer=buyer, values=values, form_id=form_id(name), by=self.who[f"{office}-drafter"], now=at(when)
        )

    def sent(self, name: str, office: str, values: Mapping[str, Any], when: str, **dates: Any) -> Tender:
        """Drafted with all lawful dates, then with those of ``dates`` that are later, and sent for approval."""
        by, now = self.who[f"{office}-drafter"], at(when)
        draft = self.draft(name, office, values, when)
        return self._send(draft, by, now, dates)

    def _send(self, draft: Tender, by: User, now: datetime, dates: Mapping[str, Any]) -> Tender:
        draft = tenders.take_lawful_dates(draft.number, version=draft.version, by=by, now=now)
        if draft.regime == "programme" and "bids_due" in dates:
            dates = {"documents_to": dates["bids_due"].date(), **dates}
        if dates:
            draft = tenders.save_part(draft.number, values=dates, version=draft.version, by=by, now=now)
        return tenders.submit(draft.number, version=draft.version, by=by, now=now)

    def goes_on(
        self, draft: Tender, office: str, values: Mapping[str, Any], when: str, **dates: Any
    ) -> Tender:
        """A draft that stands already, changed, sent and published."""
        by, now = self.who[f"{office}-drafter"], at(when)
        draft = tenders.save_part(draft.number, values=values, version=draft.version, by=by, now=now)
        call = self._send(draft, by, now, dates)
        return tenders.approve(call.number, by=self.who[f"{office}-approver"], now=now)

    def open_links(self) -> list[str]:
        """The secrets of those panel members whose link still leads to something to do."""
        waiting = Evaluator.objects.filter(left_at=None, handed_in_at=None).values_list(
            "link_hash", flat=True
        )
        known = set(waiting)
        return [token for token in self.links if hash_of(token) in known]

    def published(self, name: str, office: str, values: Mapping[str, Any], when: str, **dates: Any) -> Tender:
        call = self.sent(name, office, values, when, **dates)
        return tenders.approve(call.number, by=self.who[f"{office}-approver"], now=at(when))

    def asked(self, call: Tender, text: str, when: str) -> str:
        """A question, shown with the next batch; returns its tag."""
        asked = inquiries.ask(
            call.number,
            text=text,
            form_id=form_id(f"{call.number} {text}"),
            code=inquiries.new_code(),
            now=at(when),
        )
        inquiries.show_batch(call.number, now=asked.inquiry.show_at)
        return asked.inquiry.tag

    def held(self, call: Tender, text: str, when: str) -> None:
        """A question its asker sent to the privacy reviewer first."""
        inquiries.ask(
            call.number,
            text=text,
            to_reviewer=True,
            form_id=form_id(f"{call.number} {text}"),
            code=inquiries.new_code(),
            now=at(when),
        )

    def answered(self, call: Tender, tag: str, office: str, zh: str, en: str, when: str) -> None:
        inquiries.answer(
            call.number,
            tag,
            kind="answer",
            text_zh=zh,
            text_en=en,
            form_id=form_id(f"{call.number} {tag} answer"),
            by=self.who[f"{office}-drafter"],
            now=at(when),
        )

    def corrects(
        self, call: Tender, office: str, offered: Mapping[str, Any], when: str, **reason: str
    ) -> None:
        """A correction, sent to the second person."""
        amendments.draft_correction(
            call.number,
            offered=offered,
            form_id=form_id(f"{call.number} {when}"),
            by=self.who[f"{office}-drafter"],
            now=at(when),
            **reason,
        )

    def corrected(
        self, call: Tender, office: str, offered: Mapping[str, Any], when: str, **reason: str
    ) -> None:
        self.corrects(call, office, offered, when, **reason)
        amendments.approve(call.number, by=self.who[f"{office}-approver"], now=at(when))
