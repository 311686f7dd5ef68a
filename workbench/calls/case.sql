-- What an agent sees about one payer.

-- name: claims_of(payer)
-- The payer's open claims, each with its row of the plan.
SELECT claim_id, due_on, CAST(julianday(as_of) - julianday(due_on) AS INTEGER) AS days, open_ore,
  fee_type, reason, ifnull(title, '') AS title, ifnull(first_name, '') AS concerns, invoice_id,
  member_id, kind, step_id, detail, next_on
FROM day, plan JOIN balances USING (claim_id) LEFT JOIN people USING (member_id)
WHERE payer_id = :payer ORDER BY claim_id;

-- name: groups_of(members)
-- The groups of these members, by each group's newest list.
SELECT member_id, group_name, missing_since FROM listings
WHERE missing_since IS NULL AND member_id IN (SELECT value FROM json_each(:members))
ORDER BY member_id, group_name;

-- name: calls_about(claims)
-- The calls about these claims.
SELECT DISTINCT call_id, called_on, agent, outcome, reached, confirm, reason, again_on, again_at
FROM calls JOIN claims_of_calls USING (call_id)
WHERE claim_id IN (SELECT value FROM json_each(:claims)) ORDER BY call_id;

-- name: agreements_about(targets)
-- The holds on these invoices, and on the memberships of these members.
SELECT hold_id, kind, start_on, end_on, member_id, invoice_id, review_on, agreed_with, call_id
FROM agreements
WHERE ifnull(invoice_id, member_id) IN (SELECT value FROM json_each(:targets)) ORDER BY hold_id;
