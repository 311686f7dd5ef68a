-- name: unanswered_reopened(title)
-- The records of a profile of which the last doubt was that they were reopened, with its reason. Nobody has answered that it is right.
WITH
doubts AS (
  SELECT record, about, reason,
    row_number() OVER (PARTITION BY record ORDER BY batch DESC, place DESC) AS age
  FROM all_set_aside WHERE fault = 'reopened' AND title = :title
)
SELECT record, reason FROM doubts
WHERE age = 1
  AND 'unread_row:doubt:' || digest(about) NOT IN (
    SELECT task FROM answers WHERE answer = 'confirmed'
  );

-- name: confirmed_changes(title)
-- What somebody has answered to be right of the values that had changed: record, field and reason.
SELECT record, field, reason
FROM all_set_aside
WHERE fault = 'changed' AND title = :title
  AND 'unread_row:doubt:' || digest(about) IN (
    SELECT task FROM answers WHERE answer = 'confirmed'
  );

-- name: confirmed_files()
-- The newest files in which somebody has answered, since they were read, that a value is right.
SELECT DISTINCT sha256
FROM set_aside JOIN files USING (sha256) JOIN answers ON task = 'unread_row:doubt:' || digest(about)
WHERE fault IS NOT NULL AND answer = 'confirmed' AND answers.event_id > files.event_id;

-- name: last_file(title, name)^
-- The last file of a profile, one of that name if there is any: its name, and the day it was imported.
SELECT name, imported_on
FROM files
WHERE title = :title
ORDER BY name IS :name DESC, batch DESC, sha256
LIMIT 1;

-- name: last_import_of(title)$
-- The day on which the last file of a profile was imported.
SELECT max(imported_on) FROM files WHERE title = :title;

-- name: stored_claims()
-- What decides about the claims in the books, and whether each is missing from the last list. Where a claim names its member, the member is found by the name.
SELECT claim_id, status, amount_ore, paid_ore, paid_on, due_on, kid,
  iif(member_name IS NULL, member_id, NULL) AS member_id, recipient_name,
  missing_since IS NOT NULL AS is_missing
FROM claims;

-- name: stored_invoices()
-- What decides about the invoices in the books, and whether each is missing from the last list.
SELECT invoice_id, status, amount_ore, paid_ore, paid_on, due_on, NULL AS kid,
  NULL AS member_id, recipient_name, missing_since IS NOT NULL AS is_missing
FROM invoices;

-- name: stored_members()
-- What decides about the members in the books.
SELECT member_id, trim(ifnull(first_name, '') || ' ' || ifnull(last_name, '')) AS name,
  status, born_on, left_on, phone, email, FALSE AS is_missing
FROM members;

-- name: stored_guardians()
-- The contacts in the books of each member's guardians and payers.
SELECT member_id || '|' || role || '|' || number AS record, name, NULL AS status,
  NULL AS born_on, NULL AS left_on, phone, email, FALSE AS is_missing
FROM guardians;

-- name: member_ids()
-- The ids of the members in the books, each with the id made of name and birth date, if it has another of its own.
SELECT member_id, other_id FROM members;
