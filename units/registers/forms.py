"""The form of a register, made from its model: units are written by name, each fault is said in Chinese."""

from django import forms
from django.conf import settings
from django.db import models
from django.utils import timezone

from units.models import Unit
from units.registers.entry import Sharing
from units.unit_names import unit_called
from zhaotong_portal.gate.fields import storable

TOO_LONG = "最多 %(limit_value)d 字，现有 %(show_value)d 字，请精简。"


def field_for(found: models.Field):
    """A form field for one model field, with errors as an office says them."""
    label = str(found.verbose_name)
    errors = {"required": f"请填写{label}。", "max_length": TOO_LONG}
    common = {"label": label, "required": not found.blank, "help_text": found.help_text}
    if found.choices:
        choices = list(found.choices) if not found.blank else [("", "—"), *found.choices]
        errors |= {"required": f"请选择{label}。", "invalid_choice": f"请选择{label}。"}
        return forms.ChoiceField(choices=choices, error_messages=errors, **common)
    if isinstance(found, models.ForeignKey):
        errors |= {"required": f"请选择{label}。", "invalid_choice": f"请选择{label}。"}
        rows = found.related_model._default_manager.all()
        if hasattr(found.related_model, "is_active"):
            rows = rows.filter(is_active=True)
        return forms.ModelChoiceField(rows, error_messages=errors, empty_label="—", **common)
    if isinstance(found, models.BooleanField):
        return forms.BooleanField(label=label, required=False, help_text=found.help_text)
    if isinstance(found, models.DateField):
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        errors["invalid"] = "日期应写成 2026-03-31 这样的形式。"
        return forms.DateField(widget=widget, error_messages=errors, **common)
    if isinstance(found, models.DecimalField):
        errors |= _number_errors(found)
        return forms.DecimalField(
            max_digits=found.max_digits, decimal_places=found.decimal_places,
            error_messages=errors, **common,
        )  # fmt: skip
    if isinstance(found, models.IntegerField):
        errors["invalid"] = "请填写整数，如 2025。" if found.name == "year" else "请填写整数。"
        errors["min_value"] = "不能小于 %(limit_value)d。"
        errors["max_value"] = "不能大于 %(limit_value)d，请核对。"
        most = 32_767 if isinstance(found, models.PositiveSmallIntegerField) else 2_147_483_647
        return forms.IntegerField(min_value=0, max_value=most, error_messages=errors, **common)
    if isinstance(found, models.URLField):
        errors["invalid"] = "链接应以 http:// 或 https:// 开头。"
        return forms.URLField(
            max_length=found.max_length, assume_scheme="https", error_messages=errors, **common
        )
    long = isinstance(found, models.TextField)
    return forms.CharField(
        max_length=settings.TEXT_MAX_LENGTH if long else found.max_length,
        widget=forms.Textarea(attrs={"rows": 4}) if long else forms.TextInput,
        validators=[storable], error_messages=errors, **common,
    )  # fmt: skip


def _number_errors(found):
    whole = found.max_digits - found.decimal_places
    return {
        "invalid": "请填写数字。",
        "max_whole_digits": f"整数部分最多 {whole} 位，请核对。",
        "max_digits": f"最多 {found.max_digits} 位数字，请核对。",
        "max_decimal_places": f"最多 {found.decimal_places} 位小数。",
    }


class EntryForm(forms.Form):
    """`cleaned_data` holds what `entering.enter` takes."""

    def __init__(self, *args, declared, user, entry=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.declared, self.user = declared, user
        self.shows_unit = not declared.committee_only and not self._only_unit()
        if self.shows_unit:
            self.fields["unit"] = forms.CharField(
                label=declared.label("unit"), max_length=100, help_text="写简称、全称或别称。",
                error_messages={"required": f"请填写{declared.label('unit')}。"},
            )  # fmt: skip
        for name in declared.fields:
            found = declared.model._meta.get_field(name)
            if reference := declared.references.get(name):
                self.fields[name] = forms.CharField(
                    label=declared.label(name), max_length=500, required=not found.blank,
                    help_text=reference.hint,
                    error_messages={"required": f"请填写{declared.label(name)}。"},
                )  # fmt: skip
            else:
                self.fields[name] = field_for(found)
        self.initial = self._start(entry)

    def _only_unit(self):
        """Somebody of one unit need not say which."""
        scope = self.user.scope
        if scope.works_in_unit and len(scope.unit_ids) == 1:
            return Unit.objects.get(pk=next(iter(scope.unit_ids)))
        return None

    def _start(self, entry):
        if entry is None:
            start = {"year": timezone.localdate().year} if "year" in self.fields else {}
            if self.shows_unit and self.declared.model.SHARING == Sharing.COMMITTEE:
                committee = Unit.objects.filter(is_committee=True).first()
                start["unit"] = committee.short_name if committee else ""
            return start
        start = {name: getattr(entry, name) for name in self.fields if name != "unit"}
        start |= {name: str(start[name] or "") for name in self.declared.references}
        start["unit"] = entry.unit.short_name
        return start

    def clean_unit(self):
        name = self.cleaned_data["unit"]
        unit = unit_called(name)
        if unit is None or not self.user.scope.sees_unit(unit):
            raise forms.ValidationError(f"没有找到单位“{name}”。请写全称或简称。")
        return unit

    def clean(self):
        data = super().clean()
        if self.declared.committee_only:
            data["unit"] = Unit.objects.filter(is_committee=True).first()
            if data["unit"] is None:
                raise forms.ValidationError("单位名录中还没有工委本级，请先由管理员补上。")
        elif not self.shows_unit:
            data["unit"] = self._only_unit()
        year, when = data.get("year"), data.get(self.declared.when)
        if year and year > timezone.localdate().year:
            self.add_error("year", f"{year}年还没有到，请核对年度。")
        elif when and not year and when > timezone.localdate():
            self.add_error(self.declared.when, "日期还没有到，请核对；办过以后再登记。")
        self._find_references(data)
        return data

    def _find_references(self, data):
        unit = data.get("unit")
        for name, reference in self.declared.references.items():
            text = data.get(name)
            data[name] = None
            if text and unit:
                try:
                    data[name] = reference.find(unit, text)
                except forms.ValidationError as error:
                    self.add_error(name, error)
