"""How times, sums and shares read, in the reader's language and zone."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine
from django import forms
from django.template import Context, Template, TemplateSyntaxError
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import timezone, translation

from agency.templatetags import plates

NOON = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _tuesday_noon_in_rome():
    with time_machine.travel(NOON, tick=False), timezone.override("Europe/Rome"):
        yield


def render(source, **context):
    return Template("{% load plates %}" + source).render(Context(context))


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (timedelta(0), "0 min"),
        (timedelta(minutes=52, seconds=59), "52 min"),
        (timedelta(hours=19), "19 h"),
        (timedelta(hours=3, minutes=12), "3 h 12 min"),
        (-timedelta(hours=1, minutes=48), "1 h 48 min"),
        (timedelta(hours=48), "48 h"),
        (timedelta(hours=49), "2 days"),
        (timedelta(days=3, hours=5), "3 days"),
        (11_520, "3 h 12 min"),
        (None, "0 min"),
    ],
)
def test_a_duration_counts_hours_up_to_two_days_then_days(span, words):
    assert plates.duration(span) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (datetime(2026, 11, 24, 7, 12, tzinfo=UTC), "today 08:12"),
        (datetime(2026, 11, 23, 23, 30, tzinfo=UTC), "today 00:30"),
        (datetime(2026, 11, 25, 8, 45, tzinfo=UTC), "tomorrow 09:45"),
        (datetime(2026, 11, 23, 17, 2, tzinfo=UTC), "yesterday 18:02"),
        (datetime(2026, 11, 26, 8, 0, tzinfo=UTC), "Thu 26 Nov"),
        (datetime(2025, 10, 18, 8, 0, tzinfo=UTC), "Sat 18 Oct 2025"),
        (date(2026, 11, 24), "today"),
        (date(2027, 1, 11), "Mon 11 Jan 2027"),
        (None, ""),
    ],
)
def test_a_moment_near_today_is_said_in_words(value, words):
    assert plates.when(value) == words


def test_a_moment_always_has_its_time():
    assert plates.moment(datetime(2026, 11, 26, 8, 5, tzinfo=UTC)) == "Thu 26 Nov, 09:05"
    assert plates.moment(datetime(2026, 11, 24, 8, 5, tzinfo=UTC)) == "today 09:05"


def test_a_stamp_is_short_on_the_page_and_whole_on_hover():
    stamp = plates.stamp(datetime(2026, 11, 26, 8, 5, tzinfo=UTC))

    assert stamp == (
        '<time datetime="2026-11-26T09:05:00+01:00" '
        'title="Thursday 26 November 2026, 09:05 CET">Thu 26 Nov</time>'
    )
    assert plates.stamp(None) == ""


@pytest.mark.parametrize("shape", ["when", "moment", "day", "clock_time"])
def test_a_stamp_says_what_its_shape_says(shape):
    value = datetime(2026, 11, 26, 8, 5, tzinfo=UTC)

    assert f">{getattr(plates, shape)(value)}</time>" in plates.stamp(value, shape)


@pytest.mark.parametrize(
    ("due_in", "text", "tone", "ring"),
    [
        (timedelta(hours=23, minutes=2), "23 h 2 min left", "", "48.24 50.27"),
        (timedelta(hours=6), "6 h left", "warn", "12.57 50.27"),
        (timedelta(0), "0 min late", "crit", "50.27 50.27"),
        (-timedelta(hours=1, minutes=48), "1 h 48 min late", "crit", "50.27 50.27"),
    ],
)
def test_a_running_clock_says_how_much_is_left(due_in, text, tone, ring):
    clock = plates.clock(NOON + due_in, pill=True)

    assert f'<time class="clock pill {tone}"' in clock
    assert f'stroke-dasharray="{ring}"/></svg><span>{text}</span>' in clock
    assert 'data-seconds="86400"' in clock


def test_a_stopped_clock_says_how_long_it_took():
    due = NOON - timedelta(days=9)

    in_time = plates.clock(due, met=due - timedelta(hours=5))
    late = plates.clock(due, met=due + timedelta(hours=2))

    assert '<time class="clock good"' in in_time
    assert "<span>Sent after 19 h</span>" in in_time
    assert '<time class="clock warn"' in late
    assert "<span>Sent 2 h late</span>" in late
    assert "due-clock" not in in_time + late


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "€46,036.00"),
        ("it", "46.036,00\N{NO-BREAK SPACE}€"),
        ("ru", "46\N{NO-BREAK SPACE}036,00\N{NO-BREAK SPACE}€"),
        ("zh-hans", "€46,036.00"),
    ],
)
def test_money_is_written_the_readers_way(language, words):
    with translation.override(language):
        assert plates.money(Decimal("46036"), "EUR") == words


def test_money_short_of_zero_has_a_true_minus():
    assert plates.money(Decimal("-12.5"), "EUR") == "\N{MINUS SIGN}€12.50"
    assert plates.money(Decimal("1234.5")) == "1,234.50"
    assert plates.money(None, "EUR") == ""


def test_large_sums_have_a_short_form_for_facts():
    assert plates.money_short(Decimal("2180000"), "EUR") == "€2.18m"
    assert plates.money_short(640_000, "EUR") == "€640k"
    assert plates.money_short("", "EUR") == ""


def test_shares_and_changes():
    assert plates.percent(23) == "23\N{NO-BREAK SPACE}%"
    assert plates.percent(Decimal("4.25"), 1) in (
        "4.2\N{NO-BREAK SPACE}%",
        "4.3\N{NO-BREAK SPACE}%",
    )
    assert [plates.signed(n) for n in (4, -3, 0)] == ["+4", "\N{MINUS SIGN}3", "0"]


def test_initials_take_the_first_and_the_last_name():
    names = ["Nadia Ferrante", "Anna Maria de Luca", "Plates", "", "王小明"]

    assert [plates.initials(name) for name in names] == ["NF", "AL", "P", "?", "王"]


def test_states_share_three_tones():
    words = ["red", "Amber", "green", "grey", "at_risk", "info", None, "nonsense"]

    assert [plates.tone(word) for word in words] == [
        "crit", "warn", "good", "", "crit", "info", "", "",
    ]  # fmt: skip


def test_an_icon_beside_words_is_silent_and_one_alone_speaks():
    assert 'aria-hidden="true"' in plates.icon("inbox")
    assert 'role="img" aria-label="A &lt;b&gt;"' in plates.icon("inbox", "A <b>")
    with pytest.raises(ValueError, match="no-such"):
        plates.icon("no-such")


def test_figures_inside_svg_have_a_point_whatever_the_language():
    with translation.override("ru"):
        bar = render('{% include "components/bar.html" with value=1 total=3 label="" only %}')
        plate = render('{% plate "red" %}')

    assert 'width="33.3%"' in bar
    assert "rotate(32 10 8)" in plate


class Form(forms.Form):
    subject = forms.CharField(help_text="As the client would name it.")
    on = forms.DateField(required=False)
    ended_at = forms.DateTimeField(required=False)
    kind = forms.ChoiceField(choices=[("call", "Call")], widget=forms.RadioSelect)
    quiet = forms.BooleanField(required=False)


def test_a_wrong_field_shows_hint_and_error_and_is_tied_to_both():
    page = render('{% include "components/field.html" %}', field=Form({})["subject"])

    assert page.index("<label") < page.index("As the client") < page.index("required.")
    assert page.index("required.") < page.index("<input")
    assert 'aria-describedby="id_subject_helptext id_subject_error"' in page
    assert 'id="id_subject_helptext"' in page
    assert 'id="id_subject_error"' in page
    assert 'aria-invalid="true"' in page


def test_dates_are_asked_with_the_browsers_own_pickers_in_every_language():
    form = Form(initial={"on": date(2026, 11, 27), "ended_at": NOON})

    with translation.override("ru"):
        day, moment = plates.control(form["on"]), plates.control(form["ended_at"])

    assert 'type="date"' in day
    assert 'value="2026-11-27"' in day
    assert 'type="datetime-local"' in moment
    assert 'value="2026-11-24T12:00"' in moment


def test_what_may_be_left_out_says_so():
    form = Form()

    optional = render('{% include "components/field.html" %}', field=form["on"])
    required = render('{% include "components/field.html" %}', field=form["subject"])

    assert "(optional)" in optional
    assert "(optional)" not in required


def test_a_group_has_a_legend_and_a_box_stands_before_its_words():
    form = Form()

    group = render('{% include "components/field.html" %}', field=form["kind"])
    box = render('{% include "components/field.html" %}', field=form["quiet"])

    assert "<fieldset" in group
    assert "<legend>Kind" in group
    assert box.index("<input") < box.index("<label")


def test_the_summary_of_errors_leads_to_each_field():
    page = render('{% include "components/form.html" %}', form=Form({}))

    assert 'role="alert" tabindex="-1"' in page
    assert '<a class="link" href="#id_subject">Subject: This field is required.</a>' in page


@pytest.mark.parametrize("page", ["base.html", "public.html", "500.html", "errors/503.html"])
def test_the_frame_stands_without_anybody_signed_in(page):
    text = render_to_string(page, {})

    assert "<main" in text
    assert "<nav" not in text


def test_the_frame_with_a_navigation_marks_the_page_one_is_on():
    here = {"url": "/day/", "label": "My day", "icon": "sun", "current": True, "count": 2}
    nav = {
        "home": here,
        "groups": [{"title": "Work", "items": [here | {"current": False, "key": "w"}]}],
        "pinned": [{"url": "/c/", "label": "Bank", "band": "red", "band_label": "At risk"}],
        "tabs": [here, {"label": "More", "icon": "menu"}],
        "person": {"name": "Ada Low", "initials": "AL", "title": "AE", "url": "/me/"},
        "inbox": {"url": "/inbox/", "count": 3},
        "agency_name": "Northlight",
        "log_url": "/log/",
        "search_url": "/search/",
        "suggest_url": "/suggest/",
    }

    page = render_to_string("base.html", {"nav": nav}, RequestFactory().get("/day/"))

    assert page.count('aria-current="page"') == 2
    assert 'aria-label="At risk"' in page
    assert 'data-go="w"' in page


def test_done_acts_become_toasts_and_the_rest_stays_on_the_page():
    done = {"level_tag": "success", "__str__": "Sent"}
    page = render(
        '{% include "components/messages.html" %}',
        messages=[done, {"level_tag": "warning"}],
    )

    assert page.count("callout") == 1
    assert 'class="callout warn"' in page


def test_an_unknown_tag_is_a_fault_at_once():
    with pytest.raises(TemplateSyntaxError):
        render("{% nonsense %}")
