from hashlib import sha256
from secrets import token_urlsafe

from django.core.signing import BadSignature, Signer
from django.db import models

SECRET_BYTES = 24  # 192 bits
NONE_OF_OURS = "-"  # no hash


class LinkKeyQuerySet(models.QuerySet):
    def newest(self):
        return self.order_by("-pk").values_list("pk", flat=True).first()

    def retire(self, link, at):
        """The addresses so far lead to a page that says there is a newer one."""
        self.filter(link=link, retired_at=None).update(retired_at=at)


class LinkKey(models.Model):
    """One address of a link, by the hash of its secret; an older one knows that it was replaced."""

    link = models.ForeignKey("ClientLink", models.CASCADE, related_name="keys")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = LinkKeyQuerySet.as_manager()

    def __str__(self):
        return f"{self.link_id} {self.made_at}"

    @classmethod
    def make(cls, link, at):
        """A new key; what is returned stands in the address and is kept nowhere."""
        secret = token_urlsafe(SECRET_BYTES)
        cls.objects.create(link=link, digest=hashed(secret), made_at=at)
        return signer().sign(secret)


def signer():
    return Signer(salt="client link", sep=".")


def hashed(secret):
    return sha256(secret.encode()).hexdigest()


def digest_of(token):
    """The hash of the secret in an address that we signed; no hash at all for any other."""
    try:
        return hashed(signer().unsign(token))
    except BadSignature:
        return NONE_OF_OURS
