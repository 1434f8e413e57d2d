"""How suppliers are found where a notice does not call everybody: invitations, frameworks, one source; and what is
asked of the market beforehand."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from procurement.rules.case import Case, number_of
from procurement.rules.row import Row
from procurement.rules.verdicts import Verdict

BY_NOTICE, LIBRARY = "public_notice", "supplier_library"
# How the book calls suppliers that somebody recommends in writing, by the procedure's order.
RECOMMENDATIONS = ("buyer_recommendation", "buyer_and_expert_recommendation")
_SHARE = Decimal(100)
DAYS_A_MONTH = Decimal("30.4375")
# An opinion, whose employer and whose title: 专业人员论证意见及其姓名、工作单位和职称.
_ARGUED = (("论证", "expert opinion"), ("单位", "employer"), ("职称", "title"))


def _at_least(
    case: Case, row: Row | None, field: str, given: Decimal | None, least: Decimal
) -> Iterator[Verdict]:
    if row is None:
        return
    if given is None:
        yield case.fails(row, field, "not_stated")
    elif given < least:
        yield case.fails(row, field, "number_low", given=given, least=least)
    else:
        yield case.meets(row, field, "number_kept", given=given)


def _at_most(
    case: Case, row: Row | None, field: str, given: Decimal | None, most: Decimal
) -> Iterator[Verdict]:
    if row is None:
        return
    if given is None:
        yield case.fails(row, field, "not_stated")
    elif given > most:
        yield case.fails(row, field, "number_high", given=given, most=most)
    else:
        yield case.meets(row, field, "number_kept", given=given)


def pool(case: Case) -> Iterator[Verdict]:
    """Suppliers are found in a way the law knows. Where the procedure invites, somebody says which; elsewhere this
    portal's own notice is the way unless another is stated."""
    row, given = case.row("pool.allowed"), case.facts.invitation.method
    if row is None or (given is None and not (case.procedure and case.procedure.invited)):
        return
    if given is None:
        yield case.fails(row, "invitation.method", "not_stated")
    elif given in row.allowed:
        yield case.meets(row, "invitation.method", "found_lawfully", way=given)
    else:
        yield case.fails(row, "invitation.method", "found_otherwise", way=given, ways=row.allowed)


def _is_invited(case: Case) -> bool:
    if case.procedure is not None and case.procedure.invited:
        return True
    return case.facts.invitation.method not in (None, BY_NOTICE)


def invited(case: Case) -> Iterator[Verdict]:
    """Enough suppliers are invited; drawn from a list large enough, before witnesses; not all the buyer's own."""
    if not _is_invited(case):
        return
    said, least = case.facts.invitation, case.row("invited.min")
    if least is not None:
        yield from _at_least(case, least, "invitation.invited", said.invited, number_of(least))
    listed = said.method == LIBRARY or said.method in RECOMMENDATIONS
    ratio, witnesses = case.row("invited.min_pool_ratio"), case.row("invited.min_witnesses")
    if listed and ratio is not None and said.invited is not None:
        yield from _at_least(case, ratio, "invitation.pool", said.pool, said.invited * number_of(ratio))
    if listed and witnesses is not None:
        yield from _at_least(case, witnesses, "invitation.witnesses", said.witnesses, number_of(witnesses))
    share = case.row("recommended.max_buyer_share")
    if share is not None and said.method in RECOMMENDATIONS:
        yield from _at_most(case, share, "invitation.buyer_share", said.buyer_share, number_of(share))


def invited_number(case: Case) -> Iterator[Verdict]:
    """A programme call for chosen organisations says at once how many are invited."""
    row = case.row("invited_only.number_published")
    if row is None or case.facts.invited_only_reason is None:
        return
    if case.facts.invitation.invited is None:
        yield case.fails(row, "invitation.invited", "not_stated")
    else:
        yield case.meets(row, "invitation.invited", "stated")


def survey(case: Case) -> Iterator[Verdict]:
    """Enough suppliers, and for a framework enough users, were asked what they need and can."""
    market = case.row("framework.min_surveyed_suppliers") or case.row("survey.min_suppliers")
    if market is not None:
        given = case.facts.surveyed_suppliers
        yield from _at_least(case, market, "surveyed_suppliers", given, number_of(market))
    users = case.row("framework.min_surveyed_users")
    if users is not None:
        yield from _at_least(
            case, users, "framework.surveyed_users", case.facts.framework.surveyed_users, number_of(users)
        )


def framework(case: Case) -> Iterator[Verdict]:
    """A framework has a ceiling for its unit price, runs no longer than it may, and says how users choose."""
    ceiling, longest, second = (
        case.row(name)
        for name in ("framework.ceiling_unit_price", "framework.max_term", "second_stage.allowed")
    )
    if ceiling is not None:
        tell, code = (case.meets, "stated") if case.facts.ceiling_price else (case.fails, "not_stated")
        yield tell(ceiling, "ceiling_price", code)
    if longest is not None:
        yield from _at_most(case, longest, "contract_months", case.facts.contract_months, number_of(longest))
    if second is None:
        return
    chosen = case.facts.framework.second_stage
    if not chosen:
        yield case.fails(second, "framework.second_stage", "not_stated")
    elif set(chosen) <= set(second.allowed):
        yield case.meets(second, "framework.second_stage", "stated")
    else:
        yield case.fails(second, "framework.second_stage", "second_stage_other", ways=second.allowed)


def top_up(case: Case) -> Iterator[Verdict]:
    """What is bought besides, for consistency, keeps to its share of the first contract."""
    row = case.row("single_source.max_top_up")
    if row is None or case.facts.ground != "consistency_top_up":
        return
    first, value = case.facts.first_contract_value, case.facts.estimated_value
    if first is None or value is None:
        yield case.fails(row, "first_contract_value", "not_stated")
        return
    most = first * number_of(row) / _SHARE
    tell, code = (case.fails, "top_up_high") if value > most else (case.meets, "top_up_kept")
    yield tell(row, "estimated_value", code, value=value, most=most)


def _ends(case: Case) -> date | None:
    """The last day of a framework that begins when it is called."""
    begins, months = case.facts.legal_from, case.facts.contract_months
    return begins + timedelta(days=int(months * DAYS_A_MONTH)) if begins and months else None


def whole_term(case: Case) -> Iterator[Verdict]:
    """While a framework runs its documents are had, and an open one takes applications."""
    end = _ends(case)
    for parameter, field in (
        ("framework.public_whole_term", "documents_to"),
        ("framework.apply_any_time", "bids_due"),
    ):
        row = case.row(parameter)
        last = case.facts.documents_to if field == "documents_to" else case.facts.closes_on
        if row is None:
            continue
        if end is not None and last is not None and last < end:
            yield case.fails(row, field, "ends_before_framework", earliest=end)
        else:
            yield case.meets(row, field, "until_framework_ends")


def argued(case: Case) -> Iterator[Verdict]:
    """The case for one source carries the opinions of experts, each with employer and title."""
    row, text = case.row("single_source.argued"), case.facts.full_text or ""
    if row is None:
        return
    said = all(any(word in text for word in words) for words in _ARGUED)
    tell, code = (case.meets, "argued_by_experts") if said else (case.fails, "not_argued_by_experts")
    yield tell(row, "full_text", code)


FINDING_CHECKS = (pool, invited, invited_number, survey, framework, top_up, whole_term, argued)
