"""The codes of kinds.py and procedures.toml as rows, for columns to point at: a new one needs no migration.

Releases add rows (procurement.services.codes) and delete none: what was published under a code keeps it."""

from django.db import models


class ProcedureCode(models.Model):
    """A row of procedures.toml, or "" for a draft whose procedure is not chosen yet."""

    code = models.TextField(primary_key=True)

    def __str__(self) -> str:
        return self.code


class KindCode(models.Model):
    """A row of kinds.py."""

    code = models.TextField(primary_key=True)

    def __str__(self) -> str:
        return self.code
