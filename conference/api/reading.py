"""The OpenAPI document laid out for a page: groups of calls, each with what it takes and what it answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

METHODS = ("get", "post", "patch", "delete")


@dataclass(frozen=True)
class Field:
    """One thing that a call takes: where it stands (address, path, header, body), what it is."""

    name: str
    place: str
    kind: str
    required: bool
    about: str


@dataclass(frozen=True)
class Reading:
    """One call as a page shows it."""

    id: str
    method: str
    path: str
    summary: str
    about: str
    is_open: bool
    scope: str
    fields: tuple[Field, ...]
    answer: str
    tells: tuple[Field, ...]
    answers: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Group:
    name: str
    about: str
    calls: tuple[Reading, ...]


def groups(document: Mapping[str, Any]) -> list[Group]:
    """Every call by its group, in the document's order."""
    by_tag: dict[str, list[Reading]] = {}
    for path, calls in document["paths"].items():
        common = calls.get("parameters", [])
        for method in METHODS:
            if method in calls:
                by_tag.setdefault(calls[method]["tags"][0], []).append(reading(document, path, method, calls[method], common))
    about = {tag["name"].removeprefix("api_"): tag.get("description", "") for tag in document["tags"]}
    return [Group(name, about.get(name, ""), tuple(calls)) for name, calls in by_tag.items()]


def reading(document: Mapping[str, Any], path: str, method: str, call: Mapping[str, Any], common: list[Any]) -> Reading:
    parameters = [*common, *call.get("parameters", [])]
    taken = [parameter(each, document) for each in parameters]
    body = call.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
    given = {status: resolved(document, answer) for status, answer in call["responses"].items()}
    good = next((answer for status, answer in given.items() if status < "300"), {})
    schema = good.get("content", {}).get("application/json", {}).get("schema", {})
    return Reading(
        id=call["operationId"], method=method.upper(), path=path, summary=call.get("summary", ""), about=call.get("description", ""),
        is_open={} in call["security"], scope=call.get("x-scope") or "", fields=(*taken, *(in_body(document, body) if body else ())),
        answer=schema.get("$ref", "").rpartition("/")[2], tells=tuple(in_body(document, items_of(schema, document))),
        answers=tuple((status, answer["description"]) for status, answer in sorted(given.items())),
    )  # fmt: skip


def parameter(told: Mapping[str, Any], document: Mapping[str, Any]) -> Field:
    return Field(told["name"], told["in"], kind_of(told["schema"], document), bool(told.get("required")), told.get("description", ""))


def in_body(document: Mapping[str, Any], schema: Mapping[str, Any]) -> Iterator[Field]:
    """The fields of an object, the required ones first."""
    found = resolved(document, schema)
    needed = found.get("required", [])
    for name, inner in sorted(found.get("properties", {}).items(), key=lambda pair: pair[0] not in needed):
        yield Field(name, "body", kind_of(inner, document), name in needed, resolved(document, inner).get("description", ""))


def items_of(schema: Mapping[str, Any], document: Mapping[str, Any]) -> Mapping[str, Any]:
    """The shape of a page's items, or the shape itself."""
    inner = resolved(document, schema).get("properties", {}).get("items", {}).get("items")
    return inner if inner else schema


def kind_of(schema: Mapping[str, Any], document: Mapping[str, Any]) -> str:
    """What a value is, in a few words: `text`, `list of text`, `one of: option, confirmed`."""
    if "$ref" in schema:
        return "object with " + ", ".join(resolved(document, schema).get("properties", {}))
    if "allOf" in schema:
        return kind_of(schema["allOf"][0], document)
    if "enum" in schema:
        return "one of: " + ", ".join(str(each) for each in schema["enum"] if each is not None)
    if "anyOf" in schema:
        return " or ".join(dict.fromkeys(kind_of(each, document) for each in schema["anyOf"]))
    names = schema.get("type", "value")
    names = [names] if isinstance(names, str) else names
    if "array" in names and "items" in schema:
        return f"list of {kind_of(schema['items'], document)}"
    words = {"string": schema.get("format", "text"), "integer": "whole number", "boolean": "true or false", "null": "null"}
    return " or ".join(words.get(each, each) for each in names)


def resolved(document: Mapping[str, Any], told: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a reference stands for."""
    if "allOf" in told:
        return {**resolved(document, told["allOf"][0]), **told}
    if "$ref" not in told:
        return told
    kind, name = told["$ref"].split("/")[-2:]
    found: Mapping[str, Any] = document["components"][kind][name]
    return found
