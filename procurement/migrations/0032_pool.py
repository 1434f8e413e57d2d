"""The pool for panels that a prefecture's agencies share, and the draws made from it."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from portal.ground.ledger.append_only import AppendOnly


class Migration(migrations.Migration):

    dependencies = [
        ('ledger', '0004_moved_listeners'),
        ('organizations', '0010_hosts'),
        ('procurement', '0031_objection_to_one'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='PanelDraw',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('attempt', models.PositiveSmallIntegerField()),
                ('wanted', models.JSONField()),
                ('reason', models.TextField(blank=True)),
                ('asked_at', models.DateTimeField()),
                ('form_id', models.UUIDField(unique=True)),
                ('refused_at', models.DateTimeField(blank=True, null=True)),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('salt', models.TextField(blank=True, null=True)),
                ('entries', models.JSONField(blank=True, null=True)),
                ('listed', models.TextField(blank=True, null=True)),
                ('digest', models.TextField(blank=True, null=True)),
                ('drawn_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['attempt'],
            },
        ),
        migrations.CreateModel(
            name='PoolEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=8, unique=True)),
                ('seat', models.TextField()),
                ('name', models.CharField(blank=True, max_length=60)),
                ('office', models.CharField(blank=True, max_length=120)),
                ('contact', models.CharField(blank=True, max_length=120)),
                ('knows', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), blank=True, default=list, size=None)),
                ('marks', models.JSONField(default=list)),
                ('from_date', models.DateField()),
                ('until_date', models.DateField(blank=True, null=True)),
                ('entered_at', models.DateTimeField()),
                ('confirmed_at', models.DateTimeField(blank=True, null=True)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('end_confirmed_at', models.DateTimeField(blank=True, null=True)),
                ('form_id', models.UUIDField(unique=True)),
            ],
            options={
                'verbose_name_plural': 'pool entries',
                'ordering': ['id'],
            },
        ),
        migrations.RemoveConstraint(
            model_name='evaluator',
            name='evaluator_chosen_known',
        ),
        migrations.AddField(
            model_name='evaluator',
            name='left_why',
            field=models.TextField(blank=True, db_default='', default=''),
        ),
        migrations.AddField(
            model_name='paneldraw',
            name='asked_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='paneldraw',
            name='closed_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='paneldraw',
            name='event',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.event'),
        ),
        migrations.AddField(
            model_name='paneldraw',
            name='refused_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='paneldraw',
            name='seal',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.seal'),
        ),
        migrations.AddField(
            model_name='paneldraw',
            name='tender',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='draws', to='procurement.tender'),
        ),
        migrations.AddField(
            model_name='evaluator',
            name='draw',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='members', to='procurement.paneldraw'),
        ),
        migrations.AddField(
            model_name='poolentry',
            name='agency',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization'),
        ),
        migrations.AddField(
            model_name='poolentry',
            name='confirmed_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='poolentry',
            name='end_confirmed_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='poolentry',
            name='ended_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='poolentry',
            name='entered_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='poolentry',
            name='home',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.division'),
        ),
        migrations.AddField(
            model_name='poolentry',
            name='place',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.division'),
        ),
        migrations.AddField(
            model_name='poolentry',
            name='vouched_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization'),
        ),
        migrations.AddField(
            model_name='evaluator',
            name='entry',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='seats', to='procurement.poolentry'),
        ),
        migrations.AddConstraint(
            model_name='evaluator',
            constraint=models.CheckConstraint(condition=models.Q(('chosen__in', ['buyer', 'drawn', 'drawn_here', 'named', 'pool'])), name='evaluator_chosen_known'),
        ),
        migrations.AddConstraint(
            model_name='evaluator',
            constraint=models.CheckConstraint(condition=models.Q(('left_why__in', ['declined', 'tied', ''])), name='evaluator_left_why_known'),
        ),
        migrations.AddConstraint(
            model_name='paneldraw',
            constraint=models.UniqueConstraint(fields=('tender', 'attempt'), name='paneldraw_once'),
        ),
        migrations.AddConstraint(
            model_name='paneldraw',
            constraint=models.CheckConstraint(condition=models.Q(('attempt', 1), ('closed_by', None), models.Q(('closed_by', models.F('asked_by')), _negated=True), _connector='OR'), name='paneldraw_again_by_two'),
        ),
        migrations.AddConstraint(
            model_name='paneldraw',
            constraint=models.CheckConstraint(condition=models.Q(('attempt', 1), models.Q(('reason', ''), _negated=True), _connector='OR'), name='paneldraw_again_why'),
        ),
        migrations.AddConstraint(
            model_name='paneldraw',
            constraint=models.CheckConstraint(condition=models.Q(('refused_at', None), ('closed_at', None), _connector='OR'), name='paneldraw_refused_or_closed'),
        ),
        migrations.AddIndex(
            model_name='poolentry',
            index=models.Index(fields=['place', 'id'], name='poolentry_place'),
        ),
        migrations.AddConstraint(
            model_name='poolentry',
            constraint=models.CheckConstraint(condition=models.Q(('seat__in', ['community', 'expert', 'outsider'])), name='poolentry_seat_known'),
        ),
        migrations.AddConstraint(
            model_name='poolentry',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('seat', 'community'), _negated=True), models.Q(('contact', ''), ('knows', []), ('name', ''), ('office', ''), ('vouched_by__isnull', False)), _connector='OR'), name='poolentry_community_unnamed'),
        ),
        migrations.AddConstraint(
            model_name='poolentry',
            constraint=models.CheckConstraint(condition=models.Q(('confirmed_by', None), models.Q(('confirmed_by', models.F('entered_by')), _negated=True), _connector='OR'), name='poolentry_two_people'),
        ),
        migrations.AddConstraint(
            model_name='poolentry',
            constraint=models.CheckConstraint(condition=models.Q(('end_confirmed_by', None), models.Q(('end_confirmed_by', models.F('ended_by')), _negated=True), _connector='OR'), name='poolentry_end_two_people'),
        ),
        # What a draw fixed is set once and then stands.
        AppendOnly(
            'procurement_paneldraw',
            updatable=(
                'refused_by_id', 'refused_at', 'closed_by_id', 'closed_at', 'salt', 'entries', 'listed', 'digest',
                'event_id', 'seal_id', 'drawn_at',
            ),
        ),
    ]
