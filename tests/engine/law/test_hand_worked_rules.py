"""The last day of each kind of clock, worked by hand from the rule and the holiday notices of 2024–2026, the reasoning beside it."""
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from engine.law.time import clock as clocks

SHANGHAI = ZoneInfo("Asia/Shanghai")

# code[/pack], day 0, acts, last day for the one it binds, last working day up to the bare end ("" when the same), reasoning
RULED = [
    # -- 90 days for the decision: the agency's own limit does not roll
    ("decide", "2024-01-15", "", "2024-04-14", "2024-04-12", "16 + 29 (leap) + 31 + 14; a Sunday, Fri 12 before"),
    ("decide", "2024-03-08", "", "2024-06-06", "", "23 + 30 + 31 + 6; a Thursday"),
    ("decide", "2024-07-03", "", "2024-10-01", "2024-09-30", "28 + 31 + 30 + 1; 国庆"),
    ("decide", "2024-11-01", "", "2025-01-30", "2025-01-27", "29 + 31 + 30; 春节 from 28 January"),
    ("decide", "2025-02-10", "", "2025-05-11", "2025-05-09", "18 + 31 + 30 + 11; a Sunday that is not worked"),
    ("decide", "2025-06-30", "", "2025-09-28", "", "31 + 31 + 28; a Sunday, but worked"),
    ("decide", "2025-07-08", "", "2025-10-06", "2025-09-30", "23 + 31 + 30 + 6; 国庆、中秋"),
    ("decide", "2026-01-28", "", "2026-04-28", "", "3 + 28 + 31 + 28; a Tuesday"),
    ("decide", "2026-02-02", "", "2026-05-03", "2026-04-30", "26 + 31 + 30 + 3; 劳动节"),
    ("decide", "2026-06-27", "", "2026-09-25", "2026-09-24", "3 + 31 + 31 + 25; 中秋"),
    ("decide", "2026-09-01", "", "2026-11-30", "", "29 + 31 + 30; a Monday"),
    ("decide_target=60", "2026-03-02", "", "2026-05-01", "2026-04-30", "29 + 30 + 1; a local target of 60 days"),
    # the market pack takes time out and extends; 05-31 is the bare end of 90 days from 03-02
    ("decide/market", "2026-03-02", "suspend 2026-03-10 testing, resume 2026-03-24", "2026-06-14", "2026-06-12", "14 days lost; a Sunday"),
    ("decide/market", "2026-03-02", "suspend 2026-03-10 testing, suspend 2026-03-20 hearing, resume 2026-03-24 testing, resume 2026-04-10",
     "2026-07-01", "", "03-11 … 04-10 are 31 days, the overlap counts once"),
    ("decide/market", "2026-03-02", "extend 2026-05-20 30", "2026-06-30", "", "05-31 and 30 days"),
    ("decide/market", "2026-03-02", "extend 2026-05-20 30, extend 2026-06-29 20", "2026-07-20", "", "the leaders together add 20 more"),
    ("decide/market", "2025-09-01", "suspend 2025-10-08 public_notice, resume 2025-11-07", "2025-12-30", "",
     "29 + 31 + 30 is 11-30; thirty days of public notice lost"),
    ("decide/market", "2026-03-02", "suspend 2026-03-10 testing, resume 2026-03-24, extend 2026-06-10 15", "2026-06-29", "",
     "105 days are 06-15, and 14 lost: a Monday"),
    # -- the fine: 15 days, the party's last day rolls
    ("pay", "2024-02-02", "", "2024-02-18", "2024-02-09", "02-17 is in 春节; Sunday 18 is worked"),
    ("pay", "2024-03-22", "", "2024-04-07", "2024-04-03", "9 + 6: 04-06 in 清明; Sunday 7 is worked"),
    ("pay", "2024-04-13", "", "2024-04-28", "", "a worked Sunday"),
    ("pay", "2024-04-19", "", "2024-05-06", "2024-04-30", "11 + 4: 05-04 in 劳动节"),
    ("pay", "2024-08-31", "", "2024-09-18", "2024-09-14", "09-15 in 中秋; Sat 14 is the worked day before"),
    ("pay", "2024-09-14", "", "2024-09-29", "", "a worked Sunday"),
    ("pay", "2024-09-20", "", "2024-10-08", "2024-09-30", "10 + 5: 10-05 in 国庆"),
    ("pay", "2025-01-11", "", "2025-01-26", "", "a worked Sunday"),
    ("pay", "2025-01-13", "", "2025-02-05", "2025-01-27", "01-28 is 除夕"),
    ("pay", "2025-01-24", "", "2025-02-08", "", "7 + 8: a worked Saturday"),
    ("pay", "2025-05-16", "", "2025-06-03", "2025-05-30", "05-31 in 端午"),
    ("pay", "2025-09-26", "", "2025-10-11", "", "4 + 11: a worked Saturday"),
    ("pay", "2025-12-20", "", "2026-01-04", "", "11 + 4: a worked Sunday"),
    ("pay", "2025-12-26", "", "2026-01-12", "2026-01-09", "5 + 10: 01-10 a Saturday"),
    ("pay", "2026-03-27", "", "2026-04-13", "2026-04-10", "4 + 11: 04-11 a Saturday"),
    ("pay", "2026-06-04", "", "2026-06-22", "2026-06-18", "06-19 is 端午"),
    ("pay", "2026-09-05", "", "2026-09-20", "", "a worked Sunday"),
    ("pay", "2026-09-11", "", "2026-09-28", "2026-09-24", "09-26 in 中秋"),
    ("pay", "2026-09-25", "", "2026-10-10", "", "5 + 10: a worked Saturday"),
    ("pay", "2026-03-20", "extend 2026-04-03 2026-07-31", "2026-07-31", "", "deferred to a day the approval names (行政处罚法第六十六条)"),
    # -- five working days to ask for a hearing
    ("hearing_request", "2024-02-06", "", "2024-02-19", "", "7, 8, 9, Sun 18, Mon 19"),
    ("hearing_request", "2024-04-29", "", "2024-05-09", "", "30, 6, 7, 8, 9"),
    ("hearing_request", "2024-09-11", "", "2024-09-19", "", "12, 13, Sat 14, 18, 19"),
    ("hearing_request", "2024-09-26", "", "2024-10-09", "", "27, Sun 29, 30, 8, 9"),
    ("hearing_request", "2025-01-23", "", "2025-02-06", "", "24, Sun 26, 27, 5, 6"),
    ("hearing_request", "2025-04-29", "", "2025-05-09", "", "30, 6, 7, 8, 9"),
    ("hearing_request", "2025-05-28", "", "2025-06-05", "", "29, 30, 3, 4, 5"),
    ("hearing_request", "2025-09-29", "", "2025-10-13", "", "30, 9, 10, Sat 11, Mon 13"),
    ("hearing_request", "2025-12-29", "", "2026-01-06", "", "30, 31, Sun 4, 5, 6"),
    ("hearing_request", "2026-02-10", "", "2026-02-24", "", "11, 12, 13, Sat 14, Tue 24"),
    ("hearing_request", "2026-04-29", "", "2026-05-09", "", "30, 6, 7, 8, Sat 9"),
    ("hearing_request", "2026-06-16", "", "2026-06-24", "", "17, 18, 22, 23, 24"),
    ("hearing_request", "2026-09-17", "", "2026-09-23", "", "18, Sun 20, 21, 22, 23"),
    ("hearing_request", "2026-09-29", "", "2026-10-12", "", "30, 8, 9, Sat 10, Mon 12"),
    # -- other working-day periods
    ("serve_decision", "2024-12-27", "", "2025-01-08", "", "30, 31, 2, 3, 6, 7, 8"),
    ("serve_decision", "2025-03-31", "", "2025-04-10", "", "1, 2, 3, 7, 8, 9, 10; 清明 on Fri 4"),
    ("serve_decision", "2026-04-30", "", "2026-05-13", "", "6, 7, 8, Sat 9, 11, 12, 13"),
    ("serve_decision", "2026-06-15", "", "2026-06-25", "", "16, 17, 18, 22, 23, 24, 25"),
    ("statement", "2024-05-09", "", "2024-05-13", "", "Fri 10, Sat 11, Mon 13"),
    ("statement", "2025-02-07", "", "2025-02-11", "", "Sat 8, Mon 10, Tue 11"),
    ("statement", "2026-02-27", "", "2026-03-03", "", "Sat 28, Mon 2, Tue 3"),
    ("statement=5", "2026-02-13", "", "2026-02-27", "", "Sat 14, 24, 25, 26, 27"),
    ("statement/market", "2026-05-06", "", "2026-05-12", "", "five days in this field: 7, 8, Sat 9, 11, 12"),
    ("registration_hold", "2024-06-04", "", "2024-06-14", "", "5, 6, 7, 11, 12, 13, 14; 端午 on Mon 10"),
    ("registration_hold", "2025-09-24", "", "2025-10-10", "", "25, 26, Sun 28, 29, 30, 9, 10"),
    ("registration_hold", "2026-02-06", "", "2026-02-24", "", "9, 10, 11, 12, 13, Sat 14, 24"),
    ("publish", "2026-09-22", "", "2026-10-09", "", "23, 24, 28, 29, 30, 8, 9"),
    ("publish/market", "2026-02-03", "", "2026-03-09", "", "4–6 (3), 9–14 (9), 24–28 (14), 2–6 (19), 9"),
    ("publish_push/market", "2025-12-25", "", "2026-01-09", "", "26 (1), 29–31 (4), Sun 4 (5), 5–9 (10)"),
    ("publish_other", "2025-09-10", "", "2025-10-14", "", "11–12 (2), 15–19 (7), 22–26 (12), 28–30 (15), 9–11 (18), 13, 14"),
    ("withdraw_publication", "2024-09-30", "", "2024-10-10", "", "8, 9, 10"),
    ("verify_lead", "2026-04-28", "", "2026-05-11", "", "29, 30, 6, 7, 8, Sat 9, Mon 11"),
    ("verify_lead/market", "2025-01-13", "", "2025-02-08", "", "14–17 (4), 20–24 (9), 26–27 (11), 5–7 (14), Sat 8"),
    ("verify_lead/market", "2025-01-13", "extend 2025-02-06 15", "2025-02-28", "", "then 10–14 (20), 17–21 (25), 24–28 (30)"),
    ("verify_lead/market", "2026-03-02", "suspend 2026-03-10 testing, resume 2026-03-17", "2026-03-30", "",
     "fifteen are 03-23; 11, 12, 13, 16, 17 are lost: 24, 25, 26, 27, 30"),
    ("complaint_accept/market", "2024-02-07", "", "2024-02-22", "", "8, 9, Sun 18, 19, 20, 21, 22"),
    ("complaint_mediate/market", "2024-09-02", "", "2024-11-08", "", "3–6 (4), 9–14 (10), 18–20 (13), 23–27 (18), 29–30 (20), 8–12 (25), "
     "four weeks to 11-08 (45)"),
    ("jurisdiction_dispute/housing", "2026-05-06", "", "2026-05-14", "", "7, 8, Sat 9, 11, 12, 13, 14"),
    ("assist_data/anyang", "2025-04-25", "", "2025-05-06", "", "Sun 27, 28, 29, 30, Tue 6"),
    ("assist_data/anyang", "2025-04-25", "extend 2025-04-30 5", "2025-05-13", "", "then 7, 8, 9, 12, 13"),
    ("officer_complaint/chongqing", "2026-01-26", "", "2026-02-14", "", "27–30 (4), 2–6 (9), 9–13 (14), Sat 14"),
    ("transfer_lead/shanghai", "2025-10-10", "", "2025-10-14", "", "Sat 11, Mon 13, Tue 14"),
    ("reporter_feedback", "2025-04-30", "", "2025-05-12", "", "6, 7, 8, 9, 12"),
    ("hotline_complaint", "2024-04-24", "", "2024-05-14", "", "25, 26, 28, 29, 30 (5), 6–11 (11), 13, 14"),
    ("legal_review", "2025-09-18", "", "2025-10-09", "", "19 (1), 22–26 (6), 28–30 (9), Thu 9"),
    ("legal_review=13", "2025-09-18", "", "2025-10-13", "", "then 10, Sat 11, Mon 13"),
    ("hearing_hold", "2026-04-13", "", "2026-05-13", "", "14–17 (4), 20–24 (9), 27–30 (13), 6–9 (17), 11, 12, 13"),
    ("hearing_notice", "2026-04-24", "", "2026-05-08", "", "27–30 (4), 6, 7, 8"),
    ("hearing_report", "2024-10-11", "", "2024-10-17", "", "Sat 12, 14, 15, 16, 17"),
    ("freeze_deliver", "2026-05-08", "", "2026-05-12", "", "Sat 9, 11, 12"),
    ("hand_in_cash", "2025-01-26", "", "2025-02-05", "", "a worked Sunday; Mon 27, Wed 5"),
    ("bank_deposit", "2024-02-09", "", "2024-02-19", "", "Sun 18, Mon 19"),
    ("summary_report", "2026-09-18", "", "2026-09-21", "", "Sun 20, Mon 21"),
    ("substitute_urge", "2026-04-02", "", "2026-04-08", "", "Fri 3, Tue 7, Wed 8"),
    ("urge_before_court", "2024-04-24", "", "2024-05-10", "", "25, 26, 28, 29, 30, 6, 7, 8, 9, 10"),
    ("urge_before_court", "2025-09-22", "", "2025-10-11", "", "23–26 (4), 28–30 (7), 9, 10, Sat 11"),
    ("urge_before_court", "2026-02-09", "", "2026-02-28", "", "10–14 (5), 24–28 (10): a worked Saturday"),
    ("reconsideration_reply", "2024-09-20", "", "2024-10-10", "", "23–27 (5), 29–30 (7), 8, 9, 10"),
    ("reconsideration_reply", "2026-01-29", "", "2026-02-12", "", "30 (1), 2–6 (6), 9–12"),
    ("reconsideration_reply_simple", "2026-06-17", "", "2026-06-25", "", "18, 22, 23, 24, 25"),
    ("forward_reconsideration", "2026-05-07", "", "2026-05-13", "", "8, Sat 9, 11, 12, 13"),
    ("reconsideration_supplement", "2026-03-27", "", "2026-04-13", "", "30–3 (5), 7–10 (9), Mon 13"),
    ("court_accept", "2024-12-30", "", "2025-01-07", "", "31, 2, 3, 6, 7"),
    ("court_rule", "2026-02-11", "", "2026-02-27", "", "12, 13, 14, 24, 25, 26, 27"),
    # -- restraints end on the bare day
    ("seizure", "2024-01-18", "", "2024-02-17", "2024-02-09", "13 + 17; the last day of 春节"),
    ("seizure", "2025-04-11", "", "2025-05-11", "2025-05-09", "19 + 11; a Sunday"),
    ("seizure", "2025-09-01", "", "2025-10-01", "2025-09-30", "29 + 1; 国庆"),
    ("seizure", "2025-09-01", "extend 2025-09-26 30", "2025-10-31", "", "60: 29 + 31"),
    ("seizure", "2026-05-20", "", "2026-06-19", "2026-06-18", "11 + 19; 端午"),
    ("seizure", "2026-05-20", "extend 2026-06-17 15", "2026-07-04", "2026-07-03", "45: 11 + 30 + 4; a Saturday"),
    ("seizure", "2026-05-20", "suspend 2026-05-25 testing, resume 2026-06-08", "2026-07-03", "", "05-26 … 06-08 are 14 days; 06-19 and 14"),
    ("seizure", "2026-03-02", "suspend 2026-03-04 testing, resume 2026-03-14, extend 2026-04-08 30", "2026-05-11", "",
     "60: 29 + 30 + 1 is 05-01; ten days lost"),
    ("seizure", "2026-03-02", "suspend 2026-03-30 testing, resume 2026-04-03", "2026-04-05", "2026-04-03",
     "03-03 … 03-30 are 28; 31, 1, 2, 3 lost; 04-04 and 04-05"),
    ("freeze", "2025-12-20", "", "2026-01-19", "", "11 + 19; a Monday"),
    ("freeze", "2025-12-20", "extend 2026-01-15 30", "2026-02-18", "2026-02-14", "60: 11 + 31 + 18; 春节, Sat 14 is worked"),
    # -- natural days
    ("crime_transfer", "2026-09-16", "", "2026-09-19", "2026-09-18", "three natural days: Saturday"),
    ("crime_transfer", "2026-04-30", "", "2026-05-03", "2026-04-30", "劳动节: on the day itself"),
    ("hand_over_goods", "2025-09-29", "", "2025-10-02", "2025-09-30", "国庆"),
    ("police_objection", "2024-09-14", "", "2024-09-17", "2024-09-14", "from a worked Saturday into 中秋"),
    ("recusal", "2026-02-12", "", "2026-02-15", "2026-02-14", "春节 begins on Sunday 15"),
    ("technical_opinion/shanghai", "2026-02-10", "", "2026-02-20", "2026-02-14", "the text says 日: natural days"),
    ("technical_opinion/shanghai", "2026-02-10", "extend 2026-02-13 10", "2026-03-02", "", "20: 18 + 2"),
    ("perishables/shanghai", "2026-05-08", "", "2026-05-11", "2026-05-09", "05-10 a Sunday; Sat 9 was worked"),
    ("unclaimed_goods/shanghai", "2025-12-10", "", "2026-02-09", "2026-02-06", "21 + 31 + 8; a Sunday"),
    ("petition_handle", "2025-07-21", "", "2025-09-19", "", "10 + 31 + 19"),
    ("petition_handle", "2025-07-21", "extend 2025-09-15 30", "2025-10-19", "2025-10-17", "10 + 31 + 30 + 19; a Sunday"),
    ("petition_reply", "2026-02-06", "", "2026-02-21", "2026-02-14", "春节"),
    ("public_service", "2026-01-20", "", "2026-02-24", "2026-02-14", "11 + 19: 初三"),
    ("correction=7", "2025-05-24", "", "2025-06-03", "2025-05-30", "05-31 in 端午"),
    ("urge_before_force=2026-03-24", "2026-03-10", "", "2026-03-24", "", "the notice names the day"),
    ("surcharge_forced", "2026-03-18", "", "2026-04-17", "", "13 + 17"),
    ("surcharge", "2026-03-17", "", "2026-04-20", "", "14 + 20: 3 % a day is 100 % on the 34th"),
    ("surcharge", "2026-03-17", "suspend 2026-03-25 reconsideration, resume 2026-04-10", "2026-05-06", "", "6 + 10 days of 复议 lost"),
    ("court_refusal_objection", "2025-12-25", "", "2026-01-09", "", "6 + 9"),
    ("court_answer", "2026-02-05", "", "2026-02-20", "2026-02-14", "春节"),
    ("court_answer", "2024-09-23", "", "2024-10-08", "", "7 + 8"),
    ("court_answer", "2026-03-02", "extend 2026-03-16 10", "2026-03-27", "", "25 days, as the court allowed"),
    ("appeal", "2024-04-20", "", "2024-05-06", "2024-04-30", "10 + 5: 05-05"),
    ("appeal_ruling", "2025-04-25", "", "2025-05-06", "2025-04-30", "5 + 5: 05-05"),
    ("first_instance_simple", "2026-01-05", "", "2026-02-19", "2026-02-14", "26 + 19"),
    ("sue_land", "2025-09-20", "", "2025-10-09", "2025-09-30", "10 + 5: 10-05"),
    ("sue_after_reconsideration", "2026-06-05", "", "2026-06-22", "2026-06-18", "06-20 in 端午"),
    ("close", "2026-09-04", "", "2026-10-04", "2026-09-30", "26 + 4"),
    ("archive", "2024-08-18", "", "2024-09-17", "2024-09-14", "13 + 17; Sat 14 is worked"),
    ("reconsider", "2024-02-08", "", "2024-04-08", "", "21 + 31 + 8"),
    ("reconsider", "2024-08-02", "", "2024-10-08", "2024-09-30", "29 + 30 + 1: 国庆"),
    ("reconsider", "2024-12-03", "", "2025-02-05", "2025-01-27", "28 + 31 + 1: 02-01 in 春节"),
    ("reconsider", "2025-08-09", "", "2025-10-09", "2025-09-30", "22 + 30 + 8: the last day of 国庆"),
    ("reconsider", "2025-12-18", "", "2026-02-24", "2026-02-14", "13 + 31 + 16: 除夕"),
    ("reconsider", "2026-01-30", "", "2026-03-31", "", "1 + 28 + 31"),
    ("reconsider", "2026-03-02", "suspend 2026-04-10 obstacle, resume 2026-04-25", "2026-05-18", "2026-05-15",
     "05-01 and 15 days of 不可抗力: Sat 16"),
    ("reconsideration_decision", "2025-08-20", "", "2025-10-19", "2025-10-17", "11 + 30 + 19; a Sunday"),
    ("reconsideration_decision", "2025-08-20", "extend 2025-10-10 30", "2025-11-18", "", "11 + 30 + 31 + 18"),
    ("reconsideration_decision", "2025-08-20", "suspend 2025-09-10 suspension, resume 2025-09-30", "2025-11-08", "2025-11-07", "20 days lost"),
    # -- months and years
    ("sue", "2024-04-30", "", "2024-10-30", "", "a Wednesday"),
    ("sue", "2024-08-31", "", "2025-02-28", "", "no 31 February"),
    ("sue", "2025-04-01", "", "2025-10-09", "2025-09-30", "10-01 is 国庆"),
    ("sue", "2025-07-28", "", "2026-01-28", "", "a Wednesday"),
    ("sue", "2025-08-17", "", "2026-02-24", "2026-02-14", "初一"),
    ("sue", "2026-03-31", "", "2026-09-30", "", "no 31 September"),
    ("sue", "2025-09-10", "suspend 2026-02-20 obstacle, resume 2026-03-05", "2026-03-23", "", "03-10 and 8 + 5 days"),
    ("sue", "2025-09-10", "extend 2026-03-09 10", "2026-03-20", "", "03-10 and ten days the court allows"),
    ("sue_untold", "2024-05-04", "", "2025-05-06", "2025-04-30", "a year; 05-04 in 劳动节"),
    ("reconsider_untold", "2025-02-18", "", "2026-02-24", "2026-02-14", "a year; 春节"),
    ("court_apply", "2024-09-30", "", "2024-12-30", "", "a Monday"),
    ("court_apply", "2024-11-30", "", "2025-02-28", "", "no 30 February"),
    ("court_apply", "2025-07-04", "", "2025-10-04", "2025-09-30", "in 国庆: hand in before it"),
    ("court_apply", "2025-11-17", "", "2026-02-17", "2026-02-14", "初一; Sat 14 is worked"),
    ("court_apply", "2026-07-31", "", "2026-10-31", "2026-10-30", "a Saturday"),
    ("first_instance", "2025-08-31", "", "2026-02-28", "", "a worked Saturday"),
    ("first_instance", "2025-08-31", "extend 2026-02-20 3", "2026-05-31", "2026-05-29", "nine months: a Sunday"),
    ("compensation_decide", "2025-12-31", "", "2026-02-28", "", "no 31 February; a worked Saturday"),
    ("stop_publication_short/market", "2025-11-30", "", "2026-02-28", "", "no 30 February; a worked Saturday"),
    ("stop_publication/market", "2023-02-28", "", "2026-02-28", "", "three years"),
    ("limitation", "2024-02-29", "", "2026-02-28", "", "no 29 February; a worked Saturday"),
    ("limitation", "2024-10-02", "", "2026-10-02", "2026-09-30", "国庆"),
    ("limitation", "2022-05-03", "", "2024-05-03", "2024-04-30", "劳动节"),
    ("limitation_grave", "2021-07-20", "", "2026-07-20", "", "five years; a Monday"),
    ("limitation_security", "2026-03-31", "", "2026-09-30", "", "six months; no 31 September"),
    ("enforce_judgment", "2024-06-30", "", "2026-06-30", "", "two years; a Tuesday"),
    ("execution_ended", "2023-04-05", "", "2026-04-05", "2026-04-03", "three years; 清明"),
    ("compensation_claim", "2024-10-05", "", "2026-10-08", "2026-09-30", "two years; 国庆"),
    ("certificate", "2021-10-31", "", "2026-10-31", "2026-10-30", "valid from 11-01, its first day counts; a Saturday"),
    ("list_assessment", "2025-02-28", "", "2026-02-28", "", "a year; a worked Saturday"),
    ("sue_limit", "2021-03-02", "", "2026-03-02", "", "five years from the act; a Monday"),
    ("sue_limit", "2021-02-14", "", "2026-02-14", "", "five years end on a worked Saturday, which is a last day like any other"),
    ("sue_limit", "2021-02-16", "", "2026-02-24", "2026-02-14", "five years end in 春节; the party has the first day after it"),
    ("assist_investigation/market", "2026-03-02", "", "2026-03-23", "", "3–6 (4), 9–13 (9), 16–20 (14), 23"),
    ("review_dispute", "2026-03-17", "", "2026-03-20", "", "18, 19, 20"),
    ("review_dispute_reply", "2026-02-13", "", "2026-02-24", "", "02-14 is worked, then 春节 to the 23rd"),
    ("urge_before_force=10", "2026-03-02", "", "2026-03-12", "", "the notice says ten days; a Thursday"),
    ("urge_before_force=2026-04-05", "2026-03-24", "", "2026-04-07", "2026-04-03", "the notice names 清明 itself; the party has the first day after"),
    ("reconsideration_opinion", "2026-03-02", "", "2026-05-01", "2026-04-30", "29 + 30 + 1; 劳动节, and the agency's own period does not roll"),
    ("police_decide", "2026-09-19", "", "2026-09-22", "", "三日 of 移送规定 are natural days; a Tuesday"),
    ("police_decide", "2026-09-22", "", "2026-09-25", "2026-09-24", "中秋"),
    ("hotline_enquiry", "2026-04-30", "", "2026-05-08", "", "05-06, 07, 08: 劳动节 to the fifth"),
    ("reconsideration_accept", "2026-02-12", "", "2026-02-26", "", "13, the worked 14th, then 24, 25, 26"),
    ("reconsideration_decision_simple", "2026-03-02", "", "2026-04-01", "", "29 + 1; a Wednesday"),
    ("court_rule_manifest", "2026-03-06", "", "2026-04-05", "2026-04-03", "25 + 5; 清明; the court's own period binds it on the bare day"),
    ("publish_for_other/market", "2026-03-02", "", "2026-03-16", "", "3–6 (4), 9–13 (9), 16"),
    ("publish_inspection", "2026-03-02", "", "2026-03-30", "", "3–6 (4), 9–13 (9), 16–20 (14), 23–27 (19), 30"),
]

