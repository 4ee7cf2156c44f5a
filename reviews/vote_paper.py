"""测评结果单 as Word: what the meeting said of each secretary, for the file of the assessment."""

from django.conf import settings

from reviews import voting
from zhaotong_portal.demo import is_demo
from zhaotong_portal.documents.ledger import LedgerPaper, Part, Table
from zhaotong_portal.documents.ledger_word import render_ledger
from zhaotong_portal.wording import day_text


def result_docx(session) -> bytes:
    """Raises NotAllowed until the vote is closed."""
    return render_ledger(result_paper(session, voting.results(session)))


def result_paper(session, results) -> LedgerPaper:
    turnout = voting.turnout(session)
    given, cast = sum(one.issued for one in turnout), sum(one.cast for one in turnout)
    return LedgerPaper(
        title=f"{session.title}测评结果",
        facts=(
            f"测评日期：{day_text(session.held_on)}",
            f"发出测评票 {given} 份，收回 {cast} 份。",
        ),
        parts=(
            Part("测评票", tables=(_turnout_table(turnout),)),
            Part("测评结果", tables=(_result_table(session, results),)),
        ),
        signatures=("监票人", "计票人"),
        author=settings.COMMITTEE_NAME,
        is_demo=is_demo(),
    )


def _turnout_table(turnout):
    rows = tuple(
        (one.group.name, f"{one.group.weight}%", str(one.issued), str(one.cast)) for one in turnout
    )
    return Table(("测评人员", "权重", "发出", "收回"), rows, (3, 1, 1, 1))


def _result_table(session, results):
    rows = tuple(
        (str(one.subject), *map(str, one.spread), "—" if one.score is None else str(one.score))
        for one in results
    )
    return Table(("述职人", *session.options, "得分"), rows, (4, *[1] * len(session.options), 1))
