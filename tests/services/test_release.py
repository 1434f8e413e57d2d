"""A release of a demonstration: what its data are made of is there before they are."""

from pathlib import Path

from tests.howto.copied import copied, run

# The command as it is, without a database: its data say what a call's index would say.
FIRST = """
from pathlib import Path
from django.core.management import execute_from_command_line
from portal.site.website.management.commands import release

class Command(release.Command):
    def _data(self):
        from procurement import labels
        print(*labels.in_both(labels.population, ["mobile_population"]), sep="|")

release.call_command = lambda *words, **options: None
release.Command = Command
Path("staticfiles").mkdir()
execute_from_command_line(["manage.py", "release", "--demo"])
"""


def test_the_first_release_of_a_clone_indexes_the_chinese_words_of_categories(tmp_path: Path) -> None:
    tree = copied(tmp_path)
    assert not list(tree.rglob("*.mo"))
    said = run(
        tree,
        "-c",
        FIRST,
        DEMO="1",
        DEBUG="1",
        DJANGO_SETTINGS_MODULE="portal.settings",
        VAR_DIR=str(tmp_path),
    )
    assert said.splitlines()[-1] == "流动人口|Migrants and mobile people"
