"""An index by which the standing of the public record is counted, untouched by what is not public."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]

    operations = [
        migrations.AddIndex(
            model_name="event",
            index=models.Index(
                fields=["id"],
                name="event_unsealed_public",
                condition=models.Q(("public", True), ("seal__isnull", True)),
            ),
        ),
    ]
