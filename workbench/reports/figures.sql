-- The numbers of a club's weekly report. They are counted in the tables of the club's day and in
-- temporary tables: the claims as the last report counted them (in a club without one, a week ago)
-- and a week before that, the queue of calls, the findings and the tasks of the club. A new number is a column of `counts`; a page reads it as `figures.counts.<name>`.

-- name: last_report(day)$
-- The day of the last report before a day, if its plan was not discarded.
SELECT max(day) FROM reports
WHERE day < :day AND day IN (SELECT day FROM plans WHERE discarded_on IS NULL);

-- name: reported(day)
-- Each claim as the report of a day counted it.
SELECT claim_id, max(day), due_on, paid_ore, open_ore FROM reported_claims
WHERE day <= :day AND day IN (SELECT day FROM plans WHERE discarded_on IS NULL)
GROUP BY claim_id;

-- name: merged()
-- Each claim that has become another one, and that one.
SELECT other_id, claim_id FROM same_claims;

-- name: newly_reported(day)
-- The claims that are not as the report before counted them, as they are now; also those that were written for this day already.
WITH
known AS (
  SELECT claim_id, max(day) AS day, due_on, paid_ore, open_ore FROM reported_claims
  WHERE day < :day AND day IN (SELECT day FROM plans WHERE discarded_on IS NULL)
  GROUP BY claim_id
),
today AS (SELECT claim_id, due_on FROM reported_claims WHERE day = :day),
now_counted AS (
  SELECT claim_id, due_on, paid_ore, iif(status = 'review', 0, open_ore) AS open_ore FROM balances
  UNION ALL
  -- those that have become another claim, or are gone
  SELECT claim_id, due_on, 0, 0 FROM (SELECT claim_id, due_on FROM known UNION SELECT * FROM today)
  WHERE claim_id NOT IN (SELECT claim_id FROM balances) GROUP BY claim_id
)
SELECT claim_id, :day, now_counted.due_on, now_counted.paid_ore, now_counted.open_ore
FROM now_counted LEFT JOIN known USING (claim_id)
WHERE (now_counted.due_on, now_counted.paid_ore, now_counted.open_ore)
    IS NOT (known.due_on, known.paid_ore, known.open_ore)
  OR claim_id IN (SELECT claim_id FROM today);

-- name: lay_weeks()!
-- Create a table with the claims as they count on the day; those of the two weeks before are added later. A claim that somebody must decide first has nothing open.
CREATE TEMP TABLE weeks AS
  SELECT 0 AS weeks_ago, as_of AS day, claim_id, due_on, paid_ore,
    iif(status = 'review', 0, open_ore) AS open_ore
  FROM day, balances;

-- name: lay_owed()!
-- Create a view of the open claims of each week. `days_late` counts from the due date; it is zero or less until the claim is overdue.
CREATE TEMP VIEW owed AS
  SELECT weeks_ago, claim_id, open_ore, julianday(day) - julianday(due_on) AS days_late
  FROM weeks WHERE open_ore > 0;

-- name: lay_queue()!
-- Create a table for the payers to phone: what each owes, and whether there are many claims.
CREATE TEMP TABLE queue (open_ore, needs_talk);

-- name: lay_findings()!
-- Create a table for the findings of register/findings.sql.
CREATE TEMP TABLE findings (kind, member_id, detail);

-- name: lay_asked()!
-- Create a table for the tasks of tasks/tasks.sql that wait for the club: their kind and what they are about.
CREATE TEMP TABLE asked (kind, about);

