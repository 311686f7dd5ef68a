-- The claims that the bank is asked to draw by AvtaleGiro.

-- name: drawable(day)
-- The claims with a mandate, or that the bank has been asked to draw, that are due on a day or later; with what stops each, and what the bank has been asked.
WITH
-- claims of which an agreement covers the due date
paused AS (
  SELECT DISTINCT claim_id
  FROM balances JOIN standing_holds
    ON standing_holds.invoice_id = balances.invoice_id
    OR (standing_holds.invoice_id IS NULL AND standing_holds.member_id = balances.member_id)
  WHERE start_on <= due_on AND ifnull(end_on, due_on) >= due_on
),
-- what the bank was asked last about each claim and has still to draw
asked AS (
  SELECT claim_id, due_on AS asked_due_on, amount_ore AS asked_ore, kid AS asked_kid,
    row_number() OVER (PARTITION BY claim_id ORDER BY cancelled_on IS NULL DESC, due_on DESC) AS place,
    cancelled_on
  FROM drawings WHERE due_on >= :day
),
last_asked AS (SELECT * FROM asked WHERE place = 1)
SELECT balances.claim_id, ifnull(name, member_name) AS name, title, balances.kid, account,
  balances.due_on, open_ore,
  CASE
    WHEN balances.open_ore = 0 THEN 'kravet er gjort opp eller kreditert'
    WHEN balances.status = 'frozen' OR members.status = 'frozen' THEN 'medlemskapet er fryst'
    WHEN balances.status <> 'open' THEN 'kravet er ikke åpent i medlemssystemet'
    WHEN paused.claim_id IS NOT NULL THEN 'en avtale dekker forfallsdagen'
    WHEN members.left_on < balances.due_on THEN 'medlemmet er meldt ut før forfall'
    WHEN is_not_drawn THEN 'kravet må avklares først: ' || plan_reasons.text
  END AS stopped,
  account IS NOT NULL AND ended_on IS NULL AS stands,
  asked_due_on, asked_ore, asked_kid, cancelled_on
FROM balances
  LEFT JOIN claim_mandates USING (claim_id)
  LEFT JOIN last_asked USING (claim_id)
  LEFT JOIN paused USING (claim_id)
  LEFT JOIN plan USING (claim_id)
  LEFT JOIN plan_reasons USING (reason)
  LEFT JOIN members ON members.member_id = balances.member_id
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
