"""An attack on every address: what is sent, who sends it, and what no answer may be."""

import re
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qsl, urlencode

from django.conf import settings
from django.db import connection, transaction
from django.test import Client as Browser
from django.urls import NoReverseMatch, reverse

from accounts.forms.fields import Form
from briefs.models import Job
from reports.models import Interaction
from tests.cast import make_brand, make_client, make_contact, put_on_team
from tests.page import Page
from tests.test_access_matrix import address_of, addresses

FOREIGN = "fremdling"  # stands in what belongs to a client that only the CSD may see
BACKEND = "django.contrib.auth.backends.ModelBackend"
ATTACKERS = ("ad", "ae", "csd", "anonymous")
FORM = "application/x-www-form-urlencoded"
PASSWORD = "long enough and no secret"
LONG = 100_000
VALUES = [
    "",
    " ",
    "\x00",
    "a\x00b",
    "\ud800",
    "a\udfffb",
    "\u202etxt.exe",
    "x" * LONG,
    "9" * 5_000,
    "-" + "9" * 40,
    "9" * 30,
    str(2**63),
    str(2**31),
    "-1",
    "0",
    "1.5",
    "1e999999",
    "NaN",
    "Infinity",
    "0001-01-01",
    "9999-12-31",
    "2026-02-31",
    "0001-01-01T00:00",
    "9999-12-31T23:59:59.999999+14:00",
    "2026-10-25T02:30",
    "25:61",
    "true",
    "None",
    "{}",
    "[1, 2]",
    "\U0001f600\U0001f9d1\u200d\U0001f680",
    "line\r\nSet-Cookie: a=b",
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7|add:7 }}{% now 'Y' %}",
    "%s%n%(name)s{0}",
    "../../etc/passwd",
    "//evil.example/",
    "javascript:alert(1)",
    "\u0661\u0662\u0663",
    "\u00b2",
    "\u2460",
    "\u0130\u017f\ufb03",
    "' OR 1=1 --",
    "%",
    "\\",
    "no@such@address",
    "a" * 300 + "@brw.example",
    ":",
    "more:",
    "up:" + "9" * 5_000,
    "up:\u00b2",
    "unseat:" + "9" * 30,
    "people:0",
    "person:999999",
    "contact:-1",
    "contacts-999999",
    "7f7f7f7f",
]
ARRAYS = [["1", "2", "x"], ["", ""], ["\x00", "9" * 5_000], ["1"] * 900]
EVERYWHERE = {"page", "sort", "next", "q", "client", "unheard-of", "a[]", "a[b]", "\x00", "\ud800"}
IN_A_PATH = ["0", "-1", str(2**31), str(2**63), "9" * 5_000, "%00", "%ED%A0%80", "\u0661", "1.0"]
OURS = {"accounts", "agency", "billing", "briefs", "reports"}
READ = re.compile(r'(?:GET|POST|data)(?:\.get(?:list)?\(|\[)"([\w-]+)"')
NO_SENSE = (
    "HTTP_REFERER",
    "HTTP_HX_CURRENT_URL",
    "HTTP_HX_REQUEST",
    "HTTP_X_AUTOSAVE",
    "HTTP_ACCEPT_LANGUAGE",
    "HTTP_COOKIE",
    "HTTP_X_FORWARDED_FOR",
    "HTTP_USER_AGENT",
    "CONTENT_TYPE",
)
WRITE = re.compile(r'\s*(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM)\s+"?(\w+)', re.I)
OF_THE_VISIT = {
    "django_session",
    "usersessions_usersession",
    "accounts_signinattempt",
    "accounts_sentform",  # written when a form arrives, taken back when it is refused
}


