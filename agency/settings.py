"""Every setting of Plates. What differs between machines is read from the environment."""

import os
import sys
import tempfile
from pathlib import Path

from agency.environment import Environment, kept_secret, refuse_unsafe
from agency.lib import sentry
from agency.logs import logging_to_console

BASE_DIR = Path(__file__).resolve().parent.parent

env = Environment()
# What a machine makes for itself: its database, secret, queue, mail and papers.
VAR = Path(env.text("PLATES_VAR", str(BASE_DIR / "var")))
# Whoever does not say where they are gets production, which refuses what is unsafe.
ASSUMED = "test" if "pytest" in sys.modules else "production"
PLATES_ENV = env.choice("PLATES_ENV", ("local", "test", "production"), default=ASSUMED)
PRODUCTION = PLATES_ENV == "production"
TESTING = PLATES_ENV == "test"
# "start" runs the web and the worker in one process, "web" is the web alone.
PROCESS = env.choice("PLATES_PROCESS", ("web", "start", "command"), default="command")

DEBUG = env.flag("DEBUG", default=False)
ADMIN = env.flag("ADMIN", default=DEBUG)
if PRODUCTION:
    refuse_unsafe(env, debug=DEBUG)

DEMO = env.flag("DEMO", default=not PRODUCTION)
SECRET_KEY = env.text("SECRET_KEY") or kept_secret(VAR / "secret-key")
BASE_URL = env.text("BASE_URL", "http://localhost:8000").rstrip("/")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", ".localhost,127.0.0.1,[::1]")
TRUSTED_PROXIES = env.words("TRUSTED_PROXIES")

# -- Applications -------------------------------------------------------------------------------

INSTALLED_APPS = [
    "agency",
    "reports",
    "billing",
    "briefs",
    "accounts",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "guardian",
    "simple_history",
    "django_htmx",
    "django.contrib.admin",
    "django.forms",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "agency.middleware.RequestNumber",
    "agency.middleware.TrustedProxies",
    "agency.middleware.SecurityHeaders",
    "agency.middleware.UploadLimit",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "agency.middleware.UserClock",
    "accounts.middleware.SecondFactorOwed",
    "agency.middleware.TakenOnce",
    "agency.middleware.RefusalAnswers",
]

ROOT_URLCONF = "agency.urls"
WSGI_APPLICATION = "agency.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "agency.navigation.navigation",
            ],
        },
    },
]
FORM_RENDERER = "agency.lib.form_renderer.FormRenderer"

# -- Tables, files, mail ------------------------------------------------------------------------

DATABASE = env.database("DATABASE_URL", default=f"sqlite:///{VAR / 'plates.sqlite3'}")
DATABASES = {"default": DATABASE}
if DATABASE["ENGINE"].endswith("sqlite3"):
    DATABASE["CONN_MAX_AGE"] = 600
    # A test database in a file, because racing threads need the real locks.
    DATABASE["TEST"] = {"NAME": Path(tempfile.gettempdir()) / f"plates-{os.getpid()}.sqlite3"}
    DATABASE["OPTIONS"] = {
        # All three are needed: without IMMEDIATE most racing writers fail, whatever the timeout.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
else:
    limits = {"lock_timeout": "5s", "idle_in_transaction_session_timeout": "60s"}
    limits |= {"statement_timeout": "15s"} if PROCESS != "command" else {}
    if TESTING:
        limits["synchronous_commit"] = "off"  # a test's rows need no disk
    DATABASE["CONN_HEALTH_CHECKS"] = True
    DATABASE["TEST"] = {"NAME": f"test_plates_{os.getpid()}"}
    DATABASE.setdefault("OPTIONS", {})  # what the address itself says, such as sslmode
    DATABASE["OPTIONS"]["options"] = " ".join(f"-c {name}={t}" for name, t in limits.items())
    if PROCESS == "web":
        # Celery closes a pool after every task, so only a process without a worker keeps one.
        DATABASE["OPTIONS"]["pool"] = {"min_size": 1, "max_size": 8, "timeout": 5}
    else:
        DATABASE["CONN_MAX_AGE"] = 60

STATIC_URL = "static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = DEBUG or TESTING
MEDIA_ROOT = Path(env.text("MEDIA_ROOT", str(VAR / "media")))
# Papers and attachments leave through a view that asks who is asking: they have no address.
MEDIA_URL = ""
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if WHITENOISE_USE_FINDERS
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.text("MAIL_FROM", "Plates <plates@northlight.example>")
if env.text("EMAIL_URL"):
    globals().update(env.mail("EMAIL_URL"))
else:
    EMAIL_BACKEND = "agency.mailbox.MailFolder"
    EMAIL_FILE_PATH = VAR / "mail"

# -- Signing in ---------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "allauth.account.auth_backends.AuthenticationBackend",
    "guardian.backends.ObjectPermissionBackend",
    "django.contrib.auth.backends.ModelBackend",
]
VALIDATORS = "django.contrib.auth.password_validation."
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": VALIDATORS + "UserAttributeSimilarityValidator"},
    {"NAME": VALIDATORS + "CommonPasswordValidator"},
    {"NAME": VALIDATORS + "MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
]
if TESTING:
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

