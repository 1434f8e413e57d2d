"""What came of a call, in rows: objections, awards, contracts, for the officer's page and the public one."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

from organizations.models import User
from organizations.permissions import roles_read_once
from portal.ground.clock import legal_date
from portal.ground.formatting import reader_language
from procurement import labels
from procurement.kinds import KINDS
from procurement.labels import awards as words
from procurement.models import Award, Contract, Notice, Objection, Tender
from procurement.permissions import awards as permissions
from procurement.publication import body, results
from procurement.publication.sections import Section
from procurement.rules.inquiries import end_of
from procurement.rules.vocabulary import PROGRAMME
from procurement.selectors import awards as reads
from procurement.selectors import holds
from procurement.selectors.awards import PublicObjection
from procurement.sheets.model import Line

# Of a table of a result, on the call's page.
ROWS = 30


def objection_rows(tender: Tender) -> list[dict[str, Any]]:
    """Objections as the buyer sees them; nobody's name but a challenger's."""
    found = tender.objections.select_related("organization", "tender", "lot", "bid__lead")
    return [_in_words(one) | {"about": concerned_words(one)} for one in found]


def public_objection_rows(objections: list[PublicObjection]) -> list[dict[str, Any]]:
    """Objections as everybody sees them: that one came, when it is due, how it ended."""
    return [_in_words(one) for one in objections]


def concerned_words(objection: Objection) -> str:
    """What an objection is to, for the people of the buyer: one award, one lot, or the whole result."""
    if objection.bid is not None:
        return str(objection.bid.lead.name)
    if objection.lot is not None and objection.tender.is_divided:
        return str(labels.lot(objection.lot.position))
    return gettext("the whole result")


def _in_words(objection: Any) -> dict[str, Any]:
    return {
        "objection": objection,
        "kind": words.OBJECTION_KIND[objection.kind],
        "outcome": words.OBJECTION_OUTCOME[objection.outcome],
        "tone": words.OBJECTION_TONE[objection.outcome],
    }


def award_rows(by: User, awards: Iterable[Award], now: datetime) -> list[dict[str, Any]]:
    """These awards with the acts that follow, for the people of the buyer."""
    shown = list(awards)
    against = reads.holding(shown[0].lot.tender) if shown and shown[0].lot.tender.regime == PROGRAMME else []
    with roles_read_once():
        return [
            _award_row(by, one, now)
            | {"held": words.HOLD.get(holds.hold_on(against, bid=one.bid_id, lot=one.lot_id), "")}
            for one in shown
        ]


def _award_row(by: User, one: Award, now: datetime) -> dict[str, Any]:
    contract: Contract | None = getattr(one, "contract", None)
    row = {
        "award": one,
        "contract": contract,
        "talk": getattr(one, "plan_talk", None),
        "may_talk": permissions.may_record_plan_talk(by, one, now=now),
        "may_sign": permissions.may_sign(by, one, now=now),
        "may_revoke": permissions.may_revoke(by, one, now=now),
    }
    return row | (_signed(by, contract, now) if contract else {})


def _signed(by: User, contract: Contract, now: datetime) -> dict[str, Any]:
    """What became of a contract, and what may be recorded of it next."""
    acceptance = getattr(contract, "acceptance", None)
    return {
        "hosted": contract.is_hosted,
        "acceptance": acceptance,
        "acceptance_words": words.ACCEPTANCE[acceptance.result] if acceptance else "",
        "may_pay": _may_pay(by, contract, now),
        "may_file": permissions.may_record_filing(by, contract, now=now),
        "may_accept": permissions.may_accept(by, contract, now=now),
    }


def _may_pay(by: User, contract: Contract, now: datetime) -> bool:
    """Whether something of the first payment can still be recorded."""
    open_ = contract.first_paid_on is None or (contract.is_hosted and contract.first_passed_on is None)
    return open_ and permissions.may_record_payment(by, contract, now=now)


def outcome_sections(tender: Tender, notices: list[Notice]) -> list[dict[str, Any]]:
    """The outcome as it stands, the newest on top: of each kind the notice published last, in its own words. What
    fell with an objection or with its award stands among the notices only."""
    last = {one.kind: one for one in notices if tender.step in KINDS[one.kind].shown_in}
    return [_of_notice(tender, one) for one in sorted(last.values(), key=lambda one: one.seq, reverse=True)]


def _of_notice(tender: Tender, notice: Notice) -> dict[str, Any]:
    sections = results.sections_of(body.parse(notice.body), reader_language())
    return {
        "notice": notice,
        "label": labels.notice_kind(notice.kind),
        "url": reverse("notice", args=[tender.number, notice.seq]),
        "sections": [_short(one) for one in sections if one.key not in ("lawful", "remedy")],
    }


def _short(section: Section) -> Section:
    """A long table begins here and stands whole in the notice, to which the heading leads."""
    table = section.table
    if table is None or len(table.rows) <= ROWS:
        return section
    told = gettext("The first %(shown)s of %(all)s. The whole notice has all of them.")
    said = Line("", told % {"shown": ROWS, "all": len(table.rows)})
    return replace(
        section,
        table=replace(table, rows=table.rows[:ROWS]),
        lines=section.lines[:ROWS],
        paragraphs=(*section.paragraphs, said),
    )


# Before these nobody can have been chosen.
_BEFORE_A_RESULT = ("open", "suspended", "closed", "evaluating")


def past_events(
    tender: Tender, objections: list[PublicObjection], held: frozenset[str]
) -> list[dict[str, Any]]:
    """What happened besides the notices, for the timeline: money confirmed, objections, talk, first payment."""
    rows: list[tuple[datetime, str]] = []
    days: list[tuple[date, str]] = []
    for one in objections:
        kind = words.OBJECTION_KIND[one.kind]
        # The minute would tell of who sent it.
        days.append((legal_date(one.received_at), gettext("%(kind)s received") % {"kind": kind}))
        if one.decided_at is not None:
            said = gettext("%(kind)s answered: %(outcome)s")
            rows.append(
                (one.decided_at, said % {"kind": kind, "outcome": words.OBJECTION_OUTCOME[one.outcome]})
            )
    if "funding" in held:
        funding = tender.funding_confirmation
        rows.append(
            (funding.at, gettext("Money confirmed: %(document)s") % {"document": funding.document_no})
        )
    for award in () if tender.step in _BEFORE_A_RESULT else reads.active_awards(tender):
        if talk := getattr(award, "plan_talk", None):
            rows.append((talk.at, gettext("Plan talked over")))
        contract = getattr(award, "contract", None)
        if contract and contract.first_paid_on:
            days.append((contract.first_paid_on, gettext("First payment made")))
        if contract and contract.first_passed_on:
            days.append((contract.first_passed_on, gettext("Passed on by the host")))
    dated = [{"title": title, "state": "past", "moment": moment, "at": moment} for moment, title in rows]
    dated += [
        {"title": title, "state": "past", "moment": day, "at": end_of(day) - timedelta(microseconds=1)}
        for day, title in days
    ]
    return dated
