"""docs/how-to/field.md, done in a copy of the tree."""

from pathlib import Path

import pytest

from tests.howto.copied import copied, edits, run


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copied(tmp_path_factory.mktemp("field"), "field.md")


def test_a_field_is_two_files() -> None:
    assert {one.file for one in edits("field.md")} == {
        "procurement/fields/terms.py", "locale/zh_Hans/LC_MESSAGES/workspace.po",
    }  # fmt: skip


def test_it_needs_no_migration_and_no_other_words(tree: Path) -> None:
    run(tree, "manage.py", "makemigrations", "--check", "--dry-run", DEBUG="1")
    run(tree, "manage.py", "build_messages", "--missing", DEBUG="1")


def test_it_is_followed_to_every_place(tree: Path) -> None:
    asked = ("tests/howto/follow_field.py", "tests/rules/test_fields.py", "tests/test_public_words.py")
    told = run(tree, "-m", "pytest", "-v", *asked)
    assert "test_it_is_guarded_for_people PASSED" in told
    assert "test_the_columns_of_a_row_agree[safety_en] PASSED" in told
