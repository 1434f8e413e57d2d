"""docs/how-to/procedure.md, applied to a copy: a procedure is data and words."""

from tests.howto.copied import copied, edits, run


def test_a_procedure_is_data_and_words():
    files = {edit.file for edit in edits("procedure.md")}
    assert len(files) == 3
    assert all(file.endswith((".toml", ".po")) for file in files)


def test_the_procedure_of_the_page_is_whole(tmp_path):
    tree = copied(tmp_path, "procedure.md")
    rooms = ["test_procedures.py", "test_labels.py", "test_chooser.py", "test_opening.py"]
    run(
        tree,
        "-m",
        "pytest",
        "-q",
        "tests/howto/followed_procedure.py",
        *(f"tests/rules/{one}" for one in rooms),
    )
