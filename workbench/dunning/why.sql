-- The plan of claims with the facts that it follows from, for people to read.

-- name: explained(claims)
-- The rows of the plan for these claims, or for all where claims is NULL, with who and what each is about, the hold that stops it, and the member's other open claims that rest for no such reason.
WITH
holds AS (
  SELECT hold_id, kind AS hold_kind, start_on AS hold_start_on, end_on AS hold_end_on
  FROM standing_holds
),
others AS (
  SELECT member_id, group_concat(title, ', ' ORDER BY due_on, claim_id) AS other_titles
  FROM plan JOIN balances USING (claim_id)
  WHERE reason NOT IN ('held', 'frozen', 'frozen_period', 'partly_frozen', 'not_due')
  GROUP BY member_id
)
SELECT planned_claims.claim_id, plan.payer_id, planned_claims.name, contact_name,
  planned_claims.title, planned_claims.due_on, planned_claims.open_ore, plan.reason, plan.step_id,
  plan.kind, plan.channel, plan.due_version, plan.detail, plan.next_on, plan.task, plan.policy,
  since_on, days, held_days, promised_on, hold_kind, hold_start_on, hold_end_on, other_titles
FROM planned_claims JOIN plan USING (claim_id) LEFT JOIN holds USING (hold_id)
  LEFT JOIN others USING (member_id)
WHERE :claims IS NULL OR planned_claims.claim_id IN (SELECT value FROM json_each(:claims))
ORDER BY planned_claims.claim_id;

-- name: settled_named(text, digits)
-- The claims with this id, order number or KID of which nothing is open, each with what became of it.
SELECT ifnull(title, 'kravet') || ', forfall ' || tall_dato(due_on) || ', er '
  || iif(amount_ore > 0, 'betalt', 'kreditert eller annullert')
  || ifnull(' ' || tall_dato(settled_on), '')
FROM balances
WHERE open_ore = 0
  AND (
    claim_id = :text
    OR :digits IN (kid, invoice_id, substr(invoice_id, instr(invoice_id, ':') + 1), substr(claim_id, instr(claim_id, ':') + 1))
  )
ORDER BY due_on DESC, claim_id;

-- name: claims_named(text, digits)
-- The claims of the plan with this id, order number or KID, or with the text in the name of the member or of whoever is contacted.
SELECT claim_id FROM planned_claims
WHERE claim_id = :text
  OR :digits IN (kid, invoice_id, substr(invoice_id, instr(invoice_id, ':') + 1), substr(claim_id, instr(claim_id, ':') + 1))
  OR (length(:text) > 2 AND instr(fold(ifnull(name, '') || ' ' || ifnull(contact_name, '')), fold(:text)))
ORDER BY due_on DESC, claim_id;
