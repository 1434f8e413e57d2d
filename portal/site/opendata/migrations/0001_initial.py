"""Releases: append-only from the first."""

import django.db.models.deletion
from django.db import migrations, models

from portal.ground.ledger.append_only import AppendOnly


class Migration(migrations.Migration):
    initial = True

    dependencies = [("ledger", "0001_initial"), ("procurement", "0004_bid_guards")]

    operations = [
        migrations.CreateModel(
            name="Release",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("ocid", models.TextField()),
                ("tag", models.TextField()),
                ("at", models.DateTimeField()),
                ("body", models.TextField()),
                (
                    "notice",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="release",
                        to="procurement.notice",
                    ),
                ),
            ],
            options={"indexes": [models.Index(fields=["ocid", "id"], name="release_ocid")]},
        ),
        AppendOnly("opendata_release"),
    ]
