"""manage.py import_calendar: the same as the upload, in words on the screen."""

import pytest
from django.core.management import CommandError, call_command

from reports.models import CalendarImport, Interaction
from tests.cast import make_domain
from tests.reports.test_calendar_page import file_of, vevent


@pytest.fixture
def bank(client_of):
    make_domain(client_of, "brightwater.example")
    return client_of


@pytest.fixture
def calendar(tmp_path, ladder):
    path = tmp_path / "mine.ics"
    content = file_of(
        vevent("card", "joanna@brightwater.example"),
        vevent("lunch"),
        vevent("inside", ladder.am.email),
        "BEGIN:VEVENT\r\nUID:broken\r\nSUMMARY:No start\r\nEND:VEVENT",
    )
    path.write_bytes(content.read())
    return path


def run(path, *options, user="ae@northlight.example"):
    call_command("import_calendar", str(path), "--user", user, *options)


def test_it_says_what_came_in_and_what_was_left_out_and_why(calendar, bank, capsys):
    run(calendar)

    said = capsys.readouterr().out
    for words in (
        "Came in:",
        "Meeting card, Brightwater Bank",
        "Please decide:",
        "Meeting lunch (Nobody else was invited.)",
        "Nobody from outside took part.",
        "No start",
        "mine.ics:",
    ):
        assert words in said
    assert Interaction.objects.get().subject == "Meeting card"


def test_a_dry_run_says_the_same_and_changes_nothing(calendar, bank, capsys):
    run(calendar, "--dry-run")

    said = capsys.readouterr().out
    assert "Meeting card, Brightwater Bank" in said
    assert "Nothing was changed." in said
    assert not CalendarImport.objects.exists()
    assert not Interaction.objects.exists()


def test_twice_it_finds_everything_there(calendar, bank, capsys):
    run(calendar)
    run(calendar)

    assert "Was there already:" in capsys.readouterr().out
    assert Interaction.objects.count() == 1


@pytest.mark.parametrize("user", ["nobody@northlight.example", "", "\x00"])
def test_an_unknown_person_is_refused(calendar, bank, user):
    with pytest.raises(CommandError, match="Nobody signs in"):
        run(calendar, user=user)


@pytest.mark.parametrize(
    ("content", "words"), [(b"hello", "not a calendar"), (b"", "empty"), (b"%PDF", "PDF")]
)
def test_a_file_that_is_no_calendar_ends_with_its_sentence(tmp_path, bank, content, words):
    path = tmp_path / "x.ics"
    path.write_bytes(content)

    with pytest.raises(CommandError, match=words) as error:
        run(path)
    assert error.value.returncode == 1


def test_a_file_that_is_not_there_is_named(tmp_path, bank):
    with pytest.raises(CommandError, match="no.ics"):
        run(tmp_path / "no.ics")
    with pytest.raises(CommandError, match="directory"):
        run(tmp_path)
