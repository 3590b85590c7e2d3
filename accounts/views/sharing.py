from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.forms.sharing import ShareForm, WallForm
from accounts.models import Client, ClientUserObjectPermission, ConflictWall, User
from accounts.views.client_page import at, done, filled_in, form_page, open_client_for, sent, show

LAST_VIEWS = 50


@login_required
@require_safe
def client_access(request, pk):
    client, can_raise = open_client_for(request.user, pk), ConflictWall.objects.can_raise
    if not can_raise(request.user):
        client.demand_sharing(request.user, timezone.now())
    walls, views = ConflictWall.objects.none(), []
    if can_raise(request.user):
        walls = client.walls.standing().select_related("person", "raised_by")
    if client.is_restricted and client.can_guard(request.user):
        views = client.document_views.select_related("person", "contact")[:LAST_VIEWS]
    shares = client.shares.select_related("user", "shared_by").order_by("-shared_at")
    changes = changes_of_shares(client)
    return show(request, client, "access", shares=shares, walls=walls, views=views, changes=changes)


def changes_of_shares(client):
    """Who shared the client with whom, and who took it back, newest first, for a timeline."""
    told = {"+": _("shared it with %s"), "-": _("took it back from %s")}
    rows = ClientUserObjectPermission.history.filter(
        content_object_id=client.pk, history_type__in=told
    )
    rows = rows.select_related("history_user", "user").order_by("-history_date", "-history_id")
    return [
        {
            "at": row.history_date,
            "who": row.history_user,
            "icon": "undo-2" if row.history_type == "-" else "share-2",
            "what": told[row.history_type] % row.user,
            "detail": "" if row.history_type == "-" else row.reason,
        }
        for row in rows[:LAST_VIEWS]
    ]


@login_required
def share_client(request, pk):
    client = open_client_for(request.user, pk)
    client.demand_sharing(request.user, timezone.now())
    people = User.objects.at_work().visible_to(request.user).exclude(pk=request.user.pk)
    form, back = ShareForm(sent(request), people=people), at("client-access", client)
    if filled_in(request, form, client.share, by=request.user, at=timezone.now()):
        name = form.cleaned_data["person"].name
        return done(request, _("%s can read the client now.") % name, to=back)
    return form_page(
        request,
        form,
        title=_("Share %s") % client.name,
        yes=_("Share"),
        back=back,
        client=client,
        picks=("person",),
        intro=_("The person reads everything of this client and changes nothing."),
    )


@login_required
@require_POST
def revoke_share(request, pk):
    grant = get_object_or_404(
        ClientUserObjectPermission, pk=pk, content_object__in=Client.objects.open_to(request.user)
    )
    client = open_client_for(request.user, grant.content_object_id)
    client.unshare(grant, by=request.user, at=timezone.now())
    return done(request, _("No longer shared."), to=at("client-access", client))


@login_required
@require_safe
def walls(request):
    ConflictWall.objects.demand(request.user)
    walls = ConflictWall.objects.visible_to(request.user)
    walls = list(walls.select_related("client", "person", "raised_by"))
    standing = [wall for wall in walls if not wall.lifted_at]
    lifted = [wall for wall in walls if wall.lifted_at]
    return render(request, "accounts/wall_list.html", {"walls": standing, "lifted": lifted})


@login_required
def raise_wall(request):
    ConflictWall.objects.demand(request.user)
    form = WallForm(
        sent(request),
        initial={"client": request.GET.get("client")},
        clients=Client.objects.open_to(request.user),
        people=User.objects.at_work().visible_to(request.user),
    )
    back = reverse("accounts:walls")
    if filled_in(
        request, form, ConflictWall.objects.raise_wall, by=request.user, at=timezone.now()
    ):
        return done(request, _("The wall stands."), to=back)
    return form_page(
        request,
        form,
        title=_("Raise a conflict wall"),
        yes=_("Raise the wall"),
        back=back,
        picks=("client", "person"),
        intro=_("The person leaves the team and sees nothing of the client any more."),
    )


@login_required
@require_POST
def lift_wall(request, pk):
    wall = get_object_or_404(ConflictWall.objects.visible_to(request.user), pk=pk)
    wall.lift(by=request.user, at=timezone.now())
    return done(request, _("The wall is lifted."), to="accounts:walls")
