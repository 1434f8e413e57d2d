"""A keyed digest of what was said under a slip: a repeated form is the same or it is another."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("procurement", "0007_parties")]

    operations = [
        migrations.AddField(
            model_name=name, name="said", field=models.CharField(blank=True, max_length=64)
        )
        for name in ("asker", "objection", "report")
    ]
