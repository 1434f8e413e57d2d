"""Deliveries that wait under a name that moved: whoever is owed one is told after the upgrade."""

from typing import Any

from django.db import migrations

MOVED = {
    "portal.alerts.listeners.tell_followers": "portal.site.alerts.listeners.tell_followers",
    "portal.opendata.releases.on_notice": "portal.site.opendata.releases.on_notice",
    "procurement.services.bid_letters.tell_bidders": "procurement.services.bids.letters.tell_bidders",
}


def carry_over(apps: Any, schema_editor: Any) -> None:
    waiting = apps.get_model("ledger", "Delivery").objects.filter(done_at=None)
    for before, now in MOVED.items():
        waiting.filter(listener=before).update(listener=now)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0003_letters_in_turn")]
    operations = [migrations.RunPython(carry_over, migrations.RunPython.noop, elidable=True)]
