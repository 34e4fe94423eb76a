"""The Kubernetes files: valid by the published schemas, true to the registry, the policy and the worker."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator

from scripts import manifests
from streams.core.policy.load import load_policies
from streams.runtime.health import HealthServer
from streams.runtime.metrics import Metrics
from streams.runtime.settings import Settings
from tests.ops.kustomize import build, merge

KUBERNETES = manifests.KUBERNETES
SCHEMAS = json.loads((Path(__file__).parent / "schemas" / "kubernetes.json").read_text())
FOLDERS = ["overlays/small", "overlays/production", "topics/small", "topics/production"]


@pytest.fixture(params=FOLDERS)
def documents(request):
    return build(KUBERNETES / request.param)


def problems(document):
    schema = SCHEMAS["kinds"][f"{document['apiVersion']}/{document['kind']}"]
    validator = Draft202012Validator({**schema, "$defs": SCHEMAS["$defs"]})
    return [f"{document['kind']} {error.json_path}: {error.message}" for error in validator.iter_errors(document)]


def deployment(overlay):
    (found,) = [one for one in build(KUBERNETES / "overlays" / overlay) if one["kind"] == "Deployment"]
    return found


def pod(overlay):
    return deployment(overlay)["spec"]["template"]["spec"]


def test_everything_is_valid_by_the_published_schemas(documents):
    assert documents
    assert [problem for document in documents for problem in problems(document)] == []


@pytest.mark.parametrize(
    "mistake",
    [
        {"spec": {"replcas": 3}},
        {"spec": {"template": {"spec": {"terminationGracePeriodSecond": 35}}}},
        {
            "spec": {
                "template": {"spec": {"containers": [{"name": "worker", "livenessProbe": {"httpGet": {"path": 1}}}]}}
            }
        },
    ],
)
def test_a_mistake_would_be_found(mistake):
    assert problems(deployment("small")) == []
    assert problems(merge(deployment("small"), mistake))


@pytest.mark.parametrize("kind", ["ScaledObject", "ServiceMonitor"])
def test_a_mistake_in_a_custom_resource_would_be_found(kind):
    (found,) = [one for one in build(KUBERNETES / "overlays/production") if one["kind"] == kind]
    assert problems({**found, "spec": {**found["spec"], "maxReplicas": 3}})


def test_generated_files_are_up_to_date():
    stale = [str(path) for path, text in manifests.files().items() if not path.exists() or path.read_text() != text]
    assert stale == [], "write them anew: python -m scripts.manifests"


def test_every_name_that_is_referred_to_is_there(documents):
    there = {(one["kind"], one["metadata"]["name"]) for one in documents}
    for one in documents:
        if one["kind"] == "Deployment":
            spec = one["spec"]["template"]["spec"]
            maps = {("ConfigMap", volume["configMap"]["name"]) for volume in spec["volumes"] if "configMap" in volume}
            maps |= {("ConfigMap", source["configMapRef"]["name"]) for source in spec["containers"][0]["envFrom"]}
            assert maps | {("ServiceAccount", spec["serviceAccountName"])} <= there


def test_no_secret_is_written_down_only_its_name(documents):
    assert not [one for one in documents if one["kind"] == "Secret"]


@pytest.mark.parametrize("overlay", ["small", "production"])
def test_a_pod_may_do_little(overlay):
    spec = pod(overlay)
    (container,) = spec["containers"]
    assert spec["securityContext"]["runAsNonRoot"] is True
    assert spec["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    assert container["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    assert not spec["automountServiceAccountToken"]
    user = re.search(r"^USER (\d+):", (manifests.ROOT / "deploy/docker/Dockerfile").read_text(), re.MULTILINE)
    assert spec["securityContext"]["runAsUser"] == spec["securityContext"]["fsGroup"] == int(user[1])


def test_probes_ask_what_the_worker_serves():
    server = HealthServer(Metrics().registry, lambda: None, lambda: None)
    served = {resource.canonical for resource in server._runner.app.router.resources()}
    (container,) = pod("production")["containers"]
    asked = {container[f"{kind}Probe"]["httpGet"]["path"] for kind in ("startup", "readiness", "liveness")}
    assert asked == {"/healthz", "/readyz"}
    assert asked < served


def test_a_pod_has_time_to_stop():
    assert pod("production")["terminationGracePeriodSeconds"] > 30


def settings_of(overlay):
    documents = build(KUBERNETES / "overlays" / overlay)
    (found,) = [one["data"] for one in documents if one["metadata"]["name"] == "pinocchio-settings"]
    return found


@pytest.mark.parametrize("overlay", ["small", "production"])
def test_every_setting_is_one_of_ours_and_every_path_is_mounted(overlay):
    told = settings_of(overlay)
    assert {name.removeprefix("PINOCCHIO_").lower() for name in told} <= set(Settings.model_fields)
    mounts = [mount["mountPath"] for mount in pod(overlay)["containers"][0]["volumeMounts"]]
    paths = [value for value in told.values() if value.startswith("/")]
    assert paths
    assert all(any(path.startswith(mount) for mount in mounts) for path in paths)


def test_the_policy_that_a_pod_sees_is_the_shipped_one(tmp_path):
    documents = build(KUBERNETES / "overlays/small")
    (data,) = [one["data"] for one in documents if one["metadata"]["name"] == "pinocchio-policy"]
    (volume,) = [one for one in pod("small")["volumes"] if one["name"] == "policy"]
    assert {item["key"] for item in volume["configMap"]["items"]} == set(data)
    behind = tmp_path / "..2026_11_21"  # as a kubelet lays it out: everything behind links
    for item in volume["configMap"]["items"]:
        path = behind / item["path"]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(data[item["key"]])
    (tmp_path / "..data").symlink_to(behind)
    for name in behind.iterdir():
        (tmp_path / name.name).symlink_to(tmp_path / "..data" / name.name)
    (seen,) = load_policies(tmp_path / "default.yaml").versions
    (shipped,) = load_policies(manifests.POLICIES / "default.yaml").versions
    assert seen.version == shipped.version


def test_a_config_map_is_small_enough():
    documents = build(KUBERNETES / "overlays/small")
    (found,) = [one for one in documents if one["metadata"]["name"] == "pinocchio-policy"]
    assert len(json.dumps(found, ensure_ascii=False).encode()) < 1024 * 1024


def test_the_network_lets_the_metrics_port_in_and_the_brokers_port_out():
    documents = build(KUBERNETES / "overlays/production")
    (policy,) = [one["spec"] for one in documents if one["kind"] == "NetworkPolicy"]
    port = int(Settings.model_fields["http_port"].default)
    assert [rule["ports"] for rule in policy["ingress"]] == [[{"protocol": "TCP", "port": port}]]
    broker = int(settings_of("production")["PINOCCHIO_BROKER"].rpartition(":")[2])
    names, brokers = (rule["ports"] for rule in policy["egress"])
    assert {"protocol": "TCP", "port": broker} in brokers
    assert [one["port"] for one in brokers] == [9092, 9093]  # Strimzi's plain one, and that with TLS
    assert {(one["protocol"], one["port"]) for one in names} == {("UDP", 53), ("TCP", 53)}


def scaled():
    (found,) = [one["spec"] for one in build(KUBERNETES / "overlays/production") if one["kind"] == "ScaledObject"]
    return found


def test_every_selector_of_ours_finds_the_pods():
    documents = {one["kind"]: one["spec"] for one in build(KUBERNETES / "overlays/production") if "spec" in one}
    labels = documents["Deployment"]["template"]["metadata"]["labels"]
    assert documents["Service"]["selector"] == labels
    for kind in ("Deployment", "PodDisruptionBudget", "ServiceMonitor"):
        assert documents[kind]["selector"]["matchLabels"] == labels, kind
    assert documents["NetworkPolicy"]["podSelector"]["matchLabels"] == labels


def test_there_are_never_more_workers_than_partitions_and_never_none():
    partitions, _ = manifests.OVERLAYS["production"]
    assert scaled()["maxReplicaCount"] == partitions
    assert scaled()["minReplicaCount"] >= 2
    assert "replicas" not in deployment("production")["spec"]


def test_lag_of_every_source_but_the_clock_is_watched_under_the_right_group():
    told = settings_of("production")
    triggers = [trigger["metadata"] for trigger in scaled()["triggers"]]
    names = {topic["metadata"]["name"] for topic in build(KUBERNETES / "topics/production")}
    watched = {trigger["topic"] for trigger in triggers}
    assert watched == {name for name in names if name.startswith("marketplace.")}
    assert {trigger["consumerGroup"] for trigger in triggers} == {told["PINOCCHIO_APP_ID"]}
    assert {trigger["bootstrapServers"] for trigger in triggers} == {told["PINOCCHIO_BROKER"]}


def test_every_kustomization_is_valid_yaml_of_its_kind():
    found = [*KUBERNETES.rglob("kustomization.yaml"), manifests.POLICIES / "Kustomization"]
    assert len(found) > len(FOLDERS)
    assert {yaml.safe_load(path.read_text())["kind"] for path in found} == {"Kustomization", "Component"}
