"""What the browser is sent: small, up to date, from our own files, and in every language."""

import gzip
import re
from importlib.util import find_spec
from pathlib import Path

import pytest
from django.template.loader import get_template

from agency.management.commands import build_icons, build_static
from agency.templatetags.script_words import SCRIPT_WORDS

ROOT = Path(__file__).resolve().parent.parent
STATIC = ROOT / "static"
# pdf.css has inks of its own: paper knows no dark theme, and its renderer no color-mix.
NOT_A_PART = {build_static.CSS.name, "pdf.css"}
SHEETS = sorted(p for p in (STATIC / "css").rglob("*.css") if p.name not in NOT_A_PART)
SCRIPTS = sorted(p for p in (STATIC / "js").glob("*.js") if p.name != build_static.JS.name)
PAGES = sorted(
    p
    for p in (ROOT / "templates").rglob("*.html")
    if p.relative_to(ROOT / "templates").parts[0] not in {"pdf", "mail"}
)
COMPONENTS = sorted((ROOT / "templates" / "components").glob("*.html"))
HTMX = Path(find_spec("django_htmx").origin).parent / "static/django_htmx/htmx-2.min.js"


def zipped(path):
    return len(gzip.compress(path.read_bytes(), 9))


def name(path):
    return str(path.relative_to(ROOT))


def test_the_bundles_are_what_their_parts_make():
    assert (ROOT / build_static.CSS).read_text() == build_static.stylesheet(ROOT), (
        "run manage.py build_static"
    )
    assert (ROOT / build_static.JS).read_text() == build_static.script(ROOT), (
        "run manage.py build_static"
    )


def test_a_page_weighs_little():
    assert zipped(ROOT / build_static.CSS) <= 14_500
    assert zipped(ROOT / build_static.JS) + zipped(HTMX) <= 35_000


@pytest.mark.parametrize("path", SHEETS, ids=name)
def test_colours_come_from_the_tokens(path):
    text = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.S)

    assert re.findall(r"#[0-9a-fA-F]{3,8}\b|\brgba?\(|\bhsla?\(", text) == []
    if path.name != "tokens.css":
        assert "oklch(" not in text.replace("in oklch", "")


def test_every_token_that_is_used_exists():
    css = (ROOT / build_static.CSS).read_text()
    given = set(re.findall(r"(--[\w-]+):", css)) | {"--tag"}  # --tag: set by line-row.js

    assert set(re.findall(r"var\((--[\w-]+)", css)) - given == set()


def dressed_in(path):
    """The classes that a sheet dresses wherever they stand: whole selectors at its outer level."""
    text = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.S)
    depth, outer = 0, ""
    for part in re.split(r"([{}])", text.replace("@layer components {", "")):
        depth += {"{": 1, "}": -1}.get(part, 0)
        outer += part if depth == 0 else ""
    selectors = re.split(r"[;},]", re.sub(r"\([^()]*\)", "", outer))
    return {s.strip() for s in selectors if re.fullmatch(r"\.[\w-]+", s.strip())}


def test_a_class_is_dressed_by_one_sheet():
    parts = [p for p in SHEETS if p.parent.name == "components" or p.name == "jobs.css"]
    homes = [(one, path.name) for path in parts for one in dressed_in(path)]
    twice = {one for one, _home in homes if [other for other, _ in homes].count(one) > 1}

    assert len(homes) > 100
    assert sorted(home for home in homes if home[0] in twice) == []


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_pages_obey_the_strict_policy(path):
    text = path.read_text()

    assert re.findall(r"\sstyle=|\son[a-z]+=|hx-on|javascript:|hx-vals=.js:", text) == []
    assert re.findall(r"<script(?![^>]*\bsrc=)[^>]*>|<style", text) == []
    assert re.findall(r"""(?:src|href)=["']https?://""", text) == []


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_pages_parse_and_ask_only_for_icons_of_the_sprite(path):
    get_template(str(path.relative_to(ROOT / "templates")))

    assert (
        set(re.findall(r'{% icon "([\w-]+)"', path.read_text())) - set(build_icons.NAMES) == set()
    )


@pytest.mark.parametrize("path", COMPONENTS, ids=name)
def test_a_component_begins_by_saying_what_it_takes(path):
    assert path.read_text().startswith("{#")


def test_the_sprite_holds_the_icons_of_the_list_and_their_licence_lies_beside():
    sprite = (ROOT / build_icons.SPRITE).read_text()

    assert re.findall(r'<symbol id="i-([\w-]+)"', sprite) == sorted(build_icons.NAMES)
    assert "ISC License" in (ROOT / build_icons.LICENCE).read_text()
    assert "SIL Open Font License" in (STATIC / "fonts" / "OFL.txt").read_text()


def test_fonts_of_the_sheet_exist():
    tokens = (STATIC / "css" / "tokens.css").read_text()
    fonts = re.findall(r'url\("\.\./fonts/([^"]+)"\)', tokens)

    assert sorted(fonts) == sorted(p.name for p in (STATIC / "fonts").glob("*.woff2"))


@pytest.mark.parametrize("path", SCRIPTS, ids=name)
def test_a_behaviour_is_small_and_reads_no_text_as_markup(path):
    text = path.read_text()

    assert text.count("\n") <= 150
    assert text.startswith("// ")
    assert (
        re.findall(r"\beval\(|new Function|innerHTML\s*=|outerHTML|insertAdjacentHTML", text) == []
    )
    assert {f"{word}.js" for word in re.findall(r'from "\./([\w-]+)\.js"', text)} <= {
        f"{shared}.js" for shared in build_static.SHARED_JS
    }


def test_scripts_ask_only_for_icons_of_the_sprite():
    text = "".join(path.read_text() for path in SCRIPTS)
    asked = re.findall(r'\b(?:icon|item|button)\("([a-z][\w-]*)"', text)

    assert set(asked) - set(build_icons.NAMES) == set()


def test_what_scripts_say_can_be_translated():
    text = "".join(path.read_text() for path in SCRIPTS)

    assert set(re.findall(r'\bt\(\s*"([^"]+)"', text)) == set(SCRIPT_WORDS)
