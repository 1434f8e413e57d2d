"""An objection may concern one award alone."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("procurement", "0030_who_accepted")]

    operations = [
        migrations.AddField(
            model_name="objection",
            name="bid",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="procurement.bid",
            ),
        ),
    ]
