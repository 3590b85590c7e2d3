"""Acts that need a form: asked in a dialog, or on a page of their own where no script runs."""

from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from agency.lib.link import is_our_page
from agency.lib.refusal import Refused

PAGE, DIALOG = "accounts/dialog_page.html", "components/dialog.html"


def ask(request, record, form, act, *, title, button, done="", **words):
    """Show `form` until `act` takes what it holds; a refusal of `act` stands at its field."""
    if request.method == "POST" and form.is_valid():
        try:
            act(form.cleaned_data)
        except Refused as refusal:
            form.take(refusal)
        else:
            if done:
                messages.success(request, done)
            return go(request, record.get_absolute_url())
    words = {"body": "components/_act_form.html", **words}
    context = {"record": record, "form": form, "title": title, "button": button, **words}
    template = DIALOG if request.htmx else PAGE
    return render(request, template, context, status=form.status)


def go(request, url):
    """Leave for another page, out of a dialog as well."""
    if not request.htmx:
        return redirect(url)
    answer = HttpResponse(status=204)
    answer["HX-Redirect"] = url
    return answer


def place_before(request, otherwise):
    """Where the person came from, if that is one of our pages."""
    known = (
        request.POST.get("next"),
        request.GET.get("next"),
        request.htmx.current_url_abs_path if request.htmx else None,
        request.headers.get("Referer"),
    )
    for url in known:
        if is_our_page(url, request.get_host()) and urlsplit(url).path != request.path:
            return url
    return otherwise
