"""The house keeps its own rules: where things live, which way they look, how big they grow.

A rule that fails names the places. Mend the place; the rule is changed only with a reason.
"""

import ast
import re
import shutil
import subprocess
from functools import cache
from pathlib import Path

import pytest
from django.apps import apps

ROOT = Path(__file__).resolve().parent.parent
# From the ground up. A floor may look at itself and below.
FLOORS = ("agency.lib", "accounts", "briefs", "billing", "reports", "agency")
APPS = ("agency", "accounts", "briefs", "billing", "reports")
SAY_NOTHING = {
    "utils",
    "helpers",
    "common",
    "services",
    "managers",
    "mixins",
    "constants",
    "signals",
    "misc",
}
AT_THE_TOP = {
    ".ci",
    ".dockerignore",
    ".editorconfig",
    ".github",
    ".gitignore",
    "CHANGELOG.md",
    "Dockerfile",
    "LICENSE",
    "Makefile",
    "README.md",
    "SECURITY.md",
    "accounts",
    "agency",
    "billing",
    "briefs",
    "docker-compose.yml",
    "docs",
    "locale",
    "manage.py",
    "pyproject.toml",
    "reports",
    "requirements",
    "static",
    "templates",
    "tests",
}
# Where the clock may be read. Below, the time comes in as `at`.
MAY_READ_THE_CLOCK = re.compile(
    r"(/views|/tasks|/management/|/admin|/adapter|/templatetags/|^agency/(?!lib/))"
    # Who may see a client is asked of today's teams, in every query there is.
    r"|^accounts/access.py"
)
# Writing many rows at once leaves no history. Allowed where the model keeps none, which the test
# finds out by itself, and here: "file:function": reason.
WITHOUT_HISTORY = {
    "accounts/models/client_link.py:open": "counts who looked at a page, which decides nothing",
    "accounts/models/machinery.py:give_back": "counts tries of the last hour",
    "agency/search.py:put_plates": "a dict",
    "reports/models/intake.py:_write": "events as a calendar told them, which keep none",
    "agency/lib/spell.py:save_in_spell": "the history itself: one entry for a spell of writing",
    "reports/models/sweep.py:_step_one_by_one": "moves a pointer; the step rows are its history",
    "reports/models/sweep.py:_write": "moves a pointer; the step rows are its history",
    "briefs/brief_news.py:close": "notices, which keep none",
    "billing/invoice_news.py:close": "notices, which keep none",
    "billing/models/invoice_issuing.py:_seal_parts": "the lines of an invoice, which keep none",
    "reports/review_news.py:close": "notices, which keep none",
}


@cache
def modules(*folders):
    """Every Python file of these folders, parsed; migrations are written by Django."""
    found = {}
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            if "migrations" not in path.parts:
                found[path.relative_to(ROOT).as_posix()] = ast.parse(path.read_text("utf-8"))
    return found


def nodes(*kinds, folders=APPS):
    for name, tree in modules(*folders).items():
        for node in ast.walk(tree):
            if isinstance(node, kinds):
                yield name, node


def imported(node):
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [f"{node.module}.{alias.name}" for alias in node.names]


def imports(folders=APPS):
    for name, node in nodes(ast.Import, ast.ImportFrom, folders=folders):
        for target in imported(node):
            yield name, node.lineno, target


def floor_of(dotted):
    for height, floor in enumerate(FLOORS[:-1]):
        if dotted == floor or dotted.startswith(f"{floor}."):
            return height
    return len(FLOORS) - 1 if dotted.split(".")[0] == "agency" else None


def looks_up(name, target):
    above = floor_of(target)
    return above is not None and above > floor_of(name.removesuffix(".py").replace("/", "."))


# -- Floors -------------------------------------------------------------------------------------


def test_every_import_looks_down():
    assert [f"{n}:{line} {t}" for n, line, t in imports() if looks_up(n, t)] == []


