"""Which entries of a call are the portal's own and not the office's."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("procurement", "0025_cleared_passages")]
    operations = [migrations.AddField("tender", "ours", models.JSONField(db_default={}, default=dict))]
