"""Organisations that take groups in, and a word with what one asks another."""

from django.db import migrations, models


class Migration(migrations.Migration):
    # The check reads two columns that no earlier version writes.
    contracts_after = "0.2"

    dependencies = [
        ('organizations', '0009_closing'),
    ]

    operations = [
        migrations.AddField(
            model_name='cso',
            name='host_keeps_percent',
            field=models.DecimalField(blank=True, decimal_places=2, max_digits=5, null=True),
        ),
        migrations.AddField(
            model_name='cso',
            name='hosts_groups',
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name='tie',
            name='word',
            field=models.CharField(blank=True, db_default='', default='', max_length=300),
        ),
        migrations.AddConstraint(
            model_name='cso',
            constraint=models.CheckConstraint(condition=models.Q(('host_keeps_percent__isnull', True), models.Q(('host_keeps_percent__lte', 100), ('hosts_groups', True)), _connector='OR'), name='cso_host_keeps_of_a_hundred'),
        ),
    ]
