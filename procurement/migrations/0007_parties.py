"""Partners and hosts say themselves that they stand behind a bid."""

from django.db import migrations, models
from django.db.models import Q

# Who led, or stood behind what was sealed, has agreed; partners and hosts of a draft are asked.
AGREED = """
UPDATE procurement_bidparty AS party SET agreed_at = bid.begun_at FROM procurement_bid AS bid
WHERE bid.id = party.bid_id AND (party.part = 'lead' OR bid.status <> 'draft')
"""


class Migration(migrations.Migration):
    dependencies = [("procurement", "0006_pulse")]

    operations = [
        migrations.AddField("bidparty", "agreed_at", models.DateTimeField(blank=True, null=True)),
        migrations.RunSQL(AGREED, migrations.RunSQL.noop, elidable=True),
        migrations.RemoveConstraint("bidparty", "bidparty_one_bid_per_call"),
        migrations.AddConstraint(
            "bidparty",
            models.UniqueConstraint(
                fields=("tender", "organization"),
                condition=Q(agreed_at__isnull=False, live=True, part__in=("lead", "partner")),
                name="bidparty_one_bid_per_call",
            ),
        ),
    ]
