-- name: changed_rows(event_id, day, nouns)
-- Each new row and each changed field of one event, or of all imports and repairs of a day. Only of the given nouns, in their order.
WITH
shown AS (SELECT value AS noun, key AS place FROM json_each(:nouns)),
-- the change rows of these events
made AS (
  SELECT changes.id, noun, key, field
  FROM events
    JOIN changes ON changes.id > first_change AND changes.id <= first_change + events.changes
  WHERE events.id = :event_id OR (day = :day AND kind IN ('import', 'repair'))
),
new_rows AS (SELECT noun, key FROM made WHERE field = ''),
-- each new row; of each field of other rows, the first and the last change
fields AS (
  SELECT noun, key, field, min(id) AS first_id, max(id) AS last_id
  FROM made LEFT JOIN new_rows USING (noun, key)
  WHERE field = '' OR new_rows.key IS NULL
  GROUP BY noun, key, field
),
changed AS (
  SELECT fields.noun, fields.key, fields.field, first_id, old.before, new.after
  FROM fields JOIN changes AS old ON old.id = first_id JOIN changes AS new ON new.id = last_id
  WHERE fields.field = '' OR old.before IS NOT new.after
),
names AS (SELECT member_id, ifnull(nullif(name, ''), member_id) AS name FROM member_names),
-- the member of each row, or another name in it, and its title
facts (noun, key, member_id, other_name, title) AS (
  SELECT 'members', member_id, member_id, NULL, NULL FROM members
  UNION ALL SELECT 'guardians', json_array(member_id, role, number), member_id, NULL, NULL
    FROM guardians
  UNION ALL SELECT 'participations', json_array(member_id, group_name), member_id, NULL, group_name
    FROM participations
  UNION ALL SELECT 'invoices', invoice_id, NULL, recipient_name, title FROM invoices
  UNION ALL SELECT 'claims', claim_id, member_id, coalesce(member_name, recipient_name, kid), title
    FROM claims
  UNION ALL SELECT 'payments', payment_id, NULL, kid, NULL FROM payments
  UNION ALL SELECT 'mandates', json_array(account, kid), NULL, kid, NULL FROM mandates
  UNION ALL SELECT 'holds', hold_id, member_id, NULL, NULL FROM holds
  UNION ALL SELECT 'reminders', json_array(invoice_id, step_id), NULL,
      CASE WHEN title IS NULL THEN ifnull(recipient_name, invoice_id) ELSE recipient_name END, title
    FROM reminders LEFT JOIN invoices USING (invoice_id)
),
counts AS (SELECT noun, count(*) AS in_all FROM facts GROUP BY noun),
-- the lists that came: a row that is gone is on none of those of its kind
lists AS (
  SELECT DISTINCT shown.noun, title
  FROM new_rows JOIN files ON sha256 = key JOIN shown ON kind IN ('bills', shown.noun)
  WHERE new_rows.noun = 'files'
),
titles AS (
  SELECT noun, group_concat(title, ' eller ' ORDER BY title) AS titles FROM lists GROUP BY noun
)
SELECT noun, key,
  CASE
    WHEN field = '' THEN 'ny'
    WHEN field = 'missing_since' AND before IS NULL THEN 'borte'
    ELSE 'endret'
  END AS what,
  field, ifnull(old.name, before) AS before, ifnull(new.name, after) AS after,
  concat_ws(' – ', coalesce(names.name, facts.member_id, other_name), title) AS who,
  CASE noun WHEN 'participations' THEN title ELSE ifnull(titles, '') END AS gone_from, in_all
FROM changed JOIN shown USING (noun)
  LEFT JOIN facts USING (noun, key)
  LEFT JOIN names ON names.member_id = facts.member_id
  LEFT JOIN names AS old ON field = 'member_id' AND old.member_id = before
  LEFT JOIN names AS new ON field = 'member_id' AND new.member_id = after
  LEFT JOIN counts USING (noun)
  LEFT JOIN titles USING (noun)
ORDER BY place, CASE field WHEN '' THEN first_id END, key, first_id;
