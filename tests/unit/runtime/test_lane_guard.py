"""The private names of Faust, mode and aiokafka that the lane leans on: a change in them is a change for us."""

from __future__ import annotations

import inspect
from importlib.metadata import version

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.consumer.fetcher import Fetcher
from aiokafka.consumer.group_coordinator import GroupCoordinator
from aiokafka.consumer.subscription_state import TopicPartitionState
from faust.app.base import App
from faust.tables.recovery import Recovery
from faust.transport import consumer as base
from faust.transport.drivers import TRANSPORTS
from faust.transport.drivers import aiokafka as driver
from faust.types import ConsumerMessage

from streams.runtime import lane

SIGNATURES = {
    base.Consumer.getmany: ["self", "timeout"],
    base.Consumer._wait_next_records: ["self", "timeout"],
    base.Consumer.perform_seek: ["self"],
    base.Consumer._add_gap: ["self", "tp", "offset_from", "offset_to"],
    base.Consumer._filter_tps_with_pending_acks: ["self", "topics"],
    base.Consumer.on_partitions_revoked: ["self", "revoked"],
    base.Consumer.resume_partitions: ["self", "tps"],
    base.Consumer.resume_flow: ["self"],
    base.Consumer.stop_flow: ["self"],
    base.Consumer._is_changelog_tp: ["self", "tp"],
    base.Consumer.wait_empty: ["self"],
    driver.Consumer._new_consumer_thread: ["self"],
    driver.Consumer._to_message: ["self", "tp", "record"],
    driver.AIOKafkaConsumerThread._create_worker_consumer: ["self", "transport"],
    driver.server_list: ["urls", "default_port"],
    driver.credentials_to_aiokafka_auth: ["credentials", "ssl_context"],
    GroupCoordinator.check_errors: ["self"],
    AIOKafkaProducer.create_batch: ["self"],
    AIOKafkaProducer.send_batch: ["self", "batch", "topic", "partition"],
    AIOKafkaProducer.send_offsets_to_transaction: ["self", "offsets", "group_id"],
    App.on_first_start: ["self"],
}


@pytest.mark.parametrize("function", SIGNATURES, ids=lambda function: function.__qualname__)
def test_a_function_we_override_or_call_takes_what_it_took(function):
    taken = inspect.unwrap(function)
    assert list(inspect.signature(taken).parameters) == SIGNATURES[function]


def test_the_pinned_versions_are_the_ones_that_were_tried():
    assert version("faust-streaming") == "0.15.3"
    assert version("mode-streaming") == "0.7.1"
    assert version("aiokafka").startswith("0.14.")


def test_stock_resumes_partitions_before_it_clears_the_queues_which_is_why_we_set_them_aside():
    source = inspect.getsource(Recovery._resume_streams)
    order = [
        source.index(name)
        for name in ("resume_partitions(", "perform_seek()", "flow_control.resume()", "resume_flow()")
    ]
    assert order == sorted(order)


def test_rows_are_restored_before_stock_seeks():
    source = inspect.getsource(Recovery._resume_streams)
    assert source.index("on_rebalance_complete.send()") < source.index("perform_seek()")


def test_the_names_the_lane_reads_are_set_by_stock():
    source = inspect.getsource(base.Consumer)
    for name in ("_read_offset", "_committed_offset", "_acked", "_acked_index", "_buffered_partitions", "scheduler"):
        assert f"self.{name}" in source, name
    assert {"position", "has_valid_position", "paused"} <= set(dir(TopicPartitionState))
    assert "self.highwater =" in inspect.getsource(TopicPartitionState)
    assert "self.timestamp =" in inspect.getsource(TopicPartitionState)
    assert "self._records =" in inspect.getsource(Fetcher.__init__)
    assert "self._fetcher =" in inspect.getsource(AIOKafkaConsumer)
    assert "self._subscription =" in inspect.getsource(AIOKafkaConsumer.__init__)
    assert "_consumer" in vars(driver.AIOKafkaConsumerThread)


def test_a_message_takes_the_fields_we_give_it():
    parameters = list(inspect.signature(ConsumerMessage.__init__).parameters)[1:13]
    assert parameters == [
        "topic",
        "partition",
        "offset",
        "timestamp",
        "timestamp_type",
        "headers",
        "key",
        "value",
        "checksum",
        "serialized_key_size",
        "serialized_value_size",
        "tp",
    ]


def test_the_scheme_is_known_without_an_installed_entry_point():
    lane.register()
    assert TRANSPORTS.by_name(lane.SCHEME) is lane.Transport
