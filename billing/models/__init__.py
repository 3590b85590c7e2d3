from billing.models.account_statement import AccountStatement
from billing.models.allocation import Allocation
from billing.models.approval_limit import RANKS, ApprovalLimit, can_set_limits
from billing.models.bank_statement import BankEntry, BankStatement
from billing.models.billing_profile import BillingProfile, proposed_tax
from billing.models.booking import can_book
from billing.models.collection_call import CollectionCall
from billing.models.columns import Group, Unit, VatCategory
from billing.models.estimate import BillingStep, Estimate, EstimateLine, EstimateVersion
from billing.models.exchange_rate import ExchangeRate
from billing.models.invoice import Invoice
from billing.models.invoice_file import InvoiceFile
from billing.models.invoice_line import InvoiceAdjustment, InvoiceLine, TaxSubtotal
from billing.models.invoice_run import InvoiceRun, InvoiceRunItem
from billing.models.legal_entity import BankAccount, LegalEntity
from billing.models.number_series import NumberSeries
from billing.models.of_money import can_keep_books, reads_books, sees_costs
from billing.models.payment import Part, Payment
from billing.models.rate_card import Rate, RateCard
from billing.models.reference_rate import ReferenceRate
from billing.models.reminder import Reminder
from billing.models.tax_rate import TaxRate
from billing.usual_limits import USUAL, Limited

__all__ = [
    "RANKS",
    "USUAL",
    "AccountStatement",
    "Allocation",
    "ApprovalLimit",
    "BankAccount",
    "BankEntry",
    "BankStatement",
    "BillingProfile",
    "BillingStep",
    "CollectionCall",
    "Estimate",
    "EstimateLine",
    "EstimateVersion",
    "ExchangeRate",
    "Group",
    "Invoice",
    "InvoiceAdjustment",
    "InvoiceFile",
    "InvoiceLine",
    "InvoiceRun",
    "InvoiceRunItem",
    "LegalEntity",
    "Limited",
    "NumberSeries",
    "Part",
    "Payment",
    "Rate",
    "RateCard",
    "ReferenceRate",
    "Reminder",
    "TaxRate",
    "TaxSubtotal",
    "Unit",
    "VatCategory",
    "can_book",
    "can_keep_books",
    "can_set_limits",
    "proposed_tax",
    "reads_books",
    "sees_costs",
]
