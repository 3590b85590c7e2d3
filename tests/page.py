"""A rendered page as a browser sees it: its forms, what they hold, and where its links lead."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

NOT_TYPED = {"select", "checkbox", "radio", "file", "button", "password", "hidden"}
# What stands for a name, else for a kind of control.
PLAUSIBLE = {
    "approval_limit": "1000",
    "code": "NEW",
    "country": "IT",
    "domain": "new.example",
    "subdivision": "",
    "time_zone": "Europe/Rome",
    "yearly_fee": "1000",
    "email": "somebody@brw.example",
    "number": "1",
    "date": "2026-11-30",
    "datetime-local": "2026-11-30T10:00",
    "time": "10:00",
}


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
        return [PLAUSIBLE.get(name, PLAUSIBLE.get(self.kind, "Something"))]

    @property
    def is_typed(self):
        return self.kind not in NOT_TYPED


@dataclass
class PageForm:
    method: str
    action: str
    controls: dict = field(default_factory=dict)

    def filled(self):
        return {name: control.filled(name) for name, control in self.controls.items()}

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
        self.feed(html)

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
        if tag == "form":
            action = urlsplit(marks.get("action", "")).path or self.path
            self._form = PageForm(marks.get("method", "get").lower(), action)
            self.forms.append(self._form)
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
            kind = marks.get("type", "text")
            control = controls.setdefault(name, Control(kind))
            if kind not in {"checkbox", "radio"}:
                control.values.append(marks.get("value", ""))
                return
            control.options.append(marks.get("value", "on"))
            if "checked" in marks:
                control.values.append(marks.get("value", "on"))

    def handle_endtag(self, tag):
        if tag == "form":
            self._form = self.loose
        elif tag == "select":
            self._select = None
        elif tag == "textarea" and self._text:
            self._text.values = ["".join(self._text.values).removeprefix("\n")]
            self._text = None

    def handle_data(self, data):
        if self._text:
            self._text.values.append(data)
