"""Marks of state secrets as papers bear them: 机密★10年, 【绝密】, 密级：机密, a line of its own.

Offices also write about secrets: 保守国家秘密, 机密文件管理培训, 商业秘密. The words alone are no mark; what makes
one is how they stand: with a star or a term, in brackets, behind 密级, alone on a line, at the head of a title. A row of
several grades (绝密、机密、秘密) speaks about grades and is none, unless it bears star and term.
"""

import re

# A grade, its characters perhaps parted by blanks or a line's end.
_GRADE = r"(?:绝\s{0,4}密|机\s{0,4}密|秘\s{0,4}密)"
GRADE = rf"(?P<grade>{_GRADE})"
_NUMBER = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
_TERM = rf"(?:{_NUMBER}\s*个?\s*[年月]|长\s*期)"
_URGENT = r"(?:特\s*急|特\s*提|加\s*急|平\s*急|急\s*件)"
_NO_HAN = r"(?![\u4e00-\u9fff])"
_PAPER = r"(?:本|该|此)(?:文件?|件|材料|报告|方案|通知|纪要|资料|表|信息)"
_FOLLOWS_TITLE = (
    r"(?:关于|中共|中央|国务院|云南|昭通|省委|省政府|市委|市政府|市直|工委|县委|区委|党组|会议纪要|请示|报告|通知|"
    r"第\s*\d|№|No|编号|份号|〔|\d{6})"
)
_OPEN, _CLOSE = r"[【\[〔(〖]", r"[】\]〕)〗]"

# Rules that stand whatever is written around them.
_CERTAIN = [
    rf"{GRADE}\s*级?\s*[★*]\s*{_TERM}",
    rf"{GRADE}\s*字\s*(?:第|[〔\[(]\s*(?:19|20)\d\d)",
    rf"{GRADE}\s*[〔\[(]\s*(?:19|20)\d\d\s*[〕\])]\s*第?\s*\d+\s*号",
]
# Rules that a row of several grades, or words before them, make innocent.
_LIKELY = [
    rf"{GRADE}\s*级?\s*★(?!\s*[×xX○某]+\s*[年月])",
    rf"★\s*{GRADE}\s*级?(?=\s*(?:$|\n|[\d★。，,;；]|{_TERM}|{_URGENT}))",
    rf"{_OPEN}\s*(?:密\s*级\s*[:：]?\s*)?(?:内部)?{GRADE}\s*级?\s*[★*·:：\-]?\s*(?:{_TERM})?\s*{_CLOSE}",
    rf"[【\[]\s*{GRADE}\s*级?\s*(?:文件|资料|材料|件)\s*[】\]]",
    rf"(?:密\s*级|秘密等级|保密等级|涉密等级|保密级别)\s*(?:[:：=|]|[为是]|\s)\s*{GRADE}(?!\s*级?\s*的|\s*级?\s*\d+\s*[件份项个人台])"
    rf"(?!\s*级?\s*(?:以[上下]|及以|人员|岗位|文件|信息|计算机|载体|国家|事项|工作|管理))",
    rf"(?:定\s*为|列\s*为|标\s*为){GRADE}\s*级?(?=\s*(?:$|\n|[,，。;；]|★|{_TERM}))",
    rf"{_PAPER}\s*(?:密级)?\s*(?:属于|属|为|系|是|定为)\s*{GRADE}\s*(?:级|件|文件|级文件)?(?=\s*(?:$|\n|[,，。;；!！(]))",
    rf"{GRADE}\s*级?[\s·、,，/|]*{_URGENT}{_NO_HAN}",
    rf"{_URGENT}[\s·、,，/|]+{GRADE}\s*级?{_NO_HAN}",
    rf"{GRADE}\s*级?\s*[·:：\-,，(]?\s*{_TERM}{_NO_HAN}",
    rf"(?m:^)[\s\W]*(?:(?:份号|编号|№|No\.?)?\s*[:：]?\s*\d{{1,8}}\s+)?{GRADE}\s*级?\s*(?:文件|件)?[^\w\n]*(?:{_URGENT})?[^\w\n]*(?m:$)",
    rf"(?:号|文件|件|表|单|[ ]{{2}})[ ]+{GRADE}\s*级?[ ]*(?m:$)",
    rf"(?m:^)[ ]*{GRADE}\s*级?\s*(?:\s|[:：|])\s*(?={_FOLLOWS_TITLE})",
    rf"(?m:^)[ ]*{GRADE}\s*级?(?:文件|资料|材料)?[\s,，·!！:：]+(?:严禁外传|请勿外传|不得外传|注意保存|妥善保管|阅后即焚|阅后销毁|严禁复印|严禁复制|严禁翻印|严禁拍照)",
]
CERTAIN, LIKELY = ([re.compile(rule) for rule in rules] for rules in (_CERTAIN, _LIKELY))

