"""How things look in words: times, durations, money, shares, icons. Formatting only."""

from datetime import datetime, timedelta

from babel.core import Locale, UnknownLocaleError
from babel.numbers import format_compact_currency, format_currency
from django import forms, template
from django.templatetags.static import static
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from agency.lib import chart
from agency.lib.once import ONCE, fresh_key
from agency.management.commands.build_icons import NAMES

register = template.Library()

MINUS, NO_BREAK = "\u2212", "\u00a0"
ICONS = frozenset(NAMES)
TONE_OF = {
    "crit": ("red", "at_risk", "late", "overdue", "error", "danger"),
    "warn": ("amber", "wobbling", "soon", "warning"),
    "good": ("green", "steady", "met", "success"),
    "info": (),
    "outline": (),
}
TONES = {word: tone for tone, words in TONE_OF.items() for word in (tone, *words)}
NOTHING = SafeString("")
SILENT_ICON = '<svg class="{}" viewBox="0 0 24 24" aria-hidden="true"><use href="{}"/></svg>'
SPEAKING_ICON = (
    '<svg class="{}" viewBox="0 0 24 24" role="img" aria-label="{}"><use href="{}"/></svg>'
)
SILENT = SafeString('aria-hidden="true"')
PERSON = '<span class="person"><span class="{}" aria-hidden="true">{}</span>{}{}</span>'
PERSON_LINK = '<a class="person" href="{}"><span class="{}" aria-hidden="true">{}</span>{}{}</a>'
PLATE = (
    '<svg class="plate {}" viewBox="0 0 20 20" {}><path class="stick" d="M10 9.5V18.5"/>'
    '<ellipse class="disc" cx="10" cy="8" rx="8.5" ry="2.4" transform="rotate({} 10 8)"/></svg>'
)
RUNNING = '<due-clock data-due="{}" data-seconds="{}" data-now="{}">{}</due-clock>'
CLOCK = (
    '<time class="clock{} {}" datetime="{}" title="{}"><svg class="ring" viewBox="0 0 20 20" '
    'aria-hidden="true"><circle class="track" cx="10" cy="10" r="8"/><circle class="left" '
    'cx="10" cy="10" r="8" stroke-dasharray="{}"/></svg><span>{}</span></time>'
)
IN_HOURS_UNTIL = timedelta(hours=48)
SOON = timedelta(hours=6)


# -- Icons and marks ----------------------------------------------------------------------------


@register.simple_tag
def icon(name, label="", size="", tone=""):
    """One icon of the sprite: silent beside words, or with a label of its own."""
    return drawing(name, label, size, tone)


def drawing(name, label="", size="", tone=""):
    if name not in ICONS:
        raise ValueError(f"No icon {name!r}; add it to build_icons.")
    classes = " ".join(filter(None, ("icon", size, tone)))
    shape = f"{static('img/icons.svg')}#i-{name}"
    if not label:
        return format_html(SILENT_ICON, classes, shape)
    return format_html(SPEAKING_ICON, classes, label, shape)


@register.simple_tag
def once():
    """The hidden field by which a form that is sent twice takes effect once."""
    return format_html('<input type="hidden" name="{}" value="{}">', ONCE, fresh_key())


@register.filter
def tone(word):
    """The colour of a state: crit, warn, good, info or none, whatever the state calls itself."""
    return TONES.get(str(word or "").lower(), "")


@register.simple_tag
def badge(text, tone="", icon=""):
    """A state in a word or two; `tone` is crit, warn, good, info, outline or the state's own."""
    drawn = drawing(icon) if icon else NOTHING
    return format_html('<span class="badge {}">{}{}</span>', TONES.get(tone, ""), drawn, text)


@register.filter
def initials(name):
    words = str(name or "").replace("-", " ").split()
    if not words:
        return "?"
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()


@register.simple_tag
def person(name, role="", url="", client=False):
    """A name with its mark, square for somebody at the client; with `url` a link."""
    mark = "avatar client" if client else "avatar"
    after = format_html(' <span class="role">{}</span>', role) if role else NOTHING
    if url:
        return format_html(PERSON_LINK, url, mark, initials(name), name, after)
    return format_html(PERSON, mark, initials(name), name, after)


@register.simple_tag
def plate(band, label=""):
    """The spinning plate of a band or a tone; silent without a label."""
    colour = tone(band)
    speech = format_html('role="img" aria-label="{}"', label) if label else SILENT
    return format_html(PLATE, colour, speech, chart.tilt(colour))


