"""`make bench SIZE=10000`: fills a database of its own once and prints what reading it costs, as ratios."""

import argparse
import contextlib
import json
import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

from bench import exports
from bench.load import Round, load, median, wait_until_idle, weight
from bench.serve import ROOT, Served, served
from portal.ground import keys
from portal.running import embedded

CONNECTIONS = (1, 8, 32)
ROUNDS, SECONDS = 5, 4.0
MEMORY_REQUESTS = 10_000
# From so many connections on, the busier of the two workers does at most this share of a round's work.
MANY, FAIR_SHARE, FAIR_TRIES = 8, 0.65, 12
# The calls of a database are drawn around this morning, inside an announced calendar year.
NOW = "2026-03-04T09:30:00+08:00"


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--size", type=int, default=10_000, help="calls in the database")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--seconds", type=float, default=SECONDS, help="of one round")
    parser.add_argument("--connections", type=int, nargs="*", default=list(CONNECTIONS))
    parser.add_argument("--only", default="", help="pages whose name contains this")
    parser.add_argument("--fill", action="store_true", help="fill the database and stop")
    parser.add_argument("--alerts", action="store_true", help="what telling people costs, instead of reading")
    parser.add_argument("--memory", action="store_true", help="whether a worker grows over 10,000 requests")
    parser.add_argument("--exports", action="store_true", help="what bulk files cost, instead of reading")
    chosen = parser.parse_args()
    folder = ROOT / ".var" / "bench" / str(chosen.size)
    folder.mkdir(parents=True, exist_ok=True)
    folder.parent.parent.chmod(0o755)
    with database(folder, chosen.size) as environ:
        if chosen.alerts:
            # Statistics of tables are only its owner's to renew, and without them its plans are those of no rows.
            owner = {"DATABASE_URL": environ["OWNER_URL"], "DATABASE_ROLE": ""}
            run(environ | owner | {"DEMO": "1"}, "-m", "bench.alerting")
        elif chosen.memory:
            grow(folder, environ)
        elif chosen.exports:
            with served(
                "portal", "portal.wsgi:application", environ | {"PUBLIC_CACHE": "0"}, folder
            ) as server:
                exports.measure(server, environ["DATABASE_URL"])
        elif not chosen.fill:
            measure(folder, environ, chosen)


@contextlib.contextmanager
def database(folder: Path, size: int) -> Iterator[dict[str, str]]:
    """The servers over a filled database; gives what the portal's processes read."""
    made = folder / "secrets.json"
    if not made.exists():
        made.write_text(json.dumps({"SECRET_KEY": secrets.token_urlsafe(48), **keys.make()}))
    with embedded.servers(folder, environ={}) as servers:
        environ = json.loads(made.read_text()) | {
            "DATABASE_URL": servers.owner_url,
            "REDIS_URL": servers.redis_url,
            "DJANGO_SETTINGS_MODULE": "portal.settings",
            "SITE_URL": "http://127.0.0.1",
            "ALLOWED_HOSTS": "127.0.0.1",
            "VAR_DIR": str(folder),
            "STATIC_ROOT": str(folder / "static"),
        }
        environ.pop("RECOVERY_KEY", None)
        environ.pop("OPENING_KEY", None)
        run(environ | {"DEMO": "1"}, "manage.py", "release", "--demo", "--empty")
        run(environ | {"DEMO": "1", "BENCH_SIZE": str(size), "BENCH_NOW": NOW}, "-m", "bench.filling")
        yield environ | {
            "DATABASE_URL": servers.urls["portal_web"],
            "DATABASE_ROLE": "portal_web",
            "OWNER_URL": servers.owner_url,
        }


def run(environ: dict[str, str], *words: str) -> None:
    """Raises CalledProcessError."""
    own = {key: os.environ[key] for key in ("PATH", "HOME", "LANG", "TMPDIR") if key in os.environ}
    subprocess.run([sys.executable, *words], cwd=ROOT, env=own | environ, check=True)


def pages(number: str) -> dict[str, str]:
    """What is read, by name."""
    return {
        "home": "/",
        "list": "/notices/",
        "list filtered": "/notices/?status=decided&place=532800&population=plwh",
        "search common": f"/notices/?q={quote('艾滋病')}",
        "search two words": f"/notices/?q={quote('口岸 检测动员')}",
        "search rare": f"/notices/?q={quote('傣绷文')}",
        "search absent": f"/notices/?q={quote('蝴蝶标本')}",
        "search apart": f"/notices/?q={quote('HIV testing')}",
        "page": f"/notices/{number}/",
        "awards": "/awards/",
        "api list": "/api/v1/notices",
        "feed": "/feeds/notices.atom",
        "calendar": "/feeds/deadlines.ics",
    }


