"""Enough of kustomize to see what an overlay makes: resources, components, generated ConfigMaps, patches, namespace.

It knows only the fields that our files use and refuses any other, so that it never shows something kustomize would not
make. Names keep no hash, and lists merge by `name`.
"""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path
from typing import Any

import yaml

Document = dict[str, Any]
NAMES = ("kustomization.yaml", "Kustomization")
OUTSIDE = ("Namespace",)


def build(folder: Path) -> list[Document]:
    """The documents of a kustomization."""
    declared = yaml.safe_load(next(folder / name for name in NAMES if (folder / name).exists()).read_text())
    fields = set(declared) - {"apiVersion", "kind"}
    documents: list[Document] = []
    for name in declared.get("resources", ()):
        documents += _resource(folder / name)
    for name in declared.get("components", ()):
        documents += build(folder / name)
    documents += [_config_map(folder, made) for made in declared.get("configMapGenerator", ())]
    for patch in declared.get("patches", ()):
        _patch(documents, patch, folder)
    for label in declared.get("labels", ()):
        _label(documents, label)
    if "namespace" in declared:
        for document in documents:
            if document["kind"] not in OUTSIDE:
                document["metadata"]["namespace"] = declared["namespace"]
    _image(documents, declared.get("images", ()))
    known = {"resources", "components", "configMapGenerator", "patches", "labels", "namespace", "images"}
    assert fields <= known, f"{folder}: {fields - known}"
    return documents


def _resource(path: Path) -> list[Document]:
    if path.is_dir():
        return build(path)
    return [document for document in yaml.safe_load_all(path.read_text()) if document]


def _config_map(folder: Path, made: Document) -> Document:
    assert set(made) <= {"name", "files", "literals"}
    data = dict(literal.split("=", 1) for literal in made.get("literals", ()))
    for source in made.get("files", ()):
        key, _, name = source.rpartition("=")
        path = folder / name
        assert path.resolve().is_relative_to(folder.resolve()), f"kustomize reads nothing outside {folder}"
        data[key or path.name] = path.read_text()
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": made["name"]}, "data": data}


def _patch(documents: list[Document], patch: Document, folder: Path) -> None:
    if "path" in patch:
        change = yaml.safe_load((folder / patch["path"]).read_text())
        target = _one(documents, change["kind"], change["metadata"]["name"])
        merged = merge(target, change)
    else:
        target = _one(documents, patch["target"]["kind"], patch["target"]["name"])
        merged = _operated(target, yaml.safe_load(patch["patch"]))
    target.clear()
    target.update(merged)


def _one(documents: list[Document], kind: str, name: str) -> Document:
    (found,) = [one for one in documents if (one["kind"], one["metadata"]["name"]) == (kind, name)]
    return found


def merge(old: Any, new: Any) -> Any:
    """Maps by key, lists of named things by name, anything else is replaced."""
    if isinstance(old, dict) and isinstance(new, dict):
        return {
            key: merge(old[key], new[key]) if key in old and key in new else {**old, **new}[key]
            for key in {**old, **new}
        }
    if isinstance(old, list) and isinstance(new, list) and all(isinstance(one, dict) and "name" in one for one in new):
        named = {one["name"]: one for one in old}
        return list(merge(named, {one["name"]: one for one in new}).values())
    return deepcopy(new)


def _operated(target: Document, operations: list[Document]) -> Document:
    document = deepcopy(target)
    for operation in operations:
        assert operation["op"] == "remove"
        *way, last = operation["path"].strip("/").split("/")
        place = document
        for step in way:
            place = place[step]
        del place[last]
    return document


def _label(documents: list[Document], label: Document) -> None:
    assert set(label) == {"pairs"}, "selectors are written out"
    for document in documents:
        document["metadata"].setdefault("labels", {}).update(label["pairs"])


def _image(documents: list[Document], images: list[Document]) -> None:
    tags = {image["name"]: image["newTag"] for image in images}
    for document in documents:
        if document["kind"] == "Deployment":
            for container in document["spec"]["template"]["spec"]["containers"]:
                if container["image"] in tags:
                    container["image"] = f"{container['image']}:{tags[container['image']]}"
