-- Who published figures, and on which terms.
select
    source_id,
    title,
    publisher,
    url,
    license,
    attribution
from source
order by source_id
