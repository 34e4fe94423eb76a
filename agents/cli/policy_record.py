"""A policy as a record of the policies topic, and the writing of it."""

from __future__ import annotations

import msgspec
from kafka import KafkaProducer
from kafka.errors import KafkaError, KafkaTimeoutError

from schemas.topics import POLICIES
from streams.core.policy.model import Policy

WAIT_MS = 15_000


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
    """Write it, acknowledged by all replicas; raises PolicyNotWrittenError."""
    try:
        producer = KafkaProducer(
            bootstrap_servers=broker.split(","),
            acks="all",
            max_block_ms=WAIT_MS,
            delivery_timeout_ms=2 * WAIT_MS,
            request_timeout_ms=WAIT_MS,
            allow_auto_create_topics=False,
        )
    except KafkaError as error:
        raise PolicyNotWrittenError(_unreachable(broker, error)) from error
    try:
        if not producer.partitions_for(POLICIES.name):
            raise PolicyNotWrittenError(f"{broker} has no topic {POLICIES.name}: run `pinocchio topics apply`")
        producer.send(POLICIES.name, key=record.key.encode(), value=record.value).get(timeout=2 * WAIT_MS / 1000)
    except KafkaTimeoutError as error:
        hint = "run `pinocchio doctor`"
        raise PolicyNotWrittenError(f"{broker} has no topic {POLICIES.name}, or does not answer: {hint}") from error
    except KafkaError as error:
        raise PolicyNotWrittenError(_unreachable(broker, error)) from error
    finally:
        producer.close(timeout=1)


def _unreachable(broker: str, error: KafkaError) -> str:
    return f"{broker} did not take the policy ({type(error).__name__}). Is it running, and is PINOCCHIO_BROKER right?"
