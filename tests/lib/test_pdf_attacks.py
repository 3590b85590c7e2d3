"""A paper opens nothing: no file of the server, no address of the network, whatever is in it."""

import base64
import json
import socketserver
import subprocess
import sys
import threading
from io import BytesIO

import pytest
from pypdf import PdfReader

from agency.lib import pdf
from agency.lib.pdf import PaperFailed
from tests.lib.paper import everything_in, sheet, text_of

CANARY = "canary-7f3a91c2"
SHAPES = [
    '<link rel="attachment" href="{url}">',
    '<link rel="attachment" href="{url}" title="report">',
    '<a rel="attachment" href="{url}">download</a>',
    '<link rel="stylesheet" href="{url}">',
    '<link rel="stylesheet" media="print" href="{url}">',
    '<link rel="icon" href="{url}"><link rel="preload" as="style" href="{url}">',
    '<style>@import "{url}";</style>',
    "<style>@import url({url}) print;</style>",
    '<style>@font-face {{ font-family: Inter; src: url("{url}"); }}</style><p>a',
    '<style>@font-face {{ font-family: x; src: local("DejaVu Sans"), url("{url}"); }}</style>'
    '<p style="font-family: x">a',
    '<style>@page {{ background: url("{url}") }}</style>',
    '<style>@page {{ @top-left {{ content: url("{url}") }} }}</style>',
    '<style>p::before {{ content: url("{url}") }}</style><p>a',
    '<style>@color-profile --x {{ src: url("{url}") }}</style><p style="color: color(--x 1 0 0)">a',
    '<p style="background: url({url})">a',
    '<p style="background-image: image-set(url({url}) 1x)">a',
    '<p style="border-image: url({url}) 10; border: 5px solid">a',
    '<p style="mask-image: url({url})">a',
    '<ul style="list-style-image: url({url})"><li>a</ul>',
    '<p style="shape-outside: url({url}); cursor: url({url}), auto">a',
    '<img src="{url}">',
    '<img srcset="{url} 2x" src="{url}#x">',
    '<picture><source srcset="{url}"><img src="{url}"></picture>',
    '<object data="{url}" type="image/png"></object>',
    '<embed src="{url}" type="image/svg+xml">',
    '<iframe src="{url}"></iframe><iframe srcdoc="<img src={url}>"></iframe>',
    '<video poster="{url}" src="{url}"></video><audio src="{url}"></audio>',
    '<input type="image" src="{url}"><body background="{url}"><table background="{url}"><tr><td>a',
    '<base href="{url}"><img src="x.png"><link rel="attachment" href="y">',
    '<svg width="9" height="9"><image href="{url}" width="9" height="9"/></svg>',
    '<svg width="9" height="9" xmlns:xlink="http://www.w3.org/1999/xlink">'
    '<image xlink:href="{url}" width="9" height="9"/><use xlink:href="{url}#a"/></svg>',
    '<svg width="9" height="9"><style>@import "{url}"; rect {{ fill: url({url}#a) }}</style>'
    '<rect width="9" height="9" filter="url({url}#f)"/></svg>',
    '<meta http-equiv="refresh" content="0; url={url}"><script src="{url}"></script>',
    '<p style="--x: url({url}); background: var(--x)">a',
    '<p style="content: attr(title url)" title="{url}">a',
]
IN_A_PICTURE = [
    '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><image href="{url}"/></svg>',
    '<svg xmlns="http://www.w3.org/2000/svg"><style>@import "{url}";</style><text>a</text></svg>',
    '<!DOCTYPE svg [<!ENTITY x SYSTEM "{url}">]>'
    '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><text y="9">&x;</text></svg>',
    '<?xml-stylesheet href="{url}"?><svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>',
]
OTHER_ADDRESSES = [
    f"data:text/plain,{CANARY}",
    f"data:text/html;base64,{base64.b64encode(CANARY.encode()).decode()}",
    "packaged-font:Inter-Regular.woff2",
    "packaged-font:../../agency/settings.py",
    "ftp://127.0.0.1:{port}/x",
    "HTTP://127.0.0.1:{port}/x",
    "//127.0.0.1:{port}/x",
    "gopher://127.0.0.1:{port}/x",
    "FILE://{file}",
    "file:{file}",
    "{file}",
]

