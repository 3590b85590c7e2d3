import os
import sys
from contextlib import ExitStack

from django.conf import settings
from django.core.management.base import BaseCommand

from agency.management import suite
from agency.management.throwaway import ThrowawayPostgres, ThrowawayRedis

HELP = """python3 manage.py test             everything that can be tested here
python3 manage.py test --postgres  the same, on a PostgreSQL and a Redis made for it
python3 manage.py test -k clock    whatever else is given goes to pytest, on DATABASE_URL"""


class Command(BaseCommand):
    help = HELP

    def run_from_argv(self, argv):
        arguments = argv[2:]
        if arguments in (["--help"], ["-h"]):
            print(HELP)
            return
        with ExitStack() as stack:
            services = given_services()
            if "--postgres" in arguments:
                arguments.remove("--postgres")
                services = throwaway_services(stack)
            sys.exit(suite.pytest(arguments, services) if arguments else run_all(services))


def run_all(services):
    """The suite on SQLite, on the services, and in the browser; then the story of it."""
    runs = [suite.Run("SQLite", suite.WITHOUT_BROWSER)]
    missing, notes = [], []
    for requirement, problem in [
        ("REQUIRE_SERVICES", add_services(runs, services)),
        ("REQUIRE_BROWSER", add_browser(runs)),
        ("REQUIRE_PDF", without_pdf()),
    ]:
        if problem:
            is_required = os.environ.get(requirement, "") not in ("", "0")
            (missing if is_required else notes).append(problem)
    for run in runs:
        run.go()
    failed = any(run.code for run in runs)
    tell(runs, notes, missing)
    return 1 if failed or missing else 0


def tell(runs, notes, missing):
    print()
    for run in runs:
        for reason, times in run.skipped.items():
            print(f"{run.name}: {times} skipped: {reason}")
    for note in notes:
        print(note)
    for problem in missing:
        print(f"Required, but {problem}")
    print(" · ".join(map(str, runs)))


def add_services(runs, services):
    names = {"DATABASE_URL": "PostgreSQL", "REDIS_URL": "Redis"}
    missing = [names[name] for name in names if name not in services]
    if len(missing) == 2:
        return "PostgreSQL + Redis: not asked for (set DATABASE_URL and REDIS_URL, or --postgres)"
    name = " + ".join(names[service] for service in services)
    problem = suite.why_unreachable(services)
    if problem:
        return f"{name}: does not answer: {problem}"
    runs.append(suite.Run(name, suite.WITHOUT_BROWSER, services))
    return f"{missing[0]}: not asked for" if missing else ""


def add_browser(runs):
    if not has_browser_tests():
        return ""
    problem = suite.why_no_browser()
    if problem:
        return f"browser: not run, for {problem}"
    runs.append(suite.Run("browser", [suite.BROWSER_TESTS], suffix=suite.browser_version()))
    return ""


def has_browser_tests():
    return (settings.BASE_DIR / suite.BROWSER_TESTS).exists()


def without_pdf():
    problem = suite.why_no_pdf()
    return f"PDF: not tested, for {problem}" if problem else ""


def given_services():
    """DATABASE_URL and REDIS_URL, where they name a PostgreSQL and a Redis."""
    database = os.environ.get("DATABASE_URL", "")
    services = {"DATABASE_URL": database} if database.startswith("postgres") else {}
    if os.environ.get("REDIS_URL"):
        services["REDIS_URL"] = os.environ["REDIS_URL"]
    return services


def throwaway_services(stack):
    lacking = [s.__name__ for s in (ThrowawayPostgres, ThrowawayRedis) if not s.program()]
    if lacking:
        sys.exit("--postgres needs initdb and redis-server: apt install postgresql redis-server")
    return {
        "DATABASE_URL": stack.enter_context(ThrowawayPostgres()).url,
        "REDIS_URL": stack.enter_context(ThrowawayRedis()).url,
    }
