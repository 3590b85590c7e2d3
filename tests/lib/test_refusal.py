"""A refusal carries what the answer needs: a sentence, a status, a place."""

import pytest
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from agency.lib.refusal import Refused


def test_a_refusal_is_about_the_state_of_the_record_unless_told_otherwise():
    refusal = Refused("This report has been distributed already.")

    assert refusal.status == 409
    assert refusal.field is None
    assert str(refusal) == refusal.message == "This report has been distributed already."


def test_a_refusal_for_want_of_rank_is_forbidden_not_conflicting():
    refusal = Refused.rank("Only an account director may do this.", field="waived_by")

    assert refusal.status == 403
    assert refusal.field == "waived_by"


def test_a_refusal_can_be_given_its_status_and_field():
    refusal = Refused("Give a date.", status=422, field="due_on")

    assert (refusal.status, refusal.field) == (422, "due_on")


def test_a_refusal_speaks_the_language_of_whoever_reads_it():
    refusal = Refused(_("Yes"))

    with translation.override("it"):
        assert str(refusal) == "Sì"


def test_a_refusal_is_an_exception_that_can_be_raised_and_caught():
    with pytest.raises(Refused, match="not today"):
        raise Refused("not today")
