"""A file that was added to a published call waits for the correction that publishes it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("procurement", "0031_objection_to_one")]

    operations = [
        migrations.AddField("document", "waits", models.BooleanField(default=False, db_default=False)),
    ]