def make_foreign(world):
    """A client of other people, and the keys of what is theirs."""
    other = make_client("FRM", f"{FOREIGN} Ltd")
    put_on_team(other, world.people.stranger, "ae")
    brand, contact = make_brand(other, FOREIGN), make_contact(other, FOREIGN.title())
    job = Job.objects.open_job(
        other, brand, FOREIGN, world.people.stranger, by=world.people.csd, at=world.at
    )
    held = Interaction.objects.log(
        by=world.people.stranger,
        at=world.at,
        client=other,
        present=[contact],
        subject=FOREIGN,
        starts_at=world.at - timedelta(hours=1),
    )
    keys = {str(row.pk) for row in (other, brand, contact, job, held, world.people.stranger)}
    return sorted(keys) + [f"contact:{contact.pk}", f"contacts-{contact.pk}"]


class Writes:
    """The tables written to by statements that no savepoint took back."""

    def __init__(self):
        self.kept = [set()]

    def __call__(self, execute, sql, params, many, context):
        if sql.startswith("SAVEPOINT"):
            self.kept.append(set())
        elif sql.startswith("RELEASE") and len(self.kept) > 1:
            inner = self.kept.pop()
            self.kept[-1] |= inner
        elif sql.startswith("ROLLBACK TO"):
            self.kept[-1] = set()
        elif write := WRITE.match(sql):
            self.kept[-1].add(write[1])
        return execute(sql, params, many, context)

    @property
    def tables(self):
        return set().union(*self.kept) - OF_THE_VISIT


class Attack:
    """Sends what nobody should send, takes back what it did, and notes what went wrong."""

    def __init__(self, world, foreign_keys):
        self.world, self.sent, self.wrong = world, 0, []
        for person in (world.people.ad, world.people.ae):
            person.set_password(PASSWORD)
            person.save()
        self.foreign_keys = foreign_keys
        self.values = [*VALUES, *foreign_keys]
        self.all_values = [*self.values, *ARRAYS]
        self.browsers = {}
        for name in ATTACKERS:
            self.browser_of(name)
        self.addresses = list(self._addresses())
        self.pages = {}
        self.names = EVERYWHERE | names_read()
        self._look_around()

    def browser_of(self, name):
        if name not in self.browsers:
            self.browsers[name] = Browser()
            if name != "anonymous":
                self.browsers[name].force_login(getattr(self.world.people, name), backend=BACKEND)
        return self.browsers[name]

    def _addresses(self):
        """The address of every page but those of the engineers' room."""
        for name, pattern in addresses():
            if name.startswith("engineers:"):
                continue
            try:
                yield address_of(name, pattern, self.world)
            except (NoReverseMatch, ValueError):
                yield self._address_of_a_library(name)

    def _address_of_a_library(self, name):
        if name.endswith("from_key"):
            return reverse(name, kwargs={"uidb36": "1", "key": "set-password"})
        return reverse(name, args=[1])

    def _look_around(self):
        """Read every page as whoever may: what its forms hold, and what its links ask for."""
        self.forms, ways = {}, list(self.addresses)
        for address in ways:
            for who, browser in self.browsers.items():
                answer = browser.get(address)
                if answer.status_code == 200 and "html" in answer.headers.get("Content-Type", ""):
                    page = Page(answer.getvalue().decode(), address)
                    self.pages[address] = who
                    self._note_forms(page, who)
                    ways += [way for way in page.ways if self._is_new(way, ways)]
                    break
                answer.getvalue()  # which closes the file behind an answer that is one

    def form_at(self, address, who, page):
        """The form of a page that is sent to `address`, as `who` is shown it."""
        answer = self.browser_of(who).get(page)
        return Page(answer.getvalue().decode(), page).sent_to(address)

    def _note_forms(self, page, who):
        for form in page.forms:
            self.names |= {name for name in form.controls if not name.startswith("lines-")}
            if form.method == "post" and form.action not in self.forms:
                self.forms[form.action] = (who, page.sent_to(form.action))

    def _is_new(self, way, ways):
        """A link that asks one of our pages for something no link before it asked for."""
        names = {shape_of(known) for known in ways}
        return shape_of(way) not in names and way.split("?")[0] in self.addresses

    def with_other_key(self, address, key):
        """The address with `key` in place of each of its numbers."""
        parts = address.split("/")
        for place, part in enumerate(parts):
            if part.isdigit():
                yield "/".join([*parts[:place], key, *parts[place + 1 :]])

    # -- One blow -------------------------------------------------------------------------------

    def get(self, address, pairs=(), who=None, **headers):
        query = urlencode(list(pairs), errors="surrogatepass")
        url = f"{address}?{query}" if query else address
        who = who or self.pages.get(address, "ad")
        return self._strike(who, "get", url, pairs, **headers)

    def post(self, address, pairs, who=None, *, form=None, **headers):
        who = who or self.pages.get(address, "ad")
        body = urlencode(list(pairs), errors="surrogatepass")
        return self._strike(
            who, "post", address, pairs, form=form, data=body, content_type=FORM, **headers
        )

    def _strike(self, who, method, url, pairs, form=None, **request):
        self.sent += 1
        writes, said = Writes(), brief(f"{who} {method} {url} {list(pairs)}")
        with transaction.atomic():
            try:
                with connection.execute_wrapper(writes):
                    answer = getattr(self.browsers[who], method)(url, **request)
                    page = answer.getvalue().decode(errors="replace")
            except Exception as error:  # whatever it is, it is what we look for
                self.wrong.append(f"{said}: {type(error).__name__}: {str(error)[:200]}")
                return None
            finally:
                transaction.set_rollback(True)
        if answer.status_code >= 500:
            self.wrong.append(f"{said}: {answer.status_code}")
        if who != "csd" and FOREIGN in page.lower():
            self.wrong.append(f"{said}: shows what is others'")
        if answer.status_code >= 400 and writes.tables:
            self.wrong.append(f"{said}: {answer.status_code}, but wrote {writes.tables}")
        if form and answer.status_code in (409, 422):
            self._demand_what_was_typed(said, page, url, pairs, form)
        return answer

    def _demand_what_was_typed(self, said, page, url, pairs, form):
        """A page that refuses shows again what was typed, field by field or as a list."""
        again = Page(page, url).sent_to(url)
        held = again.controls if again else {}
        for name, text in dict(pairs).items():
            control = form.controls.get(name)
            if not (control and control.is_typed and text.strip()):
                continue
            kept = name in held and plain(text) in map(plain, held[name].values)
            if not kept and plain(text) not in plain(page):
                self.wrong.append(f"{said}: forgets {name}")