LOGIN_URL = "account_login"
PASSWORD_RESET_TIMEOUT = 60 * 60
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
MFA_ADAPTER = "accounts.adapter.SecondFactorAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # the agency enters its people; nobody signs up
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"
ACCOUNT_RATE_LIMITS = MFA_RATE_LIMITS = False  # our own table counts tries, atomically
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION
ANONYMOUS_USER_NAME = None
GUARDIAN_MONKEY_PATCH_USER = False

SESSION_ENGINE = "agency.sessions"
SESSION_COOKIE_AGE = 12 * 60 * 60
CSRF_COOKIE_HTTPONLY = True
SECURE_CSP = {
    "default-src": ["'none'"],
    "script-src": ["'self'"],
    "style-src": ["'self'"],
    "img-src": ["'self'", "blob:"],
    "font-src": ["'self'"],
    "connect-src": ["'self'"],
    "frame-src": ["'self'"],
    "form-action": ["'self'"],
    "base-uri": ["'none'"],
    "frame-ancestors": ["'none'"],
}
if PRODUCTION:
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
    CSRF_TRUSTED_ORIGINS = [BASE_URL]
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
    SECURE_HSTS_SECONDS, SECURE_HSTS_INCLUDE_SUBDOMAINS = 365 * 24 * 60 * 60, True
    # Having a domain preloaded by the browsers' makers is its owner's decision.
    SILENCED_SYSTEM_CHECKS = ["security.W021"]
    # Safe because TrustedProxies drops this header unless a trusted proxy sent it.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# -- Languages and clocks -----------------------------------------------------------------------

LANGUAGE_CODE = env.text("DEFAULT_LANGUAGE", "en")
LANGUAGES = [("en", "English"), ("ru", "Русский"), ("it", "Italiano"), ("zh-hans", "简体中文")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = env.text("TIME_ZONE", "UTC")
USE_TZ = True
USE_THOUSAND_SEPARATOR = True

# -- Queue, logs --------------------------------------------------------------------------------

REDIS_URL = env.text("REDIS_URL")
CELERY_BROKER_URL = REDIS_URL or ("memory://" if TESTING else "filesystem://")
QUEUE = VAR / "queue"
if CELERY_BROKER_URL == "filesystem://":
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": QUEUE / "waiting",
        "data_folder_out": QUEUE / "waiting",
        "control_folder": QUEUE / "control",
        "polling_interval": 0.1,
    }
CELERY_TASK_DEFAULT_QUEUE = f"plates-test-{os.getpid()}" if TESTING else "plates"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False

LOGGING = logging_to_console(as_json=PRODUCTION, level=env.text("LOG_LEVEL", "INFO"))
sentry.report_to(env.text("SENTRY_DSN"))