def measure(folder: Path, environ: dict[str, str], chosen: argparse.Namespace) -> None:
    number = newest(environ)
    wanted = {name: path for name, path in pages(number).items() if chosen.only in name}
    with contextlib.ExitStack() as stack:
        plain = stack.enter_context(served("plain", "bench.plain:application", {}, folder))
        bare = stack.enter_context(
            served("portal", "portal.wsgi:application", environ | {"PUBLIC_CACHE": "0"}, folder)
        )
        kept = stack.enter_context(
            served("portal-cached", "portal.wsgi:application", environ | {"PUBLIC_CACHE": "1"}, folder)
        )
        found = rounds(plain, bare, kept, wanted, chosen)
        told = {
            "size": chosen.size,
            "rows": found,
            "memory": {"uncached": bare.memory(), "cached": kept.memory()},
        }
    (folder / "figures.json").write_text(json.dumps(told, ensure_ascii=False, indent=1))
    show(told)


def rounds(
    plain: Served, bare: Served, kept: Served, wanted: dict[str, str], chosen: argparse.Namespace
) -> list[dict[str, Any]]:
    """Each page beside the bare view, round by round in turn, so that a busy minute hits both."""
    found = []
    for name, path in wanted.items():
        for connections in chosen.connections:
            series: dict[str, list[Round]] = {"plain": [], "uncached": [], "cached": []}
            odd = 0
            for _ in range(chosen.rounds):
                for which, server, asked in (
                    ("plain", plain, "/"),
                    ("uncached", bare, path),
                    ("cached", kept, path),
                ):
                    done, fair = one_round(server, asked, connections=connections, seconds=chosen.seconds)
                    series[which].append(done)
                    odd += not fair
            middle = {which: median(given) for which, given in series.items()}
            whole, zipped = weight(kept.url + path)
            found.append(
                {
                    "page": name,
                    "connections": connections,
                    "plain": vars(middle["plain"]),
                    "uncached": vars(middle["uncached"]),
                    "cached": vars(middle["cached"]),
                    "ratio uncached": round(middle["uncached"].rate / middle["plain"].rate, 3),
                    "ratio cached": round(middle["cached"].rate / middle["plain"].rate, 3),
                    "bytes": whole,
                    "gzipped": zipped,
                    "rounds on a busy machine or of one worker alone": odd,
                }
            )
            print(line(found[-1]), flush=True)
    return found


def one_round(server: Served, path: str, *, connections: int, seconds: float) -> tuple[Round, bool]:
    """One round, and whether it was fair: on an idle machine, the work shared between the workers. Connections that
    are opened at once and kept are often all accepted by one worker, which then measures half a server: such a round
    is asked for again."""
    for _ in range(FAIR_TRIES):
        idle, before = wait_until_idle(), server.work()
        done = load(server.url + path, connections=connections, seconds=seconds)
        spent = [after - earlier for earlier, after in zip(before, server.work(), strict=True)]
        shared = connections < MANY or max(spent) <= FAIR_SHARE * sum(spent)
        if idle and shared:
            break
    return done, idle and shared


def line(row: dict[str, Any]) -> str:
    un, ca, pl = row["uncached"], row["cached"], row["plain"]
    refused = un["errors"] + ca["errors"] + pl["errors"]
    return (
        f"{row['page']:18} c={row['connections']:<3} {un['rate']:7.0f}/s p50 {un['p50']:7.1f} p95 {un['p95']:7.1f} "
        f"p99 {un['p99']:7.1f} ms | cached {ca['rate']:7.0f}/s | bare view {pl['rate']:7.0f}/s | "
        f"ratio {row['ratio uncached']:.3f} cached {row['ratio cached']:.3f} | "
        f"{row['bytes']:,} B, gzip {row['gzipped']:,}" + (f" | {refused} FAILED" if refused else "")
    )


def show(told: dict[str, Any]) -> None:
    print(f"\n{told['size']:,} calls; medians of each figure")
    for row in told["rows"]:
        print(line(row))
    print(f"memory of each worker, MiB PSS: {told['memory']}")


def grow(folder: Path, environ: dict[str, str]) -> None:
    """What each worker holds after every pass over all pages, nothing of them kept: the first fills its memory of
    parts, MEMORY_REQUESTS more show whether it grows."""
    wanted = list(pages(newest(environ)).values())
    with served("portal", "portal.wsgi:application", environ | {"PUBLIC_CACHE": "0"}, folder) as server:
        asked = 0
        while asked < 2 * MEMORY_REQUESTS:
            for path in wanted:
                asked += round(load(server.url + path, connections=8, seconds=SECONDS).rate * SECONDS)
            print(f"{asked:,} requests: {server.memory()} MiB PSS", flush=True)


def newest(environ: dict[str, str]) -> str:
    """The number of the call published last."""
    import psycopg2

    with (
        contextlib.closing(psycopg2.connect(environ["DATABASE_URL"])) as connection,
        connection.cursor() as cursor,
    ):
        cursor.execute("SELECT number FROM procurement_tender ORDER BY id DESC LIMIT 1")
        (number,) = cursor.fetchone()
        return str(number)


if __name__ == "__main__":
    main()
