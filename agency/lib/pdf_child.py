"""The print room: a process of its own that pdf.py starts, feeds over pipes and can kill.

Only this process loads WeasyPrint, so a hostile or an enormous document takes down the print
room and not the web. Requests come on standard input, answers go to standard output, both with
their length before them. The room closes when its standard input does, even in mid-print.
"""

import base64
import gc
import json
import os
import queue
import re
import shutil
import signal
import struct
import sys
import tempfile
import threading
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import BinaryIO
from xml.etree import ElementTree

STATIC = Path(__file__).resolve().parents[2] / "static"
STYLESHEET = STATIC / "css" / "pdf.css"
FONTS = STATIC / "pdf-fonts"
FONT_SCHEME = "packaged-font:"
PICTURES = {"image/png", "image/jpeg", "image/gif", "image/webp", "image/svg+xml"}
DATA_URL = re.compile(r"data:([\w/+.-]+);base64,(.*)", re.DOTALL)

READY, PRINTED, FAILED, EXHAUSTED, MISSING, CLOSED = range(6)
REQUEST = struct.Struct(">Q")
ANSWER = struct.Struct(">BQ")

INVOICE_FILE = "factur-x.xml"
FACTURX_NAMESPACE = "urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#"
# Property: what it says in our papers, what it means.
FACTURX = {
    "DocumentType": ("INVOICE", "What the embedded document is"),
    "DocumentFileName": (INVOICE_FILE, "Name of the embedded file"),
    "Version": ("1.0", "Version of Factur-X"),
    "ConformanceLevel": ("EN 16931", "Profile of the embedded invoice"),
}
XMP_NAMESPACES = {
    "fx": FACTURX_NAMESPACE,
    "pdfaExtension": "http://www.aiim.org/pdfa/ns/extension/",
    "pdfaSchema": "http://www.aiim.org/pdfa/ns/schema#",
    "pdfaProperty": "http://www.aiim.org/pdfa/ns/property#",
}
FACTURX_XMP = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
  {namespaces}>
<rdf:Description rdf:about=""><pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
  <pdfaSchema:schema>Factur-X PDFA Extension Schema</pdfaSchema:schema>
  <pdfaSchema:namespaceURI>{address}</pdfaSchema:namespaceURI>
  <pdfaSchema:prefix>fx</pdfaSchema:prefix>
  <pdfaSchema:property><rdf:Seq>{properties}</rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
<rdf:Description rdf:about="">{values}</rdf:Description>
</rdf:RDF>"""

# Python's cyclic collector costs a tenth of a short paper and a quarter of a long one.
COLLECT_AFTER = 50_000


def main() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, who then lets us go
    answers = _claim_output()
    requests = _listen()
    try:
        press = Press()
    except OSError as error:
        _answer(answers, MISSING, str(error).encode())
        return
    _limit_memory(int(sys.argv[1]))
    _answer(answers, READY, b"")
    for request in requests:
        _answer(answers, *press.answer(**json.loads(request)))


def _claim_output() -> BinaryIO:
    """Keep standard output for answers; whatever libraries print goes nowhere."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return answers


def _listen() -> Iterator[bytes]:
    waiting: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    threading.Thread(target=_read_requests, args=(waiting,), daemon=True).start()
    return iter(waiting.get, None)


def _read_requests(waiting: queue.SimpleQueue) -> None:
    incoming = sys.stdin.buffer
    while head := incoming.read(REQUEST.size):
        waiting.put(incoming.read(*REQUEST.unpack(head)))
    shutil.rmtree(tempfile.gettempdir(), ignore_errors=True)
    os._exit(0)


def _answer(answers: BinaryIO, status: int, content: bytes) -> None:
    answers.write(ANSWER.pack(status, len(content)) + content)
    answers.flush()


def _limit_memory(limit: int) -> None:
    if limit and sys.platform == "linux":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


