-- name: payers(reasons, step, text, digits)
-- The payers with open claims, who broke a promise first, then the newest claim. With text or digits: those that match the search; with neither: those whose plan has the step, a call. Only claims planned with one of the reasons count.
WITH
open_claims AS (
  SELECT payer_id, claim_id, member_id, invoice_id, kid, due_on, open_ore,
    iif(kind = :step, promised_on, NULL) AS promised_on -- a promise that was broken
  FROM plan JOIN balances USING (claim_id)
  WHERE payer_id IS NOT NULL AND reason IN (SELECT value FROM json_each(:reasons))
),
-- digits match the end of a phone, or a whole KID or invoice number; text matches names of the payer and of members with claims
matching_payers (payer_id) AS (
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
matching_claims AS (SELECT * FROM matching_payers JOIN open_claims USING (payer_id)),
sums AS (
  SELECT payer_id, count(*) AS claims, sum(open_ore) AS open_ore, max(due_on) AS newest_due_on,
    min(due_on) AS oldest_due_on, min(promised_on) AS promised_on
  FROM matching_claims GROUP BY payer_id
),
first_names AS (
  SELECT DISTINCT payer_id, first_name
  FROM matching_claims JOIN people USING (member_id) WHERE first_name <> ''
),
joined_names AS (
  SELECT payer_id, group_concat(first_name, ', ' ORDER BY first_name) AS concerns
  FROM first_names GROUP BY payer_id
),
-- the contact to ask for: if possible with a phone, an adult, a member with claims
members_with_claims AS (SELECT DISTINCT payer_id, member_id, 1 AS has_claim FROM matching_claims),
ranked_contacts AS (
  SELECT payer_id, contact_name, phone, probably_parent, row_number() OVER (
    PARTITION BY payer_id ORDER BY phone IS NULL, is_minor, has_claim IS NULL, member_id
  ) AS place
  FROM sums JOIN contacts USING (payer_id)
    LEFT JOIN members_with_claims USING (payer_id, member_id)
)
SELECT payer_id, contact_name, phone, probably_parent, ifnull(concerns, '') AS concerns, claims,
  open_ore, newest_due_on, oldest_due_on, claims >= many_unpaid AS needs_talk, promised_on
FROM day, sums JOIN ranked_contacts USING (payer_id) LEFT JOIN joined_names USING (payer_id)
WHERE place = 1
ORDER BY promised_on IS NULL, newest_due_on DESC, payer_id;

-- name: attempts()
-- Every call, once for each payer whom it was about, in the order they were made.
SELECT call_id, payer_id, phone, called_on, outcome, reached, again_on, again_at, called_at
FROM calls LEFT JOIN payers_of_calls USING (call_id) LEFT JOIN call_contacts USING (call_id)
ORDER BY calls.event_id, payer_id;

-- name: calls_of_agent(agent, day)
-- The calls of an agent on a day.
SELECT outcome, reached FROM calls WHERE agent = :agent AND called_on = :day;
