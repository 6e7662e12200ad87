-- The newest recorded answers of a source; how many there are is in each row.
select
    url,
    fetched_at,
    status,
    bytes,
    sha256,
    locator,
    count(*) over () as responses
from response
where source_id = $source
order by fetched_at desc, locator
limit 200
