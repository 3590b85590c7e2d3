from datetime import timedelta

from django.db import models

# Longer than a session lasts, and with it any page that could send its form again.
KEPT = timedelta(days=1)


class SentFormQuerySet(models.QuerySet):
    def forget_old(self, at):
        self.filter(sent_at__lt=at - KEPT).delete()


class SentForm(models.Model):
    """A form that took effect, by a digest of who sent what from which page, and where it led."""

    digest = models.CharField(max_length=64, primary_key=True)
    answer = models.TextField(blank=True)
    sent_at = models.DateTimeField(db_index=True)

    objects = SentFormQuerySet.as_manager()

    def __str__(self):
        return self.digest
