"""Reads of the draws for a panel: what waits, in which order the tickets stand, what became of each."""

from dataclasses import dataclass

from django.db.models import QuerySet

from organizations.models import Organization
from procurement.models import Evaluator, PanelDraw, PoolEntry, Tender
from procurement.publication import body as notice_body
from procurement.rules import draws as rules
from procurement.selectors.calls import notices_of


def draws_of(tender: Tender) -> QuerySet[PanelDraw]:
    """Every draw of a call, the first one first; those refused too."""
    return tender.draws.select_related("seal", "event__seal", "asked_by", "closed_by").order_by("attempt")


def draw_state(draw: PanelDraw) -> str:
    """``drawn``, ``waiting`` for its seal, ``refused``, or ``asked`` for and not closed yet."""
    if draw.drawn_at:
        return "drawn"
    if draw.closed_at:
        return "waiting"
    return "refused" if draw.refused_at else "asked"


def waiting_draw(tender: Tender) -> PanelDraw | None:
    """The draw whose pool is closed and whose seal does not stand yet, or was not acted on."""
    return draws_of(tender).filter(closed_at__isnull=False, drawn_at=None).first()


def asked_draw(tender: Tender) -> PanelDraw | None:
    """Another draw that waits for its second person."""
    return draws_of(tender).filter(closed_at=None, refused_at=None).first()


def drawn(tender: Tender) -> QuerySet[PanelDraw]:
    """The draws that were made."""
    return draws_of(tender).filter(drawn_at__isnull=False)


def draws_to_allow(agencies: QuerySet[Organization]) -> QuerySet[PanelDraw]:
    """Second draws of panels of ``agencies`` that wait for a second person, the oldest first."""
    return (
        PanelDraw.objects.filter(closed_at=None, refused_at=None, tender__step="evaluating")
        .filter(tender__buyer__in=agencies)
        .select_related("tender__buyer")
        .order_by("id")
    )


@dataclass(frozen=True)
class Ticket:
    """One ticket of a draw: ``place`` in the order of its seat, from 1; None before the seal stands."""

    ticket: str
    seat: str
    code: str
    place: int | None


def tickets_of(draw: PanelDraw) -> list[Ticket]:
    """The tickets as they were closed; once the draw was made, seat by seat in the order it gave."""
    rows = {ticket: (seat, code) for ticket, seat, code in draw.entries or ()}
    if draw.seal is None:
        return [Ticket(ticket, *row, None) for ticket, row in sorted(rows.items())]
    ranked = rules.by_seat(draw.seal.digest, {ticket: seat for ticket, (seat, _code) in rows.items()})
    return [
        Ticket(ticket, *rows[ticket], place)
        for seat in sorted(ranked)
        for place, ticket in enumerate(ranked[seat], 1)
    ]


def entries_by_code(codes: list[str]) -> dict[str, PoolEntry]:
    """Entries of a pool by their codes."""
    found = PoolEntry.objects.filter(code__in=codes).select_related("vouched_by")
    return {one.code: one for one in found}


def members_by_entry(draw: PanelDraw) -> dict[str, Evaluator]:
    """Who was seated by ``draw``, by the code in the pool."""
    return {one.entry.code: one for one in draw.members.select_related("entry") if one.entry}


def fate_of(ticket: Ticket, members: dict[str, Evaluator]) -> str:
    """``waiting``, ``seated``, ``tied``, ``declined``, ``left`` or ``reserve``."""
    if ticket.place is None:
        return "waiting"
    if (member := members.get(ticket.code)) is None:
        return "reserve"
    if member.left_at is None:
        return "seated"
    return member.left_why or "left"


def published_draw(tender: Tender, attempt: int) -> PanelDraw | None:
    """A draw that a notice of the result names; None before."""
    for notice in notices_of(tender):
        said = notice_body.parse(notice.body).get("result", {}).get("draws", ())
        if any(one["attempt"] == attempt for one in said):
            return drawn(tender).filter(attempt=attempt).first()
    return None
