"""Before the first import: make .venv, install the lock into it, find pango, go on in there.

Standard library only, and in words that an old Python understands too, so that it can say which
Python it needs. Nothing outside the project's folder is changed.
"""

import contextlib
import ctypes
import hashlib
import importlib.util
import os
import shutil
import ssl
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
SYSLIB = VENV / "syslib"
ON_WINDOWS = os.name == "nt"
VENV_PYTHON = VENV / ("Scripts/python.exe" if ON_WINDOWS else "bin/python")
OLDEST, NEWEST = 11, 14
# Each lock holds everything that the ones before it hold.
LOCKS = ("run", "test", "dev")
PANGO_LIBRARIES = (
    "libgobject-2.0.so.0",
    "libpango-1.0.so.0",
    "libpangoft2-1.0.so.0",
    "libharfbuzz.so.0",
    "libharfbuzz-subset.so.0",
    "libfontconfig.so.1",
)
PANGO_BY_HAND = "apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
FONTS_CONF = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>/usr/share/fonts</dir>
  <dir prefix="xdg">fonts</dir>
  <cachedir prefix="xdg">fontconfig</cachedir>
</fontconfig>
"""
PIP_INSTALL = ["install", "--quiet", "--disable-pip-version-check"]
PANGO_PACKAGES = ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0")
BROWSERS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "microsoft-edge",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)


def prepare(argv):
    """Return only if this Python can run the command; otherwise run it again in one that can."""
    command = argv[1] if len(argv) > 1 else ""
    outside = sys.prefix == sys.base_prefix
    if command == "start":
        os.environ.setdefault("PLATES_PROCESS", "start")
    if outside and command in ("start", "test"):
        demand_python(argv)
        try:
            with one_at_a_time():
                install("run" if command == "start" else lock_for_tests())
                provide_pango()
        except KeyboardInterrupt:
            sys.exit("\nStopped; the next start goes on from here.")
        run_again(VENV_PYTHON, argv)
    elif outside and VENV_PYTHON.exists() and importlib.util.find_spec("django") is None:
        run_again(VENV_PYTHON, argv)
    elif Path(sys.prefix) == VENV and needs_library_path():
        run_again(sys.executable, argv)


def run_again(python, argv):
    command = [str(python)] + argv
    if ON_WINDOWS:  # its exec gives the shell back before the program has ended
        sys.exit(subprocess.call(command, env=environment()))  # noqa: S603 - this very command
    os.execve(command[0], command, environment())  # noqa: S606 - this very command


def say(words):
    print(words, flush=True)


# -- Python and packages ------------------------------------------------------------------------


def demand_python(argv):
    if sys.version_info >= (3, OLDEST):
        return
    for minor in range(NEWEST, OLDEST - 1, -1):
        found = shutil.which(f"python3.{minor}")
        # Found is not enough: pyenv's stand-ins for absent versions only complain.
        if found and quietly([found, "--version"]).returncode == 0:
            run_again(found, argv)
    sys.exit(f"Plates needs Python 3.{OLDEST} or newer; this is {sys.version.split()[0]}.")


def install(lock):
    """Make .venv hold the lock, if its stamp doesn't say that it does already."""
    holders = LOCKS[LOCKS.index(lock) :]
    if VENV_PYTHON.exists() and any(is_fresh(holder) for holder in holders):
        return
    began = time.monotonic()
    say("Preparing Plates in .venv. The first time takes a minute or two.")
    make_venv()
    said = []
    for name, command in installers():
        done = quietly(command + ["--require-hashes", "-r", str(lock_file(lock))])
        if done.returncode == 0:
            stamp(lock).write_text(fingerprint(lock))
            say(f"  packages: {time.monotonic() - began:.0f} s, by {name}")
            return
        said.append(f"{name} said:\n{done.stdout.strip()[-2000:]}")
    sys.exit("\n".join(said + ["The packages could not be installed; the reasons are above."]))


def lock_for_tests():
    """Where there is a browser to drive, the tests want its driver, which is large."""
    return "dev" if find_browser() or os.environ.get("REQUIRE_BROWSER") else "test"