def test_a_model_or_task_named_in_a_string_is_on_the_same_floor_or_below():
    dotted = re.compile(rf"({'|'.join(APPS)})\.\w[\w.]*")
    assert [
        f"{name}:{node.lineno} {node.value}"
        for name, node in nodes(ast.Constant)
        if isinstance(node.value, str)
        if dotted.fullmatch(node.value) and looks_up(name, node.value)
    ] == []


def test_the_ground_floor_knows_no_app_and_owns_no_table():
    ground = [name for name in modules("agency") if name.startswith("agency/lib/")]
    assert ground
    assert [
        f"{name}:{node.lineno}"
        for name, node in nodes(ast.ClassDef)
        if name in ground and any(ast.unparse(b) == "models.Model" for b in node.bases)
    ] == []


def test_imports_stand_at_the_top_of_the_file_except_for_slow_libraries_on_the_ground_floor():
    assert [
        f"{name}:{inner.lineno}"
        for name, node in nodes(ast.FunctionDef, ast.AsyncFunctionDef)
        if not name.startswith("agency/lib/")
        for inner in ast.walk(node)
        if isinstance(inner, (ast.Import, ast.ImportFrom))
    ] == []


@pytest.mark.parametrize(
    ("library", "rooms"),
    [
        ("weasyprint", re.compile(r"agency/lib/pdf\w*\.py")),
        ("guardian", re.compile(r"accounts/(access|models(/\w+)?)\.py")),
    ],
)
def test_a_library_with_one_door_is_imported_only_there(library, rooms):
    users = {name for name, _, target in imports() if target.split(".")[0] == library}
    assert [name for name in sorted(users) if not rooms.fullmatch(name)] == []


# -- Names and sizes ----------------------------------------------------------------------------


def test_no_file_has_a_name_that_says_nothing():
    assert [
        n for n in modules(*APPS, "tests") if SAY_NOTHING & set(Path(n).with_suffix("").parts)
    ] == []


def test_nothing_lies_at_the_top_that_does_not_belong_there():
    if not (shutil.which("git") and (ROOT / ".git").exists()):
        pytest.skip("needs git, to know which files belong to the project")
    listing = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert {name.split("/")[0] for name in listing.stdout.splitlines()} - AT_THE_TOP == set()


def test_settings_fit_on_a_few_screens():
    assert line_count("agency/settings.py") <= 250


def test_files_stay_readable_in_one_sitting():
    limits = dict.fromkeys(modules(*APPS), 400) | dict.fromkeys(modules("tests"), 700)
    assert [f"{n}: {line_count(n)}" for n, most in limits.items() if line_count(n) > most] == []


def test_functions_stay_on_one_screen():
    def most(name):
        return 60 if name.startswith("tests/") else 45

    assert [
        f"{name}:{node.lineno} {node.name}"
        for name, node in nodes(ast.FunctionDef, ast.AsyncFunctionDef, folders=(*APPS, "tests"))
        if node.end_lineno - node.lineno + 1 > most(name)
    ] == []


def line_count(name):
    return len((ROOT / name).read_text("utf-8").splitlines())


# -- Templates and styles -----------------------------------------------------------------------


def templates():
    for path in sorted((ROOT / "templates").rglob("*.html")):
        yield path.relative_to(ROOT).as_posix(), path.read_text("utf-8")


def test_templates_stay_short():
    assert [name for name, text in templates() if len(text.splitlines()) > 120] == []


def test_pages_hold_no_style_and_no_script_of_their_own():
    forbidden = re.compile(
        r"""\sstyle=|<style\b|\son[a-z]+=["']|<script(?![^>]*\bsrc=)(?![^>]*application/json)""",
        re.I,
    )
    assert [
        f"{name}: {found[0]}"
        for name, text in templates()
        if not name.startswith(("templates/pdf/", "templates/mail/"))
        if (found := forbidden.search(text))
    ] == []


