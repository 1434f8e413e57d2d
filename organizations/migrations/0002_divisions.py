"""A database is never without the places of the province."""

from typing import Any

from django.db import migrations

from organizations.services.divisions import load_divisions


def load(apps: Any, schema_editor: Any) -> None:
    load_divisions(model=apps.get_model("organizations", "Division"))


class Migration(migrations.Migration):
    dependencies = [("organizations", "0001_initial")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
