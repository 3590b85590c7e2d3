from django.urls import path

from reports.views import rule

urlpatterns = [path("settings/rule/", rule.rule, name="rule")]
