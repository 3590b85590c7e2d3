"""The worker and the clock as threads of this very process, for one machine without Redis."""

import logging
import threading
import time

from celery.beat import Service
from celery.worker import WorkController, state
from django.conf import settings

from agency.celery import app

logger = logging.getLogger(__name__)


class EmbeddedQueue:
    """A Celery worker and beat in threads. With a Redis in the settings they use that one."""

    def __init__(self, *, with_clock: bool = True) -> None:
        self.stopping = threading.Event()
        jobs = [work, self.tick] if with_clock else [work]
        self.threads = [
            threading.Thread(target=self.keep_going, args=[job], name=job.__name__, daemon=True)
            for job in jobs
        ]

    def __enter__(self) -> "EmbeddedQueue":
        make_folders()
        state.should_stop = None
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self.stop()

    def stop(self, seconds: float = 25) -> None:
        """Let running tasks finish; what waits in the queue is still there at the next start."""
        self.stopping.set()
        state.should_stop = 0
        until = time.monotonic() + seconds
        for thread in self.threads:
            thread.join(max(0, until - time.monotonic()))

    def keep_going(self, job) -> None:
        """A worker that fell over is started again: the web goes on meanwhile."""
        while not self.stopping.is_set():
            try:
                job()
            except Exception:
                logger.exception("The %s thread fell over and is started again", job.__name__)
                self.stopping.wait(1)

    def tick(self) -> None:
        scheduler = Service(app, schedule_filename=str(settings.VAR / "beat")).scheduler
        try:
            # Celery's own loop sleeps through a stop; this one looks up every second.
            while not self.stopping.wait(min(scheduler.tick(), 1)):
                pass
        finally:
            scheduler.close()


def work() -> None:
    WorkController(
        app=app,
        # Threads, for a child process would outlive a parent that was killed.
        pool="threads",
        concurrency=4,
        without_gossip=True,
        without_mingle=True,
        without_heartbeat=True,
    ).start()


def make_folders() -> None:
    for name in ("data_folder_in", "control_folder"):
        folder = app.conf.broker_transport_options.get(name)
        if folder:
            folder.mkdir(parents=True, exist_ok=True)
