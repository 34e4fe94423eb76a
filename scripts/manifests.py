"""Kubernetes files that follow from something else: topics from the registry, the policy's ConfigMap from its folder.

`python -m scripts.manifests` writes them; a test compares them.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from streams.runtime.admin import wanted_topics
from streams.runtime.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
POLICIES = ROOT / "deploy" / "policies"
KUBERNETES = ROOT / "deploy" / "kubernetes"
RULES = ROOT / "deploy" / "prometheus" / "rules"
APP_ID = str(Settings.model_fields["app_id"].default)
CLUSTER = "kafka"
OVERLAYS = {"small": (8, 1), "production": (48, 3)}
"""Overlay -> partitions and replicas of its topics."""
HEAD = "# Written by `python -m scripts.manifests`; do not change it by hand.\n"


def files() -> dict[Path, str]:
    """Every generated file and what is in it."""
    found = {
        POLICIES / "Kustomization": _yaml(policy_map()),
        KUBERNETES / "base" / "policy-volume.yaml": _yaml(policy_volume()),
        KUBERNETES / "monitoring" / "rules.yaml": "---\n".join(map(_yaml, rules())),
    }
    for overlay, (partitions, replicas) in OVERLAYS.items():
        path = KUBERNETES / "topics" / overlay / "topics.yaml"
        found[path] = "---\n".join(_yaml(topic) for topic in topics(partitions, replicas))
    return {path: HEAD + text for path, text in found.items()}


def policy_files() -> dict[str, str]:
    """ConfigMap key -> file below the policy folder: a key may not have a slash."""
    names = ["default.yaml", *(str(p.relative_to(POLICIES)) for p in sorted(POLICIES.glob("lexicons/**/*.txt")))]
    return {name.replace("/", "."): name for name in names}


def policy_map() -> dict[str, Any]:
    """A kustomization beside the policy, because kustomize reads no files outside a kustomization's own folder."""
    sources = [f"{key}={name}" if key != name else name for key, name in policy_files().items()]
    return {
        "apiVersion": "kustomize.config.k8s.io/v1beta1",
        "kind": "Kustomization",
        "configMapGenerator": [{"name": "pinocchio-policy", "files": sources}],
    }


def policy_volume() -> dict[str, Any]:
    """The patch that lays the keys out as folders again."""
    items = [{"key": key, "path": name} for key, name in policy_files().items()]
    volume = {"name": "policy", "configMap": {"name": "pinocchio-policy", "items": items}}
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": "pinocchio"},
        "spec": {"template": {"spec": {"volumes": [volume]}}},
    }


def topics(partitions: int, replicas: int) -> list[dict[str, Any]]:
    """Strimzi's KafkaTopic of every topic of the registry."""
    return [
        {
            "apiVersion": "kafka.strimzi.io/v1",
            "kind": "KafkaTopic",
            "metadata": {"name": topic.name, "labels": {"strimzi.io/cluster": CLUSTER}},
            "spec": {"partitions": topic.partitions, "replicas": replicas, "config": topic.config},
        }
        for topic in wanted_topics(APP_ID, partitions, replicas)
    ]


def rules() -> list[dict[str, Any]]:
    """The Prometheus rules as the operator wants them, one object a file."""
    return [
        {
            "apiVersion": "monitoring.coreos.com/v1",
            "kind": "PrometheusRule",
            "metadata": {"name": f"pinocchio-{path.stem}"},
            "spec": {"groups": yaml.safe_load(path.read_text())["groups"]},
        }
        for path in sorted(RULES.glob("*.yml"))
    ]


def _yaml(document: dict[str, Any]) -> str:
    return yaml.safe_dump(document, sort_keys=False, allow_unicode=True, width=120)


def main() -> None:
    """Write them."""
    for path, text in files().items():
        path.write_text(text)


if __name__ == "__main__":
    main()
