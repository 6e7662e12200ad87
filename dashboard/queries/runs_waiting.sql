-- The runs of a source that a person must look at, the newest first; how many there are in each row.
select
    run_id,
    source_id,
    started_at,
    status,
    error,
    count(*) over () as runs
from source_run
where source_id = $source and status in ('suspect', 'set aside')
order by run_id desc
limit 5
