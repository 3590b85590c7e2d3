from agency.settings import *  # noqa: F403 - the same machine, only without the product
from agency.settings import INSTALLED_APPS

ROOT_URLCONF = "tests.bench.floor"
# allauth insists on a middleware of its own, and our admin on allauth.
NOT_HERE = ("allauth", "django.contrib.admin")
INSTALLED_APPS = [app for app in INSTALLED_APPS if not app.startswith(NOT_HERE)]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
