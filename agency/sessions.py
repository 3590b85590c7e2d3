"""Sessions in the database that end twelve hours after they began, however busy they are."""

from datetime import timedelta

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore as DatabaseSession
from django.utils import timezone

# Where Django keeps an end that was set: a moment as text, or seconds that every save renews.
END = "_session_expiry"


class SessionStore(DatabaseSession):
    def save(self, must_create=False):
        if not isinstance(self.get(END), str):
            self.set_expiry(timezone.now() + timedelta(seconds=settings.SESSION_COOKIE_AGE))
        super().save(must_create)

    def cycle_key(self):
        """Signing in begins a new day, not the rest of an anonymous visit's."""
        self.pop(END, None)
        super().cycle_key()