-- name: counts(few, reported)
-- All single numbers in one row. A number of an earlier week is missing if there is no such week. `reported_on` is the day of the last report, if there is one: then what it said is compared with, else what is known now of the week before.
WITH
week_before AS (
  SELECT max(weeks_ago = 1) AS is_known, max(day) FILTER (WHERE weeks_ago = 1) AS before_on FROM weeks
),
-- what is overdue now and a week ago, and what is not due yet
open_claims AS (
  SELECT
    count(*) FILTER (WHERE weeks_ago = 0 AND days_late > 0) AS overdue,
    ifnull(sum(open_ore) FILTER (WHERE weeks_ago = 0 AND days_late > 0), 0) AS overdue_ore,
    count(*) FILTER (WHERE weeks_ago = 0 AND days_late <= 0) AS not_due,
    ifnull(sum(open_ore) FILTER (WHERE weeks_ago = 0 AND days_late <= 0), 0) AS not_due_ore,
    CASE WHEN is_known THEN
      count(*) FILTER (WHERE weeks_ago = 1 AND days_late > 0) END AS overdue_before,
    CASE WHEN is_known THEN
      ifnull(sum(open_ore) FILTER (WHERE weeks_ago = 1 AND days_late > 0), 0) END AS overdue_before_ore
  FROM week_before LEFT JOIN owed ON true GROUP BY is_known
),
-- how what was overdue became what is overdue: before + became overdue - paid - relieved = now
overdue_claims AS (
  SELECT claim_id,
    ifnull(sum(open_ore) FILTER (WHERE weeks_ago = 1), 0) AS before_ore,
    ifnull(sum(open_ore) FILTER (WHERE weeks_ago = 0), 0) AS now_ore
  FROM owed WHERE weeks_ago < 2 AND days_late > 0 GROUP BY claim_id
),
-- what was paid on each claim by the end of each week; two claims may have become one
paid_by_week AS (
  SELECT claim_id, sum(paid_ore) FILTER (WHERE weeks_ago = 0) AS now_ore,
    sum(paid_ore) FILTER (WHERE weeks_ago = 1) AS before_ore,
    sum(paid_ore) FILTER (WHERE weeks_ago = 2) AS earlier_ore
  FROM weeks GROUP BY claim_id
),
gains AS (
  SELECT claim_id, ifnull(now_ore, 0) - ifnull(before_ore, 0) AS gain_ore FROM paid_by_week
),
moves AS (
  SELECT max(now_ore - before_ore, 0) AS more_ore, max(before_ore - now_ore, 0) AS less_ore,
    min(max(before_ore - now_ore, 0), max(gain_ore, 0)) AS gain_ore
  FROM overdue_claims JOIN gains USING (claim_id)
),
moved AS (
  SELECT ifnull(sum(more_ore), 0) AS became_overdue_ore, ifnull(sum(gain_ore), 0) AS overdue_paid_ore,
    ifnull(sum(less_ore - gain_ore), 0) AS relieved_ore
  FROM moves
),
-- payments in this week and in the week before: how much more is paid on the claims of the later day; negative if money was paid back
paid AS (
  SELECT
    sum(now_ore) - sum(before_ore) FILTER (WHERE now_ore IS NOT NULL) AS paid_ore,
    iif(:reported IS NULL,
      sum(before_ore) - sum(earlier_ore) FILTER (WHERE before_ore IS NOT NULL),
      max(said.paid_ore)) AS paid_before_ore
  FROM paid_by_week LEFT JOIN reports AS said ON said.day = :reported
),
-- who owes an overdue claim; a claim without a payer counts as a payer who cannot be reached
debtors AS (
  SELECT DISTINCT ifnull(payer_id, claim_id) AS payer_id
  FROM owed LEFT JOIN plan USING (claim_id) WHERE weeks_ago = 0 AND days_late > 0
),
reachable AS (SELECT DISTINCT payer_id FROM contacts WHERE phone IS NOT NULL OR email IS NOT NULL),
reach AS (
  SELECT count(*) AS payers, count(reachable.payer_id) AS payers_reachable
  FROM debtors LEFT JOIN reachable USING (payer_id)
),
-- members with a hold on the day; a number below :few is not shown
agreed AS (
  SELECT count(DISTINCT member_id) AS members
  FROM day, lasting_holds WHERE start_on <= as_of
),
on_hold AS (SELECT CASE WHEN members = 0 OR members >= :few THEN members END AS on_hold FROM agreed),
to_phone AS (
  SELECT count(*) AS to_phone, ifnull(sum(open_ore), 0) AS to_phone_ore,
    count(*) FILTER (WHERE needs_talk) AS need_talk
  FROM queue
),
-- claims that are not owed, since the member had resigned, or was frozen
credits AS (
  SELECT count(*) AS to_credit, ifnull(sum(open_ore), 0) AS to_credit_ore
  FROM asked JOIN balances ON claim_id = about WHERE kind = 'credit_claim'
),
-- claims that somebody must decide in the member system, also those of unknown amount
undecided AS (
  SELECT count(*) AS review, ifnull(sum(open_ore), 0) AS review_ore
  FROM asked JOIN balances ON claim_id = about JOIN plan USING (claim_id)
  WHERE asked.kind = 'decide_claim' AND reason = 'review'
),
unplaced_payments AS (
  SELECT count(*) AS unplaced, ifnull(sum(amount_ore), 0) AS unplaced_ore
  FROM asked JOIN payments ON payment_id = about WHERE kind = 'place_payment'
),
register AS (
  SELECT count(*) FILTER (WHERE status = 'active') AS active,
    count(*) FILTER (WHERE status = 'left') AS resigned,
    count(*) FILTER (WHERE joined_on BETWEEN date(as_of, '-6 days') AND as_of) AS joined_this_week,
    count(*) FILTER (WHERE left_on BETWEEN date(as_of, '-6 days') AND as_of) AS left_this_week
  FROM day, people
),
doubts AS (
  SELECT count(*) FILTER (WHERE kind = 'decide_duplicate') AS duplicates,
    count(*) FILTER (WHERE kind = 'decide_applicant') AS applicants,
    count(*) FILTER (WHERE about LIKE 'not_in_club_list:%') AS not_in_club_list,
    count(*) AS asked
  FROM asked
),
-- rows of the newest lists of claims that could not be read, or cannot be right
unread_rows AS (
  SELECT count(DISTINCT about) AS unread FROM set_aside
  WHERE repaired IS NULL AND kind IN ('bills', 'claims', 'invoices')
    AND (whole_row OR fault IS NOT NULL OR field = 'status')
),
-- the questions that have no line of their own
others AS (
  SELECT asked - to_credit - review - unplaced - duplicates - applicants - not_in_club_list AS further
  FROM doubts, credits, undecided, unplaced_payments
),
-- the mandates of AvtaleGiro that stand, and of the last whole month those that stood in it, ended in it, and were new: not in the account's first file
last_month AS (
  SELECT date(as_of, '1 day', 'start of month', '-1 month') AS first_on,
    date(as_of, '1 day', 'start of month', '-1 day') AS last_on
  FROM day
),
mandate_days AS (
  SELECT stated_on AS day FROM mandates UNION SELECT listed_on FROM mandate_lists
),
last_stated AS (SELECT max(day) AS mandates_stated_on FROM mandate_days),
first_files AS (SELECT account, min(first_seen_on) AS begun_on FROM own_mandates GROUP BY account),
drawn AS (
  SELECT last_on AS mandates_until_on,
    count(*) FILTER (WHERE account IS NOT NULL AND ended_on IS NULL) AS mandates,
    count(*) FILTER (WHERE first_seen_on <= last_on AND ifnull(ended_on, last_on) >= first_on)
      AS mandates_stood,
    count(*) FILTER (WHERE ended_on BETWEEN first_on AND last_on) AS mandates_ended,
    count(*) FILTER (WHERE first_seen_on BETWEEN first_on AND last_on AND first_seen_on > begun_on)
      AS mandates_new
  FROM last_month LEFT JOIN own_mandates ON true LEFT JOIN first_files USING (account)
),
-- claims that were proposed for the collection partner, never went there, and are paid, credited or agreed on instead
proposed_to_partner AS (SELECT DISTINCT claim_id FROM own_proposals WHERE kind = 'handover'),
agreed_claims AS (
  SELECT claim_id FROM plan JOIN hold_kinds ON hold_kind = detail
  WHERE reason = 'held' AND awaits_payment
),
kept AS (
  SELECT count(*) AS kept_back, ifnull(sum(amount_ore), 0) AS kept_back_ore
  FROM proposed_to_partner JOIN balances USING (claim_id) LEFT JOIN agreed_claims USING (claim_id)
  WHERE (open_ore = 0 OR agreed_claims.claim_id IS NOT NULL)
    AND claim_id NOT IN (SELECT claim_id FROM own_handovers)
),
-- the day of the newest member list
newest_list AS (SELECT max(imported_on) AS members_on FROM files WHERE kind = 'members')
SELECT *, :reported AS reported_on,
  (to_credit > 0) + (review > 0) + (unplaced > 0) + (applicants > 0) + (duplicates > 0)
    + (not_in_club_list > 0) + (further > 0) AS questions
