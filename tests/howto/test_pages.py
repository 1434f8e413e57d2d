"""docs/how-to, all pages applied at once to one copy of the tree: what each adds takes the files it names, no more.

One copy and one run of pytest in it, since every run makes a database of its own."""

from pathlib import Path

import pytest

from tests.howto.copied import copied, edits, run

WORDS = "locale/zh_Hans/LC_MESSAGES/"
PROCEDURES = "procurement/rules/procedures.toml"
BOOK = "portal/provinces/yunnan/book/programme.toml"
FILES = {
    "facet.md": {"procurement/facets.py", f"{WORDS}public.po"},
    "field.md": {"procurement/fields/terms.py", f"{WORDS}workspace.po"},
    "kind.md": {"procurement/kinds.py", PROCEDURES, BOOK, f"{WORDS}public.po"},
    "letter.md": {
        "templates/letters/rule_waived.zh.txt",
        "templates/letters/rule_waived.en.txt",
        "procurement/services/oversight/waivers.py",
    },
    "procedure.md": {PROCEDURES, BOOK, f"{WORDS}rules.po"},
}
FOLLOWED = [
    *(f"tests/howto/follow_{page.removesuffix('.md')}.py" for page in FILES),
    *(
        f"tests/rules/test_{name}.py"
        for name in ("books", "chooser", "fields", "kinds", "labels", "opening", "procedures")
    ),
    *("tests/services/test_facets.py", "tests/services/test_waivers.py", "tests/test_public_words.py"),
    *(
        f"tests/test_conventions.py::test_{name}"
        for name in ("fragments_fit_together", "every_message_is_translated", "every_listener_exists")
    ),
]


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copied(tmp_path_factory.mktemp("pages"), *FILES)


@pytest.mark.parametrize("page", FILES)
def test_it_takes_these_files(page: str) -> None:
    assert {one.file for one in edits(page)} == FILES[page]


def test_none_needs_a_migration_or_words_it_does_not_name(tree: Path) -> None:
    run(tree, "manage.py", "makemigrations", "--check", "--dry-run", DEBUG="1")
    run(tree, "manage.py", "build_messages", "--missing", DEBUG="1")


def test_each_is_followed_to_every_place(tree: Path) -> None:
    told = run(tree, "-m", "pytest", "-v", *FOLLOWED)
    for page in FILES:
        assert f"follow_{page.removesuffix('.md')}.py::" in told
    assert "test_the_columns_of_a_row_agree[safety_en] PASSED" in told
