"""荣誉 moves as the entries of every register do; its table stands for all of them in docs/workflows.md."""

from reviews.models import Honour
from units.workflows.entry import workflow_of

HONOUR = workflow_of(Honour)
