"""Bills for the tests: the dict of a paper, for one page and for three, in four languages."""

from django.template.loader import render_to_string

QR = (
    '<svg viewBox="0 0 25 25" role="img" aria-label="QR"><path fill="#fff" d="M0 0h25v25H0z"/>'
    '<path fill="#16181d" d="M2 2h7v7H2zM16 2h7v7h-7zM2 16h7v7H2zM11 3h2v2h-2zM12 11h3v3h-3zM17 12'
    'h2v2h-2zM20 17h3v2h-3zM11 18h3v4h-3zM16 20h2v3h-2zM3 11h4v2H3z"/></svg>'
)

LINES = [
    ("Strategy and planning", "40 % of 12,810.00: planning director, account team", "5,124.00"),
    ("Creative", "40 % of 16,900.00: concept and art direction, copywriting", "6,760.00"),
    ("Production", "40 % of 8,940.00: photography, retouching, print proofs", "3,576.00"),
    ("Commission on third parties", "10 % of 40 % of 5,460.00", "218.40"),
]


def line(text, aside, amount):
    return {
        "text": text, "aside": aside, "quantity": "1", "unit": "", "price": amount,
        "tax": "23 %", "net": amount,
    }  # fmt: skip


INVOICE = {
    "language": "en",
    "title": "Progress invoice INV-2026-00041, Brightwater Bank",
    "footer": "INV-2026-00041, Northlight Agency Ltd, VAT IE6388047V",
    "agency": {"name": "Northlight", "address": [], "logo": ""},
    "kind": "Progress invoice",
    "number": "",
    "heading": "INV-2026-00041",
    "status": "",
    "seal": "",
    "seller": {
        "name": "Northlight Agency Ltd",
        "lines": ["14 Harbour Row, Dublin D02", "accounts@northlight.example"],
        "tax_ids": [{"label": "VAT", "value": "IE6388047V"}],
    },
    "buyer": {
        "name": "Brightwater Bank plc",
        "lines": ["Accounts Payable, attn. Joanna Okafor", "2 Quayside Square", "Dublin D01"],
        "tax_ids": [{"label": "VAT", "value": "IE3628739UH"}],
    },
    "issued": "5 November 2026",
    "due": "5 December 2026",
    "supplied": "1 to 30 November 2026",
    "order": "PO 4500-77120",
    "reference": "",
    "contract": "",
    "job": "BWB-26-0042 Card launch",
    "estimate": "BWB-26-0042-E1 r2 of 5 November",
    "currency": "EUR",
    "credit": None,
    "lines": [line(*each) for each in LINES],
    "adjustments": [],
    "deducted": [],
    "progress": {
        "estimate": "39,196.00", "before": "0.00", "now": "15,678.40", "left": "23,517.60",
    },
    "sums": {
        "net": "15,678.40",
        "taxes": [{"rate": "23 %", "base": "15,678.40", "amount": "3,606.03"}],
        "total": "19,284.43",
        "prepaid": "",
        "rounding": "",
        "due_label": "To pay by 5 December",
        "due": "€19,284.43",
    },
    "tax_currency": None,
    "reasons": [],
    "payment": {
        "account": "Northlight Agency Ltd",
        "bank": "",
        "iban": "IE29 AIBK 9311 5212 3456 78",
        "bic": "AIBKIE2D",
        "reference": "RF93 2026 0004 1",
        "qr": QR,
    },
    "questions": [
        "About the work: Nadia Ferrante, nadia.ferrante@northlight.example",
        "About payment: accounts@northlight.example",
    ],
    "terms": "Payment within 30 days of issue. This is payment 1 of 3: 40 % at approval, 40 % after"
    " the shoot, the rest at delivery.",
    "late": "From the day after the due date we may charge statutory interest, and €40 for"
    " collection (Directive 2011/7/EU).",
    "notes": ["Media is invoiced separately by the media owner."],
}  # fmt: skip

