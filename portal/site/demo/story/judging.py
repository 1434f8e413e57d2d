"""The panels of the demonstration: seated after the opening, by account and by link, up to the report."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from decimal import Decimal

from organizations.models import Division, Kind, Organization
from portal.ground.clock import legal_date
from portal.ground.ledger import seals
from portal.site.demo.story.acts import Story, at, form_id
from procurement.judgement import evaluation, law
from procurement.models import BidParty, EvaluationReport, Evaluator, Tender
from procurement.selectors import evaluation as reads
from procurement.services import pools
from procurement.services.evaluation import draws, evaluations, panels, reports
from procurement.services.pools import Somebody

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


def pooled(story: Story, when: str) -> None:
    """The neighbour of Mengzi enters people in the pool of their prefecture; one waits for the second person."""
    by, now = story.who["hhz-drafter"], at(when)
    agency = Organization.objects.get(slug="honghe-health")
    county = Division.objects.get(pk="532502")
    known = [
        Somebody(
            "outsider",
            f"{name}（示例）",
            office,
            f"pool{number}@example.org",
            home=county,
            knows=("follow_up_support",),
        )
        for number, (name, office) in enumerate(_POOLED, 1)
    ]
    for number, who in enumerate(
        [*known, *[Somebody("community", vouched_by="凤庆茶乡社会工作服务中心（示例）")] * 2]
    ):
        entry = pools.enter(
            agency, who, from_date=legal_date(now), form_id=form_id(f"pool {number}"), by=by, now=now
        )
        if number:
            pools.confirm(entry.code, by=story.who["hhz-approver"], now=now + timedelta(hours=1))


_POOLED = (
    ("周医生", "开远市人民医院（示例）"),
    ("普老师", "开远市疾控中心（示例）"),
    ("何医生", "开远市中医院（示例）"),
    ("李社工", "开远市社工站（示例）"),
)


def drawn(story: Story, call: Tender, office: str, when: str) -> list[Evaluator]:
    """The drafter by account, the other two drawn from the pool; in the order of :func:`seated`.

    The demonstration is told office by office, so the seal that decides holds acts of later days, too."""
    by, now = story.who[f"{office}-drafter"], at(when)
    panels.seat(
        call.number,
        seat="buyer",
        chosen="buyer",
        user=by,
        form_id=form_id(f"{call.number} buyer"),
        by=by,
        now=now,
    )
    draws.close(
        call.number,
        wanted={"outsider": 1, "community": 1},
        form_id=form_id(f"{call.number} draw"),
        by=by,
        now=now + timedelta(minutes=1),
    )
    seals.seal(now + timedelta(minutes=5))
    draws.draw_due(call.number, now=now + timedelta(minutes=6))
    for one in reads.panel_of(call).exclude(draw=None):
        printed = panels.print_link(
            call.number, one.code, by=story.who[f"{office}-approver"], now=now + timedelta(minutes=8)
        )
        story.links.append(printed.token)
    members = {one.seat: one for one in reads.panel_of(call)}
    return [members[seat] for seat in ("buyer", "outsider", "community")]


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
    seating: Callable[[Story, Tender, str, str], list[Evaluator]] = seated,
) -> EvaluationReport:
    """The whole way from the seats to the report; of each bid what the three members gave."""
    members = seating(story, call, office, seats)
    declared(members, seats)
    for place, member in enumerate(members):
        scored(member, {number: given[place] for number, given in shares.items()}, report)
    return reported(story, call, office, report)
