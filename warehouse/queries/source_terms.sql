-- Who published figures, and on which terms.
select
    source_id,
    title,
    publisher,
    url,
    license,
    -- the licence when it is an SPDX id; not terms in words
    case when regexp_full_match(license, '[A-Za-z0-9.+-]+') then license end as spdx,
    attribution
from source
order by source_id
