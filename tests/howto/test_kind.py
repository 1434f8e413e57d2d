"""docs/how-to/kind.md, applied to a copy: a kind is four files, and whole."""

from tests.howto.copied import copied, edits, run


def test_a_kind_is_four_files():
    assert len({edit.file for edit in edits("kind.md")}) == 4


def test_the_kind_of_the_page_is_whole(tmp_path):
    tree = copied(tmp_path, "kind.md")
    rooms = ["test_kinds.py", "test_labels.py", "test_books.py", "test_procedures.py"]
    run(
        tree, "-m", "pytest", "-q", "tests/howto/followed_kind.py", *(f"tests/rules/{name}" for name in rooms),
        "tests/test_conventions.py::test_fragments_fit_together",
        "tests/test_conventions.py::test_every_message_is_translated",
        "tests/test_conventions.py::test_every_listener_exists",
    )  # fmt: skip