LONG = INVOICE | {
    "kind": "Final invoice",
    "title": "Final invoice INV-2026-00052, Brightwater Bank",
    "heading": "INV-2026-00052",
    "footer": "INV-2026-00052, Northlight Agency Ltd, VAT IE6388047V",
    "lines": [
        line(f"{text}, part {part}", aside if part < 6 else "", net)
        for part in range(1, 11)
        for text, aside, net in LINES
    ],
    "adjustments": [{"text": "Volume discount, 5 % of 156,784.00", "tax": "23 %",
                     "amount": "−7,839.20"}],
    "deducted": [
        {"number": "INV-2026-00041", "issued": "5 November 2026", "net": "−15,678.40",
         "tax": "−3,606.03", "total": "−19,284.43"},
        {"number": "INV-2026-00047", "issued": "30 November 2026", "net": "−15,678.40",
         "tax": "−3,606.03", "total": "−19,284.43"},
    ],
    "progress": {"estimate": "148,944.80", "before": "31,356.80", "now": "117,588.00",
                 "left": "0.00"},
    "sums": {
        "net": "117,588.00",
        "taxes": [{"rate": "23 %", "base": "117,588.00", "amount": "27,045.24"}],
        "total": "144,633.24",
        "prepaid": "−10,000.00",
        "rounding": "0.01",
        "due_label": "To pay by 5 December",
        "due": "€134,633.25",
    },
    "tax_currency": {"currency": "GBP", "amount": "£23,543.42",
                     "rate": "1 EUR = 0.87051 GBP, ECB, 4 November 2026"},
}  # fmt: skip

CREDIT = INVOICE | {
    "kind": "Credit note",
    "title": "Credit note CN-2026-00003, Moda Città",
    "heading": "CN-2026-00003",
    "footer": "CN-2026-00003, Northlight Agency Ltd, VAT IE6388047V",
    "due": "",
    "credit": {"number": "INV-2026-00041", "issued": "5 November 2026",
               "reason": "The shoot took one day less than billed.", "remaining": "€15,708.43"},
    "lines": [line(*LINES[2]) | {"tax": "0 %"}],
    "progress": None,
    "sums": INVOICE["sums"] | {"net": "3,576.00", "due_label": "Credited", "due": "€3,576.00",
             "taxes": [{"rate": "0 %", "base": "3,576.00", "amount": "0.00"}]},
    "reasons": ["Reverse charge: VAT is to be accounted for by the recipient (Article 196 of"
                " Directive 2006/112/EC)."],
    "payment": None,
    "late": "",
    "terms": "",
    "notes": [],
}  # fmt: skip

RUSSIAN = INVOICE | {
    "language": "ru",
    "title": "Счёт INV-2026-00061",
    "kind": "Счёт",
    "heading": "INV-2026-00061",
    "footer": "INV-2026-00061, Northlight Agency Ltd, VAT IE6388047V",
    "buyer": {"name": "ООО «Северный свет»",
              "lines": ["ул. Лётная, д. 5, офис № 12", "125009 Москва"],
              "tax_ids": [{"label": "ИНН", "value": "7707083893"}]},
    "lines": [line("Съёмка и монтаж", "Объём: 3 дня; подъезд — за счёт клиента", "46\u00a0036,00")],
    "notes": ["Ждём оплаты в рублях (₽)."],
}  # fmt: skip
ITALIAN = INVOICE | {
    "language": "it",
    "title": "Fattura INV-2026-00062",
    "kind": "Fattura",
    "heading": "INV-2026-00062",
    "footer": "INV-2026-00062, Northlight Agency Ltd, VAT IE6388047V",
    "buyer": {"name": "Moda Città S.p.A.", "lines": ["Via dell’Università 3", "20121 Milano"],
              "tax_ids": [{"label": "P. IVA", "value": "IT00743110157"}]},
    "lines": [line("Verbale: perché il budget è già così",
                   "più «qualità», È, À, Ò, Ù", "46.036,00")],
    "notes": ["Il pagamento è dovuto entro 30 giorni."],
}  # fmt: skip
CHINESE = INVOICE | {
    "language": "zh-hans",
    "title": "对账单 INV-2026-00063",
    "kind": "对账单",
    "heading": "INV-2026-00063",
    "footer": "INV-2026-00063, Northlight Agency Ltd, VAT IE6388047V",
    "buyer": {"name": "上海明亮银行有限公司",
              "lines": ["上海市浦东新区世纪大道100号", "200120 上海"],
              "tax_ids": [{"label": "统一社会信用代码", "value": "91310000MA1FL0TT7N"}]},
    "lines": [line("创意与制作：方案甲",
                   "会议纪要：预算不变。“客户”（确认）；王小明 Wang", "46,036.00")],
    "notes": ["请在十一月二十六日前付款！"],
}  # fmt: skip
BILLS = {"one page": INVOICE, "three pages": LONG, "credit note": CREDIT, "Russian": RUSSIAN,
         "Italian": ITALIAN, "Chinese": CHINESE}  # fmt: skip


def bill(words=INVOICE, **changed) -> str:
    """A bill as HTML."""
    return render_to_string("pdf/invoice.html", words | changed)
