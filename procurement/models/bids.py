"""A bid from its first encrypted draft to its receipt. Nothing here is readable before the opening."""

from django.db import models
from django.db.models import Q

from portal.ground.numbers import random_number
from procurement.models.constraints import one_of

BID_STATES = ("draft", "lodged", "withdrawn", "discarded", "opened", "not_opened")
LIVE = ("draft", "lodged", "opened", "not_opened")
PARTS = ("lead", "partner", "host")
RECIPIENTS = ("draft", "opening", "recovery", "evaluation")
INTAKE_ACTS = ("lodge", "withdraw", "confirm")
VERDICTS = ("accepted", "late", "refused")


def new_bid_number() -> str:
    """Random, so that numbers do not tell how many bids there are or which came first."""
    return random_number("B", 10)


def new_receipt_number() -> str:
    """Random, for the same reason."""
    return random_number("R", 14)


class Bid(models.Model):
    """One organisation's bid for one call. ``revision`` is the one lodged last (0: none yet);
    ``draft_revision`` the one being written (null: none). ``assisted_by`` typed it in for the lead, which said
    yes to the draft as it stood at ``lead_agreed_version``."""

    number = models.CharField(max_length=16, unique=True, default=new_bid_number)
    tender = models.ForeignKey("procurement.Tender", models.PROTECT, related_name="bids")
    lead = models.ForeignKey("organizations.Organization", models.PROTECT, related_name="bids")
    status = models.TextField(default="draft")
    revision = models.PositiveIntegerField(default=0)
    draft_revision = models.PositiveIntegerField(null=True, blank=True, default=1)
    current = models.ForeignKey(
        "procurement.BidPackage", models.PROTECT, null=True, blank=True, related_name="+"
    )
    begun_by = models.ForeignKey("organizations.User", models.PROTECT, related_name="+")
    assisted_by = models.ForeignKey(
        "organizations.Organization", models.PROTECT, null=True, blank=True, related_name="+"
    )
    # Whether its people said how the purchase was; what they said stands elsewhere, under no name.
    pulse_given = models.BooleanField(default=False)
    form_id = models.UUIDField(unique=True)
    begun_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=0)
    lead_agreed_version = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            one_of("bid", "status", BID_STATES),
            models.UniqueConstraint(
                fields=["tender", "lead"], condition=Q(status__in=LIVE), name="bid_one_live_per_lead"
            ),
            models.CheckConstraint(
                condition=~Q(status__in=("lodged", "opened", "not_opened")) | Q(current__isnull=False),
                name="bid_lodged_has_package",
            ),
        ]
        indexes = [models.Index(fields=["lead", "-id"], name="bid_of_lead")]

    def __str__(self) -> str:
        return self.number

    @property
    def subject(self) -> str:
        """The ledger's name for this bid; its events are never public."""
        return f"bid:{self.number}"

    @property
    def is_agreed_by_lead(self) -> bool:
        """Whether the lead said yes to what is typed in for it, as it stands now."""
        return self.lead_agreed_version == self.version


class BidParty(models.Model):
    """Who stands behind a bid. ``lead`` answers for it; ``partner`` does part of the work; ``host`` signs
    for a lead that is on no register. One organisation leads or joins one live bid of a call, and may
    host several. ``agreed_at``: since when it said itself that it stands behind this bid (null: asked only).
    ``shown_at``: since when the lead lets a host that signs read the draft (null: it does not)."""

    bid = models.ForeignKey(Bid, models.CASCADE, related_name="parties")
    tender = models.ForeignKey("procurement.Tender", models.PROTECT, related_name="+")
    organization = models.ForeignKey("organizations.Organization", models.PROTECT, related_name="bid_parts")
    part = models.TextField()
    live = models.BooleanField(default=True)
    agreed_at = models.DateTimeField(null=True, blank=True)
    shown_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "bid parties"
        ordering = ["id"]
        constraints = [
            one_of("bidparty", "part", PARTS),
            models.UniqueConstraint(fields=["bid", "organization"], name="bidparty_once"),
            models.UniqueConstraint(
                fields=["tender", "organization"],
                condition=Q(live=True, part__in=("lead", "partner"), agreed_at__isnull=False),
                name="bidparty_one_bid_per_call",
            ),
            models.UniqueConstraint(fields=["bid"], condition=Q(part="lead"), name="bidparty_one_lead"),
            models.UniqueConstraint(fields=["bid"], condition=Q(part="host"), name="bidparty_one_host"),
        ]

    def __str__(self) -> str:
        return f"{self.bid_id} {self.part}"


class BidLot(models.Model):
    """A lot this bid is for."""

    bid = models.ForeignKey(Bid, models.CASCADE, related_name="bid_lots")
    lot = models.ForeignKey("procurement.Lot", models.PROTECT, related_name="bid_lots")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["bid", "lot"], name="bidlot_once")]

    def __str__(self) -> str:
        return f"{self.bid_id} {self.lot_id}"


class BidItem(models.Model):
    """One encrypted part of one revision: ``manifest``, ``answers``, ``budget``, ``file-1``. A database
    trigger keeps the parts of a lodged revision as they are."""

    bid = models.ForeignKey(Bid, models.CASCADE, related_name="items")
    revision = models.PositiveIntegerField()
    name = models.CharField(max_length=40)
    ciphertext = models.BinaryField()
    digest = models.CharField(max_length=64)
    saved_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["bid", "revision", "name"], name="biditem_once")]

    def __str__(self) -> str:
        return f"{self.bid_id}/{self.revision} {self.name}"


