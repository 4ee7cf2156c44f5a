"""The archive: a zip of a description, the database and the attachments; how it is written and taken back."""

import json
import shutil
import tempfile
import zipfile
import zlib
from pathlib import Path, PurePosixPath

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from zhaotong_portal.backup import migration_state, postgresql, sqlite

FORMAT = 1
DESCRIPTION = "backup.json"
ENGINES = {"sqlite": sqlite, "postgresql": postgresql}


class NotRestored(Exception):
    """Why an archive was not taken back; nothing has been changed."""


def _left_out_tables():
    """Log-in sessions, and what by its own rule is never backed up (rules.md §5: the day's key)."""
    return {apps.get_model(label)._meta.db_table for label in settings.BACKUP_LEAVES_OUT}


def _files(folder: Path):
    return sorted(path for path in folder.rglob("*") if path.is_file()) if folder.exists() else []


def write_backup(target: Path) -> dict:
    """Write the archive; it appears under its name when it is complete. Returns its description."""
    target = Path(target)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".backup-") as scratch:
        database = Path(scratch, "database")
        database.mkdir()
        ENGINES[connection.vendor].save(database, _left_out_tables())
        attachments = Path(settings.MEDIA_ROOT)
        kept = _files(attachments)
        description = {
            "format": FORMAT,
            "engine": connection.vendor,
            "made_at": timezone.now().isoformat(),
            "migrations": migration_state.applied(),
            "attachments": len(kept),
        }
        draft = Path(scratch, "archive.zip")
        draft.touch(mode=0o600)  # it holds everybody's data
        with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(DESCRIPTION, json.dumps(description, ensure_ascii=False, indent=1))
            for path in _files(database):
                archive.write(path, f"database/{path.name}")
            for path in kept:
                archive.write(path, f"attachments/{path.relative_to(attachments).as_posix()}")
        draft.replace(target)
    return description


def is_empty() -> bool:
    """Whether this portal holds nothing that a restore could destroy."""
    if _files(Path(settings.MEDIA_ROOT)):
        return False
    present = set(connection.introspection.table_names())
    own = [
        app for app in apps.get_app_configs() if Path(app.path).is_relative_to(settings.BASE_DIR)
    ]
    installed = Path(settings.BASE_DIR, ".venv")
    return not any(
        model._meta.db_table in present and model._base_manager.exists()
        for app in own
        if not Path(app.path).is_relative_to(installed)
        for model in app.get_models()
        if model._meta.label not in settings.BACKUP_IGNORES
    )


def restore(source: Path, replace: bool = False) -> dict:
    """Take an archive back. Everything that can be wrong with it is found before anything is touched."""
    if not replace and not is_empty():
        raise NotRestored("平台里已有数据，没有恢复。确定要用备份覆盖时，请加 --replace。")
    media = Path(settings.MEDIA_ROOT)
    media.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=media.parent, prefix=".restore-") as scratch:
        description = _unpack(Path(source), Path(scratch))
        engine = ENGINES[description["engine"]]
        if not engine.is_sound(Path(scratch, "database")):
            raise NotRestored("备份里的数据库已损坏，没有恢复。")
        engine.load(Path(scratch, "database"), description["migrations"])
        _swap(Path(scratch, "attachments"), media, Path(scratch, "before"))
    # An archive of an older version becomes one of today's.
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    return description


def _unpack(source: Path, scratch: Path) -> dict:
    try:
        with zipfile.ZipFile(source) as archive:
            description = json.loads(archive.read(DESCRIPTION))
            _check(description)
            for entry in archive.infolist():
                parts = PurePosixPath(entry.filename).parts
                if parts[0] not in ("database", "attachments") or ".." in parts:
                    continue
                archive.extract(entry, scratch)  # compares each file's checksum as it goes
    except FileNotFoundError as error:
        raise NotRestored(f"没有这个文件：{source}") from error
    except (zipfile.BadZipFile, KeyError, ValueError, OSError, zlib.error) as error:
        raise NotRestored("这不是平台的备份，或文件已损坏，没有恢复。") from error
    return description


def _check(description: dict) -> None:
    if description["format"] != FORMAT:
        raise NotRestored("备份的格式不认识，可能来自更新的版本，没有恢复。")
    if description["engine"] != connection.vendor:
        raise NotRestored(
            f"备份来自 {description['engine']}，当前数据库是 {connection.vendor}，不能互相恢复。"
        )
    if newer := migration_state.unknown_here(description["migrations"]):
        raise NotRestored(f"备份来自更新的版本（{newer[0]}），请先升级平台再恢复。")


def _swap(new: Path, media: Path, aside: Path) -> None:
    """Two renames: at no moment are there half the attachments."""
    new.mkdir(exist_ok=True)
    if media.exists():
        media.rename(aside)
    new.rename(media)
    shutil.rmtree(aside, ignore_errors=True)
