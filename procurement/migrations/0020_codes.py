"""Codes of kinds and of procedures are rows, so that a new one needs no migration."""

from functools import partial
from typing import Any

from django.db import migrations, models

from procurement.models.constraints import RowOf
from procurement.services.codes import load_codes

COLUMNS = (("tender", "procedure", "ProcedureCode"), ("notice", "kind", "KindCode"))


def load(apps: Any, schema_editor: Any) -> None:
    """Those of this checkout, and whatever an earlier version wrote into a column."""
    load_codes(partial(apps.get_model, "procurement"))
    for model, field, rows in COLUMNS:
        schema_editor.execute(
            f"INSERT INTO procurement_{rows.lower()} SELECT DISTINCT {field} FROM procurement_{model}"
            " ON CONFLICT DO NOTHING"
        )


class Migration(migrations.Migration):
    dependencies = [("procurement", "0019_word_of_the_lead")]
    operations = [
        migrations.CreateModel(name, [("code", models.TextField(primary_key=True, serialize=False))])
        for _, _, name in COLUMNS
    ]
    operations += [
        migrations.RunPython(load, migrations.RunPython.noop),
        *(migrations.RemoveConstraint(model, f"{model}_{field}_known") for model, field, _ in COLUMNS),
        *(
            migrations.AddConstraint(
                model, RowOf(field=field, table=f"procurement_{rows.lower()}", name=f"{model}_{field}_known")
            )
            for model, field, rows in COLUMNS
        ),
    ]
