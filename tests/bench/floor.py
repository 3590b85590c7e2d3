"""F, the floor: what fifty rows cost in bare Django with a session, whatever one does.

One query with three joins, a template of one line a row, Django's own middleware. No permission, no
navigation, no component. Every page of Plates is measured against this in the same run.
"""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.template import Context, Engine
from django.urls import path

from reports.models import Obligation

ROWS = Engine().from_string(
    "<!doctype html><title>Floor</title><p>{{ user.name }}</p><table>{% for row in rows %}<tr>"
    "<td><a href='/{{ row.pk }}/'>{{ row.interaction.subject }}</a></td><td>{{ row.client.name }}"
    "</td><td>{{ row.owner.name }}</td><td>{{ row.due_at|date:'j M H:i' }}</td><td>{{ row.hours }}"
    "</td><td>{{ row.clock }}</td></tr>{% endfor %}</table>"
)


@login_required
def fifty_rows(request):
    rows = Obligation.objects.select_related("interaction", "client", "owner").order_by("-pk")[:50]
    return HttpResponse(ROWS.render(Context({"rows": rows, "user": request.user})))


urlpatterns = [path("", fifty_rows)]
