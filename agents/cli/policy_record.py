"""A policy as a record of the policies topic, and the writing of it."""

from __future__ import annotations

import msgspec
from kafka import KafkaProducer
from kafka.errors import KafkaError

from schemas.topics import POLICIES
from streams.core.policy.model import Policy
from streams.runtime.admin import admin_client
from streams.runtime.security import security_for

WAIT_S = 30


class PolicyNotWrittenError(Exception):
    """The broker did not take the policy. `exit_code` is the contract's for infrastructure."""

    exit_code = 3


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """Key and value as they are written: the value is the whole policy, with the digest of its lexicons."""

    key: str
    value: bytes

    @classmethod
    def of(cls, policy: Policy) -> Record:
        """The record of a loaded policy."""
        return cls(key=f"{policy.name}/{policy.version}", value=policy.source.encode())


def send(broker: str, record: Record) -> None:
    """Write it, acknowledged by all replicas; raises an error with exit code 3 that says what to do."""
    with admin_client(broker) as client:  # it says at once what the producer would find out after half a minute
        if POLICIES.name not in client.list_topics():
            raise PolicyNotWrittenError(f"{broker} has no topic {POLICIES.name}: run `pinocchio topics apply`")
    try:
        _write(broker, record)
    except KafkaError as error:
        what = f"{broker} did not take the policy: {type(error).__name__}: {str(error)[:200]}"
        raise PolicyNotWrittenError(f"{what}. Nothing is activated; run `pinocchio doctor`, then try again.") from error


def _write(broker: str, record: Record) -> None:
    login = security_for(broker).for_aiokafka()
    producer = KafkaProducer(bootstrap_servers=broker.split(","), acks="all", max_block_ms=WAIT_S * 1000, **login)
    try:
        producer.send(POLICIES.name, key=record.key.encode(), value=record.value).get(timeout=WAIT_S)
    finally:
        producer.close(timeout=WAIT_S)
