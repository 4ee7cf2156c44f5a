"""Workbooks as clerks make them, with what must come out: words, forms of cells, layouts, in generations.

`python -m tests.zhaotong_portal.excel.variants [n] [--words GENERATION] [--held]` prints the score per layout family.

A generation is written without a look at the reader's vocabulary and measured once before anything is mended (blind);
from then on it is developed against and says nothing more about lists that nobody has seen. Blind, fields right of
fields expected, 10 workbooks a family (2026-11-24 unless said otherwise):

    layouts of the third generation, known words    0.998   (earlier)
    layouts of `fresh_layouts`, known words         0.974
    words and forms of `third`, all layouts         0.88    (earlier)
    words and forms of `fourth`, all layouts        0.954   (labels are taken apart; cells speak for and against)
    words and forms of `fresh`, all layouts         0.914   (one form of date, 全年度, is a tenth of what was missed)
    layouts of `fifth_layouts`, known words         0.982   (nine in ten of what was missed: 一 | 市税务局 | 3项 above its items)
    words and forms of `fifth`, all layouts         0.989   (0.976 before one label of the truth, 阶段性成效, was withdrawn)

The earlier ones scored above 0.999 once mended; now `fifth_layouts` 0.9999, `fifth` 0.9976 (服务面向 may be the category or
the people served, and is asked about; 佐证材料 is taken for notes). `fifth` has been looked at: whoever wants a figure for lists that nobody has
seen writes another generation first, moves `fifth` among those of `words.DEVELOPED`, and measures once.
"""
