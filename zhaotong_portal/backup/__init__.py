"""One archive of everything that a portal knows: its database and its attachments."""

from zhaotong_portal.backup.archive import NotRestored, restore, write_backup

__all__ = ["NotRestored", "restore", "write_backup"]
