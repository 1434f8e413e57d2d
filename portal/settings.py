"""Settings. The environment is read here, once; nothing is started or written."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from celery.schedules import crontab
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from portal.ground import province
from portal.ground.files import FILES, address
from portal.running import valkey
from portal.running.processes import TASK_ROUTES

BASE_DIR = Path(__file__).resolve().parent.parent
# Every name may also be given as NAME_FILE, the path of a file with the value: so secrets are mounted.
env = environ.FileAwareEnv()
# A demonstration leaves its addresses in its folder, so that its commands work in another terminal.
_left = Path(os.environ.get("VAR_DIR", BASE_DIR / ".var")) / "demo.env"
if not {"DATABASE_URL", "DATABASE_URL_FILE"} & set(os.environ) and _left.is_file():
    env.read_env(_left)

DEBUG = env.bool("DEBUG", default=False)
# What only a demonstration may do: move the clock, show the accounts, write letters to files.
DEMO = env.bool("DEMO", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="only-for-development" if DEBUG else environ.Env.NOTSET)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]", "testserver"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
# Without a stroke at its end: paths are put behind it.
SITE_URL = env.str("SITE_URL", default="http://127.0.0.1:8000").rstrip("/")
VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / ".var")))
# PROVINCE names a folder of portal/provinces/. Read where rooms that know no Django can ask for it too.
try:
    _province = province.chosen()
except province.ProvinceError as error:
    raise ImproperlyConfigured(str(error)) from error

# What the addresses in letters are signed with: the worker writes them, the web reads them.
LINK_KEY = env.str("LINK_KEY", default=SECRET_KEY)
# What makes a person's pseudonym in the record, the same in every process that records what people did.
PSEUDONYM_KEY = env.str("PSEUDONYM_KEY", default=SECRET_KEY)

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_filters",
    "portal.running",
    "portal.ground.ledger",
    "portal.ground.pages",
    "organizations",
    "procurement",
    "portal.site.alerts",
    "portal.site.mine",
    "portal.site.opendata",
    "portal.site.website",
    *(["portal.site.demo"] if DEMO else []),
]

MIDDLEWARE = [
    "portal.running.counting.count_answers",
    "portal.site.website.head.answer_head",
    "portal.site.website.cache.anonymous_cache",
    "django.middleware.security.SecurityMiddleware",
    "portal.site.website.addresses.refuse_nul",
    "portal.site.website.addresses.read_query",
    "portal.site.website.refused.say_not_allowed",
    "portal.site.website.compression.TextGZip",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "portal.site.website.devices.refuse_devices",
    # Before the one that says what a page depends on.
    "organizations.middleware.keep_private",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    # Before the next one, which refuses names that are not ours.
    "portal.running.any_name.answer_any_name",
    "django.middleware.common.CommonMiddleware",
    "organizations.other_account.OtherAccount",
    "organizations.kept.PressedAgain",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "organizations.middleware.keep_words",
    "procurement.middleware.ReadPassages",
    "organizations.middleware.official_guard",
    "organizations.sign_ins.note_sign_in",
    "portal.site.website.doubt.ClockDoubted",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "portal.ground.pages.loaders.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.site.website.context.site",
            ],
        },
    }
]

_nowhere = "postgres:///portal" if DEBUG else environ.Env.NOTSET
DATABASES = {"default": env.db_url("DATABASE_URL", default=_nowhere)}
DATABASES["default"]["CONN_MAX_AGE"] = 60
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
# Every process but the migrations works under this role, which owns nothing.
DATABASE_ROLE = env.str("DATABASE_ROLE", default="")
if DATABASE_ROLE:
    DATABASES["default"].setdefault("OPTIONS", {})["options"] = f"-c role={DATABASE_ROLE}"
# Between the processes and the database stands a pooler that gives each transaction another connection (PgBouncer's
# pool_mode = transaction): nothing is kept in a session. The owner's login, which migrates and dumps, goes past it.
DATABASE_POOLER = env.bool("DATABASE_POOLER", default=False)
DATABASES["default"]["DISABLE_SERVER_SIDE_CURSORS"] = DATABASE_POOLER
if DATABASE_POOLER and DATABASE_ROLE:
    raise ImproperlyConfigured(
        "DATABASE_ROLE is set for a session, and DATABASE_POOLER keeps none: give each process its own login."
    )
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# The broker; the cache, which counts tries and questions, may be another server that drops what is old.
REDIS_URL = env.str("REDIS_URL", default="redis://127.0.0.1:6379/0")
CACHE_URL = env.str("CACHE_URL", default="") or REDIS_URL
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        # A list: Django would cut an address with several hosts at its commas.
        "LOCATION": [CACHE_URL],
        "OPTIONS": {"pool_class": "portal.running.valkey.Pool", "socket_timeout": 1},
    }
}
# Public pages are remembered for two seconds; not where one person walks through a whole life of a call.
PUBLIC_CACHE = env.bool("PUBLIC_CACHE", default=not (DEBUG or DEMO))
# Who shows it is given /metrics; empty: nobody is.
METRICS_KEY = env.str("METRICS_KEY", default="")
# How often one address may ask the API in a minute of the clock.
API_PER_MINUTE = env.int("API_PER_MINUTE", default=600)

# Accounts: a chosen name and a password; an address only if wanted; a second factor for officials.
AUTH_USER_MODEL = "organizations.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [{"NAME": "organizations.forms.passwords.OneFault"}]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/workspace/"
LOGOUT_REDIRECT_URL = "account_login"
OFFICIAL_SECOND_FACTOR_REQUIRED = env.bool("OFFICIAL_SECOND_FACTOR_REQUIRED", default=not DEMO)
OFFICIAL_IDLE_SECONDS = 8 * 3600
# So long after a proof of who they are somebody may withdraw, approve, open and award without another one. In a
# demonstration, whose passwords everybody reads, a day's work.
PROOF_SECONDS = env.int("PROOF_SECONDS", default=8 * 3600 if DEMO else 15 * 60)
# So long a way back by the code sheet alone waits, while the owner is told and can stop it (docs/adr/0028).
RECOVERY_WAIT_HOURS = env.int("RECOVERY_WAIT_HOURS", default=24)
# Secrets of second factors stand encrypted in the database under this key.
SECOND_FACTOR_KEY = env.str("SECOND_FACTOR_KEY", default=SECRET_KEY)
ACCOUNT_ADAPTER = "organizations.accounts.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "optional"
ACCOUNT_PREVENT_ENUMERATION = "strict"
ACCOUNT_PRESERVE_USERNAME_CASING = False
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
# What is tried wrongly is counted by organizations/services/tries.py. The library's own limits, which shut out the
# owner and all of an office behind one address, are off; a class of sixty opens its accounts in an hour.
ACCOUNT_RATE_LIMITS = {"login": None, "login_failed": None, "signup": "120/h/ip"}
# A household is given this much, and is one place.
ALLAUTH_RATE_LIMIT_IPV6_PREFIX = 56
ACCOUNT_FORMS = {
    "login": "organizations.forms.accounts.LoginForm",
    "reauthenticate": "organizations.forms.accounts.ReauthenticateForm",
    "change_password": "organizations.forms.accounts.ChangePasswordForm",
    "reset_password": "organizations.forms.accounts.ResetPasswordForm",
    "reset_password_from_key": "organizations.forms.accounts.ResetPasswordKeyForm",
    "add_email": "organizations.forms.accounts.AddEmailForm",
}
MFA_ADAPTER = "organizations.accounts.SecondFactorAdapter"
# A passkey needs script in the page that our policy refuses: an app or the printed sheet.
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_RECOVERY_CODE_COUNT = 20
# One step of 30 seconds either way: a phone's clock that is a little off (RFC 6238, section 5.2).
MFA_TOTP_TOLERANCE = 1
MFA_FORMS = {
    "authenticate": "organizations.forms.accounts.AuthenticateForm",
    "reauthenticate": "organizations.forms.accounts.CodeAgainForm",
    "activate_totp": "organizations.forms.accounts.ActivateAppForm",
}
# Sealed bids (docs/security.md): each process is given its own, portal/running/processes.py says which. Read where
# they are used; portal/ground/keys.py refuses what is missing, damaged or in the wrong process.
DRAFT_KEY = env.str("DRAFT_KEY", default="")
EVALUATION_KEY = env.str("EVALUATION_KEY", default="")
RECEIPT_KEY = env.str("RECEIPT_KEY", default="")
OPENING_KEY = env.str("OPENING_KEY", default="")
OPENING_PUBLIC_KEY = env.str("OPENING_PUBLIC_KEY", default="")
# Words in confidence and questions held back (docs/adr/0031): the private half is the confidant's alone.
CONFIDENCE_KEY = env.str("CONFIDENCE_KEY", default="")
CONFIDENCE_PUBLIC_KEY = env.str("CONFIDENCE_PUBLIC_KEY", default="")
RECOVERY_PUBLIC_KEY = env.str("RECOVERY_PUBLIC_KEY", default="")
EVALUATION_PUBLIC_KEY = env.str("EVALUATION_PUBLIC_KEY", default="")
# Django would spool a larger upload into a temporary folder, in clear.
FILE_UPLOAD_HANDLERS = ["portal.running.memory_uploads.MemoryOnly"]
# How many proxies of our own stand in front: only then is the forwarded address believed.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SITE_URL.startswith("https://")
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "organizations.kept.csrf_failure"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(BASE_DIR / "staticfiles")))
STATICFILES_DIRS = [BASE_DIR / "static", _province.folder / "static"]
# Under names that carry their digest, compressed, and so kept by browsers for ever. Not where files change.
STATIC_MANIFEST = env.bool("STATIC_MANIFEST", default=not DEBUG)
# Files of calls and contracts: below VAR_DIR, or in the bucket that FILES_URL names (portal/ground/files/address.py).
try:
    _files = address.storage(env.str("FILES_URL", default=""))
except ValueError as error:
    raise ImproperlyConfigured(f"FILES_URL {error}") from None
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    FILES: _files,
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if STATIC_MANIFEST
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not STATIC_MANIFEST
WHITENOISE_ALLOW_ALL_ORIGINS = False

# What a browser is told. Nothing stands inline, so the policy needs no nonce and pages may be cached.
HTTPS = SITE_URL.startswith("https://")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "object-src": ["'none'"],
    }
}
X_FRAME_OPTIONS = "DENY"
# The portal lives at the root of its host: no server and no header can put another prefix into its addresses, so
# kept pieces of pages need not name one.
FORCE_SCRIPT_NAME = ""
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
# What other names the domain has is not ours to decide.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=HTTPS)
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
# Only where a proxy of our own always sets or removes this header.
if env.int("TRUSTED_PROXY_COUNT", default=0):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# One line of JSON an event, on the standard error. Neither addresses nor bodies of requests are written.
LOG_LEVEL = env.str("LOG_LEVEL", default="INFO")
# Where errors are sent besides: udp://10.0.0.9:514, a syslog; empty: nowhere.
_collector = urlsplit(env.str("ERROR_COLLECTOR", default=""))
if _collector.scheme not in ("", "udp") or bool(_collector.scheme) != bool(_collector.hostname):
    raise ImproperlyConfigured("ERROR_COLLECTOR is udp://host:port")
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "portal.running.logs.JsonLines"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": LOG_LEVEL},
    "loggers": {
        "django": {"handlers": [], "level": LOG_LEVEL, "propagate": True},
        "django.server": {"handlers": [], "propagate": True},
    },
}

if _collector.hostname:
    LOGGING["handlers"]["collector"] = {
        "class": "portal.running.logs.ToCollector", "host": _collector.hostname, "port": _collector.port or 514,
        "formatter": "json", "level": "ERROR",
    }  # fmt: skip
    LOGGING["root"]["handlers"].append("collector")

# Which dotted name is told of which event: portal/listeners.py is the only such table.
EVENT_LISTENERS = "portal.listeners.LISTENERS"

# --- Ledger: tasks, deliveries, letters -------------------------------------------------------------------
# The broker only rings bells, so nobody waits for it long: what it loses is found by the schedule.
try:
    CELERY_BROKER_URL, _of_the_broker = valkey.for_celery(REDIS_URL)
except ValueError as error:
    raise ImproperlyConfigured(f"REDIS_URL {error}") from None
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "socket_connect_timeout": 1,
    "socket_timeout": 5,
    "max_retries": 0,
    "interval_start": 0,
    "interval_step": 0,
    "interval_max": 0,
    **_of_the_broker,
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_TASK_IGNORE_RESULT = True
CELERY_TIMEZONE = TIME_ZONE
# Written at every beat, so that its age tells whether the beat goes on.
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "beat-schedule")
CELERY_BEAT_SYNC_EVERY = 1
CELERY_TASK_ROUTES = TASK_ROUTES
# What hands a bell to the broker.
BELLS = "portal.celery.app"
# A bell that waits in a worker's hand would not expire.
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
# Whoever writes to the broker can ring, never stop or steer a worker. portal/celery.py says how they are known to live.
CELERY_WORKER_ENABLE_REMOTE_CONTROL = False
# A beat nobody heard in time is not kept: the next one finds the same rows. Each expires within its own period.
CELERY_BEAT_SCHEDULE: dict[str, dict[str, Any]] = {
    name: {"task": task, "schedule": schedule, "options": {"expires": expires}}
    for name, task, schedule, expires in (
        ("keep_clock", "procurement.keep_clock", 10.0, 10),
        ("open_words", "procurement.confidant.open_waiting", 15.0, 15),
        ("deliver_due", "portal.ledger.tasks.deliver_due", 15.0, 15),
        ("send_letters", "portal.ledger.tasks.send_letters", 15.0, 15),
        ("post_letters", "portal.ledger.tasks.post_letters", 15.0, 15),
        ("send_digests", "portal.alerts.tasks.send_digests", crontab(minute="*/5"), 240),
        ("write_silent", "portal.opendata.tasks.write_silent", crontab(minute="*/5"), 240),
        ("write_monthly", "procurement.write_monthly", crontab(minute="10"), 3000),
        ("read_time", "portal.ledger.tasks.read_time", 60.0, 60),
        ("seal_due", "portal.ledger.tasks.seal_due", crontab(minute="*/5"), 240),
        ("forget_sessions", "organizations.tasks.forget_sessions", crontab(hour="3", minute="50"), 12 * 3600),
        ("forget_letters", "portal.ledger.tasks.forget_letters", crontab(hour="3", minute="20"), 12 * 3600),
        ("forget_bids", "procurement.forget_bids", crontab(hour="3", minute="30"), 12 * 3600),
        ("forget_pool", "procurement.forget_pool", crontab(hour="3", minute="35"), 12 * 3600),
        ("forget_words", "procurement.confidant.forget_words", crontab(hour="4", minute="20"), 12 * 3600),
        ("close_accounts", "portal.mine.tasks.close_accounts", crontab(hour="4", minute="10"), 12 * 3600),
        ("forget_addresses", "portal.alerts.tasks.forget", crontab(hour="3", minute="40"), 12 * 3600),
    )
}
# Seconds before another worker may take over what a dead one had in hand; the first pause after a failure.
LEDGER_LEASE_SECONDS = env.int("LEDGER_LEASE_SECONDS", default=30)
LEDGER_BACKOFF_SECONDS = env.int("LEDGER_BACKOFF_SECONDS", default=15)
# The same for a letter in hand: longer than a task of the letters' process may live (portal/running/processes.py).
LEDGER_LETTER_LEASE_SECONDS = env.int("LEDGER_LETTER_LEASE_SECONDS", default=120)
# Whom the letters' process asks for the time, as ntp://10.0.0.1,ntp://ntp.example: see docs/operations.md.
TIME_SOURCES = env.list("TIME_SOURCES", default=[])
# (recipient, kind of letter) -> portal.ground.ledger.mail.Mailbox or None.
LETTERS_RESOLVER = "portal.site.alerts.recipients.resolve"
LETTERS_RETURNED = "portal.site.alerts.recipients.returned"
# The certificate of the test suite's own gateway, which stands on this machine; never set from outside.
HOOKS_LOCAL: str | None = None

# Letters leave by SMTP (EMAIL_URL, as smtp+tls://user:password@host:587); the demonstration writes files.
vars().update(env.email_url("EMAIL_URL", default="smtp://localhost:25"))
EMAIL_TIMEOUT = 10
# The sender of the envelope, where reports of undelivered letters go; empty: the address of DEFAULT_FROM_EMAIL.
BOUNCE_ADDRESS = env.str("BOUNCE_ADDRESS", default="")
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="阳光购买 <letters@localhost>")
if DEMO and not env.str("EMAIL_URL", default=""):
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = str(VAR_DIR / "letters")
