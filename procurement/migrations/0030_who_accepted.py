"""Who accepted a service is said with the acceptance (财办库〔2020〕50号)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("procurement", "0029_rule_confirmations")]

    operations = [
        migrations.AddField(
            model_name="acceptance",
            name="panel_zh",
            field=models.TextField(blank=True, db_default="", default=""),
        ),
    ]
