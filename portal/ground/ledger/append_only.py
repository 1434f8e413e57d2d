"""A migration operation that makes a table append-only: privileges first, triggers behind them."""

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

ROLE = "portal_app"

# Installed once by the ledger's first migration; every append-only table shares it.
REFUSE_FUNCTION = """
CREATE OR REPLACE FUNCTION portal_append_only() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
    updatable text[] := coalesce(TG_ARGV, '{}');
    before jsonb;
    after jsonb;
    name text;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        before := to_jsonb(OLD);
        after := to_jsonb(NEW);
        FOREACH name IN ARRAY updatable LOOP
            IF before -> name <> 'null'::jsonb AND before -> name IS DISTINCT FROM after -> name THEN
                RAISE EXCEPTION '%.% is set once and then stands', TG_TABLE_NAME, name
                    USING ERRCODE = 'restrict_violation';
            END IF;
        END LOOP;
        IF before - updatable = after - updatable THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'restrict_violation';
END
$$
"""


class AppendOnly(Operation):
    """Refuse UPDATE, DELETE and TRUNCATE of a table, to the portal's role and to the owner alike.

    `table` is the name in the database. Columns in `updatable` may go from null to a value, once.
    A migration that uses this depends on ("ledger", "0001_initial").
    """

    reversible = True
    reduces_to_sql = True

    def __init__(self, table: str, updatable: tuple[str, ...] = ()) -> None:
        self.table = table
        self.updatable = tuple(updatable)

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Nothing that models can see changes."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        quote = schema_editor.quote_name
        table = quote(self.table)
        columns = ", ".join(quote(column) for column in self.updatable)
        arguments = ", ".join(f"'{column}'" for column in self.updatable)
        schema_editor.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM {ROLE}")
        if columns:
            schema_editor.execute(f"GRANT UPDATE ({columns}) ON {table} TO {ROLE}")
        refuse = "EXECUTE FUNCTION portal_append_only"
        events = {
            "update": f"FOR EACH ROW {refuse}({arguments})",
            "delete": f"FOR EACH STATEMENT {refuse}()",
            "truncate": f"FOR EACH STATEMENT {refuse}()",
        }
        for event, how in events.items():
            trigger = f"append_only_{event}"
            schema_editor.execute(f"CREATE TRIGGER {trigger} BEFORE {event.upper()} ON {table} {how}")
            # ALWAYS: session_replication_role, which any superuser session can set, does not silence it.
            schema_editor.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {trigger}")

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        table = schema_editor.quote_name(self.table)
        for event in ("update", "delete", "truncate"):
            schema_editor.execute(f"DROP TRIGGER append_only_{event} ON {table}")
        for column in self.updatable:
            schema_editor.execute(
                f"REVOKE UPDATE ({schema_editor.quote_name(column)}) ON {table} FROM {ROLE}"
            )
        schema_editor.execute(f"GRANT UPDATE, DELETE ON {table} TO {ROLE}")

    def describe(self) -> str:
        return f"Make {self.table} append-only"

    @property
    def migration_name_fragment(self) -> str:
        return f"{self.table}_append_only"
