"""Taking telephone numbers and names out of a comment before the rated unit reads it (rules.md §5).

A best effort, erring on the side of masking: numbers of seven digits and more in any writing, addresses of mail,
the people of the unit by name, and names as comments introduce them (我叫…, …同志).
"""

import re

HIDDEN = "＊＊"
_DIGIT = "0-9０-９〇零一二三四五六七八九幺壹贰叁肆伍陆柒捌玖"
# Seven or more digits; blanks, dashes, dots and brackets between them are how people write numbers.
NUMBER = re.compile(rf"[{_DIGIT}](?:[\s\-－—–.．·()（）]{{0,2}}[{_DIGIT}]){{6,}}[xX]?")
MAIL = re.compile(r"[\w.+-]+\s?[@＠]\s?[\w-]+(?:\.[\w-]+)*", re.ASCII)
CONTACT = re.compile(
    r"((?:微信|QQ|ＱＱ|扣扣)(?:号码|号)?\s*(?:是|为|[:：])?\s*)[A-Za-z0-9_-]{4,}", re.IGNORECASE
)
SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏窦章苏潘葛范彭"
    "鲁韦马苗方俞任袁柳鲍史唐费廉薛雷贺倪汤滕殷罗毕郝安常乐于傅皮卞齐康伍余顾孟黄穆萧肖尹姚邵"
    "汪祁毛狄米贝戴宋庞熊纪舒屈项祝董梁杜阮蓝闵席季贾路娄江童颜郭梅盛林钟徐邱丘高夏蔡田胡凌霍"
    "虞万管卢莫丁宣邓单洪包左石崔吉龚程陆曾沙乔文欧尚温龙叶曲白涂聂敖冷辛阚简饶关查游申晏"
)
TITLES = (
    "先生|女士|小姐|同志|主任|科长|副科长|局长|副局长|处长|所长|股长|院长|书记|经理|老师|师傅|医生|大夫|护士|律师|警官|"
    "大姐|大哥|阿姨|大爷|大妈|工作人员"
)
_NAME = rf"(?:欧阳|司马|上官|诸葛|夏侯|[{SURNAMES}])"
INTRODUCED = re.compile(
    rf"((?:我叫|我名叫|名叫|名字叫|叫做|叫作|姓名\s*[:：为是]?|联系人\s*[:：为是]?|本人叫|本人)\s*)({_NAME})[\u4e00-\u9fff]{{1,2}}"
)
TITLED = re.compile(rf"({_NAME})[\u4e00-\u9fff]{{0,2}}?({TITLES})")


def masked(text, names=(), *, keep_names=False) -> str:
    """`names`: people who are known, such as those of the unit. `keep_names`: praise names whom it praises."""
    for name in sorted(filter(None, names), key=len, reverse=True):
        if len(name) > 1:
            text = text.replace(name, name[0] + HIDDEN)
    text = MAIL.sub(HIDDEN, text)
    text = NUMBER.sub(HIDDEN, text)
    text = CONTACT.sub(rf"\1{HIDDEN}", text)
    if keep_names:
        return text
    text = INTRODUCED.sub(rf"\1\2{HIDDEN}", text)
    return TITLED.sub(rf"\1{HIDDEN}\2", text)
