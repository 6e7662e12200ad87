-- The newest runs of a source, and last what is bundled.
select
    run_id,
    started_at,
    finished_at,
    status,
    requests,
    rows,
    bytes,
    sha256,
    error,
    count(*) over () as runs
from source_run
where source_id = $source
order by status = 'bundled', run_id desc
limit 20
