"""A real, single-node Apache Kafka (KRaft) on loopback, ready in about four seconds."""

from __future__ import annotations

import base64
import signal
import socket
import subprocess
import time
import uuid
from dataclasses import dataclass, field
from pathlib import Path

from tests.integration.kafka.jars import KafkaUnavailableError, jars

READY_SECONDS = 60.0
STOP_SECONDS = 10.0
PROPERTIES = """\
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:{controller}
listeners=PLAINTEXT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller}
advertised.listeners=PLAINTEXT://127.0.0.1:{port}
controller.listener.names=CONTROLLER
inter.broker.listener.name=PLAINTEXT
listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT
log.dirs={data}
auto.create.topics.enable=false
offsets.topic.replication.factor=1
offsets.topic.num.partitions=4
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=4
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
group.initial.rebalance.delay.ms=0
group.min.session.timeout.ms=1000
transaction.abort.timed.out.transaction.cleanup.interval.ms=1000
log.cleaner.backoff.ms=200
"""


def free_port() -> int:
    """A port that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class RealKafka:
    """One broker process and its data folder. `stop` then `start` keeps data and address."""

    folder: Path
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def bootstrap(self) -> str:
        """`host:port` of the broker."""
        return f"127.0.0.1:{self.port}"

    def format(self, properties: str = PROPERTIES, cluster_id: str | None = None) -> None:
        """Write the configuration and an empty log."""
        self.folder.mkdir(parents=True, exist_ok=True)
        text = properties.format(port=self.port, controller=free_port(), data=self.folder / "data")
        self._properties.write_text(text)
        # a random id may start with "-", which the tool would take for an option
        cluster_id = cluster_id or "A" + base64.urlsafe_b64encode(uuid.uuid4().bytes).decode()[1:22]
        tool = ["kafka.tools.StorageTool", "format", "-t", cluster_id, "-c", str(self._properties)]
        done = subprocess.run([*self._java("-XX:TieredStopAtLevel=1"), *tool], capture_output=True, check=False)
        if done.returncode != 0:
            raise KafkaUnavailableError(f"Kafka's storage could not be formatted: {done.stderr.decode()[-800:]}")

    def start(self) -> None:
        """Start, and return when it answers."""
        with self._log.open("ab") as log:
            # its own session: ctrl-C in the terminal ends the tests first, the broker after them
            self.process = subprocess.Popen(
                [*self._java("-Xmx1g"), "kafka.Kafka", str(self._properties)],
                stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        deadline = time.monotonic() + READY_SECONDS
        while not self._listening():
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                raise KafkaUnavailableError(f"Kafka did not start: {self._log.read_text()[-1500:]}")
            time.sleep(0.05)

    def stop(self) -> None:
        """SIGTERM, then SIGKILL."""
        if self.process is None:
            return
        self.process.send_signal(signal.SIGCONT)
        self.process.terminate()
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()
        self.process = None

    def kill(self) -> None:
        """SIGKILL, as a lost machine."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()

    def _listening(self) -> bool:
        with socket.socket() as probe:
            probe.settimeout(0.5)
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    @property
    def _properties(self) -> Path:
        return self.folder / "server.properties"

    @property
    def _log(self) -> Path:
        return self.folder / "kafka.log"

    @staticmethod
    def _java(*options: str) -> list[str]:
        quiet = "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn"
        return ["java", "-cp", f"{jars()}/*", "-XX:+UseSerialGC", quiet, *options]
