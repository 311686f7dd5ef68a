-- name: answered_backlog(day)$
-- How many tasks of the backlog were answered in the club's week up to the day. Its weeks begin on the weekday of its first plan, when the page is made.
WITH
first_plan AS (SELECT ifnull(min(day), :day) AS first_on FROM plans),
club_week AS (
  SELECT date(:day, -((julianday(:day) - julianday(first_on)) % 7) || ' days') AS first_on
  FROM first_plan
)
SELECT count(*)
FROM club_week, answers JOIN events ON events.id = answers.event_id
  JOIN task_kinds ON task_kind = substr(task, 1, instr(task, ':') - 1)
WHERE is_backlog AND events.day BETWEEN first_on AND :day;

-- name: given_answers()
-- The answers, each with the user who gave it, the newest first.
SELECT task, evidence, answer, until_on, note, events.day AS answered_on, who
FROM answers JOIN events ON events.id = answers.event_id
ORDER BY answers.event_id DESC, task;
