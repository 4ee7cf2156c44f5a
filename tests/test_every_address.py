"""Every address of the portal as every role and as nobody: `docs/rights.md` is the table that this test reads.

Addresses are discovered from the URL configuration, so that a new page cannot escape it. What the table does not
grant is a 404; nothing may ever be a fault.
"""

import re
from pathlib import Path

import pytest
from django.db import transaction
from django.urls import get_resolver, reverse

from tests.addresses import OBJECTS

TABLE = Path(__file__).parent.parent / "docs" / "rights.md"
ROLES = ("officer", "secretary", "staff", "leader", "inspector", "administrator", "auditor")
ROW = re.compile(r"^\| `(?P<name>[\w:-]+)` \| (?P<object>[^|]+) \| (?P<cells>.+) \|$")


def rows_of_the_table():
    """[(name, object, {role: cell})]; an address with a move in it has a row for each move."""
    rows = []
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if match := ROW.match(line):
            cells = [cell.strip() for cell in match["cells"].split("|")]
            assert len(cells) == len(ROLES), line
            rows.append(
                (match["name"], match["object"].strip(), dict(zip(ROLES, cells, strict=True)))
            )
    return rows


def discovered(patterns=None, namespace=""):
    """Names of all addresses but the Django admin's."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if hasattr(pattern, "url_patterns"):
            if pattern.namespace != "admin":
                inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
                yield from discovered(pattern.url_patterns, inner)
        else:
            assert pattern.name, f"{pattern.pattern} has no name"
            yield f"{namespace}{pattern.name}"


RIGHTS = rows_of_the_table()
ADDRESSES = sorted(set(discovered()))


def test_every_address_has_its_row():
    named = {name for name, _, _ in RIGHTS}
    assert set(ADDRESSES) - named == set(), "give the new page its row in docs/rights.md"
    assert named - set(ADDRESSES) == set(), "docs/rights.md names an address that is no more"


def url_of(name, kind, world, whose):
    """`item:cancel` in the table's second column: an item, and the word that follows it in the address."""
    kind, _, word = kind.partition(":")
    return reverse(name, args=[*OBJECTS[kind](world, whose), *filter(None, [word])])


def check(who, cell, url, whose, ask, method):
    answer = ask(url)
    status = answer.status_code
    where = f"{who} {url} ({whose}): {status}"
    # An address for machines may say that a part of the portal is down; nothing may be a fault.
    assert status < 500 or (cell == "open" and status == 503), where
    granted = cell == "open" or cell.endswith("all") or (cell.endswith("own") and whose == "own")
    writes = cell.startswith("W") or cell == "open"
    if not granted or (method == "POST" and not writes):
        assert status in (404, 405), f"{where}, the table says {cell}"
    elif method == "GET":
        assert status in (200, 302, 405, 503), f"{where}, the table says {cell}"
        assert not str(answer.headers.get("Location", "")).startswith("/login/"), where
    else:
        assert status not in (404,), f"{where}, the table says {cell}"


each_row = pytest.mark.parametrize(
    "name, kind, cells", RIGHTS, ids=[f"{name} {kind}" for name, kind, _ in RIGHTS]
)


@each_row
def test_each_role_finds_exactly_what_the_table_grants(name, kind, cells, world, client):
    client.raise_request_exception = False
    for role in ROLES:
        client.force_login(world.people[role])
        for whose in ("own", "other") if kind != "–" else ("own",):
            url = url_of(name, kind, world, whose)
            for ask, method in ((client.get, "GET"), (client.post, "POST")):
                # Nobody's press may change what the next role finds.
                with transaction.atomic():
                    check(f"{role} {method}", cells[role], url, whose, ask, method)
                    transaction.set_rollback(True)


@each_row
def test_nobody_is_sent_to_the_log_in(name, kind, cells, world, client):
    client.raise_request_exception = False
    url = url_of(name, kind, world, "own")
    for ask in (client.get, client.post):
        answer = ask(url)
        assert answer.status_code < 500 or answer.status_code == 503
        if cells["officer"] != "open":
            assert answer.status_code == 302, f"{url}: {answer.status_code}"
            assert answer.headers["Location"].startswith("/login/")
