"""May this body buy this thing by this procedure, and who may answer?"""

from collections.abc import Iterator
from decimal import Decimal

from procurement.rules import wording
from procurement.rules.case import Case, number_of
from procurement.rules.deductions import is_priced
from procurement.rules.procedures import CONTRACT, GROUNDS
from procurement.rules.rulebook import THRESHOLDS, Row
from procurement.rules.verdicts import Verdict
from procurement.rules.vocabulary import INVITED_ONLY_REASONS, PROGRAMME, SME_GROUNDS, STATUTORY


def procedure(case: Case) -> Iterator[Verdict]:
    """A procedure is named, this portal can publish it, and it may buy what is bought."""
    chosen, field = case.procedure, "procedure"
    if chosen is None:
        yield case.breaks("portal.procedure", field, "not_stated")
        return
    if not chosen.enforced_now:
        yield case.breaks("portal.procedure_offered", field, "procedure_not_yet_published_here")
    row = case.row("object.allowed")
    bought = {"bought": case.facts.bought, "procedure": chosen.code}
    allowed = row.allowed if row else (("goods",) if chosen.goods_only else ())
    if allowed and case.facts.bought not in allowed:
        yield case.fails(row or "portal.procedure", field, "object_not_allowed", allowed=allowed, **bought)
    elif row is not None:
        yield case.meets(row, field, "object_allowed", **bought)


def regime(case: Case) -> Iterator[Verdict]:
    """The regime is named and belongs to the procedure; without one there is none to judge."""
    stated, chosen = case.facts.regime, case.procedure
    if chosen is None:
        return
    if stated is None:
        yield case.breaks("portal.regime", "regime", "not_stated")
    elif stated not in chosen.regimes:
        yield case.breaks("portal.regime", "regime", "procedure_of_other_regime", allowed=chosen.regimes)
    else:
        yield case.meets("portal.regime", "regime", "regime_fits")


def _reached(rows: tuple[Row, ...], value: Decimal) -> bool | None:
    """Is a threshold reached? None when the possible rows (level not stated) disagree."""
    answers = {value >= number_of(row) for row in rows}
    return answers.pop() if len(answers) == 1 else None


def threshold(case: Case) -> Iterator[Verdict]:
    """A purchase of statutory size is not made a programme purchase by its label."""
    rows, value = case.possible("procurement_threshold"), case.facts.award
    if not rows or value is None or case.regime != PROGRAMME:
        return
    grant = _gives_grants(case) and case.facts.instrument != CONTRACT
    reached = _reached(rows, value)
    if reached is None and not grant:
        yield case.cannot_tell(rows[0], "level", "depends_on_level", value=value)
    elif reached and not grant:
        yield case.fails(rows[0], "regime", "threshold_reached", value=value)
    elif not reached:
        yield case.meets(rows[0], "regime", "below_threshold", value=value)


def confirmed_thresholds(case: Case) -> Iterator[Verdict]:
    """A statutory call rests on thresholds that the province has confirmed with a document.

    The province sets them (Government Procurement Law art. 7, 8); until it is known what it set, nobody can
    tell which procedure the law asks for."""
    if case.regime != STATUTORY or case.procedure is None:
        return
    for parameter in THRESHOLDS:
        doubtful = next((row for row in case.possible(parameter) if row.unconfirmed), None)
        if doubtful is not None:
            yield case.cannot_tell(doubtful, "procedure", "threshold_unconfirmed")


def method(case: Case) -> Iterator[Verdict]:
    """At or above the open-tender threshold another method is approved before the activity begins."""
    approval, rows = case.row("method.approval"), case.possible("open_tender_threshold")
    value, chosen = case.facts.estimated_value, case.procedure
    if case.regime != STATUTORY or chosen is None or chosen.main or not rows or value is None:
        return
    reached = _reached(rows, value)
    if reached is None:
        yield case.cannot_tell(rows[0], "level", "depends_on_level", value=value)
    elif reached:
        yield case.asks_reason(approval or rows[0], "procedure", "approval_needed", threshold=rows[0].number)
    else:
        yield case.meets(rows[0], "procedure", "below_open_tender_threshold", value=value)


def failed_tender(case: Case) -> Iterator[Verdict]:
    """Another way after a failed tender is approved beforehand (Order 87 art. 43)."""
    row = case.row("failed_tender.approval")
    if row is not None and case.facts.ground == "tender_failed":
        yield case.asks_reason(row, "procedure", "approval_after_failure")


