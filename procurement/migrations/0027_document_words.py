"""What the rules read of a file of a call; null for files from before, which nobody has read so."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("procurement", "0026_ours")]

    operations = [
        migrations.AddField("document", "words", models.TextField(null=True)),
    ]