def find_browser():
    """The path of a Chromium, or nothing. `BROWSER_PATH` names one that is elsewhere."""
    chosen = os.environ.get("BROWSER_PATH")
    return chosen or next(filter(None, map(shutil.which, BROWSERS)), None)


def lock_file(lock):
    return ROOT / "requirements" / f"{lock}.txt"


def stamp(lock):
    return VENV / f"holds-{lock}"


def fingerprint(lock):
    digest = hashlib.sha256(lock_file(lock).read_bytes()).hexdigest()
    return f"{digest} python{sys.version_info[0]}.{sys.version_info[1]}"


def is_fresh(lock):
    return stamp(lock).exists() and stamp(lock).read_text() == fingerprint(lock)


def make_venv():
    version = "import sys; print(sys.version_info[:2])"
    ours = f"({sys.version_info[0]}, {sys.version_info[1]})"
    if VENV_PYTHON.exists() and quietly([str(VENV_PYTHON), "-c", version]).stdout.strip() == ours:
        return
    # Without pip: five seconds less, and Debian's python3 has the rest of venv but not its pip.
    make = [sys.executable, "-m", "venv", "--without-pip", "--clear", str(VENV)]
    done = quietly(make)
    if done.returncode:
        sys.exit(f"{done.stdout}\nPython could not make a virtual environment in {VENV}.")


def installers():
    """Ways of installing, the fastest first; each is worked out only when the one before failed."""
    into = ["pip", "install", "--quiet", "--python", str(VENV_PYTHON)]
    if has_certificates():
        into.append("--system-certs")
    uv = shutil.which("uv")
    if uv:
        yield "uv", [uv] + into
    pip = find_pip()
    fetched = VENV_PYTHON.parent / ("uv.exe" if ON_WINDOWS else "uv")
    if quietly(pip + ["--require-hashes", "-r", str(lock_file("uv"))]).returncode == 0:
        yield "uv", [str(fetched)] + into
    yield "pip", pip


def find_pip():
    """A command that installs into .venv. A wheel of pip needs no installing to be run."""
    if importlib.util.find_spec("pip"):
        pip = [sys.executable, "-m", "pip", "--python", str(VENV_PYTHON)]
        return pip + PIP_INSTALL
    wheel = bundled_pip() or debians_pip()
    if not wheel:
        sys.exit("Plates needs pip this once. On Debian or Ubuntu: apt install python3-pip")
    return [str(VENV_PYTHON), str(wheel / "pip")] + PIP_INSTALL + own_certificates(wheel)


def bundled_pip():
    """The wheel that comes with Python, except where Debian took it out."""
    ensurepip = importlib.util.find_spec("ensurepip")
    if not (ensurepip and ensurepip.origin):
        return None
    folder = Path(ensurepip.origin).parent / "_bundled"
    return next(iter(folder.glob("pip-*.whl")), None)


def debians_pip():
    folder = VENV / "debian-pip"
    if not folder.exists():  # else left by a start that failed later on
        unpack_packages(["python3-pip-whl"], folder)
    return next(iter(folder.glob("usr/share/python-wheels/pip-*.whl")), None)


def own_certificates(wheel):
    """Debian's pip trusts the system's certificates; if there are none, use those in its wheel."""
    if has_certificates():
        return []
    inside = "pip/_vendor/certifi/cacert.pem"
    with zipfile.ZipFile(str(wheel)) as archive:
        archive.extract(inside, str(VENV))
    return ["--cert", str(VENV / inside)]


def has_certificates():
    if sys.platform in ("win32", "darwin") or os.environ.get("PIP_CERT"):
        return True
    paths = ssl.get_default_verify_paths()
    return bool(paths.cafile or (paths.capath and os.listdir(paths.capath)))


# -- Pango, which draws the PDFs ----------------------------------------------------------------


