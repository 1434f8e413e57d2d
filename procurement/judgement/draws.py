"""Who of a pool may be drawn for a call, and what keeps a panel from being drawn."""

from collections.abc import Collection, Mapping
from datetime import datetime

from django.db.models import Q

from organizations.models import Membership, Tie, User
from portal.ground.clock import legal_date
from procurement.errors.evaluation import DrawError, PanelError
from procurement.judgement import seating
from procurement.judgement.law import case_of
from procurement.models import Bid, Declaration, Evaluator, PanelDraw, PoolEntry, Tender
from procurement.rules import draws as rules
from procurement.rules import evaluation as panel_rules
from procurement.selectors import draws as reads
from procurement.selectors import evaluation as panels
from procurement.selectors import pools


def eligible(tender: Tender, *, now: datetime) -> list[PoolEntry]:
    """Who of the prefecture's pool may be drawn for ``tender``: entered by another agency, from another place than the
    buyer's, nobody of the buyer or of a bidder as far as name and contact say it, not vouched for by who is near a
    bidder, never tied to one by their own word, and not on this panel before."""
    today = legal_date(now)
    behind, seated = seating.bidders_of(tender), list(panels.everybody_seated(tender))
    known = _marks_of_near(tender, behind, now=now) | {mark for one in seated for mark in one.marks}
    gone = {one.entry_id for one in seated} | _tied_before(behind)
    pool = pools.standing(pools.pool_of(tender.buyer.division), today)
    elsewhere = pool.exclude(agency=tender.buyer).exclude(home=tender.buyer.division_id)
    return [
        one
        for one in elsewhere
        if one.pk not in gone
        and not known & set(one.marks)
        and not (one.vouched_by and seating.is_near(tender, one.vouched_by))
    ]


def _marks_of_near(tender: Tender, behind: Collection[int], *, now: datetime) -> set[str]:
    """By what the people of the buyer, of the bidders and of what stands above these are known again."""
    above = Tie.objects.standing().filter(member_id__in=behind).values("upper_id")
    held = Membership.objects.on(legal_date(now)).filter(
        Q(organization__in=behind) | Q(organization__in=above)
    )
    people = [*panels.may_be_seated(tender, now=now), *User.objects.filter(pk__in=held.values("user_id"))]
    return {mark for one in people for mark in seating.marks_of(one, "", "")}


def _tied_before(behind: Collection[int]) -> set[int | None]:
    """Entries whose people said on another panel that they are tied to one of these organisations."""
    said = Declaration.objects.filter(conflict=True, evaluator__entry__isnull=False)
    ties = list(said.values_list("evaluator__entry_id", "ties"))
    numbers = {number for _entry, some in ties for number in some}
    near = set(Bid.objects.filter(number__in=numbers, lead__in=behind).values_list("number", flat=True))
    return {entry for entry, some in ties if near & set(some)}


def counted(found: Collection[PoolEntry]) -> dict[str, int]:
    """How many may be drawn for each seat."""
    seats = [one.seat for one in found]
    return {seat: seats.count(seat) for seat in rules.POOLED}


def suggested(tender: Tender) -> dict[str, int]:
    """How many of each the panel lacks by the rulebook."""
    return rules.suggested([one.seat for one in panels.panel_of(tender)], case_of(tender))


def check_wanted(tender: Tender, wanted: Mapping[str, int]) -> None:
    """Raises DrawError where nothing or an unknown seat is wanted or a draw is under way, PanelError as
    :func:`check_room`."""
    if reads.waiting_draw(tender) or reads.asked_draw(tender):
        raise DrawError("draw_waits")
    if not sum(wanted.values()) or not set(wanted) <= set(rules.POOLED) or min(wanted.values()) < 0:
        raise DrawError("nobody_wanted")
    check_room(tender, wanted)


def check_room(tender: Tender, wanted: Mapping[str, int]) -> None:
    """Raises PanelError where the panel with so many more would break a rule."""
    seats = [one.seat for one in panels.panel_of(tender)]
    seats += [seat for seat, many in wanted.items() for _one in range(many)]
    if faults := panel_rules.panel_faults(seats, case_of(tender), complete=False):
        raise PanelError(faults)


def check_enough(wanted: Mapping[str, int], found: Collection[PoolEntry]) -> None:
    """Raises DrawError where fewer may be drawn than are wanted."""
    there = counted(found)
    if any(there[seat] < many for seat, many in wanted.items()):
        raise DrawError("too_few")


def next_in_order(draw: PanelDraw, seat: str, *, now: datetime) -> PoolEntry | None:
    """The first reserve of ``seat`` that may still sit, or nobody."""
    taken = reads.members_by_entry(draw)
    codes = [one.code for one in reads.tickets_of(draw) if one.seat == seat and one.code not in taken]
    may = {one.code: one for one in eligible(draw.tender, now=now)}
    return next((may[code] for code in codes if code in may), None)


def is_tied(member: Evaluator) -> bool:
    """Whether a member said to be tied to a bidder."""
    said = panels.declaration_of(member)
    return said is not None and said.conflict
