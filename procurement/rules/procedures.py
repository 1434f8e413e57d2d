"""The ten procedures, their chains of notices, and the steps of tenders and lots, all as data."""

from collections.abc import Iterable
from dataclasses import dataclass

from procurement.rules.vocabulary import PROGRAMME, REGIMES, STATUTORY


@dataclass(frozen=True)
class Procedure:
    """One way to buy. ``call`` is the kind of its opening notice; ``chain`` its notices in order, of which
    ``optional`` ones appear only when there is a cause. ``enforced_now``: this portal can publish it."""

    code: str
    regimes: tuple[str, ...]
    call: str
    chain: tuple[str, ...]
    optional: frozenset[str]
    enforced_now: bool = False
    open_to_all: bool = True
    goods_only: bool = False
    has_closing: bool = True

    @property
    def competitive(self) -> bool:
        """Bids are weighed against each other, so criteria are needed."""
        return self.has_closing and not self.goods_only


RELATIONS = ("re_tender", "change_of_method", "renewal", "call_off", "prequalified", "from_intention")

_SELDOM = frozenset(
    {
        "requirement_consultation",
        "prequalification",
        "correction",
        "termination",
        "void",
        "complaint_decision",
    }
)


def _statutory(code: str, call: str, *results: str, **flags: bool) -> Procedure:
    before = ("intention", "requirement_consultation", call, "correction", "termination", "void")
    after = ("contract", "acceptance", "complaint_decision")
    return Procedure(code, (STATUTORY,), call, before + results + after, _SELDOM, **flags)


def _tender(code: str, call: str, **flags: bool) -> Procedure:
    before = ("intention", "requirement_consultation", "prequalification")
    after = ("correction", "termination", "void", "award", "contract", "acceptance", "complaint_decision")
    chain = tuple(dict.fromkeys((*before, call, *after)))
    return Procedure(code, (STATUTORY,), call, chain, _SELDOM, **flags)


def _programme(code: str, call: str) -> Procedure:
    after = ("correction", "termination", "void", "list_publicity", "award", "contract", "acceptance")
    chain = (call, *after, "performance_evaluation")
    return Procedure(code, (PROGRAMME,), call, chain, _SELDOM, enforced_now=True)


PROCEDURES: dict[str, Procedure] = {
    one.code: one
    for one in (
        _tender("open_tender", "tender_notice", enforced_now=True),
        _tender("invited_tender", "prequalification", open_to_all=False),
        _statutory("competitive_negotiation", "procurement_notice", "award", open_to_all=False),
        _statutory(
            "competitive_consultation", "procurement_notice", "award", open_to_all=False, enforced_now=True
        ),
        _statutory(
            "request_for_quotation", "procurement_notice", "award", open_to_all=False, goods_only=True
        ),
        _statutory("single_source", "single_source_publicity", "award", open_to_all=False, has_closing=False),
        _statutory(
            "framework_closed", "solicitation", "admission", "award", "award_summary", open_to_all=False
        ),
        _statutory("framework_open", "solicitation", "admission", "award_summary", has_closing=False),
        _programme("grant_call", "grant_call"),
        _programme("below_threshold_selection", "selection_call"),
    )
}

NOTICE_KINDS = tuple(dict.fromkeys(kind for one in PROCEDURES.values() for kind in one.chain))


class StepError(Exception):
    """An act that the step table does not allow; carries both codes."""

    def __init__(self, step: str, act: str, regime: str) -> None:
        super().__init__(f"a tender in step {step!r} ({regime}) cannot {act!r}")
        self.step, self.act, self.regime = step, act, regime


@dataclass(frozen=True)
class Transition:
    """``who`` are the roles that may act; ``portal`` is the clock."""

    step: str
    act: str
    to: str
    who: tuple[str, ...]
    regimes: tuple[str, ...] = REGIMES


TENDER_STEPS = (
    "planned",
    "draft",
    "submitted",
    "scheduled",
    "awaiting_medium",
    "open",
    "suspended",
    "closed",
    "evaluating",
    "publicity",
    "awarded",
    "contracted",
    "completed",
    "terminated",
    "void",
    "discarded",
)
PUBLIC_STEPS = TENDER_STEPS[TENDER_STEPS.index("open") : TENDER_STEPS.index("discarded")]
FINAL_STEPS = ("completed", "terminated", "void", "discarded")

_OFFICIALS = ("approver", "head")