def test_pages_load_nothing_from_another_host():
    foreign = re.compile(
        r"""(?:src|href)=["'](?:https?:)?//[^"']+\.(?:js|css|woff2?|png|svg)""", re.I
    )
    assert [name for name, text in templates() if foreign.search(text)] == []


def test_colours_are_named_in_the_tokens_alone():
    # Paper has its own inks: the renderer knows neither the tokens nor the two themes.
    colour = re.compile(r":[^;{}]*#[0-9a-f]{3,8}\b", re.I)
    assert [
        path.relative_to(ROOT).as_posix()
        for path in sorted((ROOT / "static" / "css").rglob("*.css"))
        if path.name not in {"tokens.css", "pdf.css"} and colour.search(path.read_text("utf-8"))
    ] == []


# -- Time, queue, history -----------------------------------------------------------------------


def test_below_views_and_tasks_the_time_comes_in_as_an_argument():
    clocks = {
        "timezone.now",
        "timezone.localdate",
        "timezone.localtime",
        "datetime.now",
        "datetime.utcnow",
        "date.today",
        "datetime.today",
        "time.time",
    }

    def reads_clock(node):
        name = ast.unparse(node)
        # localdate(at) only converts; without an argument it reads the clock.
        return any(name.endswith(clock) for clock in clocks)

    converted = {
        id(node.func)
        for _, node in nodes(ast.Call)
        if node.args and "now" not in ast.unparse(node.func)
    }
    assert [
        f"{name}:{node.lineno} {ast.unparse(node)}"
        for name, node in nodes(ast.Attribute)
        if not MAY_READ_THE_CLOCK.search(name)
        if reads_clock(node) and id(node) not in converted
    ] == []


def test_no_task_is_sent_into_the_distant_future():
    def is_distant(keyword):
        if keyword.arg == "eta":
            return True
        seconds = getattr(keyword.value, "value", None)
        return keyword.arg == "countdown" and not (isinstance(seconds, int) and seconds <= 60)

    assert [
        f"{name}:{node.lineno}"
        for name, node in nodes(ast.Call)
        if any(is_distant(keyword) for keyword in node.keywords)
    ] == []


def test_rows_with_a_history_are_written_one_by_one():
    assert [
        f"{place} {ast.unparse(call.func)}"
        for place, owner, call in bulk_writes()
        if place not in WITHOUT_HISTORY and keeps_history(owner, call)
    ] == []


def bulk_writes():
    """Each bulk write: where it stands, the class around it, the call."""
    for name, tree in modules(*APPS).items():
        # A command that loads invented data writes it, history and all, as it should look.
        is_invented = "/commands/load_" in name or "/management/scale_" in name
        for outer in [] if is_invented else ast.walk(tree):
            for function in [
                n for n in ast.iter_child_nodes(outer) if isinstance(n, ast.FunctionDef)
            ]:
                for call in ast.walk(function):
                    if is_bulk_write(call):
                        owner = outer.name if isinstance(outer, ast.ClassDef) else None
                        yield f"{name}:{function.name}", owner, call


def is_bulk_write(node):
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
        return False
    if node.func.attr in {"bulk_create", "bulk_update"}:
        return True
    # A dict is updated with another dict, rows with keyword arguments.
    return node.func.attr == "update" and bool(node.keywords) and not node.args


def keeps_history(owner, call):
    """Whether the rows written keep one; a call that can't be read is taken to.

    In a method of a QuerySet, `self` and its local names are taken for rows of that set.
    """
    root = call.func
    while isinstance(root, (ast.Attribute, ast.Call)):
        root = root.value if isinstance(root, ast.Attribute) else root.func
    named = written_by_name(getattr(root, "id", None))
    written = named or written_by_name(owner)
    return not written or any(hasattr(model, "history") for model in written)


def written_by_name(name):
    return [
        model
        for model in apps.get_models()
        if name in {model.__name__, type(model._default_manager.all()).__name__}
    ]
