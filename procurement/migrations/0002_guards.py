"""The number of calls, and the tables that are only ever added to."""

from django.db import migrations

from portal.ground.ledger.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("procurement", "0001_initial"), ("ledger", "0001_initial")]

    operations = [
        migrations.RunSQL(
            "CREATE SEQUENCE procurement_tender_number", "DROP SEQUENCE procurement_tender_number"
        ),
        *(
            AppendOnly(f"procurement_{table}")
            for table in (
                "rulebookedition",
                "calendaredition",
                "waiver",
                "notice",
                "review",
                "answer",
            )
        ),
    ]
