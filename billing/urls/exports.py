from django.urls import path

from billing.views import exports

urlpatterns = [
    path("money/exports/", exports.exports, name="exports"),
    path("money/exports/make/", exports.make_export, name="make-export"),
    path("money/exports/<int:pk>/", exports.export, name="export"),
    path("money/exports/<int:pk>/void/", exports.void_export, name="void-export"),
    path("money/exports/files/<int:pk>/", exports.export_file, name="export-file"),
    path("money/accounts/revenue/", exports.revenue_accounts, name="revenue-accounts"),
    path(
        "money/companies/<int:pk>/accounts/revenue/",
        exports.add_revenue_account,
        name="add-revenue-account",
    ),
    path(
        "money/accounts/revenue/<int:pk>/",
        exports.edit_revenue_account,
        name="edit-revenue-account",
    ),
    path("money/companies/<int:pk>/bookkeeping/", exports.edit_bookkeeping, name="bookkeeping"),
]
