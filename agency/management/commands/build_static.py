"""Write static/css/plates.css and static/js/plates.js from one file a component or behaviour.

A page asks for two files instead of seventy; people edit the small ones. Both are committed, and a
test says when they are stale.
"""

import re
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand

CSS = Path("static/css/plates.css")
JS = Path("static/js/plates.js")
LAYERS = ("reset", "tokens", "base", "layout", "components", "utilities", "print")
# Modules that others import from; they stay at the top of the bundle, in this order.
SHARED_JS = "words dom live hold suggest dates line-row line-typing line-tools".split()


def squeezed(css: str) -> str:
    """CSS without comments and spare blanks, a rule to a line with all that is nested in it."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.S)
    css = re.sub(r"\s*([{};,])\s*|\s+", r"\1 ", css).replace(": ", ":")
    css = re.sub(r"(?<=[{};,]) ", "", css).replace(";}", "}").strip()
    depth, lines = 0, [""]
    for part in re.split(r"(?<=[{};])", css):
        lines[-1] += part
        depth += part.endswith("{") - part.endswith("}")
        if depth == 0:
            lines.append("")
    return "\n".join(line for line in lines if line)


def stylesheet(root: Path) -> str:
    """All of static/css in layer order; the layer is the file's name, or its folder's."""
    folder = root / CSS.parent
    parts = [f"@layer {','.join(LAYERS)};"]
    for layer in LAYERS:
        single = folder / f"{layer}.css"
        files = [single] if single.exists() else sorted((folder / layer).glob("*.css"))
        inside = "\n".join(squeezed(path.read_text()) for path in files)
        parts.append(f"@layer {layer}{{\n{inside}\n}}")
    return "\n".join(parts) + "\n"


def script(root: Path) -> str:
    """All of static/js as one module: imports and exports fall away, each file keeps its scope."""
    folder = root / JS.parent
    shared = [folder / f"{name}.js" for name in SHARED_JS]
    rest = sorted(p for p in folder.glob("*.js") if p not in shared and p.name != JS.name)
    parts = [_unwired(path) for path in shared]
    parts += [f"{{\n{_unwired(path)}\n}}" for path in rest]
    return "\n".join(parts) + "\n"


def _unwired(path: Path) -> str:
    lines = []
    for line in path.read_text().splitlines():
        line = line.strip()
        if line and not line.startswith(("import ", "//")):
            lines.append(line.removeprefix("export "))
    return "\n".join(lines)


class Command(BaseCommand):
    help = "Writes static/css/plates.css and static/js/plates.js."

    def handle(self, **options):
        root = Path(settings.BASE_DIR)
        for path, text in ((CSS, stylesheet(root)), (JS, script(root))):
            (root / path).write_text(text)
            self.stdout.write(f"{path}: {len(text)} bytes")
