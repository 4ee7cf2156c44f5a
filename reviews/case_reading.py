"""What somebody reads of a 差评件: its words masked for the unit, none for the auditor (rules.md §3, §5)."""

from dataclasses import dataclass

from reviews.comments import names_of
from reviews.masking import masked
from units.models import Role

HIDDEN_FROM_UNIT = ("rating_case.contact_look",)


@dataclass(frozen=True)
class Reader:
    """How the words of one case are told to one person."""

    tells_words: bool
    masks: bool
    names: frozenset = frozenset()

    @classmethod
    def of(cls, user, unit):
        works_here = user.scope.works_in_unit
        return cls(
            tells_words=user.scope.role != Role.AUDITOR,
            masks=works_here,
            names=frozenset(names_of(unit)) if works_here else frozenset(),
        )

    def told(self, text):
        if not self.tells_words:
            return ""
        return masked(text, self.names) if self.masks and text else text


def history_for(user, entries):
    """The audit trail of a case; that a contact was left and looked at is not the unit's to know (G18)."""
    return entries.exclude(action__in=HIDDEN_FROM_UNIT) if user.scope.works_in_unit else entries
