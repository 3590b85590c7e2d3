"""Timing plans reckoned backwards over six countries' calendars, across the turn of the year."""

from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from agency.lib.clock import WorkCalendar, calendar_of_country
from agency.lib.schedule import (
    Calendars,
    Circle,
    Impossible,
    Plan,
    Side,
    Span,
    Step,
    UnknownStep,
    back,
    exchanged,
    forth,
    in_order,
    on_or_before,
    slip,
    working_days,
)

DAY = timedelta(days=1)
CLOSED = {date(2026, 12, 28): "Between the years", date(2027, 1, 4): "Stocktaking"}
OFFICES = {
    country: WorkCalendar(zone, country=country, closing_days=CLOSED)
    for country, zone in {
        "DE": "Europe/Berlin",
        "GB": "Europe/London",
        "IT": "Europe/Rome",
        "RU": "Europe/Moscow",
        "CN": "Asia/Shanghai",
        "US": "America/New_York",
    }.items()
}
ROME = OFFICES["IT"]
RIYADH = calendar_of_country("SA", "Asia/Riyadh")
CLIENTS = [calendar_of_country(code, office.zone) for code, office in OFFICES.items()] + [RIYADH]
YEARS_END = st.dates(date(2025, 11, 1), date(2027, 3, 1))
both = st.builds(Calendars, st.sampled_from(list(OFFICES.values())), st.sampled_from(CLIENTS))
one_calendar = st.sampled_from(list(OFFICES.values())).map(lambda office: Calendars(office, office))


@st.composite
def steps(draw):
    """Up to nine steps; each may wait for any before it, and they come in any order."""
    found = []
    for number in range(draw(st.integers(1, 9))):
        keys = [step.key for step in found]
        after = draw(st.lists(st.sampled_from(keys), unique=True, max_size=3)) if keys else []
        days, side = draw(st.integers(1, 8)), draw(st.sampled_from(Side))
        found.append(Step(f"step-{number}", days, side, tuple(after)))
    return draw(st.permutations(found))


def chain(*steps):
    """Steps one after another: (key, days, side)."""
    found = []
    for key, days, side in steps:
        found.append(Step(key, days, side, (found[-1].key,) if found else ()))
    return found


def assert_sound(plan, spans):
    for step in plan.order:
        calendar, span = plan.calendars.of(step), spans[step.key]
        assert calendar.is_working(span.start), step
        assert calendar.is_working(span.end), step
        assert working_days(calendar, span.start, span.end + DAY) == step.days
        assert all(spans[key].end < span.start for key in step.after if key not in plan.done)


# -- What holds for every plan ------------------------------------------------------------------


@given(steps(), both, YEARS_END, YEARS_END)
def test_no_step_begins_before_what_it_waits_for_ends_and_all_work_on_their_own_days(
    steps, calendars, due_on, today
):
    plan = Plan(steps, calendars)
    schedule = plan.back_from(due_on, today)

    assert_sound(plan, schedule.spans)
    assert max(span.end for span in schedule.spans.values()) <= due_on
    assert schedule.first_start == min(span.start for span in schedule.spans.values())
    assert schedule.is_feasible == (schedule.first_start >= today)


@given(steps(), one_calendar, YEARS_END)
def test_a_due_date_one_working_day_later_moves_everything_by_one_working_day(
    steps, calendars, due_on
):
    """Where office and client keep the same calendar. With two calendars a day off of the one
    may swallow the shift, and the plan moves by one working day at most or more at a holiday."""
    office = calendars.agency
    due_on = on_or_before(office, due_on)
    plan = Plan(steps, calendars)
    was = plan.back_from(due_on, due_on).spans
    then = plan.back_from(forth(office, due_on, 1), due_on).spans

    for key, span in was.items():
        assert then[key] == Span(forth(office, span.start, 1), forth(office, span.end, 1))


@given(steps(), both, YEARS_END)
def test_a_later_due_date_never_makes_a_step_earlier(steps, calendars, due_on):
    plan = Plan(steps, calendars)
    was = plan.back_from(due_on, due_on).spans
    then = plan.back_from(due_on + DAY, due_on).spans
    assert all(then[key].start >= was[key].start for key in was)


@given(steps(), both, YEARS_END, YEARS_END)
def test_the_earliest_due_date_can_be_kept_and_the_day_before_cannot(
    steps, calendars, due_on, today
):
    plan = Plan(steps, calendars)
    earliest = plan.back_from(due_on, today).earliest_due_on

    assert plan.back_from(earliest, today).is_feasible
    assert not plan.back_from(earliest - DAY, today).is_feasible
    assert_sound(plan, plan.forward_from(today))


@given(steps(), both, YEARS_END, st.integers(-30, 30), st.data())
def test_moving_one_step_moves_only_what_must_move(steps, calendars, due_on, distance, data):
    plan = Plan(steps, calendars)
    was = plan.back_from(due_on, due_on).spans
    key = data.draw(st.sampled_from(sorted(was)))
    then = plan.moved(was, key, was[key].end + timedelta(days=distance))

    assert_sound(plan, then)
    later = distance > 0
    for each, span in was.items():
        if each != key and then[each] != span:
            assert (then[each].end > span.end) == later
            assert reaches(steps, key, each) if later else reaches(steps, each, key)


@given(steps(), both, YEARS_END)
def test_steps_held_where_they_are_stay_there(steps, calendars, due_on):
    plan = Plan(steps, calendars)
    spans = plan.back_from(due_on, due_on).spans
    ends = {key: span.end for key, span in spans.items()}
    assert plan.back_from(due_on + 9 * DAY, due_on, ends).spans == spans


