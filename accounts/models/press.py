"""The batch verb of papers: what is owed is rendered, kept and never touched again."""

import logging
import time
from datetime import timedelta

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from agency.lib import pdf

log = logging.getLogger(__name__)

LONGEST_RUN = timedelta(seconds=8)  # shorter than a tick, so that runs do not pile up


def print_due(papers, at):
    """Print what is due at `at`, until the next tick; returns how many papers were printed.

    Each paper is claimed for five minutes by a write of its own and rendered without any lock.
    """
    if not papers.to_print(at).exists():
        return 0
    began, printed = time.monotonic(), 0

    def now():
        return at + timedelta(seconds=time.monotonic() - began)

    while now() < at + LONGEST_RUN and (paper := papers.claim(now())):
        printed += print_one(paper, now)
    return printed


def print_one(paper, now):
    """Whether this paper is printed now; if not, it is put off with the reason."""
    try:
        paper.keep(rendered(paper), now())
    except pdf.PaperFailed as error:
        log.warning("Paper %s was not printed: %s %s", paper.pk, error.message, error.detail)
        paper.put_off(now(), error.message)
    except Exception:
        log.exception("Paper %s was not printed; it is set aside.", paper.pk)
        paper.put_off(now(), _("This document could not be printed."))
    else:
        return True
    return False


def rendered(paper):
    with translation.override(paper.language):
        html = render_to_string(f"pdf/{paper.template}", paper.words)
    return pdf.render(html, title=paper.title, attachment=carried(paper))


def carried(paper):
    """The e-invoice that goes inside, where the paper is about something that has one."""
    subject = paper.about
    return subject.carried_by_paper() if hasattr(subject, "carried_by_paper") else None
