"""How bids are chosen and what may be asked of people who use the service."""

from collections.abc import Iterator
from decimal import Decimal

from procurement.rules import wording
from procurement.rules.case import Case, number_of
from procurement.rules.rulebook import Row
from procurement.rules.verdicts import Verdict
from procurement.rules.words import says_consent

COUNTED_BASES = frozenset({"output"})


def price_weight(case: Case) -> Iterator[Verdict]:
    """The weight of the price lies within the procedure's bounds."""
    least, most, given = (
        case.row("price_weight.min"),
        case.row("price_weight.max"),
        case.facts.price_weight,
    )
    first = least or most
    if first is None:
        return
    fixed = case.row("price.not_scored")
    if fixed is not None and (why := _not_scored(case)) in fixed.allowed:
        yield _unscored(case, fixed, given, why)
        return
    bounds = {
        "least": least.number if least else Decimal(0),
        "most": most.number if most else Decimal(100),
    }
    if given is None:
        yield case.fails(first, "price_weight", "not_stated")
    elif least is not None and given < number_of(least):
        yield case.fails(least, "price_weight", "price_weight_low", given=given, **bounds)
    elif most is not None and given > number_of(most):
        yield case.fails(most, "price_weight", "price_weight_high", given=given, **bounds)
    elif given > Decimal(100):
        yield case.breaks(first, "price_weight", "price_weight_high", given=given, **bounds)
    else:
        yield case.meets(first, "price_weight", "price_weight_kept", given=given, **bounds)


def _not_scored(case: Case) -> str:
    """Why the price of this call is not scored; "" where nothing says so."""
    if case.facts.ground == "price_not_calculable":
        return "price_not_calculable"
    texts = (case.facts.full_text or "", *(one.text for one in case.facts.words or ()))
    return "fixed_price" if any(wording.is_fixed_price(text) for text in texts) else ""


def _unscored(case: Case, row: Row, given: Decimal | None, why: str) -> Verdict:
    """Words are read, a ground is stated: where only words say that the price is fixed, a reason may say otherwise."""
    if not given:
        return case.meets(row, "price_weight", "price_not_scored")
    if why == "fixed_price":
        return case.asks_reason(row, "price_weight", "price_scored", given=given)
    return case.fails(row, "price_weight", "price_scored", given=given)


def criteria(case: Case) -> Iterator[Verdict]:
    """Criteria with weights are in the call and their weights sum to a hundred."""
    stated, whole, given = (
        case.row("criteria.stated"),
        case.row("criteria.weights_sum"),
        case.facts.criteria,
    )
    if not given:
        if stated is not None or whole is not None:
            yield case.fails(stated or whole or "portal.criteria", "criteria", "criteria_missing")
        return
    if any(not one.text.strip() or one.weight is None for one in given):
        yield case.breaks(stated or "portal.criteria", "criteria", "criterion_incomplete")
    elif stated is not None:
        yield case.meets(stated, "criteria", "criteria_stated", amount=len(given))
    total = sum((one.weight or Decimal(0) for one in given), Decimal(0))
    wanted = number_of(whole) if whole is not None else Decimal(100)
    tell = case.meets if total == wanted else case.breaks
    code = "weights_whole" if total == wanted else "weights_sum"
    yield tell(whole or "portal.criteria", "criteria", code, total=total)


def price_criterion(case: Case) -> Iterator[Verdict]:
    """Where the price has a weight, exactly one criterion of that weight is the price: else nobody could rank
    the bids by the formula (Order 87 art. 55; Fin. Library [2014] 214 art. 24)."""
    weight, given = case.facts.price_weight, case.facts.criteria
    if not weight or not given:
        return
    named = [one for one in given if one.weight == weight and wording.is_price(one.text)]
    if len(named) != 1:
        rule = case.row("price_weight.min") or "portal.criteria"
        yield case.breaks(rule, "criteria", "price_criterion_missing", given=weight)


def testing_stated(case: Case) -> Iterator[Verdict]:
    """A call whose words speak of testing says so."""
    if case.facts.includes_testing or not wording.mentions_testing(case.facts.full_text or ""):
        return
    rule = case.row("testing.consent_clause") or "portal.testing"
    if case.facts.includes_testing is None:
        yield case.cannot_tell(rule, "includes_testing", "testing_not_stated")
    else:
        yield case.asks_reason(rule, "includes_testing", "testing_denied")


def testing_clauses(case: Case) -> Iterator[Verdict]:
    """A service that includes testing is voluntary, informed and confidential, and judged on quality."""
    if not case.facts.includes_testing:
        return
    clause, quality = case.row("testing.consent_clause"), case.row("testing.min_quality_indicators")
    text = case.facts.full_text or ""
    if clause is not None:
        stands = says_consent(text)
        tell, code = (
            (case.meets, "consent_clause_stands") if stands else (case.fails, "consent_clause_missing")
        )
        yield tell(clause, "full_text", code)
    if quality is not None:
        found = wording.quality_indicators((one.text for one in case.facts.criteria or ()), text)
        enough = found >= number_of(quality)
        tell, code = (case.meets, "quality_judged") if enough else (case.fails, "quality_not_judged")
        yield tell(quality, "criteria", code, found=found)


def paid_by_counts(case: Case) -> Iterator[Verdict]:
    """Payment by the number of tests or positives alone has a published reason."""
    row, payments = case.row("payment.by_counts_reason"), case.facts.payment_schedule or ()
    if row is None:
        return
    if payments and all(one.basis in COUNTED_BASES for one in payments):
        yield case.fails(row, "payment_schedule", "paid_by_output_alone")
    elif not case.asks_in_words("paid_by_count"):
        yield case.meets(row, "payment_schedule", "not_paid_by_counts")


def activities(case: Case) -> Iterator[Verdict]:
    """A grant call states the problem; it does not prescribe activities or numbers."""
    row = case.row("requirement.not_prescribed")
    if row is not None and case.facts.full_text is not None and not case.asks_in_words("activity_prescribed"):
        yield case.meets(row, "full_text", "activities_open")


def client_data(case: Case) -> Iterator[Verdict]:
    """Names of service users are never asked for."""
    row, given = case.row("client_data.allowed"), case.facts.client_data
    allowed = row.allowed if row else ("none", "codes_only")
    rule = row or "portal.client_data"
    if given is None:
        yield case.breaks(rule, "client_data", "not_stated")
    elif given not in allowed:
        yield case.breaks(rule, "client_data", "client_names_asked")
    elif not case.asks_in_words("names_asked"):
        yield case.meets(rule, "client_data", "client_data_kept", given=given)


def minimal_data(case: Case) -> Iterator[Verdict]:
    """Names of service users are more than the control of a disease needs from a provider."""
    row = case.row("personal_data.minimal")
    if row is None or case.facts.client_data is None:
        return
    if case.facts.client_data == "names":
        yield case.fails(row, "client_data", "client_names_asked")
    elif not case.asks_in_words("names_asked"):
        yield case.meets(row, "client_data", "client_data_kept", given=case.facts.client_data)


SELECTION_CHECKS = (
    price_weight,
    criteria,
    price_criterion,
    testing_stated,
    testing_clauses,
    paid_by_counts,
    activities,
    client_data,
    minimal_data,
)
