"""What the server counts about itself: numbers only, never who or what."""

import os

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.process_collector import ProcessCollector

REGISTRY = CollectorRegistry()
SHARED = "PROMETHEUS_MULTIPROC_DIR"
"""Where several workers keep their numbers side by side; set by whoever starts them."""

LISTENERS = Gauge(
    "zukunft_listeners",
    "Screens that are connected now.",
    ["audience"],
    registry=REGISTRY,
    multiprocess_mode="livesum",
)
QUEUE = Gauge(
    "zukunft_queue",
    "Changes that wait for the writer.",
    registry=REGISTRY,
    multiprocess_mode="livesum",
)
COMMIT_SIZE = Histogram(
    "zukunft_commit_size",
    "Changes in one commit.",
    registry=REGISTRY,
    buckets=(1, 2, 5, 10, 20, 50, 100, 200),
)
COMMIT_SECONDS = Histogram(
    "zukunft_commit_seconds",
    "How long a commit took.",
    registry=REGISTRY,
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5),
)
FRAMES = Counter("zukunft_frames", "Frames sent.", ["audience"], registry=REGISTRY)
RESUMES = Counter(
    "zukunft_resumes", "Screens that came back to where they were.", ["audience"], registry=REGISTRY
)
DROPS = Counter("zukunft_drops", "Screens that were too slow and were dropped.", registry=REGISTRY)
REFUSALS = Counter("zukunft_refusals", "Requests that were refused.", ["code"], registry=REGISTRY)
HANDSHAKES = Counter("zukunft_handshakes", "Sockets that were opened.", registry=REGISTRY)

ProcessCollector(registry=REGISTRY)


def exposition() -> bytes:
    """The text for Prometheus; with several workers the sum of all, without memory and files of the one."""
    if SHARED not in os.environ:
        return generate_latest(REGISTRY)
    together = CollectorRegistry()
    MultiProcessCollector(together)  # type: ignore[no-untyped-call]
    return generate_latest(together)
