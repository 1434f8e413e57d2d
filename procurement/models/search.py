"""What the public search reads: one row per published tender, written in the publishing transaction."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models


class SearchEntry(models.Model):
    """Public text and facets of one tender. ``codes``: each code of each facet it has (:mod:`procurement.facets`), as
    ``status=open``, and all a search for facets reads. ``form``: how its words are written
    (:mod:`procurement.services.calls.search_entries`). ``sort_key`` puts open calls first, the nearest closing on top,
    then everything else, the newest on top."""

    tender = models.OneToOneField("procurement.Tender", models.CASCADE, related_name="search_entry")
    title = SearchVectorField()
    body = SearchVectorField()
    form = models.PositiveSmallIntegerField(db_default=0)
    codes = ArrayField(models.TextField(), default=list)
    status = models.TextField()
    procedure = models.TextField()
    regime = models.TextField()
    instrument = models.TextField()
    level = models.TextField()
    division_code = models.CharField(max_length=6)
    prefecture_code = models.CharField(max_length=6, blank=True)
    buyer = models.ForeignKey("organizations.Organization", models.PROTECT, related_name="+")
    populations = ArrayField(models.TextField(), default=list)
    services = ArrayField(models.TextField(), default=list)
    who_may_bid = ArrayField(models.TextField(), default=list)
    estimated_value = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    published_at = models.DateTimeField()
    bids_due = models.DateTimeField(null=True)
    sort_key = models.BigIntegerField()

    class Meta:
        verbose_name_plural = "search entries"
        indexes = [
            GinIndex(fields=["title"], name="search_title"),
            GinIndex(fields=["body"], name="search_body"),
            GinIndex(fields=["codes"], name="search_codes"),
            models.Index(fields=["sort_key", "tender"], name="search_next"),
            models.Index(fields=["-published_at", "-tender"], name="search_newest"),
            models.Index(fields=["status", "sort_key", "tender"], name="search_status"),
            models.Index(fields=["prefecture_code", "sort_key", "tender"], name="search_prefecture"),
            models.Index(fields=["division_code", "sort_key", "tender"], name="search_division"),
            models.Index(fields=["buyer", "sort_key", "tender"], name="search_buyer"),
        ]

    def __str__(self) -> str:
        return str(self.tender_id)
