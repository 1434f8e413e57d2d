"""What a call says of one of several lots in place of what it says of all: where, how many, how much."""

import django.core.validators
from django.db import migrations, models
from django.db.models import Q

MONEY = {
    "blank": True,
    "decimal_places": 2,
    "max_digits": 14,
    "null": True,
    "validators": [django.core.validators.MinValueValidator(0)],
}


class Migration(migrations.Migration):
    dependencies = [("procurement", "0026_ours")]
    operations = [
        migrations.AddField("lot", "where_zh", models.TextField(blank=True, default="", db_default="")),
        migrations.AddField("lot", "places", models.JSONField(db_default=[], default=list)),
        migrations.AddField("lot", "own_awards", models.PositiveIntegerField(blank=True, null=True)),
        migrations.AddField("lot", "own_smallest", models.DecimalField(**MONEY)),
        migrations.AddField("lot", "own_largest", models.DecimalField(**MONEY)),
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
