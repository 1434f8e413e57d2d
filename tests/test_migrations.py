"""Tables expand first and contract a version later: what runs beside a migration can go on."""

import pytest
from django.db import migrations, models
from django.db.migrations.loader import MigrationLoader

# What the versions up to 0.2 are made of.
BEFORE = {
    "alerts": "0003", "ledger": "0004", "opendata": "0001", "organizations": "0005", "procurement": "0021",
}  # fmt: skip
TAKES_AWAY = (migrations.RemoveField, migrations.DeleteModel, migrations.RenameField, migrations.RenameModel)


def unsafe(migration, before=None):
    """What of a migration the version before could not live with. ``before``: the tables as it finds them."""
    if getattr(migration, "contracts_after", ""):
        return []
    made = {one.name.lower() for one in migration.operations if isinstance(one, migrations.CreateModel)}
    return [
        one.describe()
        for one in migration.operations
        if getattr(one, "model_name", getattr(one, "name", "")).lower() not in made
        and (isinstance(one, TAKES_AWAY) or _narrows(one))
        and not _is_of_new_columns(one, migration)
        and not _only_lets_be_empty(one, migration.app_label, before)
        and not _only_admits_more(one, migration.app_label, before)
    ]


def _only_lets_be_empty(one, app, before):
    """A column that may be empty from here on and is the same otherwise: the version before fills it as ever."""
    if before is None or not isinstance(one, migrations.AlterField):
        return False
    stood = before.models[app, one.model_name].fields[one.name].deconstruct()[1:]
    stands = one.field.deconstruct()[1:]
    return stands == (*stood[:-1], stood[-1] | {"null": True})


def _only_admits_more(one, app, before):
    """A column of codes that takes every code it took: the version before writes none but those."""
    if before is None or not isinstance(one, migrations.AddConstraint):
        return False
    stood = before.models[app, one.model_name].options.get("constraints", ())
    same = [each for each in stood if each.name == one.constraint.name]
    codes = [_codes_of(each.condition) for each in (*same, one.constraint)]
    return len(codes) == 2 and bool(codes[0]) and codes[0] <= codes[1]


def _codes_of(condition):
    """Of a CHECK that a column has one of these codes, column and codes."""
    (child, *others) = condition.children
    if others or isinstance(child, models.Q) or not child[0].endswith("__in"):
        return frozenset()
    return frozenset((child[0], code) for code in child[1])


def _is_of_new_columns(one, migration):
    """A CHECK of columns that the migration itself adds: the version before never writes them."""
    if not isinstance(one, migrations.AddConstraint) or not isinstance(
        one.constraint, models.CheckConstraint
    ):
        return False
    added = {
        op.name
        for op in migration.operations
        if isinstance(op, migrations.AddField) and op.model_name == one.model_name
    }
    return {name.partition("__")[0] for name in _names_of(one.constraint.condition)} <= added


def _names_of(condition):
    for child in condition.children:
        yield from _names_of(child) if isinstance(child, models.Q) else [child[0]]


def _narrows(one):
    """A column that the version before would not fill, or a promise that it would break."""
    if isinstance(one, migrations.AddField):
        field = one.field
        return not (field.null or field.many_to_many or field.has_db_default())
    return isinstance(one, migrations.AlterField | migrations.AddConstraint)


def ours():
    """By their names, each with the tables as it finds them."""
    loader = MigrationLoader(None)
    return {
        key: (found, loader.project_state(key, at_end=False))
        for key, found in loader.disk_migrations.items()
        if key[0] in BEFORE and key[1][:4] > BEFORE[key[0]]
    }


def test_every_migration_since_version_0_2_expands_or_says_that_it_contracts():
    found = {name: unsafe(*one) for name, one in ours().items()}
    assert {name: faults for name, faults in found.items() if faults} == {}


def test_a_column_that_may_be_empty_from_here_on_passes_and_no_other_change_of_it():
    before = MigrationLoader(None).project_state(("opendata", "0001_initial"))
    for field, passes in (
        (models.TextField(null=True), True),
        (models.TextField(null=True, unique=True), False),
        (models.CharField(max_length=9, null=True), False),
        (models.TextField(), False),
    ):
        found = migrations.Migration("0099_x", "opendata")
        found.operations = [migrations.AlterField("release", "tag", field)]
        assert bool(unsafe(found, before)) is not passes, field.deconstruct()


def test_a_column_of_codes_may_take_more_of_them_and_no_fewer():
    before = MigrationLoader(None).project_state(("procurement", "0026_ours"))
    for codes, passes in ((["a", "invalid", "lost", "passed_over", "won"], True), (["lost", "won"], False)):
        found = migrations.Migration("0099_x", "procurement")
        check = models.CheckConstraint(condition=models.Q(outcome__in=codes), name="bidresult_outcome_known")
        found.operations = [migrations.AddConstraint("bidresult", check)]
        assert bool(unsafe(found, before)) is not passes, codes


@pytest.mark.parametrize(
    "operation",
    [
        migrations.RemoveField("tender", "title_en"),
        migrations.RenameField("tender", "title_en", "title"),
        migrations.DeleteModel("Tender"),
        migrations.AddField("tender", "note", models.TextField(default="")),
        migrations.AlterField("tender", "title_en", models.CharField(max_length=10)),
        migrations.AddConstraint("tender", models.UniqueConstraint(fields=["title_en"], name="once")),
    ],
)
def test_what_the_version_before_cannot_live_with_is_found(operation):
    found = migrations.Migration("0099_x", "procurement")
    found.operations = [operation]
    assert unsafe(found)
    found.contracts_after = "0.2"
    assert not unsafe(found)


def test_a_check_of_a_new_column_passes_and_no_other():
    def check(**names):
        return models.CheckConstraint(condition=models.Q(**names) | models.Q(note=""), name="note_known")

    found = migrations.Migration("0099_x", "procurement")
    note = migrations.AddField("tender", "note", models.TextField(db_default=""))
    found.operations = [note, migrations.AddConstraint("tender", check(note__in=["a"]))]
    assert not unsafe(found)
    for wider in (
        migrations.AddConstraint("tender", check(title_en="a")),
        migrations.AddConstraint("lot", check(note="a")),
    ):
        found.operations = [note, wider]
        assert unsafe(found)


@pytest.mark.parametrize(
    "operation",
    [
        migrations.CreateModel("Note", [("id", models.BigAutoField(primary_key=True))]),
        migrations.AddField("tender", "note", models.TextField(null=True)),
        migrations.AddField("tender", "note", models.TextField(db_default="")),
        migrations.AddIndex("tender", models.Index(fields=["title_en"], name="titles")),
    ],
)
def test_what_only_adds_passes(operation):
    found = migrations.Migration("0099_x", "procurement")
    found.operations = [operation]
    assert not unsafe(found)
