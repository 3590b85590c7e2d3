import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import pytest
from celery import shared_task
from django.conf import settings
from django.core.management import CommandError

from agency import bootstrap
from agency.management import embedded, suite
from agency.management.commands import start, test

PATIENCE = 180  # seconds, for a machine with other things to do


# -- The whole of it ----------------------------------------------------------------------------


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as anywhere:
        return anywhere.getsockname()[1]


@contextmanager
def started(var, port):
    """`manage.py start` in a process group of its own, until the address is printed."""
    values = {name: value for name, value in os.environ.items() if not suite.is_ours(name)}
    values |= {"PLATES_VAR": str(var), "DEMO": "0", "PYTHONUNBUFFERED": "1"}
    process = subprocess.Popen(
        [sys.executable, "manage.py", "start", "--port", str(port)],
        cwd=settings.BASE_DIR,
        env=values,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        said = []
        for line in process.stdout:
            said.append(line)
            if f"http://localhost:{port}" in line:
                break
        else:
            pytest.fail("".join(said))
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        process.stdout.close()


def answer_of(port, host="localhost"):
    with urllib.request.urlopen(f"http://{host}:{port}/auth/login/", timeout=PATIENCE) as page:
        return page.status, page.headers["Content-Security-Policy"]


def in_group(group):
    """The processes of a group that still run, read from the system's own list."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _parent, its_group = path.read_text().rsplit(")", 1)[1].split()[:3]
        except OSError:
            continue
        if int(its_group) == group and state != "Z":
            found.append(path.parent.name)
    return found


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs Linux's list of processes")
def test_one_command_serves_and_stops_without_a_trace_and_the_second_start_loses_nothing(tmp_path):
    port = free_port()
    for how in (signal.SIGTERM, signal.SIGINT):
        with started(tmp_path, port) as process:
            secret = (tmp_path / "secret-key").read_text()
            for host in ("localhost", "127.0.0.1"):
                status, policy = answer_of(port, host)
                assert status == 200
                assert policy.startswith("default-src 'none'")
            process.send_signal(how)
            assert process.wait(PATIENCE) == 0
            assert in_group(process.pid) == []
        assert (tmp_path / "secret-key").read_text() == secret
        assert (tmp_path / "plates.sqlite3").exists()


def test_a_port_that_is_taken_is_named_together_with_the_way_out():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(CommandError) as refusal:
            start.open_port("localhost", port)

    assert str(refusal.value) == (
        f"Port {port} is taken by another program; try --port {port + 1}."
    )


def test_a_host_that_is_not_this_machine_is_refused_in_one_sentence():
    with pytest.raises(CommandError, match="^Port 8000 of 192.0.2.1 can't be opened: "):
        start.open_port("192.0.2.1", 8000)


def test_static_files_are_gathered_again_only_when_one_has_changed(settings, tmp_path, monkeypatch):
    gathered = []
    monkeypatch.setattr(start, "call_command", lambda *words, **options: gathered.append(words))
    settings.VAR = settings.STATIC_ROOT = tmp_path
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "plates.css").write_text("a")
    monkeypatch.setattr(start, "static_files", lambda: [folder / "plates.css"])

    start.collect_static()
    start.collect_static()
    (folder / "plates.css").write_text("ab")
    start.collect_static()

    assert gathered == [("collectstatic",)] * 2


# -- Worker and clock inside --------------------------------------------------------------------

rung = threading.Event()


@shared_task
def ring():
    rung.set()


def test_the_worker_inside_does_what_is_asked_and_stops_when_told():
    rung.clear()
    with embedded.EmbeddedQueue(with_clock=False) as queue:
        ring.delay()
        assert rung.wait(PATIENCE)
    assert [thread for thread in queue.threads if thread.is_alive()] == []


def test_a_worker_that_fell_over_is_started_again(monkeypatch, caplog):
    tries = []

    def fall_once():
        tries.append(1)
        if len(tries) == 1:
            raise RuntimeError("the ground shook")
        rung.set()

    monkeypatch.setattr(embedded, "work", fall_once)
    rung.clear()
    with embedded.EmbeddedQueue(with_clock=False):
        assert rung.wait(PATIENCE)

    assert "fell over and is started again" in caplog.text


# -- Preparing ----------------------------------------------------------------------------------


def test_each_lock_holds_the_one_before_it_and_names_no_address():
    locks = [set(bootstrap.lock_file(lock).read_text().splitlines()) for lock in bootstrap.LOCKS]

    assert locks[0] < locks[1] < locks[2]
    for lock in (*bootstrap.LOCKS, "uv"):
        text = bootstrap.lock_file(lock).read_text()
        assert not re.search(r"https?:|--index|--find-links", text)
        pinned = re.findall(r"^[\w.\[\]-]+==\S+.*\\\n    --hash=sha256:", text, re.M)
        assert len(pinned) == len(re.findall(r"^\S", text, re.M))


@pytest.fixture
def venv(tmp_path, monkeypatch):
    """An empty .venv, and a record of the commands that preparing it would run."""
    monkeypatch.setattr(bootstrap, "VENV", tmp_path)
    monkeypatch.setattr(bootstrap, "VENV_PYTHON", tmp_path / "python")
    (tmp_path / "python").write_text("")
    commands = []

    def note(command, **options):
        commands.append(command)
        return subprocess.CompletedProcess(command, 0, "")

    monkeypatch.setattr(bootstrap, "quietly", note)
    return commands


def test_nothing_is_installed_when_the_stamp_says_that_all_is_there(venv):
    bootstrap.install("run")
    first = len(venv)
    bootstrap.install("run")

    assert first > 0
    assert len(venv) == first


def test_a_fuller_lock_serves_for_a_smaller_one_but_not_the_other_way_round(venv):
    bootstrap.install("dev")
    after_dev = len(venv)
    bootstrap.install("run")
    assert len(venv) == after_dev

    bootstrap.stamp("dev").unlink()
    bootstrap.install("run")
    after_run = len(venv)
    bootstrap.install("test")
    assert len(venv) > after_run


def test_a_changed_lock_is_installed_again(venv, monkeypatch, tmp_path):
    bootstrap.install("run")
    first = len(venv)
    monkeypatch.setattr(bootstrap, "lock_file", lambda lock: Path(__file__))
    bootstrap.install("run")

    assert len(venv) > first


def test_packages_are_installed_with_their_hashes_or_not_at_all(venv):
    bootstrap.install("run")

    installs = [command for command in venv if "install" in command]
    assert installs
    assert all("--require-hashes" in command for command in installs)


def test_an_install_that_fails_tells_why_and_leaves_no_stamp(venv, monkeypatch):
    def fail(command, **options):
        return subprocess.CompletedProcess(command, 1, "no network")

    monkeypatch.setattr(bootstrap, "quietly", fail)
    monkeypatch.setattr(bootstrap, "make_venv", lambda: None)
    with pytest.raises(SystemExit, match="no network"):
        bootstrap.install("run")

    assert not bootstrap.is_fresh("run")


def test_a_pip_unpacked_by_a_start_that_failed_later_is_used_again(venv, monkeypatch, tmp_path):
    wheel = tmp_path / "debian-pip/usr/share/python-wheels/pip-23.0.1-py3-none-any.whl"
    wheel.parent.mkdir(parents=True)
    wheel.write_text("")

    assert bootstrap.debians_pip() == wheel
    assert venv == []


def test_of_two_starts_at_once_the_second_waits(tmp_path, monkeypatch):
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
    order = []

    def second():
        with bootstrap.one_at_a_time():
            order.append("second")

    with bootstrap.one_at_a_time():
        thread = threading.Thread(target=second)
        thread.start()
        time.sleep(0.3)
        order.append("first")
    thread.join(PATIENCE)

    assert order == ["first", "second"]


def test_unpacked_libraries_come_before_the_systems(tmp_path, monkeypatch):
    library = tmp_path / "syslib" / "usr" / "lib" / "libpango-1.0.so.0"
    library.parent.mkdir(parents=True)
    library.write_text("")
    monkeypatch.setattr(bootstrap, "VENV", tmp_path)
    monkeypatch.setattr(bootstrap, "SYSLIB", tmp_path / "syslib")
    monkeypatch.setenv("LD_LIBRARY_PATH", "/usr/local/cuda/lib")

    assert bootstrap.environment()["LD_LIBRARY_PATH"] == f"{library.parent}:/usr/local/cuda/lib"
    assert (tmp_path / "fonts.conf").exists()


# -- Telling what ran on what -------------------------------------------------------------------

JUNIT = """<testsuites><testsuite>
<testcase name="a"/><testcase name="b"/>
<testcase name="c"><skipped message="needs Linux"/></testcase>
<testcase name="d"><failure message="no"/></testcase>
</testsuite></testsuites>"""


def test_the_last_line_counts_what_passed_failed_and_was_skipped(tmp_path):
    (tmp_path / "junit.xml").write_text(JUNIT)
    run = suite.Run("SQLite", [])
    run.read(tmp_path / "junit.xml")

    assert str(run) == "SQLite: 2 passed, 1 failed, 1 skipped"
    assert run.skipped == {"needs Linux": 1}


@pytest.fixture
def ran(monkeypatch):
    """The runs of pytest that would be made, none of which is."""
    runs = []
    monkeypatch.setattr(suite.Run, "go", lambda run: runs.append(run.name))
    for name in ("REQUIRE_SERVICES", "REQUIRE_BROWSER", "REQUIRE_PDF"):
        monkeypatch.delenv(name, raising=False)
    return runs


def test_services_nobody_asked_for_are_left_alone_and_the_end_says_so(ran, capsys):
    assert test.run_all({}) == 0

    assert "SQLite" in ran
    assert "PostgreSQL + Redis: not asked for" in capsys.readouterr().out


NOBODY_THERE = {"DATABASE_URL": "postgres://127.0.0.1:1/test", "REDIS_URL": "redis://127.0.0.1:1"}


def test_services_that_do_not_answer_are_named_and_fail_only_when_they_are_required(
    ran, capsys, monkeypatch
):
    assert test.run_all(NOBODY_THERE) == 0
    assert "PostgreSQL + Redis: does not answer" in capsys.readouterr().out

    monkeypatch.setenv("REQUIRE_SERVICES", "1")
    assert test.run_all(NOBODY_THERE) == 1
    assert "Required, but PostgreSQL + Redis" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("requirement", "reason"),
    [("REQUIRE_BROWSER", "why_no_browser"), ("REQUIRE_PDF", "why_no_pdf")],
)
def test_a_missing_browser_or_printer_is_told_and_fails_only_when_required(
    ran, capsys, monkeypatch, requirement, reason
):
    monkeypatch.setattr(suite, reason, lambda: "it is missing")
    monkeypatch.setattr(test, "has_browser_tests", lambda: True)

    assert test.run_all({}) == 0
    assert "it is missing" in capsys.readouterr().out
    monkeypatch.setenv(requirement, "1")
    assert test.run_all({}) == 1


def test_the_tests_get_the_services_they_are_told_of_and_none_of_the_developers_own(monkeypatch):
    given = {}
    monkeypatch.setattr(suite.subprocess, "call", lambda command, env, cwd: given.update(env) or 0)
    monkeypatch.setenv("DATABASE_URL", "postgres://production")
    monkeypatch.setenv("SECRET_KEY_FILE", "/run/secrets/secret_key")

    suite.pytest([], {"REDIS_URL": "redis://here"})

    assert "DATABASE_URL" not in given
    assert "SECRET_KEY_FILE" not in given
    assert given["REDIS_URL"] == "redis://here"
    assert given["PLATES_ENV"] == "test"
