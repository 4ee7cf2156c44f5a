"""The header's link to imports: administrators write, auditors read."""

from units.models import Role
from zhaotong_portal import navigation
from zhaotong_portal.imports.models import ImportBatch, ImportState


def register():
    navigation.register(
        "导入", "imports", [Role.ADMINISTRATOR, Role.AUDITOR], order=70, badge=waiting
    )


def waiting(user):
    """Previews that nobody has decided on yet."""
    if user.scope.role != Role.ADMINISTRATOR:
        return None
    return ImportBatch.objects.filter(state=ImportState.PREVIEWED)
