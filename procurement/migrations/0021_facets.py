"""Each code of each facet that a call has, in one column found by one index: another facet needs no migration."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
from django.db import migrations, models

FILL = """
    UPDATE procurement_searchentry SET codes =
        ARRAY['status=' || CASE
            WHEN status IN ('open', 'suspended') THEN 'open'
            WHEN status IN ('closed', 'evaluating', 'publicity') THEN 'waiting'
            WHEN status IN ('awarded', 'contracted', 'completed') THEN 'decided'
            ELSE 'ended' END,
            'level=' || level, 'procedure=' || procedure, 'instrument=' || instrument]
        || ARRAY(SELECT 'who=' || code FROM unnest(who_may_bid) AS code)
        || ARRAY(SELECT 'population=' || code FROM unnest(populations) AS code)
        || ARRAY(SELECT 'service=' || code FROM unnest(services) AS code)
"""


class Migration(migrations.Migration):
    dependencies = [("procurement", "0020_codes")]
    operations = [
        migrations.AddField(
            "searchentry",
            "codes",
            django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.RemoveIndex("searchentry", "search_populations"),
        migrations.RemoveIndex("searchentry", "search_who"),
        migrations.AddIndex(
            "searchentry", django.contrib.postgres.indexes.GinIndex(fields=["codes"], name="search_codes")
        ),
    ]
