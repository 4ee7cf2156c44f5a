"""Every address of the portal as every role and as nobody: `docs/rights.md` is the table that this test reads.

Addresses are discovered from the URL configuration, so that a new page cannot escape it. What the table does not
grant is a 404; nothing may ever be a fault.
"""

import re
from pathlib import Path

import pytest
from django.urls import get_resolver, reverse

from tests.addresses import OBJECTS

TABLE = Path(__file__).parent.parent / "docs" / "rights.md"
ROLES = ("officer", "secretary", "staff", "leader", "inspector", "administrator", "auditor")
ROW = re.compile(r"^\| `(?P<name>[\w:-]+)` \| (?P<object>[^|]+) \| (?P<cells>.+) \|$")


def rows_of_the_table():
    rows = {}
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if match := ROW.match(line):
            cells = [cell.strip() for cell in match["cells"].split("|")]
            assert len(cells) == len(ROLES), line
            rows[match["name"]] = (match["object"].strip(), dict(zip(ROLES, cells, strict=True)))
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
    assert set(ADDRESSES) - set(RIGHTS) == set(), "give the new page its row in docs/rights.md"
    assert set(RIGHTS) - set(ADDRESSES) == set(), "docs/rights.md names an address that is no more"


def url_of(name, kind, world, whose):
    args = OBJECTS[kind](world, whose)
    return reverse(name, args=args)


def check(name, kind, cell, url, whose, ask, method):
    answer = ask(url)
    status = answer.status_code
    where = f"{method} {url} ({whose}): {status}"
    assert status < 500, where
    granted = cell == "open" or cell.endswith("all") or (cell.endswith("own") and whose == "own")
    writes = cell.startswith("W") or cell == "open"
    if not granted or (method == "POST" and not writes):
        assert status in (404, 405), f"{where}, the table says {cell}"
    elif method == "GET":
        assert status in (200, 302, 405), f"{where}, the table says {cell}"
        assert not str(answer.headers.get("Location", "")).startswith("/login/"), where
    else:
        assert status not in (404,), f"{where}, the table says {cell}"


@pytest.mark.parametrize("name", sorted(set(ADDRESSES) & set(RIGHTS)))
@pytest.mark.parametrize("role", ROLES)
def test_a_role_finds_exactly_what_the_table_grants(name, role, world, client, request):
    kind, cells = RIGHTS[name]
    client.force_login(world.people[role])
    client.raise_request_exception = False
    for whose in ("own", "other") if kind != "–" else ("own",):
        url = url_of(name, kind, world, whose)
        check(name, kind, cells[role], url, whose, client.get, "GET")
        check(name, kind, cells[role], url, whose, client.post, "POST")


@pytest.mark.parametrize("name", sorted(set(ADDRESSES) & set(RIGHTS)))
def test_nobody_is_sent_to_the_log_in(name, world, client):
    kind, cells = RIGHTS[name]
    client.raise_request_exception = False
    url = url_of(name, kind, world, "own")
    for ask in (client.get, client.post):
        answer = ask(url)
        assert answer.status_code < 500
        if cells["officer"] != "open":
            assert answer.status_code == 302, f"{url}: {answer.status_code}"
            assert answer.headers["Location"].startswith("/login/")
