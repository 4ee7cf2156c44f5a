"""What the lists are about: items, measures, names; each with the text that must come out."""

import csv
from pathlib import Path

from .forms import wide

UNITS_CSV = Path(__file__).resolve().parents[4] / "fixtures" / "units.csv"
PLACES = [
    "昭阳区",
    "鲁甸县",
    "巧家县",
    "盐津县",
    "大关县",
    "永善县",
    "绥江县",
    "镇雄县",
    "彝良县",
    "威信县",
    "水富市",
]
DOINGS = [
    "指导{}党组织标准化建设",
    "为{}群众办理证件",
    "协调{}企业用工需求",
    "{}老旧小区改造",
    "开展{}政策宣讲进企业",
    "解决{}饮水安全问题",
    "组织专家到{}现场指导",
    "“一站式”服务{}重点项目",
    "推进{}道路安全隐患排查整治，消除隐患12处",
    "{}困难党员慰问",
    "完善{}机关党建工作责任制",
    "2025年{}高校毕业生就业帮扶",
    "建立{}服务企业联系机制",
    "送医送药下乡（{}）",
    "加强{}党员教育管理",
    "举办{}银企对接会3场次",
    "推动{}12345热线办件提质",
    "对{}开展第一轮督导",
    "支部共建：{}社区",
    "{}夜市",
]
PROBLEMS = [
    "{}党支部“三会一课”不规范",
    "{}主题党日记录不完整",
    "{}党费收缴不及时",
    "对{}群众诉求回应慢",
    "{}台账资料缺失",
    "未按期完成{}换届",
    "{}学习笔记抄袭，2人次",
    "服务窗口{}延时服务落实不到位",
    "{}整改措施针对性不强",
]
MEASURES = [
    "建立台账，逐项销号",
    "1.成立工作专班；2.每周调度；3.按月通报",
    "上门走访，现场办公",
    "印发方案，明确责任人和时限",
    "开展自查自纠，举一反三",
    "组织培训2期",
]
REQUIREMENTS = [
    "按月报送进展，年底前完成",
    "覆盖率100%",
    "每季度开展不少于1次",
    "压实主体责任，确保落实到位",
]
TARGETS = ["群众满意度达95%以上", "惠及群众3万余人", "办成实事12件", "形成长效机制"]
TEXTS = [
    "已召开推进会2次，走访企业12户",
    "正在开展前期调研，已形成初稿",
    "已拨付资金30万元",
    "完成招标，进场施工",
    "对接3家单位，签订协议",
]
NEXT = ["下月召开现场会", "继续抓好落实", "加快施工进度", "组织验收"]
DIFFICULTIES = ["无", "资金缺口较大", "人手不足", "需市财政局协调解决经费"]
NOTES = [None, None, "新增", "重点推进", "跨年度实施"]
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨"
GIVEN = ["某甲", "某乙", "某丙", "某丁", "示", "某某", "小某", "文某"]
BENEFICIARIES = ["企业", "社区居民", "老年人", "个体工商户", "高校毕业生"]
SOURCES = ["自查", "督查检查", "群众反映", "巡察反馈", "四不两直"]
KINDS_OF_UNITS = ["党群部门", "政府部门", "中央驻昭单位", "国有企业"]
DISTRICTS = ["第一片区", "第二片区", "第三片区"]
POSTS = ["党组书记、局长", "机关党委专职副书记", "科长", "党务干部", "副主任"]
ROLES = ["填报员", "书记", "联络员"]


def units():
    with UNITS_CSV.open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


UNITS = units()


def a_name(rng):
    return rng.choice(SURNAMES) + rng.choice(GIVEN)


def a_title(rng, kind, used):
    """A title of its own: the same twice would be a fault."""
    while True:
        pool = PROBLEMS if kind == "finding" else DOINGS
        title = rng.choice(pool).format(rng.choice(PLACES))
        if rng.random() < 0.2:
            title += f"（第{rng.choice('一二三四五')}期）"
        if title not in used:
            used.add(title)
            return title


def untidy(rng, text, how):
    """The text as it stands in a cell: broken over lines, with spaces, in full-width forms."""
    if not isinstance(text, str) or len(text) < 4 or not how:
        return text
    at = rng.randrange(2, len(text) - 1)
    if how == "wide":
        return wide(text)
    if text[at - 1].isascii() and text[at].isascii():
        return text
    return f"{text[:at]}\n{text[at:]}" if how == "breaks" else f" {text[:at]} {text[at:]}　"
