"""What the reader says about a cell: codes from the contract, sentences that tell how to mend it."""

from dataclasses import dataclass

ERROR, WARNING = "error", "warning"
WARNINGS = {
    "bad_percent",
    "past_year",
    "formula_text",
    "unknown_column",
    "guessed_column",
    "other_kind",
    "other_list",
    "old_template",
}
TEXTS = {
    "unknown_unit": "“{value}”不是已知单位。{hint}请改为单位全称或规范简称。",
    "missing_unit": "没有写明责任单位。请补上单位名称。",
    "bad_category": "“{value}”不是服务类别。请填“服务基层”“服务群众”或“服务企业”。",
    "missing_category": "没有写明服务类别。请填“服务基层”“服务群众”或“服务企业”。",
    "missing_title": "没有写明{title}。请补上，或删去这一行。",
    "duplicate_row": "与第{first}行重复（单位和{title}相同）。请删去其中一行。",
    "bad_date": "“{value}”不是时限{reason}。可填日期、月份、季度，或“长期”“每月”“每季度”。",
    "bad_number": "“{value}”不是数量。请填数字，如 1200、3万、600余。",
    "bad_day": "“{value}”不是日期{reason}。请填日期，如 2025年3月31日。",
    "bad_month": "“{value}”不是月份{reason}。请填月份，如 2025年3月。",
    "bad_year": "“{value}”不是年份。请填四位数年份，如 2025。",
    "past_year": "时限 {value} 早于清单年度{year}年，已照原样保留，请确认。",
    "bad_percent": "“{value}”不是进度，已留空。请填 0 到 100 的百分数，如 80%。",
    "formula_text": "内容以“{mark}”开头，像是公式，已按文字保留，请确认。",
    "unknown_column": "未识别的栏目“{value}”，没有导入。可指定它对应的内容，或忽略。",
    "old_template": "这是{value}，现用第{version}版，已按栏目名称读取。{news}下次请下载新模板。",
    "other_list": "这张工作表是{value}，与所读的不是同一份清单，没有读取。请另行上传，并在上传时选定类型和年度。",
    "guessed_column": "栏目“{value}”的名称未识别，按内容认作“{field}”。请确认，不对的可另行指定。",
    "other_kind": "这张工作表像是{value}，与整份文件不同类，没有读取。请单独上传。",
}


@dataclass(frozen=True, slots=True)
class Message:
    level: str
    sheet: str
    row: int  # as Excel shows it
    column: str  # the label of the column; "" where the row as a whole is meant
    code: str
    text: str
    index: int | None = None  # of the column, from 0
    line: int = 0  # of the row in the file, from 1: differs from `row` only in a CSV
    about: str = ""  # in full what the text may shorten: the name that nobody knows

    @property
    def is_error(self):
        return self.level == ERROR


def sentence(code, **facts):
    return TEXTS[code].format(**facts)


def shortened(value, length=30):
    return value if len(value) <= length else value[: length - 1] + "…"
