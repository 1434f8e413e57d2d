"""docs/how-to/letter.md, applied to a copy: a letter is two files and the line that sends it."""

from tests.howto.copied import copied, edits, run


def test_a_letter_is_two_files_and_its_verb():
    found = edits("letter.md")
    assert [edit.file for edit in found if edit.new] == [
        "templates/letters/rule_waived.zh.txt", "templates/letters/rule_waived.en.txt",
    ]  # fmt: skip
    assert len({edit.file for edit in found}) == 3


def test_the_letter_of_the_page_reaches_its_people(tmp_path):
    tree = copied(tmp_path, "letter.md")
    run(tree, "-m", "pytest", "-q", "tests/howto/followed_letter.py", "tests/services/test_waivers.py")
