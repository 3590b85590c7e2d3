"""Read settings from the environment, and say plainly which variable is wrong."""

import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured
from environ import Env

TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off"}
REQUIRED_IN_PRODUCTION = (
    "SECRET_KEY",
    "ALLOWED_HOSTS",
    "BASE_URL",
    "DATABASE_URL",
    "REDIS_URL",
    "EMAIL_URL",
)


class Environment:
    """The environment, typed. `NAME_FILE` may name a file that holds the value of `NAME`."""

    def __init__(self, values: Mapping[str, str] | None = None) -> None:
        self.values = os.environ if values is None else values

    def text(self, name: str, default: str = "") -> str:
        path = self.values.get(f"{name}_FILE")
        if not path:
            return self.values.get(name, "").strip() or default
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise ImproperlyConfigured(f"{name}_FILE cannot be read: {error}.") from error

    def flag(self, name: str, *, default: bool) -> bool:
        value = self.text(name, str(default)).lower()
        if value not in TRUE | FALSE:
            raise ImproperlyConfigured(f"{name} must be true or false, not {value!r}.")
        return value in TRUE

    def words(self, name: str, default: str = "") -> list[str]:
        return [word.strip() for word in self.text(name, default).split(",") if word.strip()]

    def choice(self, name: str, among: tuple[str, ...], default: str) -> str:
        value = self.text(name, default)
        if value not in among:
            raise ImproperlyConfigured(f"{name} must be one of {', '.join(among)}, not {value!r}.")
        return value

    def database(self, name: str, default: str) -> dict[str, Any]:
        url = self.text(name, default)
        if not url.startswith(("postgres://", "postgresql://", "sqlite:///")):
            raise ImproperlyConfigured(f"{name} must begin with postgres:// or sqlite:///.")
        return Env.db_url_config(url)

    def mail(self, name: str) -> dict[str, Any]:
        try:
            return Env.email_url_config(self.text(name))
        except (KeyError, ImproperlyConfigured) as error:
            raise ImproperlyConfigured(f"{name} must look like smtp+tls://host:587.") from error


def kept_secret(path: Path) -> str:
    """The random key kept in this file, readable by its owner only; drawn on first use."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}-{os.getpid()}")
    try:
        return path.read_text(encoding="ascii")
    except FileNotFoundError:
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(64))
    try:
        # A link, unlike a rename, never replaces the key another process just drew.
        os.link(fresh, path)
    except FileExistsError:
        pass
    finally:
        fresh.unlink()
    return path.read_text(encoding="ascii")


def refuse_unsafe(env: Environment, *, debug: bool) -> None:
    """Stop a production start that lacks a variable or leaves a door open, naming the variable."""
    missing = [name for name in REQUIRED_IN_PRODUCTION if not env.text(name)]
    if missing:
        raise ImproperlyConfigured(f"Production needs {', '.join(missing)} to be set.")
    for is_unsafe, sentence in [
        (debug, "DEBUG must be off in production."),
        (env.flag("DEMO", default=False), "DEMO must be off in production: its password is known."),
        (
            len(env.text("SECRET_KEY")) < 50 or len(set(env.text("SECRET_KEY"))) < 10,
            "SECRET_KEY must be random and at least 50 characters long in production.",
        ),
        ("*" in env.words("ALLOWED_HOSTS"), "ALLOWED_HOSTS must name the hosts, not '*'."),
        (not env.text("BASE_URL").startswith("https://"), "BASE_URL must begin with https://."),
        (
            not env.text("DATABASE_URL").startswith(("postgres://", "postgresql://")),
            "DATABASE_URL must begin with postgres:// in production.",
        ),
        (
            not is_guarded_redis(env.text("REDIS_URL"))
            and not env.flag("REDIS_ALLOW_NO_PASSWORD", default=False),
            "REDIS_URL must carry a password or name a socket (unix://), or "
            "REDIS_ALLOW_NO_PASSWORD must be true.",
        ),
    ]:
        if is_unsafe:
            raise ImproperlyConfigured(sentence)


def is_guarded_redis(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme in {"unix", "redis+socket", "socket"} or bool(parts.password)