FROM week_before, open_claims, moved, paid, reach, on_hold, to_phone, credits, undecided, unplaced_payments,
  register, doubts, others, unread_rows, drawn, last_stated, kept, newest_list;

-- name: ageing()
-- What is overdue by age, now and a week ago if that is known.
WITH
week_before AS (SELECT max(weeks_ago = 1) AS is_known FROM weeks)
SELECT first, name,
  count(*) FILTER (WHERE weeks_ago = 0) AS claims,
  ifnull(sum(open_ore) FILTER (WHERE weeks_ago = 0), 0) AS open_ore,
  CASE WHEN is_known THEN count(*) FILTER (WHERE weeks_ago = 1) END AS claims_before,
  CASE WHEN is_known THEN
    ifnull(sum(open_ore) FILTER (WHERE weeks_ago = 1), 0) END AS open_ore_before
FROM week_before, ages LEFT JOIN owed ON days_late BETWEEN first AND ifnull(last, days_late)
GROUP BY first ORDER BY first;

-- name: rates()
-- How many of the claims due 30 to 90 days before a day were settled on that day: today, 61 days ago (the period just before) and a year ago. A claim settled without a known day counts as settled in time.
WITH
measured (days_ago) AS (VALUES (0), (61), (364)),
windows AS (
  SELECT date(as_of, -(days_ago + 90) || ' days') AS start_on,
    date(as_of, -(days_ago + 30) || ' days') AS end_on,
    date(as_of, -days_ago || ' days') AS measured_on
  FROM day, measured
),
due AS (
  SELECT measured_on, amount_ore, settled_on, open_ore = 0 AS is_settled,
    open_ore = 0 AND ifnull(settled_on, measured_on) <= measured_on AS was_settled,
    status IN ('cancelled', 'exempt') AS is_relieved,
    status NOT IN ('cancelled', 'exempt') AND amount_ore > 0 AS is_owed
  FROM windows JOIN balances ON due_on BETWEEN start_on AND end_on
)
SELECT start_on, end_on, measured_on,
  count(*) FILTER (WHERE is_owed) AS claims,
  count(*) FILTER (WHERE is_owed AND was_settled) AS settled,
  ifnull(sum(amount_ore) FILTER (WHERE is_owed), 0) AS amount_ore,
  ifnull(sum(amount_ore) FILTER (WHERE is_owed AND was_settled), 0) AS settled_ore,
  count(*) FILTER (WHERE is_relieved) AS relieved,
  count(*) FILTER (WHERE is_owed AND is_settled) AS settled_now,
  count(*) FILTER (WHERE is_owed AND is_settled AND settled_on IS NULL) AS undated
