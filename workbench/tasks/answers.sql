-- name: answered_backlog(day)$
-- How many tasks of the backlog were answered in the seven days up to the day.
SELECT count(*)
FROM answers JOIN events ON events.id = answers.event_id
  JOIN task_kinds ON task_kind = substr(task, 1, instr(task, ':') - 1)
WHERE is_backlog AND events.day > date(:day, '-7 days') AND events.day <= :day;

-- name: given_answers()
-- The answers, each with the user who gave it, the newest first.
SELECT task, evidence, answer, until_on, note, events.day AS answered_on, who
FROM answers JOIN events ON events.id = answers.event_id
ORDER BY answers.event_id DESC, task;
