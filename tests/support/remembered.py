"""What many tests begin with is built by the services once in a process; the next test that begins so gets the same
rows laid down again, by one statement instead of hundreds.

    @remembered
    def published(by: Office, ...) -> Tender: ...

A step is known by what the test did before it: only such steps, this clock, these settings, these arguments. As soon as
a test has written anything else its steps are walked again. What a step gives and what it did to its arguments is
copied, so no test sees another's."""

import dataclasses
import re
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from copy import deepcopy
from datetime import date, datetime
from decimal import Decimal
from functools import wraps
from pathlib import Path
from typing import Any, ParamSpec, TypeVar
from uuid import UUID

import time_machine
from django.conf import UserSettingsHolder, settings
from django.core import mail
from django.db import connection, models
from django.utils.functional import Promise

from portal.ground import clock
from portal.ground.roles import APP

P = ParamSpec("P")
R = TypeVar("R")
_READS = re.compile(r"\s*\(?\s*(SELECT|SAVEPOINT|RELEASE|SET|SHOW|EXPLAIN|DECLARE|FETCH|CLOSE)\b", re.I)
_CLOCK = re.compile(r"CREATE OR REPLACE FUNCTION portal_clock\(\).*?\$\$ SELECT (.*) \$\$", re.S)
_PLAIN = (str, bytes, bool, int, float, Decimal, date, datetime, UUID, type(None))
# A folder of the test's own; what lies in it is laid down with the rows.
_APART = ("VAR_DIR", "_deleted", "default_settings", "SETTINGS_MODULE")
_FILES = settings.STORAGES["files"]
Rows = dict[str, dict[str, str]]


class NotPlainError(Exception):
    """An argument that says nothing of what it is."""


@dataclasses.dataclass
class Photograph:
    """What a step left. ``rows``: by table and key, all that the test has written so far; ``laid``: the statement that
    makes it of what stood before the step."""

    rows: Rows
    laid: str
    given: Any
    handed: Any
    clock: Any
    moment: datetime | None
    files: dict[str, bytes]
    at_commit: list[Any]


class _Standing:
    """Of the test that runs: the steps it consists of so far (``None``: of more than steps), and its clock."""

    def __init__(self) -> None:
        self.steps: tuple[Any, ...] | None = None
        self.clock: Any = "real"
        self.file: tuple[tuple[Any, ...] | None, Any] = (None, "real")
        self.quiet = self.walking = False
        self.kept: dict[Any, Photograph] = {}
        self.works = False


_now = _Standing()


def work(*, owner_may_lay: bool) -> None:
    """From here the connection is watched. ``owner_may_lay``: its owner may set ``session_replication_role``."""
    _now.works = owner_may_lay
    connection.execute_wrappers.append(_watch)


def begin(*, walks: bool) -> None:
    """A test begins: with nothing, or with what :func:`of_file` said of its file; or it ``walks`` all its steps."""
    if not connection.in_atomic_block:
        _now.file = None, "real"
    _now.steps, _now.clock = _now.file if connection.in_atomic_block else ((), "real")
    if walks:
        walk()


def walk() -> None:
    """From here this test walks its steps, as to count what they ask."""
    _now.steps = None


def of_file() -> None:
    """What stands now, made by steps or otherwise, stands for every test of the file."""
    if _now.works and connection.in_atomic_block:
        _now.steps = ("file", len(_now.kept))
        _now.kept[_now.steps] = Photograph(_photographed(), "", None, None, _now.clock, None, {}, [])
    _now.file = _now.steps, _now.clock


@contextmanager
def taken_back() -> Iterator[None]:
    """What is done inside is rolled back: afterwards the test consists of the steps it consisted of before."""
    stood = _now.steps, _now.clock
    try:
        yield
    finally:
        _now.steps, _now.clock = stood


def _watch(execute: Callable[..., Any], statement: Any, params: Any, many: bool, context: Any) -> Any:
    if not _now.quiet:
        text = statement if isinstance(statement, str) else str(statement)
        if moved := _CLOCK.match(text):
            _now.clock = _told(moved[1])
        elif ";" in text or not _READS.match(text):
            _now.steps = None
    return execute(statement, params, many, context)


def _told(body: str) -> Any:
    """The clock as whoever moved it would say it, to the second."""
    if shift := re.search(r"interval '(-?\d+) microseconds'", body):
        return int(time.time() + int(shift[1]) / 1_000_000)
    if fixed := re.match(r"'([^']+)'::timestamptz( \+)?", body):
        return fixed[1], bool(fixed[2])
    return "real"


@contextmanager
def _quietly() -> Iterator[Any]:
    """As the owner, unwatched."""
    _now.quiet = True
    try:
        with connection.cursor() as cursor:
            cursor.execute("SET ROLE NONE")
            yield cursor
            cursor.execute(f"SET ROLE {APP}")
    finally:
        _now.quiet = False


