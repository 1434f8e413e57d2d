"""Templates know their own room and those below, as modules do: what they load, extend and include is read here."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.template import Engine, Library
from django.template.base import Lexer, TokenType
from django.template.library import import_library
from django.template.loader import get_template

from portal.ground import messages

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = ROOT / "templates"
NAMES = sorted(str(one.relative_to(TEMPLATES)) for one in TEMPLATES.rglob("*") if one.is_file())
# From the ground up, as in pyproject.toml.
ROOMS = ("portal.ground", "organizations", "procurement", "portal.site", "portal.running", "portal")
# Whose templates stand in each folder; those that stand in none are the ground's but for those named.
FOLDERS = {
    "portal.ground": "ui",
    "organizations": "account mfa organizations",
    "procurement": "awards bids calls desk evaluation letters openings oversight pools public "
    "purchase questions voices",
    "portal.site": "alerts mine website",
}
ALONE = {"403.html": "organizations", "refused.html": "portal.site", "clock_doubted.html": "portal.site"}
ROOM_OF_FOLDER = {folder: room for room, folders in FOLDERS.items() for folder in folders.split()}
# What a page chooses by itself while it is drawn; the names stand in Python, which is read below.
CHOSEN = {"calls/part.html": "one.section.template"}


def height(room: str) -> int:
    return ROOMS.index(room)


def room_of_module(name: str) -> str:
    return next(room for room in ROOMS if name == room or name.startswith(f"{room}."))


def room_of(template: str) -> str:
    folder, _, rest = template.partition("/")
    return ROOM_OF_FOLDER[folder] if rest else ALONE.get(template, "portal.ground")


def libraries() -> dict[str, Library]:
    """The libraries that are not Django's own, by the name that a template loads."""
    engine = Engine.get_default()
    return {
        name: import_library(path)
        for name, path in engine.libraries.items()
        if path.split(".")[0] in ("portal", "organizations", "procurement")
    }


def statements(template: str) -> Iterator[list[str]]:
    """The tags of a template in their words; not those written in a comment."""
    said = ""
    for token in Lexer((TEMPLATES / template).read_text(encoding="utf-8")).tokenize():
        if token.token_type != TokenType.BLOCK:
            continue
        words = token.split_contents()
        if words[0] in ("comment", "endcomment"):
            said = words[0]
        elif said != "comment":
            yield words


def upward(template: str) -> Iterator[str]:
    """What the template names that stands above it."""
    engine, own = Engine.get_default(), height(room_of(template))
    for kind, *words in statements(template):
        if kind == "load":
            for name in words[-1:] if "from" in words else words:
                module = engine.libraries[name]
                if not module.startswith("django.") and height(room_of_module(module)) > own:
                    yield f"{template} loads {name} of {room_of_module(module)}"
        elif kind in ("extends", "include", "piece"):
            if not re.fullmatch(r"(['\"]).+\1", words[0]):
                assert CHOSEN.get(template) == words[0], f"{template} {kind} {words[0]}: which one?"
            elif height(room_of(words[0][1:-1])) > own:
                yield f"{template} {kind} {words[0]} of {room_of(words[0][1:-1])}"


def test_no_template_names_what_stands_above_it():
    assert [fault for name in NAMES for fault in upward(name)] == []


def test_no_module_draws_a_template_of_a_room_above_it():
    known, drawn, faults = set(NAMES), 0, []
    for path in messages.sources():
        if path.suffix != ".py":
            continue
        module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and node.value in known:
                drawn += 1
                if height(room_of(node.value)) > height(room_of_module(module)):
                    faults.append(f"{module} draws {node.value} of {room_of(node.value)}")
    assert drawn > 100
    assert faults == []


def test_two_libraries_have_no_tag_of_one_name():
    ui, purchase = (libraries()[name] for name in ("ui", "purchase"))
    assert sorted(ui.tags.keys() & purchase.tags.keys()) == []
    assert sorted(ui.filters.keys() & purchase.filters.keys()) == []


@pytest.mark.parametrize("name", ["ui", "purchase"])
def test_every_tag_is_used_and_every_load_is_needed(name: str):
    library, used, needless = libraries()[name], set(), []
    for template in NAMES:
        own = set()
        loads = False
        text = re.sub(
            r"{% comment %}.*?{% endcomment %}", "", (TEMPLATES / template).read_text(), flags=re.DOTALL
        )
        for kind, *words in statements(template):
            loads |= kind == "load" and name in words
            own |= {kind} & library.tags.keys()
        for said in re.findall(r"{{.*?}}|{%.*?%}", text):
            own |= {f"|{one}" for one in re.findall(r"\|(\w+)", said) if one in library.filters}
        used |= own
        if loads and not own:
            needless.append(template)
    assert needless == []
    # Django's own of this name would ask the machine for the time: nobody needs it, but nobody gets that one.
    assert {*library.tags, *(f"|{one}" for one in library.filters)} - used <= {"now"}


def test_pages_are_sent_without_the_indentation_they_are_written_with():
    written = (ROOT / "templates/base.html").read_text(encoding="utf-8")
    sent = get_template("base.html").template.source
    assert "\n  " in written
    assert "\n " not in sent
    assert sent.split() == written.split()