# code, day 0, last day, reasoning: years without a notice count weekends alone, and the result says that it is provisional
UNANNOUNCED = [
    ("reconsider_limit", "2024-02-29", "2029-02-28", "five years; no 29 February in 2029; a Wednesday"),
    ("reconsider_limit_property", "2026-03-02", "2046-03-02", "twenty years; a Friday"),
    ("sue_limit_property", "2026-03-02", "2046-03-02", "twenty years; a Friday"),
    ("sue_limit", "2026-03-02", "2031-03-03", "five years; 03-02 is a Sunday"),
    ("limitation_environment", "2026-08-20", "2031-08-20", "five years where environmental harm resulted, 生态环境法典; a Wednesday"),
    ("keep_file=30", "2026-12-31", "2056-12-31", "thirty years from the end of the year of closing; the agency's own period does not roll off a Sunday"),
]

# code[/pack], instant, hours, end, reasoning: hours run through holidays and do not roll
HOURS = [
    ("emergency_approval", "2026-02-14T16:05", None, "2026-02-15T16:05", "a worked Saturday into 春节"),
    ("emergency_approval", "2024-12-31T23:59", None, "2025-01-01T23:59", "over the year's end"),
    ("crime_send", "2026-09-18T17:30", None, "2026-09-19T17:30", "to Saturday"),
    ("av_upload", "2025-10-01T08:00", None, "2025-10-02T08:00", "within 国庆"),
    ("perishables/anyang", "2024-06-09T10:00", None, "2024-06-10T10:00", "端午: the party's hours do not roll either"),
    ("hotline_urgent", "2026-03-10T14:00", 8, "2026-03-10T22:00", "the ticket says eight hours"),
    ("emergency_approval", "2024-02-28T07:15", None, "2024-02-29T07:15", "the leap day"),
]


