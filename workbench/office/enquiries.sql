-- Who has written.

-- name: newest_message_to(address, day)
-- The newest message of the month that went to an address.
SELECT message_id FROM messages JOIN message_texts USING (message_id)
WHERE fold(address) = fold(CAST(:address AS TEXT)) AND sent_on BETWEEN date(:day, '-31 days') AND :day
ORDER BY made_on DESC, messages.rowid DESC LIMIT 1;

-- name: payers_of_message(message)
-- The payers to whom a message went, each with a member whose claims they pay; the member whom it was about, where it confirms what was agreed about one.
WITH
named AS (
  SELECT contacts.payer_id, min(holds.member_id) AS member_id
  FROM messages JOIN holds ON task = 'follow_up:' || call_id || ':sms'
    JOIN contacts USING (member_id) JOIN message_texts USING (message_id)
  WHERE messages.message_id = :message AND holds.member_id IS NOT NULL
    AND address IN (contacts.phone, contacts.email)
  GROUP BY contacts.payer_id HAVING count(DISTINCT holds.member_id) = 1
),
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
SELECT payer_id, member_id FROM named
UNION
SELECT payer_id, member_id FROM of_claims WHERE payer_id NOT IN (SELECT payer_id FROM named)
UNION
SELECT payer_id, member_id FROM of_address
WHERE payer_id NOT IN (SELECT payer_id FROM of_claims) AND payer_id NOT IN (SELECT payer_id FROM named);

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