def remembered(step: Callable[P, R]) -> Callable[P, R]:
    """That step, walked once in a process for each way a test may come to it."""

    @wraps(step)
    def once(*args: P.args, **named: P.kwargs) -> R:
        try:
            key = _key(step, args, named)
        except NotPlainError:
            key = None
        if key is None:
            return step(*args, **named)
        if (there := _now.kept.get(key)) is None:
            return step(*args, **named) if _now.walking else _walked(key, step, args, named)
        return _laid(key, there, args, named)

    return once


def _key(step: Callable[..., Any], args: Any, named: Mapping[str, Any]) -> Any:
    """None where the step has to be walked whatever it is called with."""
    if not _now.works or _now.steps is None or not connection.in_atomic_block:
        return None
    if time_machine.escape_hatch.is_travelling() or not _works_as_all():
        return None
    own = (step.__module__, step.__qualname__, _plain(args), _plain(dict(named)))
    return (*_now.steps, (_now.clock, _settings(), own))


def _works_as_all() -> bool:
    with connection.connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        return bool(cursor.fetchone() == (APP,))


def _settings() -> tuple[tuple[str, str], ...]:
    found: dict[str, str] = {}
    holder = settings._wrapped
    while isinstance(holder, UserSettingsHolder):
        for name, value in vars(holder).items():
            if name == "STORAGES" and value["files"] == _FILES:
                continue  # where pages find their styles is no matter of rows
            if name not in _APART:
                found.setdefault(name, repr(value))
        holder = holder.default_settings
    return tuple(sorted(found.items()))


def _plain(value: Any) -> Any:
    """What ``value`` is, to be compared. Raises NotPlainError."""
    if isinstance(value, models.Model):
        return value._meta.label, value.pk
    if isinstance(value, _PLAIN):
        return type(value).__name__, value
    if isinstance(value, Promise):
        return str(value)
    if isinstance(value, Mapping):
        return "map", tuple((key, _plain(one)) for key, one in sorted(value.items()))
    if isinstance(value, (list, tuple)):
        return type(value).__name__, tuple(_plain(one) for one in value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        said = tuple(_plain(getattr(value, field.name)) for field in dataclasses.fields(value))
        return type(value).__qualname__, said
    raise NotPlainError(type(value))


def _walked(key: Any, step: Callable[..., Any], args: Any, named: Any) -> Any:
    before = _now.kept.get(_now.steps)
    waiting, letters = len(connection.run_on_commit), len(getattr(mail, "outbox", ()))
    stood = _files()
    _now.walking = True
    try:
        given = step(*args, **named)
    except BaseException:
        _now.steps = None
        raise
    finally:
        _now.walking = False
    if len(getattr(mail, "outbox", ())) == letters:
        rows = _photographed()
        _now.kept[key] = Photograph(
            rows=rows,
            laid=_statement(before.rows if before else {}, rows),
            **deepcopy({"given": given, "handed": (args, named)}),
            clock=_now.clock,
            moment=None if _now.clock == "real" else clock.now(),
            files={name: (Path(settings.VAR_DIR) / name).read_bytes() for name in _files() - stood},
            at_commit=connection.run_on_commit[waiting:],
        )
        _now.steps = key
    else:
        _now.steps = None
    return given


def _laid(key: Any, there: Photograph, args: Any, named: Any) -> Any:
    with _quietly() as cursor:
        cursor.connection.cursor().execute(there.laid)
    for name, data in there.files.items():
        file = Path(settings.VAR_DIR) / name
        if not file.exists():
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)
    sids = set(connection.savepoint_ids)
    connection.run_on_commit += [(sids, act, robust) for _sids, act, robust in there.at_commit]
    if there.moment is not None:
        clock.move_to(there.moment)
    _now.steps, _now.clock = key, there.clock
    return _handed_over(there, args, named)


def _handed_over(there: Photograph, args: Any, named: Any) -> Any:
    """A copy of what the step gave, in which the arguments are those of this call, changed as it changed them."""
    pairs = list(_pairs(there.handed, (args, named)))
    memo = {id(then): now for then, now in pairs}
    for then, now in pairs:
        if isinstance(now, list):
            now[:] = deepcopy(list(then), memo)
        else:
            vars(now).update(deepcopy(vars(then), memo))
    return deepcopy(there.given, memo)


