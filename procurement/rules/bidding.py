"""What a bid says and how much of it: six questions, a budget that adds up, files; what is missing before sealing."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_DOWN, Decimal
from types import MappingProxyType
from typing import Any

from procurement.rules.merging import folded
from procurement.rules.vocabulary import STATUTORY

QUESTIONS = ("approach", "people", "team", "confidentiality", "quality", "risks")
# What a line is for: the work itself, of that pay; all the organisation does, of that management.
LINE_KINDS = ("direct", "staff", "indirect", "management")

LONGEST_ANSWER = 1500  # characters of Chinese, or words of a language that has spaces
MOST_SIGNS = 12_000  # of one answer, however they are counted
LONGEST_LABEL = 80
LONGEST_TITLE = 120
# Yuan. Calls run from some thousand yuan: a line below is more often one in 万, whose word was left out.
ODD_LINE = Decimal(100)
MOST_LINES = 60  # of one lot's budget
MOST_AMOUNT = Decimal("999999999.99")  # yuan, one line
MOST_FILES = 20
MOST_BYTES = 60 * 1024 * 1024  # of all files of a bid
CENT = Decimal("0.01")
HUNDRED = Decimal(100)
ZERO = Decimal(0)
NOTHING_DEDUCTED: Mapping[str, Decimal] = MappingProxyType({})

_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Fault:
    """Something of a bid that cannot stand. ``where`` is a question, ``lot-1``, ``lot-1/line-3``, ``statement/address``
    or ``files``."""

    where: str
    code: str
    limit: str = ""


class BidRefusedError(ValueError):
    """A bid, or a part of one, with its faults."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__(", ".join(f"{fault.where}: {fault.code}" for fault in self.faults))


@dataclass(frozen=True)
class LotTerms:
    """``ceiling``, ``largest`` and ``smallest`` award in yuan, None where the call names none; the ceiling is never
    above the largest award."""

    position: int
    ceiling: Decimal | None = None
    largest: Decimal | None = None
    smallest: Decimal | None = None


@dataclass(frozen=True)
class Terms:
    """What a call asks of a bid. The ceilings are in percent of the offered total, None where there is none:
    ``indirect_ceiling`` over all indirect costs, 0 where the call pays none; ``management_ceiling`` over management
    alone; ``staff_ceiling`` over the pay of those who do the work, which is under neither of the others.
    ``most_lots``: in how many of several lots it may bid, ``most_won`` how many it may win. ``deductions``: by how many
    percent a price is judged lower, by policy (:mod:`procurement.rules.deductions`)."""

    regime: str
    lots: tuple[LotTerms, ...]
    indirect_ceiling: Decimal | None = None
    management_ceiling: Decimal | None = None
    staff_ceiling: Decimal | None = None
    most_lots: Decimal | None = None
    most_won: Decimal | None = None
    deductions: Mapping[str, Decimal] = field(default_factory=lambda: NOTHING_DEDUCTED)

    @property
    def states(self) -> bool:
        """Whether its bidder states what a result publishes of it, and what its price is judged by."""
        return self.regime == STATUTORY

    @property
    def line_kinds(self) -> tuple[str, ...]:
        """The kinds of lines that a bid has to tell apart."""
        apart = {"staff": self.staff_ceiling, "management": self.management_ceiling}
        return tuple(kind for kind in LINE_KINDS if kind not in apart or apart[kind] is not None)


@dataclass(frozen=True)
class Line:
    """One line of a budget, yuan. ``key`` is its own for as long as it stands, whatever it says."""

    label: str
    kind: str
    amount: Decimal
    key: str = field(default="", compare=False)


@dataclass(frozen=True)
class Sums:
    """Of one lot, yuan; ``total`` is direct and indirect together. ``staff`` is a part of the direct costs,
    ``management`` of the indirect ones."""

    direct: Decimal
    indirect: Decimal
    staff: Decimal = ZERO
    management: Decimal = ZERO

    @property
    def total(self) -> Decimal:
        return self.direct + self.indirect


def length_of(text: str) -> int:
    """How long an answer is: each Chinese character counts one, each word of another script counts one."""
    return len(_HAN.findall(text)) + len(_WORD.findall(_HAN.sub(" ", text)))


