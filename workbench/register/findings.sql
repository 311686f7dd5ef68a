-- What is wrong or doubtful in the register: a query for each kind of finding, which is its name,
-- with the member that it is about and the stored values that show it, if any.

-- name: no_contact(gone)
-- Who can be reached in no way, nor through anybody named beside.
SELECT people.member_id, '' AS detail
FROM people JOIN contact_details USING (member_id)
WHERE status NOT IN (SELECT value FROM json_each(:gone))
GROUP BY people.member_id
HAVING count(contact_details.phone) = 0 AND count(contact_details.email) = 0;

-- name: missing_birth_date(gone)
-- Whose age nobody knows.
SELECT member_id, '' AS detail FROM people
WHERE born_on IS NULL AND status NOT IN (SELECT value FROM json_each(:gone));

-- name: applicant_unprocessed()
-- Who waits for an answer to an application.
SELECT member_id, '' AS detail FROM people WHERE status = 'unprocessed';

-- name: bad_phone(gone)
-- Whose phone, or a guardian's, could not be read, and there is none.
SELECT people.member_id, group_concat(DISTINCT value) AS detail
FROM rejected JOIN people USING (member_id) JOIN contact_details USING (member_id)
WHERE NOT whole_row AND repaired IS NULL AND field = slot || 'phone' AND contact_details.phone IS NULL
  AND status NOT IN (SELECT value FROM json_each(:gone))
GROUP BY people.member_id;

-- name: bad_email(gone)
-- Whose e-mail, or a guardian's, could not be read, and there is none.
SELECT people.member_id, group_concat(DISTINCT value) AS detail
FROM rejected JOIN people USING (member_id) JOIN contact_details USING (member_id)
WHERE NOT whole_row AND repaired IS NULL AND field = slot || 'email' AND contact_details.email IS NULL
  AND status NOT IN (SELECT value FROM json_each(:gone))
GROUP BY people.member_id;

-- name: duplicate(gone)
-- Two profiles of one name and one birth date; the higher id is listed, with the lowest.
WITH
namesakes AS (
  SELECT member_id, min(member_id) OVER (
    PARTITION BY fold(ifnull(first_name, '') || ' ' || ifnull(last_name, '')), born_on
  ) AS lowest_id
  FROM people
  WHERE born_on IS NOT NULL AND status NOT IN (SELECT value FROM json_each(:gone))
)
SELECT member_id, lowest_id AS detail FROM namesakes WHERE member_id <> lowest_id;

-- name: gone_from_lists(gone)
-- Who stands on none of the newest lists.
SELECT member_id, tall_dato(max(missing_since)) AS detail
FROM listings LEFT JOIN people USING (member_id)
WHERE status IS NULL OR status NOT IN (SELECT value FROM json_each(:gone))
GROUP BY member_id HAVING count(*) = count(missing_since);

-- name: not_in_club_list(gone, club_group)
-- Who takes part in a group and does not stand on the club's own list, where that came.
WITH
here AS (
  SELECT member_id, group_name FROM listings LEFT JOIN people USING (member_id)
  WHERE missing_since IS NULL
    AND (status IS NULL OR status NOT IN (SELECT value FROM json_each(:gone)))
)
SELECT member_id, group_concat(group_name, ', ' ORDER BY group_name) AS detail FROM here
WHERE EXISTS (
  SELECT 1 FROM listings WHERE group_name = :club_group AND missing_since IS NULL
)
GROUP BY member_id HAVING sum(group_name = :club_group) = 0;

-- name: hold_of_nobody()
-- Whose agreement has a number that no member has: the one it protects may be reminded meanwhile.
SELECT DISTINCT member_id, '' AS detail
FROM agreements
WHERE member_id IS NOT NULL AND member_id NOT IN (SELECT member_id FROM people);

-- name: birth_date_corrected(gone)
-- An id made of name and birth date is a new one once the date is put right: the one gone and the one come have the name in common, and a phone or an e-mail, their own or a guardian's.
WITH
made_ids AS (
  SELECT member_id, substr(member_id, 1, instr(member_id, ':')) AS system,
    substr(member_id, instr(member_id, ':') + 1) AS number,
    fold(ifnull(first_name, '') || ' ' || ifnull(last_name, '')) AS name
  FROM people
  WHERE length(number) = 16 AND number NOT GLOB '*[^0-9a-f]*' AND number GLOB '*[a-f]*'
    AND status NOT IN (SELECT value FROM json_each(:gone))
),
listed AS MATERIALIZED (
  SELECT member_id, count(*) = count(missing_since) AS is_gone, system, name
  FROM listings JOIN made_ids USING (member_id)
  GROUP BY member_id
),
-- the one come and the one gone, of one name
namesakes AS MATERIALIZED (
  SELECT come.member_id AS new_id, old.member_id AS old_id
  FROM listed AS come JOIN listed AS old USING (system, name)
  WHERE NOT come.is_gone AND old.is_gone
),
concerned AS (SELECT new_id AS member_id FROM namesakes UNION SELECT old_id FROM namesakes),
reached (member_id, way) AS (
  SELECT member_id, fold(phone) FROM contact_details JOIN concerned USING (member_id)
  WHERE phone IS NOT NULL
  UNION ALL
  SELECT member_id, fold(email) FROM contact_details JOIN concerned USING (member_id)
  WHERE email IS NOT NULL
)
SELECT new_id AS member_id, min(old_id) AS detail
FROM namesakes
  JOIN reached AS own ON own.member_id = new_id
  JOIN reached AS other ON other.member_id = old_id AND other.way = own.way
GROUP BY new_id;

-- name: bounced()
-- Whose phone or e-mail, or a guardian's, takes no message: the newest of the last quarter came back.
WITH
newest AS (
  SELECT fold(address) AS address, state, row_number() OVER (
    PARTITION BY fold(address) ORDER BY made_on DESC, messages.rowid DESC) AS place
  FROM day, messages JOIN message_texts USING (message_id)
  WHERE made_on BETWEEN date(as_of, '-92 days') AND as_of AND state <> 'lapsed'
),
bounced_addresses AS (SELECT address FROM newest WHERE place = 1 AND state = 'bounced')
SELECT member_id, group_concat(DISTINCT address) AS detail
FROM contact_details JOIN bounced_addresses ON address IN (fold(ifnull(phone, '')), fold(ifnull(email, '')))
GROUP BY member_id;