# Before the word: secrets that are spoken of.
_SPOKEN_OF = re.compile(
    r"(?:国家|工作|商业|企业|公司|技术|军事|军队|警务|审判|检察|个人|客户|金融|通信|政府|组织|党和国家的?|党的|党内|"
    r"保守|严守|坚守|恪守|守护|守住|守好|守|保护|保|泄露|泄漏|泄|窃取|窃|刺探|出卖|打探|探听|知悉|知道|掌握|接触|涉及|"
    r"隐藏|揭开|揭示|破解|发现|成功的?|致富的?|长寿的?|核心|小|大|的)[“\"'‘]?\s*$"
)
_FORM_OF_MARK = re.compile(
    r"(?:标注|标志|标识|加盖|印有|标有|写有|注明|样式|格式|戳记|字样)[^。\n]{0,6}[“\"‘「]\s*$"
)
# Things that have a grade without being the paper that bears it: 涉密网络（机密级）.
_GRADED = re.compile(r"(?:网络|系统|计算机|人员|岗位|设备|场所|部位|资质)\s*[(\[【]\s*$")
# Between two grades of one row.
_BETWEEN = r"[级\s、,，/;；:：和与或及到至—\-|()\[\]【】〔〕〖〗“”‘’\"]"
_ROW_TERM = rf"(?:不?超?过?\s*{_TERM})?"
_GRADE_NEXT = re.compile(rf"{_BETWEEN}{{1,6}}{_ROW_TERM}{_BETWEEN}{{0,4}}({_GRADE})")
_GRADE_BEFORE = re.compile(rf"({_GRADE}){_BETWEEN}{{1,6}}{_ROW_TERM}{_BETWEEN}{{0,4}}$")
_LONGEST_ROW = 30


def secrecy_marks(text):
    """(start, end) of each mark, in a text made plain."""
    for rule in CERTAIN:
        yield from (match.span() for match in rule.finditer(text))
    for rule in LIKELY:
        for match in rule.finditer(text):
            if not _is_spoken_of(text, match):
                yield _without_blanks(text, *match.span())


def _is_spoken_of(text, match):
    start, end = match.span("grade")
    before = text[max(0, start - 12) : start]
    return (
        bool(_SPOKEN_OF.search(before) and not _begins_anew(before))
        or bool(_FORM_OF_MARK.search(before) or _GRADED.search(before))
        or _is_in_a_row(text, match["grade"], start, end)
    )


def _begins_anew(before):
    """A line or sentence has ended between the words before and the grade: 密级的\\n机密."""
    return bool(re.search(r"(?:[。；;:：]|\n\s*\n)\s*$", before))


def _is_in_a_row(text, grade, start, end):
    """Another grade than this one stands beside it."""
    own = _key(grade)
    following = _GRADE_NEXT.match(text, end, end + _LONGEST_ROW)
    if following and _key(following[1]) != own:
        return True
    before = _GRADE_BEFORE.search(text[max(0, start - _LONGEST_ROW) : start])
    return bool(before) and _key(before[1]) != own


def _key(grade):
    return grade[0]


def _without_blanks(text, start, end):
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
