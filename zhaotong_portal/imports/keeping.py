"""An upload becomes a batch: the file in the portal's own folder, and the row that stands for it."""

import hashlib
from pathlib import PurePath

from django.core.files.base import ContentFile, File

from zhaotong_portal.imports.choices import Choices
from zhaotong_portal.imports.models import ImportBatch
from zhaotong_portal.imports.permission import refuse_others


def keep(file, actor, *, kind="", year=None, month=None) -> ImportBatch:
    """The file in the portal's own folder and its row, not yet read. A large file never stands in memory here."""
    refuse_others(actor)
    if not isinstance(file, File):
        file = ContentFile(file.read(), file.name)
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    batch = ImportBatch(
        file_name=PurePath(file.name).name[:255],
        sha256=digest.hexdigest(),
        kind=kind,
        year=year,
        period=month,
        uploaded_by=actor,
    )
    if actor is not None and (twin := ImportBatch.objects.twin_of(batch)):
        batch.choices = Choices.from_json(twin.choices).of_the_file().as_json()
    batch.file.save(f"{batch.sha256[:16]}{PurePath(file.name).suffix[:8]}", file, save=False)
    batch.save()
    return batch
