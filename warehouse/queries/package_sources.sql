-- Who published figures, as a data package says it.
select
    title,
    url as path,
    source_id as name,
    publisher,
    license,
    attribution
from source
order by source_id
