"""差评件 of three years, answered and over, and those of the last weeks in every state, moved by the real functions.

The article's 7,541 valid ratings stay as they are: what is excluded, flagged or typed in lies in the running year.
"""

import uuid
from datetime import date, timedelta
from random import Random

from django.utils import timezone

from reviews import contacts, entering, flags
from reviews.demo.travel import as_of
from reviews.models import (
    POOR_GRADES,
    AppealState,
    CaseRound,
    CaseState,
    PublicResult,
    Rating,
    RatingAppeal,
    RatingCase,
    ResultState,
    SurveyResult,
)
from reviews.quarters import before, public_figures, quarter_of
from reviews.workflows import rating_appeal
from reviews.workflows import rating_case as moves
from zhaotong_portal.workdays import add_workdays, moment

SEED = 8
VERIFIED = "当日窗口人员不足，群众所反映的情况属实。"
MEASURES = "增开一个窗口，午间安排值班，公开办理时长。"
ANSWER = "您反映的情况属实，已增开窗口并安排午间值班，给您添麻烦了，谢谢您的意见。"
NO_BASIS = "调取当日叫号记录和监控，没有查到所反映的情况。"
NOT_OURS = "所反映事项由县（区）窗口办理，已转告，请向该窗口咨询。"
COMMENTS = (
    "排队两个小时还没办成。",
    "材料清单和网上写的不一样，多跑了一趟。",
    "中午没有人，等到下午才办。",
    "",
)
CHANGES = "群众反映排队久的窗口增开了午间值班。\n办事材料清单在网上和窗口保持一致，一次说清。\n老年人可以由志愿者陪同办理。"
PRAISES = ("3号窗口的同志耐心细致", "导办台的大姐帮我填好了表", "年轻同志跑前跑后，办得很快")
# What becomes of the newest ones: the steps taken, one a working day.
FATES = (
    (), ("accept",), ("accept", "verify"), ("accept", "verify", "take_up"), ("accept", "verify", "take_up", "answer"),
    ("accept", "no_basis"), ("accept", "not_ours"), ("accept", "verify", "take_up", "answer", "close"),
    ("accept", "verify", "take_up", "answer", "call_back"), ("accept", "verify", "take_up", "answer", "rerate_bad"),
    ("accept", "verify", "take_up", "answer", "rerate_bad", "instruct"), ("accept", "verify", "take_up", "answer", "rerate_good"),
    ("accept", "appeal"), ("accept", "appeal", "uphold"), ("accept", "appeal", "decline", "verify"),
)  # fmt: skip


def create_cases(people, units, today, last_article_year):
    rng = Random(SEED)
    _close_earlier(rng, people, units, date(last_article_year, 12, 31))
    if today.year <= last_article_year:
        return
    _close_earlier(rng, people, units, today - timedelta(days=40))
    _open_rest(today)
    _move_newest(rng, people, units, today)
    _flag_some(rng, people, units, today)
    _type_in_some(people, units, today)
    _praise_some(rng, today)
    _survey(rng, units, today)


def _close_earlier(rng, people, units, last):
    """In bulk: each answered by its officer within five working days, closed a month later."""
    rows = Rating.objects.filter(grade__in=POOR_GRADES, case=None, given_on__lte=last).order_by(
        "pk"
    )
    ratings = list(rows)
    answered = [add_workdays(r.given_on, rng.randint(2, 5)) for r in ratings]
    verdicts = [rng.choices(("", "no_basis", "not_ours"), (88, 7, 5))[0] for _ in ratings]
    cases = RatingCase.objects.bulk_create(
        [_closed(rating, day, verdict) for rating, day, verdict in zip(ratings, answered, verdicts, strict=True)],
        batch_size=500,
    )  # fmt: skip
    texts = {"": ANSWER, "no_basis": NO_BASIS, "not_ours": NOT_OURS}
    CaseRound.objects.bulk_create(
        [
            CaseRound(
                case=case, number=1, answer=texts[verdict], answered_on=day,
                answered_by=people.staff if verdict else people.officers[case.unit_id],
                regrade=grade, regraded_on=day + timedelta(days=3) if grade else None,
            )
            for case, day, verdict in zip(cases, answered, verdicts, strict=True)
            for grade in [rng.choice((None, None, 5, 4, 3))]
        ],
        batch_size=500,
    )  # fmt: skip
    # A few were contested in vain: an upheld one would take a rating out of the article's count.
    RatingAppeal.objects.bulk_create(
        RatingAppeal(
            case=case, unit_id=case.unit_id, state=AppealState.DECLINED, reason="认为系误点，请求核定。",
            asked_by=people.officers[case.unit_id], decision="没有证据表明是误评。", decided_by=people.staff,
            decided_at=moment(case.opened_on + timedelta(days=20)),
        )
        for case in cases[::40]
    )  # fmt: skip


