"""The office's numbers: deadlines, limits, names and thresholds that may differ elsewhere. What they mean is in the rules
(docs/rules.md); what a machine needs is in settings.py, which takes these in. Some follow the environment (`.env.example`).
"""

from datetime import time

import environ

env = environ.Env()

# --- The month's clock (rules.md §1); the numbers are settings, the rule is not -------------------
MONTH_LAST_CALL_WORKDAY = 1
MONTH_DUE_WORKDAY = 3
MONTH_DUE_TIME = time(18, 0)
MONTH_GRACE_WORKDAY = 5
MONTH_LOCK_WORKDAY = 13
# How long a month takes is told from the pauses between two saves (tasks/effort.py, W7).
MONTH_EFFORT_PAUSE_MINUTES = 5
MONTH_EFFORT_FIRST_SECONDS = 30
# Plausibility (tasks/hints.py), never blocking: how many times the highest of the last twelve months stands out, and after
# how many months a run of zeros, or of the same words under a moving percentage, is worth a second look.
HINT_OUTLIER_FACTOR = 3
HINT_ZERO_MONTHS = 6
HINT_SAME_TEXT_MONTHS = 3
# Minutes a unit and month that all typed indicators together may cost: a new one over it is refused.
MONTH_BUDGET_MINUTES = env.int("PORTAL_MONTH_BUDGET_MINUTES", default=10)
RETURN_DUE_WORKDAYS = 2
# An accepted report stands in its leader's list of what to read for so many days; it can be read at any time.
READING_LIST_DAYS = 92
# The longest that somebody may have a substitute without naming one anew: a wrong year is noticed.
SUBSTITUTION_MAX_DAYS = 183
# A post that somebody left longer ago is no longer handed over here; a wrong year is noticed.
HANDOVER_GONE_DAYS = 366
# 换届: years of a term by kind of organisation, the longest delay that may be approved, and so many months before the
# last day a term is listed as coming (6, 3, 1).
TERM_YEARS = {"committee": 5, "general_branch": 3, "branch": 3}
TERM_DELAY_MONTHS = 12
TERM_NOTICE_MONTHS = (6, 3, 1)
REMINDER_COMPOSE_WORKDAY = 5
REMINDER_COMING_UP_DAYS = 30
REMINDER_SIGN_WITHIN_WORKDAYS = 2
# Points behind the planned percent from which a reviewer's page marks an item.
PLAN_LAG_POINTS = 15
REMINDER_NUMBER_FORMAT = "昭直党提〔{year}〕{number}号"
# Guidance (会商、督办、调研). 督办单: its series, and how long a unit has unless said otherwise.
ORDER_NUMBER_FORMAT = "昭直党督〔{year}〕{number}号"
ORDER_DUE_WORKDAYS = 10
ORDER_WARN_DAYS = 3
# The longest that a commitment or order may take: a wrong year is noticed.
COMMITMENT_MAX_DAYS = 400
# A line that sheets carried on so often goes on the agenda of a dispatch meeting.
DISPATCH_CARRIED_TIMES = 2
# A unit that was neither visited nor consulted for so long is proposed.
GUIDANCE_NEVER_DAYS = 180
# Crowding (调研报备, 防扎堆): visits of one unit to one place within so many days, within a year, people of one visit,
# groups in one county and month. From these numbers on a warning, never a refusal.
VISIT_CROWD_DAYS = 14
VISIT_CROWD_IN_DAYS = 3
VISIT_CROWD_A_YEAR = 10
VISIT_MOST_PEOPLE = 10
VISIT_CROWD_COUNTY_MONTH = 30
# A trip of a quarter's plan goes to at most so many units of one district.
VISIT_UNITS_A_TRIP = 3
VISIT_COUNTY = env("VISIT_COUNTY", default="昭阳区")
# The columns of the workbook for the platform, in its order: (its head, what of a visit; tasks/guidance/visit_export.py).
VISIT_REGISTRATION_FIELDS = (
    ("调研主题", "purpose"),
    ("调研类型", "kind"),
    ("调研单位", "visitor"),
    ("带队人", "lead"),
    ("职务", "lead_post"),
    ("随行人员", "team"),
    ("人数", "people_count"),
    ("开始日期", "starts_on"),
    ("结束日期", "ends_on"),
    ("县（市、区）", "county"),
    ("接待单位", "units"),
    ("调研点位", "places"),
    ("联系人", "contact"),
    ("联系电话", "contact_phone"),
    ("报备编号", "registration_number"),
    ("报备时间", "registered_at"),
    ("状态", "state"),
    ("备注", "note"),
)
# 反向评价: how long a unit may rate, and from how many ratings on counts are shown.
GUIDANCE_RATING_DAYS = 30
GUIDANCE_RATING_MIN = 5
# The year's four phases (article; glossary §2): first and last day of each, as month and day.
YEAR_PHASES = {
    "plan": ((1, 1), (3, 31)),
    "quarterly": ((4, 1), (6, 30)),
    "midyear": ((7, 1), (9, 30)),
    "yearend": ((10, 1), (12, 31)),
}
# 半年攻坚: below so many percent a dated item lags at mid-year; an indicator is missed where more than this share of
# the units has it; a satisfaction rate below this one is looked at (from RATING_MIN_COMPARABLE ratings on).
MIDYEAR_LEAST_PERCENT = 50
MIDYEAR_COMMON_SHARE = 0.5
MIDYEAR_LEAST_SATISFACTION = 0.9
# 抽查核实: how many entries a month are drawn by lot, the most of one unit, and how many past months a missed run makes up.
SPOT_CHECK_SIZE = 60
SPOT_CHECK_MOST_A_UNIT = 3
SPOT_CHECK_MONTHS_BACK = 2
# 数据互核: the longest that one contradiction may be waived.
CHECK_WAIVER_MOST_DAYS = 366
# 述职评议 (glossary §3, the names are the owner's to confirm): the grades from the best to the worst, what each is worth
# in a vote, and how few slips of a group would say who voted how. Wrong codes from one network within the window.
ASSESSMENT_GRADES = ("好", "较好", "一般", "差")
VOTE_OPTION_SCORES = (100, 85, 70, 50)
VOTE_GROUP_MIN = 3
VOTE_GROUP_MAX = 500
VOTE_MISSES = 300
# What a score advises: from which score on each grade but the last, and at most what share of the units is advised the best.
ASSESSMENT_GRADE_SCORES = (90, 80, 60)
ASSESSMENT_BEST_SHARE = 0.4
# The grade that leads to a 约谈, how long a published fact may be contested, and how many a scheme's bonus may weigh.
ASSESSMENT_INTERVIEW_GRADES = ("一般", "差")
ASSESSMENT_CONTEST_WORKDAYS = 5
ASSESSMENT_FEEDBACK_NUMBER_FORMAT = "昭直党述〔{year}〕{number}号"
# 五型机关: how many months make the span in which an indicator must be held once, the categories of problems that are
# integrity's, how many units a median is at least of (a smaller group would show a single one), and how many years are shown.
FIVE_TYPE_SPAN_MONTHS = {"first_topic": 1, "centre_group": 3, "warning_education": 3}
FIVE_TYPE_CLEAN_CATEGORIES = ("党费管理", "作风纪律")
MEDIAN_LEAST_UNITS = 5
PAST_YEARS_SHOWN = 3
# A place among units rests on at least so many rows of the unit; the satisfaction rate has its own least number.
RANKING_LEAST_ROWS = 3
# 述职报告: its paragraphs (key, heading, the fewest characters of each), the last day of January to file it (month, day).
SELF_REPORT_PARAGRAPHS = (
    ("duty", "履行第一责任人职责情况", 100),
    ("work", "抓党建重点任务、项目和清单的情况", 100),
    ("problems", "存在的问题和原因", 50),
    ("plan", "下一步思路和措施", 50),
)
SELF_REPORT_MOST_CHARACTERS = 5000
SELF_REPORT_LEAST_PROBLEMS = 3
SELF_REPORT_DUE = (1, 15)
# 模范机关创建: the levels for which a unit may weigh itself, and what the committee names it then.
MODEL_OFFICE_TITLES = {
    "provincial": "省级模范机关创建示范单位",
    "municipal": "市级模范机关创建示范单位",
}
FINDING_DUE_WORKDAYS = 15
FINDING_WARN_DAYS = 3
# 复查: after so many days, what share of closed findings is drawn, how far back a missed run reaches, and until when.
FINDING_RECHECK_DAYS = 60
FINDING_RECHECK_SHARE = 0.05
FINDING_RECHECK_WINDOW_DAYS = 30
FINDING_RECHECK_WORKDAYS = 15
# Two findings are proposed as one problem from this likeness of words on, from the second one on within a category; a
# problem is common from so many units on.
FINDING_LIKENESS = 0.6
FINDING_LIKENESS_IN_CATEGORY = 0.4
FINDING_COMMON_UNITS = 3
INSPECTION_NUMBER_FORMAT = "昭直党督反〔{year}〕{number}号"
# Working days that each step of a clue has, from the state in which it waits.
CLUE_WORKDAYS = {"received": 2, "forwarded": 10, "verified": 15, "disposed": 2}
# Hosts inside the own network to which results of clues may be sent all the same; tries go on for so many days.
CLUE_CALLBACK_HOSTS = env.list("CLUE_CALLBACK_HOSTS", default=[])
CLUE_RETURN_DAYS = 3
CLUE_MAX_ROWS = 2000
# Mail goes out on working days between these hours; None: at any hour.
MESSAGE_WINDOW = (
    None if env.bool("PORTAL_MESSAGES_ANY_HOUR", default=False) else (time(8, 30), time(18, 0))
)
# Hosts of the own network to which robots and webhooks may post all the same (messages/own_network.py).
PORTAL_WEBHOOK_HOSTS = env.list("PORTAL_WEBHOOK_HOSTS", default=[])
ROBOT_TIMEOUT = env.int("ROBOT_TIMEOUT", default=8)  # seconds
# Who chose one mail a day gets it at this time of a working day (tasks/digests.py).
DIGEST_TIME = time(8, 30)
# Prompts a unit and week (Monday to Sunday): sheets, second prompts, last calls, 催办. A sheet is never held back.
PROMPTS_A_WEEK = 3
# Working days after which an unread sheet is prompted once more.
REMINDER_SECOND_PROMPT_WORKDAYS = 2
# A unit's satisfaction of the last so many months below this rate stands on its sheet (from RATING_MIN_COMPARABLE on).
REMINDER_LEAST_SATISFACTION = 0.9
REMINDER_SATISFACTION_MONTHS = 3
# 提示 → 催办 → 会商 → 督办: a step is proposed when a line was asked for so often, or is so many days late; after the
# step before it was carried out, so many working days must have passed.
ESCALATION_RULES = {
    "urge": {"times": 2, "days_late": 15, "workdays_after": 0, "answer_workdays": 5},
    "consult": {"times": 3, "days_late": 30, "workdays_after": 5, "answer_workdays": 5},
    "supervise": {"times": 4, "days_late": 60, "workdays_after": 10, "answer_workdays": 10},
}
URGE_NUMBER_FORMAT = "昭直党催〔{year}〕{number}号"
CONSULT_NUMBER_FORMAT = "昭直党商〔{year}〕{number}号"
DELIVERY_CLAIM_MINUTES = 10
JOB_RUNS_KEEP_DAYS = 180
DELIVERY_MAX_ATTEMPTS = 8
SATISFIED_GRADES = (5, 4, 3)
RATING_MIN_COMPARABLE = 30
RATING_COMMENT_GROUP = 5
RATING_PAGE_HOURS = 24
# A burst: ratings from one network prefix at one point within a window. From the first number on they are flagged (and
# count), from the second on the page asks to try again in a minute; no queue of people is as fast as that.
RATING_WINDOW_MINUTES = 10
RATING_FLAG_FROM = 20
RATING_SLOW_FROM = 5000
# A page whose phone did no small sum beforehand (no JavaScript; reviews/work.py) is slowed much earlier: so many from one
# network at one point within the window. `WORK_BITS`: how hard the sum is; 14 takes an old phone a third of a second.
RATING_PLAIN_FROM = 60
RATING_WORK_BITS = env.int("PORTAL_RATING_WORK_BITS", default=14)
# More signals that are looked at before anything is compared (reviews/signals.py): from one network at one point in a day;
# praise only, from one network within the window; at one point outside these hours.
RATING_FLAG_NETWORK_DAY = 60
RATING_FLAG_ALL_FIVE = 10
RATING_FLAG_ODD = 5
RATING_USUAL_HOURS = (7, 22)
# 差评件 (rules.md §5): working days until accepted, answered, called back; days in which the citizen may rate again.
CASE_ACCEPT_WORKDAYS = 1
CASE_ANSWER_WORKDAYS = 5
CASE_CALL_BACK_WORKDAYS = 10
CASE_RERATE_DAYS = 30
# Receipt codes asked for from one network within the window; a code has 59 bits, this only keeps the noise down.
RECEIPT_LOOKUPS = 30
# How long each class of what a citizen left is kept (reviews/retention.py), in days.
KEEP_CONTACT_DAYS = 60
KEEP_PICTURE_DAYS = 180
KEEP_COMMENT_DAYS = 1095
KEEP_RECEIPT_DAYS = 365
# The key of contacts, apart from the database and its backup; several, comma-separated: the first seals, all open.
PORTAL_CONTACT_KEYS = env.list("PORTAL_CONTACT_KEYS", default=[])
# A picture: what may be sent, what it may unpack to (a bomb is small and unpacks to gigabytes), what is kept.
PICTURE_MAX_BYTES = 8 * 1024 * 1024
PICTURE_MAX_PIXELS = 40_000_000
PICTURE_KEPT_SIDE = 1280
# The font of printed posters, a TrueType or OpenType file; none: a known one of the machine (reviews/poster_letters.py).
POSTER_FONT = env("PORTAL_POSTER_FONT", default="")
IMPORT_MAX_BYTES = 20 * 1024 * 1024
# What a workbook may unpack to, its records, and the rectangle from A1 to the last filled cell (excel/limits.py).
IMPORT_MAX_UNPACKED = 200 * 1024 * 1024
IMPORT_MAX_ROWS = 100_000
IMPORT_MAX_CELLS = 4_000_000
IMPORT_MAX_COLUMNS = 1_000
# What is larger is read by a worker, what has more rows is written and taken back by one, while the page shows how far.
IMPORT_INLINE_BYTES = env.int("IMPORT_INLINE_BYTES", default=512 * 1024)
IMPORT_INLINE_ROWS = env.int("IMPORT_INLINE_ROWS", default=5000)
# The longest that a worker may take: 100,000 rows need a minute. Below Redis' hour, after which it sends a job again.
IMPORT_JOB_SECONDS = 1800
# How often a job is begun before the file counts as one that kills its worker.
IMPORT_JOB_ATTEMPTS = 2
# How often a run says how far it is; after how much silence it counts as dead; when the page says that no worker
# begins; when a job that nobody begins is sent again.
IMPORT_PROGRESS_SECONDS = 0.5
IMPORT_STALLED_SECONDS = env.int("IMPORT_STALLED_SECONDS", default=300)
IMPORT_OVERDUE_SECONDS = 60
IMPORT_RESEND_SECONDS = env.int("IMPORT_RESEND_SECONDS", default=120)
# A new row that may mean an existing one: from which likeness of titles, how many are offered, and how much is compared.
IMPORT_NEAR_RATIO = 0.6
IMPORT_NEAR_MOST = 3
IMPORT_NEAR_COMPARISONS = 200_000
# The span of months that the page of headline figures shows when nobody asks for another: 三年行动.
HEADLINE_SPAN = (
    env("HEADLINE_FIRST_MONTH", default="2023-01"),
    env("HEADLINE_LAST_MONTH", default="2025-12"),
)
# Whose ledgers these are, as their printed titles say it: 2025年市直机关三服务清单台账.
LEDGER_OWNER = env("LEDGER_OWNER", default="市直机关")
# A list up to this many rows comes as the answer; a longer one is made by a worker.
EXPORT_INLINE_ROWS = 5000
EXPORT_MAX_ROWS = 200_000
EXPORT_KEEP_DAYS = 7
# A run that has not written for so long counts as dead, and another may take it over.
EXPORT_CLAIM_MINUTES = 10
EXPORT_MAX_ATTEMPTS = 3
TEXT_MAX_LENGTH = 4000
# 涉密词与个人信息闸门 (gate/): what each finder does: refuse, mask or warn; an empty one is off.
GATE_LEVELS = {
    "secrecy_mark": env("GATE_SECRECY_MARK", default="refuse"),
    "identity_number": env("GATE_IDENTITY_NUMBER", default="mask"),
    "bank_card": env("GATE_BANK_CARD", default="mask"),
    "mobile_phone": env("GATE_MOBILE_PHONE", default="mask"),
}
# Columns of lists that hold a telephone, or a name to log in with, by design: neither asked nor masked there.
GATE_CONTACT_COLUMNS = r"电话|手机|联系方式|联络方式|登录名|用户名|账号|^phone$|^username$"
# Up to so many stored texts the page looks through at once; more are for `check_words`.
GATE_SCAN_TEXTS = 200_000
ATTACHMENT_MAX_BYTES = 10 * 1024 * 1024
ATTACHMENTS_A_LINE = 3
# The month filled in offline: a workbook of text. One that nobody confirms is thrown away.
MONTH_WORKBOOK_MAX_BYTES = 5 * 1024 * 1024
MONTH_WORKBOOK_KEEP_DAYS = 7
