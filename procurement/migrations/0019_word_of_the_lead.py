"""The group's own yes to what its host types in, and what it lets a host that signs read."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("procurement", "0018_seal")]
    operations = [
        migrations.AddField("bid", "lead_agreed_version", models.PositiveIntegerField(blank=True, null=True)),
        migrations.AddField("bidparty", "shown_at", models.DateTimeField(blank=True, null=True)),
    ]