def provide_pango():
    """Where pango is missing, unpack Debian's own packages beside the Python ones; root or not."""
    if sys.platform != "linux" or SYSLIB.exists() or has_pango():
        return
    began = time.monotonic()
    tried = VENV / "without-pango"
    # Tried once: without a network apt would keep every later start waiting.
    problem = tried.read_text() if tried.exists() else unpack_packages(PANGO_PACKAGES, SYSLIB)
    if not problem:
        say(f"  pango, for PDFs: {time.monotonic() - began:.0f} s, from the system's packages")
        return
    tried.write_text(problem)
    say(f"PDFs are off, for pango is missing ({problem}). To have them, as root: {PANGO_BY_HAND}")


def has_pango():
    try:
        for library in PANGO_LIBRARIES:
            ctypes.CDLL(library)
    except OSError:
        return False
    return True


def unpack_packages(names, target):
    """Unpack Debian packages, and what they need, into a folder; the reason if that fails.

    apt fetches and checks them as it always does, only into lists and a cache of our own, which
    needs no root and leaves the system as it is.
    """
    if not (shutil.which("apt-get") and shutil.which("dpkg")):
        return "there is no apt-get here"
    with tempfile.TemporaryDirectory(dir=str(VENV)) as folder:
        work = Path(folder)
        for part in ("lists/partial", "cache/archives/partial", "debs", "tree"):
            (work / part).mkdir(parents=True)
        apt = ["apt-get", "-qq"]
        for option in (
            f"Dir::State::lists={work}/lists",
            f"Dir::Cache={work}/cache",
            "APT::Sandbox::User=root",
            "Acquire::Retries=2",
            "Acquire::http::Timeout=15",
        ):
            apt += ["-o", option]
        plan = ["install", "-s", "--no-install-recommends"]
        for arguments in (["update"], plan + list(names)):
            done = quietly(apt + arguments)
            if done.returncode:
                return last_line(done.stdout)
        # Whatever of it the system has already is taken from there, so only "Inst" lines count.
        wanted = [line.split()[1] for line in done.stdout.splitlines() if line.startswith("Inst ")]
        done = quietly(apt + ["download"] + (wanted or list(names)), cwd=str(work / "debs"))
        if done.returncode:
            return last_line(done.stdout)
        for package in sorted((work / "debs").glob("*.deb")):
            quietly(["dpkg", "-x", str(package), str(work / "tree")])
        # Under its final name only once whole: an interrupted start begins this again.
        (work / "tree").rename(target)
    return ""


def needs_library_path():
    return SYSLIB.exists() and str(SYSLIB) not in os.environ.get("LD_LIBRARY_PATH", "")


def environment():
    """The environment for .venv, with the unpacked libraries in front of the system's."""
    values = dict(os.environ)
    if needs_library_path():
        folders = sorted({str(path.parent) for path in SYSLIB.glob("**/*.so.*")})
        before = values.get("LD_LIBRARY_PATH")
        values["LD_LIBRARY_PATH"] = os.pathsep.join(folders + [before] if before else folders)
        fonts = VENV / "fonts.conf"
        fonts.write_text(FONTS_CONF)
        values.setdefault("FONTCONFIG_FILE", str(fonts))
    return values


# -- Small things -------------------------------------------------------------------------------


def quietly(command, **options):
    """Run it; what it says is kept for the case that it fails."""
    try:
        return subprocess.run(  # noqa: S603 - only ever our own commands
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            **options,
        )
    except OSError as error:
        return subprocess.CompletedProcess(command, 127, str(error))


def last_line(text):
    return (text.strip().splitlines() or ["no reason given"])[-1]


@contextlib.contextmanager
def one_at_a_time():
    """Of two starts at once, the second waits until the first has prepared everything."""
    (ROOT / "var").mkdir(exist_ok=True)
    with open(str(ROOT / "var" / "prepare.lock"), "a+") as file:
        hold(file)
        yield


def hold(file):
    """Wait for the file's lock, which the system frees even when its holder is killed."""
    if ON_WINDOWS:
        msvcrt = importlib.import_module("msvcrt")
        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)
        return
    fcntl = importlib.import_module("fcntl")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        say("Another start is preparing; waiting for it.")
        fcntl.flock(file, fcntl.LOCK_EX)
