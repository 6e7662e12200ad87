-- Every measured evidence row carries the SQL that recomputes it and says where it was read.
select claim_id, definition_id, moment
from claim_evidence
where measured is not null and (sql is null or coalesce(len(locators), 0) = 0)
