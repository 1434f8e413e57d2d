"""A second person's word that a passage which the judge of words takes for a demand is harmless."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from portal.ground.ledger.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [
        ("procurement", "0024_awards_of_a_call"),
        ("ledger", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ClearedPassage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=64)),
                ("asks", models.TextField()),
                ("words", models.TextField()),
                ("reason", models.TextField()),
                ("role", models.TextField()),
                ("at", models.DateTimeField()),
                ("by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("tender", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="cleared_passages", to="procurement.tender")),
            ],
            options={
                "ordering": ["at", "id"],
                "constraints": [models.UniqueConstraint(fields=("tender", "key", "by"), name="passage_cleared_once")],
            },
        ),
        AppendOnly("procurement_clearedpassage"),
    ]
