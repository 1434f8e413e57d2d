"""The places of the province, under their GB/T 2260 codes."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q
from django.db.models.fields.related_descriptors import ForwardManyToOneDescriptor

from organizations.models.codes import Level, one_of
from portal.ground.formatting import reader_language

_KEPT: dict[str, "Division"] = {}


def kept_places() -> Mapping[str, "Division"]:
    """Every place by its code, in the order of the codes: the province first, each prefecture before its counties.

    Read once by each process: places change with a release only, and a release ends with new processes."""
    if not _KEPT:
        _KEPT.update((one.code, one) for one in Division.objects.order_by("code"))
    return _KEPT


class _KeptPlace(ForwardManyToOneDescriptor):  # type: ignore[type-arg]
    def get_object(self, instance: Any) -> Any:
        return kept_places().get(getattr(instance, self.field.attname)) or super().get_object(instance)


if TYPE_CHECKING:
    _PlaceKey = models.ForeignKey["Division", "Division"]
else:
    _PlaceKey = models.ForeignKey


class PlaceField(_PlaceKey):
    """A foreign key to a place that costs no query and no join to follow."""

    forward_related_accessor_class = _KeptPlace

    def deconstruct(self) -> Any:
        """To the database it is a foreign key like any other."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.ForeignKey", args, kwargs


class DivisionQuerySet(models.QuerySet["Division"]):
    def within(self, code: str) -> Self:
        """The place ``code`` and everything under it: the code itself says so, two digits a level."""
        return self.filter(code__startswith=Division.stem_of(code))


class Division(models.Model):
    code = models.CharField(primary_key=True, max_length=6)
    parent = PlaceField("self", models.PROTECT, null=True, blank=True, related_name="children")  # type: ignore[misc]
    level = models.CharField(max_length=10, choices=Level.choices)
    name_zh = models.CharField(max_length=60)
    short_zh = models.CharField(max_length=40)
    name_en = models.CharField(max_length=120)
    pinyin = models.CharField(max_length=80)

    objects = DivisionQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        constraints = [
            one_of("division", "level", Level.values),
            models.CheckConstraint(condition=Q(code__regex=r"^[0-9]{6}$"), name="division_code_six_digits"),
            models.CheckConstraint(
                condition=Q(level=Level.PROVINCE, parent__isnull=True)
                | (~Q(level=Level.PROVINCE) & Q(parent__isnull=False)),
                name="division_only_province_has_no_parent",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The full name in the language of the page."""
        return self.name_en if reader_language() == "en" else self.name_zh

    @property
    def short_name(self) -> str:
        """The name for lists; in English the full one, because short forms would collide."""
        return self.name_en if reader_language() == "en" else self.short_zh

    @staticmethod
    def stem_of(code: str) -> str:
        """The digits that every place inside the one with this code begins with."""
        return code[:2] if code.endswith("0000") else code[:4] if code.endswith("00") else code
