"""make bench: a scale agency, served by the production server, against references of the same run.

    python -m tests.bench [--clients 300] [--interactions 30000] [--rounds 5] [--grown 10]

F is the floor of tests/bench/floor.py, S hand-written SQL. SQLite always; PostgreSQL where
DATABASE_URL names a server (a database called plates_bench is made and dropped there).
"""

import argparse
import contextlib
import http.client
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

ROOT = Path(__file__).resolve().parents[2]
WARM_UP, REQUESTS = 3, 12


def run(env, *command):
    done = subprocess.run(
        [sys.executable, *command], env=env, cwd=ROOT, capture_output=True, text=True
    )
    if done.returncode:
        sys.exit(f"{' '.join(command)} failed:\n{done.stderr[-2000:]}")
    return done.stdout


def inside(env, *act):
    return json.loads(run(env, "-m", "tests.bench.inside", *act).splitlines()[-1])


@contextlib.contextmanager
def served(env, settings):
    """A granian with one worker of four threads; its port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        sys.executable,
        "-m",
        "granian",
        "--interface",
        "wsgi",
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
        "--workers",
        "1",
        "--blocking-threads",
        "4",
        "--log-level",
        "error",
        "agency.wsgi:application",
    ]
    server = subprocess.Popen(
        command,
        env=env | {"DJANGO_SETTINGS_MODULE": settings, "PLATES_PROCESS": "web"},
        cwd=ROOT,
    )
    try:
        wait_for(port, server)
        yield port
    finally:
        server.terminate()
        server.wait(timeout=20)


def wait_for(port, server):
    for _try in range(600):
        if server.poll() is not None:
            break
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.1)
    sys.exit("The server did not open its port.")


def milliseconds(port, path, key):
    """The time of each of some requests over one connection, after a warm-up."""
    connection = http.client.HTTPConnection("localhost", port)
    spent = []
    for number in range(WARM_UP + REQUESTS):
        began = time.perf_counter()
        connection.request("GET", path, headers={"Cookie": f"sessionid={key}"})
        answer = connection.getresponse()
        answer.read()
        if answer.status != 200:
            sys.exit(f"{path} answered {answer.status}")
        if number >= WARM_UP:
            spent.append(1000 * (time.perf_counter() - began))
    connection.close()
    return statistics.median(spent)


def timed_pages(env, rounds):
    """{page: p50 in ms}, "F" among them; floor and pages take turns within each round."""
    pages = inside(env, "pages")
    keys = {
        email: inside(env, "session", email) for email in {who for who, _path in pages.values()}
    }
    spent = {"F": [], **{name: [] for name in pages}}
    with served(env, "tests.bench.floor_settings") as floor, served(env, "agency.settings") as port:
        for _round in range(rounds):
            spent["F"].append(milliseconds(floor, "/", keys["csd@scale.example"]))
            for name, (email, path) in pages.items():
                spent[name].append(milliseconds(port, path, keys[email]))
    return {name: statistics.median(times) for name, times in spent.items()}


def show_pages(times, counts, smaller=None):
    print(f"  F = {times['F']:.1f} ms")
    print(
        f"  {'page':<14}{'ms':>7}{'x F':>7}{'queries':>9}{'KB':>7}"
        + ("   grown" if smaller else "")
    )
    for name, (_status, queries, size) in counts.items():
        ratio = times[name] / times["F"]
        line = f"  {name:<14}{times[name]:>7.1f}{ratio:>7.2f}{queries:>9}{size / 1000:>7.1f}"
        if smaller:
            was, were = smaller
            line += f"   x{times[name] / was[name]:.2f}"
            line += "" if were[name][1] == queries else f", {were[name][1]} queries before"
        print(line)


def show_rest(sweep, rights):
    print(
        f"  sweep over {sweep['debts']} debts: idle {sweep['idle_ms']} ms; 1,000 due at once in "
        f"{sweep['due_1000_s']} s ({sweep['breaches']} told, each once); S {sweep['S_s']} s, "
        f"x{sweep['due_1000_s'] / sweep['S_s']:.0f}"
    )
    ours, hand, csd = rights["ours_ms"], rights["by_hand_ms"], rights["csd_ms"]
    print(
        f"  rights: ours {ours} ms, by hand {hand} ms (x{ours / hand:.2f}), guardian "
        f"{rights['guardian_ms']} ms (x{rights['guardian_ms'] / ours:.1f}); CSD {csd} ms, "
        f"unfiltered {rights['unfiltered_ms']} ms (x{csd / rights['unfiltered_ms']:.2f})"
    )


def measure(label, url, options):
    env = os.environ | {
        "DATABASE_URL": url,
        "PLATES_ENV": "local",
        "DJANGO_SETTINGS_MODULE": "agency.settings",
        "DEMO": "0",
    }
    sizes = [(options.clients, options.interactions)]
    if options.grown > 1:
        sizes.append((options.clients, options.interactions * options.grown))
    smaller = None
    for clients, interactions in sizes:
        with database(url):
            run(env, "-m", "django", "migrate", "--verbosity", "0")
            began = time.perf_counter()
            run(
                env,
                "-m",
                "django",
                "load_scale",
                "--clients",
                str(clients),
                "--interactions",
                str(interactions),
            )
            print(
                f"\n{label}: {clients} clients, {interactions} contacts, loaded in "
                f"{time.perf_counter() - began:.0f} s; load {os.getloadavg()[0]:.1f}",
                flush=True,
            )
            counts, times = inside(env, "counts"), timed_pages(env, options.rounds)
            show_pages(times, counts, smaller)
            show_rest(inside(env, "sweep"), inside(env, "rights"))
            smaller = (times, counts)


@contextlib.contextmanager
def database(url):
    """An empty database of its own, gone afterwards."""
    parts = urlsplit(url)
    if parts.scheme.startswith("sqlite"):
        try:
            yield
        finally:
            for leftover in Path(parts.path[1:]).parent.glob(f"{Path(parts.path).name}*"):
                leftover.unlink()
        return
    server = psycopg.connect(urlunsplit(parts._replace(path="/postgres")), autocommit=True)
    with server:
        server.execute("DROP DATABASE IF EXISTS plates_bench WITH (FORCE)")
        server.execute("CREATE DATABASE plates_bench")
        try:
            yield
        finally:
            server.execute("DROP DATABASE plates_bench WITH (FORCE)")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--clients", type=int, default=300)
    parser.add_argument("--interactions", type=int, default=30_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument(
        "--grown", type=int, default=1, help="measure so many times the contacts, too"
    )
    options = parser.parse_args()
    run(
        os.environ | {"PLATES_ENV": "local", "DJANGO_SETTINGS_MODULE": "agency.settings"},
        "-m",
        "django",
        "collectstatic",
        "--noinput",
        "--verbosity",
        "0",
    )
    with tempfile.TemporaryDirectory() as folder:
        measure("SQLite", f"sqlite:///{folder}/bench.sqlite3", options)
    if (url := os.environ.get("DATABASE_URL", "")).startswith("postgres"):
        measure("PostgreSQL", urlunsplit(urlsplit(url)._replace(path="/plates_bench")), options)


if __name__ == "__main__":
    main()
