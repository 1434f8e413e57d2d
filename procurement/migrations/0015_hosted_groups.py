"""A call that takes groups through a host is found under *groups on no register* too, also if it was published
before."""

from django.db import migrations

_ADD = """
UPDATE procurement_searchentry SET who_may_bid = array_append(who_may_bid, 'unregistered')
WHERE 'hosted' = ANY(who_may_bid) AND NOT 'unregistered' = ANY(who_may_bid)
"""


class Migration(migrations.Migration):
    dependencies = [("procurement", "0014_clock")]

    operations = [migrations.RunSQL(_ADD, migrations.RunSQL.noop)]
