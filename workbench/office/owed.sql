-- What is owed, as the sources have stated it.

-- name: stated_since()
-- The invoices and claims that are stated as paid, wholly or in part, with the day of the event that first brought what they state now: a status counts only where it says that all is paid. What a duplicate states is stated of the claim that is kept.
WITH
stated AS (
  SELECT invoice_id AS key, NULL AS claim_id, max(changes.event_id) AS event_id
  FROM changes JOIN invoices ON noun = 'invoices' AND key = invoice_id
  WHERE (status IN ('paid', 'paid_manual') AND field IN ('', 'paid_ore', 'status'))
    OR (paid_ore > 0 AND field IN ('', 'paid_ore'))
  GROUP BY invoice_id
  UNION ALL
  SELECT claim_id, claim_id, max(changes.event_id)
  FROM changes JOIN claims ON noun = 'claims' AND key = claim_id
  WHERE (status IN ('paid', 'paid_manual') AND field IN ('', 'paid_ore', 'status'))
    OR (paid_ore > 0 AND field IN ('', 'paid_ore'))
  GROUP BY claim_id
)
SELECT ifnull(same_claims.claim_id, key) AS key, min(day) AS day
FROM stated JOIN events ON events.id = event_id
  LEFT JOIN same_claims ON other_id = stated.claim_id
GROUP BY 1;

-- name: successors()
-- The claims that are cancelled or gone from their list, and on which something was paid or agreed, each with every claim of the same member and due date that was first read in a later file; where only an agreement is known of one that is gone, also in the same file.
WITH
own AS MATERIALIZED (
  SELECT claim_id, own_claims.invoice_id, own_claims.kid, member_id,
    ifnull(own_claims.missing_since, invoices.missing_since) AS missing_since,
    ifnull(own_claims.due_on, invoices.due_on) AS due_on,
    max(ifnull(own_claims.paid_ore, 0), ifnull(invoices.paid_ore, 0)) AS paid_ore,
    ifnull(own_claims.status, invoices.status) AS status
  FROM own_claims LEFT JOIN invoices USING (invoice_id)
),
paid (claim_id) AS (
  SELECT claim_id FROM own
  WHERE paid_ore > 0 OR status IN ('paid', 'paid_manual')
    OR invoice_id IN (SELECT invoice_id FROM payments) OR claim_id IN (SELECT target FROM placements)
),
paid_by_kid (claim_id) AS (SELECT claim_id FROM own WHERE kid IN (SELECT kid FROM payments)),
agreed (claim_id) AS (
  SELECT claim_id FROM own WHERE invoice_id IN (SELECT invoice_id FROM agreements)
  UNION SELECT claim_id FROM claims_of_calls
  UNION SELECT claim_id FROM credits
  UNION SELECT claim_id FROM handovers
  UNION SELECT target FROM policy_choices
  -- what was paid or agreed on the one that it was made anew for
  UNION SELECT value ->> 0 FROM answers JOIN json_each(evidence) WHERE answer = 'same'
),
ended AS MATERIALIZED (
  SELECT own.*, paid.claim_id IS NOT NULL AS is_paid, paid_by_kid.claim_id IS NOT NULL AS is_paid_by_kid,
    agreed.claim_id IS NOT NULL AS is_agreed
  FROM own LEFT JOIN paid USING (claim_id) LEFT JOIN paid_by_kid USING (claim_id)
    LEFT JOIN agreed USING (claim_id)
  WHERE missing_since IS NOT NULL OR status = 'cancelled'
),
alike AS MATERIALIZED (
  SELECT ended.claim_id AS earlier_id, own.claim_id AS later_id,
    -- nothing else says why it is gone
    is_agreed AND NOT is_paid AND NOT is_paid_by_kid AND ended.missing_since IS NOT NULL AS is_unclear
  FROM ended JOIN own ON own.member_id = ended.member_id
    AND own.due_on = ended.due_on AND own.claim_id <> ended.claim_id
  -- money on a KID is the later one's by that
  WHERE is_agreed OR is_paid OR (is_paid_by_kid AND own.kid IS NOT ended.kid)
),
first_read AS MATERIALIZED (
  SELECT key AS claim_id, min(event_id) AS event_id FROM changes
  WHERE noun = 'claims' AND key IN (SELECT earlier_id FROM alike UNION SELECT later_id FROM alike)
  GROUP BY key
)
SELECT earlier_id, later_id
FROM alike JOIN first_read AS earlier ON earlier.claim_id = earlier_id
  JOIN first_read AS later ON later.claim_id = later_id
WHERE earlier.event_id < later.event_id OR (is_unclear AND earlier.event_id = later.event_id)
ORDER BY earlier_id, later_id;

-- name: other_kids()
-- The claims that are kept, each with the KIDs of its duplicates as JSON.
SELECT same_claims.claim_id, json_group_array(DISTINCT kid ORDER BY kid) AS kids
FROM same_claims JOIN claims ON claims.claim_id = other_id
WHERE kid IS NOT NULL
GROUP BY same_claims.claim_id;

-- name: reversals_confirmed()
-- The claims of which a source took back that they were paid, with the day on which somebody confirmed that it is right.
WITH
taken_back AS (
  SELECT invoice_id, max(day) AS day
  FROM all_set_aside
    JOIN answers ON task = 'unread_row:doubt:' || digest(about) AND answer = 'confirmed'
    JOIN events ON events.id = answers.event_id
  WHERE fault = 'reopened' AND invoice_id IS NOT NULL
  GROUP BY invoice_id
)
SELECT claim_id, day FROM counted_claims JOIN taken_back USING (invoice_id)
UNION
SELECT claim_id, day FROM same_claims JOIN taken_back ON invoice_id = other_invoice_id;

-- name: approved_credits()
-- What was taken off claims or is owed to members, and needs no further yes.
SELECT credit_id, claim_id, member_id, kind, amount_ore, base_ore, reason, made_on, needs_approval,
  taken_back_on
FROM own_credits WHERE is_approved
ORDER BY credit_id;
