"""The ledger's tables, the role that works with every table, the clock, and append-only."""

import django.db.models.deletion
from django.db import migrations, models

from portal.ground import clock
from portal.ground.ledger.append_only import REFUSE_FUNCTION, AppendOnly


# Two databases of one server may be migrated at once, and a role belongs to the server.
CREATE_ROLE = """
DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'portal_app') THEN
        CREATE ROLE portal_app NOLOGIN;
    END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$
"""

# Whoever migrates may also work as the portal does: tests and one-login servers rely on it.
JOIN_ROLE = """
DO $$ BEGIN
    IF NOT pg_has_role(current_user, 'portal_app', 'MEMBER') THEN
        EXECUTE format('GRANT portal_app TO %I', current_user);
    END IF;
END $$
"""

GRANTS = """
GRANT USAGE ON SCHEMA public TO portal_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO portal_app;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO portal_app;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO portal_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO portal_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO portal_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT EXECUTE ON FUNCTIONS TO portal_app;
REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM portal_app;
"""

NO_GRANTS = """
ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE ALL ON TABLES FROM portal_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE ALL ON SEQUENCES FROM portal_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE ALL ON FUNCTIONS FROM portal_app;
REVOKE ALL ON ALL TABLES IN SCHEMA public FROM portal_app;
REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM portal_app;
REVOKE USAGE ON SCHEMA public FROM portal_app;
"""

# The column and its two keys make the database itself refuse a gap or a fork in the chain of seals.
CHAIN = """
ALTER TABLE ledger_seal
    ADD COLUMN prior bigint GENERATED ALWAYS AS (NULLIF(number - 1, 0)) STORED,
    ADD CONSTRAINT seal_follows_seal FOREIGN KEY (prior, previous) REFERENCES ledger_seal (number, digest);
"""

