"""docs/how-to/facet.md, done in a copy of the tree."""

from pathlib import Path

import pytest

from tests.howto.copied import copied, edits, run


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copied(tmp_path_factory.mktemp("facet"), "facet.md")


def test_a_facet_is_two_files() -> None:
    assert {one.file for one in edits("facet.md")} == {
        "procurement/facets.py", "locale/zh_Hans/LC_MESSAGES/public.po",
    }  # fmt: skip


def test_it_needs_no_migration_and_no_other_words(tree: Path) -> None:
    run(tree, "manage.py", "makemigrations", "--check", "--dry-run", DEBUG="1")
    run(tree, "manage.py", "build_messages", "--missing", DEBUG="1")


def test_it_is_followed_to_every_place(tree: Path) -> None:
    told = run(tree, "-m", "pytest", "-q", "tests/howto/follow_facet.py", "tests/services/test_facets.py")
    assert "11 passed" in told
