"""Fields of the ledger's forms, with the errors that a clerk understands, and the form that all registers share."""

from django import forms
from django.conf import settings

from zhaotong_portal.gate.fields import storable

LENGTH_ERROR = "最多 %(limit_value)d 字，现有 %(show_value)d 字，请精简。"


def day(label, required=True, **kwargs):
    return forms.DateField(
        label=label,
        required=required,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": f"请填写{label}。",
            "invalid": "日期应写成 2026-03-31 这样的形式。",
        },
        **kwargs,
    )


def line(model, name, required=False, **kwargs):
    """A line of text as long as the model's field."""
    field = model._meta.get_field(name)
    label = str(kwargs.pop("label", field.verbose_name))
    return forms.CharField(
        label=label,
        required=required,
        max_length=field.max_length,
        validators=[storable],
        error_messages={"required": f"请填写{label}。", "max_length": LENGTH_ERROR},
        **kwargs,
    )


def paragraph(label, required=True, rows=4, **kwargs):
    return forms.CharField(
        label=label,
        required=required,
        max_length=settings.TEXT_MAX_LENGTH,
        validators=[storable],
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": f"请填写{label}。", "max_length": LENGTH_ERROR},
        **kwargs,
    )


def choice(label, choices, **kwargs):
    return forms.ChoiceField(
        label=label,
        choices=choices,
        error_messages={
            "required": f"请选择{label}。",
            "invalid_choice": f"请从列表中选择{label}。",
        },
        **kwargs,
    )


def organisation(label="党组织", required=True, **kwargs):
    """One of the unit's own; `RowForm` fills the list."""
    return forms.ModelChoiceField(
        None,
        label=label,
        required=required,
        error_messages={
            "required": f"请选择{label}。",
            "invalid_choice": f"请从列表中选择{label}。",
        },
        **kwargs,
    )


class RowForm(forms.Form):
    """`unit`: whose ledger is written. `row`: what is corrected, or None for a new one.

    `cleaned_data` holds what `units.ledger.keeping` takes; a register of the unit itself adds the unit.
    """

    of_organisations = ("organisation",)
    holds_unit = False

    def __init__(self, data=None, *, unit, user, row=None, **kwargs):
        super().__init__(data, **kwargs)
        self.unit, self.user, self.row = unit, user, row
        for name in self.of_organisations:
            if name in self.fields:
                self.fields[name].queryset = self._organisations(getattr(row, name, None))
        if row:
            self.initial = {name: self.initial_of(row, name) for name in self.fields}

    @staticmethod
    def initial_of(row, name):
        return getattr(row, name, None)

    def _organisations(self, kept):
        rows = self.unit.organisations.alive()
        if kept is not None and kept.unit_id == self.unit.pk:
            rows = rows | self.unit.organisations.filter(pk=kept.pk)
        return rows.order_by("order", "pk")

    @property
    def facts(self):
        facts = dict(self.cleaned_data)
        return facts | {"unit": self.unit} if self.holds_unit else facts
