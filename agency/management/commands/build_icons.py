"""Write static/img/icons.svg, the one sprite every icon on screen is taken from."""

import re
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

SPRITE = Path("static/img/icons.svg")
LICENCE = Path("static/img/icons-LICENCE.txt")

# Lucide's own names; {% icon "inbox" %} refuses any other.
NAMES = """
archive arrow-down arrow-left arrow-right arrow-up arrow-up-right at-sign ban banknote bell
bell-off book-open briefcase briefcase-business building building-2 calculator calendar
calendar-check calendar-clock calendar-plus calendar-range calendar-x chart-column check
check-check chevron-down chevron-left chevron-right chevron-up chevrons-down chevrons-up
chevrons-up-down circle circle-alert circle-check circle-dot circle-question-mark circle-x
clipboard-check clipboard-list clock clock-alert coins copy corner-down-left download ellipsis
external-link eye eye-off file-check file-clock file-pen file-plus file-spreadsheet file-text flag
flame folder folder-open frown gauge gavel git-compare globe grip-vertical handshake hash history
hourglass house inbox info key key-round layers layout-grid lightbulb link list list-checks
list-filter list-tree lock lock-open log-in log-out mail mail-check mail-plus mail-x map-pin
megaphone meh menu message-circle message-square milestone minus monitor moon network notebook-pen
package palette paperclip pause pencil percent phone phone-incoming phone-missed pin pin-off play
plus presentation printer quote receipt-text refresh-cw repeat reply rotate-ccw rotate-cw scale
search send settings share-2 shield shield-alert shield-check sliders-horizontal smartphone smile
snowflake square square-check square-check-big square-pen square-x star sun swords table tag
target thermometer thumbs-up timer timer-off trash-2 trending-down trending-up triangle-alert
trophy umbrella undo-2 upload user-check user-minus user-plus user-round users video wallet
wifi-off workflow x zap
""".split()


def symbol(name: str, svg: str) -> str:
    """One Lucide file in, one <symbol> out, without what the CSS of .icon says anyway."""
    inside = re.search(r"<svg[^>]*>(.*)</svg>", svg, re.S).group(1)
    shapes = re.sub(r"\s*/>", "/>", re.sub(r"\s+", " ", inside)).replace("> <", "><").strip()
    return f'<symbol id="i-{name}" viewBox="0 0 24 24">{shapes}</symbol>'


class Command(BaseCommand):
    help = "Writes the icon sprite from an unpacked lucide-static package (npm pack lucide-static)."

    def add_arguments(self, parser):
        parser.add_argument("--source", type=Path, required=True, help="folder of the package")

    def handle(self, *, source, **options):
        missing = [name for name in NAMES if not (source / "icons" / f"{name}.svg").exists()]
        if missing:
            raise CommandError(f"Not in {source}: {', '.join(missing)}")
        symbols = [
            symbol(name, (source / "icons" / f"{name}.svg").read_text()) for name in sorted(NAMES)
        ]
        lines = [
            "<!-- Lucide, ISC licence: icons-LICENCE.txt. Written by manage.py build_icons. -->",
            '<svg xmlns="http://www.w3.org/2000/svg">',
            *symbols,
            "</svg>",
        ]
        root = Path(settings.BASE_DIR)
        (root / SPRITE).write_text("\n".join(lines) + "\n")
        (root / LICENCE).write_text((source / "LICENSE").read_text())
        self.stdout.write(f"{SPRITE}: {len(symbols)} icons")
