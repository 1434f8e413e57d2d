"""The panel, what each member declared and scored, offers that seem too low, consultation, the report."""

from django.db import models

from procurement.models.constraints import one_of

SEATS = ("buyer", "outsider", "community", "expert")
# How a member came to the panel; "buyer" is the agency's own, "drawn" was drawn elsewhere, as the agency tells it,
# "drawn_here" by the portal.
DRAWN_HERE = "drawn_here"
DRAWN = ("drawn", DRAWN_HERE)
CHOSEN = ("buyer", "named", "pool", *DRAWN)
# Why somebody who was drawn gave the seat to the next one.
LEFT_WHY = ("tied", "declined")
GROUNDS = ("not_qualified", "requirement_missed", "collusion")


class Evaluator(models.Model):
    """A member of one panel, known by ``code``. The link's secret is kept only as its hash and works until
    the scores are handed in. ``draft`` holds scores not yet handed in,
    ``{offer: {criterion: {"points", "comment"}}}``, with ``others`` where two pages of the member differ: the second
    words of a box, until one is chosen."""

    tender = models.ForeignKey("procurement.Tender", models.PROTECT, related_name="evaluators")
    code = models.CharField(max_length=8)
    seat = models.TextField()
    chosen = models.TextField()
    user = models.ForeignKey("organizations.User", models.PROTECT, null=True, blank=True, related_name="+")
    # Statutory panels are named with the award; a programme's panel is published by seat only, and who an
    # outsider is is known to the second person and the supervisor. Of the community only ``vouched_by`` is known.
    name = models.CharField(max_length=60, blank=True)
    office = models.CharField(max_length=120, blank=True)
    contact = models.CharField(max_length=120, blank=True)
    vouched_by = models.ForeignKey(
        "organizations.Organization", models.PROTECT, null=True, blank=True, related_name="+"
    )
    # Keyed digests of name and contact, by which one person is not seated twice after the contact is deleted.
    marks = models.JSONField(default=list)
    # How a draw was made: when, where, out of how many. Kept with the file.
    drawn_how = models.TextField(blank=True)
    link_hash = models.CharField(max_length=64, unique=True)
    link_until = models.DateTimeField()
    seated_by = models.ForeignKey("organizations.User", models.PROTECT, related_name="+")
    seated_at = models.DateTimeField()
    # Who printed the link that works now: never who gave the seat.
    link_by = models.ForeignKey("organizations.User", models.PROTECT, null=True, blank=True, related_name="+")
    # An earlier link gave the word or points that stand; they count once the member says so by the new one.
    unconfirmed = models.BooleanField(default=False)
    # Of who was drawn by the portal: by which draw, and which entry of the pool.
    draw = models.ForeignKey(
        "procurement.PanelDraw", models.PROTECT, null=True, blank=True, related_name="members"
    )
    entry = models.ForeignKey(
        "procurement.PoolEntry", models.PROTECT, null=True, blank=True, related_name="seats"
    )
    left_at = models.DateTimeField(null=True, blank=True)
    left_why = models.TextField(blank=True, default="", db_default="")
    handed_in_at = models.DateTimeField(null=True, blank=True)
    draft = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=0)
    form_id = models.UUIDField(unique=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            one_of("evaluator", "seat", SEATS),
            one_of("evaluator", "chosen", CHOSEN),
            one_of("evaluator", "left_why", LEFT_WHY, empty=True),
            models.CheckConstraint(
                condition=models.Q(link_by=None) | ~models.Q(link_by=models.F("seated_by")),
                name="evaluator_link_by_another",
            ),
            models.UniqueConstraint(fields=["tender", "code"], name="evaluator_code_once"),
        ]

    def __str__(self) -> str:
        return self.code


class Declaration(models.Model):
    """Said before any score: no tie to any bidder, or which. Append-only."""

    evaluator = models.OneToOneField(Evaluator, models.PROTECT, related_name="declaration")
    conflict = models.BooleanField()
    ties = models.JSONField(default=list)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.evaluator_id)


class Score(models.Model):
    """Points of one member for one offer under one criterion, as handed in. Append-only."""

    evaluator = models.ForeignKey(Evaluator, models.PROTECT, related_name="scores")
    offer = models.ForeignKey("procurement.OpenedOffer", models.PROTECT, related_name="scores")
    criterion = models.ForeignKey("procurement.Criterion", models.PROTECT, related_name="scores")
    points = models.DecimalField(max_digits=5, decimal_places=2)
    comment = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["evaluator", "offer", "criterion"], name="score_once"),
            models.CheckConstraint(condition=models.Q(points__gte=0), name="score_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.offer_id} {self.points}"


class NonConformity(models.Model):
    """The panel found that an offer does not meet what the call asks for, so it is not judged any further.
    It stands unless it was ``lifted_at``: by mistake, or because another panel judges."""

    offer = models.ForeignKey("procurement.OpenedOffer", models.PROTECT, related_name="nonconformities")
    ground = models.TextField()
    reason = models.TextField()
    by = models.ForeignKey("organizations.User", models.PROTECT, related_name="+")
    at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "nonconformities"
        constraints = [
            one_of("nonconformity", "ground", GROUNDS),
            models.UniqueConstraint(
                fields=["offer"], condition=models.Q(lifted_at=None), name="nonconformity_stands_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.offer_id} {self.ground}"


class LowOffer(models.Model):
    """An offer that a test finds abnormally low: the question, the explanation, what the panel made of it."""

    offer = models.OneToOneField("procurement.OpenedOffer", models.PROTECT, related_name="low_offer")
    tests = models.JSONField(default=list)
    asked_at = models.DateTimeField()
    explain_by = models.DateTimeField()
    explanation = models.TextField(blank=True)
    explained_at = models.DateTimeField(null=True, blank=True)
    accepted = models.BooleanField(null=True, blank=True)
    reason = models.TextField(blank=True)
    decided_by = models.ForeignKey(
        "organizations.User", models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return str(self.offer_id)


class Consultation(models.Model):
    """磋商: changed requirements in writing to all alike, and one sealed final offer each until
    ``final_due``. Append-only."""

    tender = models.OneToOneField("procurement.Tender", models.PROTECT, related_name="consultation")
    changes_zh = models.TextField(blank=True)
    changes_en = models.TextField(blank=True)
    final_due = models.DateTimeField()
    by = models.ForeignKey("organizations.User", models.PROTECT, related_name="+")
    at = models.DateTimeField()
    form_id = models.UUIDField(unique=True)

    def __str__(self) -> str:
        return str(self.tender_id)


class EvaluationReport(models.Model):
    """The ranking of one lot as the rules computed it from the scores. Append-only; ``body`` is canonical
    text, ``attempt`` 2 and on follow an objection that was upheld."""

    lot = models.ForeignKey("procurement.Lot", models.PROTECT, related_name="evaluation_reports")
    attempt = models.PositiveSmallIntegerField(default=1)
    body = models.TextField()
    digest = models.CharField(max_length=64)
    by = models.ForeignKey("organizations.User", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["attempt"]
        constraints = [models.UniqueConstraint(fields=["lot", "attempt"], name="evaluationreport_once")]

    def __str__(self) -> str:
        return self.digest
