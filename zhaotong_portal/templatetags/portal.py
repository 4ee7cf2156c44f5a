"""What templates may call without loading: wording, icons, field controls, block components.

A component is a file under `templates/components/`: `{% component "light" light=line.light %}`. The block tags hand over
what stands between them as `content`. `docs/look.md` shows each one in use.
"""

from django import template
from django.http import QueryDict
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import mark_safe

from zhaotong_portal import wording
from zhaotong_portal.gate.checking import OFFER
from zhaotong_portal.gate.pressing import PRESSED, values_of, with_masks

register = template.Library()

register.filter("month", wording.month_text)
register.filter("full_day", wording.full_day_text)
register.filter("weekday", wording.weekday_text)
register.filter("clock", wording.clock_text)
register.filter("moment", wording.moment_text)
register.filter("timestamp", wording.timestamp_text)
register.filter("duration", wording.duration_text)
register.filter("number", wording.number_text)
register.filter("percent", wording.percent_text)
register.filter("rate", wording.rate_text)
register.filter("signed", wording.signed_text)
register.filter("deadline", wording.deadline_text)
register.filter("people", wording.people_text)


@register.filter
def day(value):
    """11月30日, with the year when it is another one."""
    return wording.day_text(value)


@register.filter
def or_dash(value):
    """A dash for what is not there; zero stays zero."""
    return wording.NOTHING if value is None or value == "" else value


@register.filter
def offers_masking(fault):
    """Whether a fault, or one of several, is mended by the button of gate/press.html."""
    return OFFER in str(fault)


@register.simple_block_tag(takes_context=True, end_name="endoffer_masking")
def offer_masking(context, content):
    """The page; above it the button for a fault that says it and has none beside it."""
    request = context.get("request")
    if request is None or request.method != "POST" or OFFER not in content or PRESSED in content:
        return content
    again = {"again": list(values_of(with_masks(request.POST)))}
    return render_to_string("gate/again.html", again, request) + content


# --- States -----------------------------------------------------------------------------------------

# The tone of a state's badge. A state that is not named here is neutral; a view may pass a tone of its own.
TONES = {
    "good": "accepted closed signed_for sent kept held recorded verified committed published granted "
    "taken done checked decided on_time resolved disposed fed_back called_back upheld on_track released signed_by_both named",
    "info": "submitted notified to_sign issued in_hand under_way reported reported_done answered forwarded "
    "assigned previewed provisional delivered read confirmed claimed asked opened awaiting registered "
    "signed_by_outgoing drafted filed self_reported",
    "warn": "proposed open found late carried deferred at_risk contested appealed handed_back declined",
    "bad": "bounced returned overdue refused failed given_up behind missing escalated",
}
TONE_OF_STATE = {state: tone for tone, states in TONES.items() for state in states.split()}


@register.filter
def state_tone(state):
    """`good`, `info`, `warn`, `bad` or `neutral`: colour and shape of a state's badge, never its meaning alone."""
    return TONE_OF_STATE.get(str(state), "neutral")


SHAPES = {
    "good": '<circle cx="5" cy="5" r="4.5"/>',
    "warn": '<path d="M5 .6 9.9 9.4H.1z"/>',
    "bad": '<path d="M.8.8h8.4v8.4H.8z"/>',
    "info": '<path d="M5 0l5 5-5 5-5-5z"/>',
    "neutral": '<circle cx="5" cy="5" r="3.7" fill="none" stroke="currentColor" stroke-width="1.5"/>',
}


@register.simple_tag
def shape(tone):
    """● ▲ ■ ◆ ○ as SVG: fonts draw the characters unequally, and this prints without background colours."""
    drawing = mark_safe(SHAPES.get(tone, SHAPES["neutral"]))
    return format_html(
        '<svg class="shape" viewBox="0 0 10 10" aria-hidden="true" focusable="false">{}</svg>',
        drawing,
    )


@register.simple_tag
def icon(name, label=""):
    """An icon of static/icons.svg; decoration unless it has a label."""
    said = (
        format_html('role="img" aria-label="{}"', label)
        if label
        else mark_safe('aria-hidden="true"')
    )
    return format_html(
        '<svg class="icon" {} focusable="false"><use href="{}#{}"></use></svg>',
        said,
        static("icons.svg"),
        name,
    )