def read_answers(offered: Mapping[str, str]) -> dict[str, str]:
    """The answers, trimmed, unanswered questions left out. One that is too long is kept as a draft, and
    :func:`check_bid` says so. Raises BidRefusedError for what no draft can hold."""
    faults, kept = [], {}
    for question, text in offered.items():
        words = folded(text)
        if question not in QUESTIONS:
            faults.append(Fault(question, "unknown_question"))
        elif len(words) > MOST_SIGNS:
            faults.append(Fault(question, "answer_long", str(LONGEST_ANSWER)))
        elif words:
            kept[question] = words
    if faults:
        raise BidRefusedError(faults)
    return {question: kept[question] for question in QUESTIONS if question in kept}


def read_lots(offered: Sequence[Mapping[str, Any]], *, positions: Iterable[int]) -> dict[int, list[Line]]:
    """The lines of each lot that has any, by its position. Raises BidRefusedError for what is no budget.

    A budget that is too high is kept all the same: it is a draft, and :func:`check_budget` says so."""
    known, faults, lots = set(positions), [], {}
    for lot in offered:
        position = lot.get("position")
        if not isinstance(position, int) or position not in known or position in lots:
            faults.append(Fault(f"lot-{position}", "unknown_lot"))
            continue
        rows = list(lot.get("lines") or ())
        if len(rows) > MOST_LINES:
            faults.append(Fault(f"lot-{position}", "many_lines", str(MOST_LINES)))
            continue
        lines = []
        for place, row in enumerate(rows, 1):
            line = read_line(row, f"lot-{position}/line-{place}", faults)
            if line is not None:
                lines.append(line)
        if lines:
            lots[position] = lines
    if faults:
        raise BidRefusedError(faults)
    return dict(sorted(lots.items()))


def read_line(row: Mapping[str, Any], where: str, faults: list[Fault]) -> Line | None:
    """One line; None, and why not added to ``faults``, where it cannot stand. None alone for an empty one.

    ``amount`` is a Decimal; what is no Decimal could not be read as a sum."""
    label = " ".join(str(row.get("label") or "").replace("\x00", "").split())
    kind, given = row.get("kind"), row.get("amount")
    if not label and given in (None, ""):
        return None
    before = len(faults)
    if not label:
        faults.append(Fault(where, "label_missing"))
    elif len(label) > LONGEST_LABEL:
        faults.append(Fault(where, "label_long", str(LONGEST_LABEL)))
    if kind not in LINE_KINDS:
        faults.append(Fault(where, "kind_unknown"))
    amount = given if isinstance(given, Decimal) and given.is_finite() else None
    if amount is None:
        faults.append(Fault(where, "amount_unreadable"))
    elif not ZERO < amount <= MOST_AMOUNT:
        faults.append(Fault(where, "amount_out_of_range"))
    elif amount != amount.quantize(CENT, ROUND_DOWN):
        faults.append(Fault(where, "amount_unreadable"))
    if len(faults) > before or amount is None:
        return None
    return Line(label, str(kind), amount.quantize(CENT), str(row.get("id") or ""))


def sums(lines: Iterable[Line]) -> Sums:
    """Direct and indirect costs, each added up."""
    each = dict.fromkeys(LINE_KINDS, ZERO)
    for line in lines:
        each[line.kind] += line.amount
    return Sums(
        (each["direct"] + each["staff"]).quantize(CENT),
        (each["indirect"] + each["management"]).quantize(CENT),
        each["staff"].quantize(CENT),
        each["management"].quantize(CENT),
    )


def check_budget(lots: Mapping[int, Sequence[Line]], terms: Terms) -> list[Fault]:
    """What of a budget is above the call's ceilings, and whether it is for more lots than one bid may be."""
    faults = []
    if terms.most_lots is not None and len(lots) > terms.most_lots:
        faults.append(Fault("budget", "lots_many", format(terms.most_lots, "f")))
    for lot in terms.lots:
        if lot.position not in lots:
            continue
        where, offered = f"lot-{lot.position}", sums(lots[lot.position])
        if lot.ceiling is not None and offered.total > lot.ceiling:
            code = "above_largest" if lot.ceiling == lot.largest else "above_ceiling"
            faults.append(Fault(where, code, format(lot.ceiling, "f")))
        if terms.indirect_ceiling == 0 and offered.indirect:
            faults.append(Fault(where, "indirect_not_paid"))
        else:
            faults += _above(
                where, "indirect_above_ceiling", offered.indirect, terms.indirect_ceiling, offered
            )
        faults += _above(
            where, "management_above_ceiling", offered.management, terms.management_ceiling, offered
        )
        faults += _above(where, "staff_above_ceiling", offered.staff, terms.staff_ceiling, offered)
    return faults


