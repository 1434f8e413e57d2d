"""The list of processes: what each runs and which secrets it may see."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from portal.ground.roles import WORKING

# Not secret, so every process may know them.
PLAIN = (
    "ALLOWED_HOSTS",
    "CONFIDENCE_PUBLIC_KEY",
    "CSRF_TRUSTED_ORIGINS",
    "DATABASE_POOLER",
    "DATABASE_ROLE",
    "DEFAULT_FROM_EMAIL",
    "DEMO",
    "ERROR_COLLECTOR",
    "EVALUATION_PUBLIC_KEY",
    "LEDGER_BACKOFF_SECONDS",
    "LEDGER_LEASE_SECONDS",
    "LOG_LEVEL",
    "MAIN_PID",
    "OFFICIAL_SECOND_FACTOR_REQUIRED",
    "OPENING_PUBLIC_KEY",
    "RECOVERY_PUBLIC_KEY",
    "SITE_URL",
    "STATIC_ROOT",
    "TRUSTED_PROXY_COUNT",
    "VAR_DIR",
)
# The owner's login migrates; the others own nothing, and each may do what portal/ground/grants.py says of its role. All
# arrive as DATABASE_URL.
OWNER_LOGIN = "OWNER_DATABASE_URL"
LOGINS = {role: f"{role.removeprefix('portal_').upper()}_DATABASE_URL" for role in WORKING}
# What has no business with the database is given a name that leads nowhere.
NO_DATABASE = "postgres:///none"
SIGNS_SESSIONS = "portal_web"
OWN_TO_EACH = frozenset({"SECRET_KEY"})
BEAT_SILENCE = 120  # seconds without a beat before it counts as dead
WORKER_SILENCE = 60  # the same of a worker, which gives a sign every two
LETTERS_TIME_LIMIT = 90  # seconds; a claimed letter is nobody else's for longer than that

# What opens is taken by the process that alone holds the opening key; what waits for the outside, by the letters'.
TASK_ROUTES = {
    "procurement.opener.*": {"queue": "opener"},
    "procurement.confidant.*": {"queue": "confidant"},
    "portal.ledger.tasks.send_letters": {"queue": "letters"},
    "portal.ledger.tasks.post_letters": {"queue": "letters"},
    "portal.ledger.tasks.send_account_letter": {"queue": "letters"},
    "portal.ledger.tasks.read_time": {"queue": "letters"},
}


@dataclass(frozen=True)
class Process:
    """One process. `secrets` names what it may see, by the name of the environment variable.

    `role` is that of the database: empty for the owner, who migrates, and for what has no database.
    `health` is a command that ends with 0 while the process is well, run beside it; empty for the one
    that runs to its end before the others start. `python` stands for whichever Python runs the portal.
    """

    name: str
    command: tuple[str, ...]
    role: str
    secrets: frozenset[str]
    plain: tuple[str, ...] = ()
    health: tuple[str, ...] = ()
    once: bool = False

    def file_of(self, secret: str) -> str:
        """The file of a secret where secrets are mounted. Each process has a SECRET_KEY of its own: only the
        web's signs sessions."""
        own = secret in OWN_TO_EACH and self.role != SIGNS_SESSIONS
        return f"{self.name}_{secret}".lower() if own else secret.lower()

    def environment(self, values: Mapping[str, str]) -> dict[str, str]:
        """Of all values, those this process may see; the database under the login that is its own."""
        allowed = {name: values[name] for name in (*PLAIN, *self.plain, *self.secrets) if name in values}
        allowed.pop("DATABASE_ROLE", None)
        if "SECRET_KEY" in allowed and self.role != SIGNS_SESSIONS:
            allowed["SECRET_KEY"] = sha256(f"{self.name}|{allowed['SECRET_KEY']}".encode()).hexdigest()
        if self.once:
            return allowed | {"DATABASE_URL": values[OWNER_LOGIN]}
        if not self.role:
            return allowed | {"DATABASE_URL": NO_DATABASE}
        # Where one login of another's server serves everybody, each works under its own role.
        role = {"DATABASE_ROLE": self.role} if values.get("DATABASE_ROLE") else {}
        return allowed | role | {"DATABASE_URL": values[LOGINS[self.role]]}


def _celery(*words: str) -> tuple[str, ...]:
    return ("python", "-m", "celery", "-A", "portal.celery", *words)


def _lives(name: str) -> tuple[str, ...]:
    return ("python", "-m", "portal.running.probe", "age", f"alive-{name}", str(WORKER_SILENCE))


PROCESSES: tuple[Process, ...] = (
    Process(
        name="release",
        command=("python", "manage.py", "release"),
        role="",
        secrets=frozenset({"SECRET_KEY"}),
        once=True,
    ),
    Process(
        name="web",
        command=(
            "python",
            "-m",
            "gunicorn",
            "-c",
            "python:portal.running.serving",
            "portal.wsgi:application",
        ),
        role="portal_web",
        secrets=frozenset(
            {
                "SECRET_KEY",
                "SECOND_FACTOR_KEY",
                "CACHE_URL",
                "FILES_URL",
                "METRICS_KEY",
                "REDIS_URL",
                "DRAFT_KEY",
                "EVALUATION_KEY",
                "RECEIPT_KEY",
                "LINK_KEY",
                "PSEUDONYM_KEY",
            }
        ),
        plain=(
            "BIND",
            "WEB_CONCURRENCY",
            "WEB_THREADS",
            "API_PER_MINUTE",
            "PROOF_SECONDS",
            "RECOVERY_WAIT_HOURS",
        ),
        health=("python", "-m", "portal.running.probe", "url", "http://127.0.0.1:8000/healthz"),
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
        role="portal_worker",
        secrets=frozenset({"SECRET_KEY", "PSEUDONYM_KEY", "REDIS_URL"}),
        health=_lives("worker"),
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
        role="portal_letters",
        secrets=frozenset({"SECRET_KEY", "LINK_KEY", "REDIS_URL", "EMAIL_URL"}),
        plain=("BOUNCE_ADDRESS", "LEDGER_LETTER_LEASE_SECONDS", "TIME_SOURCES"),
        health=_lives("letters"),
    ),
    Process(
        name="opener",
        # One task at a time, in the process that holds the key: no child inherits it.
        command=_celery(
            "worker", "-n", "opener@%h", "-Q", "opener", "--pool", "solo", "-I", "procurement.opener"
        ),
        role="portal_opener",
        secrets=frozenset({"SECRET_KEY", "PSEUDONYM_KEY", "REDIS_URL", "OPENING_KEY"}),
        health=_lives("opener"),
    ),
    Process(
        # Reads what was told in confidence, one text for one person at a time; alone holds the key.
        name="confidant",
        command=_celery(
            "worker", "-n", "confidant@%h", "-Q", "confidant", "--pool", "solo", "-I", "procurement.confidant"
        ),
        role="portal_confidant",
        secrets=frozenset({"SECRET_KEY", "PSEUDONYM_KEY", "REDIS_URL", "CONFIDENCE_KEY"}),
        health=_lives("confidant"),
    ),
    Process(
        name="beat",
        command=_celery("beat", "--pidfile="),
        role="",
        secrets=frozenset({"SECRET_KEY", "REDIS_URL"}),
        health=("python", "-m", "portal.running.probe", "age", "beat-schedule", str(BEAT_SILENCE)),
    ),
)
