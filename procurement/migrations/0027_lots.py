"""What a call says of one of several lots in place of what it says of all: where, how many, how much."""

from typing import Any

import django.core.validators
from django.db import migrations, models
from django.db.models import Q

def money() -> "models.DecimalField[Any, Any]":
    return models.DecimalField(
        blank=True,
        decimal_places=2,
        max_digits=14,
        null=True,
        validators=[django.core.validators.MinValueValidator(0)],
    )


class Migration(migrations.Migration):
    dependencies = [("procurement", "0026_ours")]
    operations = [
        migrations.AddField("lot", "where_zh", models.TextField(blank=True, default="", db_default="")),
        migrations.AddField("lot", "places", models.JSONField(db_default=[], default=list)),
        migrations.AddField("lot", "own_awards", models.PositiveIntegerField(blank=True, null=True)),
        migrations.AddField("lot", "own_smallest", money()),
        migrations.AddField("lot", "own_largest", money()),
        migrations.AddField("opening", "lots", models.JSONField(db_default={}, default=dict)),
        migrations.AddField("awarddraft", "void_lots", models.JSONField(db_default={}, default=dict)),
        migrations.RemoveConstraint("bidresult", "bidresult_outcome_known"),
        migrations.AddConstraint(
            "bidresult",
            models.CheckConstraint(
                condition=Q(outcome__in=["invalid", "lost", "passed_over", "void", "won"]),
                name="bidresult_outcome_known",
            ),
        ),
        migrations.RemoveConstraint("openingfault", "openingfault_code_known"),
        migrations.AddConstraint(
            "openingfault",
            models.CheckConstraint(
                condition=Q(code__in=["does_not_open", "not_confirmed", "too_few", "unreadable"]),
                name="openingfault_code_known",
            ),
        ),
        migrations.AddConstraint(
            "lot",
            models.CheckConstraint(
                condition=(Q(own_awards__isnull=True) | Q(own_awards__gte=1))
                & (Q(own_smallest__isnull=True) | Q(own_smallest__gte=0))
                & (Q(own_largest__isnull=True) | Q(own_largest__gte=0)),
                name="lot_own_figures_not_negative",
            ),
        ),
    ]
