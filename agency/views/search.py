from django import forms
from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.forms import fields
from accounts.models import SearchEntry
from agency.search import KIND_ICONS, records, suggestions

SUGGESTED = 5
OF_EACH_KIND = 8
OF_ONE_KIND = 50


class SearchForm(fields.Form):
    q = fields.Line(label=_("Search for"), max_length=100, required=False)
    kind = forms.ChoiceField(choices=SearchEntry.Kind.choices, required=False)

    @property
    def words(self):
        return self.cleaned_data.get("q", "")

    @property
    def of_kind(self):
        return self.cleaned_data.get("kind", "")


@login_required
@require_safe
def search_suggest(request):
    """The command box: a few of each kind, then commands; without words the latest."""
    form = SearchForm(request.GET)
    groups = suggestions(request.user, form.words, SUGGESTED) if form.is_valid() else []
    context = {"groups": groups}
    return render(request, "components/suggestions.html", context, status=form.status)


@login_required
@require_safe
def search(request):
    """All results on a page, by kind."""
    form, groups = SearchForm(request.GET), []
    if form.is_valid():
        most = OF_ONE_KIND if form.of_kind else OF_EACH_KIND
        groups = [
            {
                "kind": kind.value,
                "title": kind.label,
                "icon": KIND_ICONS[kind],
                "entries": entries,
                "has_more": len(entries) == most,
            }
            for kind, entries in records(request.user, form.words, most, form.of_kind)
        ]
    context = {"form": form, "groups": groups, "kinds": SearchEntry.Kind.choices}
    return render(request, "agency/search.html", context, status=form.status)