@given(steps(), st.data())
def test_two_steps_that_change_places_make_no_circle(steps, data):
    keys = sorted(step.key for step in steps)
    one, other = data.draw(st.sampled_from(keys)), data.draw(st.sampled_from(keys))
    changed = exchanged(steps, one, other)
    assert len(in_order(changed)) == len(steps)
    assert exchanged(changed, one, other) == list(steps)


def reaches(steps, first, last):
    """Whether `last` waits for `first`, if need be by way of others."""
    after = {step.key: step.after for step in steps}
    return first in after[last] or any(reaches(steps, first, key) for key in after[last])


# -- Cases ----------------------------------------------------------------------------------------

# "When do you need this?": collateral takes 41 working days; the guide's own steps, and what
# remains for layout, production and delivery.
GUIDE = chain(
    ("concept", 5, Side.AGENCY),
    ("internal review", 2, Side.AGENCY),
    ("client input", 2, Side.CLIENT),
    ("revisions", 2, Side.AGENCY),
    ("estimate", 3, Side.AGENCY),
    ("client approval", 2, Side.CLIENT),
    ("production", 25, Side.AGENCY),
)


def test_the_published_guide_takes_forty_one_working_days():
    office = WorkCalendar("Europe/Rome")
    schedule = Plan(GUIDE, Calendars(office, office)).back_from(date(2026, 4, 30), date(2026, 3, 5))

    assert schedule.spans == {
        "concept": Span(date(2026, 3, 5), date(2026, 3, 11)),
        "internal review": Span(date(2026, 3, 12), date(2026, 3, 13)),
        "client input": Span(date(2026, 3, 16), date(2026, 3, 17)),
        "revisions": Span(date(2026, 3, 18), date(2026, 3, 19)),
        "estimate": Span(date(2026, 3, 20), date(2026, 3, 24)),
        "client approval": Span(date(2026, 3, 25), date(2026, 3, 26)),
        "production": Span(date(2026, 3, 27), date(2026, 4, 30)),
    }
    assert working_days(office, schedule.first_start, date(2026, 5, 1)) == 41
    assert schedule.is_feasible


def test_over_the_italian_easter_it_begins_a_day_earlier_for_each_day_off():
    schedule = Plan(GUIDE, Calendars(ROME, ROME)).back_from(date(2026, 4, 30), date(2026, 3, 4))
    assert schedule.first_start == date(2026, 3, 4)  # Easter Monday is the 6th of April
    assert schedule.infeasible_by == 0


def test_a_plan_that_should_have_begun_says_by_how_many_working_days_and_when_it_could_end():
    office = WorkCalendar("Europe/Rome")
    schedule = Plan(GUIDE, Calendars(office, office)).back_from(
        date(2026, 4, 30), date(2026, 3, 16)
    )
    assert schedule.infeasible_by == 7
    assert schedule.earliest_due_on == date(2026, 5, 11)


def test_each_side_keeps_its_own_days():
    work = chain(("layout", 2, Side.AGENCY), ("approval", 2, Side.CLIENT), ("print", 1, "agency"))
    schedule = Plan(work, Calendars(ROME, RIYADH)).back_from(date(2026, 3, 16), date(2026, 1, 1))
    # Riyadh works on Sunday, Rome does not; Riyadh rests on Friday and Saturday.
    assert schedule.spans == {
        "print": Span(date(2026, 3, 16), date(2026, 3, 16)),
        "approval": Span(date(2026, 3, 12), date(2026, 3, 15)),
        "layout": Span(date(2026, 3, 10), date(2026, 3, 11)),
    }


def test_a_make_up_saturday_in_china_is_worked_and_an_own_closing_day_is_not():
    work = [Step("a", 2)]
    china = OFFICES["CN"]
    saturday = date(2026, 2, 28)  # made up for the Spring Festival
    spans = Plan(work, Calendars(china, china)).back_from(saturday + DAY, saturday).spans
    assert spans["a"] == Span(date(2026, 2, 27), saturday)
    spans = Plan(work, Calendars(ROME, ROME)).back_from(date(2026, 12, 29), saturday).spans
    assert spans["a"] == Span(date(2026, 12, 24), date(2026, 12, 29))


def test_what_is_done_never_moves_and_no_longer_counts():
    done = {"concept": Span(date(2026, 3, 2), date(2026, 3, 20))}
    plan = Plan(GUIDE, Calendars(ROME, ROME), done)
    schedule = plan.back_from(date(2026, 4, 30), date(2026, 3, 23))
    assert schedule.spans["concept"] == done["concept"]
    assert schedule.first_start == schedule.spans["internal review"].start
    assert (
        plan.moved(schedule.spans, "internal review", date(2026, 1, 2))["concept"]
        == (done["concept"])
    )


def test_a_circle_is_refused_and_named():
    ring = [Step("a", after=("c",)), Step("b", after=("a",)), Step("c", after=("b",)), Step("d")]
    with pytest.raises(Circle) as refused:
        in_order(ring)
    assert set(refused.value.keys) == {"a", "b", "c"}
    assert refused.value.keys[0] == refused.value.keys[-1]


def test_unknown_and_doubled_steps_and_those_that_take_no_time_are_refused():
    with pytest.raises(UnknownStep, match="'a' waits for 'x'"):
        in_order([Step("a", after=("x",))])
    with pytest.raises(Impossible):
        in_order([Step("a"), Step("a")])
    with pytest.raises(Impossible):
        Step("a", 0)


@given(YEARS_END, st.integers(-20, 20))
def test_a_slip_is_counted_in_working_days(was, count):
    was = on_or_before(ROME, was)
    then = forth(ROME, was, count) if count >= 0 else back(ROME, was, -count)
    assert slip(ROME, was, then) == count
    assume(was != then)
    assert slip(ROME, then, was) == -count
