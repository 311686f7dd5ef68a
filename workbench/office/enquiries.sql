-- Who has written.

-- name: payers_of_message(message)
-- The payers to whom a message went, each with a member whose claims they pay.
WITH
of_claims AS (
  SELECT plan.payer_id, min(balances.member_id) AS member_id
  FROM message_claims JOIN plan USING (claim_id) JOIN balances USING (claim_id)
  WHERE message_id = :message AND balances.member_id IS NOT NULL
  GROUP BY plan.payer_id
),
of_address AS (
  SELECT payer_id, min(member_id) AS member_id
  FROM message_texts JOIN contacts ON address IN (contacts.phone, contacts.email)
  WHERE message_id = :message
  GROUP BY payer_id
)
SELECT payer_id, member_id FROM of_claims
UNION
SELECT payer_id, member_id FROM of_address WHERE payer_id NOT IN (SELECT payer_id FROM of_claims);

-- name: payers_of_address(address)
-- The payers who have a phone or an e-mail, or whose member has it, each with a member: one with an open claim, if any.
WITH
holders AS (
  SELECT DISTINCT contacts.payer_id
  FROM contact_details JOIN contacts USING (member_id)
  WHERE fold(CAST(:address AS TEXT))
    IN (fold(ifnull(contact_details.phone, 'none')), fold(ifnull(contact_details.email, 'none')))
),
owing AS (
  SELECT payer_id, min(balances.member_id) AS member_id
  FROM plan JOIN balances USING (claim_id) WHERE balances.member_id IS NOT NULL
  GROUP BY payer_id
),
reached AS (SELECT payer_id, min(member_id) AS member_id FROM contacts GROUP BY payer_id)
SELECT payer_id, ifnull(owing.member_id, reached.member_id)
FROM holders JOIN reached USING (payer_id) LEFT JOIN owing USING (payer_id)
ORDER BY payer_id;

-- name: payers_of_claims(claims)
-- The payers of these claims, each with a member whose claim it is.
SELECT plan.payer_id, min(balances.member_id)
FROM plan JOIN balances USING (claim_id)
WHERE claim_id IN (SELECT value FROM json_each(:claims)) AND balances.member_id IS NOT NULL
GROUP BY plan.payer_id;