def names_read():
    """What our code looks for in a request: the fields of every form, and names in plain sight."""
    forms, names = list(Form.__subclasses__()), set()
    for form in forms:
        forms += form.__subclasses__()
        names |= set(form.base_fields)
    for path in Path(settings.BASE_DIR).glob("*/**/*.py"):
        if path.parts[len(settings.BASE_DIR.parts)] in OURS:
            names |= set(READ.findall(path.read_text("utf-8")))
    return names


def shape_of(way):
    """An address and the names it asks for, whatever their values."""
    path, _mark, query = way.partition("?")
    return path, frozenset(name for name, _text in parse_qsl(query, keep_blank_values=True))


def plain(text):
    """Text as far as a page can give it back: whole characters, one kind of line end."""
    text = text.encode(errors="surrogatepass").decode(errors="replace")
    for old, new in (("\r\n", "\n"), ("&quot;", '"'), ("&#x27;", "'")):
        text = text.replace(old, new)
    for old, new in (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")):
        text = text.replace(old, new)
    return text.strip()


def as_header(text):
    """Text as a server hands a header on: its bytes, each as one character."""
    return text.encode(errors="surrogatepass").decode("latin-1")


def brief(text):
    return re.sub(r"(.)\1{40,}", r"\1…", text.encode(errors="backslashreplace").decode())[:300]


def pairs_of(filled, name="", value=""):
    """A filled form as it is sent, with one nasty value in it; a list is sent as several."""
    values = value if isinstance(value, list) else [value]
    changed = filled | ({name: values} if name else {})
    return [(key, text) for key, texts in changed.items() for text in texts]
