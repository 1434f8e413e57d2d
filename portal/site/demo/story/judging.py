"""The panels of the demonstration: seated after the opening, by account and by link, up to the report."""

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal

from organizations.models import Kind, Organization
from portal.site.demo.story.acts import Story, at, form_id
from procurement.judgement import evaluation, law
from procurement.models import BidParty, EvaluationReport, Evaluator, Tender
from procurement.selectors import evaluation as reads
from procurement.services.evaluation import evaluations, panels, reports

CENT = Decimal("0.01")


def seated(story: Story, call: Tender, office: str, when: str) -> list[Evaluator]:
    """The drafter by account and two from outside, whose links the approver prints; statutory: two experts drawn
    from the pool."""
    statutory = call.regime == "statutory"
    by, now = story.who[f"{office}-drafter"], at(when)
    own = panels.seat(
        call.number,
        seat="buyer",
        chosen="buyer",
        user=by,
        form_id=form_id(f"{call.number} buyer"),
        by=by,
        now=now,
    )
    members = [own.member]
    for number, seat in enumerate(("expert", "expert") if statutory else ("outsider", "community"), 1):
        made = panels.seat(
            call.number,
            seat=seat,
            **_who(call, seat, number),  # type: ignore[arg-type]
            form_id=form_id(f"{call.number} seat {number}"),
            by=by,
            now=now + timedelta(minutes=number),
        )
        printed = panels.print_link(
            call.number, made.member.code, by=story.who[f"{office}-approver"], now=now + timedelta(minutes=5)
        )
        story.links.append(printed.token)
        members.append(printed.member)
    return members


def _who(call: Tender, seat: str, number: int) -> dict[str, str]:
    """A community member is vouched for from elsewhere, everybody else is known to the second person."""
    if seat == "community":
        behind = BidParty.objects.filter(tender=call, live=True).values("organization_id")
        leads = call.bids.values("lead_id")
        elsewhere = Organization.objects.filter(kind=Kind.CSO).exclude(division=call.buyer.division)
        voucher = (
            elsewhere.exclude(pk__in=behind).exclude(pk__in=leads).filter(uscc__gt="").order_by("-pk").first()
        )
        assert voucher is not None, "the demonstration has organisations in several counties"
        return {"chosen": "pool", "vouched_by": voucher.number}
    drawn = (
        {"chosen": "drawn", "drawn_how": "财政局监督，从专家库 40 人中抽取（示例）。"}
        if seat == "expert"
        else {}
    )
    return {
        "chosen": "pool",
        "name": f"评审专家{number}（示例）",
        "office": "州疾控中心（示例）",
        "contact": f"expert{number}@example.org",
    } | drawn


def declared(members: list[Evaluator], when: str) -> None:
    for one in members:
        evaluations.declare(one, ties=(), now=at(when))


def scored(member: Evaluator, shares: Mapping[str, str], when: str, *, hand_in: bool = True) -> None:
    """Points as shares of each criterion, by the bid's number; then handed in."""
    now = at(when)
    for offer in reads.judged_offers(member.tender).filter(bid__number__in=shares):
        plan = evaluation.plan_of(offer.lot, law.case_of(member.tender))
        share = Decimal(shares[offer.bid.number])
        # Nobody gives the same to every criterion: each next one gets a little less.
        points = {
            one.key: (one.of * (share - place * Decimal("0.03"))).quantize(CENT)
            for place, one in enumerate(plan.panel)
        }
        evaluations.save_scores(member, offer, points=points, now=now)
    if hand_in:
        member.refresh_from_db()
        evaluations.hand_in(member, version=member.version, now=now)


def reported(story: Story, call: Tender, office: str, when: str) -> EvaluationReport:
    lot = call.lots.select_related("tender").get(position=1)
    return reports.report(lot, by=story.who[f"{office}-drafter"], now=at(when))


def judged(
    story: Story,
    call: Tender,
    office: str,
    shares: Mapping[str, tuple[str, str, str]],
    *,
    seats: str,
    report: str,
) -> EvaluationReport:
    """The whole way from the seats to the report; of each bid what the three members gave."""
    members = seated(story, call, office, seats)
    declared(members, seats)
    for place, member in enumerate(members):
        scored(member, {number: given[place] for number, given in shares.items()}, report)
    return reported(story, call, office, report)
