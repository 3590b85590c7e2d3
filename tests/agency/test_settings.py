import json
import logging
import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from agency.environment import Environment, kept_secret, refuse_unsafe
from agency.logs import AddRequestNumber, JsonLine, request_number

PRODUCTION = {
    "SECRET_KEY": "k3yQ9-random-7vXw2pLr8sTz4uBn6mHc1dJf5gKa0eRi3oYq-and-longer",
    "ALLOWED_HOSTS": "plates.example",
    "BASE_URL": "https://plates.example",
    "DATABASE_URL": "postgres://plates:secret@db/plates",
    "REDIS_URL": "redis://:secret@redis:6379/0",
    "EMAIL_URL": "smtp+tls://mail:secret@mail.example:587",
}


def manage(*arguments, **variables):
    """Run manage.py with these variables and none of this process's own settings."""
    values = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=settings.BASE_DIR,
        env=values | variables,
        capture_output=True,
        text=True,
        check=False,
    )


# -- Production refuses what is unsafe ----------------------------------------------------------


def test_a_complete_production_is_accepted():
    refuse_unsafe(Environment(PRODUCTION), debug=False)


@pytest.mark.parametrize("name", PRODUCTION)
def test_production_names_the_variable_that_is_missing(name):
    with pytest.raises(ImproperlyConfigured, match=f"^Production needs {name} to be set.$"):
        refuse_unsafe(Environment(PRODUCTION | {name: ""}), debug=False)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", "short"),
        ("SECRET_KEY", "a" * 64),
        ("ALLOWED_HOSTS", "plates.example,*"),
        ("BASE_URL", "http://plates.example"),
        ("DATABASE_URL", "sqlite:///plates.sqlite3"),
        ("REDIS_URL", "redis://redis:6379/0"),
        ("DEMO", "1"),
    ],
)
def test_production_names_the_variable_that_is_unsafe(name, value):
    with pytest.raises(ImproperlyConfigured, match=f"^{name} "):
        refuse_unsafe(Environment(PRODUCTION | {name: value}), debug=False)


def test_production_refuses_debug():
    with pytest.raises(ImproperlyConfigured, match="^DEBUG must be off"):
        refuse_unsafe(Environment(PRODUCTION), debug=True)


@pytest.mark.parametrize(
    "change",
    [
        {"REDIS_URL": "unix:///run/redis.sock"},
        {"REDIS_URL": "redis://redis:6379/0", "REDIS_ALLOW_NO_PASSWORD": "1"},
    ],
)
def test_a_redis_without_password_is_a_decision_somebody_takes(change):
    refuse_unsafe(Environment(PRODUCTION | change), debug=False)


def test_without_a_word_about_where_it_runs_it_is_production_and_says_what_it_needs():
    refused = manage("check", PLATES_ENV="production")

    assert refused.returncode == 1
    assert refused.stderr == (
        "Plates does not start: Production needs SECRET_KEY, ALLOWED_HOSTS, BASE_URL, "
        "DATABASE_URL, REDIS_URL, EMAIL_URL to be set.\n"
    )


def test_the_deployment_check_finds_nothing_in_production():
    checked = manage("check", "--deploy", PLATES_ENV="production", **PRODUCTION)

    assert checked.returncode == 0, checked.stderr
    assert "no issues" in checked.stdout
    assert "WARNINGS" not in checked.stderr


# -- The environment ----------------------------------------------------------------------------


def test_a_value_may_lie_in_a_file_as_docker_secrets_do(tmp_path):
    (tmp_path / "secret").write_text("from the file\n")
    env = Environment({"SECRET_KEY_FILE": str(tmp_path / "secret"), "SECRET_KEY": "other"})

    assert env.text("SECRET_KEY") == "from the file"


def test_a_file_that_is_not_there_is_named():
    with pytest.raises(ImproperlyConfigured, match="^SECRET_KEY_FILE cannot be read"):
        Environment({"SECRET_KEY_FILE": "/nowhere"}).text("SECRET_KEY")


