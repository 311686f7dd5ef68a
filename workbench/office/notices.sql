-- name: unseen_payments()
-- For each source whose files end before the day, of the bank its account furthest behind: the claims with a step today that it would show as paid, and how many of them are likely to have been paid since. A claim of so many days since its due date is as likely to be paid within the days that the file lacks as the club's claims of the last year were at that age.
WITH
ends AS (SELECT system, kind, min(until_on) AS until_on FROM freshness WHERE account NOT LIKE '%:%' GROUP BY system, kind),
-- the claims with a step, each with its age and the days that its source lacks
asked AS (
  SELECT system, ends.kind, julianday(as_of) - julianday(due_on) AS age,
    julianday(as_of) - julianday(until_on) AS gap
  FROM day, plan JOIN balances USING (claim_id) JOIN ends
    ON ends.kind = iif(kid IS NULL, 'claims', 'payments')
    AND system = iif(kid IS NULL, substr(claim_id, 1, instr(claim_id, ':') - 1), 'bank')
  WHERE plan.step_id IS NOT NULL AND until_on < as_of
),
-- the claims of the last year: their age when they were settled, and today
past AS (
  SELECT julianday(settled_on) - julianday(due_on) AS settled_age,
    julianday(as_of) - julianday(due_on) AS age
  FROM day, balances
  WHERE due_on > date(as_of, '-1 year') AND (settled_on IS NOT NULL OR open_ore > 0)
),
moments AS (SELECT system, kind, age, gap, count(*) AS claims FROM asked GROUP BY system, kind, age, gap),
shares AS (
  SELECT moments.system, moments.kind, claims,
    avg(settled_age IS NOT NULL AND settled_age <= moments.age + gap) AS share
  FROM moments JOIN past
    ON past.age >= moments.age + gap AND ifnull(settled_age > moments.age, 1)
  GROUP BY moments.system, moments.kind, moments.age, gap, claims
)
SELECT system, kind, sum(claims), sum(claims * share) FROM shares GROUP BY system, kind;