def splitting(case: Case) -> Iterator[Verdict]:
    """Many awards below the threshold out of one budget of open-tender size ask for a word."""
    row, rows = case.row("splitting.checked"), case.possible("open_tender_threshold")
    total, award = case.facts.estimated_value, case.facts.largest_award
    if row is None or not rows or total is None or award is None or total <= award:
        return
    if not _gives_grants(case) and all(award < number_of(one) <= total for one in rows):
        yield case.asks_reason(row, "largest_award", "may_be_splitting", value=total)


def ground(case: Case) -> Iterator[Verdict]:
    """A statutory method other than open tender stands on a ground of the law."""
    row, given = case.row("ground.allowed"), (case.facts.ground or "").strip()
    if row is None or not row.allowed:
        return
    if not given:
        yield case.fails(row, "ground", "ground_missing", grounds=row.allowed)
    elif given in row.allowed:
        yield case.meets(row, "ground", "ground_given", ground=given)
    elif given in GROUNDS:
        yield case.fails(row, "ground", "ground_of_other_procedure", grounds=row.allowed)
    else:
        yield case.fails(row, "ground", "ground_unknown", grounds=row.allowed, words=given)


def instrument(case: Case) -> Iterator[Verdict]:
    """Grants come from grant calls, contracts from everything else."""
    row, given = case.row("instrument.allowed"), case.facts.instrument
    allowed = row.allowed if row else _instruments(case)
    rule = row or "portal.instrument"
    if not allowed:
        return
    if given is None:
        if len(allowed) > 1:
            yield case.breaks(rule, "instrument", "not_stated")
    elif given not in allowed:
        yield case.breaks(rule, "instrument", "instrument_not_allowed", allowed=allowed)
    else:
        yield case.meets(rule, "instrument", "instrument_fits")


def _instruments(case: Case) -> tuple[str, ...]:
    return case.procedure.instruments if case.procedure else ()


def _gives_grants(case: Case) -> bool:
    return case.procedure is not None and case.procedure.gives_grants


def buyer(case: Case) -> Iterator[Verdict]:
    """Class-1 institutions and mass organisations do not buy services as government (Order 102 art. 8)."""
    row, given = case.row("buyer_class.forbidden"), case.facts.buyer_class
    asked = case.row("buyer_class.reason")
    if row is None:
        return
    if given is None:
        yield case.cannot_tell(row, "buyer_class", "not_stated")
    elif given in row.allowed:
        yield case.fails(row, "buyer_class", "buyer_barred", buyer=given)
    elif asked is not None and given in asked.allowed:
        yield case.fails(asked, "buyer_class", "buyer_usually_provides", buyer=given)
    else:
        yield case.meets(row, "buyer_class", "buyer_may_buy")


def invited_only(case: Case) -> Iterator[Verdict]:
    """Programme calls are public; inviting only chosen organisations has a published reason."""
    row, given = case.row("invited_only.reason"), case.facts.invited_only_reason
    if row is None:
        return
    if given is None:
        yield case.meets(row, "invited_only_reason", "public_to_all")
    elif not given.strip() or given in INVITED_ONLY_REASONS:
        yield case.asks_reason(row, "invited_only_reason", "invited_only", reason=given)
    else:
        yield case.breaks(row, "invited_only_reason", "invited_only_unknown", words=given)


def consortium(case: Case) -> Iterator[Verdict]:
    """A statutory notice says whether consortia may bid."""
    chosen = case.procedure
    row = case.row(f"fields.{chosen.call}") if chosen and case.regime == STATUTORY else None
    if row is None:
        return
    if case.facts.consortium_allowed is None:
        yield case.fails(row, "consortium_allowed", "not_stated")
    else:
        yield case.meets(row, "consortium_allowed", "stated")


# Of the forms a call may name, those that can be a small or medium enterprise.
_ENTERPRISES = {"enterprise"}


