"""Releases of moments between notices."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("opendata", "0001_initial"), ("procurement", "0022_search_form")]

    operations = [
        migrations.AlterField(
            model_name="release",
            name="notice",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="release",
                to="procurement.notice",
            ),
        ),
    ]