def carried_out(rules, code: str, day0: date, acts: str, length=None):
    """The clock after the acts, each of which needs a reason and a document."""
    code, _, wanted = code.partition("=")
    name, _, pack = code.partition("/")
    rule = rules.clock(name, day0.date() if isinstance(day0, datetime) else day0, pack or ())
    length = (date.fromisoformat(wanted) if "-" in wanted else int(wanted)) if wanted else length
    clock = clocks.start(rule, day0, rules.calendar, length=length)
    for act in filter(None, acts.split(", ")):
        verb, on, *rest = act.split()
        on = date.fromisoformat(on)
        if verb == "suspend":
            clock = clocks.suspend(clock, on, rest[0], rule, document="通知书〔2026〕1号")
        elif verb == "resume":
            clock = clocks.resume(clock, on, rules.calendar, *rest)
        else:
            more = date.fromisoformat(rest[0]) if "-" in rest[0] else int(rest[0])
            clock = clocks.extend(clock, rule, rules.calendar, on=on, length=more, reason="案情复杂")
    return clock


@pytest.mark.parametrize("code, day0, acts, due_on, act_by, why", RULED)
def test_the_last_day_worked_by_hand(rules, code, day0, acts, due_on, act_by, why):
    clock = carried_out(rules, code, date.fromisoformat(day0), acts)
    assert (clock.due_on.isoformat(), clock.act_by.isoformat(), clock.provisional) == (due_on, act_by or due_on, False), why


