"""录入: a rating from a card, a call or a visit; after a 差评 the receipt code is shown once, to be passed on (H16)."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone

from reviews import entering
from reviews.contacts import CONTACT_MAX
from reviews.models import TYPED_CHANNELS, Channel, Grade, RatingPoint, RatingReason
from reviews.rating import COMMENT_MAX, PRAISE_MAX, CodeRevoked, reasons_for
from reviews.views.finding_forms import day_field
from reviews.views.rate import receipt_qr
from zhaotong_portal.workflow import WorkflowError

CHANNELS = [(channel.value, channel.label) for channel in TYPED_CHANNELS]
assert Channel.SCAN not in TYPED_CHANNELS


class PointChoice(forms.ModelChoiceField):
    def label_from_instance(self, point):
        return f"{point.unit.short_name} {point.name}".strip()


class EnterForm(forms.Form):
    """What is allowed is said in `reviews/rating.py`; here is only what the page shows."""

    point = PointChoice(
        label="单位和窗口",
        queryset=RatingPoint.objects.none(),
        empty_label="请选择",
        error_messages={"required": "请选择单位和窗口。", "invalid_choice": "这个评议码已停用或不存在，请重新选择。"},
    )  # fmt: skip
    channel = forms.ChoiceField(
        label="渠道", choices=[("", "请选择"), *CHANNELS],
        error_messages={"required": "请选择渠道。", "invalid_choice": "请从列表中选择渠道。"},
    )  # fmt: skip
    given_on = day_field("评议日期", initial=timezone.localdate)
    grade = forms.ChoiceField(
        label="评价",
        choices=[("", "请选择"), *((g.value, g.label) for g in sorted(Grade, reverse=True))],
        error_messages={"required": "请选择评价。", "invalid_choice": "请从五档中选择。"},
    )
    reasons = forms.MultipleChoiceField(
        label="原因", required=False, widget=forms.CheckboxSelectMultiple
    )
    comment = forms.CharField(
        label="意见", required=False, widget=forms.Textarea(attrs={"rows": 3}), help_text=f"{COMMENT_MAX}字以内。"
    )  # fmt: skip
    praise = forms.CharField(
        label="表扬", required=False, help_text=f"表扬谁或哪个窗口，{PRAISE_MAX}字以内。"
    )
    contact = forms.CharField(
        label="联系方式", required=False, help_text=f"群众愿意留的，只在不满意时用于回访，{CONTACT_MAX}字以内。"
    )  # fmt: skip

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        points = RatingPoint.objects.visible_to(user).live().select_related("unit")
        self.fields["point"].queryset = points.order_by("unit__protocol_order", "name", "pk")
        texts = RatingReason.objects.filter(is_active=True).values_list("text", flat=True)
        self.fields["reasons"].choices = [(text, text) for text in texts]

    def clean(self):
        """Reasons that do not belong to the grade are said, not dropped: here nobody changes their mind on a phone."""
        grade, reasons = self.cleaned_data.get("grade"), self.cleaned_data.get("reasons") or []
        if grade and not set(reasons) <= set(reasons_for(int(grade))):
            self.add_error("reasons", "所选原因与评价不符，请重新选择。")
        return self.cleaned_data


def rating_enter(request):
    if not entering.may_enter(request.user):
        raise Http404
    form, status = EnterForm(request.POST or None, user=request.user), 200
    if request.method == "POST":
        entered = _entered(request, form) if form.is_valid() else None
        if entered is not None:
            return _done(request, *entered)
        status = 422
    return render(request, "reviews/rating_enter.html", {"form": form}, status=status)


def _entered(request, form):
    given = dict(form.cleaned_data)
    point, day = given.pop("point"), given.pop("given_on")
    try:
        return entering.enter(request.user, point, day=day, **given)
    except ValidationError as error:
        form.add_error(None, error)
    except CodeRevoked:
        form.add_error("point", "这个评议码刚刚停用，请重新选择。")
    except WorkflowError as error:
        form.add_error("point", error.text)
    return None


def _done(request, rating, receipt):
    if not receipt:
        messages.success(request, "已录入。")
        return redirect("rating_enter")
    context = {"rating": rating, "receipt": receipt, "qr": receipt_qr(receipt)}
    response = render(request, "reviews/rating_entered.html", context)
    response["Cache-Control"] = "no-store"
    return response
