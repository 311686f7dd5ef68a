-- name: kept_day()^
-- The day that the tables hold, its last event, and the hash of its settings, policy and program.
SELECT as_of, head, basis FROM day;

-- name: accounts_of_claims()
-- The accounts to which somebody paid with a KID, or for an invoice, and whether the newest such payments are known by OCR giro alone.
SELECT account, max(paid_on) > ifnull(max(paid_on) FILTER (WHERE source <> 'ocr'), '') AS is_by_ocr
FROM payments
WHERE account IS NOT NULL AND (kid IS NOT NULL OR invoice_id IS NOT NULL)
GROUP BY account;

-- name: move_day(head)!
-- Note that the day follows from the books up to this event.
UPDATE day SET head = :head;

-- name: family(members)
-- All members who may share a payer, a contact value or a plan with these members: they share a phone, an e-mail, an address, an invoice or a claim, directly or through other members.
WITH RECURSIVE
-- what two members may have in common
ties (member_id, tie) AS (
  SELECT member_id, phone FROM people WHERE phone IS NOT NULL
  UNION ALL
  SELECT member_id, fold(email) FROM people WHERE email IS NOT NULL
  UNION ALL
  SELECT member_id, fold(address || ' ' || ifnull(postcode, '')) FROM people WHERE address <> ''
  UNION ALL
  SELECT member_id, phone FROM named_guardians WHERE phone IS NOT NULL
  UNION ALL
  SELECT member_id, fold(email) FROM named_guardians WHERE email IS NOT NULL
  UNION ALL
  SELECT substr(record, 1, instr(record || '|', '|') - 1), fold(value) FROM own_corrections WHERE value IS NOT NULL
  UNION ALL
  SELECT member_id, ifnull(invoice_id, claim_id) FROM balances
  WHERE open_ore > 0 OR status = 'review'
  UNION ALL
  SELECT liable_member_id, ifnull(invoice_id, claim_id) FROM balances JOIN own_liabilities USING (claim_id)
  WHERE open_ore > 0 OR status = 'review'
),
reached (member_id) AS (
  SELECT value FROM json_each(:members)
  UNION
  SELECT others.member_id
  FROM reached JOIN ties AS own USING (member_id) JOIN ties AS others USING (tie)
)
SELECT member_id FROM reached WHERE member_id IS NOT NULL;
