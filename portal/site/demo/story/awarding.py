"""From a report to the contract and its acceptance, as the two people of an office decide, publish and record."""

from datetime import date
from decimal import Decimal

from portal.site.demo.story.acts import Story, at, form_id
from procurement.models import Award, AwardDraft, Bid, Contract, Tender
from procurement.rules.contracting import PaymentLine
from procurement.services.awards import acceptances, awards, contracts, decisions


def listed(story: Story, call: Tender, office: str, winner: Bid, when: str, **words: str) -> None:
    """Decided by the bureau's meeting, approved by the second person, shown for objections."""
    now = at(when)
    decisions.draft(
        call.number,
        winners=[winner.number],
        decided_body="局党组会议（示例）",
        decided_on=now.date(),
        decided_minute=f"会议纪要〔{now.year}〕{now.month}号（示例）",
        form_id=form_id(f"{call.number} decision"),
        by=story.who[f"{office}-drafter"],
        now=now,
        **words,  # type: ignore[arg-type]
    )
    draft = AwardDraft.objects.get(tender=call)
    decisions.approve(call.number, version=draft.version, by=story.who[f"{office}-approver"], now=now)


def awarded(story: Story, call: Tender, office: str, when: str) -> Award:
    awards.award(call.number, by=story.who[f"{office}-approver"], now=at(when))
    return Award.objects.get(lot__tender=call)


def signed(
    story: Story,
    award: Award,
    office: str,
    when: str,
    *,
    term: tuple[date, date],
    fee: str = "",
    **words: str,
) -> Contract:
    """Signed, recorded by the drafter and published by the approver the same day: 40, 40 and 20 percent.
    ``fee``: of the host that signs, in percent."""
    now = at(when)
    first, last = term
    kept = contracts.record(
        award.number,
        value=award.value,
        signed_on=now.date(),
        starts_on=first,
        ends_on=last,
        payments=[
            PaymentLine(Decimal(40), date.fromordinal(now.date().toordinal() + 14), "agreement"),
            PaymentLine(
                Decimal(40), date.fromordinal((first.toordinal() + last.toordinal()) // 2), "milestone"
            ),
            PaymentLine(Decimal(20), date.fromordinal(last.toordinal() + 15), "acceptance"),
        ],
        host=award.supplier if fee else None,
        host_fee_percent=Decimal(fee) if fee else None,
        form_id=form_id(f"{award.number} contract"),
        by=story.who[f"{office}-drafter"],
        now=now,
        **words,  # type: ignore[arg-type]
    )
    return contracts.sign(kept.pk, by=story.who[f"{office}-approver"], now=now)


def paid(story: Story, contract: Contract, office: str, when: str, *, passed_on: date | None = None) -> None:
    now = at(when)
    contracts.record_payment(contract.number, paid_on=now.date(), by=story.who[f"{office}-drafter"], now=now)
    if passed_on:
        later = at(f"{passed_on.isoformat()} 17:00")
        contracts.record_payment(
            contract.number,
            paid_on=now.date(),
            passed_on=passed_on,
            by=story.who[f"{office}-drafter"],
            now=later,
        )


def accepted(
    story: Story,
    contract: Contract,
    office: str,
    when: str,
    *,
    quantity_zh: str,
    quality_zh: str,
    users_zh: str,
    summary_en: str,
) -> None:
    """With the word of service users under no name."""
    now = at(when)
    kept = acceptances.record(
        contract.number,
        result="passed",
        accepted_on=now.date(),
        quantity_zh=quantity_zh,
        quality_zh=quality_zh,
        users_zh=users_zh,
        summary_en=summary_en,
        service_users_took_part=True,
        form_id=form_id(f"{contract.number} acceptance"),
        by=story.who[f"{office}-drafter"],
        now=now,
    )
    acceptances.accept(kept.pk, by=story.who[f"{office}-approver"], now=now)
