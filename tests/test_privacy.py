"""The data map is complete: no table and no column without a word on whose it is and what erasure does to it."""

import re

import pytest

from conference.kernel.database import Base
from tests.fixtures import ROOT

MAP = (ROOT / "docs" / "privacy.md").read_text(encoding="utf-8").partition("## Column by column")[2].partition("\n## ")[0]
ROW = re.compile(r"^\| `(\w+)` \| (.*?) \| (.*?) \| (.*?) \|$", re.M)
ROWS = {
    table: (set(re.findall(r"`(\w+)`", personal)), erasure, set(re.findall(r"`(\w+)`", others)))
    for table, personal, erasure, others in ROW.findall(MAP)
}
TABLES = {table.name: {column.name for column in table.columns} for table in Base.metadata.sorted_tables}
TELLING = re.compile(r"(^|_)(name|email|address|person_id|user_id|holder_id|registration_id|actor|by|secret_hash)$")
OF_THINGS = {  # names of rooms, tracks and the like; the centre's own address
    "category", "event", "event_room", "job", "layout", "organisation", "room", "track", "venue",
}  # fmt: skip


def test_the_map_has_every_table_and_no_other():
    assert ROWS.keys() == TABLES.keys()


@pytest.mark.parametrize("table", sorted(TABLES))
def test_the_map_has_every_column_once(table):
    personal, erasure, others = ROWS[table]
    assert (personal | others, personal & others) == (TABLES[table], set())
    assert (erasure == "–") == (not personal)


def test_a_column_that_sounds_like_a_person_is_told_as_personal():
    missed = [f"{table}.{name}" for table, (_own, _how, others) in ROWS.items() for name in others if TELLING.search(name) and table not in OF_THINGS]
    assert missed == []
