"""docs/how-to/province.md, applied to a copy: a province is data alone, and no file of the product names one."""

import re
import shutil
import subprocess

import pytest

from portal.ground import province
from tests.howto.copied import ROOT, copied, edits, run

FOLDER = "portal/provinces/linshan"
# What may name Yunnan: its folder, what people read about this portal, and whatever works on the example calls.
ITS_OWN = (
    "portal/provinces/yunnan/",
    "docs/",
    "README.md",
    "CHANGELOG.md",
    "portal/site/demo/",
    "tests/",
    "bench/",
)
# Packed figures, learnt from sentences of many places.
WEIGHTS = "procurement/rules/words/weights.tsv.gz"
NAMED = re.compile(r"yunnan|云南|\bYN(?=\d|\b)|(?<![0-9A-Fa-f])53[0-9]{4}(?![0-9A-Fa-f])", re.IGNORECASE)


def test_a_province_is_data_alone():
    written = [edit.file for edit in edits("province.md")]
    assert written
    assert all(name.startswith(f"{FOLDER}/") and not name.endswith(".py") for name in written)


def test_the_province_of_the_page_serves(tmp_path):
    tree = copied(tmp_path, "province.md")
    picture = "static/img/share.png"
    (tree / FOLDER / picture).parent.mkdir(parents=True)
    shutil.copy2(tree / "portal/provinces/yunnan" / picture, tree / FOLDER / picture)
    run(tree, "-m", "pytest", "-q", "tests/howto/follow_province.py", PROVINCE="linshan")


def test_no_file_of_the_product_names_a_province():
    listed = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    found = []
    for name in subprocess.check_output(listed, cwd=ROOT, text=True).split():
        path = ROOT / name
        if (
            name.startswith(ITS_OWN)
            or not path.is_file()
            or path.suffix == ".png"
            or name in {"requirements.txt", WEIGHTS}
        ):
            continue
        text = path.read_text(encoding="utf-8")
        found += [
            f"{name}:{number}" for number, line in enumerate(text.splitlines(), 1) if NAMED.search(line)
        ]
    default = 'DEFAULT = "yunnan"'
    lines = (ROOT / "portal/ground/province.py").read_text().splitlines()
    assert found == [f"portal/ground/province.py:{lines.index(default) + 1}"]


@pytest.mark.parametrize(
    ("before", "after", "named"),
    [
        ('prefix = "YN"\n', "", "prefix"),
        ('prefix = "YN"', 'prefix = "yn"', "prefix"),
        ('code = "530000"', "code = 530000", "code"),
        ('name_en = "Yunnan"', 'name_en = ""', "name_en"),
        ('sign = "云"', 'sign = "云"\nmotto = "x"', "motto"),
    ],
)
def test_a_folder_that_says_too_much_or_too_little_is_refused(tmp_path, before, after, named):
    said = (province.FOLDERS / "yunnan/province.toml").read_text()
    assert before in said
    (tmp_path / "province.toml").write_text(said.replace(before, after))
    with pytest.raises(province.ProvinceError, match=rf"odd: {named}$"):
        province.read(tmp_path)


def test_a_province_nobody_wrote_down_is_no_province():
    with pytest.raises(
        AssertionError, match=r"PROVINCE=atlantis: there is no portal/provinces/atlantis/province\.toml"
    ):
        run(ROOT, "manage.py", "check", DEBUG="1", PROVINCE="atlantis")
