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
SELECT DISTINCT call_id, called_on, agent, outcome, reached, confirm, reason, again_on, again_at,
  called_at, language
FROM calls JOIN claims_of_calls USING (call_id)
WHERE claim_id IN (SELECT value FROM json_each(:claims)) ORDER BY call_id;

-- name: agreements_about(targets)
-- The holds on these invoices, and on the memberships of these members.
SELECT hold_id, kind, start_on, end_on, member_id, invoice_id, review_on, agreed_with, call_id
FROM agreements
WHERE ifnull(invoice_id, member_id) IN (SELECT value FROM json_each(:targets)) ORDER BY hold_id;

-- name: messages_to(payer, claims)
-- The messages to a payer: those to a phone or e-mail of theirs, and those about these claims that bear their name.
WITH
own AS (SELECT DISTINCT contact_name, phone, email FROM contacts WHERE payer_id = :payer),
addresses (address) AS (SELECT phone FROM own UNION SELECT email FROM own),
about AS (
  SELECT DISTINCT message_id FROM message_claims
  WHERE claim_id IN (SELECT value FROM json_each(:claims))
)
SELECT made_on, kind, channel, state, text, subject, sent_on, sent_at
FROM messages JOIN message_texts USING (message_id)
WHERE address IN (SELECT address FROM addresses)
  OR (message_id IN about AND contact_name IN (SELECT contact_name FROM own))
ORDER BY made_on, messages.rowid;

-- name: enquiries_from(payer)
-- What a payer wrote or said: from a phone or e-mail of theirs, or of a member of theirs and from nobody else's.
WITH
own AS (SELECT member_id, phone, email FROM contacts WHERE payer_id = :payer),
others AS (SELECT phone, email FROM contacts WHERE payer_id <> :payer),
addresses (address) AS (SELECT fold(phone) FROM own UNION SELECT fold(email) FROM own),
other_addresses (address) AS (
  SELECT fold(phone) FROM others WHERE phone IS NOT NULL
  UNION SELECT fold(email) FROM others WHERE email IS NOT NULL
)
SELECT received_on, channel, is_automatic, text, subject, received_at
FROM enquiries JOIN enquiry_texts USING (enquiry_id)
WHERE fold(address) IN (SELECT address FROM addresses)
  OR (member_id IN (SELECT member_id FROM own) AND fold(address) NOT IN (SELECT address FROM other_addresses))
ORDER BY received_on, enquiries.rowid;
