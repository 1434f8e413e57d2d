"""The opening: two people, two clocks, one record; and what an opened bid offers."""

from django.db import models
from django.db.models import Q

from procurement.models.constraints import one_of
from procurement.rules.deductions import POLICIES

FAULTS = ("does_not_open", "not_confirmed", "unreadable", "too_few")


class OpeningConfirmation(models.Model):
    """One eligible person, after the deadline, over the hash of the bids that live then. Append-only.

    The hash is salted per confirmation: it says neither how many bids there are nor whether any changed. It
    counts for one deadline only: an extension asks everybody anew."""

    tender = models.ForeignKey("procurement.Tender", models.PROTECT, related_name="opening_confirmations")
    round = models.PositiveSmallIntegerField(default=1)
    deadline_version = models.PositiveIntegerField()
    by = models.ForeignKey("organizations.User", models.PROTECT, related_name="+")
    stands_in = models.BooleanField(default=False)
    at = models.DateTimeField()
    salt = models.CharField(max_length=64)
    live_hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["tender", "round", "deadline_version", "by"], name="openingconfirmation_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.tender_id}/{self.round}"


class Opening(models.Model):
    """The bids of one round were looked at, and opened where there were enough. Append-only.

    ``alone``: by the clock, as no second person came. ``bids`` lived at the deadline, ``lots`` how many for each lot by
    its position; of a lot with fewer than ``least``, the number the rule asks for, none was unsealed."""

    tender = models.ForeignKey("procurement.Tender", models.PROTECT, related_name="openings")
    round = models.PositiveSmallIntegerField(default=1)
    deadline_version = models.PositiveIntegerField()
    opened_at = models.DateTimeField()
    alone = models.BooleanField(default=False)
    live_hash = models.CharField(max_length=64)
    bids = models.PositiveIntegerField()
    least = models.PositiveSmallIntegerField()
    lots = models.JSONField(default=dict, db_default={})

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["tender", "round", "deadline_version"], name="opening_once")
        ]

    def __str__(self) -> str:
        return f"{self.tender_id}/{self.round}"

    @property
    def enough(self) -> bool:
        """For one lot at least."""
        return any(number >= self.least for number in self.lots.values() or [self.bids])

    @property
    def few(self) -> list[int]:
        """The lots with too few, where there were enough for others."""
        return [int(lot) for lot, number in self.lots.items() if self.enough and number < self.least]


class OpenedOffer(models.Model):
    """What one package offers for one lot, in yuan. Append-only; ``lines`` are
    ``[{"label", "kind": "direct"|"indirect", "amount"}]`` as the bidder wrote them."""

    opening = models.ForeignKey(Opening, models.PROTECT, related_name="offers")
    bid = models.ForeignKey("procurement.Bid", models.PROTECT, related_name="offers")
    package = models.ForeignKey("procurement.BidPackage", models.PROTECT, related_name="offers")
    lot = models.ForeignKey("procurement.Lot", models.PROTECT, related_name="offers")
    total = models.DecimalField(max_digits=14, decimal_places=2)
    direct = models.DecimalField(max_digits=14, decimal_places=2)
    indirect = models.DecimalField(max_digits=14, decimal_places=2)
    lines = models.JSONField(default=list)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["package", "lot"], name="openedoffer_once"),
            models.CheckConstraint(
                condition=Q(total=models.F("direct") + models.F("indirect")), name="openedoffer_adds_up"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.package_id} {self.total}"


class BidStatement(models.Model):
    """What a package states of its bidder, for the result and the contract of whoever is chosen. Append-only."""

    package = models.OneToOneField("procurement.BidPackage", models.PROTECT, related_name="statement")
    address = models.CharField(max_length=200)
    contact = models.CharField(max_length=200)

    def __str__(self) -> str:
        return str(self.package_id)


class PriceClaim(models.Model):
    """What a package declares so that its price is judged lower, and what the panel makes of it. ``said`` is the
    declaration as :class:`procurement.rules.statements.Statement` has it; None in ``granted``: not decided."""

    package = models.ForeignKey("procurement.BidPackage", models.PROTECT, related_name="price_claims")
    policy = models.TextField()
    said = models.JSONField(default=dict)
    granted = models.BooleanField(null=True, blank=True)
    reason = models.TextField(blank=True)
    decided_by = models.ForeignKey(
        "organizations.User", models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            one_of("priceclaim", "policy", POLICIES),
            models.UniqueConstraint(fields=["package", "policy"], name="priceclaim_once"),
            models.CheckConstraint(
                condition=Q(granted__isnull=True, decided_at__isnull=True)
                | Q(granted__isnull=False, decided_at__isnull=False),
                name="priceclaim_decided_at_a_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.package_id} {self.policy}"


class OpeningFault(models.Model):
    """A live package that was not opened, and why. Append-only."""

    opening = models.ForeignKey(Opening, models.PROTECT, related_name="faults")
    bid = models.ForeignKey("procurement.Bid", models.PROTECT, related_name="opening_faults")
    package = models.ForeignKey("procurement.BidPackage", models.PROTECT, related_name="+")
    code = models.TextField()

    class Meta:
        constraints = [
            one_of("openingfault", "code", FAULTS),
            models.UniqueConstraint(fields=["opening", "package"], name="openingfault_once"),
        ]

    def __str__(self) -> str:
        return f"{self.package_id} {self.code}"
