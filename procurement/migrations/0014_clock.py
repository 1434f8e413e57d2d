"""Bids pressed while the portal's clock was doubted are kept, and judged when it is believed again."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("procurement", "0013_gate")]

    operations = [
        migrations.AddField("intake", "doubted_after", models.BigIntegerField(blank=True, null=True)),
        migrations.AddField("intakeverdict", "held_at", models.DateTimeField(blank=True, null=True)),
    ]
