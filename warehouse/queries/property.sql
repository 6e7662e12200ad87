select case when value in ({words}) then 1 else 0 end as measured
from fact
where fact_id = '{fact}' and coalesce(valid_from, date '1900-01-01') = date '{start}'
