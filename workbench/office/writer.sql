-- Who is written to, and in which language.

-- name: contact_names()
-- The names of those who may be written to.
SELECT DISTINCT contact_name FROM contacts WHERE phone IS NOT NULL OR email IS NOT NULL;

-- name: languages()
-- The phones and e-mails of payers who have said in which language they want to be written to, by the newest call that states it: it comes last.
WITH
stated AS (
  SELECT call_id, language, phone, contact_name, row_number() OVER (ORDER BY called_on, calls.rowid) AS place
  FROM calls JOIN call_contacts USING (call_id) WHERE language IS NOT NULL
),
-- whoever was called, among those who pay for the members whose claims it was about
payers AS (
  SELECT DISTINCT place, language, payer_id
  FROM stated JOIN claims_of_calls USING (call_id) JOIN balances USING (claim_id)
    JOIN contacts USING (member_id)
  WHERE contacts.contact_name = stated.contact_name OR contacts.phone = stated.phone
),
reached (place, language, address) AS (
  SELECT place, language, phone FROM stated
  UNION SELECT place, language, contacts.phone FROM payers JOIN contacts USING (payer_id)
  UNION SELECT place, language, contacts.email FROM payers JOIN contacts USING (payer_id)
)
SELECT address, language FROM reached WHERE address IS NOT NULL ORDER BY place;