class KeyWrap(models.Model):
    """The content key of one revision, wrapped for one recipient. Lodging deletes ``draft`` and adds
    ``opening`` and ``recovery``; opening adds ``evaluation``."""

    bid = models.ForeignKey(Bid, models.CASCADE, related_name="wraps")
    revision = models.PositiveIntegerField()
    recipient = models.TextField()
    key_id = models.CharField(max_length=32)
    wrapped = models.BinaryField()

    class Meta:
        constraints = [
            one_of("keywrap", "recipient", RECIPIENTS),
            models.UniqueConstraint(fields=["bid", "revision", "recipient"], name="keywrap_once"),
        ]

    def __str__(self) -> str:
        return f"{self.bid_id}/{self.revision} {self.recipient}"


class BidPackage(models.Model):
    """A sealed revision. Append-only. ``envelope`` is its canonical text, ``round`` 2 a final offer,
    ``on_phone`` that it was sealed on a telephone, by the browser's own word."""

    bid = models.ForeignKey(Bid, models.PROTECT, related_name="packages")
    revision = models.PositiveIntegerField()
    round = models.PositiveSmallIntegerField(default=1)
    terms_version = models.PositiveIntegerField()
    notice = models.ForeignKey("procurement.Notice", models.PROTECT, related_name="+")
    envelope = models.TextField()
    envelope_hash = models.CharField(max_length=64)
    commitment = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    on_phone = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["bid", "revision"], name="bidpackage_revision_once")]

    def __str__(self) -> str:
        return f"{self.bid_id}/{self.revision}"


class Press(models.Model):
    """The stamp of one press, the first row its transaction writes. Append-only; all but ``bid`` is written by
    the database alone: the moment, the round, the closing then in force by the published notices, and the newest
    seal's number (0 before the first).

    ``due_at`` is null ``on_hold``, or where the call takes no bids."""

    bid = models.ForeignKey(Bid, models.PROTECT, related_name="presses")
    round = models.PositiveSmallIntegerField()
    received_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    on_hold = models.BooleanField()
    after_seal = models.BigIntegerField()

    class Meta:
        verbose_name_plural = "presses"

    def __str__(self) -> str:
        return f"{self.bid_id} {self.received_at}"


class Intake(models.Model):
    """A pressed *seal*, *withdraw* or *confirm*. Append-only, committed before any lock is asked for.

    ``received_at`` and ``due_at`` are those of its press, copied by the database whatever is offered: in time
    is judged by nothing else. ``due_at`` is null while closing was on hold."""

    key = models.UUIDField(unique=True)
    act = models.TextField()
    bid = models.ForeignKey(Bid, models.PROTECT, related_name="intakes")
    package = models.ForeignKey(BidPackage, models.PROTECT, null=True, blank=True, related_name="intakes")
    press = models.OneToOneField(Press, models.PROTECT, null=True, related_name="intake")
    due_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey("organizations.User", models.PROTECT, related_name="+")
    received_at = models.DateTimeField(editable=False)
    # That of its press, where whoever took it doubted the clock: then ``received_at`` may be wrong, and whether it
    # is, is known when the clock is believed again.
    doubted_after = models.BigIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["received_at", "id"]
        constraints = [
            one_of("intake", "act", INTAKE_ACTS),
            models.CheckConstraint(
                condition=Q(act="withdraw") | Q(package__isnull=False), name="intake_names_package"
            ),
        ]
        # The clock looks every few seconds for presses that nobody decided.
        indexes = [models.Index(fields=["received_at", "id"], name="intake_in_order")]

    def __str__(self) -> str:
        return f"{self.act} {self.key}"


class IntakeVerdict(models.Model):
    """What became of an intake. Append-only; one for each, whoever decides it first."""

    intake = models.OneToOneField(Intake, models.PROTECT, related_name="verdict")
    verdict = models.TextField()
    code = models.TextField(blank=True)
    at = models.DateTimeField()
    # The moment it was judged by, where a wrong clock had written another one on the intake. By the database.
    held_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [one_of("intakeverdict", "verdict", VERDICTS)]

    def __str__(self) -> str:
        return f"{self.intake_id} {self.verdict}"


class ReceiptKey(models.Model):
    """A public key receipts were signed with (Ed25519, base64url without padding). Append-only, and a public
    event; valid from the database's moment until the next one is."""

    kid = models.CharField(max_length=32, unique=True)
    x = models.CharField(max_length=64)
    valid_from = models.DateTimeField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.kid


class Receipt(models.Model):
    """Proof for the bidder: canonical text and its signature. Append-only."""

    number = models.CharField(max_length=20, unique=True, default=new_receipt_number)
    intake = models.OneToOneField(Intake, models.PROTECT, related_name="receipt")
    text = models.TextField()
    signature = models.TextField()
    kid = models.CharField(max_length=32)

    def __str__(self) -> str:
        return self.number


class BidConfirmation(models.Model):
    """A lodged package holds under later terms too, said by its bidder. Append-only."""

    package = models.ForeignKey(BidPackage, models.PROTECT, related_name="confirmations")
    terms_version = models.PositiveIntegerField()
    intake = models.OneToOneField(Intake, models.PROTECT, related_name="confirmation")
    by = models.ForeignKey("organizations.User", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["package", "terms_version"], name="bidconfirmation_once")
        ]

    def __str__(self) -> str:
        return f"{self.package_id} {self.terms_version}"
