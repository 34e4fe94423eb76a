"""A real Kafka that asks for TLS and a login, with a certificate made by the JDK's keytool."""

from __future__ import annotations

import subprocess
from pathlib import Path

from tests.integration.kafka.cluster import PROPERTIES, RealKafka, free_port

USER, WORD = "pinocchio", "open-sesame"
STORE = "keystore-of-a-test"
PACKAGE = "org.apache.kafka.common.security"

_LISTENER = """\
ssl.keystore.location={folder}/broker.p12
ssl.keystore.type=PKCS12
ssl.keystore.password={store}
ssl.key.password={store}
sasl.enabled.mechanisms=PLAIN,SCRAM-SHA-512
listener.name.login.plain.sasl.jaas.config={package}.plain.PlainLoginModule required user_{user}="{word}";
listener.name.login.scram-sha-512.sasl.jaas.config={package}.scram.ScramLoginModule required;
"""


class GuardedKafka(RealKafka):
    """`bootstrap` is open, for the tests themselves; `guarded` asks for a login over TLS."""

    def prepare(self) -> None:
        """Certificate, configuration, empty log."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.guarded_port = free_port()
        _make_certificate(self.folder)
        guarded = f"LOGIN://127.0.0.1:{self.guarded_port}"
        text = PROPERTIES.replace(",CONTROLLER://", f",{guarded},CONTROLLER://")
        text = text.replace(
            "PLAINTEXT://127.0.0.1:{port}\ncontroller", f"PLAINTEXT://127.0.0.1:{{port}},{guarded}\ncontroller"
        )
        text = text.replace("PLAINTEXT:PLAINTEXT\n", "PLAINTEXT:PLAINTEXT,LOGIN:SASL_SSL\n")
        self.format(text + _LISTENER.format(folder=self.folder, store=STORE, user=USER, word=WORD, package=PACKAGE))

    @property
    def guarded(self) -> str:
        """`host:port` that asks for a login over TLS."""
        return f"127.0.0.1:{self.guarded_port}"

    def environment(self, mechanism: str = "PLAIN", word: str = WORD) -> dict[str, str]:
        """The settings of somebody who may come in."""
        secret = self.folder / f"password-{word}"
        secret.write_text(word, encoding="utf-8")
        return {
            "PINOCCHIO_KAFKA_SECURITY_PROTOCOL": "SASL_SSL",
            "PINOCCHIO_KAFKA_CA_FILE": str(self.folder / "broker.pem"),
            "PINOCCHIO_KAFKA_SASL_MECHANISM": mechanism,
            "PINOCCHIO_KAFKA_SASL_USERNAME": USER,
            "PINOCCHIO_KAFKA_SASL_PASSWORD_FILE": str(secret),
        }


def _make_certificate(folder: Path) -> None:
    store = ["-keystore", str(folder / "broker.p12"), "-storetype", "PKCS12", "-storepass", STORE, "-alias", "broker"]
    names = ["-dname", "CN=localhost", "-ext", "SAN=ip:127.0.0.1,dns:localhost", "-ext", "bc:c=ca:true"]
    made = ["keytool", "-genkeypair", "-keyalg", "RSA", "-keysize", "2048", "-validity", "2", *names, *store]
    subprocess.run(made, check=True, capture_output=True)
    told = ["keytool", "-exportcert", "-rfc", "-file", str(folder / "broker.pem"), *store]
    subprocess.run(told, check=True, capture_output=True)
