-- The claims that the bank is asked to draw by AvtaleGiro.

-- name: drawable(day)
-- The claims with a mandate, or that the bank has been asked to draw, that are due on a day or later; with what stops each, and what the bank has been asked.
WITH
-- what the bank was asked last about each claim and has still to draw
asked AS (
  SELECT claim_id, asked_id, due_on AS asked_due_on, amount_ore AS asked_ore, kid AS asked_kid,
    row_number() OVER (PARTITION BY claim_id ORDER BY cancelled_on IS NULL DESC, due_on DESC, asked_id)
      AS place,
    cancelled_on
  FROM own_drawings WHERE due_on >= :day
),
-- the last day that is past for which the bank was asked, and not to leave it after all
past AS (
  SELECT claim_id, max(due_on) AS past_due_on
  FROM own_drawings WHERE due_on < :day AND cancelled_on IS NULL
  GROUP BY claim_id
),
-- the last one, and what the bank would draw besides
standing_asked AS (
  SELECT *, place > 1 AS is_double FROM asked WHERE place = 1 OR cancelled_on IS NULL
),
candidates AS (
  SELECT claim_id FROM balances JOIN claim_mandates USING (claim_id) WHERE balances.due_on >= :day
  UNION
  SELECT claim_id FROM standing_asked
)
SELECT claim_id, ifnull(name, balances.member_name) AS name, balances.title, balances.kid, account,
  ifnull(balances.due_on, asked_due_on) AS due_on, ifnull(open_ore, 0) AS open_ore,
  ifnull(draw_stops.text, iif(is_not_drawn, 'kravet må avklares først: ' || plan_reasons.text, NULL))
    AS stopped,
  account IS NOT NULL AND ended_on IS NULL AS stands,
  asked_due_on, asked_ore, asked_kid, cancelled_on, past_due_on, asked_id,
  ifnull(is_double, 0) AS is_double
FROM candidates
  LEFT JOIN balances USING (claim_id)
  LEFT JOIN claim_mandates USING (claim_id)
  LEFT JOIN standing_asked USING (claim_id)
  LEFT JOIN past USING (claim_id)
  LEFT JOIN stopped_drawings USING (claim_id)
  LEFT JOIN draw_stops
    ON draw_stops.draw_stop = ifnull(stopped_drawings.draw_stop, iif(is_double, 'twice', NULL))
  LEFT JOIN plan USING (claim_id)
  LEFT JOIN plan_reasons USING (reason)
  LEFT JOIN member_names ON member_names.member_id = balances.member_id
ORDER BY 6, claim_id, is_double;

-- name: asked_by_id(text)
-- The claims with this id that the bank has been asked to draw and not to leave, also those that are gone.
SELECT DISTINCT claim_id FROM own_drawings
WHERE cancelled_on IS NULL AND :text IN (claim_id, asked_id);

-- name: files_made()$
-- How many files have been made for the bank.
WITH
files_of_drawings AS (
  SELECT file FROM drawings
  UNION SELECT cancel_file FROM drawings WHERE cancel_file IS NOT NULL
)
SELECT count(*) FROM files_of_drawings;
