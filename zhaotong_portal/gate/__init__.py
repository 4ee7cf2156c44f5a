"""涉密词与个人信息闸门: words and personal data that must not be stored are caught on every way in and out.

Finding (pure; one character of the plain text is one of the typed text)
    plain.py      full-width made narrow                  spans.py     kinds, levels, places
    secrecy.py    marks of state secrets                  digits.py    long numbers in groups
    identity.py, phones.py, cards.py                      masking.py   138****5678
    rules.py      what is looked for now: settings and the administrator's words, kept in each process
    models.py     those words                             defaults.py  the first of them, from fixtures/

On the way in
    checking.py   the question for every text, and its sentence; fields.py, the same for a form's field
    guarding.py   which texts are watched, checked whenever they are saved
    pressing.py   the button 按遮盖后的内容保存, and what no page has answered
    workbooks.py  lists and workbooks that are handed in

On the way out
    leaving.py    tables, papers and plain data           rendering.py REST
    stopping.py   the pages instead of a file: what was hidden, or why nothing goes out
    stored.py     what is stored already, looked through by views.py and `check_words`

Names of people are not findable: whoever writes about a complainant keeps the name out. No app is known here; each
declares its texts in `<app>/ready/gate.py`.
"""
