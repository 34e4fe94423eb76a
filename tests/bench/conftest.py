"""The broker of the integration tests, for benches too."""

from __future__ import annotations

from tests.integration.conftest import app_id, fresh_topics, kafka, kafka_process

__all__ = ["app_id", "fresh_topics", "kafka", "kafka_process"]
