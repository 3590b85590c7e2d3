"""The ladder of a debt in words: who was told and when, who is next, who comes after."""

from django.utils.translation import gettext as _

from reports.models.outlook import TAKEN

STATES = {"taken": "ok", "next": "next", "later": "later"}


def rungs(sights, debt, rule=None):
    """Steps of an outlook as components/rungs.html shows them."""
    return [
        {
            "state": "told" if sight.state == TAKEN and sight.is_climb else STATES[sight.state],
            "name": ", ".join(map(named, sight.told)) or _("Nobody"),
            "detail": called(sight, rule),
            "at": sight.at,
        }
        for sight in sights
    ]


def named(told):
    name = f"{told['name']} ({told['rank']})" if told["rank"] else told["name"]
    if told.get("for"):
        return _("%(name)s, stands in for %(absent)s") % {"name": name, "absent": told["for"]}
    return name


def called(sight, rule=None):
    """What kind of step it is, in a few words; with its hours where the rule is known."""
    words = {
        "leaving": _("Send before you leave"),
        "breach": _("When it falls due"),
        "top": _("Up to the top of the ladder"),
    }
    number = 0 if sight.code in words else int(sight.code.rsplit("-", 1)[1])
    if rule is None:
        return words.get(sight.code) or (_("One rung further") if sight.is_climb else _("Reminder"))
    if number and not sight.is_climb:
        hours = sorted(rule.warning_hours, reverse=True)[number - 1]
        return _("%(hours)s h before") % {"hours": hours}
    if sight.code in {"leaving", "breach"}:
        return words[sight.code]
    hours = rule.ladder_hours[number - 1]
    if rule.ladder_clock == rule.LadderClock.CALENDAR:
        return _("%(hours)s h after") % {"hours": hours}
    return _("%(hours)s h after, on working days") % {"hours": hours}