TENDER_TRANSITIONS = (
    Transition("planned", "begin", "draft", ("drafter",)),
    Transition("draft", "submit", "submitted", ("drafter",)),
    Transition("draft", "discard", "discarded", ("drafter",)),
    Transition("submitted", "take_back", "draft", ("drafter",)),
    Transition("submitted", "send_back", "draft", _OFFICIALS),
    Transition("submitted", "approve", "scheduled", _OFFICIALS, (PROGRAMME,)),
    Transition("submitted", "approve", "awaiting_medium", _OFFICIALS, (STATUTORY,)),
    Transition("scheduled", "send_back", "draft", _OFFICIALS),
    Transition("scheduled", "publish", "open", ("portal", *_OFFICIALS)),
    Transition("awaiting_medium", "send_back", "draft", _OFFICIALS),
    Transition("awaiting_medium", "publish", "open", ("drafter", *_OFFICIALS)),
    Transition("open", "correct", "open", _OFFICIALS),
    Transition("open", "suspend", "suspended", ("portal", "supervisor"), (PROGRAMME,)),
    Transition("open", "close", "closed", ("portal",)),
    Transition("open", "terminate", "terminated", _OFFICIALS),
    Transition("suspended", "correct", "suspended", _OFFICIALS),
    Transition("suspended", "resume", "open", ("portal", "supervisor"), (PROGRAMME,)),
    Transition("suspended", "terminate", "terminated", _OFFICIALS),
    Transition("closed", "extend", "open", _OFFICIALS, (PROGRAMME,)),
    Transition("closed", "open_bids", "evaluating", ("drafter", *_OFFICIALS, "supervisor")),
    Transition("closed", "declare_void", "void", _OFFICIALS),
    Transition("closed", "terminate", "terminated", _OFFICIALS),
    Transition("evaluating", "publish_list", "publicity", _OFFICIALS, (PROGRAMME,)),
    Transition("evaluating", "award", "awarded", _OFFICIALS, (STATUTORY,)),
    Transition("evaluating", "declare_void", "void", _OFFICIALS),
    Transition("evaluating", "terminate", "terminated", _OFFICIALS),
    Transition("publicity", "evaluate_again", "evaluating", _OFFICIALS, (PROGRAMME,)),
    Transition("publicity", "decide_again", "evaluating", _OFFICIALS, (PROGRAMME,)),
    Transition("publicity", "award", "awarded", _OFFICIALS, (PROGRAMME,)),
    Transition("publicity", "terminate", "terminated", _OFFICIALS, (PROGRAMME,)),
    Transition("awarded", "sign", "contracted", _OFFICIALS),
    Transition("awarded", "decide_again", "evaluating", _OFFICIALS),
    Transition("awarded", "terminate", "terminated", _OFFICIALS),
    Transition("contracted", "complete", "completed", _OFFICIALS),
)

LOT_STEPS = ("planned", "open", "evaluating", "awarded", "contracted", "completed", "void", "terminated")
LOT_TRANSITIONS = (
    Transition("planned", "publish", "open", ("portal", *_OFFICIALS)),
    Transition("open", "open_bids", "evaluating", ("drafter", *_OFFICIALS, "supervisor")),
    Transition("open", "declare_void", "void", _OFFICIALS),
    Transition("open", "terminate", "terminated", _OFFICIALS),
    Transition("evaluating", "award", "awarded", _OFFICIALS),
    Transition("evaluating", "declare_void", "void", _OFFICIALS),
    Transition("evaluating", "terminate", "terminated", _OFFICIALS),
    Transition("awarded", "sign", "contracted", _OFFICIALS),
    Transition("awarded", "decide_again", "evaluating", _OFFICIALS),
    Transition("awarded", "terminate", "terminated", _OFFICIALS),
    Transition("contracted", "complete", "completed", _OFFICIALS),
)
ACTS = tuple(dict.fromkeys(row.act for row in TENDER_TRANSITIONS + LOT_TRANSITIONS))


def move(step: str, act: str, *, regime: str, table: Iterable[Transition] = TENDER_TRANSITIONS) -> str:
    """The step that ``act`` leads to. Raises :class:`StepError` when the table has no such row."""
    for row in table:
        if row.step == step and row.act == act and regime in row.regimes:
            return row.to
    raise StepError(step, act, regime)


def acts(
    step: str, *, regime: str, roles: Iterable[str], table: Iterable[Transition] = TENDER_TRANSITIONS
) -> list[str]:
    """What someone with ``roles`` may do next, in the order of the table."""
    held = set(roles)
    return [row.act for row in table if row.step == step and regime in row.regimes and held & set(row.who)]
