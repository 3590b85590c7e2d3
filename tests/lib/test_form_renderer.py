"""The select written in Python is the one Django's template writes."""

import pytest
from django import forms
from django.forms.renderers import TemplatesSetting
from django.test.html import parse_html

from agency.lib.form_renderer import FormRenderer

HOSTILE = '"><script>alert(1)</script>'
PLAIN = [("", "Any"), (1, "One"), ("b", HOSTILE), (HOSTILE, "Hostile")]
GROUPED = [("", "Any"), ("Rome & Milan", [(1, "One"), (2, "Two")]), (HOSTILE, [(3, "Three")])]


@pytest.mark.parametrize("choices", [PLAIN, GROUPED, []])
@pytest.mark.parametrize("value", [None, "", 1, "b", HOSTILE])
def test_it_says_what_djangos_template_says(choices, value):
    attrs = {"class": "input", "required": True, "disabled": False, "title": HOSTILE}
    widget = forms.Select(attrs=attrs, choices=choices)

    ours = widget.render("client", value, renderer=FormRenderer())
    theirs = widget.render("client", value, renderer=TemplatesSetting())

    assert parse_html(ours) == parse_html(theirs)
    assert "<script>" not in ours


def test_options_with_attributes_of_their_own_keep_them():
    widget = forms.Select(choices=PLAIN)
    context = widget.get_context("client", 1, {})
    context["widget"]["optgroups"][1][1][0]["attrs"]["data-code"] = HOSTILE

    ours = FormRenderer().render(widget.template_name, context)
    theirs = TemplatesSetting().render(widget.template_name, context)

    assert parse_html(ours) == parse_html(theirs)
