"""A paper that several tests look at."""

from datetime import date

from zhaotong_portal.documents import OfficialPaper, Paragraph

SHEET = OfficialPaper(
    red_head="中共昭通市委市直机关工作委员会",
    document_number="昭直党提〔2026〕11号",
    title="2026年11月工作提示单",
    addressee="昭通市示例局党组",
    paragraphs=[
        Paragraph("截至10月底，你单位20个事项中17项正常推进。"),
        Paragraph("原定10月31日完成，已逾期6天。", heading="青年宣讲进校园", level=1),
        Paragraph("任期2027年1月15日届满。", heading="机关第三党支部换届", level=1),
        Paragraph("请于收到后2个工作日内签收。"),
    ],
    attachments=["重点任务清单", "回执"],
    signature="中共昭通市委市直机关工作委员会",
    signed_on=date(2026, 11, 6),
    contact="联系人：组织科 陈示例，电话：0870-0000000",
)