NO_CHAIN = "ALTER TABLE ledger_seal DROP COLUMN prior;"


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        # The role stays when this is undone: other databases of the server may know it.
        migrations.RunSQL(CREATE_ROLE, migrations.RunSQL.noop),
        migrations.RunSQL(JOIN_ROLE, migrations.RunSQL.noop),
        migrations.RunSQL(GRANTS, NO_GRANTS),
        migrations.RunSQL(clock.clock_sql("clock_timestamp()"), "DROP FUNCTION portal_clock()"),
        migrations.RunSQL(REFUSE_FUNCTION, "DROP FUNCTION portal_append_only()"),
        migrations.CreateModel(
            name="Blob",
            fields=[
                ("sha256", models.TextField(primary_key=True, serialize=False)),
                ("size", models.BigIntegerField()),
                ("media_type", models.TextField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("sha256__regex", "^[0-9a-f]{64}$")), name="blob_named_by_hash"
                    ),
                    models.CheckConstraint(condition=models.Q(("size__gte", 0)), name="blob_size_counted"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Letter",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("recipient", models.TextField()),
                ("address", models.TextField(blank=True, default="")),
                ("language", models.TextField(blank=True, default="")),
                ("subject", models.TextField()),
                ("kind", models.TextField()),
                ("deadline_version", models.IntegerField(default=0)),
                ("lead_days", models.IntegerField(default=0)),
                ("payload", models.JSONField(default=dict)),
                (
                    "state",
                    models.TextField(
                        choices=[
                            ("queued", "Queued"),
                            ("sending", "Sending"),
                            ("sent", "Sent"),
                            ("failed", "Failed"),
                            ("cancelled", "Cancelled"),
                            ("suppressed", "Suppressed"),
                        ],
                        default="queued",
                    ),
                ),
                ("due_at", models.DateTimeField()),
                ("claimed_until", models.DateTimeField(blank=True, null=True)),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
                ("tries", models.IntegerField(default=0)),
                ("error", models.TextField(blank=True, default="")),
                ("message_id", models.TextField(unique=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ["queued", "sending"])),
                        fields=["due_at", "id"],
                        name="letter_open",
                    ),
                    models.Index(
                        condition=models.Q(("state", "queued")),
                        fields=["subject", "kind"],
                        name="letter_about",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("recipient", "subject", "kind", "deadline_version", "lead_days"),
                        name="letter_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["queued", "sending", "sent", "failed", "cancelled", "suppressed"])
                        ),
                        name="letter_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("recipient__regex", "^[a-z]+:[!-~]+$")),
                        name="letter_recipient_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__regex", "^[a-z][a-z0-9_]*$")), name="letter_kind_is_a_code"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("deadline_version__gte", 0), ("lead_days__gte", 0), ("tries__gte", 0)
                        ),
                        name="letter_numbers_counted",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("sent_at__isnull", False), ("state", "sent")),
                            models.Q(("sent_at__isnull", True), models.Q(("state", "sent"), _negated=True)),
                            _connector="OR",
                        ),
                        name="letter_sent_has_moment",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Seal",
            fields=[
                ("number", models.BigIntegerField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("previous", models.TextField()),
                ("root", models.TextField()),
                ("hidden", models.TextField()),
                ("blind", models.TextField()),
                ("public_events", models.IntegerField()),
                ("digest", models.TextField(unique=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("number__gte", 1)), name="seal_number_from_one"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("public_events__gte", 0)), name="seal_public_events_counted"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("previous__regex", "^[0-9a-f]{64}$"),
                            ("root__regex", "^[0-9a-f]{64}$"),
                            ("hidden__regex", "^[0-9a-f]{64}$"),
                            ("blind__regex", "^[0-9a-f]{64}$"),
                            ("digest__regex", "^[0-9a-f]{64}$"),
                        ),
                        name="seal_hashes_are_hex",
                    ),
                    models.UniqueConstraint(fields=("number", "digest"), name="seal_number_digest"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Event",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                ("kind", models.TextField()),
                ("subject", models.TextField()),
                ("thread", models.TextField(blank=True, default="")),
                ("actor", models.TextField(blank=True, default="")),
                ("public", models.BooleanField()),
                ("payload", models.TextField()),
                ("salt", models.TextField()),
                ("digest", models.TextField()),
                (
                    "seal",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="ledger.seal",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("listener", models.TextField()),
                ("due_at", models.DateTimeField()),
                ("claimed_until", models.DateTimeField(blank=True, null=True)),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                ("tries", models.IntegerField(default=0)),
                ("error", models.TextField(blank=True, default="")),
                (
                    "event",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deliveries",
                        to="ledger.event",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("done_at__isnull", True)),
                        fields=["due_at", "id"],
                        name="delivery_open",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("event", "listener"), name="delivery_once_per_listener"),
                    models.CheckConstraint(
                        condition=models.Q(("tries__gte", 0)), name="delivery_tries_counted"
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(fields=["subject", "id"], name="event_subject"),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(
                condition=models.Q(("thread", ""), _negated=True),
                fields=["thread", "id"],
                name="event_thread",
            ),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(
                condition=models.Q(("seal__isnull", True)), fields=["id"], name="event_unsealed"
            ),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(
                condition=models.Q(("seal__isnull", False)), fields=["seal", "id"], name="event_sealed"
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__regex", "^[a-z][a-z0-9_]*$")), name="event_kind_is_a_code"
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(("subject__regex", "^[a-z_]+:[!-~]+$")), name="event_subject_is_an_address"
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(("salt__regex", "^[0-9a-f]{64}$")), name="event_salt_is_hex"
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(("digest__regex", "^[0-9a-f]{64}$")), name="event_digest_is_hex"
            ),
        ),
        migrations.RunSQL(CHAIN, NO_CHAIN),
        AppendOnly("ledger_event", updatable=("seal_id",)),
        AppendOnly("ledger_seal"),
        AppendOnly("ledger_blob"),
    ]
