"""Which shape of the database an archive holds, told by the migrations that had been applied."""

from django.db import connection
from django.db.migrations.executor import MigrationExecutor


def applied():
    """`["units.0001_initial", …]`, sorted."""
    loader = MigrationExecutor(connection).loader
    return sorted(f"{app}.{name}" for app, name in loader.applied_migrations)


def unknown_here(names):
    """Migrations of the archive that this version of the portal has never heard of: the archive is newer."""
    known = MigrationExecutor(connection).loader.disk_migrations
    # What a squashed migration replaced is gone from the disk, but known by the one that replaced it.
    replaced = {old for migration in known.values() for old in migration.replaces}
    ours = {f"{app}.{name}" for app, name in set(known) | replaced}
    return sorted(set(names) - ours)


def build(names):
    """Make the tables of an empty database as they were when these migrations had been applied."""
    executor = MigrationExecutor(connection)
    graph = executor.loader.graph
    wanted = {tuple(name.split(".", 1)) for name in names} & set(graph.nodes)
    passed = {
        parent.key
        for node in wanted
        for parent in graph.node_map[node].parents
        if parent.key[0] == node[0]
    }
    executor.migrate(sorted(wanted - passed))  # the last one of each app, and so all before it
