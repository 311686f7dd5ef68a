-- What became of steps that were approved.

-- name: steps_of_unknown_messages()
-- The steps of messages of which nobody knows whether they were sent.
SELECT claim_id, step_id, due_version FROM own_message_claims JOIN messages USING (message_id)
WHERE state = 'unknown' AND step_id <> '';
