"""The procedures, their chains of notices, and the steps of tenders and lots, all as data."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from procurement.rules.vocabulary import PROGRAMME, REGIMES, STATUTORY


@dataclass(frozen=True, kw_only=True)
class Procedure:
    """One way to buy: a row of procedures.toml, which says what each column means. No column has a default.

    ``optional``: the notices of its chain that appear only when there is a cause."""

    code: str
    name: str
    regimes: tuple[str, ...]
    call: str
    chain: tuple[str, ...]
    optional: frozenset[str]
    enforced_now: bool
    main: bool
    invited: bool
    goods_only: bool
    has_closing: bool
    instruments: tuple[str, ...]
    rounds: int
    record_names: bool
    record_prices: bool
    method: str
    said_rank: int
    said_as: str
    said_at_last: str
    said_perhaps: str

    @property
    def competitive(self) -> bool:
        """Bids are weighed against each other, so criteria are needed."""
        return self.has_closing and not self.goods_only

    @property
    def gives_grants(self) -> bool:
        """Grants only; whatever ends in a contract is bound by the thresholds of purchases."""
        return self.instruments == (GRANT,)


def _read(table: dict[str, Any]) -> dict[str, Procedure]:
    seldom = set(table["seldom"])
    rows: list[dict[str, Any]] = [
        {name: tuple(value) if isinstance(value, list) else value for name, value in row.items()}
        for row in table["procedure"]
    ]
    return {
        row["code"]: Procedure(**row, optional=frozenset(seldom.intersection(row["chain"]))) for row in rows
    }


GRANT, CONTRACT = "grant", "contract"
_TABLE = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
PROCEDURES = _read(_TABLE)
GROUNDS: dict[str, str] = _TABLE["grounds"]
NOTICE_KINDS = tuple(dict.fromkeys(kind for one in PROCEDURES.values() for kind in one.chain))
RELATIONS = ("re_tender", "change_of_method", "renewal", "call_off", "prequalified", "from_intention")


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
