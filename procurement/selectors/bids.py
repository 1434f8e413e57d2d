"""Reads of bids. What a reader may not see is not in the query set; of what is sealed nothing is read at all."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from organizations.models import Organization, Role, User
from organizations.models.codes import Kind
from organizations.permissions import is_official, organizations_where
from procurement import sealing
from procurement.models import Bid, BidConfirmation, BidPackage, BidParty, Intake, Notice, Tender
from procurement.models.bids import PARTS
from procurement.publication import body
from procurement.rules.corrections import asks_confirmation

# Who writes a bid and reads it; a host that only signs does not.
WRITE = ("lead", "partner")
# Who of such an organisation writes drafts and reads them; only a leader seals.
WRITERS = (Role.LEADER, Role.WRITER)
STANDING = ("lodged", "opened", "not_opened")
# Steps of a call in which its bidders may have something to do.
IN_HAND = ("open", "suspended", "evaluating")


def organizations_of(user: User, *, now: datetime) -> QuerySet[Organization]:
    """The organisations ``user`` leads; none for whoever works for an agency."""
    return Organization.objects.none() if is_official(user, now=now) else _houses(user, [Role.LEADER], now)


def written_for(user: User, *, now: datetime) -> QuerySet[Organization]:
    """The organisations ``user`` leads or writes for; none for whoever works for an agency."""
    return Organization.objects.none() if is_official(user, now=now) else _houses(user, WRITERS, now)


def _houses(user: User, roles: Iterable[str], now: datetime) -> QuerySet[Organization]:
    return organizations_where(user, roles, now=now).filter(kind=Kind.CSO)


def _behind(
    user: User, now: datetime, parts: tuple[str, ...] = PARTS, *, led: QuerySet[Organization] | None = None
) -> QuerySet[Bid]:
    led = organizations_of(user, now=now) if led is None else led
    behind = BidParty.objects.filter(organization__in=led, part__in=parts)
    if parts == WRITE:
        behind = behind.filter(agreed_at__isnull=False)
    mine = Bid.objects.filter(Q(pk__in=behind.values("bid")) | Q(assisted_by__in=led))
    return Bid.objects.filter(pk__in=mine.values("pk")).select_related("tender__buyer", "lead", "current")


def _concerning(user: User, now: datetime) -> tuple[QuerySet[Bid], QuerySet[Organization]]:
    """Bids that organisations led by ``user`` stand behind and those ``user`` writes, and for which organisations."""
    if is_official(user, now=now):
        return Bid.objects.none(), Organization.objects.none()
    led, writing = _houses(user, [Role.LEADER], now), _houses(user, WRITERS, now)
    return _behind(user, now, led=led) | _behind(user, now, WRITE, led=writing), writing


def bids_of(user: User, *, now: datetime) -> QuerySet[Bid]:
    """Bids that organisations led by ``user`` write, the newest first, without discarded drafts."""
    return _behind(user, now, WRITE).exclude(status="discarded").order_by("-id")


def bids_seen_by(user: User, *, now: datetime) -> QuerySet[Bid]:
    """Those of :func:`bids_of`, and those an organisation of ``user`` is only named to sign for as host; each tells
    by ``reader_writes`` which of the two it is."""
    behind, writing = _concerning(user, now)
    written = BidParty.objects.filter(
        bid=OuterRef("pk"), organization__in=writing, part__in=WRITE, agreed_at__isnull=False
    )
    seen = behind.exclude(status="discarded").order_by("-id")
    return seen.annotate(reader_writes=Exists(written) | Q(assisted_by__in=writing))


def bids_in_hand(user: User, *, now: datetime) -> QuerySet[Bid]:
    """Bids that ``user`` leads or writes for, with which something may still be to do, the nearest closing first."""
    return (
        _behind(user, now, WRITE, led=written_for(user, now=now))
        .filter(status__in=("draft", "lodged", "opened"), tender__step__in=IN_HAND)
        .select_related("tender__consultation")
        .order_by("tender__bids_due", "-id")
    )


def overtaken(user: User, *, now: datetime) -> QuerySet[Bid]:
    """Sealed bids whose call was corrected since: of these :func:`needs_confirmation` is worth asking."""
    newer = Notice.objects.filter(
        tender=OuterRef("tender"), kind="correction", terms_version__gt=OuterRef("current__terms_version")
    )
    return bids_of(user, now=now).filter(Exists(newer), status="lodged")


def own_bid(user: User, number: str, *, now: datetime) -> Bid | None:
    """One bid by its number, or None: not there and not theirs look the same."""
    behind, _writing = _concerning(user, now)
    return behind.filter(number=number).first()


def asked_to_stand(user: User, *, now: datetime) -> QuerySet[BidParty]:
    """Where an organisation of ``user`` is asked to be partner or host and has not answered, while it can."""
    asked = BidParty.objects.filter(
        organization__in=organizations_of(user, now=now), agreed_at=None, live=True, bid__status="draft"
    )
    return (
        asked.filter(bid__tender__step__in=("open", "suspended"))
        .select_related("bid__tender__buyer", "bid__lead", "organization")
        .order_by("bid__tender__bids_due", "id")
    )


def parties_of_bid(bid: Bid) -> QuerySet[BidParty]:
    """Who stands behind ``bid`` or is asked to, the lead first."""
    return bid.parties.select_related("organization", "bid__tender", "bid__lead").order_by("id")


def writers_of(bid: Bid) -> list[str]:
    """The names of the organisations whose leaders read and write the draft of ``bid``, the lead first."""
    parties = (
        bid.parties.filter(part__in=WRITE, agreed_at__isnull=False)
        .select_related("organization")
        .order_by("id")
    )
    named = [one.organization for one in parties]
    if bid.assisted_by is not None and bid.assisted_by not in named:
        named.append(bid.assisted_by)
    return [one.name for one in named]


def signing_hosts(bid: Bid) -> tuple[list[str], list[str]]:
    """The names of hosts that only sign and read something of what was never sealed: those the group lets read the
    answers and the budget, and those that agreed and see the sum alone."""
    if bid.status != "draft":
        return [], []
    hosts = list(bid.parties.filter(part="host").select_related("organization"))
    return (
        [one.organization.name for one in hosts if one.shown_at],
        [one.organization.name for one in hosts if one.agreed_at and not one.shown_at],
    )


def intakes_of(bid: Bid) -> QuerySet[Intake]:
    """What was pressed for this bid, in order, with what became of it."""
    return bid.intakes.select_related("verdict", "package", "receipt").order_by("received_at", "id")


def stands(intake: Intake) -> bool:
    """Whether what this press sealed is the version in force: neither replaced nor withdrawn since."""
    bid = intake.bid
    return intake.act == "lodge" and bid.status in STANDING and bid.current_id == intake.package_id


def answer_of(bid: Bid, *, agreed: bool, asked: bool) -> str:
    """How far the answer of a lead, partner or host of ``bid`` is: ``agreed``, ``asked``, ``sealed`` or ``over``. The
    same for every reader: it hangs on the bid and not on who may read its draft."""
    if agreed or asked:
        return "agreed" if agreed else "asked"
    return "sealed" if bid.status in STANDING else "over"


def notice_in_force(tender: Tender) -> Notice:
    """The newest call or correction of ``tender``: what a bid that is sealed now answers."""
    return Notice.objects.filter(tender=tender, terms_version__gte=1).latest("seq")


def terms_at(tender: Tender, moment: datetime) -> int:
    """The version of the terms in force at ``moment``."""
    standing = Notice.objects.filter(tender=tender, published_at__lte=moment).order_by("-seq").first()
    return standing.terms_version if standing else 0


def binding_terms(tender: Tender) -> int:
    """The lowest terms version a bid must have been sealed under, or confirmed for: that of the last
    material correction that takes room from a bidder, else the first."""
    return binding_terms_of([tender.pk])[tender.pk]


def binding_terms_of(tenders: Iterable[int]) -> dict[int, int]:
    """:func:`binding_terms` of several calls by their rows, in one query."""
    binding = dict.fromkeys(tenders, 1)
    for notice in Notice.objects.filter(tender__in=binding, kind="correction").order_by("seq"):
        if asks_confirmation(body.changes(notice.body)):
            binding[notice.tender_id] = notice.terms_version
    return binding


def standing_packages(tender: Tender, *, round: int) -> QuerySet[BidPackage]:
    """The sealed package of every bid that was lodged in time and not withdrawn, whatever terms it answers."""
    return (
        BidPackage.objects.filter(
            bid__tender=tender, bid__status__in=STANDING, bid__current=F("pk"), round=round
        )
        .select_related("bid__lead", "notice")
        .order_by("id")
    )


def live_packages(tender: Tender, *, round: int) -> QuerySet[BidPackage]:
    """Those of :func:`standing_packages` that answer the terms in force, or whose bidder confirmed them."""
    binding = binding_terms(tender)
    confirmed = BidConfirmation.objects.filter(terms_version__gte=binding).values("package")
    return standing_packages(tender, round=round).filter(Q(terms_version__gte=binding) | Q(pk__in=confirmed))


def unconfirmed_packages(tender: Tender, *, round: int) -> QuerySet[BidPackage]:
    """Standing packages that a material correction overtook and nobody confirmed: they are not opened."""
    return standing_packages(tender, round=round).exclude(
        pk__in=live_packages(tender, round=round).values("pk")
    )


def needs_confirmation(bid: Bid) -> bool:
    """Whether a lodged bid must be confirmed or replaced before closing."""
    if bid.status != "lodged" or bid.current is None:
        return False
    binding = binding_terms(bid.tender)
    if bid.current.terms_version >= binding:
        return False
    return not bid.current.confirmations.filter(terms_version__gte=binding).exists()


def live_hash(tender: Tender, round: int, salt: str) -> str:
    """SHA-256 over ``salt`` and the envelope hashes of the live packages, sorted. With a fresh salt each
    time it tells neither how many bids there are nor whether any changed."""
    hashes = sorted(live_packages(tender, round=round).values_list("envelope_hash", flat=True))
    return sealing.digest_of(sealing.canonical([salt, *hashes]).encode())
