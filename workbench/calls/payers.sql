-- name: payers(reasons, step, text, digits)
-- The payers with something open, the newest claim first: where neither text nor digits are given those with a call due (step), else those to whom they point. Counted are the claims whose plan has one of the reasons.
WITH
open_claims AS (
  SELECT payer_id, claim_id, member_id, invoice_id, kid, due_on, open_ore
  FROM plan JOIN balances USING (claim_id)
  WHERE payer_id IS NOT NULL AND reason IN (SELECT value FROM json_each(:reasons))
),
-- digits are held against the end of phones and the whole of KIDs and invoice numbers, letters against the names of the payer and of those the claims concern
pointed_to (payer_id) AS (
  SELECT payer_id FROM plan
  WHERE kind = :step AND payer_id IS NOT NULL AND :text = '' AND :digits = ''
  UNION
  SELECT payer_id FROM contacts WHERE :text <> '' AND instr(fold(contact_name), :text)
  UNION
  SELECT payer_id FROM contacts
  WHERE :digits <> '' AND substr(phone, -length(:digits)) = :digits
  UNION
  SELECT payer_id FROM open_claims JOIN people USING (member_id)
  WHERE :text <> ''
    AND instr(fold(ifnull(first_name, '') || ' ' || ifnull(last_name, '')), :text)
  UNION
  SELECT payer_id FROM open_claims
  WHERE :digits <> '' AND :digits IN (kid, substr(invoice_id, instr(invoice_id, ':') + 1))
),
owed AS (SELECT * FROM pointed_to JOIN open_claims USING (payer_id)),
sums AS (
  SELECT payer_id, count(*) AS claims, sum(open_ore) AS open_ore, max(due_on) AS newest_due_on,
    min(due_on) AS oldest_due_on
  FROM owed GROUP BY payer_id
),
concerned AS (
  SELECT DISTINCT payer_id, first_name
  FROM owed JOIN people USING (member_id) WHERE first_name <> ''
),
names AS (
  SELECT payer_id, group_concat(first_name, ', ' ORDER BY first_name) AS concerns
  FROM concerned GROUP BY payer_id
),
-- whom to ask for: of those with a phone an adult, and of adults one who owes
owing_members AS (SELECT DISTINCT payer_id, member_id, 1 AS owes FROM owed),
asked AS (
  SELECT payer_id, contact_name, phone, probably_parent, row_number() OVER (
    PARTITION BY payer_id ORDER BY phone IS NULL, is_minor, owes IS NULL, member_id
  ) AS place
  FROM sums JOIN contacts USING (payer_id) LEFT JOIN owing_members USING (payer_id, member_id)
)
SELECT payer_id, contact_name, phone, probably_parent, ifnull(concerns, '') AS concerns, claims,
  open_ore, newest_due_on, oldest_due_on, claims >= many_unpaid AS needs_talk
FROM day, sums JOIN asked USING (payer_id) LEFT JOIN names USING (payer_id)
WHERE place = 1
ORDER BY newest_due_on DESC, payer_id;

-- name: calls_on_phones()
-- Every call to a number, in the order they were made.
SELECT phone, called_on, outcome, again_on, again_at
FROM calls JOIN call_contacts USING (call_id) WHERE phone IS NOT NULL ORDER BY calls.event_id;

-- name: payers_who_refuse(outcome)
-- The payers of those about whom somebody asked not to be phoned, whoever asks now.
WITH
spoken_of AS (
  SELECT DISTINCT member_id FROM calls JOIN claims_of_calls USING (call_id) JOIN balances USING (claim_id)
  WHERE outcome = :outcome AND member_id IS NOT NULL
)
SELECT DISTINCT payer_id
FROM plan JOIN balances USING (claim_id) JOIN spoken_of USING (member_id)
WHERE payer_id IS NOT NULL;

-- name: calls_of_agent(agent, day)
-- The agent's calls of a day.
SELECT outcome, reached FROM calls WHERE agent = :agent AND called_on = :day;