# -- Time ---------------------------------------------------------------------------------------


@register.filter
def duration(span):
    """A timedelta or seconds: "3 h 12 min", from 48 hours on "3 days"."""
    span = abs(span if isinstance(span, timedelta) else timedelta(seconds=float(span or 0)))
    if span > IN_HOURS_UNTIL:
        return ngettext("%(count)d day", "%(count)d days", span.days) % {"count": span.days}
    minutes = int(span.total_seconds() // 60)
    hours, minutes = divmod(minutes, 60)
    if not hours:
        return _("%(minutes)s min") % {"minutes": minutes}
    if not minutes:
        return _("%(hours)s h") % {"hours": hours}
    return _("%(hours)s h %(minutes)s min") % {"hours": hours, "minutes": minutes}


def _local(value):
    is_aware = isinstance(value, datetime) and timezone.is_aware(value)
    return timezone.localtime(value) if is_aware else value


def _today(at=None):
    return timezone.localtime(at).date() if at else timezone.localdate()


@register.filter
def day(value, at=None):
    """ "Thu 26 Nov"; the year only when it is not this one."""
    if not value:
        return ""
    value = _local(value)
    is_this_year = value.year == _today(at).year
    shape = pgettext("day", "D j M") if is_this_year else pgettext("day", "D j M Y")
    return date_format(value, shape)


@register.filter
def clock_time(value):
    """ "08:12"."""
    return date_format(_local(value), "H:i") if value else ""


@register.filter
def when(value, at=None):
    """ "today 08:12", "tomorrow 09:45", else "Thu 26 Nov"; a date without its time."""
    if not value:
        return ""
    value = _local(value)
    has_time = isinstance(value, datetime)
    distance = ((value.date() if has_time else value) - _today(at)).days
    near = {-1: _("yesterday"), 0: _("today"), 1: _("tomorrow")}.get(distance)
    if near is None:
        return day(value, at)
    return f"{near} {clock_time(value)}" if has_time else near


@register.filter
def moment(value, at=None):
    """Always with the time: "today 08:12", "Thu 26 Nov, 08:12"."""
    if not value:
        return ""
    near = when(value, at)
    return near if near.endswith(clock_time(value)) else f"{near}, {clock_time(value)}"


@register.filter
def full(value):
    """Everything, for a hover: "Thursday 26 November 2026, 08:12 CET"."""
    if not value:
        return ""
    value = _local(value)
    text = date_format(value, pgettext("day in full", "l j F Y"))
    if isinstance(value, datetime):
        text = f"{text}, {date_format(value, 'H:i')} {value.tzname() or ''}".strip()
    return text


@register.simple_tag
def stamp(value, shape="when", at=None):
    """A <time>: short on the page, in full on hover. `shape` is when, moment, day or clock_time."""
    if not value:
        return ""
    shapes = {"when": when, "moment": moment, "day": day}
    words = clock_time(value) if shape == "clock_time" else shapes[shape](value, at)
    return format_html('<time datetime="{}" title="{}">{}</time>', iso(value), full(value), words)


@register.filter
def iso(value):
    """For a datetime attribute and for scripts."""
    value = _local(value)
    return value.isoformat(timespec="seconds") if isinstance(value, datetime) else value.isoformat()


@register.simple_tag
def clock(due, met=None, hours=24, at=None, pill=False):
    """What is left until `due`, with a ring and ticking; `met` is when the thing was done."""
    allowed = timedelta(hours=float(hours or 24))
    at = at or timezone.now()
    left = due - (met or at)
    words, tone, span, share = reading(left, allowed, is_met=bool(met))
    face = format_html(
        CLOCK,
        SafeString(" pill") if pill else NOTHING,
        tone,
        iso(due),
        full(due),
        chart.ring(share),
        words % {"span": duration(span)},
    )
    return (
        face if met else format_html(RUNNING, iso(due), int(allowed.total_seconds()), iso(at), face)
    )


def reading(left, allowed, *, is_met):
    """The sentence, the tone, the span it names, and how much of the ring is left."""
    if is_met and left < timedelta(0):
        return _("Sent %(span)s late"), "warn", left, 1
    if is_met:
        return _("Sent after %(span)s"), "good", allowed - left, 1
    if left <= timedelta(0):
        return _("%(span)s late"), "crit", left, 1
    return _("%(span)s left"), "warn" if left <= SOON else "", left, left / allowed


# -- Numbers ------------------------------------------------------------------------------------


def _locale():
    code = (get_language() or "en").replace("-", "_")
    try:
        return Locale.parse("en_GB" if code == "en" else code)
    except (UnknownLocaleError, ValueError):
        return Locale.parse("en_GB")


@register.filter
def money(amount, currency=""):
    """ "€46,036.00" in the reader's way; without a currency the bare figure of a table cell."""
    if amount is None or amount == "":
        return ""
    if currency:
        text = format_currency(amount, str(currency), locale=_locale())
    else:
        text = number_format(amount, decimal_pos=2, force_grouping=True)
    return text.replace("-", MINUS)


@register.filter
def money_short(amount, currency="EUR"):
    """ "€2.18m", "€64k" for facts and heads; the exact sum stands in the record."""
    if amount is None or amount == "":
        return ""
    digits = 2 if abs(amount) >= 1_000_000 else 0
    text = format_compact_currency(amount, str(currency), locale=_locale(), fraction_digits=digits)
    if _locale().language == "en":  # CLDR knows only capitals here
        text = text[:-1] + text[-1].lower()
    return text.replace("-", MINUS)


@register.filter
def percent(value, digits=0):
    """23 as "23 %", the figure and its sign kept on one line."""
    if value is None or value == "":
        return ""
    return f"{number_format(value, decimal_pos=digits)}{NO_BREAK}%".replace("-", MINUS)


@register.filter
def signed(value, digits=0):
    """ "+4", "−3", "0": a change."""
    text = number_format(abs(value), decimal_pos=digits)
    return f"{'+' if value > 0 else MINUS if value < 0 else ''}{text}"


# -- Charts -------------------------------------------------------------------------------------


# A parameter nobody gave an include arrives as "".


@register.simple_tag
def spark_data(values, limit=None, low=0, high=100, width=88, height=28):
    limit = None if limit == "" else limit
    return chart.spark(values or [], limit=limit, low=low, high=high, width=width, height=height)


@register.simple_tag
def bar_parts(parts=None, value=None, total=None, tone=""):
    """Pieces of a bar: `parts` is [(tone, amount)], or one `value` of one `tone`."""
    total = None if total == "" else total
    return chart.stacked(parts or [(tone or "fill", value or 0)], total)


@register.filter
def fill(word):
    """The fill of a piece of a bar: pale and fill as they are, else its tone."""
    return word if word in {"fill", "pale"} else tone(word) or "fill"


@register.simple_tag
def bar_mark(amount, total):
    return chart.mark(amount, total)


# -- Forms --------------------------------------------------------------------------------------

NATIVE_PICKERS = (  # Django's date widgets are text boxes; the browser's own pickers want ISO
    (forms.DateTimeInput, "datetime-local", "%Y-%m-%dT%H:%M"),
    (forms.DateInput, "date", "%Y-%m-%d"),
    (forms.TimeInput, "time", "%H:%M"),
)
GROUPS = (forms.RadioSelect, forms.CheckboxSelectMultiple)


@register.filter
def control_kind(field):
    """Which shape the field component gives a bound field: box, group, file or line."""
    widget = field.field.widget
    if isinstance(widget, GROUPS):
        return "group"
    if isinstance(widget, forms.CheckboxInput):
        return "box"
    return "file" if isinstance(widget, forms.FileInput) else "line"


@register.filter
def control(field):
    """The bound field's own control, dressed; errors and hints are already tied to it by Django."""
    inner = field.field.widget
    for family, input_type, shape in NATIVE_PICKERS:
        if isinstance(inner, family) and inner.input_type == "text":
            inner.input_type, inner.format = input_type, shape
    attrs = {}
    if not isinstance(inner, GROUPS):  # Django would dress the group's frame, not its boxes
        dress = "check" if isinstance(inner, forms.CheckboxInput) else "input"
        attrs["class"] = f"{inner.attrs.get('class', '')} {dress}".strip()
    if isinstance(field.field, forms.DecimalField):
        attrs["inputmode"] = "decimal"
    shown = field.as_widget(attrs=attrs)
    return shown + field.as_hidden(only_initial=True) if field.field.show_hidden_initial else shown