@pytest.mark.parametrize(
    ("text", "value"), [("1", True), ("Yes", True), ("off", False), ("", True), ("0", False)]
)
def test_a_flag_is_written_in_any_usual_way(text, value):
    assert Environment({"DEMO": text}).flag("DEMO", default=True) is value


@pytest.mark.parametrize(
    ("name", "read"),
    [
        ("DEMO", lambda env: env.flag("DEMO", default=False)),
        ("PLATES_ENV", lambda env: env.choice("PLATES_ENV", ("local",), "local")),
        ("DATABASE_URL", lambda env: env.database("DATABASE_URL", "")),
        ("EMAIL_URL", lambda env: env.mail("EMAIL_URL")),
    ],
)
def test_nonsense_is_refused_with_the_name_of_its_variable(name, read):
    with pytest.raises(ImproperlyConfigured, match=f"^{name} must "):
        read(Environment({name: "nonsense"}))


def test_the_secret_of_a_machine_is_drawn_once_and_read_by_its_owner_only(tmp_path):
    path = tmp_path / "var" / "secret-key"
    first, second = kept_secret(path), kept_secret(path)

    assert first == second
    assert len(first) > 50
    assert path.stat().st_mode & 0o777 == 0o600
    assert [file.name for file in path.parent.iterdir()] == ["secret-key"]


# -- What the database is told ------------------------------------------------------------------


def asked(question):
    with connection.cursor() as cursor:
        cursor.execute(question)
        return cursor.fetchone()[0]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="about SQLite")
@pytest.mark.django_db(transaction=True)
def test_sqlite_has_the_three_settings_without_which_racing_writers_fail():
    assert asked("PRAGMA journal_mode") == "wal"
    assert asked("PRAGMA busy_timeout") == 20_000
    assert connection.transaction_mode == "IMMEDIATE"
    assert asked("PRAGMA synchronous") == 1  # NORMAL
    assert asked("PRAGMA foreign_keys") == 1


@pytest.mark.skipif(connection.vendor != "postgresql", reason="about PostgreSQL")
@pytest.mark.django_db
def test_postgres_waits_for_nobody_for_ever():
    assert asked("SHOW lock_timeout") == "5s"
    assert asked("SHOW idle_in_transaction_session_timeout") == "1min"


@pytest.mark.parametrize(
    ("process", "statement_timeout", "has_pool"),
    [("web", True, True), ("start", True, False), ("command", False, False)],
)
def test_only_the_web_has_a_pool_and_no_page_may_ask_for_ever(process, statement_timeout, has_pool):
    told = manage(
        "shell",
        "-v0",
        "-c",
        "import json; from django.conf import settings;"
        "print(json.dumps(settings.DATABASES['default']))",
        PLATES_PROCESS=process,
        DATABASE_URL="postgres://plates@db/plates?sslmode=require",
    )
    database = json.loads(told.stdout)

    assert ("statement_timeout=15s" in database["OPTIONS"]["options"]) is statement_timeout
    assert ("pool" in database["OPTIONS"]) is has_pool
    assert database["OPTIONS"]["sslmode"] == "require"
    assert database["CONN_HEALTH_CHECKS"] is True


def test_no_request_holds_one_long_transaction():
    assert connection.settings_dict["ATOMIC_REQUESTS"] is False


# -- Logs ---------------------------------------------------------------------------------------


def test_a_log_line_is_one_json_object_with_its_requests_number():
    record = logging.makeLogRecord({"name": "plates", "levelname": "INFO", "msg": "two\nlines"})
    token = request_number.set("abc123")
    AddRequestNumber().filter(record)
    request_number.reset(token)

    line = JsonLine().format(record)

    assert "\n" not in line
    assert json.loads(line)["message"] == "two\nlines"
    assert json.loads(line)["request"] == "abc123"