HEAT_MARKS = {
    "on_time": "✓",
    "late": "晚",
    "returned": "退",
    "awaiting": "待",
    "missing": "缺",
    "exempt": "免",
    "open": "—",
}


@register.filter
def heat_mark(state):
    """The character of a heat-map cell; an empty cell is a month in which the unit did not exist."""
    return HEAT_MARKS.get(str(state), "")


# --- Forms ------------------------------------------------------------------------------------------

CLASS_OF_WIDGET = {
    "checkbox": "form-check-input",
    "select": "form-select",
    "selectmultiple": "form-select",
    "nullbooleanselect": "form-select",
    "lazyselect": "form-select",
}


@register.filter
def control(field, extra=""):
    """A bound field's widget in the portal's look; Django adds aria-invalid and aria-describedby itself."""
    if field.use_fieldset:
        return field.as_widget()
    classes = [
        field.field.widget.attrs.get("class", ""),
        CLASS_OF_WIDGET.get(field.widget_type, "form-control"),
        extra,
    ]
    if field.errors:
        classes.append("is-invalid")
    return field.as_widget(attrs={"class": " ".join(filter(None, classes))})


@register.filter
def is_checkbox(field):
    return field.widget_type == "checkbox"


# --- Addresses --------------------------------------------------------------------------------------


@register.simple_tag(takes_context=True)
def export_link(context, code="xlsx", what="", small=True, label="导出"):
    """The link that exports one table of the page, under the page's own filters (zhaotong_portal/exports/)."""
    request = context.get("request")
    query = request.GET.copy() if request else QueryDict(mutable=True)
    for name in ("page", "export"):
        query.pop(name, None)
    query["export"] = code
    return format_html(
        '<a class="btn{}" href="?{}" hx-boost="false"{}>{}{}</a>',
        " btn-small card-link" if small else "",
        query.urlencode(),
        format_html(' aria-label="导出{}"', what) if what else "",
        icon("download"),
        label,
    )


@register.filter
def page_numbers(page):
    """The page numbers to offer, with gaps as "…"."""
    return page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)


# --- Components -------------------------------------------------------------------------------------


PASSED_ON = ("request", "csrf_token", "portal")


@register.simple_tag(takes_context=True)
def component(context, component_name, **inputs):
    """A component with these inputs and no others: a page's own `title` or `note` must not leak into it."""
    outer = {key: context[key] for key in PASSED_ON if key in context}
    file = context.template.engine.get_template(f"components/{component_name}.html")
    return file.render(context.new({**outer, **inputs}))


def _block(context, component_name, content, **inputs):
    return component(context, component_name, content=content, **inputs)


@register.simple_block_tag(takes_context=True)
def panel(context, content, title="", **inputs):
    return _block(context, "panel", content, title=title, **inputs)


@register.simple_block_tag(takes_context=True)
def data_table(context, content, head=None, **inputs):
    return _block(context, "table", content, head=head, **inputs)


@register.simple_block_tag(takes_context=True)
def filter_bar(context, content, **inputs):
    return _block(context, "filter_bar", content, **inputs)


@register.simple_block_tag(takes_context=True)
def action_bar(context, content, note="", **inputs):
    return _block(context, "action_bar", content, note=note, **inputs)


@register.simple_block_tag(takes_context=True)
def confirm(context, content, label, **inputs):
    return _block(context, "confirm", content, label=label, **inputs)


# --- Charts -----------------------------------------------------------------------------------------


@register.filter
def chart_rows(chart):
    """The rows of a chart's table twin: (label, address or "", [value of each series])."""
    labels, urls = chart["labels"], chart.get("urls") or [""] * len(chart["labels"])
    columns = [series["values"] for series in chart["series"]]
    return [
        (label, url, list(values))
        for label, url, *values in zip(labels, urls, *columns, strict=True)
    ]


@register.filter
def json_id(chart):
    """The id of the chart's data block."""
    return f"chart-{chart['id']}"