def _closed(rating, answered_on, verdict):
    until = answered_on + timedelta(days=30)
    return RatingCase(
        rating=rating, unit_id=rating.unit_id, opened_on=rating.given_on, started_on=rating.given_on, verdict=verdict,
        state=verdict or CaseState.CLOSED, closed_on=None if verdict else until, rerate_until=until,
        verified_text="" if verdict else VERIFIED, measures="" if verdict else MEASURES,
    )  # fmt: skip


def _open_rest(today):
    """Ratings of the last weeks that the pace of the year brought: each has its case, most of them answered."""
    rows = Rating.objects.filter(grade__in=POOR_GRADES, case=None).order_by("pk")
    for rating in rows:
        with as_of(moment(rating.given_on)):
            case = moves.open_case(rating, None)
        late = min(add_workdays(rating.given_on, 4), today)
        if late < today:
            case.state, case.due_on, case.measures, case.verified_text = (
                CaseState.ANSWERED,
                None,
                MEASURES,
                VERIFIED,
            )
            case.rerate_until = late + timedelta(days=30)
            case.save()
            CaseRound.objects.create(case=case, number=1, answer=ANSWER, answered_on=late)


def _move_newest(rng, people, units, today):
    """One case a fate, in the units of the first district, whose linked leader is the first."""
    now = timezone.now()
    places = [
        unit for unit in units if unit.district.order == 1 and not unit.is_committee
    ] or units[:1]
    for number, fate in enumerate(FATES):
        unit = places[number % len(places)]
        point = unit.rating_points.live().order_by("pk").first()
        day = _workdays_back(today, len(fate) + (0 if len(fate) < 2 else 1))
        rating = Rating.objects.create(
            point=point, unit=unit, grade=rng.choice((2, 2, 1)), given_on=day, reasons=["等候太久"],
            comment=rng.choice(COMMENTS), form_key=str(uuid.UUID(int=rng.getrandbits(128))),
        )  # fmt: skip
        with as_of(moment(day) + timedelta(hours=10)):
            case = moves.open_case(rating, None)
            if "call_back" in fate or number == 4:
                contacts.seal(case, "王示例 0870-0000000")
        for name in fate:
            day = min(add_workdays(day, 1), today)
            with as_of(min(moment(day) + timedelta(hours=9), now)):
                _step(name, case.pk, unit, people)


def _workdays_back(day, count):
    while count > 0:
        day -= timedelta(days=1)
        count -= add_workdays(day - timedelta(days=1), 1) == day
    return day


