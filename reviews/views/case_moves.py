"""The buttons of a 差评件: what each says beforehand, which words it takes, and which function it calls."""

from dataclasses import dataclass

from reviews.case_finding import link, may_link
from reviews.models import AppealState
from reviews.views.case_forms import CallerForm, CallForm, TitleForm
from reviews.views.finding_forms import ReasonForm
from reviews.workflows import rating_appeal, rating_case


@dataclass(frozen=True)
class Button:
    label: str
    message: str
    words: str
    call: object
    done: str
    required: bool = True
    form: type = ReasonForm
    primary: bool = False


def _words(function):
    return lambda case, actor, data: function(case.pk, actor, data["reason"])


def _settle(name):
    return lambda case, actor, data: rating_case.settle(name, case.pk, actor, data["reason"])


def _appeal(function):
    """A decision about the case's own appeal."""
    return lambda case, actor, data: function(case.appeals.get().pk, actor, data["reason"])


WORKFLOW = {
    "accept": Button("受理", "受理后开始核实。", "说明", lambda case, actor, data: rating_case.accept(case.pk, actor),
                     "已受理。", required=False, primary=True),
    "verify": Button("核实属实", "写明查到的情况，群众看不到这一段。", "核实情况", _words(rating_case.verify), "已核实。", primary=True),
    "take_up": Button("开始整改", "写明打算怎么改、什么时候改好。", "整改措施", _words(rating_case.take_up), "已开始整改。", primary=True),
    "answer": Button("答复群众", "群众凭查询码看到这段文字，并可再评一次。", "答复内容", _words(rating_case.answer), "已答复。", primary=True),
    "instruct": Button("批示督办", "单位看到批示后重新整改。", "批示", _words(rating_case.instruct), "已批示，转单位整改。", primary=True),
    "call_back": Button(
        "登记回访", "写明群众怎么说。", "回访情况",
        lambda case, actor, data: rating_case.call_back(case.pk, actor, data["reason"], data["regrade"]),
        "已登记回访。", form=CallForm, primary=True,
    ),
    "close": Button("办结", "办结后不再跟踪；期限内群众仍可再评。", "说明", _words(rating_case.close), "已办结。", required=False, primary=True),
    "no_basis": Button("认定查无依据", "群众凭查询码看到这段说明，不同意的可以再评。", "说明", _settle("no_basis"), "已认定查无依据。"),
    "not_ours": Button("认定不属该单位", "群众凭查询码看到这段说明，最好写明由谁负责。", "说明", _settle("not_ours"), "已认定不属该单位。"),
}  # fmt: skip
BESIDE = {
    "appeal": Button("申诉", "认为误评或恶意评价的，由工委核定；一件申诉一次，办理照常进行。", "申诉理由",
                     _words(rating_appeal.appeal), "已申诉，由工委核定。"),
    "uphold": Button("申诉成立", "这条评议不再计入满意率，但仍列为“不计入”。", "核定意见", _appeal(rating_appeal.uphold), "已认定申诉成立。"),
    "decline": Button("申诉不成立", "这条评议照常计入。", "核定意见", _appeal(rating_appeal.decline), "已认定申诉不成立。"),
    "name_caller": Button(
        "指定回访人", "只有回访人能看联系方式，每次查看都有记录。", "",
        lambda case, actor, data: rating_case.name_caller(case.pk, actor, data["caller"]), "已指定回访人。", form=CallerForm,
    ),
    "link": Button(
        "列入问题台账", "按“差评”来源登记为问题，另行交办整改。", "",
        lambda case, actor, data: link(case.pk, actor, " ".join(data["title"].split())), "已列入问题台账。", form=TitleForm,
    ),
}  # fmt: skip
BUTTONS = WORKFLOW | BESIDE


def form_of(name, case, data=None):
    button = BUTTONS[name]
    extra = {"auto_id": f"{name}-%s"}
    if button.form is CallerForm:
        return CallerForm(data, people=rating_case.possible_callers(case), **extra)
    if button.form is TitleForm:
        reasons = "、".join(case.rating.reasons)
        initial = {"title": f"群众反映：{reasons}" if reasons else ""}
        return TitleForm(data, initial=initial, **extra)
    return button.form(data, label=button.words, required=button.required, **extra)


def allowed(case, appeal, user):
    """The names of what this person can do now, in the order of the buttons."""
    names = rating_case.CASE.allowed(case, user)
    unit_side = user.scope.works_in_unit
    decides = user.scope.is_committee_side and user.scope.decides_for(case.unit)
    if unit_side and appeal is None:
        names.append("appeal")
    if appeal is not None and appeal.state == AppealState.APPEALED:
        names += rating_appeal.APPEAL.allowed(appeal, user)
    if decides and case.state not in ("called_back", "closed") and rating_case.has_contact(case):
        names.append("name_caller")
    if may_link(case, user):
        names.append("link")
    return [name for name in BUTTONS if name in names]


def may_ever(name, case, user) -> bool:
    """Whether this role makes this move at all: what it never makes has no address."""
    role = user.scope.role
    if name in ("uphold", "decline"):
        return role in rating_appeal.DECIDERS
    if name == "appeal":
        return user.scope.works_in_unit
    if name in ("name_caller", "link"):
        return role in rating_case.DECIDERS
    return name in WORKFLOW and role in rating_case.TRANSITIONS[name].by
