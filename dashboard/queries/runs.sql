-- The newest runs of a source, and last what is bundled, as its page shows them.
select
    started_at as "Began",
    status as "State",
    rows as "Rows",
    requests as "Requests",
    bytes as "Size",
    epoch(finished_at - started_at) as "Seconds",
    coalesce(error, '') as "Error",
    coalesce(sha256, '') as "sha256",
    run_id as "Run",
    count(*) over () as runs
from source_run
where source_id = $source
order by status = 'bundled', run_id desc
limit 20
