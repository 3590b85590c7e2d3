"""Review boards: planned, listed, shown; the pack is put together, signed and returned."""

import pytest
from django.urls import reverse

from accounts.models import Approval, Notice
from agency.lib.refusal import Refused
from briefs.models import BoardWork, ReviewBoard
from tests.briefs.boards import (
    BEFORE,
    HOUR,
    STARTS_AT,
    make_approved,
    make_board,
    make_brief,
    make_creative,
    make_job,
    make_work,
)
from tests.cast import make_client, make_person, put_on_team

LIST = "/review-boards/"


@pytest.fixture
def chair(client_of):
    return make_creative(client_of, "chair")


@pytest.fixture
def board(client_of, ladder, chair):
    """Planned by the executive, with one route to judge against a brief that holds."""
    board = make_board(client_of, ladder.ae, chair, make_brief(client_of, ladder.ae))
    make_work(board, ladder.ae)
    return board


def text_of(answer):
    return answer.content.decode()


# -- Planning -----------------------------------------------------------------------------------


def planned_from_a_form(chair, **fields):
    return {
        "kind": "creative",
        "title": "Card launch, first round",
        "starts_at": "2030-01-07T10:00",
        "ends_at": "2030-01-07T11:00",
        "chair": chair.pk,
    } | fields


def test_an_executive_plans_a_board_from_a_job(client_of, ladder, chair, signed_in):
    job, version = make_job(client_of, ladder.ae), make_brief(client_of, ladder.ae)
    browser = signed_in(ladder.ae)
    address = f"{reverse('briefs:plan-review-board')}?job={job.pk}"
    form = browser.get(address).context["form"]
    assert (form.initial["jobs"], form.initial["title"]) == ([job.pk], "Card launch")
    data = planned_from_a_form(
        chair, jobs=[job.pk], brief_version=version.pk, co_chairs=[ladder.ad.pk]
    )
    answer = browser.post(address, data)

    board = ReviewBoard.objects.get()
    assert answer.url == board.get_absolute_url()
    assert (board.status, board.planned_by, list(board.jobs.all())) == (
        "planned",
        ladder.ae,
        [job],
    )
    assert [(seat.person, seat.get_role_display()) for seat in board.seats.all()] == [
        (chair, "Chair"),
        (ladder.ad, "Co-chair"),
    ]
    assert board.history.get().history_user == ladder.ae


def test_a_board_planned_from_a_brief_has_it_already(client_of, ladder, signed_in):
    version = make_brief(client_of, ladder.ae, make_job(client_of, ladder.ae))
    page = signed_in(ladder.ae).get(reverse("briefs:plan-review-board"), {"brief": version.pk})
    assert page.context["form"].initial["brief_version"] == version.pk


@pytest.mark.parametrize("status", ["draft", "submitted", "superseded", "withdrawn"])
def test_only_briefs_that_hold_are_judged_against(client_of, ladder, chair, signed_in, status):
    version = make_brief(client_of, ladder.ae, status=status)
    browser, address = signed_in(ladder.ae), reverse("briefs:plan-review-board")
    assert browser.get(address, {"brief": version.pk}).status_code == 404
    data = planned_from_a_form(chair, brief_version=version.pk)
    answer = browser.post(f"{address}?client={client_of.pk}", data)
    assert answer.context["form"].errors["brief_version"]


def test_those_who_sit_on_it_are_told_with_the_reason(board, chair, ladder):
    notice = Notice.objects.get(person=chair)
    assert "Card launch, first round, Tue 10 Mar, 10:30" in notice.text
    assert notice.reason == "because Ae asked you to the board"
    assert notice.url == board.get_absolute_url()


def test_nobody_who_does_not_see_the_client_is_asked(client_of, ladder, chair):
    outsider = make_person("outsider", function="creative")
    with pytest.raises(Refused, match="Ask for a place on its team"):
        make_board(client_of, ladder.ae, chair, members=[outsider])
    assert ReviewBoard.objects.count() == 0


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"ends_at": STARTS_AT}, "ends_at"),
        ({"starts_at": BEFORE - HOUR, "ends_at": BEFORE}, "starts_at"),
    ],
)
def test_a_session_lies_ahead_and_has_an_end(client_of, ladder, chair, facts, field):
    with pytest.raises(Refused) as refusal:
        make_board(client_of, ladder.ae, chair, **facts)
    assert refusal.value.field == field


def test_jobs_and_briefs_of_another_client_are_refused(client_of, ladder, chair):
    other = put_on_team(make_client("ORC", "Orchard"), ladder.ae, "ae").client
    with pytest.raises(Refused, match="A job of another client"):
        make_board(client_of, ladder.ae, chair, jobs=[make_job(other, ladder.ae)])
    with pytest.raises(Refused, match="A brief of another client"):
        make_board(client_of, ladder.ae, chair, make_brief(other, ladder.ae))


