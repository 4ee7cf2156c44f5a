"""What the article says of the city at large: context of other papers, as text with its source, never computed (§11 row 51)."""

from reviews.models import BackgroundNote

SOURCE = "《乌蒙大地党旗红 市直机关勇争先》"
NOTES = (
    ("脱贫成果", "巩固拓展脱贫攻坚成果考核稳居全省第一，成功创建全国民族团结进步示范市。"),
    ("交通和经济", "高速公路通车里程突破1000公里，经济总量提前一年迈上2000亿元台阶。"),
    ("太空供果", "2024年4月25日，昭通苹果搭乘神舟十八号载人飞船奔赴空间站，成为空间站保供鲜食水果之一。"),
)  # fmt: skip


def create_background():
    BackgroundNote.objects.bulk_create(
        BackgroundNote(title=title, text=text, source=SOURCE, order=order)
        for order, (title, text) in enumerate(NOTES, 1)
    )
