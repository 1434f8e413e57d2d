"""Deliveries that wait under a name that moved: whoever is owed one is told after the upgrade."""

from django.db import migrations

MOVED = {"procurement.services.bid_letters.tell_bidders": "procurement.services.bids.letters.tell_bidders"}


def carry_over(apps, schema_editor):
    deliveries = apps.get_model("ledger", "Delivery").objects.filter(done_at=None)
    for before, now in MOVED.items():
        deliveries.filter(listener=before).update(listener=now)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0003_letters_in_turn")]
    operations = [migrations.RunPython(carry_over, migrations.RunPython.noop, elidable=True)]
