"""What people are told about questions and comments: asked, answered, said."""

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.models.about import about
from accounts.models.notice import Notice


def tell_of_asking(question, by, at, missing=""):
    """Whoever is to find the answer hears of it; nobody else has anything to do."""
    asked = f"{missing} ({question.text})" if missing else question.text
    finish(question, at)
    person = question.assignee
    if person == by:
        return
    with translation.override(person.language):
        day = date_format(question.target_on, pgettext("day", "D j M"))
        text = _("To answer by %(day)s: %(text)s") % {"day": day, "text": asked}
        reason = _("because %(name)s asked you") % {"name": (by or question.asker).name}
        _tell(question, person, text, reason, at, is_to_do=True)


def tell_asker(question, by, at):
    """Whoever asked hears what is known now. A client's person is answered by his own people."""
    if question.answered_at:
        finish(question, at)
    person = question.asked_by
    if person is None or person == by or not person.is_active:
        return
    with translation.override(person.language):
        said = question.answer or question.holding_reply
        facts = {"name": by.name, "said": said, "text": question.text}
        text = _("%(name)s: %(said)s (you asked: %(text)s)") % facts
        _tell(question, person, text, _("because you asked"), at)


def tell_of_comment(comment, people, by, at):
    for person in dict.fromkeys(people):
        if person != by and person.is_active:
            with translation.override(person.language):
                text = _("%(name)s: %(text)s") % {"name": by.name, "text": comment.text}
                _tell(comment, person, text, _("because you wrote what it is about"), at)


def finish(record, at):
    Notice.objects.filter(**about(record), done_at=None).update(done_at=at)


def _tell(record, person, text, reason, at, *, is_to_do=False):
    notice = Notice(
        person=person,
        client=record.client,
        text=text[:300],
        reason=reason[:300],
        url=record.get_absolute_url()[:300],
        is_to_do=is_to_do,
        created_at=at,
        **about(record),
    )
    Notice.objects.tell([notice])
