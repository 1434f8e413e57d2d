"""Subscribers, what they follow, and who wants no letters."""

import django.db.models.deletion
import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Stop",
            fields=[
                ("recipient", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Subscriber",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("email", models.EmailField(max_length=254, unique=True)),
                ("language", models.CharField(default="zh-hans", max_length=7)),
                ("token", models.CharField(max_length=43, unique=True)),
                ("created_at", models.DateTimeField()),
                ("confirmed_at", models.DateTimeField(blank=True, null=True)),
                ("stopped_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("email", django.db.models.functions.text.Lower("email"))),
                        name="subscriber_email_small",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("language__in", ["zh-hans", "en"])),
                        name="subscriber_language_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Subscription",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("tender", "Tender"),
                            ("agency", "Agency"),
                            ("place", "Place"),
                            ("search", "Search"),
                        ],
                        max_length=6,
                    ),
                ),
                ("key", models.CharField(blank=True, default="", max_length=80)),
                ("query", models.CharField(blank=True, default="", max_length=500)),
                ("created_at", models.DateTimeField()),
                ("confirmed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "subscriber",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="subscriptions",
                        to="alerts.subscriber",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("confirmed_at__isnull", False)),
                        fields=["kind", "key", "subscriber"],
                        name="subscription_live",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("subscriber", "kind", "key", "query"), name="subscription_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["tender", "agency", "place", "search"])),
                        name="subscription_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("key", ""), ("kind", "search"), models.Q(("query", ""), _negated=True)),
                            models.Q(
                                models.Q(("kind", "search"), _negated=True),
                                models.Q(("key", ""), _negated=True),
                                ("query", ""),
                            ),
                            _connector="OR",
                        ),
                        name="subscription_is_a_key_or_a_search",
                    ),
                ],
            },
        ),
    ]
