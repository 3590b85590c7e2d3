from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models


class About(models.Model):
    """Points at the record something is about, on whatever floor that record lives."""

    about_type = models.ForeignKey(
        ContentType, models.CASCADE, null=True, blank=True, related_name="+"
    )
    about_id = models.PositiveBigIntegerField(null=True, blank=True)
    about = GenericForeignKey("about_type", "about_id")

    class Meta:
        abstract = True


def about(record):
    """The two column values that point at `record`, for filters and bulk inserts."""
    return {
        "about_type": ContentType.objects.get_for_model(record),
        "about_id": record.pk,
    }
