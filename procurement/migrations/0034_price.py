"""What bidders state of themselves for a result, and declare so that their price is judged lower."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from portal.ground.ledger.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [
        ("procurement", "0033_corrected"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField("award", "supplier_contact", models.CharField(blank=True, db_default="", default="", max_length=200)),
        migrations.AddField("bidresult", "priced", models.JSONField(db_default={}, default=dict)),
        migrations.CreateModel(
            name="BidStatement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("address", models.CharField(max_length=200)),
                ("contact", models.CharField(max_length=200)),
                (
                    "package",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="statement",
                        to="procurement.bidpackage",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PriceClaim",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("policy", models.TextField()),
                ("said", models.JSONField(default=dict)),
                ("granted", models.BooleanField(blank=True, null=True)),
                ("reason", models.TextField(blank=True)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "package",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="price_claims",
                        to="procurement.bidpackage",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("policy__in", ["domestic", "small"])), name="priceclaim_policy_known"
                    ),
                    models.UniqueConstraint(fields=["package", "policy"], name="priceclaim_once"),
                    models.CheckConstraint(
                        condition=models.Q(("decided_at__isnull", True), ("granted__isnull", True))
                        | models.Q(("decided_at__isnull", False), ("granted__isnull", False)),
                        name="priceclaim_decided_at_a_moment",
                    ),
                ],
            },
        ),
        AppendOnly("procurement_bidstatement"),
    ]
