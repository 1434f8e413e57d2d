"""How many are chosen and the smallest sum, as the office says it; awards below what was asked for, with their reason.
A call that stands already awards one."""

import django.core.validators
from django.db import migrations, models

KEEP = """
    UPDATE procurement_lot SET awards_by = CASE WHEN max_awards IS NULL THEN 'money'
        WHEN max_awards = 1 THEN 'one' ELSE 'number' END
    FROM procurement_tender WHERE procurement_tender.id = tender_id AND step <> 'draft';
    UPDATE procurement_lot SET max_awards = NULL
    FROM procurement_tender WHERE procurement_tender.id = tender_id AND step = 'draft';
"""


class Migration(migrations.Migration):
    dependencies = [("procurement", "0023_confidences")]
    operations = [
        migrations.AddField("lot", "awards_by", models.TextField(blank=True, default="", db_default="")),
        migrations.AddField(
            "lot",
            "smallest_award",
            models.DecimalField(
                blank=True,
                decimal_places=2,
                max_digits=14,
                null=True,
                validators=[django.core.validators.MinValueValidator(0)],
            ),
        ),
        migrations.AddConstraint(
            "lot",
            models.CheckConstraint(
                condition=models.Q(("awards_by__in", ["money", "number", "one", ""])),
                name="lot_awards_by_known",
            ),
        ),
        migrations.AddConstraint(
            "lot",
            models.CheckConstraint(
                condition=models.Q(("smallest_award__isnull", True), ("smallest_award__gte", 0), _connector="OR"),
                name="lot_smallest_award_not_negative",
            ),
        ),
        migrations.AddField(
            "awarddraft",
            "cuts",
            models.JSONField(db_default=models.Value({}, models.JSONField()), default=dict),
        ),
        migrations.AddField(
            "bidresult",
            "value",
            models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True),
        ),
        migrations.AddField(
            "bidresult", "cut_reason", models.TextField(blank=True, default="", db_default="")
        ),
        migrations.AddConstraint(
            "bidresult",
            models.CheckConstraint(
                condition=models.Q(("value__isnull", True), ("value__gte", 0), _connector="OR"),
                name="bidresult_value_not_negative",
            ),
        ),
        migrations.RunSQL(KEEP, migrations.RunSQL.noop),
    ]
