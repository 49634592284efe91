"""The people of a schedule file: met in a list or at their talks, known by id, guid, code or name, in this order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from conference.feeds.frab import Human
from conference.feeds.frab_fields import BIOGRAPHY, URL, Facts, shown
from conference.feeds.frab_links import address, read_links
from conference.feeds.identity import derived_number
from conference.kernel.message import _


class People:
    """Everybody met so far. Meeting somebody again adds what was not known; another name under the same id is refused."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.by_id: dict[int, Human] = {}
        self.numbers: dict[str, int] = {}

    def meet_all(self, people: Iterable[Facts]) -> None:
        for facts in people:
            self.meet(facts)

    def meet(self, facts: Facts) -> int:
        """Remember somebody; their id, which is derived where the file gives none."""
        met = self.read(facts)
        known = self.by_id.get(met.id)
        if known is None:
            self.by_id[met.id] = met
        elif known.name != met.name:
            names = {"id": met.id, "one": shown(known.name), "other": shown(met.name)}
            raise facts.wrong(_("The person id %(id)s belongs to both %(one)s and %(other)s.", **names))
        else:
            self.by_id[met.id] = completed(known, met)
        return met.id

    def read(self, facts: Facts) -> Human:
        name = facts.word("name", 240) or facts.word("public_name", 240) or facts.word("full_public_name", 240)
        if not name:
            raise facts.wrong(_("%(key)s is missing.", key="name"))
        guid, code = facts.guid(), facts.word("code", 40)
        return Human(
            id=facts.number("id") or self.number(guid or (code and f"code {code}") or f"name {name}"), name=name, guid=guid, code=code,
            slug=facts.word("slug"), biography=facts.text("biography", BIOGRAPHY), avatar=address(facts, "avatar", self.base),
            url=address(facts, "url", self.base), links=read_links(facts, "links", self.base),
        )  # fmt: skip

    def number(self, key: str) -> int:
        """An id for somebody without one."""
        if key not in self.numbers:
            number = derived_number(key)
            while number in self.by_id or number in self.numbers.values():
                number += 1
            self.numbers[key] = number
        return self.numbers[key]

    def overlay(self, exact: Facts) -> None:
        """Put over them what the schema had no place for; somebody without a talk comes in here."""
        for id_text in exact.values:
            facts = exact.group(id_text)
            known = self.by_id.get(int(id_text)) if id_text.isdecimal() else None
            if known is None:
                self.meet(Facts({"id": id_text, **facts.values}, facts.place))
                continue
            self.by_id[known.id] = replace(
                known,
                guid=facts.guid() if "guid" in facts.values else known.guid,
                code=facts.word("code", 40) or known.code,
                slug=facts.word("slug") or known.slug,
                biography=facts.text("biography", BIOGRAPHY) or known.biography,
                avatar=facts.word("avatar", URL) or known.avatar,
                url=facts.word("url", URL) or known.url,
                links=read_links(facts, "links", self.base) or known.links,
            )

    def all(self) -> tuple[Human, ...]:
        return tuple(self.by_id[number] for number in sorted(self.by_id))


def completed(known: Human, met: Human) -> Human:
    """What was known, and what is new."""
    return replace(
        known,
        guid=known.guid or met.guid,
        code=known.code or met.code,
        slug=known.slug or met.slug,
        biography=known.biography or met.biography,
        avatar=known.avatar or met.avatar,
        url=known.url or met.url,
        links=known.links or met.links,
    )
