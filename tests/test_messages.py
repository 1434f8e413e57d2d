"""Translations are built from fragments; what would show a wrong word is refused with its place."""

import gettext
import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from portal.ground import messages
from portal.ground.messages import BASE_DIR
from tests.howto.copied import copied, run
from tests.support.whole import with_walks

HEAD = r"""msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\n"
"Plural-Forms: nplurals=1; plural=0;\n"

"""


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "zh_Hans" / "LC_MESSAGES"
    made.mkdir(parents=True)
    return made


def write(folder: Path, name: str, text: str) -> None:
    (folder / name).write_text(HEAD + text, encoding="utf-8")


def faults(folder):
    with pytest.raises(messages.MessagesError) as caught:
        messages.build(folder.parent.parent)
    return str(caught.value)


def test_fragments_become_one_catalogue(folder):
    write(folder, "a.po", 'msgid "Call"\nmsgstr "公告"\n\nmsgctxt "verb"\nmsgid "Call"\nmsgstr "致电"\n')
    write(folder, "b.po", 'msgid "%(days)d day"\nmsgid_plural "%(days)d days"\nmsgstr[0] "%(days)d 天"\n')
    assert messages.build(folder.parent.parent) == {"zh_Hans": 3}
    with (folder / "django.mo").open("rb") as file:
        built = gettext.GNUTranslations(file)
    assert built.gettext("Call") == "公告"
    assert built.pgettext("verb", "Call") == "致电"
    assert built.ngettext("%(days)d day", "%(days)d days", 3) % {"days": 3} == "3 天"


def test_the_same_words_may_stand_in_two_fragments(folder):
    write(folder, "a.po", 'msgid "Call"\nmsgstr "公告"\n')
    write(folder, "b.po", 'msgid "Call"\nmsgstr "公告"\n')
    assert messages.build(folder.parent.parent) == {"zh_Hans": 1}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('msgid "Call"\nmsgstr "招标"\n', "translated otherwise in"),
        ('msgid "Bid"\nmsgstr ""\n', "has no translation"),
        ('msgid "Bid"\nmsgid_plural "Bids"\nmsgstr[0] ""\n', "has no translation"),
        ('#, fuzzy\nmsgid "Bid"\nmsgstr "投标"\n', "is marked fuzzy"),
        ('msgid "Bid"\nmsgstr "投标"\n\nmsgid "Bid"\nmsgstr "申报"\n', "stands twice"),
        ('msgid "Bid by %(name)s"\nmsgstr "%(nam)s 投标"\n', "uses nam"),
        ("Bid = 投标\n", "cannot be read"),
    ],
)
def test_a_faulty_fragment_is_refused_with_its_place(folder, text, said):
    write(folder, "a.po", 'msgid "Call"\nmsgstr "公告"\n')
    write(folder, "b.po", text)
    told = faults(folder)
    assert said in told
    assert "b.po" in told


def test_a_fault_in_one_fragment_leaves_the_others_built(folder):
    write(folder, "a.po", 'msgid "Call"\nmsgstr "公告"\n')
    write(folder, "b.po", 'msgid "Bid"\nmsgstr ""\n')
    assert "has no translation" in faults(folder)
    with (folder / "django.mo").open("rb") as file:
        assert gettext.GNUTranslations(file).gettext("Call") == "公告"


def test_what_is_not_translated_is_found_in_python_and_in_templates(folder, tmp_path):
    write(folder, "a.po", 'msgid "Known"\nmsgstr "已知"\n\nmsgid "One"\nmsgstr "一"\n')
    source = tmp_path / "words.py"
    source.write_text('gettext("Known")\npgettext_lazy("tier", "Known")\nngettext("One", "Many", n)\n')
    page = tmp_path / "page.html"
    page.write_text(
        '{% load i18n %}\n{% translate "Known" %}\n<p title="{% translate "New" %}">\n'
        "{% blocktranslate count n=n trimmed %}\n  {{ n }} call\n{% plural %}\n  {{ n }} calls\n"
        '{% endblocktranslate %}{{ _("Late") }}{% translate "Known" context "x" %}'
    )
    found = list(messages.missing(paths=[source, page], locales=folder.parent.parent))
    assert [line.split(": ", 1)[1] for line in found] == [
        "'Known' (context 'tier')",
        "'One' (with its plural)",
        "'New'",
        "'%(n)s call'",
        "'Late'",
        "'Known' (context 'x')",
    ]
    assert found[2].startswith(f"{page}:3:")


@pytest.mark.parametrize(
    "path", sorted((BASE_DIR / "locale" / "zh_Hans" / "LC_MESSAGES").glob("*.po")), ids=str
)
def test_the_second_person_does_one_thing_by_one_name(path):
    """批准 for a call and what changes it, 复核 for a result or a record; 审核 is what the privacy reviewer does."""
    wrong = []
    for message in read_po(path.open("rb")):
        for text in [message.string] if isinstance(message.string, str) else message.string:
            asked = message.id if isinstance(message.id, str) else message.id[0]
            private = re.search(r"privacy|reviewer|question|at the province", asked, re.IGNORECASE)
            if re.search("核准|复审|审批(?!人)", text) or ("审核" in text and not private):
                wrong.append(f"{asked} => {text}")
    assert wrong == []


@with_walks
def test_a_run_reads_no_catalogue_of_an_earlier_one(tmp_path, folder):
    tree = copied(tmp_path / "copy")
    write(folder, "a.po", 'msgid "Place"\nmsgstr "旧"\n')
    messages.build(folder.parent.parent)
    (folder / "django.mo").replace(tree / "locale/zh_Hans/LC_MESSAGES/django.mo")
    (tree / "tests/test_read.py").write_text(
        "from django.utils.translation import gettext\n\n\n"
        "def test_read():\n    assert gettext('Place') == '地区'\n",
        encoding="utf-8",
    )
    assert "1 passed" in run(tree, "-m", "pytest", "-q", "tests/test_read.py")
