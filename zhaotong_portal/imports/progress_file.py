"""What a worker and the page tell each other about a job while it runs: in small files, not in the database.

A job writes all of its rows in one transaction. Nobody else sees what stands in it, and on SQLite nobody else may write
meanwhile. So how far the job is, and that somebody wants it to end, lies in files that both sides share. Each run has
files of its own: a run that was given up and still goes on writes over nobody's.
"""

import json
import os
import time
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

from django.conf import settings

DONE = "done"


class ProgressFile:
    """The files of one run: `claim` names it."""

    def __init__(self, batch_pk, claim):
        self.folder = Path(settings.IMPORT_PROGRESS_ROOT)
        self.progress = self.folder / f"{batch_pk}.{claim}.json"
        self.verdict = self.folder / f"{batch_pk}.{claim}.verdict"

    def write(self, **facts):
        """Replaced as a whole: a reader finds the old text or the new."""
        draft = self._draft(facts)
        draft.replace(self.progress)

    def read(self) -> dict:
        return _read(self.progress)

    @property
    def written_at(self) -> float:
        """When the run last said something; 0 before it does."""
        with suppress(FileNotFoundError):
            return self.progress.stat().st_mtime
        return 0

    def asked_to_stop_by(self):
        """The person (pk) who ended the run, if somebody did."""
        return _read(self.verdict).get("stopped_by")

    def stop(self, actor) -> bool:
        """Ask the run to end; False when it has settled before."""
        return self._decide({"stopped_by": actor.pk})

    def settle(self) -> bool:
        """Nobody can stop the run any more; False when somebody did before."""
        return self._decide({DONE: True})

    def _decide(self, verdict) -> bool:
        """The first verdict stands: a link to a name that exists is refused by the file system itself."""
        draft = self._draft(verdict)
        try:
            os.link(draft, self.verdict)
        except FileExistsError:
            return _read(self.verdict).keys() == verdict.keys()
        finally:
            draft.unlink()
        return True

    def remove(self):
        self.progress.unlink(missing_ok=True)
        self.verdict.unlink(missing_ok=True)

    def _draft(self, facts):
        self.folder.mkdir(parents=True, exist_ok=True)
        draft = self.folder / f"{uuid4().hex}.part"
        draft.write_text(json.dumps(facts), encoding="utf-8")
        return draft


def _read(path) -> dict:
    with suppress(FileNotFoundError):
        return json.loads(path.read_text(encoding="utf-8"))
    return {}


def sweep(older_than_seconds):
    """Remove what killed runs left."""
    before = time.time() - older_than_seconds
    folder = Path(settings.IMPORT_PROGRESS_ROOT)
    for path in folder.iterdir() if folder.exists() else ():
        with suppress(FileNotFoundError):
            if path.stat().st_mtime < before:
                path.unlink()
