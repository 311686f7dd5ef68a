-- The files of invoices for the member system.

-- name: waiting_files()
-- The files with invoices that the member system does not show yet, with how many each.
SELECT file, count(*) AS invoices FROM fee_proposals WHERE file IS NOT NULL
GROUP BY file ORDER BY file;

-- name: filed_in(file)$
-- How many invoices and reversals are in a file.
SELECT count(*) AS rows_filed FROM filed_invoices WHERE file = :file;
