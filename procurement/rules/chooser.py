"""Which procedures may be used for this purchase, on what grounds, with what floors and approvals."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal

from procurement.rules.calendar import WorkCalendar
from procurement.rules.case import Case
from procurement.rules.facts import Facts
from procurement.rules.procedures import CONTRACT, GRANT, PROCEDURES, Procedure
from procurement.rules.rulebook import Row, Rulebook
from procurement.rules.vocabulary import PROGRAMME, STATUTORY

FLOORS = (
    "intention.min_before_publication",
    "notice_period.min",
    "documents.min_open",
    "bids_due.min_after_publication",
    "bids_due.min_if_province_wide",
    "bids_due.min_after_documents",
    "publicity.min",
    "bidders.min",
    "price_weight.min",
    "price_weight.max",
)
APPROVALS = ("method.approval", "framework.plan_approval")


@dataclass(frozen=True)
class Floor:
    """A figure the procedure brings with it."""

    parameter: str
    number: Decimal
    unit: str
    rule: str


@dataclass(frozen=True)
class Option:
    """``reason_code`` is the public reason: why it may be used, or why not. ``grounds`` are codes, one of
    which must stand; ``approvals`` ids of rows that ask for one; ``enforced_now``: publishable here."""

    procedure: str
    regime: str
    permitted: bool
    reason_code: str
    grounds: tuple[str, ...]
    floors: tuple[Floor, ...]
    approvals: tuple[str, ...]
    enforced_now: bool


def _at_least(rows: tuple[Row, ...], value: Decimal | None) -> bool | None:
    """Is the threshold reached? None when money or level leaves it open."""
    if value is None or not rows:
        return None
    answers = {row.number is not None and value >= row.number for row in rows}
    return answers.pop() if len(answers) == 1 else None


def _barred_buyer(case: Case, chosen: Procedure) -> str:
    row = case.row("buyer_class.forbidden")
    return "buyer_barred" if row and case.facts.buyer_class in row.allowed else ""


def _goods(case: Case, chosen: Procedure) -> str:
    row = case.row("object.allowed")
    allowed = row.allowed if row else (("goods",) if chosen.goods_only else (case.facts.bought,))
    return "" if case.facts.bought in allowed else "object_not_allowed"


def _grants(case: Case, chosen: Procedure) -> str:
    wanted = case.facts.instrument
    if wanted == GRANT and GRANT not in chosen.instruments:
        return "grant_by_grant_call_only"
    if wanted == CONTRACT and CONTRACT not in chosen.instruments:
        return "contract_not_by_grant_call"
    return ""


def _programme_size(case: Case, chosen: Procedure) -> str:
    reached = _at_least(case.possible("procurement_threshold"), case.facts.award)
    if PROGRAMME in chosen.regimes and not chosen.gives_grants and reached:
        return "threshold_reached"
    return ""


_OBSTACLES: tuple[Callable[[Case, Procedure], str], ...] = (_barred_buyer, _goods, _grants, _programme_size)


def _approvals(case: Case, chosen: Procedure) -> tuple[str, ...]:
    if STATUTORY not in chosen.regimes or chosen.main:
        return ()
    reached = _at_least(case.possible("open_tender_threshold"), case.facts.estimated_value)
    rows = [case.row(name) for name in APPROVALS if name != "method.approval" or reached is not False]
    return tuple(row.id for row in rows if row is not None)


def _reason(case: Case, chosen: Procedure, approvals: tuple[str, ...]) -> str:
    """Why a permitted procedure may be used, in one code."""
    above = _at_least(case.possible("procurement_threshold"), case.facts.award)
    if chosen.regimes == (PROGRAMME,):
        return "grant_whose_content_the_organisation_decides" if chosen.gives_grants else "below_threshold"
    if chosen.main:
        reached = _at_least(case.possible("open_tender_threshold"), case.facts.estimated_value)
        return "main_method_required" if reached else "main_method"
    if case.row("method.approval") and case.row("method.approval").id in approvals:  # type: ignore[union-attr]
        return "with_ground_and_approval"
    return "with_ground" if above is not False else "with_ground_by_choice"


def _option(facts: Facts, chosen: Procedure, book: Rulebook, calendar: WorkCalendar) -> Option:
    regime = chosen.regimes[0]
    case = Case(replace(facts, procedure=chosen.code, regime=regime), book, calendar)
    obstacle = next((code for check in _OBSTACLES if (code := check(case, chosen))), "")
    ground = case.row("ground.allowed")
    approvals = _approvals(case, chosen)
    floors = tuple(
        Floor(name, row.number, str(row.unit), row.id)
        for name in FLOORS
        if (row := case.row(name)) is not None and row.number is not None
    )
    return Option(
        procedure=chosen.code,
        regime=regime,
        permitted=not obstacle,
        reason_code=obstacle or _reason(case, chosen, approvals),
        grounds=ground.allowed if ground else (),
        floors=floors,
        approvals=approvals,
        enforced_now=chosen.enforced_now,
    )


def choose(facts: Facts, *, book: Rulebook, calendar: WorkCalendar) -> list[Option]:
    """One option for each procedure, in the order of the table; ``facts`` need no procedure."""
    return [_option(facts, chosen, book, calendar) for chosen in PROCEDURES.values()]
