"""Passages that somebody read and answers for, where the guard on public words was in doubt."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from portal.ground.ledger.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [
        ("procurement", "0016_panel"),
        ("ledger", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ReadPassage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("kind", models.TextField()),
                ("at", models.DateTimeField()),
                ("by", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
        ),
        AppendOnly("procurement_readpassage"),
    ]