FROM windows LEFT JOIN due USING (measured_on)
GROUP BY measured_on ORDER BY measured_on DESC;

-- name: steps()
-- How many claims get each step, and how many payers they have; reminders before calls.
SELECT step_id, count(*) AS claims, count(DISTINCT ifnull(payer_id, claim_id)) AS payers
FROM plan WHERE step_id IS NOT NULL
GROUP BY step_id ORDER BY min(kind) <> 'reminder', step_id;

-- name: resting()
-- How many claims have no step, by payer and by reason (of a hold: its kind). Claims that are not due are left out.
SELECT iif(reason = 'held', ifnull(detail, ''), reason) AS code, reason = 'held' AS is_hold,
  ifnull(payer_id, claim_id) AS payer_id, count(*) AS claims
FROM plan WHERE step_id IS NULL AND reason <> 'not_due'
GROUP BY 1, 2, 3 ORDER BY 1, 2, 3;

-- name: credited(shown)
-- The first :shown claims that are not owed, since the member had resigned, or was frozen, the oldest first.
SELECT ifnull(name, '') AS name, title, due_on, open_ore
FROM asked JOIN balances ON claim_id = about LEFT JOIN member_names USING (member_id)
WHERE kind = 'credit_claim' ORDER BY due_on, name, claim_id LIMIT :shown;

-- name: finding_counts()
-- How many findings there are of each kind, the most frequent first.
SELECT kind, count(*) AS members FROM findings GROUP BY kind ORDER BY members DESC, kind;

-- name: summary()
-- The main numbers of a club's week, for a table of many clubs.
WITH
register AS (SELECT count(*) AS members FROM people),
claims_overdue AS (
  SELECT count(*) AS overdue, ifnull(sum(open_ore), 0) AS outstanding_ore
  FROM day, balances WHERE open_ore > 0 AND status <> 'review' AND due_on < as_of
),
counted AS (SELECT count(*) AS claims FROM balances),
planned AS (
  SELECT count(*) FILTER (WHERE kind = 'reminder') AS reminders,
    count(*) FILTER (WHERE kind = 'call') AS calls,
    count(*) FILTER (WHERE step_id IS NULL) AS resting
  FROM plan
),
read_today AS (SELECT count(*) AS new_files FROM day, files WHERE imported_on = as_of)
SELECT * FROM register, counted, claims_overdue, planned, read_today;
