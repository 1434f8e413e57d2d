"""The registers of awards and contracts as everybody reads them: what may not be named is not in a row."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Case, Count, F, OuterRef, Prefetch, Q, QuerySet, Subquery, Sum, When
from django.db.models.functions import Coalesce

from organizations.models import Division, Organization
from organizations.models.codes import Level
from procurement.models import Award, Contract, Notice, Tender
from procurement.selectors.holds import awards_standing
from procurement.selectors.parties import implementer_of, may_be_named, named

# Of all the words of a call a register shows its title only.
_LONG = ("terms", "texts", "reasons")


def public_awards() -> QuerySet[Award]:
    """Every award in force, the newest first, but for those that an objection to the list holds. The organisations
    come with a few small questions of their own: one of thirteen tables takes the database longer to plan than to
    answer."""
    found = (
        awards_standing()
        .select_related("lot__tender__buyer")
        .prefetch_related("supplier__cso", "implementer", "bid__lead", "contract__signatory")
    )
    return found.defer(*(f"lot__tender__{name}" for name in _LONG)).order_by("-at", "-id")


def public_contracts() -> QuerySet[Contract]:
    """Every published contract, the newest first."""
    found = (
        Contract.objects.filter(published_at__isnull=False)
        .select_related("tender__buyer", "award__bid", "award__lot")
        .prefetch_related(
            "signatory__cso",
            "award__bid__lead",
            "acceptance",
            Prefetch("notice", Notice.objects.only("seq", "tender")),
        )
    )
    return found.defer(*(f"tender__{name}" for name in _LONG)).order_by("-signed_on", "-id")


def in_place(place: Division, *, path: str) -> Q:
    """Rows of a place and of what lies in it; ``path`` leads to the tender."""
    if place.level == Level.PROVINCE:
        return Q()
    own = Q(**{f"{path}division": place})
    return own | Q(**{f"{path}division__parent": place}) if place.level == Level.PREFECTURE else own


def public_awards_of(organization: Organization) -> QuerySet[Award]:
    """Awards on which an organisation's own public page may name it: as the party, or as the group that does the
    work with its consent."""
    mine = Q(supplier=organization) | Q(implementer=organization)
    signed = Q(contract__signatory=organization)
    return public_awards().filter(mine | signed).distinct()


def _called(words: str) -> QuerySet[Organization, Any]:
    return Organization.objects.filter(Q(name_zh__icontains=words) | Q(name_en__icontains=words)).values("pk")


def awards_to(words: str) -> Q:
    """Awards of whose party, or of whose group by its consent, the name has these words: what a row does not name is
    not looked at."""
    called = _called(words)
    group = Q(contract__isnull=False, bid__lead__in=called, bid__lead__named_in_awards=True)
    return (
        (named("supplier") & Q(supplier__in=called))
        | Q(contract__signatory__in=called)
        | Q(implementer__in=called)
        | (group & ~Q(bid__lead=F("contract__signatory")))
    )


def contracts_with(words: str) -> Q:
    """The same of contracts."""
    called = _called(words)
    group = Q(award__bid__lead__in=called, award__bid__lead__named_in_awards=True)
    return Q(signatory__in=called) | (group & ~Q(award__bid__lead=F("signatory")))


# More rows than this are not added up in a request.
MOST_ADDED = 1_000


def totals(rows: QuerySet[Award] | QuerySet[Contract]) -> tuple[int, Decimal] | None:
    """How many rows and their money in yuan; None where there are more than MOST_ADDED. One query."""
    some = rows.order_by().values("value")[: MOST_ADDED + 1]
    said = some.aggregate(count=Count("*"), money=Coalesce(Sum("value"), Decimal(0)))
    return (said["count"], said["money"]) if said["count"] <= MOST_ADDED else None


@dataclass(frozen=True)
class AwardLine:
    """One award as the register prints it. ``party`` and ``group`` are None where they may not be named."""

    number: str
    tender: Tender
    party: Organization | None
    group: Organization | None
    value: Decimal
    at: datetime
    rank: int
    lot: int
    seq: int | None


def _party(award: Award) -> Organization | None:
    """The supplier where it may be named; else whoever signed for it, once the contract is there."""
    if may_be_named(award.supplier):
        return award.supplier
    return award.contract.signatory if hasattr(award, "contract") else None


def _group(award: Award) -> Organization | None:
    """The group that does the work, by its consent."""
    party = _party(award)
    return award.implementer or (implementer_of(award.bid.lead, party) if party else None)


# The same for a file, as the database reads it: the name of the party, of the group, and the notice.
def _of_party(field: str) -> Case:
    return Case(When(named("supplier"), then=f"supplier{field}"), default=f"contract__signatory{field}")


def _implementer(lead: str, holder: Case | F) -> When:
    return When(Q(**{f"{lead}__named_in_awards": True}) & ~Q(**{lead: holder}), then=f"{lead}__name_zh")


PARTY_OF_AWARD = _of_party("__name_zh")
GROUP_OF_AWARD = Case(
    When(implementer__isnull=False, then="implementer__name_zh"), _implementer("bid__lead", _of_party(""))
)
SEQ_OF_AWARD = Subquery(
    Notice.objects.filter(tender=OuterRef("lot__tender"), kind="award", published_at__gte=OuterRef("at"))
    .order_by("published_at")
    .values("seq")[:1]
)
GROUP_OF_CONTRACT = Case(_implementer("award__bid__lead", F("signatory")))


def award_lines(awards: list[Award]) -> list[AwardLine]:
    """The rows of a page, with the notice each stands in. One query for the page."""
    tenders = {one.lot.tender_id for one in awards}
    notices = Notice.objects.filter(tender__in=tenders, kind="award").values_list(
        "tender_id", "published_at", "seq"
    )
    published = sorted(notices, key=lambda one: one[1])
    return [
        AwardLine(
            one.number,
            one.lot.tender,
            _party(one),
            _group(one),
            one.value,
            one.at,
            one.rank,
            one.lot.position,
            next(
                (seq for tender, at, seq in published if tender == one.lot.tender_id and at >= one.at), None
            ),
        )
        for one in awards
    ]


@dataclass(frozen=True)
class ContractLine:
    """One contract as the register prints it."""

    number: str
    tender: Tender
    party: Organization
    group: Organization | None
    value: Decimal
    signed_on: date
    ends_on: date
    first_paid_on: date | None
    result: str
    lot: int
    seq: int


def contract_lines(contracts: list[Contract]) -> list[ContractLine]:
    """The rows of a page; no query of their own."""
    return [
        ContractLine(
            one.number,
            one.tender,
            one.signatory,
            implementer_of(one.award.bid.lead, one.signatory),
            one.value,
            one.signed_on,
            one.ends_on,
            one.first_paid_on,
            one.acceptance.result if hasattr(one, "acceptance") else "",
            one.award.lot.position,
            one.notice.seq,
        )
        for one in contracts
        if one.notice is not None
    ]
