-- Where money was placed, and whom claims are of.

-- name: placed_by_answer(task, evidence, payment)
-- Where a payment, or a part of it, was placed by the answer that stands to a question.
SELECT target, amount_ore
FROM placements JOIN answers USING (event_id)
WHERE task = :task AND evidence = :evidence AND payment_id = :payment AND amount_ore <> 0;

-- name: payers_of(claims)
-- The payers of these claims, each claim without one by itself.
SELECT DISTINCT ifnull(payer_id, claim_id)
FROM balances LEFT JOIN plan USING (claim_id)
WHERE claim_id IN (SELECT value FROM json_each(:claims));

-- name: claims_by_number(text)
-- The claims with this id, order number or KID, settled ones included.
SELECT claim_id FROM balances
WHERE :text IN (claim_id, kid, invoice_id, substr(invoice_id, instr(invoice_id, ':') + 1))
ORDER BY claim_id;
