from billing.models.account_statement import AccountStatement
from billing.models.allocation import Allocation
from billing.models.approval_limit import RANKS, ApprovalLimit, can_set_limits
from billing.models.bank_statement import BankEntry, BankStatement
from billing.models.billing_profile import BillingProfile, proposed_tax
from billing.models.booking import can_book
from billing.models.ceiling import authorised
from billing.models.ceiling_watch import CeilingStep, CostOverride
from billing.models.collection_call import CollectionCall
from billing.models.columns import Group, Unit, VatCategory
from billing.models.cost_rate import CostRate
from billing.models.cost_rule import CostRule
from billing.models.estimate import Estimate
from billing.models.estimate_line import BillingStep, EstimateLine
from billing.models.estimate_version import EstimateVersion
from billing.models.exchange_rate import ExchangeRate
from billing.models.expense import Expense
from billing.models.export_batch import ExportBatch, ExportedDocument, ExportFile
from billing.models.invoice import Invoice
from billing.models.invoice_file import InvoiceFile
from billing.models.invoice_line import InvoiceAdjustment, InvoiceLine, TaxSubtotal
from billing.models.invoice_run import InvoiceRun, InvoiceRunItem
from billing.models.legal_entity import BankAccount, LegalEntity
from billing.models.month_close import MonthClose
from billing.models.number_series import NumberSeries
from billing.models.of_money import can_keep_books, reads_books, sees_costs
from billing.models.payment import Part, Payment
from billing.models.payment_run import OutgoingPayment, PaymentRun
from billing.models.purchase_order import PurchaseOrder
from billing.models.quote import Quote
from billing.models.rate_card import Rate, RateCard
from billing.models.reference_rate import ReferenceRate
from billing.models.reminder import Reminder
from billing.models.revenue_account import Accounts, Bookkeeping, RevenueAccount
from billing.models.supplier import Supplier
from billing.models.supplier_bill import BillPart, SupplierBill
from billing.models.tax_rate import TaxRate
from billing.models.time_entry import TimeEntry
from billing.usual_limits import USUAL, Limited

__all__ = [
    "ExportedDocument",
    "ExportFile",
    "ExportBatch",
    "RevenueAccount",
    "Bookkeeping",
    "Accounts",
    "RANKS",
    "USUAL",
    "AccountStatement",
    "Allocation",
    "ApprovalLimit",
    "BankAccount",
    "BillPart",
    "BillingProfile",
    "BillingStep",
    "CeilingStep",
    "CostOverride",
    "CostRate",
    "CostRule",
    "BankEntry",
    "BankStatement",
    "CollectionCall",
    "Estimate",
    "EstimateLine",
    "EstimateVersion",
    "ExchangeRate",
    "Expense",
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
    "MonthClose",
    "OutgoingPayment",
    "PaymentRun",
    "PurchaseOrder",
    "Quote",
    "Rate",
    "RateCard",
    "Supplier",
    "SupplierBill",
    "ReferenceRate",
    "Reminder",
    "TaxRate",
    "TaxSubtotal",
    "TimeEntry",
    "Unit",
    "VatCategory",
    "can_book",
    "can_keep_books",
    "can_set_limits",
    "authorised",
    "proposed_tax",
    "reads_books",
    "sees_costs",
]
