import re

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.models.client import Client
from accounts.models.of_client import OfClientQuerySet
from accounts.models.user import Rung, User
from agency.lib.refusal import Refused
from agency.lib.rows import locked, signed, unique_or_refused

BRAND_IS_THERE = _("The client has a brand of this name already.")


class BrandQuerySet(OfClientQuerySet):
    def add(self, client, name, category, by, at):
        """Put a brand under a client."""
        with locked(client):
            client.demand(by, Rung.AE, at)
            brand = self.model(client=client, name=name, category=category)
            brand._refuse_double()
            with unique_or_refused(BRAND_IS_THERE, field="name"):
                signed(brand, by, at).save(force_insert=True)
            client.write_search_entry(at)
        return brand


class Brand(models.Model):
    """A brand of a client; jobs and budgets hang on it."""

    client = models.ForeignKey(Client, models.PROTECT, related_name="brands")
    name = models.CharField(_("name"), max_length=120)
    category = models.CharField(_("category"), max_length=80, blank=True)
    is_active = models.BooleanField(
        _("active"), default=True, help_text=_("Jobs are opened for active brands only.")
    )

    objects = BrandQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["name"]
        verbose_name = _("brand")
        constraints = [
            models.UniqueConstraint(fields=["client", "name"], name="one_brand_per_client_name")
        ]

    def __str__(self):
        return self.name

    def can_change(self, user):
        return self.client.can_keep_people(user)

    def edit(self, name, category, is_active, by, at):
        with locked(self):
            self.client.demand(by, Rung.AE, at)
            if (self.name, self.category, self.is_active) == (name, category, is_active):
                return
            self.name, self.category, self.is_active = name, category, is_active
            self._refuse_double()
            with unique_or_refused(BRAND_IS_THERE, field="name"):
                signed(self, by, at).save(update_fields=["name", "category", "is_active"])
            self.client.write_search_entry(at)

    def _refuse_double(self):
        same = Brand.objects.filter(client=self.client, name__iexact=self.name)
        if same.exclude(pk=self.pk).exists():
            raise Refused(BRAND_IS_THERE, field="name")


# Everybody's post office: an address there says nothing about the company behind it.
FREEMAIL = frozenset(
    """
    126.com 139.com 163.com 189.cn aim.com aliyun.com alice.it aol.com arcor.de bk.ru duck.com
    email.com email.it fastmail.com fastwebnet.it foxmail.com free.fr freenet.de gmail.com
    googlemail.com hey.com hushmail.com icloud.com inbox.com inbox.ru internet.ru laposte.net
    libero.it list.ru live.com mac.com mail.com mail.ru me.com msn.com naver.com orange.fr pm.me
    posteo.de proton.me protonmail.ch protonmail.com qq.com rambler.ru rocketmail.com sfr.fr
    sina.cn sina.com sohu.com t-online.de tin.it tiscali.it tuta.com tutanota.com ukr.net
    vip.163.com vip.qq.com virgilio.it wanadoo.fr web.de wp.pl ya.ru yeah.net ymail.com zoho.com
    zohomail.com
    """.split()
)
FREEMAIL_FAMILY = re.compile(r"(gmx|hotmail|live|outlook|yahoo|yandex)\.[a-z]{2,3}(\.[a-z]{2})?\Z")
DOMAIN = RegexValidator(
    r"^(?=.{4,253}\Z)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]\Z",
    _("Write the part behind the @, for example brightwater.example."),
)


def is_freemail(domain):
    return domain in FREEMAIL or bool(FREEMAIL_FAMILY.match(domain))


class ClientDomainQuerySet(OfClientQuerySet):
    def add(self, client, domain, by, at):
        """Say that whoever writes from this mail domain belongs to the client."""
        with locked(client):
            client.demand(by, Rung.AE, at)
            if is_freemail(domain):
                sentence = _("%(domain)s gives addresses to everybody; enter people one by one.")
                raise Refused(sentence % {"domain": domain}, field="domain")
            if User.objects.filter(email__iendswith=f"@{domain}").exists():
                raise Refused(_("This is the agency's own mail domain."), field="domain")
            if client.domains.filter(domain=domain).exists():
                raise Refused(_("The client has this mail domain already."), field="domain")
            row = self.model(client=client, domain=domain)
            with unique_or_refused(_("Another client has this mail domain."), field="domain"):
                signed(row, by, at).save(force_insert=True)
        return row


class ClientDomain(models.Model):
    """A mail domain whose people belong to one client."""

    client = models.ForeignKey(Client, models.CASCADE, related_name="domains")
    domain = models.CharField(_("domain"), max_length=253, unique=True, validators=[DOMAIN])

    objects = ClientDomainQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["domain"]
        verbose_name = _("mail domain")

    def __str__(self):
        return self.domain

    def remove(self, by, at):
        """Let the domain go; contacts that came in by it stay where they are."""
        with locked(self):
            self.client.demand(by, Rung.AE, at)
            signed(self, by, at).delete()
