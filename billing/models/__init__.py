from billing.models.approval_limit import RANKS, ApprovalLimit, can_set_limits
from billing.models.billing_profile import BillingProfile
from billing.models.ceiling_watch import CeilingStep, CostOverride
from billing.models.columns import Group, Unit, VatCategory
from billing.models.cost_rate import CostRate
from billing.models.cost_rule import CostRule
from billing.models.estimate import BillingStep, Estimate, EstimateLine, EstimateVersion
from billing.models.exchange_rate import ExchangeRate
from billing.models.expense import Expense
from billing.models.legal_entity import BankAccount, LegalEntity
from billing.models.month_close import MonthClose
from billing.models.payment_run import Payment, PaymentRun
from billing.models.purchase_order import PurchaseOrder
from billing.models.quote import Quote
from billing.models.rate_card import Rate, RateCard
from billing.models.supplier import Supplier
from billing.models.supplier_bill import BillPart, SupplierBill
from billing.models.tax_rate import TaxRate
from billing.models.time_entry import TimeEntry
from billing.usual_limits import USUAL, Limited

__all__ = [
    "RANKS",
    "USUAL",
    "ApprovalLimit",
    "BankAccount",
    "BillPart",
    "BillingProfile",
    "BillingStep",
    "CeilingStep",
    "CostOverride",
    "CostRate",
    "CostRule",
    "Estimate",
    "EstimateLine",
    "EstimateVersion",
    "ExchangeRate",
    "Expense",
    "Group",
    "LegalEntity",
    "Limited",
    "MonthClose",
    "Payment",
    "PaymentRun",
    "PurchaseOrder",
    "Quote",
    "Rate",
    "RateCard",
    "Supplier",
    "SupplierBill",
    "TaxRate",
    "TimeEntry",
    "Unit",
    "VatCategory",
    "can_set_limits",
]