class Press:
    """WeasyPrint with its fonts and the stylesheet of all papers loaded once."""

    def __init__(self) -> None:
        import weasyprint
        from weasyprint.text.fonts import FontConfiguration
        from weasyprint.urls import URLFetcher, URLFetcherResponse

        self._html, self._attachment = weasyprint.HTML, weasyprint.Attachment
        self._fonts = FontConfiguration()
        self._pictures = _fetcher(URLFetcher, URLFetcherResponse, _picture)
        packaged = _fetcher(URLFetcher, URLFetcherResponse, _packaged_font)
        self._style = weasyprint.CSS(
            string=_stylesheet(), font_config=self._fonts, url_fetcher=packaged
        )
        self._warm_up()

    def _warm_up(self) -> None:
        self.print("<p>Ready <b>in <i>all</i></b> 字体", "Ready")
        gc.collect()
        gc.freeze()
        gc.set_threshold(COLLECT_AFTER)

    def answer(self, html: str, title: str, invoice: dict | None = None) -> tuple[int, bytes]:
        try:
            return PRINTED, self.print(html, title, invoice)
        except MemoryError:
            return EXHAUSTED, b"MemoryError"
        except Exception as error:  # a bad document must not close the room
            return FAILED, f"{type(error).__name__}: {error}".encode()

    def print(self, html: str, title: str, invoice: dict | None = None) -> bytes:
        variant = "pdf/a-3a" if invoice else "pdf/ua-1"
        source = self._html(string=html, url_fetcher=self._pictures)
        document = source.render(
            font_config=self._fonts, stylesheets=[self._style], pdf_variant=variant
        )
        document.metadata.title = title
        if invoice:
            self._enclose(document.metadata, **invoice)
        return document.write_pdf(pdf_variant=variant, finisher=_name_each_file_once)

    def _enclose(self, metadata, xml: str, issued_at: str) -> None:
        """Make it a Factur-X paper: the invoice goes in as data, and no date is today's."""
        at = datetime.fromisoformat(issued_at)
        metadata.created = metadata.modified = at.strftime("%Y-%m-%dT%H:%M:%SZ")
        metadata.attachments = [
            self._attachment(
                string=base64.b64decode(xml),
                name=INVOICE_FILE,
                description="Factur-X",
                created=at,
                modified=at,
                relationship="Alternative",
            )
        ]
        plain = metadata.generate_rdf_metadata
        metadata.generate_rdf_metadata = lambda *kind: _with_facturx(plain(*kind))


def _with_facturx(rdf: bytes) -> bytes:
    """What the paper says of itself, and that it carries a Factur-X invoice.

    All in one rdf:RDF: of a second one nobody takes notice. PDF/A wants the words of Factur-X
    explained first (Factur-X 1.0, annex on XMP).
    """
    root = ElementTree.fromstring(rdf)  # noqa: S314 - written by WeasyPrint a moment ago
    properties = "".join(
        f"""<rdf:li rdf:parseType="Resource"><pdfaProperty:name>{name}</pdfaProperty:name>
        <pdfaProperty:valueType>Text</pdfaProperty:valueType>
        <pdfaProperty:category>external</pdfaProperty:category>
        <pdfaProperty:description>{meaning}</pdfaProperty:description></rdf:li>"""
        for name, (_value, meaning) in FACTURX.items()
    )
    values = "".join(
        f"<fx:{name}>{value}</fx:{name}>" for name, (value, _meaning) in FACTURX.items()
    )
    said = FACTURX_XMP.format(
        namespaces=" ".join(f'xmlns:{name}="{at}"' for name, at in XMP_NAMESPACES.items()),
        address=FACTURX_NAMESPACE,
        properties=properties,
        values=values,
    )
    for name, address in XMP_NAMESPACES.items():
        ElementTree.register_namespace(name, address)
    root.extend(ElementTree.fromstring(said))  # noqa: S314 - our own words
    return ElementTree.tostring(root, encoding="utf-8")


def _name_each_file_once(_document, paper) -> None:
    """WeasyPrint 70 lists a file that PDF/A carries twice."""
    if "AF" in paper.catalog:
        paper.catalog["AF"][:] = dict.fromkeys(paper.catalog["AF"])


def _fetcher(base: type, response: type, lookup):
    """Something that opens what `lookup` finds and nothing else: no file, no network, ever.

    Documents get one that knows pictures written into the page; the fonts are opened once, for
    our own stylesheet, so that no document can put its own in their place.
    """

    class Fetcher(base):
        def fetch(self, url, headers=None):
            kind, content = lookup(url)
            return response(url, content, {"Content-Type": kind})

    return Fetcher(allow_redirects=False)


def _picture(url: str) -> tuple[str, bytes]:
    found = DATA_URL.fullmatch(url)
    if not found or found[1] not in PICTURES:
        raise ValueError("A paper opens no address.")
    return found[1], base64.b64decode(found[2])


def _packaged_font(url: str) -> tuple[str, bytes]:
    fonts = {FONT_SCHEME + path.name: path for path in FONTS.glob("*.woff2")}
    return "font/woff2", fonts[url].read_bytes()


def _stylesheet() -> str:
    """The stylesheet as browsers get it, with the fonts' addresses made into packaged ones."""
    return STYLESHEET.read_text(encoding="utf-8").replace("../pdf-fonts/", FONT_SCHEME)


if __name__ == "__main__":
    main()
