"""Roles that are offered, and one role more: the promise about roles widens, which no earlier version breaks."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    # Nothing is taken away: the check is made anew with one role more.
    contracts_after = "0.2"

    dependencies = [
        ('organizations', '0007_recovery'),
    ]

    operations = [
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('drafter', 'Drafter'), ('approver', 'Approver'), ('head', 'Head'), ('supervisor', 'Supervisor'), ('writer', 'Writer of bids'), ('leader', 'Leader of the organisation'), ('privacy_reviewer', 'Privacy reviewer')], max_length=20)),
                ('at', models.DateTimeField()),
            ],
            options={
                'ordering': ['at', 'pk'],
            },
        ),
        migrations.RemoveConstraint(
            model_name='membership',
            name='membership_role_known',
        ),
        migrations.AlterField(
            model_name='membership',
            name='role',
            field=models.CharField(choices=[('drafter', 'Drafter'), ('approver', 'Approver'), ('head', 'Head'), ('supervisor', 'Supervisor'), ('writer', 'Writer of bids'), ('leader', 'Leader of the organisation'), ('privacy_reviewer', 'Privacy reviewer')], max_length=20),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.CheckConstraint(condition=models.Q(('role__in', ['approver', 'drafter', 'head', 'leader', 'privacy_reviewer', 'supervisor', 'writer'])), name='membership_role_known'),
        ),
        migrations.AddField(
            model_name='invitation',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='invitation',
            name='organization',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='invitations', to='organizations.organization'),
        ),
        migrations.AddField(
            model_name='invitation',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='invitations', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.CheckConstraint(condition=models.Q(('role__in', ['approver', 'drafter', 'head', 'leader', 'privacy_reviewer', 'supervisor', 'writer'])), name='invitation_role_known'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.UniqueConstraint(fields=('user', 'organization', 'role'), name='invitation_once'),
        ),
    ]
