"""How the words of an entry are written, so that a release finds those to be written anew."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("procurement", "0021_facets")]
    operations = [
        migrations.AddField("searchentry", "form", models.PositiveSmallIntegerField(db_default=0)),
    ]
