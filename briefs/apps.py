from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from briefs.job_types import create_first_types


class BriefsConfig(AppConfig):
    name = "briefs"
    verbose_name = _("Jobs and briefs")

    def ready(self):
        post_migrate.connect(create_first_types, sender=self)
