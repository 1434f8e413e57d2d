"""Words in confidence, as ciphertext; who asked to read them and what came of it."""

import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('procurement', '0022_search_form'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Reading',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.UUIDField(default=uuid.uuid4, unique=True)),
                ('subject', models.TextField()),
                ('act', models.TextField()),
                ('asked_at', models.DateTimeField()),
                ('session', models.CharField(blank=True, max_length=64)),
                ('public', models.CharField(blank=True, max_length=64)),
                ('mark', models.CharField(max_length=64)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['asked_at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='ReadingAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(blank=True)),
                ('fault', models.TextField(blank=True)),
                ('at', models.DateTimeField()),
                ('reading', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='answer', to='procurement.reading')),
            ],
        ),
        migrations.CreateModel(
            name='Confidence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject', models.TextField(unique=True)),
                ('words', models.TextField()),
                ('reply', models.TextField(blank=True)),
                ('reader', models.TextField(blank=True)),
                ('sealed_at', models.DateTimeField()),
                ('inquiry', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='confidence', to='procurement.inquiry')),
                ('report', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='confidence', to='procurement.report')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('inquiry__isnull', True), ('report__isnull', True), _connector='XOR'), name='confidence_of_one')],
            },
        ),
        migrations.AddIndex(
            model_name='reading',
            index=models.Index(fields=['subject', 'by', '-asked_at'], name='reading_of_subject'),
        ),
        migrations.AddConstraint(
            model_name='reading',
            constraint=models.CheckConstraint(condition=models.Q(('act__in', ['read', 'release'])), name='reading_act_known'),
        ),
    ]
