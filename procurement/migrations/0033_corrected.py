"""A file that was added to a published call waits for its correction; a notice that was published in step with the
official medium although a date of it breaks a rule."""

from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def _user(**more: Any) -> Any:
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, **more
    )


class Migration(migrations.Migration):
    dependencies = [
        ("procurement", "0032_pool"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField("document", "waits", models.BooleanField(default=False, db_default=False)),
        migrations.CreateModel(
            name="InStep",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("url", models.TextField()),
                ("stands_since", models.DateTimeField()),
                ("asked_at", models.DateTimeField()),
                ("passed_at", models.DateTimeField(blank=True, null=True)),
                ("faults", models.JSONField(default=list)),
                ("mended_at", models.DateTimeField(blank=True, null=True)),
                ("asked_by", _user()),
                ("passed_by", _user(blank=True, null=True)),
                (
                    "tender",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="in_step",
                        to="procurement.tender",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("mended_at__isnull", True),
                                ("passed_at__isnull", True),
                                ("passed_by__isnull", True),
                            ),
                            models.Q(
                                ("passed_at__isnull", False),
                                ("passed_by__isnull", False),
                                models.Q(("passed_by", models.F("asked_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="in_step_by_a_second_person",
                    )
                ],
            },
        ),
    ]