def _pairs(then: Any, now: Any) -> Iterator[tuple[Any, Any]]:
    if isinstance(now, models.Model):
        yield then, now
    elif dataclasses.is_dataclass(now) and not isinstance(now, type):
        if not type(now).__dataclass_params__.frozen:
            yield then, now
        for field in dataclasses.fields(now):
            yield from _pairs(getattr(then, field.name), getattr(now, field.name))
    elif isinstance(now, (list, tuple)):
        if isinstance(now, list):
            yield then, now
        for one, other in zip(then, now, strict=False):
            yield from _pairs(one, other)
    elif isinstance(now, dict):
        for name, one in now.items():
            if name in then:
                yield from _pairs(then[name], one)


def _files() -> set[str]:
    folder = Path(settings.VAR_DIR) / "blobs"
    found = folder.rglob("*") if folder.is_dir() else ()
    return {str(one.relative_to(settings.VAR_DIR)) for one in found if one.is_file()}


# Tables


@dataclasses.dataclass(frozen=True)
class _Table:
    """``guards``: the triggers that no mode of a session keeps from an INSERT."""

    name: str
    key: str
    columns: tuple[str, ...]
    seeded: bool
    guards: tuple[str, ...]

    def guarded(self, mode: str) -> list[str]:
        return [f'ALTER TABLE public."{self.name}" {mode} TRIGGER "{guard}"' for guard in self.guards]


_TABLES = """
    SELECT c.relname, k.attname,
        (SELECT array_agg(a.attname ORDER BY a.attnum) FROM pg_attribute a
            WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''),
        to_regclass('seed.' || quote_ident(c.relname)) IS NOT NULL,
        ARRAY(SELECT tgname FROM pg_trigger t WHERE t.tgrelid = c.oid AND t.tgenabled = 'A' AND t.tgtype & 4 > 0)
    FROM pg_class c
    JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
    JOIN pg_attribute k ON k.attrelid = c.oid AND k.attnum = i.indkey[0]
    WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND c.relname <> 'django_migrations'
    ORDER BY c.relname
"""


def _tables(cursor: Any) -> list[_Table]:
    cursor.execute(_TABLES)
    return [
        _Table(name, key, tuple(columns), seeded, tuple(guards))
        for name, key, columns, seeded, guards in cursor.fetchall()
    ]


_known: list[_Table] = []
_at_once: list[str] = []


def _photographed() -> Rows:
    """Every row that this transaction has written, as the literals of an INSERT."""
    with _quietly() as cursor:
        if not _known:
            _known.extend(_tables(cursor))
            cursor.execute(
                "SELECT quote_ident(conname) FROM pg_constraint WHERE condeferrable AND NOT condeferred"
            )
            _at_once.extend(name for (name,) in cursor.fetchall())
        cursor.execute("SELECT pg_current_xact_id()::text::bigint % 4294967296")
        (first,) = cursor.fetchone()
        new = f"xmin::text::bigint >= {first}"
        cursor.execute(
            " UNION ALL ".join(
                f"SELECT '{one.name}' WHERE EXISTS (SELECT FROM public.\"{one.name}\" WHERE {new})"
                for one in _known
            )
        )
        written = {name for (name,) in cursor.fetchall()}
        rows: Rows = {}
        for one in _known:
            if one.name in written:
                literal = " || ',' || ".join(f'quote_nullable("{name}"::text)' for name in one.columns)
                cursor.execute(f'SELECT "{one.key}"::text, {literal} FROM public."{one.name}" WHERE {new}')
                rows[one.name] = dict(cursor.fetchall())
        return rows


def _statement(before: Rows, after: Rows) -> str:
    """What makes the rows ``after`` of those ``before``; no trigger, no foreign key is asked again."""
    said = [
        "SET CONSTRAINTS ALL IMMEDIATE",
        "SET CONSTRAINTS ALL DEFERRED",
        *([f"SET CONSTRAINTS {', '.join(_at_once)} IMMEDIATE"] if _at_once else []),
        "SET LOCAL session_replication_role = replica",
    ]
    for one in _known:
        then, now = before.get(one.name, {}), after.get(one.name, {})
        new = [key for key, row in now.items() if then.get(key) != row]
        gone = {key for key, row in then.items() if now.get(key) != row} | (set(new) if one.seeded else set())
        if gone:
            keys = ", ".join("'" + key.replace("'", "''") + "'" for key in sorted(gone))
            said.append(f'DELETE FROM public."{one.name}" WHERE "{one.key}"::text IN ({keys})')
        if new:
            names = ", ".join(f'"{name}"' for name in one.columns)
            rows = ", ".join(f"({now[key]})" for key in new)
            said += one.guarded("DISABLE")
            said.append(f'INSERT INTO public."{one.name}" ({names}) OVERRIDING SYSTEM VALUE VALUES {rows}')
            said += one.guarded("ENABLE ALWAYS")
    return ";\n".join([*said, "SET LOCAL session_replication_role = origin"])
