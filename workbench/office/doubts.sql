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