@pytest.mark.parametrize(
    ("who", "status"), [("aae", 403), ("planner", 404), ("finance", 404), ("stranger", 404)]
)
def test_who_may_not_plan(client_of, ladder, chair, signed_in, who, status):
    address = f"{reverse('briefs:plan-review-board')}?client={client_of.pk}"
    browser = signed_in(getattr(ladder, who))
    assert browser.get(address).status_code == status
    assert browser.post(address, planned_from_a_form(chair)).status_code == status
    assert ReviewBoard.objects.count() == 0


def test_a_chair_who_steps_down_makes_room(board, chair, ladder):
    board.change(ladder.ae, BEFORE, chair=ladder.ad, co_chairs=[chair])
    assert [(seat.person, seat.role) for seat in board.seats.all()] == [(ladder.ad, 1), (chair, 2)]


def test_a_move_is_told_and_keeps_the_signature(client_of, ladder, chair):
    board = make_approved(client_of, ladder.ae, ladder.ad, chair)
    later = {"starts_at": STARTS_AT + HOUR, "ends_at": STARTS_AT + 2 * HOUR}
    board.change(ladder.ae, BEFORE, chair=chair, **later)
    assert board.status == "pack_approved"
    assert Notice.objects.get(person=chair).text.startswith("Moved to Tue 10 Mar, 11:30")


def test_a_cancelled_session_says_why(board, chair, ladder, signed_in):
    address = reverse("briefs:cancel-review-board", args=[board.pk])
    browser = signed_in(ladder.ae)
    assert browser.post(address, {"reason": ""}).status_code == 422
    browser.post(address, {"reason": "The client moved the launch."})
    board.refresh_from_db()
    assert (board.status, board.cancel_reason) == ("cancelled", "The client moved the launch.")
    assert "The client moved the launch." in Notice.objects.get(person=chair).text
    assert "The client moved the launch." in text_of(browser.get(board.get_absolute_url()))


# -- The pack -----------------------------------------------------------------------------------


def test_the_director_signs_exactly_this_pack(board, ladder, chair, signed_in):
    browser = signed_in(ladder.ae)
    browser.post(reverse("briefs:submit-board-pack", args=[board.pk]))
    step = Approval.objects.get()
    assert (step.kind, step.rung, step.content_hash) == ("Board pack", 4, board.pack_hash)
    browser = signed_in(ladder.ad)
    page = text_of(browser.get(board.get_absolute_url()))
    assert board.pack_hash in page
    assert "Approve the pack" in page
    address = reverse("briefs:approve-board-pack", args=[board.pk])
    assert browser.post(address, {"content_hash": "0" * 64}).status_code == 409
    answer = browser.post(address, {"content_hash": board.pack_hash})

    assert answer.url == board.get_absolute_url()
    board.refresh_from_db()
    assert board.status == "pack_approved"
    assert "To read before" in Notice.objects.get(person=chair).text
    assert browser.post(address, {"content_hash": board.pack_hash}).status_code == 409


def test_a_pack_changed_under_the_director_is_not_signed(board, ladder):
    board.submit_pack(ladder.ae, BEFORE)
    read = board.pack_hash
    board.works.get().edit(ladder.ae, BEFORE, title="Route B")
    board.submit_pack(ladder.ae, BEFORE)
    with pytest.raises(Refused, match="It changed since you opened it"):
        board.approve_pack(ladder.ad, read, BEFORE)


@pytest.mark.parametrize("change", ["title", "work", "more", "fewer"])
def test_a_changed_pack_needs_its_signature_anew(client_of, ladder, chair, change):
    board = make_approved(client_of, ladder.ae, ladder.ad, chair, works=("Route A", "Route B"))
    acts = {
        "title": lambda: board.change(ladder.ae, BEFORE, chair=chair, title="Another"),
        "work": lambda: board.works.first().edit(ladder.ae, BEFORE, description="With sound"),
        "more": lambda: make_work(board, ladder.ae, "Route C"),
        "fewer": lambda: board.works.first().take_out(ladder.ae, BEFORE),
    }
    acts[change]()
    board.refresh_from_db()
    assert (board.status, board.pack_submitted_at) == ("planned", None)
    assert not Approval.objects.standing().exists()


def test_a_returned_pack_comes_back_with_what_to_put_right(board, ladder, signed_in):
    board.submit_pack(ladder.ae, BEFORE)
    address = reverse("briefs:return-board-pack", args=[board.pk])
    browser = signed_in(ladder.ad)
    assert browser.post(address, {"reason": " "}).status_code == 422
    browser.post(address, {"reason": "Which route is the answer?"})
    board.refresh_from_db()
    assert board.pack_submitted_at is None
    assert "Which route is the answer?" in Notice.objects.get(person=ladder.ae).text
    board.submit_pack(ladder.ae, BEFORE)


