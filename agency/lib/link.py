"""Where a click may lead back to, when the browser says where it came from."""

from django.utils.http import url_has_allowed_host_and_scheme


def is_our_page(url: str | None, host: str) -> bool:
    """Whether `url` is a page under `host`: a path from its root, or a whole address of it.

    A bare word is neither, and `redirect` would take it for the name of a view.
    """
    if not url or not url.startswith(("/", "http://", "https://")):
        return False
    return url_has_allowed_host_and_scheme(url, {host})
