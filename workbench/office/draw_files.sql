-- The claims that the bank is asked to draw by AvtaleGiro.

-- name: drawable(day)
-- The claims with a mandate, or that the bank has been asked to draw, that are due on a day or later; with what stops each, and what the bank has been asked.
WITH
-- what the bank was asked last about each claim and has still to draw
asked AS (
  SELECT claim_id, asked_id, due_on AS asked_due_on, amount_ore AS asked_ore, kid AS asked_kid,
    row_number() OVER (PARTITION BY claim_id ORDER BY cancelled_on IS NULL DESC, due_on DESC) AS place,
    cancelled_on
  FROM own_drawings WHERE due_on >= :day
),
-- the last one, and what the bank would draw besides
standing_asked AS (
  SELECT *, place > 1 AS is_double FROM asked WHERE place = 1 OR cancelled_on IS NULL
)
SELECT balances.claim_id, ifnull(name, member_name) AS name, title, balances.kid, account,
  balances.due_on, open_ore,
  ifnull(why, iif(is_not_drawn, 'kravet må avklares først: ' || plan_reasons.text, NULL)) AS stopped,
  account IS NOT NULL AND ended_on IS NULL AS stands,
  asked_due_on, asked_ore, asked_kid, cancelled_on, asked_id, ifnull(is_double, 0) AS is_double
FROM balances
  LEFT JOIN claim_mandates USING (claim_id)
  LEFT JOIN standing_asked USING (claim_id)
  LEFT JOIN stopped_drawings USING (claim_id)
  LEFT JOIN plan USING (claim_id)
  LEFT JOIN plan_reasons USING (reason)
  LEFT JOIN member_names ON member_names.member_id = balances.member_id
WHERE asked_due_on IS NOT NULL OR (account IS NOT NULL AND balances.due_on >= :day)
ORDER BY balances.due_on, balances.claim_id;

-- name: files_made()$
-- How many files have been made for the bank.
WITH
files_of_drawings AS (
  SELECT file FROM drawings
  UNION SELECT cancel_file FROM drawings WHERE cancel_file IS NOT NULL
)
SELECT count(*) FROM files_of_drawings;