def _step(name, pk, unit, people):
    officer, secretary = people.officers[unit.pk], people.secretaries[unit.pk]
    leader = people.leaders[0]
    if name == "accept":
        moves.accept(pk, officer)
    elif name == "verify":
        moves.verify(pk, officer, VERIFIED)
    elif name == "take_up":
        moves.take_up(pk, officer, MEASURES)
    elif name == "answer":
        moves.answer(pk, secretary, ANSWER)
    elif name in ("no_basis", "not_ours"):
        moves.settle(name, pk, people.staff, NO_BASIS if name == "no_basis" else NOT_OURS)
    elif name == "close":
        moves.close(pk, people.staff)
    elif name == "call_back":
        moves.name_caller(pk, people.staff, people.staff)
        moves.call_back(pk, people.staff, "群众表示窗口已明显改善，认可。", 4)
    elif name == "rerate_bad":
        moves.rerate(pk, 2, "说要增开窗口，我去看还是一个。")
    elif name == "rerate_good":
        moves.rerate(pk, 4, "确实快了。")
    elif name == "instruct":
        moves.instruct(pk, leader, "请单位主要负责同志到窗口现场办公，三日内当面答复群众。")
    elif name == "appeal":
        rating_appeal.appeal(pk, officer, "当日该窗口停电停业，没有办理业务，疑为误评。")
    else:
        decide = {"uphold": rating_appeal.uphold, "decline": rating_appeal.decline}[name]
        decide(RatingAppeal.objects.get(case=pk).pk, people.staff, "已核对当日停业公告和办件记录。")


def _flag_some(rng, people, units, today):
    """Two bursts: one waits for a decision, one was decided on and no longer counts."""
    points = [unit.rating_points.live().order_by("pk").first() for unit in units[1:3]]
    days = [max(today - timedelta(days=back), date(today.year, 1, 1)) for back in (4, 60)]
    for point, day in zip(points, days, strict=False):
        Rating.objects.bulk_create(
            Rating(
                point=point, unit_id=point.unit_id, grade=5, given_on=day, is_flagged=True,
                signals=["burst", "all_five"], form_key=str(uuid.UUID(int=rng.getrandbits(128))),
            )
            for _ in range(26)
        )  # fmt: skip
    if len(points) > 1:
        with as_of(moment(min(add_workdays(days[1], 2), today)) + timedelta(hours=9)):
            flags.decide(
                people.staff, points[1].pk, days[1], "excluded", "十分钟内由同一网络连续提交，内容相同，经核实不是群众所评。"
            )  # fmt: skip


def _type_in_some(people, units, today):
    """Cards, calls and visits, typed in by staff."""
    wanted = (
        ("paper", 5, "意见箱收到"),
        ("paper", 4, ""),
        ("phone", 3, "电话反映办理时间偏长"),
        ("visit", 5, ""),
    )
    for unit in units[: min(6, len(units))]:
        if unit.is_committee:
            continue
        point = unit.rating_points.live().order_by("pk").first()
        for back, (channel, grade, comment) in enumerate(wanted):
            day = max(today - timedelta(days=20 + back * 9), date(today.year, 1, 1))
            entering.enter(
                people.staff, point, channel=channel, day=day, grade=grade, comment=comment
            )


def _praise_some(rng, today):
    good = Rating.objects.filter(
        grade=5, given_on__year=today.year, is_flagged=False, is_excluded=False
    )
    praised = list(good.order_by("pk")[::12])
    for rating in praised:
        rating.praise = rng.choice(PRAISES)
    Rating.objects.bulk_update(praised, ["praise"], batch_size=200)


def _survey(rng, units, today):
    for year in (today.year - 1, today.year):
        SurveyResult.objects.bulk_create(
            SurveyResult(
                unit=unit, year=year, title=f"{year}年上半年入户测评", surveyor="某调查公司（示例）", asked=asked,
                satisfied=round(asked * rng.uniform(0.88, 0.98)), held_on=date(year, 6, 20),
            )
            for unit in units
            for asked in [rng.randint(60, 140)]
            if date(year, 6, 20) <= today
        )  # fmt: skip


def release_results(people, today):
    """The quarters of the year that are over are public, the latest of them waits for its release."""
    year, quarter = before(today.year, quarter_of(today))
    state = ResultState.DRAFTED
    while year == today.year:
        released = state == ResultState.RELEASED
        PublicResult.objects.create(
            year=year, quarter=quarter, changes=CHANGES, state=state, drafted_by=people.staff,
            released_by=people.leaders[0] if released else None,
            released_on=add_workdays(date(year, quarter * 3, 28), 12) if released else None,
            figures=public_figures(year, quarter) if released else {},
        )  # fmt: skip
        state = ResultState.RELEASED
        year, quarter = before(year, quarter)
