"""A mail server of our own, with the faults real ones have, and a list of what it was given."""

import email
import socket
import socketserver
import threading
import time
from contextlib import contextmanager


class Sink(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, fault=""):
        super().__init__(("127.0.0.1", 0), Session)
        self.fault, self.slowness = fault, 0.0
        self.taken, self.lock = [], threading.Lock()

    @property
    def ids(self):
        with self.lock:
            return [message["Message-ID"] for _to, message in self.taken]

    def handle_error(self, request, client_address):
        """A client that hangs up is what these tests are about."""


class Session(socketserver.StreamRequestHandler):
    def handle(self):
        if self.server.fault == "silent":
            self.rfile.read()
            return
        self.say("220 sink")
        recipients = []
        while line := self.rfile.readline():
            word = line.decode().strip()
            verb = word.split(":")[0].split(" ")[0].upper()
            if verb == "RCPT":
                recipients.append(word.split("<")[1].split(">")[0])
                self.say(self.answer_to_recipient())
            elif verb == "DATA":
                self.say("354 go on")
                if not self.take(recipients):
                    return
                recipients = []
            elif verb == "QUIT":
                self.say("221 bye")
                return
            else:
                recipients = [] if verb == "RSET" else recipients
                self.say("250 ok")

    def answer_to_recipient(self):
        return {
            "4xx": "450 4.2.1 Mailbox busy, try later",
            "5xx": "550 5.1.1 No such user here",
            "closing": "421 4.3.2 Service shutting down",
        }.get(self.server.fault, "250 ok")

    def take(self, recipients):
        """Whether the session goes on after the message was read."""
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            if not line:  # a client that dies halfway has handed over nothing
                return False
            lines.append(line)
        message = email.message_from_bytes(b"".join(lines))
        with self.server.lock:
            self.server.taken.append((tuple(recipients), message))
        time.sleep(self.server.slowness)
        if self.server.fault == "closes after DATA":
            self.connection.shutdown(socket.SHUT_RDWR)
            return False
        self.say("550 5.7.1 Looks like spam" if self.server.fault == "spam" else "250 taken")
        return True

    def say(self, text):
        self.wfile.write(text.encode() + b"\r\n")


@contextmanager
def listening(settings, fault=""):
    """A sink that our settings send to."""
    with Sink(fault) as sink:
        thread = threading.Thread(target=sink.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = sink.server_address
        try:
            yield sink
        finally:
            sink.shutdown()
            thread.join()


def closed_port():
    """A port where nobody listens."""
    with socket.socket() as place:
        place.bind(("127.0.0.1", 0))
        return place.getsockname()[1]
