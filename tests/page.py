"""A rendered page as a browser sees it: its forms, what they hold, and where its links lead."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

NOT_TYPED = {"select", "checkbox", "radio", "file", "button", "password", "hidden"}
# What stands for a name, else for a kind of control.
PLAUSIBLE = {
    "after": "",  # a step of a timing waits for the one above it
    "approval_limit": "1000",
    "base": "USD",
    "client_number": "1",
    "consultant": "1001",
    "currency": "EUR",
    "iban": "",
    "bic": "",
    "percent": "2",
    "tax_key": "9",
    "tax_reason": "",  # none where VAT is charged
    "vat_id": "",
    "endpoint": "",
    "endpoint_scheme": "",
    "reminder_days": "1, 15",
    "new_competitor": "",  # one that is known was chosen
    "code": "NEW",
    "country": "IT",
    "domain": "new.example",
    "subdivision": "",
    "time_zone": "Europe/Rome",
    "yearly_fee": "1000",
    "email": "somebody@brw.example",
    "number": "1",
    "decimal": "100",
    "url": "https://brw.example/",
    "date": "2026-11-30",
    "datetime-local": "2026-11-30T10:00",
    "time": "10:00",
} | {f"d{day}": "1:30" for day in range(7)}  # the hours of a week
ROW = re.compile(r"(?:lines|steps)-\d+-")  # what the names of a row's fields begin with


@dataclass
class Control:
    """One name of a form: what it is, what it holds, and what may be chosen."""

    kind: str
    values: list = field(default_factory=list)
    options: list = field(default_factory=list)

    def filled(self, name):
        """What a person in a hurry would send: what stands there, else something plausible."""
        if any(self.values) or self.kind in {"checkbox", "file", "hidden", "button"}:
            return list(self.values)
        if self.options:
            return [next((key for key in self.options if key), "")]
        column = name.rpartition("-")[2]  # a field of a row is called lines-0-currency
        return [PLAUSIBLE.get(column, PLAUSIBLE.get(self.kind, "Something"))]

    @property
    def is_typed(self):
        return self.kind not in NOT_TYPED


@dataclass
class PageForm:
    method: str
    action: str
    controls: dict = field(default_factory=dict)

    def filled(self):
        spare = self.spare_rows
        return {
            name: control.values if name.startswith(spare) else control.filled(name)
            for name, control in self.controls.items()
        }

    @property
    def spare_rows(self):
        """The rows of a grid, below its first, that nobody has typed in: they stay empty."""
        rows = {row[0] for name in self.controls if (row := ROW.match(name))}
        typed = {
            ROW.match(name)[0]
            for name, control in self.controls.items()
            if ROW.match(name) and control.is_typed and any(control.values)
        }
        return tuple(rows - typed - {"lines-0-", "steps-0-"})

    def presses(self):
        """The form as each of its buttons sends it, those without a name first."""
        filled = self.filled()
        buttons = [(name, one) for name, one in self.controls.items() if one.kind == "button"]
        named = [filled | {name: [value]} for name, one in buttons for value in one.options]
        return [filled, *named]


class Page(HTMLParser):
    """The forms of one page that was shown under `path`, and its links that ask for something."""

    def __init__(self, html, path):
        super().__init__()
        self.path, self.forms, self.ways = path, [], []
        self.loose = PageForm("", "")  # what stands in no form
        self._form, self._select, self._text = self.loose, None, None
        self._by_id, self._elsewhere, self._templates = {}, [], 0
        self.feed(html)
        for form, path in self._elsewhere:
            self.forms.append(PageForm("post", path, self._by_id[form].controls))

    def sent_to(self, path, method="post"):
        """All forms of the page that are sent to `path`, as one; None if there is none."""
        found = [form for form in self.forms if (form.method, form.action) == (method, path)]
        merged = PageForm(method, path)
        for form in found:
            merged.controls |= form.controls
        return merged if found else None

    def handle_starttag(self, tag, attrs):
        marks = {name: text or "" for name, text in attrs}
        for name in ("href", "hx-get", "src", "data-src"):
            if "?" in marks.get(name, ""):
                self.ways.append(urljoin(self.path, marks[name].partition("#")[0]))
        if tag == "template":
            self._templates += 1
        if self._templates:
            return  # what script may make of it is sent by nobody yet
        if tag == "form":
            action = urlsplit(marks.get("action", "")).path or self.path
            self._form = PageForm(marks.get("method", "get").lower(), action)
            self._by_id[marks.get("id")] = self._form
            if "hidden" not in marks:  # else only its buttons elsewhere send it, each to its own
                self.forms.append(self._form)
        elif tag == "button" and "formaction" in marks and "form" in marks:
            self._elsewhere.append((marks.get("form"), urlsplit(marks["formaction"]).path))
        elif tag == "option" and self._select:
            self._select.options.append(marks.get("value", ""))
            if "selected" in marks:
                self._select.values.append(marks.get("value", ""))
        elif name := marks.get("name"):
            self._take(tag, name, marks)

    def _take(self, tag, name, marks):
        controls = self._form.controls
        if tag == "select":
            self._select = controls.setdefault(name, Control("select"))
        elif tag == "textarea":
            self._text = controls.setdefault(name, Control("textarea"))
        elif tag == "button":
            controls.setdefault(name, Control("button")).options.append(marks.get("value", ""))
        elif tag == "input":
            kind = "decimal" if marks.get("inputmode") == "decimal" else marks.get("type", "text")
            control = controls.setdefault(name, Control(kind))
            if kind not in {"checkbox", "radio"}:
                control.values.append(marks.get("value", ""))
                return
            control.options.append(marks.get("value", "on"))
            if "checked" in marks:
                control.values.append(marks.get("value", "on"))

    def handle_endtag(self, tag):
        if tag == "template":
            self._templates -= 1
        elif tag == "form":
            self._form = self.loose
        elif tag == "select":
            self._select = None
        elif tag == "textarea" and self._text:
            self._text.values = ["".join(self._text.values).removeprefix("\n")]
            self._text = None

    def handle_data(self, data):
        if self._text:
            self._text.values.append(data)


def as_opened(answer):
    """What a page sends to its own address when nothing was changed in it."""
    path = answer.request["PATH_INFO"]
    controls = Page(answer.content.decode(), path).sent_to(path).controls
    return {name: control.values for name, control in controls.items() if control.kind != "button"}
