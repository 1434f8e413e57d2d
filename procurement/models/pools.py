"""The pool of people for panels that the agencies of one prefecture share, and the draws made from it."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from organizations.models import Division
from organizations.models.divisions import PlaceField
from procurement.models.constraints import one_of
from procurement.rules.draws import POOLED
from procurement.rules.evaluation import COMMUNITY


class PoolEntry(models.Model):
    """Somebody who may be drawn for panels of the agencies of ``place``, known to the record by ``code``.

    An agency enters and ends it, each time by two people: it counts from ``confirmed_at`` until ``end_confirmed_at``,
    from ``from_date`` to ``until_date``. Of a community member there is the code and who vouches, nothing else."""

    place = PlaceField(Division, models.PROTECT, related_name="+")
    agency = models.ForeignKey("organizations.Organization", models.PROTECT, related_name="+")
    code = models.CharField(max_length=8, unique=True)
    seat = models.TextField()
    name = models.CharField(max_length=60, blank=True)
    office = models.CharField(max_length=120, blank=True)
    # Deleted once the entry has ended or its time is over.
    contact = models.CharField(max_length=120, blank=True)
    vouched_by = models.ForeignKey(
        "organizations.Organization", models.PROTECT, null=True, blank=True, related_name="+"
    )
    home = PlaceField(Division, models.PROTECT, related_name="+")
    knows = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    # Keyed digests of name and contact, as a seat on a panel keeps them.
    marks = models.JSONField(default=list)
    from_date = models.DateField()
    until_date = models.DateField(null=True, blank=True)
    entered_by = models.ForeignKey("organizations.User", models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(
        "organizations.User", models.PROTECT, null=True, blank=True, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        "organizations.User", models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    end_confirmed_by = models.ForeignKey(
        "organizations.User", models.PROTECT, null=True, blank=True, related_name="+"
    )
    end_confirmed_at = models.DateTimeField(null=True, blank=True)
    form_id = models.UUIDField(unique=True)

    class Meta:
        ordering = ["id"]
        verbose_name_plural = "pool entries"
        constraints = [
            one_of("poolentry", "seat", POOLED),
            models.CheckConstraint(
                condition=~Q(seat=COMMUNITY)
                | Q(name="", office="", contact="", knows=[], vouched_by__isnull=False),
                name="poolentry_community_unnamed",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("entered_by")),
                name="poolentry_two_people",
            ),
            models.CheckConstraint(
                condition=Q(end_confirmed_by=None) | ~Q(end_confirmed_by=F("ended_by")),
                name="poolentry_end_two_people",
            ),
        ]
        indexes = [models.Index(fields=["place", "id"], name="poolentry_place")]

    def __str__(self) -> str:
        return self.code

    @property
    def subject(self) -> str:
        return f"pool:{self.place_id}"


class PanelDraw(models.Model):
    """One draw for the panel of a call. Its pool is closed at ``closed_at``: ``listed`` is the canonical text of the
    tickets, ``digest`` its digest, recorded by ``event``; ``entries`` says whose each one is, which ``salt`` proves.
    The first ``seal`` over that event decides the order. What is set once stands.

    A second draw (``attempt`` 2 and on) has a reason and is closed, or refused, by a second person."""

    tender = models.ForeignKey("procurement.Tender", models.PROTECT, related_name="draws")
    attempt = models.PositiveSmallIntegerField()
    wanted = models.JSONField()
    reason = models.TextField(blank=True)
    asked_by = models.ForeignKey("organizations.User", models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    form_id = models.UUIDField(unique=True)
    refused_by = models.ForeignKey(
        "organizations.User", models.PROTECT, null=True, blank=True, related_name="+"
    )
    refused_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        "organizations.User", models.PROTECT, null=True, blank=True, related_name="+"
    )
    closed_at = models.DateTimeField(null=True, blank=True)
    salt = models.TextField(null=True, blank=True)
    entries = models.JSONField(null=True, blank=True)
    listed = models.TextField(null=True, blank=True)
    digest = models.TextField(null=True, blank=True)
    event = models.ForeignKey("ledger.Event", models.PROTECT, null=True, blank=True, related_name="+")
    seal = models.ForeignKey("ledger.Seal", models.PROTECT, null=True, blank=True, related_name="+")
    drawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["attempt"]
        constraints = [
            models.UniqueConstraint(fields=["tender", "attempt"], name="paneldraw_once"),
            models.CheckConstraint(
                condition=Q(attempt=1) | Q(closed_by=None) | ~Q(closed_by=F("asked_by")),
                name="paneldraw_again_by_two",
            ),
            models.CheckConstraint(condition=Q(attempt=1) | ~Q(reason=""), name="paneldraw_again_why"),
            models.CheckConstraint(
                condition=Q(refused_at=None) | Q(closed_at=None), name="paneldraw_refused_or_closed"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tender_id}/{self.attempt}"
