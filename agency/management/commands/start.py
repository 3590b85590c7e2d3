import errno
import hashlib
import os
import signal
import socket

import waitress
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import CommandError, call_command, get_commands
from django.core.management.base import BaseCommand
from django.core.wsgi import get_wsgi_application
from django.db import DatabaseError, connection

from agency.management.embedded import EmbeddedQueue

DEMO_PEOPLE = ("aae", "ae", "am", "ad", "gad", "csd", "finance", "planner", "stranger")
# SQLite has one writer at a time and is unfair to those that wait: more threads only wait longer.
THREADS = {"sqlite": 4, "postgresql": 8}


class Command(BaseCommand):
    help = "Prepare everything and run Plates here: web, worker and clock in one process."

    def add_arguments(self, parser):
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--host", default="localhost", help="0.0.0.0 for the whole network")

    def handle(self, *, port, host, **options):
        # The port first: nobody should wait for the preparations to hear that it is taken.
        listeners = open_port(host, port)
        if "BASE_URL" not in os.environ:
            settings.BASE_URL = f"http://localhost:{port}"
        if host != "localhost":
            settings.ALLOWED_HOSTS += [host, socket.gethostname()]
        signal.signal(signal.SIGTERM, stop)
        try:
            self.prepare()
            self.serve(listeners, port)
        except KeyboardInterrupt:
            self.stdout.write("\nStopped.")

    def prepare(self):
        self.stdout.write("Preparing tables, demo agency and static files ...")
        self.stdout.flush()
        try:
            call_command("migrate", verbosity=0, interactive=False)
        except DatabaseError as error:
            raise CommandError(f"The database refuses: {str(error).strip()}") from error
        if settings.DEMO and "load_demo" in get_commands():
            call_command("load_demo")
        collect_static()
        connection.close()

    def serve(self, listeners, port):
        server = waitress.create_server(
            get_wsgi_application(),
            sockets=listeners,
            threads=THREADS[connection.vendor],
            # agency.middleware.TrustedProxies decides whose headers are believed.
            clear_untrusted_proxy_headers=False,
            ident=None,
        )
        with EmbeddedQueue():
            self.greet(port)
            # Returns at Ctrl-C or SIGTERM, once the requests under way are answered.
            server.run()
            self.stdout.write("\nStopping ...")
        self.stdout.write("Stopped.")

    def greet(self, port):
        base = "SQLite" if connection.vendor == "sqlite" else "PostgreSQL"
        queue = "Redis" if settings.REDIS_URL else "a queue in var/"
        lines = [f"Plates runs, on {base} and {queue}. Ctrl-C stops it.", ""]
        lines += [f"  http://localhost:{port}", ""]
        if settings.DEMO:
            lines += ["Sign in with the password demo as", ""]
            lines += [f"  {name}@northlight.example" for name in DEMO_PEOPLE]
        self.stdout.write("\n".join(lines))
        self.stdout.flush()


def stop(number, frame):
    raise KeyboardInterrupt


def open_port(host, port):
    """The listening sockets; for localhost in both families, as browsers may try either first."""
    listeners = []
    for address in ("127.0.0.1", "::1") if host == "localhost" else (host,):
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        listener = socket.socket(family, socket.SOCK_STREAM)
        if os.name == "posix":
            # Else the port stays closed for a minute after the last stop.
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((address, port))
            listener.listen()
        except OSError as error:
            listener.close()
            if error.errno == errno.EADDRNOTAVAIL and listeners:
                continue  # a machine without IPv6
            raise CommandError(why_closed(error, host, port)) from error
        listeners.append(listener)
    return listeners


def why_closed(error, host, port):
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} is taken by another program; try --port {port + 1}."
    return f"Port {port} of {host} can't be opened: {error.strerror or error}."


def collect_static():
    """Gather and compress the static files, unless none has changed since the last time."""
    stamp = settings.VAR / "static.stamp"
    now = static_fingerprint()
    if stamp.exists() and stamp.read_text() == now and settings.STATIC_ROOT.exists():
        return
    call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    stamp.write_text(now)


def static_fingerprint():
    digest = hashlib.sha256()
    for path in static_files():
        state = os.stat(path)
        digest.update(f"{path} {state.st_size} {state.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def static_files():
    for finder in get_finders():
        for path, storage in finder.list([]):
            yield storage.path(path)
