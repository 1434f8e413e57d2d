"""The finance office confirms rows of the rulebook by a document; a second person says so."""

from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from portal.ground.ledger.append_only import AppendOnly



def _pk() -> Any:
    return models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


def _user() -> Any:
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
    )


class Migration(migrations.Migration):
    dependencies = [
        ("procurement", "0028_document_words"),
        ("ledger", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="RuleConfirmation",
            fields=[
                ("id", _pk()),
                ("rule", models.TextField()),
                ("text", models.CharField(max_length=64)),
                ("document_no", models.TextField()),
                ("document_on", models.DateField()),
                ("at", models.DateTimeField()),
                ("form_id", models.UUIDField(unique=True)),
                ("by", _user()),
            ],
            options={
                "ordering": ["id"],
                "indexes": [models.Index(fields=["rule"], name="rule_confirmation_rule")],
            },
        ),
        migrations.CreateModel(
            name="RuleConfirmationWord",
            fields=[
                ("id", _pk()),
                ("act", models.TextField()),
                ("at", models.DateTimeField()),
                ("by", _user()),
                (
                    "confirmation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="word",
                        to="procurement.ruleconfirmation",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("act__in", ["confirmed", "declined"])),
                        name="rule_confirmation_word_act_known",
                    )
                ],
            },
        ),
        AppendOnly("procurement_ruleconfirmation"),
        AppendOnly("procurement_ruleconfirmationword"),
    ]
