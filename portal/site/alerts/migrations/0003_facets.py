"""What a saved search asks of facets as one condition, instead of a list for each facet."""

import django.contrib.postgres.search
from django.db import migrations

NAMES = ("who", "status", "level", "population", "service", "procedure", "instrument")
GROUPS = ", ".join(
    f"(SELECT '(' || string_agg('''{name}=' || code || '''', ' | ') || ')' FROM unnest({name}) AS code)"
    for name in NAMES
)
FILL = f"UPDATE alerts_savedsearch SET codes = nullif(concat_ws(' & ', {GROUPS}), '')::tsquery"


class Migration(migrations.Migration):
    dependencies = [("alerts", "0002_rhythms_and_gateways")]
    operations = [
        migrations.AddField(
            "savedsearch", "codes", django.contrib.postgres.search.SearchQueryField(blank=True, null=True)
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        *(migrations.RemoveField("savedsearch", name) for name in NAMES),
    ]