def _above(where: str, code: str, part: Decimal, ceiling: Decimal | None, offered: Sums) -> list[Fault]:
    """Whether a part of an offer is above its ceiling, in percent of the whole."""
    if ceiling is None or part * HUNDRED <= ceiling * offered.total:
        return []
    return [Fault(where, code, format(ceiling, "f"))]


def odd_sums(lots: Mapping[int, Sequence[Line]], terms: Terms) -> list[Fault]:
    """Totals that nobody would expect, to be looked at once more before sealing: less than the smallest award or than
    a tenth of the call's ceiling, or a line below :data:`ODD_LINE`. They keep no bid from being sealed."""
    odd = []
    for lot in terms.lots:
        lines = lots.get(lot.position, ())
        total = sums(lines).total
        if lines and lot.smallest is not None and total < lot.smallest:
            odd.append(Fault(f"lot-{lot.position}", "below_smallest", format(lot.smallest, "f")))
        elif lines and lot.ceiling is not None and total * 10 < lot.ceiling:
            odd.append(Fault(f"lot-{lot.position}", "sum_odd", format(lot.ceiling, "f")))
        odd += [
            Fault(f"lot-{lot.position}/line-{place}", "amount_odd", format(line.amount, "f"))
            for place, line in enumerate(lines, 1)
            if line.amount < ODD_LINE
        ]
    return odd


def missing(
    answers: Mapping[str, str], lots: Mapping[int, Sequence[Line]], *, files: int, terms: Terms
) -> list[Fault]:
    """What a bid still lacks before it can be sealed.

    A programme bid answers the six questions. A statutory one answers the procurement documents in files of
    its own (Order 87 art. 32 and 33), so its answers are welcome and not asked for."""
    faults = []
    if terms.regime == STATUTORY:
        if not files:
            faults.append(Fault("files", "file_missing"))
    else:
        faults += [Fault(question, "answer_missing") for question in QUESTIONS if not answers.get(question)]
    if not lots:
        faults.append(Fault("budget", "budget_missing"))
    return faults


def check_bid(
    answers: Mapping[str, str], lots: Mapping[int, Sequence[Line]], *, files: int, terms: Terms
) -> list[Fault]:
    """Everything that keeps a bid from being sealed; [] when nothing does."""
    long = [
        Fault(question, "answer_long", str(LONGEST_ANSWER))
        for question in QUESTIONS
        if length_of(answers.get(question, "")) > LONGEST_ANSWER
    ]
    return long + missing(answers, lots, files=files, terms=terms) + check_budget(lots, terms)


def check_files(sizes: Sequence[int], *, adding: int) -> list[Fault]:
    """Whether one more file of ``adding`` bytes fits beside files of ``sizes`` bytes."""
    if len(sizes) >= MOST_FILES:
        return [Fault("files", "many_files", str(MOST_FILES))]
    if sum(sizes) + adding > MOST_BYTES:
        return [Fault("files", "files_large", str(MOST_BYTES // 1024 // 1024))]
    return []


def in_time(received_at: Any, due_at: Any) -> bool:
    """In time is strictly before the closing as it stood when the act was received; a closing on hold (None)
    makes nobody late. Order 87 art. 33: what arrives at or after the closing is refused."""
    return due_at is None or received_at < due_at


def check_agreed(agreed: Iterable[tuple[str, bool]]) -> list[Fault]:
    """A bid is sealed only with parties that said so themselves; ``(part, agreed)`` for each of them."""
    return [Fault(part, "party_not_agreed") for part, said in agreed if not said]


def check_parties(
    *,
    regime: str,
    lead_registered: bool,
    host_registered: bool | None,
    hosted_allowed: bool | None,
    partners: int,
    consortium_allowed: bool | None,
    article: str = "",
) -> list[Fault]:
    """Who may not stand behind a bid. ``host_registered`` is None where there is no host; ``article`` names the
    row that asks a supplier to bear civil liability (GPL art. 22).

    In the programme regime an unregistered group leads its own bid; a host signs for it before the contract.
    Whether anybody verified an organisation is not asked here: it is asked before the award."""
    faults = []
    if regime == STATUTORY and not lead_registered:
        faults.append(Fault("lead", "lead_not_registered", article))
    if host_registered is False:
        faults.append(Fault("host", "host_not_registered"))
    if host_registered is not None and hosted_allowed is False:
        faults.append(Fault("host", "hosted_not_allowed"))
    if partners and consortium_allowed is False:
        faults.append(Fault("partners", "consortium_not_allowed"))
    return faults
