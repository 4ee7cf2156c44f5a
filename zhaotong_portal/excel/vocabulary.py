"""What labels mean besides the families of words: the fields' own labels, and the data columns of grids."""

from .families import label_of
from .memo import Memo

ENOUGH = 2  # data columns that make a header of a grid where nobody said what kind the file is


class Vocabulary:
    """The labels that the given kinds declare, asked of one file: recognisers of grids are made once."""

    def __init__(self, kinds, directory, is_asked_for=False):
        fields = [field for kind in kinds for field in (kind.title, *kind.fields)]
        self.labels = frozenset(label_of(field.label) for field in fields)
        self.directory = directory
        self.titles = frozenset(label_of(kind.title.label) for kind in kinds)
        self.recognisers = {
            kind.code: Memo(kind.matrix.recogniser(directory)) for kind in kinds if kind.matrix
        }
        self.enough = 1 if is_asked_for else ENOUGH

    def __contains__(self, label):
        return label_of(label) in self.labels or any(
            recognise[label] for recognise in self.recognisers.values()
        )

    def tells_a_list(self, columns):
        """Whether a title's own label, or data columns of one sort, make these labels a header."""
        return any(label_of(column.label) in self.titles for column in columns) or any(
            self.data_columns(code, columns) >= self.enough for code in self.recognisers
        )

    def data_columns(self, code, columns):
        """How many there are; none where they speak of different things, as the cells of a long list's row do."""
        said = [tuple(f for f, _ in says) for c in columns if (says := self.says(code, c))]
        return len(said) if len(set(said)) == 1 else 0

    def says(self, code, column):
        """What a data column says of its cells, as pairs (field, value); empty for any other column."""
        recognise = self.recognisers.get(code)
        if recognise is None:
            return ()
        said = recognise[column.label]
        for label in column.above:
            if said is not None and (more := recognise[label]):
                said = {**more, **said}
            elif said is None:
                said = recognise[label + column.label]
        return tuple((said or {}).items())