def small_enterprises(case: Case) -> Iterator[Verdict]:
    """The notice says whether it is reserved for small enterprises, and on what ground if it is not."""
    row, given = case.row("sme.reservation_stated"), case.facts.sme_reservation
    if row is None:
        return
    if given is None:
        yield case.fails(row, "sme_reservation", "not_stated")
    elif given == "not_reserved" and not (ground := (case.facts.sme_ground or "").strip()):
        yield case.fails(row, "sme_ground", "sme_ground_missing")
    elif given == "not_reserved" and ground not in SME_GROUNDS:
        yield case.fails(row, "sme_ground", "sme_ground_unknown", words=ground)
    elif given == "reserved" and set(case.facts.eligibility.legal_forms or ()) - _ENTERPRISES:
        yield case.fails(row, "sme_reservation", "sme_shuts_out")
    else:
        yield case.meets(row, "sme_reservation", f"sme_{given}")


def small_deduction(case: Case) -> Iterator[Verdict]:
    """How much lower prices of small and micro enterprises are judged where nothing is reserved for them. A call that
    does not say gives the least the law allows."""
    least, most = case.row("sme.min_deduction"), case.row("sme.max_deduction")
    given = case.facts.sme_deduction
    if least is None or most is None or case.facts.sme_reservation == "reserved" or not is_priced(case):
        return
    bounds = {"least": number_of(least), "most": number_of(most)}
    if given is None:
        yield case.meets(least, "sme_deduction", "deduction_unsaid", **bounds)
    elif given < number_of(least):
        yield case.fails(least, "sme_deduction", "deduction_low", given=given, **bounds)
    elif given > number_of(most):
        yield case.fails(most, "sme_deduction", "deduction_high", given=given, **bounds)
    else:
        yield case.meets(least, "sme_deduction", "deduction_kept", given=given, **bounds)


def who_may_answer(case: Case) -> Iterator[Verdict]:
    """Legal forms are said; unregistered groups come through a host unless a reason stands."""
    who = case.facts.eligibility
    if who.legal_forms is None and who.hosted_allowed is None:
        yield case.breaks("portal.eligibility", "eligibility", "eligibility_not_stated")
    liability = case.row("supplier.civil_liability")
    if liability and case.regime == STATUTORY and "unregistered" in (who.legal_forms or ()):
        yield case.fails(liability, "eligibility.legal_forms", "unregistered_supplier")
    row = case.row("eligibility.hosted_or_reason")
    if row is None:
        return
    if who.hosted_allowed:
        yield case.meets(row, "eligibility.hosted_allowed", "hosted_welcome")
    else:
        code = "hosted_not_stated" if who.hosted_allowed is None else "hosted_shut_out"
        yield case.fails(row, "eligibility.hosted_allowed", code)


_IN_WORDS = {"area_limit": "local_registration", "experience_required": "past_projects"}


def _condition(case: Case, field: str, words: str | None, row: Row | None) -> Iterator[Verdict]:
    barred = case.row("eligibility.forbidden")
    where = f"eligibility.{field}"
    words = None if words and wording.is_none(words) else words
    if not words and case.asks_in_words(_IN_WORDS[field]):
        return
    if barred is not None and field in barred.allowed:
        if words:
            yield case.fails(barred, where, f"{field}_forbidden", words=words)
        else:
            yield case.meets(barred, where, f"{field}_absent")
    elif row is not None:
        if words:
            yield case.fails(row, where, f"{field}_needs_reason", words=words)
        else:
            yield case.meets(row, where, f"{field}_absent")


def conditions(case: Case) -> Iterator[Verdict]:
    """Local ones only, past projects only: barred by law, or with a published reason."""
    who = case.facts.eligibility
    yield from _condition(case, "area_limit", who.area_limit, case.row("eligibility.area_limit_reason"))
    yield from _condition(
        case, "experience_required", who.experience_required, case.row("eligibility.experience_reason")
    )


def age(case: Case) -> Iterator[Verdict]:
    """Young organisations are not shut out."""
    row, years = case.row("eligibility.max_min_age"), case.facts.eligibility.min_age_years
    if row is None:
        return
    if years is not None and years > number_of(row):
        yield case.fails(row, "eligibility.min_age_years", "age_shuts_out", years=years)
    else:
        yield case.meets(row, "eligibility.min_age_years", "age_open")


ACCESS_CHECKS = (
    procedure,
    regime,
    threshold,
    confirmed_thresholds,
    method,
    failed_tender,
    splitting,
    ground,
    instrument,
    buyer,
    invited_only,
    consortium,
    small_enterprises,
    small_deduction,
    who_may_answer,
    conditions,
    age,
)
