"""The list of processes: what each runs and which secrets it may see."""

from collections.abc import Mapping
from dataclasses import dataclass

# Not secret, so every process may know them.
PLAIN = (
    "ALLOWED_HOSTS",
    "CSRF_TRUSTED_ORIGINS",
    "DATABASE_ROLE",
    "DEFAULT_FROM_EMAIL",
    "DEMO",
    "EVALUATION_PUBLIC_KEY",
    "LEDGER_BACKOFF_SECONDS",
    "LEDGER_LEASE_SECONDS",
    "LOG_LEVEL",
    "OFFICIAL_SECOND_FACTOR_REQUIRED",
    "OPENING_PUBLIC_KEY",
    "RECOVERY_PUBLIC_KEY",
    "SITE_URL",
    "STATIC_ROOT",
    "TRUSTED_PROXY_COUNT",
    "VAR_DIR",
)
# The owner's login migrates; the application's login owns nothing. Both arrive as DATABASE_URL.
OWNER_LOGIN, APP_LOGIN = "OWNER_DATABASE_URL", "APP_DATABASE_URL"
BEAT_SILENCE = 120  # seconds without a beat before it counts as dead
LETTERS_TIME_LIMIT = 90  # seconds; a claimed letter is nobody else's for longer than that

# What opens is taken by the process that alone holds the opening key; what waits for the outside, by the letters'.
TASK_ROUTES = {
    "procurement.opener.*": {"queue": "opener"},
    "portal.ledger.tasks.send_letters": {"queue": "letters"},
    "portal.ledger.tasks.post_letters": {"queue": "letters"},
    "portal.ledger.tasks.send_account_letter": {"queue": "letters"},
    "portal.ledger.tasks.read_time": {"queue": "letters"},
}


@dataclass(frozen=True)
class Process:
    """One process. `secrets` names what it may see, by the name of the environment variable.

    `health` is a command that ends with 0 while the process is well, run beside it; empty for the one
    that runs to its end before the others start. `python` stands for whichever Python runs the portal.
    """

    name: str
    command: tuple[str, ...]
    login: str
    secrets: frozenset[str]
    plain: tuple[str, ...] = ()
    health: tuple[str, ...] = ()
    once: bool = False

    def environment(self, values: Mapping[str, str]) -> dict[str, str]:
        """Of all values, those this process may see; the database under the login that is its own."""
        allowed = {name: values[name] for name in (*PLAIN, *self.plain, *self.secrets) if name in values}
        return allowed | {"DATABASE_URL": values[self.login]}


def _celery(*words: str) -> tuple[str, ...]:
    return ("python", "-m", "celery", "-A", "portal.celery", *words)


def _answers(name: str) -> tuple[str, ...]:
    return _celery("inspect", "ping", "--timeout", "10", "--destination", f"{name}@$HOSTNAME")


PROCESSES: tuple[Process, ...] = (
    Process(
        name="release",
        command=("python", "manage.py", "release"),
        login=OWNER_LOGIN,
        secrets=frozenset({"SECRET_KEY"}),
        once=True,
    ),
    Process(
        name="web",
        command=("python", "-m", "gunicorn", "-c", "python:portal.serving", "portal.wsgi:application"),
        login=APP_LOGIN,
        secrets=frozenset(
            {"SECRET_KEY", "SECOND_FACTOR_KEY", "REDIS_URL", "DRAFT_KEY", "EVALUATION_KEY", "RECEIPT_KEY"}
        ),
        plain=("BIND", "WEB_CONCURRENCY", "WEB_THREADS", "API_PER_MINUTE"),
        health=("python", "-m", "portal.probe", "url", "http://127.0.0.1:8000/healthz"),
    ),
    Process(
        # The clock, the deliveries, the seals: nothing here waits for anything but the database.
        name="worker",
        command=_celery(
            "worker",
            "-n",
            "worker@%h",
            "-Q",
            "celery",
            "--concurrency",
            "2",
            "--prefetch-multiplier",
            "1",
            "--max-tasks-per-child",
            "2000",
            "--soft-time-limit",
            "240",
            "--time-limit",
            "300",
        ),
        login=APP_LOGIN,
        secrets=frozenset({"SECRET_KEY", "REDIS_URL"}),
        health=_answers("worker"),
    ),
    Process(
        # All that talks to the outside: mail server, gateways, time sources. Their slowness is felt here alone.
        name="letters",
        command=_celery(
            "worker",
            "-n",
            "letters@%h",
            "-Q",
            "letters",
            "--concurrency",
            "2",
            "--prefetch-multiplier",
            "1",
            "--max-tasks-per-child",
            "500",
            "--soft-time-limit",
            "60",
            "--time-limit",
            str(LETTERS_TIME_LIMIT),
        ),
        login=APP_LOGIN,
        secrets=frozenset({"SECRET_KEY", "REDIS_URL", "EMAIL_URL"}),
        plain=("BOUNCE_ADDRESS", "LEDGER_LETTER_LEASE_SECONDS", "TIME_SOURCES"),
        health=_answers("letters"),
    ),
    Process(
        name="opener",
        # One task at a time, in the process that holds the key: no child inherits it.
        command=_celery(
            "worker", "-n", "opener@%h", "-Q", "opener", "--pool", "solo", "-I", "procurement.opener"
        ),
        login=APP_LOGIN,
        secrets=frozenset({"SECRET_KEY", "REDIS_URL", "OPENING_KEY"}),
        health=_answers("opener"),
    ),
    Process(
        name="beat",
        command=_celery("beat", "--pidfile="),
        login=APP_LOGIN,
        secrets=frozenset({"SECRET_KEY", "REDIS_URL"}),
        health=("python", "-m", "portal.probe", "age", "beat-schedule", str(BEAT_SILENCE)),
    ),
)
