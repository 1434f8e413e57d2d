"""Letters in the order of their next try, so that those that failed come behind those due since; time sources."""

from django.db import migrations, models
from django.db.models.functions import Coalesce


class Migration(migrations.Migration):
    dependencies = [("ledger", "0002_public_unsealed")]

    operations = [
        migrations.RemoveIndex(model_name="letter", name="letter_open"),
        migrations.AddIndex(
            model_name="letter",
            index=models.Index(
                Coalesce("claimed_until", "due_at"),
                "tries",
                "id",
                name="letter_next",
                condition=models.Q(("state__in", ["queued", "sending"])),
            ),
        ),
        migrations.CreateModel(
            name="TimeReading",
            fields=[
                ("source", models.TextField(primary_key=True, serialize=False)),
                ("read_at", models.DateTimeField()),
                ("ahead", models.DurationField(null=True)),
                ("error", models.TextField(blank=True, default="")),
            ],
        ),
    ]
