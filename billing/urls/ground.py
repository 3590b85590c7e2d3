from django.urls import path

from billing.views import companies, limits, profiles, rate_cards, rates

urlpatterns = [
    path("money/companies/", companies.legal_entities, name="legal-entities"),
    path("money/companies/new/", companies.add_legal_entity, name="add-legal-entity"),
    path("money/companies/<int:pk>/", companies.legal_entity, name="legal-entity"),
    path("money/companies/<int:pk>/edit/", companies.edit_legal_entity, name="edit-legal-entity"),
    path("money/companies/<int:pk>/books/", companies.close_books, name="close-books"),
    path(
        "money/companies/<int:pk>/retire/",
        companies.retire_legal_entity,
        name="retire-legal-entity",
    ),
    path(
        "money/companies/<int:pk>/offer/",
        companies.bring_legal_entity_back,
        name="offer-legal-entity",
    ),
    path(
        "money/companies/<int:pk>/accounts/new/",
        companies.add_bank_account,
        name="add-bank-account",
    ),
    path("money/accounts/<int:pk>/edit/", companies.edit_bank_account, name="edit-bank-account"),
    path(
        "money/accounts/<int:pk>/default/",
        companies.make_account_default,
        name="make-account-default",
    ),
    path("money/accounts/<int:pk>/close/", companies.close_bank_account, name="close-bank-account"),
    path("money/vat/", rates.tax_rates, name="tax-rates"),
    path("money/vat/new/", rates.enter_tax_rate, name="enter-tax-rate"),
    path("money/vat/<int:pk>/next/", rates.succeed_tax_rate, name="succeed-tax-rate"),
    path("money/vat/<int:pk>/take-back/", rates.take_tax_rate_back, name="take-tax-rate-back"),
    path("money/exchange/", rates.exchange_rates, name="exchange-rates"),
    path("money/exchange/new/", rates.enter_exchange_rate, name="enter-exchange-rate"),
    path("money/exchange/file/", rates.import_exchange_rates, name="import-exchange-rates"),
    path(
        "money/exchange/<int:pk>/remove/",
        rates.remove_exchange_rate,
        name="remove-exchange-rate",
    ),
    path("money/limits/", limits.approval_limits, name="approval-limits"),
    path("money/rate-cards/", rate_cards.rate_cards, name="rate-cards"),
    path("money/rate-cards/new/", rate_cards.add_rate_card, name="add-rate-card"),
    path("money/rate-cards/<int:pk>/", rate_cards.rate_card, name="rate-card"),
    path("money/rate-cards/<int:pk>/edit/", rate_cards.edit_rate_card, name="edit-rate-card"),
    path("money/rate-cards/<int:pk>/copy/", rate_cards.copy_rate_card, name="copy-rate-card"),
    path("clients/<int:pk>/billing/", profiles.profile, name="profile"),
    path("clients/<int:pk>/billing/edit/", profiles.edit_profile, name="edit-profile"),
    path("clients/<int:pk>/billing/panel/", profiles.profile_panel, name="profile-panel"),
    path("clients/<int:pk>/limits/", limits.client_limits, name="client-limits"),
]
