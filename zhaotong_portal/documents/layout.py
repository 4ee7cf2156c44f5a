"""The measures of GB/T 9704-2012, each said once.

The Word renderer and its tests read them from here; static/paper.css repeats the few
that a browser needs.
"""

import math

# Page and text block (§5.2): A4, top 37 mm, binding margin 28 mm, text block 156 × 225 mm.
PAGE_WIDTH_MM, PAGE_HEIGHT_MM = 210, 297
TOP_MM, LEFT_MM = 37, 28
TEXT_WIDTH_MM, TEXT_HEIGHT_MM = 156, 225
RIGHT_MM = PAGE_WIDTH_MM - LEFT_MM - TEXT_WIDTH_MM
BOTTOM_MM = PAGE_HEIGHT_MM - TOP_MM - TEXT_HEIGHT_MM

# 22 lines of 28 characters fill the text block (§5.2.3).
LINES_PER_PAGE, CHARACTERS_PER_LINE = 22, 28
TWIPS_PER_MM = 1440 / 25.4
POINTS_PER_MM = 72 / 25.4
TEXT_WIDTH_PT = TEXT_WIDTH_MM * POINTS_PER_MM
# Rounded down: with a line pitch rounded up the 22nd line would fall onto the next page.
LINE_PITCH_TWIPS = int(TEXT_HEIGHT_MM * TWIPS_PER_MM / LINES_PER_PAGE)
CHARACTER_PITCH_PT = TEXT_WIDTH_PT / CHARACTERS_PER_LINE

# Sizes by their Chinese names: 二号, 三号, 四号.
SIZE_2_PT, SIZE_3_PT, SIZE_4_PT = 22, 16, 14
# 五号 in tables, which the standard leaves free: five columns of Chinese fit 156 mm.
SIZE_5_PT = 10.5
# 28 characters of size 3 are a little wider than the text block, so each is set this much closer.
# Word's character grid would do the same, but LibreOffice gives a character that is wider than
# its cell two cells; the grid is therefore one of lines only.
CHARACTER_SPACING_TWIPS = -math.ceil((SIZE_3_PT - CHARACTER_PITCH_PT) * 20)

# Fonts by the names that Chinese offices have installed (§5.2.2, §7.3).
BODY_FONT = "仿宋_GB2312"
HEAD_FONT = "方正小标宋简体"
HEADING_FONTS = {1: "黑体", 2: "楷体_GB2312", 3: BODY_FONT, 4: BODY_FONT}
PAGE_NUMBER_FONT = "宋体"
LATIN_FONT = "Times New Roman"
# What Word takes when a machine lacks the font: names in the order of preference.
FONT_FALLBACKS = {
    BODY_FONT: "仿宋,FangSong,STFangsong",
    HEAD_FONT: "方正小标宋_GBK,华文中宋,STZhongsong,宋体",
    "黑体": "SimHei,STHeiti",
    "楷体_GB2312": "楷体,KaiTi,STKaiti",
    PAGE_NUMBER_FONT: "SimSun,STSong",
}

RED = "D0021B"
RED_HEAD_DROP_MM = 35  # upper edge of the text block to the red head (§7.2.4)
RED_HEAD_MAX_PT = 60  # a character at most 22 mm high
RULE_GAP_MM = 4  # document number to red rule (§7.2.7)
FOOTER_FROM_EDGE_MM = 25  # puts the dash of the page number 7 mm below the text block (§7.5)