pytestmark = pytest.mark.usefixtures("printable")


class Listener(socketserver.ThreadingTCPServer):
    """A server of the attacker that counts who calls."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), self.Answer)
        self.calls = 0

    class Answer(socketserver.StreamRequestHandler):
        def handle(self):
            self.server.calls += 1
            self.rfile.readline()
            self.wfile.write(b"HTTP/1.0 404 Not Found\r\n\r\n")


@pytest.fixture
def listener():
    with Listener() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def payloads(listener, tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text(CANARY)
    port = listener.server_address[1]
    urls = [secret.as_uri(), f"http://127.0.0.1:{port}/secret"]
    nested = [picture.format(url=url) for picture in IN_A_PICTURE for url in urls]
    others = [address.format(port=port, file=secret) for address in OTHER_ADDRESSES]
    return [
        *(shape.format(url=url) for shape in SHAPES for url in urls),
        *(f'<img src="data:image/svg+xml;base64,{_base64(picture)}">' for picture in nested),
        *(f'<link rel="attachment" href="{address}"><img src="{address}">' for address in others),
    ]


def _base64(text):
    return base64.b64encode(text.encode()).decode()


def printed(payload):
    """The paper, or None: some payloads make WeasyPrint itself stumble."""
    try:
        return pdf.render(payload, title="attack")
    except PaperFailed:
        return None


def has_attachments(paper):
    reader = PdfReader(BytesIO(paper))
    notes = [note.get_object() for page in reader.pages for note in page.get("/Annots", [])]
    return bool(reader.attachments) or any(note["/Subtype"] == "/FileAttachment" for note in notes)


def test_no_payload_makes_a_paper_open_a_file_or_an_address(payloads, listener):
    papers = list(filter(None, map(printed, payloads)))

    assert len(payloads) - 4 <= len(papers) >= 60
    assert listener.calls == 0
    assert not any(has_attachments(paper) for paper in papers)
    assert not any(CANARY.encode() in everything_in(paper) for paper in papers)


def test_without_our_fetcher_the_same_payloads_reach_both(payloads, listener):
    """The twin: this is what the protection is for."""
    script = """
import contextlib, json, sys, weasyprint
fetcher = weasyprint.urls.URLFetcher(timeout=0.5)
for payload in json.load(sys.stdin):
    with contextlib.suppress(Exception):
        page = weasyprint.HTML(string=payload, url_fetcher=fetcher).write_pdf(uncompressed_pdf=True)
        sys.stdout.buffer.write(page)
"""

    leaked = subprocess.run(
        [sys.executable, "-c", script], input=json.dumps(payloads).encode(), capture_output=True
    ).stdout

    assert listener.calls > 10
    assert CANARY.encode() in leaked


def test_what_people_type_is_printed_as_they_typed_it(payloads, listener):
    typed = payloads[0]

    paper = pdf.render(sheet(heading=typed, client=typed, decisions=[typed]), title=typed)

    assert text_of(paper).replace(" ", "").count(typed.replace(" ", "")) == 3
    assert not has_attachments(paper)
    assert listener.calls == 0


def test_a_font_in_a_document_does_not_replace_that_of_later_papers():
    letters = "<p style='font-family: Inter'>abc"
    before = pdf.render(letters, title="Letters")
    pdf.render(
        "<style>@font-face { font-family: Inter;"
        " src: url(packaged-font:NotoSansSC-Regular.woff2) }</style>" + letters,
        title="Letters",
    )

    assert everything_in(pdf.render(letters, title="Letters")) == everything_in(before)


def test_a_picture_written_into_the_page_is_printed():
    dot = (
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5E"
        "rkJggg=="
    )

    paper = pdf.render(f'<img alt="logo" src="data:image/png;base64,{dot}">', title="Logo")

    assert b"/Subtype /Image" in paper or len(PdfReader(BytesIO(paper)).pages[0].images) == 1
