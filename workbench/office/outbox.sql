-- What is to be written to payers from here, and what was.

-- name: steps_to_send(channels, states)
-- The steps of today's plan that are approved, or in another of these states, by the channels that this office sends by, with the claim and its payer. A step that is in a message already is in none of these.
WITH
tried AS (
  SELECT claim_id, step_id, due_version, channel FROM own_message_claims
  WHERE is_live AND step_id <> ''
),
-- what the bank was asked to draw, and will
drawn AS (
  SELECT claim_id FROM own_drawings
  WHERE cancelled_on IS NULL AND claim_id NOT IN (SELECT claim_id FROM stopped_drawings)
)
SELECT planned_claims.claim_id, plan.step_id, plan.due_version, plan.kind, plan.channel,
  ifnull(plan.payer_id, planned_claims.claim_id) AS payer_id, ifnull(title, fee_type) AS title, due_on,
  open_ore, kid, first_name, contact_name, planned_claims.phone, planned_claims.email,
  planned_claims.claim_id IN drawn AS is_drawn, plan.fee_ore, plan.interest_ore
FROM proposals JOIN plan USING (claim_id, step_id, due_version)
  JOIN planned_claims ON planned_claims.claim_id = plan.claim_id
  LEFT JOIN people ON people.member_id = planned_claims.member_id
WHERE proposals.state IN (SELECT value FROM json_each(:states))
  AND (proposals.state <> 'approved' OR proposals.note IS 'sent_here')
  AND plan.channel = proposals.channel AND plan.channel IN (SELECT value FROM json_each(:channels))
  AND (plan.claim_id, plan.step_id, plan.due_version, plan.channel) NOT IN tried
ORDER BY payer_id, due_on, planned_claims.claim_id;

-- name: payers_of_addresses()
-- The phones and e-mails by which payers are reached, each with a payer.
SELECT phone, payer_id FROM contacts WHERE phone IS NOT NULL
UNION
SELECT email, payer_id FROM contacts WHERE email IS NOT NULL;

-- name: addresses_that_fail(day)
-- The addresses to which the last three messages of the month failed.
WITH
newest AS (
  SELECT address, state, row_number() OVER (
    PARTITION BY address ORDER BY made_on DESC, messages.rowid DESC) AS place
  FROM messages JOIN message_texts USING (message_id)
  WHERE made_on BETWEEN date(:day, '-31 days') AND :day AND state <> 'lapsed'
)
SELECT address FROM newest WHERE place <= 3 AND state = 'failed'
GROUP BY address HAVING count(*) = 3;

-- name: written_to_on(day)
-- The addresses to which something that nobody asked for was sent on a day, or perhaps was; or to which anything failed on it.
SELECT DISTINCT address
FROM messages JOIN message_texts USING (message_id) JOIN message_kinds ON message_kind = kind
WHERE (sent_on >= :day AND NOT is_asked_for) OR (made_on >= :day AND state IN ('unknown', 'failed', 'bounced'));