@pytest.mark.parametrize("code, day0, due_on, why", UNANNOUNCED)
def test_a_last_day_in_a_year_without_a_notice_is_provisional(rules, code, day0, due_on, why):
    clock = carried_out(rules, code, date.fromisoformat(day0), "")
    assert (clock.due_on.isoformat(), clock.provisional) == (due_on, True), why


def test_each_rule_that_is_counted_has_a_date_worked_by_hand(rules):
    """D-01 to D-77: what is counted at all. The court window, the demolition day, the meter and what is only 及时 have tests of their own."""
    worked = {row[0].partition("=")[0].partition("/")[0] for row in (*RULED, *HOURS, *UNANNOUNCED)}
    counted = {code for code, versions in rules.versions.items() for one in versions if one.kind == "period" and one.id.startswith("D-")}
    assert counted - worked == set()


@pytest.mark.parametrize("code, began, hours, end, why", HOURS)
def test_the_end_of_hours_worked_by_hand(rules, code, began, hours, end, why):
    clock = carried_out(rules, code, datetime.fromisoformat(began).replace(tzinfo=SHANGHAI), "", hours)
    assert clock.due_at == datetime.fromisoformat(end).replace(tzinfo=SHANGHAI), why


def test_more_than_two_hundred_dates_are_worked_by_hand():
    from tests.engine.law.test_hand_worked import WORKED
    assert len(RULED) + len(UNANNOUNCED) + len(HOURS) + len(WORKED) >= 250
