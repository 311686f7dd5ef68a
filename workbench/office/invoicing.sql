-- The invoices that the office has made itself.

-- name: last_own_number()$
-- The highest number of an invoice made here; 0 before the first.
SELECT ifnull(max(CAST(substr(invoice_id, length('faktura:') + 1) AS INTEGER)), 0) AS number
FROM invoices WHERE invoice_id LIKE 'faktura:%';

-- name: known_kids()
-- Every KID that a claim has had.
SELECT DISTINCT kid FROM claims WHERE kid IS NOT NULL;

-- name: made_since(monday)$
-- How many invoices were made here on a day or later: the club's own, and those in files for the member system.
WITH
made AS (
  SELECT invoice_id FROM invoices WHERE invoice_id LIKE 'faktura:%' AND issued_on >= :monday
  UNION ALL
  SELECT NULL FROM filed_invoices WHERE act = 'new' AND made_on >= :monday AND unused_on IS NULL
)
SELECT count(*) AS invoices FROM made;