def test_a_pack_without_brief_summary_or_work_goes_nowhere(client_of, ladder, chair):
    board = make_board(client_of, ladder.ae, chair, summary="")
    for sentence, mend in (
        ("Choose the approved brief", {"brief_version": make_brief(client_of, ladder.ae)}),
        ("Write the board brief", {"summary": "Judge it."}),
        ("Put the work into the pack", {}),
    ):
        with pytest.raises(Refused, match=sentence):
            board.submit_pack(ladder.ae, BEFORE)
        board.change(ladder.ae, BEFORE, chair=chair, **mend)


def test_a_brief_replaced_meanwhile_is_not_signed(board, ladder):
    board.submit_pack(ladder.ae, BEFORE)
    version = board.brief_version
    version.status = "superseded"
    version.save()
    with pytest.raises(Refused, match="does not hold any more"):
        board.approve_pack(ladder.ad, board.pack_hash, BEFORE)


def test_who_wrote_the_pack_does_not_sign_it(client_of, ladder, chair):
    board = make_board(client_of, ladder.ad, chair, make_brief(client_of, ladder.ae))
    make_work(board, ladder.ad)
    board.submit_pack(ladder.ad, BEFORE)
    with pytest.raises(Refused, match="Nobody approves what he wrote himself"):
        board.approve_pack(ladder.ad, board.pack_hash, BEFORE)
    board.approve_pack(ladder.gad, board.pack_hash, BEFORE)
    assert board.status == "pack_approved"


def test_work_is_put_in_changed_and_taken_out(board, client_of, ladder, chair, signed_in):
    browser = signed_in(ladder.ae)
    data = {"title": "Route B", "description": "A film.", "makers": [chair.pk]}
    browser.post(reverse("briefs:add-board-work", args=[board.pk]), data)
    work = board.works.get(title="Route B")
    assert (work.position, work.round, list(work.makers.all())) == (2, 1, [chair])
    browser.post(reverse("briefs:edit-board-work", args=[work.pk]), data | {"title": "Route C"})
    work.refresh_from_db()
    assert work.title == "Route C"
    browser.post(reverse("briefs:take-out-board-work", args=[work.pk]))
    assert [work.title for work in BoardWork.objects.all()] == ["Route A"]


# -- The pages ----------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["stranger", "planner", "finance", "traffic", "admin"])
def test_a_board_is_the_clients_own_business(board, ladder, signed_in, who):
    browser = signed_in(getattr(ladder, who))
    assert browser.get(board.get_absolute_url()).status_code == 404
    assert "Card launch" not in text_of(browser.get(LIST))


def test_departments_on_the_team_see_the_board_and_the_brief_beside_it(board, chair, signed_in):
    page = text_of(signed_in(chair).get(board.get_absolute_url()))
    for words in ("Route A", "The card that waits for you.", "Judge two routes", "Single-minded"):
        assert words in page
    assert "Give the pack to the AD" not in page


def test_the_list_is_narrowed(board, client_of, ladder, signed_in):
    other = put_on_team(make_client("ORC", "Orchard"), ladder.ae, "ae").client
    make_board(other, ladder.ae, ladder.ae, title="Milk", kind="strategy")
    browser = signed_in(ladder.ae)

    def listed(query):
        return {one.title for one in browser.get(f"{LIST}?{query}").context["page"]}

    both = {"Card launch, first round", "Milk"}
    assert listed("") == both
    assert listed(f"client={other.pk}") == listed("kind=strategy") == {"Milk"}
    for nonsense in ("client=x", "kind=x", "view=x", "page=9"):
        assert listed(nonsense) == both
    assert listed("view=closed") == set()


def test_the_list_costs_the_same_with_one_board_and_with_thirty(
    board, client_of, ladder, chair, signed_in, django_assert_num_queries
):
    browser = signed_in(ladder.ae)
    browser.get(LIST)
    with django_assert_num_queries(9):
        browser.get(LIST)
    for _more in range(29):
        job = make_job(client_of, ladder.ae)
        make_board(client_of, ladder.ae, chair, jobs=[job], co_chairs=[ladder.ad])
    with django_assert_num_queries(9):
        browser.get(LIST)


def test_the_page_costs_the_same_with_one_work_and_with_thirty(
    board, ladder, chair, signed_in, django_assert_num_queries
):
    browser = signed_in(ladder.ae)
    browser.get(board.get_absolute_url())
    with django_assert_num_queries(11):
        browser.get(board.get_absolute_url())
    for number in range(29):
        make_work(board, ladder.ae, f"Route {number}", makers=[chair])
    with django_assert_num_queries(11):
        browser.get(board.get_absolute_url())


def test_a_job_shows_its_boards_and_work(client_of, ladder, chair, signed_in):
    job = make_job(client_of, ladder.ae)
    board = make_board(client_of, ladder.ae, chair, jobs=[job])
    make_work(board, ladder.ae, job=job)
    page = text_of(signed_in(ladder.ae).get(reverse("briefs:job-reviews", args=[job.pk])))
    assert "Card launch, first round" in page
    assert "Route A" in page
    other = make_job(client_of, ladder.ae)
    page = text_of(signed_in(ladder.ae).get(reverse("briefs:job-reviews", args=[other.pk])))
    assert "No board yet" in page
