"""A PostgreSQL and a Redis of one's own for the length of a test, to be stopped and broken."""

import glob
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any, Self

import psycopg
import redis

POSTGRES_FOLDERS = ("/usr/lib/postgresql/*/bin", "/opt/homebrew/opt/postgresql*/bin")
UNPRIVILEGED = "nobody"  # initdb refuses root
# Nothing in it has to survive a power cut.
CARELESS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "80",
}
PATIENCE = 20  # seconds


class Throwaway:
    """A server in a temporary folder. It can be killed and begun again over the same folder."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="plates-"))
        self.process: subprocess.Popen | None = None

    def __enter__(self) -> Self:
        try:
            self.lay_out()
            self.begin()
        except BaseException:
            self.end()
            raise
        return self

    def __exit__(self, *exception: object) -> None:
        self.end()

    def begin(self) -> None:
        """Start it, and wait until it answers."""
        self.process = self.spawn(self.command())
        until = time.monotonic() + PATIENCE
        while not self.answers():
            if self.process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"{self.command()[0]} does not start: {self.last_words()}")
            time.sleep(0.05)

    def kill(self, how: int = signal.SIGKILL) -> None:
        """Stop it the hard way, as a crash would."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(how)
            self.process.wait(PATIENCE)

    def end(self) -> None:
        self.kill(signal.SIGINT)
        shutil.rmtree(self.folder, ignore_errors=True)

    def spawn(self, command: list[str]) -> subprocess.Popen:
        with open(self.folder / "log", "ab") as log:
            return subprocess.Popen(  # noqa: S603 - a server we found ourselves
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.folder,
                # Its own group: Ctrl-C is for the tests, which then end it in order.
                process_group=0,
                **self.rights(),
            )

    def last_words(self) -> str:
        return (self.folder / "log").read_text(errors="replace")[-800:]

    def rights(self) -> dict[str, Any]:
        return {}

    def lay_out(self) -> None: ...

    def command(self) -> list[str]:
        raise NotImplementedError

    def answers(self) -> bool:
        raise NotImplementedError


class ThrowawayPostgres(Throwaway):
    """A cluster on a private socket. `url` is its DATABASE_URL."""

    @property
    def url(self) -> str:
        return f"postgres://postgres@/postgres?host={self.folder}"

    @staticmethod
    def program(name: str = "initdb") -> str | None:
        newest_first = sorted((f for p in POSTGRES_FOLDERS for f in glob.glob(p)), reverse=True)
        return shutil.which(name, path=os.pathsep.join([*newest_first, os.environ["PATH"]]))

    def rights(self) -> dict[str, Any]:
        return {"user": UNPRIVILEGED, "extra_groups": []} if os.geteuid() == 0 else {}

    def lay_out(self) -> None:
        if os.geteuid() == 0:
            shutil.chown(self.folder, user=UNPRIVILEGED)
        words = ["-D", str(self.folder / "data"), "-U", "postgres", "-A", "trust", "-E", "UTF8"]
        made = self.spawn([str(self.program("initdb")), *words, "--no-sync", "--locale=C"])
        if made.wait(PATIENCE * 3):
            raise RuntimeError(f"initdb does not work here: {self.last_words()}")

    def command(self) -> list[str]:
        options = [f"--{name}={value}" for name, value in CARELESS.items()]
        data = ["-D", str(self.folder / "data"), "-k", str(self.folder)]
        return [str(self.program("postgres")), *data, *options]

    def answers(self) -> bool:
        try:
            psycopg.connect(self.url, connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True


class ThrowawayRedis(Throwaway):
    """A Redis on a free port that keeps nothing. `url` is its REDIS_URL."""

    def __init__(self) -> None:
        super().__init__()
        with socket.create_server(("127.0.0.1", 0)) as anywhere:
            self.port = anywhere.getsockname()[1]

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    @staticmethod
    def program() -> str | None:
        return shutil.which("redis-server")

    def command(self) -> list[str]:
        nothing_kept = ["--save", "", "--appendonly", "no", "--bind", "127.0.0.1"]
        return [str(self.program()), "--port", str(self.port), *nothing_kept]

    def answers(self) -> bool:
        try:
            with redis.Redis.from_url(self.url, socket_timeout=2) as client:
                return bool(client.ping())
        except redis.RedisError:
            return False
